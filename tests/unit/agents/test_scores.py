"""Published scores: one worked example each, the limits, and that a missing input is never a normal one."""

from __future__ import annotations

import pytest

from agents.specialties.scores.abdomen import alvarado, dehydration
from agents.specialties.scores.chest import crb65, heart, marburg
from agents.specialties.scores.infection import infant_fever, mcisaac, qsofa
from agents.specialties.scores.limbs import ottawa_ankle
from agents.specialties.scores.nerves import fast, phq2, whooley
from agents.specialties.scores.points import Band, Item, add_up, text
from agents.specialties.scores.sugar import glucose, glucose_level
from kg.schema import Sex


def test_marburg_of_a_man_of_60_with_exertional_pain_not_tender_and_no_other_point_is_3():
    score = marburg(
        age_years=60,
        sex=Sex.MALE,
        vascular_disease=False,
        worse_on_exertion=True,
        reproducible_by_palpation=False,
        believes_cardiac=False,
    )
    assert (score.low, score.high, score.missing) == (3, 3, ())
    assert "moderately" in score.meaning.en


def test_marburg_age_limits_differ_by_sex():
    common = {
        "vascular_disease": False,
        "worse_on_exertion": False,
        "reproducible_by_palpation": True,
        "believes_cardiac": False,
    }
    assert marburg(age_years=60, sex=Sex.FEMALE, **common).low == 0
    assert marburg(age_years=65, sex=Sex.FEMALE, **common).low == 1
    assert marburg(age_years=55, sex=Sex.MALE, **common).low == 1


def test_heart_of_a_typical_history_without_ecg_and_troponin_stays_open():
    score = heart(history=2, ecg=None, age_years=56, risk_factors=2, atherosclerosis=False, troponin_times_limit=None)
    assert (score.low, score.high) == (4, 8)
    assert [each.en for each in score.missing] == ["ECG", "troponin"]
    assert "moderate" in score.meaning.en
    assert "high" in score.meaning.en


def test_heart_worked_example_all_known():
    score = heart(history=2, ecg=1, age_years=66, risk_factors=3, atherosclerosis=False, troponin_times_limit=3.5)
    assert (score.low, score.high) == (9, 9)


@pytest.mark.parametrize(("times", "points"), [(1.0, 0), (1.1, 1), (3.0, 1), (3.1, 2)])
def test_heart_grades_troponin_by_its_own_limit(times, points):
    score = heart(history=0, ecg=0, age_years=30, risk_factors=0, atherosclerosis=False, troponin_times_limit=times)
    assert score.low == score.high == points


def test_crb65_of_a_confused_woman_of_80_with_30_breaths_and_pressure_85_over_50_is_4():
    score = crb65(confusion=True, respiratory_rate=30, systolic=85, diastolic=50, age_years=80)
    assert (score.low, score.high) == (4, 4)


def test_crb65_with_nothing_measured_is_not_low_risk():
    score = crb65(confusion=None, respiratory_rate=None, systolic=None, diastolic=None, age_years=40)
    assert (score.low, score.high) == (0, 3)
    assert len(score.missing) == 3


def test_crb65_half_a_blood_pressure_can_be_enough_to_be_low_but_not_to_be_normal():
    assert crb65(confusion=False, respiratory_rate=16, systolic=85, diastolic=None, age_years=40).low == 1
    assert crb65(confusion=False, respiratory_rate=16, systolic=120, diastolic=None, age_years=40).high == 1


def test_mcisaac_of_a_child_of_8_with_everything_is_5_and_of_an_adult_of_50_with_cough_is_minus_1():
    full = mcisaac(fever_over_38=True, cough=False, tender_neck_nodes=True, tonsils_swollen_or_coated=True, age_years=8)
    assert (full.low, full.high) == (5, 5)
    none = mcisaac(
        fever_over_38=False, cough=True, tender_neck_nodes=False, tonsils_swollen_or_coated=False, age_years=50
    )
    assert (none.low, none.high) == (-1, -1)


