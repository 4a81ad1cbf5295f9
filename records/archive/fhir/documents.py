"""What was written and agreed to: the visit and its diagnosis, the note, the interview, the papers, the consent, and who made it all.

LOINC: 11488-4 consult note; sections 61150-9 subjective, 61149-1 objective, 51848-0 evaluation, 18776-5 plan of care, 11450-4 problem list,
10160-0 medication use, 48765-2 allergies; 59284-0 consent (loinc.org).
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from records.archive.fhir.coding import ACT_CODE, ICD10, LOINC, Resource, coded, hl7, narrative
from records.archive.fhir.entries import Entry, tagged
from records.archive.fhir.parties import software
from records.archive.values import Document, SignedEncounter, local
from records.model import RecordTurn

_NOTE: Final = coded(LOINC, "11488-4", "Consult note")


def visit(encounter: SignedEncounter, patient: Entry, practitioner: Entry, organization: Entry) -> Entry:
    """Answer the Encounter: held from afar, from the first word to the signature."""
    body = {
        "status": "finished",
        "class": {"system": ACT_CODE, "code": "VR", "display": "virtual"},
        "subject": patient.reference,
        "participant": [{"individual": practitioner.reference}],
        "period": {"start": local(encounter.record.started_at_ms), "end": encounter.signed_at.isoformat()},
        "reasonCode": [{"text": encounter.record.chief_complaint or "—"}],
        "serviceProvider": organization.reference,
    }
    return _of(encounter, "Encounter", "encounter", body, "")


def condition(encounter: SignedEncounter, patient: Entry, visit: Entry, practitioner: Entry) -> Entry:
    """Answer the diagnosis that the doctor confirmed."""
    name = encounter.diagnosis_name
    body = {
        "clinicalStatus": hl7("condition-clinical", "active"),
        "verificationStatus": hl7("condition-ver-status", "confirmed"),
        "category": [hl7("condition-category", "encounter-diagnosis")],
        "code": {**coded(ICD10, encounter.diagnosis_icd10, name), "text": name},
        "subject": patient.reference,
        "encounter": visit.reference,
        "recordedDate": encounter.signed_at.isoformat(),
        "recorder": practitioner.reference,
        "asserter": practitioner.reference,
    }
    return _of(encounter, "Condition", "condition", body, "")


def interview(encounter: SignedEncounter, patient: Entry, visit: Entry) -> Entry | None:
    """Answer the interview word for word; None where nobody said anything."""
    items: list[Resource] = []
    question: RecordTurn | None = None
    for number, line in enumerate(encounter.record.transcript):
        if line.who == "assistant":
            question = line
        elif line.text:
            text = {"text": question.text} if question is not None and question.text else {}
            items.append({"linkId": str(number), **text, "answer": [{"valueString": line.text}]})
            question = None
    if not items:
        return None
    body = {
        "status": "completed",
        "subject": patient.reference,
        "encounter": visit.reference,
        "authored": local(encounter.record.updated_at_ms),
        "source": patient.reference,
        "item": items,
    }
    return _of(encounter, "QuestionnaireResponse", "interview", body, "")


def papers(
    encounter: SignedEncounter, documents: tuple[Document, ...], patient: Entry, visit: Entry, practitioner: Entry
) -> list[Entry]:
    """Answer a DocumentReference for each document, which it holds whole. `hash` is SHA-1, as R4's Attachment says."""
    signed_at = encounter.signed_at.isoformat()
    return [
        _of(
            encounter,
            "DocumentReference",
            "document",
            {
                "status": "current",
                "docStatus": "final",
                "type": _NOTE,
                "subject": patient.reference,
                "date": signed_at,
                "author": [practitioner.reference],
                "description": document.name,
                "content": [
                    {
                        "attachment": {
                            "contentType": document.media_type,
                            "language": "zh-CN",
                            "data": base64.b64encode(document.content).decode(),
                            "size": len(document.content),
                            "hash": base64.b64encode(
                                hashlib.sha1(document.content, usedforsecurity=False).digest()
                            ).decode(),
                            "title": document.name,
                            "creation": signed_at,
                        }
                    }
                ],
                "context": {"encounter": [visit.reference]},
            },
            document.name,
        )
        for document in documents
    ]


