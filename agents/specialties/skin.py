"""Skin: a mole by the weighted seven-point checklist, and LRINEC, which general surgery shares."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.dermatology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.points import text
from agents.specialties.scores.skin import REFER, SUSPECT, lrinec, mole_checklist
from agents.specialties.view import View
from kg.schema import FindingId, Urgency

ADULT_YEARS: Final = 18.0
MOLE: Final = ("mole_change", "mole_ragged", "mole_mottled", "mole_wide", "mole_inflamed", "mole_feels")
HOT: Final = ("skin_red_hot", "wound_infected", "large_blisters", "wound_crackling", "limb_pain_tight")
COUNTED: Final = ("crp", "wbc", "hgb", "na", "creatinine", "glucose_random", "glucose_fasting")
WORTH: Final = 2
"""Laboratory values of LRINEC from which it is worth a line: one alone is already said by its own limit."""


def mole_rule(view: View) -> Ruling | None:
    """Answer the checklist for a mole that somebody tells anything of but that it has always been so."""
    if not view.present(*MOLE):
        return None
    score = mole_checklist(
        changed_in_size=view.tri("mole_change.size"),
        irregular_shape=view.tri("mole_ragged"),
        irregular_colour=view.tri("mole_mottled"),
        seven_mm=view.tri("mole_wide"),
        inflamed=view.tri("mole_inflamed"),
        oozes=view.tri("mole_change.oozing"),
        feels_different=view.tri("mole_feels"),
    )
    tests = view.proposed("skin_exam", "skin_biopsy")
    if score.low >= REFER:
        reason = text(
            "痣的七点检查表到了转诊的分数，两周内看皮肤科",
            "the checklist of this mole reaches its score of referral: a skin doctor within two weeks",
        )
        return Ruling(score, Urgency.SOON, reason, tests=tests)
    return Ruling(score=score, asks=_deciding(view, score.low), tests=tests)


def _deciding(view: View, points: float) -> tuple[FindingId, ...]:
    """Answer what to ask: first the two points that bring most, then the one that would be enough."""
    major = ("mole_change.size", "mole_ragged", "mole_mottled")
    return view.asks(*(major if points < REFER - 1 else (*major, "mole_change.oozing", "mole_wide")))


def lrinec_rule(view: View) -> Ruling | None:
    """Answer LRINEC for an adult's red, painful skin with a blood test. It can hurry and never reassure."""
    if view.case.person.age_years < ADULT_YEARS or not view.present(*HOT):
        return None
    if sum(view.measured(each) is not None for each in COUNTED) < WORTH:
        return None
    sugar = view.measured("glucose_random")
    score = lrinec(
        crp_mg_l=view.measured("crp"),
        leukocytes_10e9_l=view.measured("wbc"),
        haemoglobin_g_l=view.measured("hgb"),
        sodium_mmol_l=view.measured("na"),
        creatinine_umol_l=view.measured("creatinine"),
        glucose_mmol_l=sugar if sugar is not None else view.measured("glucose_fasting"),
    )
    if score.low >= SUSPECT:
        return Ruling(score, Urgency.EMERGENCY, score.meaning)
    return Ruling(score=score, asks=view.asks("skin_red_hot.spreading", "large_blisters"))


RULES: Final[tuple[Rule, ...]] = (mole_rule, lrinec_rule, *PATTERNS)
