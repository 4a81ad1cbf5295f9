"""Published worked examples of the scores for heart, lungs, vessels, infection and how ill somebody is.

The sources, each read: the explained examples of MedCalc-Bench (NeurIPS 2024; github.com/ncbi-nlp/MedCalc-Bench,
evaluation/one_shot_finalized_explanation.json, by the number of the calculator; what a note does not tell is taken as absent there,
and so it is given here); the test cases of Cambio's guidelines (github.com/gdl-lang/common-clinical-models, fixtures/Guidelines and
gdl2, by file and case); clincalc (github.com/pacharanero/clincalc, by file); and single pages, named with the case. Where a case is
told by a date of birth, the age is that of 2018.
"""

from __future__ import annotations

from functools import partial

import pytest

from agents.specialties.scores.bleeding import blatchford
from agents.specialties.scores.chest import crb65, curb65, heart, marburg
from agents.specialties.scores.early_warning import news2, red_parameter
from agents.specialties.scores.infection import infant_fever, mcisaac, qsofa
from agents.specialties.scores.kidney import egfr, kidney_stage
from agents.specialties.scores.throat import centor, fever_pain
from agents.specialties.scores.vessels import cha2ds2_vasc, has_bled, perc, wells_dvt, wells_pe
from kg.schema import Sex

UREA_OF_BUN = 2.8
"""mg/dL of urea nitrogen in 1 mmol/L of urea."""
LEG = {
    "active_cancer": False, "leg_immobile": False, "bedridden_or_surgery": False, "tender_deep_veins": False,
    "entire_leg_swollen": False, "calf_wider_3_cm": False, "pitting_one_leg": False, "collateral_veins": False,
    "previous_dvt": False, "alternative_as_likely": False,
}  # fmt: skip


def _leg(*present: str):
    return partial(wells_dvt, **{**LEG, **dict.fromkeys(present, True)})