def consent(encounter: SignedEncounter, patient: Entry, organization: Entry) -> Entry | None:
    """Answer what the resident agreed to, when, and until when; None where that is not known.

    Withdrawn is `inactive` (R4: terminated or replaced), not in error: it did stand, and what was done under it stays lawful.
    """
    if encounter.consented_at_ms is None:
        return None
    ended = encounter.consent_ended_at_ms
    period = {} if ended is None else {"period": {"end": local(ended)}}
    body = {
        "status": "active" if ended is None else "inactive",
        "scope": hl7("consentscope", "patient-privacy"),
        "category": [coded(LOINC, "59284-0", "Consent Document")],
        "patient": patient.reference,
        "dateTime": local(encounter.consented_at_ms),
        "organization": [organization.reference],
        "policyRule": {"text": f"Jiayi consent {encounter.consent_version}: service and sensitive health data"},
        "provision": {"type": "permit", **period},
    }
    return _of(encounter, "Consent", "consent", body, "")


def composition(
    encounter: SignedEncounter,
    patient: Entry,
    visit: Entry,
    practitioner: Entry,
    organization: Entry,
    parts: dict[str, list[Entry]],
) -> Entry:
    """Answer the note with its four parts, and what was told beside; `parts` are the entries by what they are."""
    note = encounter.note
    sections = [
        _section("主观资料", "61150-9", note.subjective, parts["told"]),
        _section("客观资料", "61149-1", note.objective, parts["observations"]),
        _section("评估", "51848-0", note.assessment, parts["diagnosis"]),
        _section("处置计划", "18776-5", _plan(encounter), []),
    ]
    for title, code, name in (
        ("既往史", "11450-4", "problems"),
        ("用药史", "10160-0", "medicines"),
        ("过敏史", "48765-2", "allergies"),
    ):
        if parts[name]:
            sections.append(_section(title, code, "", parts[name]))
    signed_at = encounter.signed_at.isoformat()
    body = {
        "status": "final",
        "type": _NOTE,
        "subject": patient.reference,
        "encounter": visit.reference,
        "date": signed_at,
        "author": [practitioner.reference],
        "attester": [{"mode": "legal", "time": signed_at, "party": practitioner.reference}],
        "custodian": organization.reference,
        "title": "接诊记录表",
        "section": sections,
    }
    return _of(encounter, "Composition", "composition", body, "")


def provenance(encounter: SignedEncounter, practitioner: Entry, organization: Entry, made: list[Entry]) -> Entry:
    """Answer who made it: the doctor who signed, and the software, graph version and measured node that prepared it."""
    signed_at = encounter.signed_at.isoformat()
    record = encounter.record
    body = {
        "contained": [software(encounter)],
        "target": [each.reference for each in made],
        "recorded": signed_at,
        "agent": [
            {
                "type": hl7("provenance-participant-type", "author"),
                "who": practitioner.reference,
                "onBehalfOf": organization.reference,
            },
            {"type": hl7("provenance-participant-type", "assembler"), "who": {"reference": "#software"}},
        ],
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": {"system": "urn:jiayi:record", "value": f"{record.record_id}/{record.revision}"}
                },
            }
        ],
        "signature": [
            {
                "type": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}],
                "when": signed_at,
                "who": practitioner.reference,
                "sigFormat": "application/jose",
                "data": encounter.signature_base64,
            }
        ],
    }
    return _of(encounter, "Provenance", "provenance", body, "")


def _plan(encounter: SignedEncounter) -> str:
    return encounter.note.plan + (f"\n转诊：{encounter.referral}" if encounter.referral else "")


def _section(title: str, code: str, text: str, entries: list[Entry]) -> Resource:
    made: Resource = {"title": title, "code": coded(LOINC, code)}
    if text or not entries:
        made["text"] = narrative(text)
    if entries:
        made["entry"] = [each.reference for each in entries]
    return made


def _of(encounter: SignedEncounter, kind: str, name: str, body: Resource, part: str) -> Entry:
    value = f"{encounter.encounter_id}.{part}" if part else encounter.encounter_id
    return Entry(kind, name, value, {"meta": tagged(encounter.encounter_id), **body})
