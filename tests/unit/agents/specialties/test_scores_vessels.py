"""Clots, bleeding, and how ill by measurements: worked examples, limits, and bounds for what is missing."""

from __future__ import annotations

import pytest

from agents.specialties.belief import between
from agents.specialties.scores.bleeding import blatchford
from agents.specialties.scores.chest import curb65
from agents.specialties.scores.early_warning import news2, red_parameter
from agents.specialties.scores.vessels import (
    WELLS_DVT_RATIOS,
    WELLS_PE_RATIOS,
    cha2ds2_vasc,
    has_bled,
    perc,
    wells_dvt,
    wells_pe,
)
from kg.schema import Sex

LEG = {
    "active_cancer": False,
    "leg_immobile": False,
    "bedridden_or_surgery": False,
    "tender_deep_veins": False,
    "entire_leg_swollen": False,
    "calf_wider_3_cm": False,
    "pitting_one_leg": False,
    "collateral_veins": False,
    "previous_dvt": False,
    "alternative_as_likely": False,
}


def test_wells_dvt_gives_each_item_a_point_and_takes_two_for_an_alternative():
    """The table of Wells 2003, item by item."""
    for item in LEG:
        score = wells_dvt(**{**LEG, item: True})
        assert score.low == score.high == (-2 if item == "alternative_as_likely" else 1)
    assert wells_dvt(**dict.fromkeys(LEG, True)).low == 7


def test_wells_dvt_after_surgery_with_a_tender_swollen_calf_is_high():
    score = wells_dvt(**{**LEG, "bedridden_or_surgery": True, "tender_deep_veins": True, "calf_wider_3_cm": True})
    assert (score.low, score.high) == (3, 3)
    assert "now" in score.meaning.en
    assert between(score, WELLS_DVT_RATIOS) == (5.2, 5.2)


def test_wells_dvt_of_nothing_known_can_be_anything():
    score = wells_dvt(**dict.fromkeys(LEG))
    assert (score.low, score.high) == (-2, 9)
    assert between(score, WELLS_DVT_RATIOS) == (0.25, 5.2)


LUNG = {
    "signs_of_dvt": False,
    "others_less_likely": False,
    "pulse": 80,
    "immobile_or_surgery": False,
    "previous_clot": False,
    "haemoptysis": False,
    "cancer": False,
}


def test_wells_pe_of_the_second_patient_of_chunilal_2003_has_three_points_by_history():
    """JAMA 2003;290:2849, case 2: discharged two weeks ago after a fortnight in bed, and two earlier clots of a leg."""
    score = wells_pe(**{**LUNG, "immobile_or_surgery": True, "previous_clot": True})
    assert (score.low, score.high) == (3.0, 3.0)
    assert "possible" in score.meaning.en


@pytest.mark.parametrize(("pulse", "points"), [(100, 0), (101, 1.5)])
def test_wells_pe_counts_a_pulse_above_100(pulse, points):
    assert wells_pe(**{**LUNG, "pulse": pulse}).low == points


def test_wells_pe_is_high_above_six_only():
    six = wells_pe(**{**LUNG, "signs_of_dvt": True, "others_less_likely": True})
    assert six.low == 6
    assert "possible" in six.meaning.en
    assert between(six, WELLS_PE_RATIOS) == (1.0, 1.0)
    more = wells_pe(**{**LUNG, "signs_of_dvt": True, "others_less_likely": True, "haemoptysis": True})
    assert "likely" in more.meaning.en
    assert between(more, WELLS_PE_RATIOS) == (5.59, 5.59)


NO_PERC = {
    "age_years": 49,
    "pulse": 99,
    "spo2": 95,
    "leg_swelling": False,
    "haemoptysis": False,
    "surgery_or_trauma": False,
    "previous_clot": False,
    "oestrogen": False,
}


def test_perc_is_negative_only_with_all_eight_known():
    assert perc(**NO_PERC).high == 0
    for item in NO_PERC:
        if item == "age_years":
            continue
        missing = perc(**{**NO_PERC, item: None})
        assert (missing.low, missing.high) == (0, 1)
        assert "cannot be ruled out" in missing.meaning.en


@pytest.mark.parametrize("change", [{"age_years": 50}, {"pulse": 100}, {"spo2": 94.9}])
def test_perc_limits(change):
    assert perc(**{**NO_PERC, **change}).low == 1


def test_cha2ds2_vasc_table():
    """Lip 2010, table 2."""
    base = {
        "heart_failure": False,
        "hypertension": False,
        "age_years": 64,
        "diabetes": False,
        "stroke_or_clot": False,
        "vascular_disease": False,
        "sex": Sex.MALE,
    }
    assert cha2ds2_vasc(**base).low == 0
    assert cha2ds2_vasc(**{**base, "age_years": 65}).low == 1
    assert cha2ds2_vasc(**{**base, "age_years": 75}).low == 2
    assert cha2ds2_vasc(**{**base, "stroke_or_clot": True}).low == 2
    every = {key: True for key in base if key not in {"age_years", "sex"}}
    assert cha2ds2_vasc(**{**base, **every, "age_years": 80, "sex": Sex.FEMALE}).low == 9


