"""Children, kidneys, throats and limbs: worked examples, limits, and bounds for what is missing."""

from __future__ import annotations

import pytest

from agents.specialties.scores.children import (
    KRAMER_UMOL_L,
    gorelick,
    imci_dehydration,
    kramer,
    pas,
    pecarn_from_two,
    pecarn_under_two,
    westley,
)
from agents.specialties.scores.kidney import egfr, kidney_stage, stage
from agents.specialties.scores.limbs import c_spine, gout, ottawa_knee
from agents.specialties.scores.throat import centor, fever_pain
from kg.schema import Sex

SMALL = {
    "altered_mind": False,
    "skull_fracture_felt": False,
    "haematoma_not_frontal": False,
    "unconscious_5_s": False,
    "severe_mechanism": False,
    "acts_unlike_normal": False,
}
BIG = {
    "altered_mind": False,
    "skull_base_signs": False,
    "unconscious": False,
    "vomiting": False,
    "severe_mechanism": False,
    "severe_headache": False,
}


def test_pecarn_levels_of_both_ages():
    """Kuppermann 2009, figure 3: two signs of high risk, four of intermediate, in each age."""
    for rule, none, grave in (
        (pecarn_under_two, SMALL, {"altered_mind", "skull_fracture_felt"}),
        (pecarn_from_two, BIG, {"altered_mind", "skull_base_signs"}),
    ):
        assert rule(**none).high == 0
        for sign in none:
            score = rule(**{**none, sign: True})
            assert score.low == score.high == (2 if sign in grave else 1)


def test_pecarn_of_what_nobody_looked_at_clears_nobody():
    assert pecarn_under_two(**dict.fromkeys(SMALL)).high == 2
    vomits = pecarn_from_two(**{**BIG, "vomiting": True, "skull_base_signs": None})
    assert (vomits.low, vomits.high) == (1, 2)
    assert vomits.missing


CHILD = {
    "lethargic": False,
    "restless": False,
    "sunken_eyes": False,
    "cannot_drink": False,
    "drinks_eagerly": False,
    "pinch_slow": False,
    "pinch_very_slow": False,
}


@pytest.mark.parametrize(
    ("signs", "level"),
    [
        ((), 0),
        (("sunken_eyes",), 0),
        (("restless", "sunken_eyes"), 1),
        (("drinks_eagerly", "pinch_slow"), 1),
        (("lethargic", "sunken_eyes"), 2),
        (("cannot_drink", "pinch_very_slow"), 2),
        (("lethargic", "pinch_slow"), 1),
    ],
)
def test_imci_needs_two_signs(signs, level):
    """WHO chart booklet 2014, diarrhoea: two signs of a row classify; a severe sign counts as its milder form."""
    score = imci_dehydration(**{**CHILD, **dict.fromkeys(signs, True)})
    assert (score.low, score.high) == (level, level)


def test_imci_with_one_sign_and_the_rest_unseen_is_open():
    score = imci_dehydration(**{**dict.fromkeys(CHILD), "sunken_eyes": True})
    assert (score.low, score.high) == (0, 2)


def test_gorelick_two_signs_are_five_percent_and_three_are_ten():
    four = ("looks_ill", "no_tears", "dry_mouth", "slow_refill")

    def with_signs(count):
        return gorelick(**{name: place < count for place, name in enumerate(four)})

    assert "5 %" in with_signs(2).meaning.en
    assert "10 %" in with_signs(3).meaning.en
    assert gorelick(looks_ill=True, no_tears=True, dry_mouth=None, slow_refill=None).high == 4


def test_westley_items_add_up_to_17():
    """Westley 1978, table 1."""
    most = westley(stridor="rest", retractions="severe", air_entry="much_less", cyanosis="rest", altered_mind=True)
    assert (most.low, most.high) == (17, 17)
    bark = westley(stridor="agitated", retractions="mild", air_entry="normal", cyanosis="none", altered_mind=False)
    assert bark.low == 2
    assert "mild" in bark.meaning.en
    rest = westley(stridor="rest", retractions="mild", air_entry="normal", cyanosis="none", altered_mind=False)
    assert "moderate" in rest.meaning.en
    assert westley(stridor="rest", retractions=None, air_entry=None, cyanosis=None, altered_mind=None).high == 17


