"""A signed encounter as a FHIR R4 transaction bundle: conditional, idempotent, and right after every signature.

Resources have the elements of R4 (4.0.1). What is there is made unless it is there (a conditional create), so that a delivery may be
repeated; what an earlier signature said otherwise is updated; what it said and this one does not is entered in error, never deleted: an
archive keeps what it was told, and tells that it was wrong. People and communities are always updated. Few updates matter
beyond taste: servers refuse transactions of many (Medplum above 50).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from records.archive.fhir import documents, parties
from records.archive.fhir.coding import Resource, hl7, system
from records.archive.fhir.entries import Entry
from records.archive.fhir.statements import Statements
from records.archive.values import Document, SignedEncounter

PARTIES = ("Organization", "Practitioner", "Patient")
_IN_ERROR: dict[str, Resource] = {
    "Observation": {"status": "entered-in-error"},
    "MedicationStatement": {"status": "entered-in-error"},
    "DocumentReference": {"status": "entered-in-error"},
    "QuestionnaireResponse": {"status": "entered-in-error"},
    "Consent": {"status": "entered-in-error"},
    "Condition": {"verificationStatus": hl7("condition-ver-status", "entered-in-error")},
    "AllergyIntolerance": {"verificationStatus": hl7("allergyintolerance-verification", "entered-in-error")},
}


def bundle(encounter: SignedEncounter, papers: tuple[Document, ...] = ()) -> bytes:
    """Answer the bundle as UTF-8 JSON, the same bytes for the same signed encounter and papers."""
    raw = {
        "resourceType": "Bundle",
        "type": "transaction",
        "identifier": {"system": system("bundle"), "value": f"{encounter.encounter_id}.{encounter.encounter_no}"},
        "timestamp": encounter.signed_at.isoformat(),
        "entry": [each.as_bundled() for each in entries(encounter, papers)],
    }
    return orjson.dumps(raw)


def entries(encounter: SignedEncounter, papers: tuple[Document, ...] = ()) -> list[Entry]:
    """Answer what the archive shall hold, and what of earlier signatures it shall take for an error."""
    now = _entries(encounter, papers)
    known = {each.full_url for each in now}
    before: dict[str, list[Entry]] = {}
    for earlier in encounter.earlier:
        for entry in _entries(earlier, tuple(Document(each.name, each.media_type, b"") for each in papers)):
            before.setdefault(entry.full_url, []).append(entry)
    answer = [
        replace(each, how="put")
        if (said := before.get(each.full_url)) and (len(said) < len(encounter.earlier) or not all(map(each.same, said)))
        else each
        for each in now
    ]
    return answer + [_in_error(each[-1]) for url, each in before.items() if url not in known]


def _entries(encounter: SignedEncounter, papers: tuple[Document, ...]) -> list[Entry]:
    organization = parties.organization(encounter)
    practitioner = parties.practitioner(encounter)
    patient = parties.patient(encounter, organization)
    visit = documents.visit(encounter, patient, practitioner, organization)
    diagnosis = documents.condition(encounter, patient, visit, practitioner)
    told = Statements(encounter, patient, visit)
    observations, problems = told.observations(), told.problems()
    medicines, allergies = told.medicines(), told.allergies()
    interview = documents.interview(encounter, patient, visit)
    consent = documents.consent(encounter, patient, organization)
    composition = documents.composition(
        encounter,
        patient,
        visit,
        practitioner,
        organization,
        {
            "told": [] if interview is None else [interview],
            "observations": observations,
            "diagnosis": [diagnosis],
            "problems": problems,
            "medicines": medicines,
            "allergies": allergies,
        },
    )
    made = [visit, diagnosis, *observations, *problems, *medicines, *allergies]
    made += [each for each in (interview, consent) if each is not None]
    made += [*documents.papers(encounter, papers, patient, visit, practitioner), composition]
    return [
        organization,
        practitioner,
        patient,
        *made,
        documents.provenance(encounter, practitioner, organization, made),
    ]


def _in_error(entry: Entry) -> Entry:
    """Answer what was said before as said in error. A clinical status has no place beside that (con-5, ait-2 of R4)."""
    body: dict[str, Any] = {name: value for name, value in entry.body.items() if name != "clinicalStatus"}
    return replace(entry, body={**body, **_IN_ERROR.get(entry.kind, {})}, how="put")
