"""The body of a 门诊摘要: what the signed encounter says, in the sections and data elements that WS/T 483 and WS/T 500 share.

Each section has its words for people and, where there is one, its entries for machines. What was denied is an observation with the value
false; what is not known is a null flavour or not there; what the resident was unsure of stays in the words.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from records.archive.cda_elements import (
    ATC,
    ICD10,
    LOINC,
    add,
    add_code,
    element_of_data,
    observation,
    own_root,
    section,
    told,
    value,
)
from records.archive.units import ucum
from records.archive.values import SignedEncounter
from records.model import EncounterRecord, RecordFinding, RecordMedicine, RecordReportItem
from records.told import ALLERGY, allergies_told, medicines_told

_INTERPRETATION = ("2.16.840.1.113883.5.83", "ObservationInterpretation")
_FLAGS = {"low": "L", "high": "H", "critical_low": "LL", "critical_high": "HH", "normal": "N", "abnormal": "A"}
_STATUS = {"present": "有", "absent": "没有", "unsure": "不能确定"}
_FINDINGS = (own_root("finding-code"), "家医知识图谱")
_MEDICINES = (own_root("medicine-code"), "家医知识图谱")


def add_sections(body: Element, encounter: SignedEncounter) -> None:
    """Add every section, in the order of WS/T 500.2 (门（急）诊病历), which is the public one nearest to a 门诊摘要."""
    record, note = encounter.record, encounter.note
    allergies(body, record)
    complaint = section(body, "10154-3", "CHIEF COMPLAINT", "主诉", [record.chief_complaint])
    told(element_of_data(complaint, "DE04.01.119.00", "主诉"), record.chief_complaint)
    illness = section(body, "10164-2", "HISTORY OF PRESENT ILLNESS", "现病史", [note.subjective])
    told(element_of_data(illness, "DE02.10.071.00", "现病史"), note.subjective)
    for finding in record.findings:
        if finding.kind not in {"history", "medicine"} and finding.status != "unsure":
            _finding(illness, finding)
    _history(body, record.findings)
    _medicines(body, record)
    _results(body, encounter)
    _diagnosis(body, encounter)
    plan = [note.plan, f"转诊：{encounter.referral}" if encounter.referral else ""]
    section(body, "18776-5", "TREATMENT PLAN", "治疗计划", plan)


def allergies(body: Element, record: EncounterRecord) -> None:
    """Add what was told of allergies: to what, that there is none, or that it is not known."""
    known = allergies_told(record)
    words = "；".join(known.words("zh"))
    line = "" if known.status is None else f"{_STATUS[known.status]}过敏史" + (f"：{words}" if words else "")
    made = section(body, "48765-2", "Allergies, adverse reactions, alerts", "过敏史", [line])
    flag = element_of_data(made, "DE02.10.023.00", "过敏史标志")
    if known.status in {None, "unsure"}:
        value(flag, "BL", nullFlavor="UNK")
        return
    if known.carried:
        # What only stands in the signed record is there already; said again here it would outlive a correction of it.
        value(flag, "BL", nullFlavor="UNK")
        return
    value(flag, "BL", value="true" if known.status == "present" else "false")
    if words:
        told(element_of_data(flag, "DE05.01.022.00", "过敏史", entry=False), words)


def _history(body: Element, findings: tuple[RecordFinding, ...]) -> None:
    """Add what was told of past illness: present, denied and unsure, each said as such."""
    told_of = [each for each in findings if each.kind == "history" and each.id != ALLERGY]
    words = [f"{_STATUS[each.status]}：{each.name.zh}" for each in told_of]
    made = section(body, "11348-0", "HISTORY OF PAST ILLNESS", "既往史", words)
    told(element_of_data(made, "DE02.10.099.00", "既往史"), "；".join(words))
    for finding in told_of:
        if finding.status != "unsure":
            _finding(made, finding)


def _medicines(body: Element, record: EncounterRecord) -> None:
    """Add what is taken, by name where names were told, and what is denied or unsure by its class."""
    taken = medicines_told(record)
    other = [each for each in record.findings if each.kind == "medicine" and each.status != "present"]
    words = [f"{_STATUS['present']}：{each}" for each in taken.words("zh")]
    words += [f"{_STATUS[each.status]}：{each.name.zh}" for each in other]
    made = section(body, "10160-0", "HISTORY OF MEDICATION USE", "用药史", words)
    for medicine in taken.named:
        if not medicine.carried:
            _medicine(made, medicine)
    for finding in (*taken.classes, *(each for each in other if each.status == "absent")):
        if not finding.carried:
            _finding(made, finding)


def _medicine(parent: Element, medicine: RecordMedicine) -> None:
    made = observation(parent)
    code, system = (medicine.atc, ATC) if medicine.atc else (medicine.id, _MEDICINES)
    add_code(made, "code", code, system, medicine.name.zh)
    add(made, "statusCode", code="completed")
    value(made, "BL", value="true")


def _finding(parent: Element, finding: RecordFinding) -> None:
    made = observation(parent)
    add_code(made, "code", finding.id, _FINDINGS, finding.name.zh)
    add(made, "statusCode", code="completed")
    if finding.status == "present" and finding.value is not None:
        _quantity(made, finding.value, finding.unit or "")
    else:
        value(made, "BL", value="true" if finding.status == "present" else "false")


def _results(body: Element, encounter: SignedEncounter) -> None:
    made = section(body, "30954-2", "STUDIES SUMMARY", "检查检验", [encounter.note.objective])
    told(element_of_data(made, "DE04.30.009.00", "辅助检查结果"), encounter.note.objective)
    for item in encounter.record.report_items:
        _item(made, item)


def _item(parent: Element, item: RecordReportItem) -> None:
    made = observation(parent)
    if item.loinc:
        add_code(made, "code", item.loinc, LOINC, item.name)
    else:
        add(add(made, "code", nullFlavor="OTH"), "originalText", item.name)
    # Read from a photograph: completed when a person has held it against the paper.
    add(made, "statusCode", code="completed" if item.confirmed_by_resident else "active")
    if item.value is not None:
        _quantity(made, item.value, item.unit)
    else:
        told(made, item.value_text)
    if item.flag in _FLAGS:
        add(
            made,
            "interpretationCode",
            code=_FLAGS[item.flag],
            codeSystem=_INTERPRETATION[0],
            codeSystemName=_INTERPRETATION[1],
        )
    if item.low is not None or item.high is not None:
        _range(add(add(made, "referenceRange"), "observationRange"), item)


def _range(parent: Element, item: RecordReportItem) -> None:
    """Add a reference range: as an interval where UCUM has the unit (a bound without a unit would be a bare number), else in words."""
    bounds = [(name, bound) for name, bound in (("low", item.low), ("high", item.high)) if bound is not None]
    code = ucum(item.unit)
    if code is None:
        signs = {"low": "≥", "high": "≤"}
        add(parent, "text", "，".join(f"{signs[name]} {bound:.10g} {item.unit}".strip() for name, bound in bounds))
        return
    interval = value(parent, "IVL_PQ")
    for name, bound in bounds:
        add(interval, name, value=f"{bound:.10g}", unit=code)


def _quantity(parent: Element, number: float, unit: str) -> None:
    """Add a number with its unit: a physical quantity where UCUM has the unit, else the words as they stand."""
    code = ucum(unit)
    if code is not None:
        value(parent, "PQ", value=f"{number:.10g}", unit=code)
    elif unit:
        value(parent, "ST", f"{number:.10g} {unit}")
    else:
        value(parent, "REAL", value=f"{number:.10g}")


def _diagnosis(body: Element, encounter: SignedEncounter) -> None:
    words = [encounter.note.assessment, f"诊断：{encounter.diagnosis_name}（ICD-10：{encounter.diagnosis_icd10}）"]
    made = section(body, "29548-5", "Diagnosis", "诊断", words)
    code = element_of_data(made, "DE05.01.024.00", "诊断代码")
    coded = value(code, "CD", code=encounter.diagnosis_icd10, codeSystem=ICD10[0], codeSystemName=ICD10[1])
    coded.set("displayName", encounter.diagnosis_name)
    told(element_of_data(made, "DE05.01.025.00", "诊断名称"), encounter.diagnosis_name)
