"""Risk scores against the figures that their publications print, and never a figure from what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.scores import china_diabetes, china_par, falls, stroke_screen
from kg.scores.values import RiskInputs

EXAMPLE = RiskInputs(
    age_years=60, sex="male", systolic_mmhg=130, bp_treated=False, tc_mmol_l=210 / china_par.MG_DL,
    hdl_mmol_l=55 / china_par.MG_DL, waist_cm=80, smoker=False, diabetes=True, north=True, urban=True,
    family_ascvd=False, ascvd=False,
)  # fmt: skip
"""The example of supplemental table 2 (Yang 2016)."""


@pytest.mark.parametrize(
    ("sex", "age", "percent"),
    [("male", 40, 2.2), ("male", 50, 5.4), ("male", 60, 11.0), ("male", 70, 19.6),
     ("female", 40, 2.4), ("female", 50, 5.4), ("female", 60, 10.1), ("female", 70, 17.1)],
)  # fmt: skip
def test_china_par_gives_the_risks_that_its_table_2_prints(sex: str, age: int, percent: float) -> None:
    found = china_par.score(replace(EXAMPLE, sex=sex, age_years=age))
    assert found.value == pytest.approx(percent, abs=0.11)
    assert found.band == ("low" if percent < 5 else "middle" if percent < 10 else "high")


def test_china_par_keeps_the_guidelines_man_of_forty_in_the_low_band() -> None:
    # 中国心血管病风险评估和管理指南 (2019) has a man of forty at 4.7 %: with the printed coefficients he would be told the middle band.
    assert china_par.score(replace(EXAMPLE, age_years=40)).band == "low"


@pytest.mark.parametrize(
    "name", ["systolic_mmhg", "tc_mmol_l", "hdl_mmol_l", "waist_cm", "smoker", "bp_treated", "north", "ascvd", "urban"]
)
def test_china_par_says_what_is_missing_and_gives_no_figure(name: str) -> None:
    found = china_par.score(replace(EXAMPLE, **{name: None}))
    assert (found.value, found.band, found.missing) == (None, None, (name,))


def test_china_par_asks_women_for_less() -> None:
    assert china_par.score(replace(EXAMPLE, sex="female", urban=None, family_ascvd=None)).value is not None


@pytest.mark.parametrize(("changes", "outside"), [
    ({"age_years": 34.9}, ("age_years",)), ({"age_years": 75}, ("age_years",)),
    ({"tc_mmol_l": 210}, ("tc_mmol_l",)), ({"waist_cm": 2.4}, ("waist_cm",)),
])  # fmt: skip
def test_china_par_refuses_what_its_cohorts_never_saw(changes: dict, outside: tuple) -> None:
    found = china_par.score(replace(EXAMPLE, **changes))
    assert (found.value, found.outside) == (None, outside)


def test_china_par_rises_with_pressure_treatment_and_smoking() -> None:
    def risk(**changes: object) -> float:
        found = china_par.score(replace(EXAMPLE, **changes)).value
        assert found is not None
        return found

    assert risk(systolic_mmhg=150) > risk() < risk(smoker=True)
    assert risk(sex="female", bp_treated=True) > risk(sex="female")
    assert risk(family_ascvd=True, age_years=45) > risk(age_years=45)
    assert risk(north=False) < risk() < risk(urban=False)


def test_china_par_is_not_for_those_who_had_it() -> None:
    found = china_par.score(replace(EXAMPLE, ascvd=True))
    assert found.value is None
    assert found.not_for is not None


PERSON = RiskInputs(
    age_years=52, sex="male", systolic_mmhg=135, waist_cm=92, height_cm=170, weight_kg=75, family_diabetes=False,
    diabetes=False,
)  # fmt: skip


def test_the_diabetes_score_adds_up_by_its_table() -> None:
    # 13 (50-54) + 6 (130-139) + 8 (men 90-94.9) + 3 (BMI 26) + 2 (male)
    assert china_diabetes.score(PERSON).value == 32
    # Women: two points less, and two more for the same waist.
    assert china_diabetes.score(replace(PERSON, sex="female")).value == 32
    low = replace(PERSON, age_years=24, systolic_mmhg=109, waist_cm=69, weight_kg=60, sex="female")
    assert china_diabetes.score(low).value == 0
    most = replace(PERSON, age_years=70, systolic_mmhg=160, waist_cm=95, weight_kg=90, family_diabetes=True)
    assert china_diabetes.score(most).value == 51
    assert china_diabetes.score(most).band == "high"


def test_twenty_five_points_ask_for_a_tolerance_test() -> None:
    # 12 (45-49) + 3 (120-129) + 7 (men 85-89.9) + 0 (BMI 21.5) + 2 (male), and with a BMI of 22.1 one more.
    person = replace(PERSON, age_years=47, systolic_mmhg=125, waist_cm=87, weight_kg=62)
    below, at = china_diabetes.score(person), china_diabetes.score(replace(person, weight_kg=64))
    assert (below.value, below.band) == (24, "low")
    assert (at.value, at.band) == (25, "high")


def test_the_diabetes_score_needs_all_and_its_ages() -> None:
    assert china_diabetes.score(replace(PERSON, waist_cm=None)).missing == ("waist_cm",)
    assert china_diabetes.score(replace(PERSON, age_years=75)).outside == ("age_years",)
    assert china_diabetes.score(replace(PERSON, diabetes=True)).not_for is not None


NOTHING = RiskInputs(
    age_years=55, hypertension=False, bp_treated=False, systolic_mmhg=120, diastolic_mmhg=70, af_or_valve=False,
    smoker=False, dyslipidaemia=False, diabetes=False, inactive=False, height_cm=170, weight_kg=60,
    family_stroke=False, stroke_or_tia=False,
)  # fmt: skip


def test_three_of_eight_factors_or_a_stroke_are_a_high_risk() -> None:
    assert stroke_screen.score(NOTHING).band == "low"
    assert stroke_screen.score(replace(NOTHING, systolic_mmhg=140)).band == "middle"
    assert stroke_screen.score(replace(NOTHING, smoker=True, inactive=True)).band == "low"
    three = replace(NOTHING, smoker=True, ldl_mmol_l=4.1, weight_kg=76)
    assert (stroke_screen.score(three).band, stroke_screen.score(three).value) == ("high", 3)
    assert stroke_screen.score(replace(NOTHING, stroke_or_tia=True)).band == "high"


def test_the_stroke_screening_is_decided_by_what_is_known_only() -> None:
    unknown = RiskInputs(age_years=55, smoker=True, diabetes=True)
    assert stroke_screen.score(unknown).band is None
    assert "hypertension" in stroke_screen.score(unknown).missing
    assert stroke_screen.score(replace(unknown, hypertension=True)).band == "high"
    # A normal reading today does not say that there is no high blood pressure.
    assert "hypertension" in stroke_screen.score(replace(NOTHING, hypertension=None)).missing
    assert stroke_screen.score(replace(NOTHING, height_cm=None)).missing == ("height_cm",)
    assert stroke_screen.score(replace(NOTHING, age_years=39)).outside == ("age_years",)


def test_falls_are_sorted_as_the_world_guidelines_do() -> None:
    calm = RiskInputs(age_years=70, fallen=False, unsteady=False, fears_falling=False)
    assert falls.score(calm).band == "low"
    assert falls.score(replace(calm, fallen_twice=True)).band == "high"
    assert falls.score(replace(calm, unsteady=True)).missing == ("gait_slow",)
    assert falls.score(replace(calm, unsteady=True, gait_slow=True)).band == "middle"
    once = replace(calm, fallen=True, gait_slow=False)
    assert falls.score(once).missing == ("fallen_twice", "fall_harmed")
    assert falls.score(replace(once, fallen_twice=False, fall_harmed=False)).band == "low"
    assert falls.score(replace(calm, fears_falling=None)).missing == ("fears_falling",)
    assert falls.score(replace(calm, age_years=64)).outside == ("age_years",)
