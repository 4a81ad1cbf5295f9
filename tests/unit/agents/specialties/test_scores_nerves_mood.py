"""Stroke, headache, mood, sleep and sugar: worked examples, limits, and bounds for what is missing."""

from __future__ import annotations

import pytest

from agents.specialties.belief import between
from agents.specialties.scores.mood import cssrs, gad7_of_sum, phq9
from agents.specialties.scores.risk import findrisc, stop_bang
from agents.specialties.scores.stroke import FAST_RATIOS, POUND_RATIOS, abcd2, befast, pound
from kg.schema import Sex


def test_pound_of_the_first_patient_of_detsky_2006_is_migraine():
    """JAMA 2006;296:1274, case 1: pulsating, one-sided, 4 to 14 hours, has to lie down; of nausea nothing is said."""
    score = pound(pulsating=True, lasts_4_to_72_hours=True, one_sided=True, nausea=None, disabling=True)
    assert (score.low, score.high) == (4, 5)
    assert "much like migraine" in score.meaning.en
    assert between(score, POUND_RATIOS) == (24.0, 24.0)


def test_pound_of_half_a_history_is_between_unlikely_and_likely():
    score = pound(pulsating=True, lasts_4_to_72_hours=None, one_sided=None, nausea=False, disabling=None)
    assert between(score, POUND_RATIOS) == (0.41, 24.0)


def test_one_sign_of_befast_is_enough_and_none_known_clears_nobody():
    gone = {"balance": False, "eyes": False, "face": False, "arm": False, "speech": False}
    for sign in gone:
        assert "120" in befast(**{**gone, sign: True}).meaning.en
    assert "120" in befast(**dict.fromkeys(gone)).meaning.en
    assert between(befast(**gone), FAST_RATIOS) == (0.39, 0.39)


def test_abcd2_of_a_diabetic_of_70_weak_for_an_hour_with_high_pressure_is_7():
    """Johnston 2007, the score's table: every item at its most."""
    score = abcd2(age_years=70, systolic=150, diastolic=80, feature="weakness", minutes=60, diabetes=True)
    assert (score.low, score.high) == (7, 7)
    assert "high" in score.meaning.en


@pytest.mark.parametrize(("minutes", "points"), [(9, 0), (10, 1), (59, 1), (60, 2)])
def test_abcd2_grades_duration(minutes, points):
    score = abcd2(age_years=59, systolic=139, diastolic=89, feature="other", minutes=minutes, diabetes=False)
    assert score.low == score.high == points


def test_abcd2_needs_one_high_pressure_and_two_normal_ones():
    rest = {"age_years": 40, "feature": "speech", "minutes": 5, "diabetes": False}
    assert abcd2(systolic=None, diastolic=90, **rest).low == 2
    half = abcd2(systolic=120, diastolic=None, **rest)
    assert (half.low, half.high) == (1, 2)


@pytest.mark.parametrize(
    ("points", "word"), [(4, "hardly any"), (5, "mild"), (10, "moderate"), (15, "moderately"), (20, "severe")]
)
def test_phq9_bands_of_kroenke_2001(points, word):
    answers = [3] * (points // 3) + ([points % 3] if points % 3 else [])
    score = phq9(answers + [0] * (9 - len(answers)))
    assert score.low == points
    assert word in score.meaning.en


def test_phq9_unanswered_items_leave_bounds_and_bad_answers_are_refused():
    score = phq9([3, 3, 3, None, 0, 0, 0, 0, None])
    assert (score.low, score.high) == (9, 15)
    assert [each.en for each in score.missing] == ["tiredness", "thoughts of death or self-harm"]
    with pytest.raises(ValueError, match="9 answers"):
        phq9([0] * 8)
    with pytest.raises(ValueError, match="0 to 3"):
        phq9([4] + [0] * 8)


@pytest.mark.parametrize(("points", "word"), [(4, "hardly any"), (5, "mild"), (10, "moderate"), (15, "severe")])
def test_gad7_bands_of_spitzer_2006(points, word):
    assert word in gad7_of_sum(points).meaning.en


NO = {
    "wishes_to_be_dead": False,
    "thinks_of_suicide": False,
    "thought_of_method": False,
    "some_intent": False,
    "plan_and_intent": False,
    "behaviour_ever": False,
    "behaviour_three_months": False,
}


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("wishes_to_be_dead", 1),
        ("thinks_of_suicide", 1),
        ("thought_of_method", 2),
        ("behaviour_ever", 2),
        ("some_intent", 3),
        ("plan_and_intent", 3),
        ("behaviour_three_months", 3),
    ],
)
def test_columbia_levels(told, level):
    """The screener's triage colours: yellow, orange, red."""
    score = cssrs(**{**NO, told: True})
    assert (score.low, score.high) == (level, level)


def test_a_wish_to_be_dead_with_the_rest_unasked_may_be_high():
    score = cssrs(**{**dict.fromkeys(NO), "wishes_to_be_dead": True})
    assert (score.low, score.high) == (1, 3)
    assert score.missing


def test_stop_bang_is_eight_at_most_and_its_limits_are_beyond():
    yes = {"snores": True, "tired": True, "seen_to_stop_breathing": True, "high_pressure": True}
    assert stop_bang(**yes, bmi=36, age_years=51, neck_cm=41, sex=Sex.MALE).low == 8
    assert stop_bang(**yes, bmi=35, age_years=50, neck_cm=40, sex=Sex.FEMALE).high == 4
    assert stop_bang(**yes, bmi=None, age_years=60, neck_cm=None, sex=Sex.MALE).high == 8


def test_findrisc_form():
    """The published form: all at their worst are 26; each row by its limits."""
    worst = findrisc(
        age_years=65,
        bmi=30.1,
        waist_cm=103,
        sex=Sex.MALE,
        active_daily=False,
        greens_daily=False,
        pressure_medicine=True,
        high_glucose_ever=True,
        parent_or_sibling=True,
        other_relative=True,
    )
    assert (worst.low, worst.high) == (26, 26)
    best = {
        "age_years": 44,
        "bmi": 24.9,
        "waist_cm": 79,
        "sex": Sex.FEMALE,
        "active_daily": True,
        "greens_daily": True,
        "pressure_medicine": False,
        "high_glucose_ever": False,
        "parent_or_sibling": False,
        "other_relative": False,
    }

    def points(**change):
        score = findrisc(**{**best, **change})
        return score.low, score.high

    assert points() == (0, 0)
    assert [points(age_years=each)[0] for each in (45, 55, 65)] == [2, 3, 4]
    assert [points(bmi=each)[0] for each in (25, 30, 30.1)] == [1, 1, 3]
    assert [points(waist_cm=each)[0] for each in (80, 88, 88.1)] == [3, 3, 4]
    assert points(other_relative=True) == (3, 3)
    assert points(parent_or_sibling=None, other_relative=True) == (3, 5)
    assert points(other_relative=None) == (0, 3)


def test_abcd2_of_a_published_case_of_slurred_speech_for_90_minutes_is_5():
    """Medical Exam Prep, "A 75-year-old man with slurred speech": 148/96 mmHg, no weakness, no diabetes; its answer is 5."""
    score = abcd2(age_years=75, systolic=148, diastolic=96, feature="speech", minutes=90, diabetes=False)
    assert (score.low, score.high) == (5, 5)
