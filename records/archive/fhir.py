"""A signed encounter as a FHIR R4 transaction bundle, conditional and idempotent.

Built and validated with the R4B models of `fhir.resources` (4.3.0); the resources used here have the same elements in R4 (4.0.1).
Every entry is a conditional update by business identifier, so that sending the bundle twice leaves one of each.
Codes: LOINC for laboratory items, UCUM for the units that `units` knows,
ICD-10 for the diagnosis, HL7 v3 ActCode for the class of encounter.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from fhir.resources.R4B.bundle import Bundle

from records.archive.plan import SignedEncounter, local
from records.archive.units import UCUM, ucum
from records.model import RecordFinding, RecordReportItem

ICD10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_FLAGS = {"low": "L", "high": "H", "critical_low": "LL", "critical_high": "HH", "normal": "N", "abnormal": "A"}

Resource = dict[str, Any]


def bundle(encounter: SignedEncounter) -> bytes:
    """Answer the bundle as UTF-8 JSON, validated.

    Raises:
        pydantic.ValidationError: the mapping is wrong (a bug, not the world's fault).
    """
    patient = _entry("Patient", "resident", encounter.resident_id, _patient(encounter))
    organization = _entry("Organization", "community", encounter.community_id, _organization(encounter))
    practitioner = _entry("Practitioner", "clinician", encounter.practitioner_id, _practitioner(encounter))
    refs = {"subject": _ref(patient), "organization": _ref(organization), "practitioner": _ref(practitioner)}
    visit = _entry("Encounter", "encounter", encounter.encounter_id, _encounter(encounter, refs))
    refs["encounter"] = _ref(visit)
    condition = _entry("Condition", "condition", encounter.encounter_id, _condition(encounter, refs))
    refs["condition"] = _ref(condition)
    observations = [
        _entry("Observation", "finding", f"{encounter.encounter_id}.{finding.id}", _finding(encounter, finding, refs))
        for finding in encounter.record.findings
        if finding.status != "unsure"
    ] + [
        _entry("Observation", "item", f"{encounter.encounter_id}.{number}", _item(encounter, item, refs))
        for number, item in enumerate(encounter.record.report_items)
    ]
    composition = _entry(
        "Composition",
        "composition",
        encounter.encounter_id,
        _composition(encounter, refs, [_ref(o) for o in observations]),
    )
    provenance = _entry("Provenance", None, encounter.encounter_id, _provenance(encounter, refs, _ref(composition)))
    raw = {
        "resourceType": "Bundle",
        "type": "transaction",
        "identifier": {"system": _system("bundle"), "value": encounter.encounter_id},
        "timestamp": encounter.signed_at.isoformat(),
        "entry": [organization, practitioner, patient, visit, condition, *observations, composition, provenance],
    }
    return Bundle.model_validate(raw).model_dump_json(indent=1).encode()


def _system(name: str) -> str:
    return f"urn:jiayi:{name}"


def _entry(kind: str, system: str | None, identifier: str, resource: Resource) -> Resource:
    full_url = f"urn:uuid:{uuid5(NAMESPACE_URL, f'urn:jiayi:{kind}:{identifier}')}"
    body: Resource = {"resourceType": kind, **resource}
    if system is None:
        # Provenance has no identifier in R4; a client-assigned id makes the update idempotent.
        body["id"] = full_url.removeprefix("urn:uuid:")
        request = {"method": "PUT", "url": f"{kind}/{body['id']}"}
    else:
        value = {"system": _system(system), "value": identifier}
        body["identifier"] = value if kind == "Composition" else [value]
        request = {
            "method": "PUT",
            "url": f"{kind}?identifier={quote(_system(system), safe='')}%7C{quote(identifier, safe='')}",
        }
    return {"fullUrl": full_url, "resource": body, "request": request}


def _ref(entry: Resource) -> Resource:
    return {"reference": entry["fullUrl"]}


def _patient(encounter: SignedEncounter) -> Resource:
    patient: Resource = {
        "active": True,
        "name": [{"text": encounter.resident_name}],
        "gender": encounter.record.person.sex,
    }
    if encounter.resident_phone:
        patient["telecom"] = [{"system": "phone", "value": encounter.resident_phone}]
    if encounter.birth_date:
        patient["birthDate"] = encounter.birth_date
    return patient


def _organization(encounter: SignedEncounter) -> Resource:
    return {"active": True, "name": encounter.community_name_zh, "alias": [encounter.community_name_en]}


def _practitioner(encounter: SignedEncounter) -> Resource:
    return {"active": True, "name": [{"text": encounter.practitioner_name}]}


def _encounter(encounter: SignedEncounter, refs: dict[str, Resource]) -> Resource:
    return {
        "status": "finished",
        "class": {"system": ACT_CODE, "code": "VR", "display": "virtual"},
        "subject": refs["subject"],
        "participant": [{"individual": refs["practitioner"]}],
        "period": {"start": local(encounter.record.started_at_ms), "end": encounter.signed_at.isoformat()},
        "reasonCode": [{"text": encounter.record.chief_complaint or "—"}],
        "serviceProvider": refs["organization"],
    }


def _condition(encounter: SignedEncounter, refs: dict[str, Resource]) -> Resource:
    return {
        "clinicalStatus": _coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
        "verificationStatus": _coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
        "category": [_coded("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis")],
        "code": {
            "coding": [{"system": ICD10, "code": encounter.diagnosis_icd10, "display": encounter.diagnosis_name}],
            "text": encounter.diagnosis_name,
        },
        "subject": refs["subject"],
        "encounter": refs["encounter"],
        "recordedDate": encounter.signed_at.isoformat(),
        "recorder": refs["practitioner"],
    }


def _finding(encounter: SignedEncounter, finding: RecordFinding, refs: dict[str, Resource]) -> Resource:
    observation: Resource = {
        "status": "final",
        "category": [_coded(_OBSERVATION_CATEGORY, "survey")],
        "code": {"coding": [{"system": _system("finding-code"), "code": finding.id}], "text": finding.name.zh},
        "subject": refs["subject"],
        "encounter": refs["encounter"],
        "effectiveDateTime": local(encounter.record.updated_at_ms),
    }
    if finding.value is not None:
        observation["valueQuantity"] = _quantity(finding.value, finding.unit or "")
    else:
        observation["valueBoolean"] = finding.status == "present"
    return observation


def _item(encounter: SignedEncounter, item: RecordReportItem, refs: dict[str, Resource]) -> Resource:
    coding = [{"system": LOINC, "code": item.loinc}] if item.loinc else []
    observation: Resource = {
        # Read from a photograph, not sent by a laboratory: preliminary until a person has held it against the paper.
        "status": "final" if item.confirmed_by_resident else "preliminary",
        "category": [_coded(_OBSERVATION_CATEGORY, "laboratory")],
        "code": {**({"coding": coding} if coding else {}), "text": item.name},
        "subject": refs["subject"],
        "encounter": refs["encounter"],
        "effectiveDateTime": local(encounter.record.updated_at_ms),
    }
    if item.value is not None:
        observation["valueQuantity"] = _quantity(item.value, item.unit)
    elif item.value_text:
        observation["valueString"] = item.value_text
    else:
        observation["dataAbsentReason"] = _coded("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown")
    if item.flag in _FLAGS:
        observation["interpretation"] = [_coded(_INTERPRETATION, _FLAGS[item.flag])]
    if item.low is not None or item.high is not None:
        bounds = {
            name: _quantity(value, item.unit)
            for name, value in (("low", item.low), ("high", item.high))
            if value is not None
        }
        observation["referenceRange"] = [bounds]
    return observation


def _composition(encounter: SignedEncounter, refs: dict[str, Resource], observations: list[Resource]) -> Resource:
    note = encounter.note
    sections = [
        ("主观资料", "61150-9", note.subjective, []),
        ("客观资料", "61149-1", note.objective, observations),
        ("评估", "51848-0", note.assessment, [refs["condition"]]),
        ("处置计划", "18776-5", note.plan, []),
    ]
    return {
        "status": "final",
        "type": {"coding": [{"system": LOINC, "code": "11488-4", "display": "Consult note"}]},
        "subject": refs["subject"],
        "encounter": refs["encounter"],
        "date": encounter.signed_at.isoformat(),
        "author": [refs["practitioner"]],
        "custodian": refs["organization"],
        "title": "接诊记录表",
        "section": [
            {
                "title": title,
                "code": {"coding": [{"system": LOINC, "code": code}]},
                "text": {
                    "status": "generated",
                    "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{_xhtml(text)}</div>',
                },
                **({"entry": entries} if entries else {}),
            }
            for title, code, text, entries in sections
        ],
    }


def _provenance(encounter: SignedEncounter, refs: dict[str, Resource], composition: Resource) -> Resource:
    source = encounter.record.provenance
    made_by = f"{source.software}; graph {source.graph_version}; node {source.measurement[:16]}; model {source.language_model or 'none'}"
    return {
        "target": [composition],
        "recorded": encounter.signed_at.isoformat(),
        "agent": [
            {"type": {"text": "author"}, "who": refs["practitioner"], "onBehalfOf": refs["organization"]},
            {"type": {"text": "assembler"}, "who": {"display": made_by}},
        ],
        "signature": [
            {
                "type": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}],
                "when": encounter.signed_at.isoformat(),
                "who": refs["practitioner"],
                "sigFormat": "application/jose",
                "data": encounter.signature_base64,
            }
        ],
    }


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _quantity(value: float, unit: str) -> Resource:
    code = ucum(unit)
    coded = {"system": UCUM, "code": code} if code else {}
    return {"value": value, **({"unit": unit} if unit else {}), **coded}


def _xhtml(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.splitlines()) or "—"