def test_qsofa_of_22_breaths_and_pressure_100_is_2():
    score = qsofa(altered_mind=False, respiratory_rate=22, systolic=100)
    assert (score.low, score.high) == (2, 2)
    assert "now" in score.meaning.en
    assert qsofa(altered_mind=None, respiratory_rate=None, systolic=None).high == 3


@pytest.mark.parametrize(
    ("age_days", "celsius", "low", "high"),
    [(60, 38.0, 2, 2), (60, 37.9, 0, 0), (60, None, 0, 2), (120, 39.0, 1, 1), (120, 38.5, 0, 0), (400, None, 0, 0)],
)
def test_infant_fever_goes_by_age_and_temperature(age_days, celsius, low, high):
    score = infant_fever(age_days=age_days, celsius=celsius)
    assert (score.low, score.high) == (low, high)


def test_alvarado_worked_example_of_a_classic_case_is_10():
    score = alvarado(
        migration=True,
        anorexia=True,
        nausea_or_vomiting=True,
        tender_right_lower=True,
        rebound=True,
        celsius=37.8,
        leukocytes_10e9_l=14.0,
        neutrophils_percent=85.0,
    )
    assert (score.low, score.high) == (10, 10)


def test_alvarado_by_telephone_never_calls_appendicitis_unlikely():
    score = alvarado(
        migration=True,
        anorexia=True,
        nausea_or_vomiting=None,
        tender_right_lower=None,
        rebound=None,
        celsius=None,
        leukocytes_10e9_l=None,
        neutrophils_percent=None,
    )
    assert (score.low, score.high) == (2, 10)
    assert "probable" in score.meaning.en


def test_dehydration_counts_signs():
    score = dehydration(
        looks_worse=False, drowsy_or_irritable=True, sunken_eyes=True, passes_less_urine=True, fast_breathing=False
    )
    assert (score.low, score.high) == (3, 3)


def test_fast_needs_one_sign_only():
    assert "120" in fast(face=False, arm=False, speech=True).meaning.en
    assert fast(face=False, arm=False, speech=False).high == 0


def test_phq2_of_nearly_every_day_and_several_days_is_4_and_presence_alone_leaves_bounds():
    known = phq2(low_mood=True, no_interest=True, low_mood_days=14, no_interest_days=3)
    assert (known.low, known.high) == (4, 4)
    told = phq2(low_mood=True, no_interest=None)
    assert (told.low, told.high) == (1, 6)
    assert whooley(low_mood=True, no_interest=None).low == 1


def test_ottawa_cannot_be_cleared_without_a_hand_on_the_bone():
    score = ottawa_ankle(cannot_walk_four_steps=False, bone_tender_outer=None, bone_tender_inner=None)
    assert (score.low, score.high) == (0, 2)
    assert "X-ray" in score.meaning.en
    assert (
        "unlikely"
        in ottawa_ankle(cannot_walk_four_steps=False, bone_tender_outer=False, bone_tender_inner=False).meaning.en
    )


@pytest.mark.parametrize(
    ("mmol_l", "fasting", "level"),
    [
        (2.9, None, "severe_low"),
        (3.0, None, "low"),
        (3.9, True, "normal"),
        (6.0, True, "normal"),
        (6.1, True, "impaired"),
        (7.0, True, "diabetic"),
        (7.0, None, "normal"),
        (7.8, False, "impaired"),
        (11.1, None, "diabetic"),
        (16.7, True, "very_high"),
    ],
)
def test_glucose_levels_at_their_limits(mmol_l, fasting, level):
    assert glucose_level(mmol_l, fasting=fasting) == level


def test_glucose_of_unknown_timing_says_so():
    assert [each.en for each in glucose(7.5, fasting=None).missing] == ["fasting or not"]
    assert glucose(12.0, fasting=None).missing == ()


def test_a_negative_point_that_is_unknown_lowers_the_lower_bound():
    name = text("年龄", "age")
    score = add_up(
        "x", name, (Item(name, -1, None), Item(name, 2, True)), (Band(-1, name),), out_of=2, source="invented"
    )
    assert (score.low, score.high) == (1, 2)
