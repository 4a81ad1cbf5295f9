"""What a second reading of the medicine rules found: missing pairs, wrong grades, classes too wide, advice that could harm."""

from __future__ import annotations

import pytest

from kg.drugs.check import Patient, check
from kg.drugs.pharmacy import Pharmacy, pharmacy_of
from kg.drugs.schema import ConditionId, Severity
from kg.load import load_graph


@pytest.fixture(scope="module")
def pharmacy() -> Pharmacy:
    return pharmacy_of(load_graph())


def gravest(pharmacy: Pharmacy, *taken: str, patient: Patient | None = None) -> Severity | None:
    warnings = check(pharmacy, taken, patient or Patient())
    return warnings[0].severity if warnings else None


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("warfarin", "nirmatrelvir", Severity.MAJOR),
        ("warfarin", "enoxaparin", Severity.MAJOR),  # bridging is arranged by doctors
        ("warfarin", "omeprazole", Severity.MODERATE),
        ("dabigatran", "itraconazole", Severity.CONTRAINDICATED),
        ("clopidogrel", "omeprazole", Severity.MAJOR),
        ("ticagrelor", "rifampicin", Severity.MAJOR),
        ("amiodarone", "verapamil", Severity.MAJOR),
        ("simvastatin", "diltiazem", Severity.MAJOR),
        ("simvastatin", "amlodipine", Severity.MODERATE),
        ("nirmatrelvir", "estazolam", Severity.CONTRAINDICATED),
        ("nirmatrelvir", "diazepam", Severity.CONTRAINDICATED),
        ("xiaoke_pill", "metformin", Severity.MAJOR),
        ("ibuprofen", "ganmaoling", Severity.MODERATE),
        ("levofloxacin", "glimepiride", Severity.MAJOR),
        ("levofloxacin", "metformin", Severity.MODERATE),
        ("voriconazole", "rifampicin", Severity.CONTRAINDICATED),
        ("methotrexate", "omeprazole", Severity.MODERATE),
        ("metoclopramide", "haloperidol", Severity.MODERATE),
    ],
)
def test_a_pair_has_its_grade(pharmacy: Pharmacy, one: str, other: str, severity: Severity) -> None:
    assert gravest(pharmacy, one, other) is severity


@pytest.mark.parametrize(
    ("medicine", "condition", "severity"),
    [
        ("gliquidone", "kidney", None),
        ("glibenclamide", "kidney", Severity.MAJOR),
        ("amiodarone", "arrhythmia", None),
        ("amiodarone", "long_qt", Severity.CONTRAINDICATED),
        ("azithromycin", "long_qt", Severity.CONTRAINDICATED),
        ("lianhua_qingwen", "coronary", Severity.MAJOR),
        ("sumatriptan", "coronary", Severity.CONTRAINDICATED),
        ("tiotropium", "glaucoma", Severity.MAJOR),
        ("aspirin", "g6pd", Severity.MAJOR),
    ],
)
def test_an_illness_bars_no_more_and_no_less(
    pharmacy: Pharmacy, medicine: str, condition: str, severity: Severity | None
) -> None:
    patient = Patient(age_years=40, conditions=frozenset({ConditionId(condition)}))
    assert gravest(pharmacy, medicine, patient=patient) is severity


@pytest.mark.parametrize("medicine", ["levothyroxine", "iron_class", "bisacodyl"])
def test_hours_between_are_not_advised_where_they_do_not_help(pharmacy: Pharmacy, medicine: str) -> None:
    spacing = pharmacy.rules.advices["spacing"].text.zh
    assert not [each for each in check(pharmacy, (medicine, "omeprazole")) if spacing in each.what.zh]


VITAL = (
    "warfarin",
    "valproate",
    "phenytoin",
    "prednisone",
    "metoprolol",
    "insulin_glargine",
    "lithium_carbonate",
    "clopidogrel",
)
"""What must not be ended suddenly on one's own."""


@pytest.mark.parametrize("medicine", VITAL)
def test_a_pregnant_or_nursing_woman_is_never_told_to_end_a_vital_medicine(pharmacy: Pharmacy, medicine: str) -> None:
    for patient in (Patient(pregnant=True), Patient(breastfeeding=True)):
        for warning in check(pharmacy, (medicine,), patient):
            if warning.kind in {"pregnancy", "breastfeeding"}:
                assert "不要自己停" in warning.what.zh
                assert "do not stop" in warning.what.en.lower()
