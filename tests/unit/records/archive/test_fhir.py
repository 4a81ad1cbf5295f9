"""The bundle: valid R4, taken by a server that is not ours, the same after a second delivery, right after a second signature."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from records.archive.errors import DeliveryRefused
from records.archive.fhir import checking
from records.archive.fhir.checking import check
from records.archive.fhir.entries import ENCOUNTER_TAG
from records.archive.plan import plan
from tests.fakes.signed_encounters import signed

KINDS = {
    "Organization", "Practitioner", "Patient", "Encounter", "Condition", "Observation", "MedicationStatement", "AllergyIntolerance",
    "QuestionnaireResponse", "Consent", "DocumentReference", "Composition", "Provenance",
}  # fmt: skip


def bundle_of(encounter):
    return plan(encounter).documents[0].content


def resources(content):
    return [entry["resource"] for entry in json.loads(content)["entry"]]


def references(value):
    if isinstance(value, dict):
        yield from [value["reference"]] if "reference" in value else []
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_bundle_is_valid_and_whole_and_its_references_resolve():
    content = bundle_of(signed())
    check(content, whole=True)
    check(content)
    entries = json.loads(content)["entry"]
    urls = {entry["fullUrl"] for entry in entries}
    assert len(urls) == len(entries)
    assert set(references(entries)) - {"#software"} <= urls
    assert {entry["resource"]["resourceType"] for entry in entries} == KINDS


def test_an_encounter_that_is_no_fhir_is_refused_by_its_element_and_not_by_its_value():
    with pytest.raises(DeliveryRefused, match="birthDate") as raised:
        check(bundle_of(signed().model_copy(update={"birth_date": "spring"})))
    assert "spring" not in str(raised.value)


@pytest.mark.parametrize(("element", "value"), [("said", "\x07"), ("name", " "), ("value", float("nan"))])
def test_a_value_that_no_fhir_string_or_number_is_gets_caught_in_the_worker_too(element, value):
    encounter = signed()
    item = encounter.record.report_items[0].model_copy(
        update={element: value} if element != "said" else {"name": value}
    )
    record = encounter.record.model_copy(update={"report_items": (item,)})
    with pytest.raises(DeliveryRefused, match="Observation"):
        check(bundle_of(encounter.model_copy(update={"record": record})))


def test_an_identity_number_that_was_typed_joins_nobody_in_the_archive():
    told = signed().model_copy(update={"resident_identity_number": "11010519491231002X"})
    xml = [each for each in plan(told).documents if each.media_type != "application/pdf"]
    assert len(xml) == 3
    assert not any(b"11010519491231002X" in each.content for each in xml)


def test_a_number_seen_on_the_card_is_an_official_identifier_beside_ours_that_still_says_who_it_is():
    seen = signed().model_copy(update={"resident_identity_card": "11010519491231002X"})
    check(bundle_of(seen), whole=True)
    (before, after) = (
        next(each for each in json.loads(bundle_of(some))["entry"] if each["resource"]["resourceType"] == "Patient")
        for some in (signed(), seen)
    )
    ours, number = after["resource"]["identifier"]
    assert [ours] == before["resource"]["identifier"]
    assert (after["request"], after["fullUrl"]) == (before["request"], before["fullUrl"])
    assert (number["use"], number["system"]) == ("official", "urn:oid:2.16.156.10011.1.3")
    assert (number["value"], number["type"]["coding"][0]["code"]) == ("11010519491231002X", "NI")


def test_a_number_that_was_confirmed_between_two_signatures_makes_nothing_an_error_but_the_patient_anew():
    first = signed()
    second = signed(2).model_copy(update={"resident_identity_card": "11010519491231002X", "earlier": (first,)})
    check(bundle_of(second), whole=True)
    changed = {
        each["resource"]["resourceType"]
        for each in json.loads(bundle_of(second))["entry"]
        if each["request"]["method"] == "PUT" and "11010519491231002X" in json.dumps(each)
    }
    assert changed == {"Patient"}
    assert b"entered-in-error" not in bundle_of(second)


def test_what_was_found_valid_once_is_not_held_against_the_models_again_and_another_shape_is(monkeypatch):
    check(bundle_of(signed(1, "1a" * 16)))
    asked = []
    monkeypatch.setattr(checking, "_refused", lambda bundle: iter(asked.append(bundle) or ()))
    check(bundle_of(signed(2, "2b" * 16, name="另一人")))
    assert asked == []
    check(bundle_of(signed(1, "1a" * 16).model_copy(update={"birth_date": "1970"})))
    assert [each["resource"]["resourceType"] for each in asked[0]["entry"]] == ["Patient"]


def test_what_was_told_lands_where_an_archive_looks_for_it():
    found = resources(bundle_of(signed()))
    told = {
        kind: [each["code"]["text"] for each in found if each["resourceType"] == kind]
        for kind in ("Condition", "Observation", "AllergyIntolerance")
    }
    # Diabetes was only carried on from an earlier encounter; heart disease of the family is none of this person.
    assert told["Condition"] == ["不稳定型心绞痛", "高血压"]
    assert told["AllergyIntolerance"] == ["青霉素"]
    assert "家人有心脏病" in told["Observation"]
    assert not {"糖尿病", "高血压", "容易过敏"} & set(told["Observation"])
    (medicine,) = [each for each in found if each["resourceType"] == "MedicationStatement"]
    assert medicine["medicationCodeableConcept"]["coding"][0] == {
        "system": "http://www.whocc.no/atc",
        "code": "C08CA01",
    }
    (reading,) = [each for each in found if each.get("code", {}).get("text") == "收缩压"]
    assert (reading["code"]["coding"][0]["code"], reading["valueQuantity"]["code"]) == ("8480-6", "mm[Hg]")


def test_provenance_names_who_software_graph_and_measured_node():
    (made,) = [each for each in resources(bundle_of(signed())) if each["resourceType"] == "Provenance"]
    (device,) = made["contained"]
    assert {each["type"]["text"]: each["value"] for each in device["version"]} == {
        "software": "jiayi 0",
        "graph": "0" * 16,
    }
    assert "cd" * 32 in {each["value"] for each in device["identifier"]}
    assert len(made["target"]) == len(resources(bundle_of(signed()))) - 4


def test_an_allergy_without_a_name_is_not_lost_and_a_denied_one_is_no_allergy():
    encounter = signed()
    nameless = encounter.record.model_copy(update={"allergies": ()})
    found = resources(bundle_of(encounter.model_copy(update={"record": nameless})))
    assert [each["code"]["text"] for each in found if each["resourceType"] == "AllergyIntolerance"] == ["容易过敏"]
    denied = tuple(
        each.model_copy(update={"status": "absent"}) if each.id == "hx.allergy" else each for each in nameless.findings
    )
    record = nameless.model_copy(update={"findings": denied})
    found = resources(bundle_of(encounter.model_copy(update={"record": record})))
    assert "AllergyIntolerance" not in {each["resourceType"] for each in found}
    assert [each["valueBoolean"] for each in found if each.get("code", {}).get("text") == "容易过敏"] == [False]


def test_many_laboratory_items_need_few_updates():
    encounter = signed()
    many = tuple(encounter.record.report_items[0] for _ in range(90))
    record = encounter.record.model_copy(update={"report_items": many})
    entries = json.loads(bundle_of(encounter.model_copy(update={"record": record})))["entry"]
    assert Counter(each["request"]["method"] for each in entries)["PUT"] == 3


@pytest.mark.server
@pytest.mark.enable_socket
class TestIndependentServer:
    def held(self, fhir, encounter):
        answer = []
        for kind in KINDS - {"Organization", "Practitioner", "Patient"}:
            found = fhir.get(f"/{kind}", params={"_tag": f"{ENCOUNTER_TAG}|{encounter.encounter_id}", "_count": 200})
            answer += [entry["resource"] for entry in found.raise_for_status().json().get("entry", [])]
        return answer

    def test_it_takes_the_bundle_and_a_second_delivery_adds_nothing(self, fhir, fresh):
        encounter = fresh()
        for _ in range(2):
            answer = fhir.post("", content=bundle_of(encounter))
            assert answer.status_code == 200, answer.text
        held = Counter(each["resourceType"] for each in self.held(fhir, encounter))
        sent = Counter(each["resourceType"] for each in resources(bundle_of(encounter)))
        assert held == sent - Counter(("Organization", "Practitioner", "Patient"))

    def test_a_number_seen_on_the_card_finds_the_one_patient_and_goes_when_it_was_taken_back(self, fhir, fresh):
        number = "11010519491231002X"
        before = fresh()

        def patients(system: str, value: str) -> list[dict]:
            found = fhir.get("/Patient", params={"identifier": f"{system}|{value}"}).raise_for_status()
            return [each["resource"] for each in found.json().get("entry", [])]

        seen = fresh(2, resident_identity_card=number)
        for each in (before, seen, seen):
            fhir.post("", content=bundle_of(each)).raise_for_status()
        (ours,) = patients("urn:jiayi:resident", before.resident_id)
        (carded,) = patients("urn:oid:2.16.156.10011.1.3", number)
        assert carded["id"] == ours["id"]
        fhir.post("", content=bundle_of(fresh(3))).raise_for_status()
        assert patients("urn:oid:2.16.156.10011.1.3", number) == []
        assert [each["id"] for each in patients("urn:jiayi:resident", before.resident_id)] == [ours["id"]]

    def test_a_consent_that_was_withdrawn_between_two_signatures_ends_there_too(self, fhir, fresh):
        first = fresh(consented_at_ms=1_790_000_000_000, consent_version="2027-01")
        ended = {"encounter_no": 2, "consent_ended_at_ms": 1_790_000_200_000, "earlier": (first,)}
        told = []
        for each in (first, first.model_copy(update=ended)):
            check(bundle_of(each), whole=True)
            answer = fhir.post("", content=bundle_of(each)).raise_for_status().json()
            assert all(entry["response"]["status"] < "300" for entry in answer["entry"])
            (held,) = [found for found in self.held(fhir, each) if found["resourceType"] == "Consent"]
            told.append((held["id"], held["status"], held["provision"].get("period")))
        one = told[0][0]
        assert told == [(one, "active", None), (one, "inactive", {"end": "2026-09-21T14:16:40+00:00"})]

    def test_it_refuses_what_is_no_fhir(self, fhir, fresh):
        wrong = bundle_of(fresh()).replace(b'"status":"finished"', b'"state":"finished"')
        refused = [
            entry["response"]
            for entry in fhir.post("", content=wrong).json()["entry"]
            if entry["response"]["status"] >= "400"
        ]
        assert [each["outcome"]["issue"][0]["expression"] for each in refused] == [["Encounter.status"]]

    def test_what_a_second_signature_no_longer_says_is_entered_in_error(self, fhir, fresh):
        first = fresh()
        fhir.post("", content=bundle_of(first)).raise_for_status()
        keep = [each for each in first.record.findings if each.id != "chest_tightness"]
        record = first.record.model_copy(
            update={"findings": tuple(keep), "report_items": first.record.report_items[:1], "allergies": ()}
        )
        second = first.model_copy(update={"encounter_no": 2, "record": record, "earlier": (first,)})
        check(bundle_of(second), whole=True)
        fhir.post("", content=bundle_of(second)).raise_for_status()
        held = self.held(fhir, second)
        wrong = {
            each["code"]["text"]
            for each in held
            if each.get("status") == "entered-in-error"
            or "entered-in-error" in json.dumps(each.get("verificationStatus", {}))
        }
        assert wrong == {"胸闷", "尿蛋白", "看不清的一项", "青霉素"}
        # Said again by a third signature, it stands again.
        third = first.model_copy(
            update={"encounter_no": 3, "earlier": (first, second.model_copy(update={"earlier": ()}))}
        )
        fhir.post("", content=bundle_of(third)).raise_for_status()
        texts = {each["code"]["text"]: each for each in self.held(fhir, third) if "code" in each}
        assert texts["胸闷"]["status"] == "final"
        assert "entered-in-error" in json.dumps(texts["容易过敏"])
