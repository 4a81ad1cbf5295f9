"""Single values at which a specialist hurries: the published limit on both sides, and what stands beside it."""

from __future__ import annotations

import pytest

from agents.specialties.scores.thyroid import storm
from kg.schema import LabId, LabResult, Urgency
from tests.unit.agents.specialties.helpers import look

UNITS = {
    "creatinine": "umol/L",
    "plt": "10*9/L",
    "inr": "1",
    "k": "mmol/L",
    "na": "mmol/L",
    "amylase": "U/L",
    "alt": "U/L",
    "egfr": "mL/min",
}


def lab(name: str, value: float) -> LabResult:
    return LabResult(lab=LabId(name), name=name, value=value, unit=UNITS[name])


@pytest.mark.parametrize(
    ("specialty", "name", "value", "present", "level"),
    [
        ("nephrology_urology", "creatinine", 486.0, (), Urgency.EMERGENCY),
        ("nephrology_urology", "creatinine", 486.0, ("hx.kidney_disease",), Urgency.URGENT),
        ("nephrology_urology", "creatinine", 80.0, (), None),
        ("nephrology_urology", "k", 6.5, (), Urgency.EMERGENCY),
        ("nephrology_urology", "k", 6.1, (), Urgency.URGENT),
        ("nephrology_urology", "k", 6.1, ("palpitations",), Urgency.EMERGENCY),
        ("nephrology_urology", "k", 5.4, ("palpitations",), None),
        ("nephrology_urology", "k", 2.4, (), Urgency.EMERGENCY),
        ("nephrology_urology", "na", 122.0, (), Urgency.URGENT),
        ("nephrology_urology", "na", 122.0, ("confusion",), Urgency.EMERGENCY),
        ("nephrology_urology", "na", 131.0, ("confusion",), None),
        ("haematology_oncology", "plt", 9.0, (), Urgency.EMERGENCY),
        ("haematology_oncology", "plt", 15.0, (), Urgency.URGENT),
        ("haematology_oncology", "plt", 15.0, ("gum_bleeding",), Urgency.EMERGENCY),
        ("haematology_oncology", "plt", 40.0, (), Urgency.SOON),
        ("haematology_oncology", "plt", 180.0, ("gum_bleeding",), None),
        ("haematology_oncology", "inr", 9.2, ("medicine.warfarin",), Urgency.EMERGENCY),
        ("haematology_oncology", "inr", 5.6, ("medicine.warfarin",), Urgency.URGENT),
        ("haematology_oncology", "inr", 2.6, ("medicine.warfarin", "gum_bleeding"), None),
        ("gastroenterology", "amylase", 980.0, ("abdominal_pain",), Urgency.EMERGENCY),
        ("gastroenterology", "amylase", 200.0, ("abdominal_pain",), None),
        ("gastroenterology", "inr", 2.1, ("jaundice",), Urgency.EMERGENCY),
        ("gastroenterology", "inr", 2.1, ("jaundice", "medicine.warfarin"), None),
    ],
)
def test_a_value_hurries_as_its_guideline_says(knowledge, specialty, name, value, present, level):
    opinion = look(knowledge, specialty, present=present, results=(lab(name, value),))
    ruled = [each for each in opinion.reasons if each.kind == "score"]
    assert opinion.by_rule is level
    assert bool(ruled) is (level is not None)
    assert all(each.source for each in ruled)


@pytest.mark.parametrize(
    ("pressures", "present", "level"),
    [
        ((165.0, 100.0), ("hx.pregnant",), Urgency.EMERGENCY),
        ((145.0, 92.0), ("hx.pregnant",), Urgency.URGENT),
        ((145.0, 92.0), ("hx.delivery_recent", "blurred_vision"), Urgency.EMERGENCY),
        ((118.0, 76.0), ("hx.pregnant",), None),
        ((165.0, 100.0), (), None),
    ],
)
def test_a_pressure_in_pregnancy_has_limits_of_its_own(knowledge, pressures, present, level):
    readings = (("systolic_bp", pressures[0], "mm[Hg]"), ("diastolic_bp", pressures[1], "mm[Hg]"))
    opinion = look(knowledge, "obstetrics_gynaecology", years=30, present=present, readings=readings)
    assert opinion.by_rule is level


@pytest.mark.parametrize(
    ("years", "readings", "level"),
    [
        (0.5, (("respiratory_rate", 66.0, "/min"),), Urgency.EMERGENCY),
        (0.5, (("spo2", 90.0, "%"),), Urgency.EMERGENCY),
        (3, (("respiratory_rate", 46.0, "/min"),), Urgency.URGENT),
        (3, (("pulse", 150.0, "/min"),), Urgency.URGENT),
        (3, (("respiratory_rate", 26.0, "/min"), ("spo2", 98.0, "%"), ("pulse", 120.0, "/min")), None),
    ],
)
def test_what_was_counted_in_a_feverish_child(knowledge, years, readings, level):
    opinion = look(
        knowledge, "paediatrics", years=years, relation="child", present=("fever", "cough"), readings=readings
    )
    assert opinion.by_rule is level


def points(**known):
    every = dict.fromkeys(
        (
            "celsius", "pulse", "agitated", "delirious", "fit_or_coma", "vomits_or_diarrhoea", "jaundice", "legs_swollen", "crackles",
            "lung_oedema", "fibrillation", "precipitant",
        )
    )  # fmt: skip
    return storm(**{**every, **known})


def test_the_points_of_a_storm_are_the_published_ones():
    no = dict.fromkeys(
        (
            "agitated",
            "delirious",
            "fit_or_coma",
            "vomits_or_diarrhoea",
            "jaundice",
            "legs_swollen",
            "crackles",
            "lung_oedema",
        ),
        False,
    )
    calm = points(celsius=36.8, pulse=84.0, fibrillation=False, precipitant=False, **no)
    assert (calm.low, calm.high) == (0, 0)
    worst = {**no, "fit_or_coma": True, "jaundice": True, "lung_oedema": True}
    full = points(celsius=40.2, pulse=150.0, fibrillation=True, precipitant=True, **worst)
    assert (full.low, full.high) == (140, 140)
    # 39.1 °C gives 20, 150 beats 25, diarrhoea 10.
    some = points(celsius=39.1, pulse=150.0, **{**no, "vomits_or_diarrhoea": True})
    assert some.low == 55
    assert some.high == 75


def test_a_storm_is_scored_only_where_the_thyroid_is_overactive(knowledge):
    hot = {
        "readings": (("temperature", 39.6, "Cel"), ("pulse", 145.0, "/min")),
        "present": ("fever", "tachycardia", "vomiting"),
    }
    known = {**hot, "present": (*hot["present"], "medicine.antithyroid")}
    assert look(knowledge, "endocrinology", **known).by_rule is Urgency.EMERGENCY
    assert "thyroid_storm" not in {each.id for each in look(knowledge, "endocrinology", **hot).scores}