def test_pas_adds_up_to_ten_and_goldmans_limits_hold():
    every = {
        "hurts_on_cough_or_hop": True,
        "tender_right_lower": True,
        "anorexia": True,
        "nausea_or_vomiting": True,
        "migration": True,
    }
    assert pas(**every, celsius=38, leukocytes_10e9_l=10.1, neutrophils_10e9_l=7.6).low == 10
    assert pas(**every, celsius=37.9, leukocytes_10e9_l=10, neutrophils_10e9_l=7.5).low == 7
    told = pas(**{**every, "tender_right_lower": None}, celsius=None, leukocytes_10e9_l=None, neutrophils_10e9_l=None)
    assert (told.low, told.high) == (5, 10)


@pytest.mark.parametrize(("mg_dl", "zone"), [(5.9, 1), (8.9, 2), (11.8, 3), (15.0, 4)])
def test_kramer_zones_have_the_means_of_1969(mg_dl, zone):
    assert KRAMER_UMOL_L[zone] == round(mg_dl * 17.104)


def test_kramer_unknown_clears_no_baby():
    assert kramer(None).high == 5
    assert "hospital now" in kramer(5).meaning.en
    assert "today" in kramer(3).meaning.en


@pytest.mark.parametrize(
    ("mg_dl", "years", "sex", "rate"),
    [(0.7, 50, Sex.FEMALE, 105.3), (0.9, 60, Sex.MALE, 97.8), (1.2, 60, Sex.MALE, 69.2), (1.0, 50, Sex.FEMALE, 68.6)],
)
def test_ckd_epi_2021_by_hand(mg_dl, years, sex, rate):
    """The equation of Inker 2021 worked by hand; at the knots k the creatinine term is 1."""
    assert egfr(mg_dl * 88.4, age_years=years, sex=sex) == pytest.approx(rate, abs=0.1)


@pytest.mark.parametrize(
    ("rate", "name"), [(90, "G1"), (89.9, "G2"), (59.9, "G3a"), (44.9, "G3b"), (29.9, "G4"), (14.9, "G5"), (0.5, "G5")]
)
def test_kdigo_categories(rate, name):
    assert stage(rate) == name


def test_ckd_epi_refuses_children_and_nonsense():
    with pytest.raises(ValueError, match="adults"):
        egfr(80, age_years=17, sex=Sex.MALE)
    with pytest.raises(ValueError, match="above zero"):
        kidney_stage(0, age_years=40, sex=Sex.MALE)


def test_centor_and_feverpain_count_no_cough():
    assert centor(fever=True, cough=False, tender_neck_nodes=True, coated_tonsils=True).low == 4
    assert centor(fever=True, cough=None, tender_neck_nodes=True, coated_tonsils=True).low == 3
    full = fever_pain(fever_in_24_h=True, pus=True, within_3_days=True, severely_inflamed=True, cough_or_cold=False)
    assert full.low == 5
    assert (
        fever_pain(fever_in_24_h=None, pus=None, within_3_days=None, severely_inflamed=None, cough_or_cold=True).high
        == 4
    )


def test_ottawa_knee_by_age_alone():
    none = {
        "tender_kneecap_only": False,
        "tender_fibula_head": False,
        "cannot_bend_90": False,
        "cannot_walk_four_steps": False,
    }
    assert ottawa_knee(age_years=54, **none).high == 0
    assert ottawa_knee(age_years=55, **none).low == 1


def test_c_spine_pictures_from_65_and_where_nothing_says_it_is_safe():
    calm = {"dangerous_mechanism": False, "tingling_limbs": False, "safe_to_test": True, "cannot_turn_45": False}
    assert c_spine(age_years=64, **calm).high == 0
    assert c_spine(age_years=65, **calm).low == 1
    assert c_spine(age_years=30, **{**calm, "safe_to_test": False}).low == 1
    assert c_spine(age_years=30, **{**calm, "safe_to_test": None}).high == 1


def test_gout_rule_of_janssens():
    """The published points: a man with a red big toe at its worst in a day, an attack before, and high uric acid has 11.5."""
    score = gout(
        sex=Sex.MALE,
        attack_before=True,
        within_a_day=True,
        red_joint=True,
        big_toe=True,
        pressure_or_heart=False,
        uric_acid_umol_l=480,
    )
    assert (score.low, score.high) == (11.5, 11.5)
    assert score.meaning.en == "gout likely"
    woman = gout(
        sex=Sex.FEMALE,
        attack_before=False,
        within_a_day=False,
        red_joint=True,
        big_toe=True,
        pressure_or_heart=False,
        uric_acid_umol_l=350,
    )
    assert (woman.low, woman.high) == (3.5, 3.5)
