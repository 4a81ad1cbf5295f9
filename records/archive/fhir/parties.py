"""Who: the resident, the doctor, the community, and the software that prepared the record."""

from __future__ import annotations

from records.archive.fhir.coding import ID_CARD, Resource, hl7
from records.archive.fhir.entries import Entry
from records.archive.values import SignedEncounter


def patient(encounter: SignedEncounter, organization: Entry) -> Entry:
    """Answer the resident. What is not known is left out, and so is an identity number that nobody saw on a card."""
    body: Resource = {
        "active": True,
        "name": [{"text": encounter.resident_name}],
        "gender": encounter.record.person.sex,
        "managingOrganization": organization.reference,
    }
    if encounter.resident_identity_card:
        kind = {**hl7("v2-0203", "NI"), "text": "公民身份号码"}
        number = {"use": "official", "type": kind, "system": ID_CARD, "value": encounter.resident_identity_card}
        body["identifier"] = [number]
    if encounter.resident_phone:
        body["telecom"] = [{"system": "phone", "value": encounter.resident_phone}]
    if encounter.birth_date:
        body["birthDate"] = encounter.birth_date
    return Entry("Patient", "resident", encounter.resident_id, body, "put")


def organization(encounter: SignedEncounter) -> Entry:
    """Answer the community that looks after the resident."""
    body = {"active": True, "name": encounter.community_name_zh, "alias": [encounter.community_name_en]}
    return Entry("Organization", "community", encounter.community_id, body, "put")


def practitioner(encounter: SignedEncounter) -> Entry:
    """Answer the doctor who signed."""
    body = {"active": True, "name": [{"text": encounter.practitioner_name}]}
    return Entry("Practitioner", "clinician", encounter.practitioner_id, body, "put")


def software(encounter: SignedEncounter) -> Resource:
    """Answer the software as a Device to be contained: version, knowledge graph, node and what it was measured as."""
    made = encounter.record.provenance
    versions = [("software", made.software), ("graph", made.graph_version)]
    if made.language_model is not None:
        versions.append(("language-model", made.language_model))
    return {
        "resourceType": "Device",
        "id": "software",
        "identifier": [
            {"system": "urn:jiayi:node", "value": made.node_key_id},
            {"system": "urn:jiayi:measurement", "value": made.measurement},
        ],
        "deviceName": [{"name": "Jiayi", "type": "user-friendly-name"}],
        "type": {"text": "history-taking and decision-support software"},
        "version": [{"type": {"text": kind}, "value": value} for kind, value in versions],
        "note": [{"text": f"evidence of the node: {made.evidence}"}],
    }
