"""The archive's documents: valid FHIR, the national form complete, the same bytes every time."""

from __future__ import annotations

import json

from records.archive.plan import plan
from records.archive.units import ucum
from tests.fakes.signed_encounters import signed


def resources(kind: str) -> list[dict]:
    bundle = json.loads(plan(signed()).documents[0].content)
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_the_diagnosis_is_the_doctor_s_with_its_code():
    condition, *told = resources("Condition")
    assert all(each["verificationStatus"]["coding"][0]["code"] == "unconfirmed" for each in told)
    assert condition["code"]["coding"][0] == {
        "system": "http://hl7.org/fhir/sid/icd-10",
        "code": "I20.0",
        "display": "不稳定型心绞痛",
    }


def test_what_is_not_known_is_not_sent_as_a_value():
    observations = {o["code"]["text"]: o for o in resources("Observation")}
    assert "咳嗽" not in observations  # unsure
    assert observations["发热"]["valueBoolean"] is False
    assert "dataAbsentReason" in observations["看不清的一项"]
    assert observations["高敏肌钙蛋白I"]["status"] == "preliminary"  # nobody but the camera has seen the paper
    assert observations["高敏肌钙蛋白I"]["interpretation"][0]["coding"][0]["code"] == "H"
    assert "interpretation" not in observations["尿蛋白"]


def test_the_same_encounter_gives_the_same_bytes():
    assert plan(signed()).manifest.content == plan(signed()).manifest.content


def test_a_unit_has_a_code_only_when_it_is_one_of_ucum():
    assert [ucum(unit) for unit in ("10^9/L", "μmol/L", "µmol/L", "mmHg", "IU/L", "mmol/L")] == [
        "10*9/L",
        "umol/L",
        "umol/L",
        "mm[Hg]",
        "[IU]/L",
        "mmol/L",
    ]
    assert [ucum(unit) for unit in ("", "S/CO", "Mmol/L", "杯")] == [None] * 4


def test_a_value_without_a_unit_is_sent_without_one():
    encounter = signed()
    found = encounter.record.findings[0].model_copy(update={"status": "present", "value": 3.0, "unit": None})
    record = encounter.record.model_copy(update={"findings": (found,)})
    bundle = json.loads(plan(encounter.model_copy(update={"record": record})).documents[0].content)
    values = [entry["resource"]["valueQuantity"] for entry in bundle["entry"] if "valueQuantity" in entry["resource"]]
    assert {"value": 3.0} in values