EXAMPLES = [
    pytest.param(
        partial(
            heart, history=0, ecg=0, age_years=28, risk_factors=1, atherosclerosis=False, troponin_times_limit=1.0
        ), 1, "low risk", id="HEART: MedCalc-Bench 18, a smoker of 28 with pleuritic pain",
    ),
    pytest.param(
        partial(
            heart, history=1, ecg=0, age_years=57, risk_factors=2, atherosclerosis=False, troponin_times_limit=0.5
        ), 3, "low risk", id="HEART: painepodcast.com 2016-11-12, a man of 57 with pressure and a father's infarction at 62",
    ),
    pytest.param(
        partial(
            heart, history=1, ecg=1, age_years=60, risk_factors=2, atherosclerosis=False, troponin_times_limit=2.0
        ), 5, "moderate risk", id="HEART: clincalc heart.rs, worked example",
    ),
    pytest.param(
        partial(
            heart, history=1, ecg=1, age_years=27, risk_factors=2, atherosclerosis=False, troponin_times_limit=1.5
        ), 4, "moderate risk", id="HEART: Cambio HEART_score_for_MACE, young with moderate findings",
    ),
    pytest.param(
        partial(
            heart, history=2, ecg=2, age_years=47, risk_factors=3, atherosclerosis=False, troponin_times_limit=4.0
        ), 9, "high risk", id="HEART: Cambio HEART_score_for_MACE, middle-aged with serious findings",
    ),
    pytest.param(
        partial(
            heart, history=1, ecg=0, age_years=67, risk_factors=1, atherosclerosis=False, troponin_times_limit=1.0
        ), 4, "moderate risk", id="HEART: Cambio HEART_score_for_MACE, old with diverse findings",
    ),
    pytest.param(
        partial(
            heart, history=0, ecg=1, age_years=27, risk_factors=0, atherosclerosis=False, troponin_times_limit=4.0
        ), 3, "low risk", id="HEART: Cambio HEART_score_for_MACE, myocarditis",
    ),
    pytest.param(
        partial(
            wells_pe, signs_of_dvt=False, others_less_likely=False, pulse=150, immobile_or_surgery=False,
            previous_clot=False, haemoptysis=False, cancer=False,
        ), 1.5, "less likely", id="Wells PE: MedCalc-Bench 8, a pregnant woman of 29 with a bleeding artery",
    ),
    pytest.param(
        _leg("active_cancer", "bedridden_or_surgery", "tender_deep_veins", "collateral_veins"),
        4, "ultrasound now", id="Wells DVT: MedCalc-Bench 16, colon cancer and surgery five weeks ago",
    ),
    pytest.param(
        _leg("calf_wider_3_cm", "collateral_veins", "bedridden_or_surgery", "tender_deep_veins", "entire_leg_swollen",
             "active_cancer", "leg_immobile"),
        7, "ultrasound now", id="Wells DVT: Cambio Wells_dvt case 1",
    ),
    pytest.param(
        _leg("calf_wider_3_cm", "collateral_veins", "tender_deep_veins", "alternative_as_likely"),
        1, "possible", id="Wells DVT: Cambio Wells_dvt case 2 (two groups there: not likely)",
    ),
    pytest.param(
        _leg("calf_wider_3_cm", "pitting_one_leg", "collateral_veins", "alternative_as_likely", "bedridden_or_surgery",
             "tender_deep_veins", "entire_leg_swollen", "active_cancer", "leg_immobile"),
        6, "ultrasound now", id="Wells DVT: Cambio Wells_dvt case 3",
    ),
    pytest.param(
        partial(
            perc, age_years=64, pulse=72, spo2=100, leg_swelling=False, haemoptysis=False, surgery_or_trauma=False,
            previous_clot=True, oestrogen=False,
        ), 2, "cannot be ruled out", id="PERC: MedCalc-Bench 48, a man of 64 with a lung clot before",
    ),
    pytest.param(
        partial(
            curb65, confusion=True, urea_mmol_l=40 / UREA_OF_BUN, respiratory_rate=23, systolic=105, diastolic=52,
            age_years=77,
        ), 4, "high risk", id="CURB-65: MedCalc-Bench 45, a delirious woman of 77",
    ),
    pytest.param(
        partial(crb65, confusion=True, respiratory_rate=35, systolic=70, diastolic=40, age_years=84),
        4, "high risk", id="CRB-65: Cambio CRB-65 case 1",
    ),
    pytest.param(
        partial(crb65, confusion=False, respiratory_rate=45, systolic=80, diastolic=50, age_years=53),
        2, "intermediate risk", id="CRB-65: Cambio CRB-65 case 2",
    ),
    pytest.param(
        partial(crb65, confusion=False, respiratory_rate=26, systolic=100, diastolic=70, age_years=50),
        0, "low risk", id="CRB-65: Cambio CRB-65 case 3",
    ),
    pytest.param(
        partial(
            cha2ds2_vasc, heart_failure=False, hypertension=False, age_years=62, diabetes=False, stroke_or_clot=True,
            vascular_disease=False, sex=Sex.MALE,
        ), 2, "raised risk", id="CHA2DS2-VASc: MedCalc-Bench 4, a man of 62 with a stroke before",
    ),
    pytest.param(
        partial(
            has_bled, systolic=165, kidney_disease=False, liver_disease=False, stroke=False, bleeding=False,
            labile_inr=False, age_years=43, drugs=False, alcohol=False,
        ), 1, "not high", id="HAS-BLED: MedCalc-Bench 25, a man of 43 with 165 mmHg",
    ),
    pytest.param(
        partial(
            blatchford, urea_mmol_l=51 / UREA_OF_BUN, haemoglobin_g_l=110, sex=Sex.MALE, systolic=110, pulse=90,
            melaena=False, syncope=False, liver_disease=True, heart_failure=False,
        ), 9, "high risk", id="Glasgow-Blatchford: MedCalc-Bench 27, a pale man of 68 with liver disease",
    ),
    pytest.param(
        partial(
            mcisaac, fever_over_38=True, cough=False, tender_neck_nodes=False, tonsils_swollen_or_coated=False, age_years=17
        ), 2, "swab", id="McIsaac: MedCalc-Bench 20, a boy of 17 with 40 °C",
    ),
    pytest.param(
        partial(
            mcisaac, fever_over_38=True, cough=False, tender_neck_nodes=True, tonsils_swollen_or_coated=True, age_years=11
        ), 5, "fairly likely", id="McIsaac: Cambio Centor case 1",
    ),
    pytest.param(
        partial(
            mcisaac, fever_over_38=True, cough=True, tender_neck_nodes=True, tonsils_swollen_or_coated=False, age_years=58
        ), 1, "no test", id="McIsaac: Cambio Centor case 2",
    ),
    pytest.param(
        partial(
            mcisaac, fever_over_38=True, cough=True, tender_neck_nodes=True, tonsils_swollen_or_coated=False, age_years=39
        ), 2, "swab", id="McIsaac: Cambio Centor case 3",
    ),
    pytest.param(
        partial(centor, fever=True, cough=True, tender_neck_nodes=True, coated_tonsils=False),
        2, "swab", id="Centor: Cambio Centor case 3, whose age gives no point",
    ),
    pytest.param(
        partial(
            fever_pain, fever_in_24_h=True, pus=False, within_3_days=False, severely_inflamed=False, cough_or_cold=True
        ), 1, "unlikely", id="FeverPAIN: MedCalc-Bench 33, a man of 43 with a blocked nose for 12 days",
    ),
    pytest.param(
        partial(
            fever_pain, fever_in_24_h=False, pus=False, within_3_days=True, severely_inflamed=False, cough_or_cold=False
        ), 2, "possible", id="FeverPAIN: Cambio FeverPAIN_Strep case 6",
    ),
    pytest.param(
        partial(
            fever_pain, fever_in_24_h=True, pus=False, within_3_days=True, severely_inflamed=False, cough_or_cold=False
        ), 3, "possible", id="FeverPAIN: Cambio FeverPAIN_Strep case 7",
    ),
    pytest.param(
        partial(
            fever_pain, fever_in_24_h=True, pus=True, within_3_days=True, severely_inflamed=True, cough_or_cold=False
        ), 5, "fairly likely", id="FeverPAIN: Cambio FeverPAIN_Strep case 8",
    ),
    pytest.param(
        partial(qsofa, altered_mind=True, respiratory_rate=30, systolic=80), 3, "assess now",
        id="qSOFA: Cambio qSOFA case 1 (coma scale 13)",
    ),
    pytest.param(
        partial(qsofa, altered_mind=False, respiratory_rate=23, systolic=60), 2, "assess now", id="qSOFA: Cambio qSOFA case 2"
    ),
    pytest.param(
        partial(qsofa, altered_mind=False, respiratory_rate=20, systolic=90), 1, "no sign", id="qSOFA: Cambio qSOFA case 3"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("score", "points", "meaning"), EXAMPLES)
def test_a_score_is_what_its_published_example_says(score, points, meaning):
    found = score()
    assert (found.low, found.high, found.missing) == (points, points, ())
    assert meaning in found.meaning.en


def test_heart_keeps_open_what_its_published_example_takes_as_normal():
    """MedCalc-Bench 18 takes an ECG and a troponin that nobody did as normal and says 1; to us they are missing."""
    score = heart(history=0, ecg=None, age_years=28, risk_factors=1, atherosclerosis=False, troponin_times_limit=None)
    assert (score.low, score.high) == (1, 5)
    assert "incomplete" in score.meaning.en


CALM = {
    "respiratory_rate": 20,
    "spo2": 98,
    "on_oxygen": False,
    "systolic": 111,
    "pulse": 78,
    "altered_mind": False,
    "celsius": 37,
}
LUNG = {"retains_co2": True, "on_oxygen": True}


@pytest.mark.parametrize(
    ("change", "points", "band"),
    [
        pytest.param({}, 0, "low", id="score 0"),
        pytest.param({"spo2": 95}, 1, "low", id="score 1"),
        pytest.param({"spo2": 93}, 2, "low", id="score 2"),
        pytest.param({"spo2": 91}, 3, "low", id="score 3"),
        pytest.param({"systolic": 70}, 3, "low", id="low-medium"),
        pytest.param(LUNG, 5, "urgent", id="retains carbon dioxide, too much oxygen"),
        pytest.param({"retains_co2": True}, 0, "low", id="retains carbon dioxide, without oxygen"),
        pytest.param({"retains_co2": True, "spo2": 82}, 3, "low", id="retains carbon dioxide, too little oxygen"),
        pytest.param({**LUNG, "altered_mind": True}, 8, "emergency", id="unconscious"),
        pytest.param({**LUNG, "altered_mind": True, "celsius": 34}, 11, "emergency", id="hypothermia"),
        pytest.param({**LUNG, "altered_mind": True, "celsius": 39}, 9, "emergency", id="fever"),
        pytest.param({**LUNG, "altered_mind": True, "celsius": 40}, 10, "emergency", id="high fever"),
        pytest.param({**LUNG, "altered_mind": True, "celsius": 40, "pulse": 48}, 11, "emergency", id="bradycardia"),
        pytest.param({**LUNG, "altered_mind": True, "celsius": 40, "pulse": 150}, 13, "emergency", id="tachycardia"),
    ],
)
def test_news2_answers_the_test_cases_of_cambio(change, points, band):
    """The cases of gdl2/NEWS2.v1.test.yml by their names."""
    score = news2(**{**CALM, **change})
    assert (score.low, score.high) == (points, points)
    assert band in score.meaning.en


@pytest.mark.parametrize("change", [{"spo2": 91}, {"systolic": 70}])
def test_news2_asks_for_a_doctor_where_cambio_says_low_to_medium(change):
    """The cases "score 3, spO2" and "Low-medium" of the same file: three points of one parameter, urgent review by a doctor."""
    seen = {name: value for name, value in {**CALM, **change}.items() if name != "on_oxygen"}
    assert red_parameter(**seen)


@pytest.mark.parametrize(
    ("umol_l", "years", "sex", "rate", "within"),
    [
        pytest.param(1.7 * 88.4, 81, Sex.MALE, 39.99991, 0.001, id="MedCalc-Bench 3"),
        pytest.param(
            1.09 * 88.4, 55, Sex.MALE, 80, 0.5, id="National Kidney Foundation calculator, in the tests of admiral"
        ),
        pytest.param(
            85, 65, Sex.FEMALE, 66, 0.5, id="National Kidney Foundation calculator, in the tests of admiral (SI)"
        ),
        pytest.param(88.4, 50, Sex.FEMALE, 68.6335, 0.001, id="CRAN egfr, vignette: one estimate"),
        pytest.param(0.8 * 88.4, 40, Sex.FEMALE, 95.46369, 0.001, id="CRAN egfr, vignette: first of three"),
        pytest.param(1.2 * 88.4, 65, Sex.MALE, 67.11141, 0.001, id="CRAN egfr, vignette: second of three"),
        pytest.param(1.5 * 88.4, 72, Sex.FEMALE, 36.79633, 0.001, id="CRAN egfr, vignette: third of three"),
        pytest.param(0.8 * 88.4, 70, Sex.MALE, 95.2, 0.05, id="tabletools, documentation of calculate_egfr_ckdepi"),
        pytest.param(
            0.8 * 88.4, 70, Sex.FEMALE, 79.2, 0.05, id="tabletools, documentation of calculate_egfr_ckdepi (woman)"
        ),
    ],
)
def test_filtration_rates_that_others_published(umol_l, years, sex, rate, within):
    assert egfr(umol_l, age_years=years, sex=sex) == pytest.approx(rate, abs=within)


def test_the_filtration_of_medcalc_bench_3_is_in_the_range_of_stage_3b():
    """40 mL/min per 1.73 m² lies between 30 and 44, KDIGO's G3b."""
    assert kidney_stage(1.7 * 88.4, age_years=81, sex=Sex.MALE).meaning.en.startswith("moderate to severe")


@pytest.mark.parametrize(
    ("days", "celsius", "level"),
    [(61, 38.2, 2), (30, 38.0, 2), (70, 38.5, 2), (61, 37.8, 0)],
    ids=["2 months, 38.2", "1 month, 38.0", "10 weeks, 38.5", "2 months, 37.8"],
)
def test_a_young_infants_fever_by_the_cases_of_pedisafe(days, celsius, level):
    """The cases of github.com/andrew-apps/PEDI_SAFE, pedisafe/TEST_README.md (red, or no fever), on the same limit as NICE NG143."""
    score = infant_fever(age_days=days, celsius=celsius)
    assert (score.low, score.high) == (level, level)


@pytest.mark.parametrize(
    ("points", "group"),
    [(0, "unlikely"), (2, "unlikely"), (3, "moderately"), (4, "disease likely"), (5, "disease likely")],
)
def test_marburg_groups_are_those_of_its_published_table(points, group):
    """No worked case was found. The table with its groups (0-2, 3, 4-5): BMC Family Practice 2011;12:128, table 1."""
    given = [place < points for place in range(5)]
    score = marburg(
        age_years=65 if given[0] else 30,
        sex=Sex.FEMALE,
        vascular_disease=given[1],
        worse_on_exertion=given[2],
        reproducible_by_palpation=not given[3],
        believes_cardiac=given[4],
    )
    assert (score.low, score.high) == (points, points)
    assert group in score.meaning.en
