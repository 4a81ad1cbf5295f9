"""What an archive says of a resident: read from an independent server, ours left out, errors and strangers too."""

from __future__ import annotations

import json

import httpx
import pytest

from records.archive.destinations.fhir_server import FhirServer
from records.archive.errors import DestinationAway
from records.archive.essentials import _time_ms, fetch_essentials
from records.archive.plan import plan

ICD10 = "http://hl7.org/fhir/sid/icd-10"


def coded(system, code, text=""):
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def status(kind, code):
    return coded(f"http://terminology.hl7.org/CodeSystem/{kind}", code)


@pytest.mark.server
@pytest.mark.enable_socket
def test_an_archive_s_own_statements_come_with_code_and_date_and_ours_do_not(fhir, open_fhir_origin, fresh):
    encounter = fresh()
    with httpx.Client(trust_env=False) as http:
        server = FhirServer(f"{open_fhir_origin}/fhir/R4", http)
        assert fetch_essentials(server, encounter.resident_id).known is False
        server.deliver(plan(encounter))
        assert fetch_essentials(server, encounter.resident_id).statements == ()
        (patient,) = server.search(f"Patient?identifier=urn:jiayi:resident%7C{encounter.resident_id}")
        other = fhir.post("/Patient", content=json.dumps({"resourceType": "Patient"})).json()
        patient["link"] = [{"type": "seealso", "other": {"reference": f"Patient/{other['id']}"}}]
        fhir.put(f"/Patient/{patient['id']}", content=json.dumps(patient)).raise_for_status()
        here, there = ({"reference": f"Patient/{each['id']}"} for each in (patient, other))
        condition = {
            "resourceType": "Condition",
            "code": coded(ICD10, "E11", "2型糖尿病"),
            "verificationStatus": status("condition-ver-status", "confirmed"),
            "clinicalStatus": status("condition-clinical", "active"),
            "subject": here,
        }
        for made in (
            {**condition, "recordedDate": "2020-05"},
            {**condition, "recordedDate": "2024-05-06T08:00:00+08:00"},
            {**condition, "code": coded(ICD10, "J18"), "clinicalStatus": status("condition-clinical", "resolved")},
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": status("allergyintolerance-clinical", "active"),
                "code": {"text": "磺胺"},
                "patient": there,
            },
            {
                "resourceType": "MedicationStatement",
                "status": "active",
                "medicationCodeableConcept": {"text": "二甲双胍"},
                "subject": here,
                "dateAsserted": "2026",
            },
            {
                "resourceType": "Observation",
                "status": "final",
                "category": [status("observation-category", "laboratory")],
                "code": coded("http://loinc.org", "4548-4", "糖化血红蛋白"),
                "subject": here,
                "valueQuantity": {"value": 7.9, "unit": "%"},
            },
        ):
            answer = fhir.post(f"/{made['resourceType']}", content=json.dumps(made))
            assert answer.status_code == 201, answer.text
        found = fetch_essentials(server, encounter.resident_id)
    assert {(each.sort, each.name, each.code, each.value, each.at_ms) for each in found.statements} == {
        ("problem", "2型糖尿病", "E11", "", 1_714_953_600_000),
        ("allergy", "磺胺", "", "", None),
        ("medicine", "二甲双胍", "", "", 1_767_225_600_000),
        ("reading", "糖化血红蛋白", "4548-4", "7.9 %", None),
    }
    assert [each.confirmed for each in found.statements if each.sort == "problem"] == [True]


def test_two_patients_under_our_identifier_are_nobody_and_no_answer_is_not_an_empty_one():
    class Two:
        def batch(self, queries):
            return [[{"resourceType": "Patient", "id": "a"}, {"resourceType": "Patient", "id": "b"}] for _ in queries]

    assert fetch_essentials(Two(), "r-1").known is False
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, html="<h1>Log in</h1>")))
    with pytest.raises(DestinationAway):
        fetch_essentials(FhirServer("https://archive.test", http), "r-1")


@pytest.mark.parametrize("said", [None, 5, "soon", "2026-13", "20"])
def test_what_is_no_date_is_none(said):
    assert _time_ms(said) is None


class Tricked:
    """An archive that was broken into: it answers what it likes."""

    def __init__(self, *answers):
        self.asked = []
        self.answers = iter(answers)

    def batch(self, queries):
        self.asked.append(list(queries))
        return [next(self.answers, []) for _ in queries]


def test_an_id_that_an_archive_makes_up_asks_for_nobody_else():
    tricked = Tricked(
        [{"resourceType": "Patient", "id": "1&_include=*", "link": [{"other": {"reference": "Patient/2?x=&y"}}]}]
    )
    fetch_essentials(tricked, "0" * 32)
    asked = [query for part in tricked.asked[1:] for query in part]
    assert len(asked) == 8
    assert all(query.count("?") == 1 and "&_include" not in query and "&y" not in query for query in asked)


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Observation", "code": {"text": "a"}, "valueQuantity": {"value": 10**400}},
        {"resourceType": "Observation", "code": {"text": "a", "coding": 3}, "valueString": "x"},
        {"resourceType": "Condition", "code": {"text": "a"}, "clinicalStatus": {"coding": 5}},
        {"resourceType": "Condition", "code": {"text": "a"}, "identifier": 7},
    ],
)
def test_what_has_no_known_form_is_an_archive_that_cannot_be_asked(resource):
    with pytest.raises(DestinationAway):
        fetch_essentials(Tricked([{"resourceType": "Patient", "id": "1"}], [resource]), "0" * 32)
