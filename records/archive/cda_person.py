"""The body of 个人基本健康信息登记: what a signed encounter tells of the person, in sections of WS/T 483.1's kind.

Only what was told is there; a section of which nothing was told says so, in words and as a null flavour.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from records.archive.cda_elements import element_of_data, section, told, value
from records.archive.values import SignedEncounter
from records.model import RecordFinding

_ALLERGY = "hx.allergy"


def add_person_sections(body: Element, encounter: SignedEncounter) -> None:
    """Add allergies, past illness, family history and medicines."""
    findings = encounter.record.findings
    allergy = next((each for each in findings if each.id == _ALLERGY and each.status != "unsure"), None)
    words = (
        "" if allergy is None else (allergy.said or allergy.name.zh if allergy.status == "present" else "没有过敏史")
    )
    made = section(body, "48765-2", "Allergies, adverse reactions, alerts", "过敏史", [words])
    flag = element_of_data(made, "DE02.10.023.00", "过敏史标志")
    if allergy is None:
        value(flag, "BL", nullFlavor="UNK")
    else:
        value(flag, "BL", value="true" if allergy.status == "present" else "false")
        if allergy.status == "present":
            told(element_of_data(flag, "DE05.01.022.00", "过敏史", entry=False), words)
    past = _present(findings, lambda each: each.kind == "history" and not each.id.startswith("hx.family_"))
    made = section(body, "11348-0", "HISTORY OF PAST ILLNESS", "既往史", [past])
    told(element_of_data(made, "DE02.10.099.00", "既往史"), past)
    family = _present(findings, lambda each: each.id.startswith("hx.family_"))
    section(body, "10157-6", "HISTORY OF FAMILY MEMBER DISEASES", "家族史", [family])
    medicines = _present(findings, lambda each: each.kind == "medicine")
    section(body, "10160-0", "HISTORY OF MEDICATION USE", "用药史", [medicines])


def _present(findings: tuple[RecordFinding, ...], wanted: Callable[[RecordFinding], bool]) -> str:
    return "；".join(
        each.name.zh for each in findings if each.status == "present" and each.id != _ALLERGY and wanted(each)
    )