def test_has_bled_counts_one_each_and_three_are_high():
    names = ("kidney_disease", "liver_disease", "stroke", "bleeding", "labile_inr", "drugs", "alcohol")
    none = dict.fromkeys(names, False)
    assert has_bled(systolic=160, age_years=65, **none).high == 0
    assert has_bled(systolic=161, age_years=66, **none).low == 2
    assert has_bled(systolic=161, age_years=66, **dict.fromkeys(names, True)).low == 9
    assert "high" in has_bled(systolic=161, age_years=66, **{**none, "drugs": True}).meaning.en


VITALS = {
    "respiratory_rate": 16,
    "spo2": 98,
    "on_oxygen": False,
    "systolic": 120,
    "pulse": 70,
    "altered_mind": False,
    "celsius": 37,
}


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        *(
            ("respiratory_rate", v, p)
            for v, p in ((8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3))
        ),
        *(("spo2", v, p) for v, p in ((91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0))),
        *(
            ("systolic", v, p)
            for v, p in ((90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3))
        ),
        *(
            ("pulse", v, p)
            for v, p in ((40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3))
        ),
        *(
            ("celsius", v, p)
            for v, p in ((35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1), (39.1, 2))
        ),
        ("altered_mind", True, 3),
        ("on_oxygen", True, 2),
    ],
)
def test_news2_is_the_published_chart(name, value, points):
    """Royal College of Physicians 2017, chart 1."""
    score = news2(**{**VITALS, name: value})
    assert (score.low, score.high) == (points, points)
    if name != "on_oxygen":
        assert red_parameter(**{k: v for k, v in {**VITALS, name: value}.items() if k != "on_oxygen"}) == (points == 3)


def test_news2_second_scale_of_saturation():
    """The same chart: 88 to 92 is the target of those who retain carbon dioxide, and too much oxygen counts against it."""
    on_air = {**VITALS, "retains_co2": True}
    assert [news2(**{**on_air, "spo2": each}).low for each in (83, 84, 86, 88, 97)] == [3, 2, 1, 0, 0]
    given = {**on_air, "on_oxygen": True}
    assert [news2(**{**given, "spo2": each}).low - 2 for each in (92, 93, 95, 97)] == [0, 1, 2, 3]


def test_news2_with_one_reading_is_not_low_risk():
    score = news2(
        respiratory_rate=None, spo2=None, on_oxygen=None, systolic=None, pulse=120, altered_mind=None, celsius=None
    )
    assert score.low == 2
    assert score.high == 19
    assert "dangerous" in score.meaning.en


def test_blatchford_table():
    """Blatchford 2000, table: urea, haemoglobin by sex, pressure, and the markers."""
    none = {"pulse": 80, "melaena": False, "syncope": False, "liver_disease": False, "heart_failure": False}

    def points(urea=5, haemoglobin=140, sex=Sex.MALE, systolic=120, **more):
        score = blatchford(
            urea_mmol_l=urea, haemoglobin_g_l=haemoglobin, sex=sex, systolic=systolic, **{**none, **more}
        )
        assert score.low == score.high
        return score.low

    assert [points(urea=each) for each in (6.4, 6.5, 8, 10, 25)] == [0, 2, 3, 4, 6]
    assert [points(haemoglobin=each) for each in (130, 129, 119, 99)] == [0, 1, 3, 6]
    assert [points(haemoglobin=each, sex=Sex.FEMALE) for each in (120, 119, 100, 99)] == [0, 1, 1, 6]
    assert [points(systolic=each) for each in (110, 109, 99, 89)] == [0, 1, 2, 3]
    assert points(pulse=100, melaena=True, syncope=True, liver_disease=True, heart_failure=True) == 8
    most = points(25, 90, systolic=80, pulse=100, melaena=True, syncope=True, liver_disease=True, heart_failure=True)
    assert most == 23


def test_curb65_adds_urea_to_crb65():
    known = {"confusion": True, "respiratory_rate": 30, "systolic": 85, "diastolic": 50, "age_years": 80}
    assert curb65(urea_mmol_l=7.1, **known).low == 5
    assert curb65(urea_mmol_l=7.0, **known).low == 4
    assert curb65(urea_mmol_l=None, **{**known, "confusion": None}).high == 5


def test_curb65_of_a_published_case_is_2():
    """An examination question with its working shown (68 years, 20 breaths a minute, urea 44 mg/dL, 110/70 mmHg, not confused)."""
    score = curb65(
        confusion=False, urea_mmol_l=44 / 6.006, respiratory_rate=20, systolic=110, diastolic=70, age_years=68
    )
    assert (score.low, score.high) == (2, 2)


def test_cha2ds2_vasc_of_a_published_case_is_4():
    """StethoPrep, arrhythmias 022: a man of 68 with hypertension, heart failure and diabetes; its answer is 4."""
    score = cha2ds2_vasc(
        heart_failure=True,
        hypertension=True,
        age_years=68,
        diabetes=True,
        stroke_or_clot=False,
        vascular_disease=False,
        sex=Sex.MALE,
    )
    assert (score.low, score.high) == (4, 4)
