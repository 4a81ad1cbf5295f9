"""Belly: the Alvarado score, which gastroenterology and general surgery share, AIR of the surgeons, bleeding of the upper gut."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief, between
from agents.specialties.rule import Ruling
from agents.specialties.scores.abdomen import AIR_HIGH, AIR_POSSIBLE, ALVARADO_RATIOS, air, alvarado
from agents.specialties.scores.bleeding import blatchford
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

LOW_RIGHT: Final = ("abdominal_pain.rlq", "abdominal_pain.migrating_rlq")
BELLY: Final = (*LOW_RIGHT, "abdominal_pain.lower", "abdominal_pain.periumbilical")


ADULT_YEARS: Final = 18.0
BLEEDS: Final = ("hematemesis", "melena")
NEEDS_HOSPITAL: Final = 2
HIGH_RISK: Final = 6
"""Points of the Glasgow-Blatchford score: from two a hospital, from six treatment is more likely than not."""
APPENDIX: Final = ("appendicitis", "appendix_abscess")
COUNTED: Final = (
    *LOW_RIGHT,
    "appetite_loss",
    "nausea",
    "vomiting",
    "abdominal_tenderness.rlq",
    "rebound_tenderness",
    "abdominal_pain.rigid",
    "fever",
)


def alvarado_rule(view: View) -> Ruling | None:
    """Answer the Alvarado score for pain in the lower belly. Tenderness needs a hand, so at home two points stay unknown."""
    if not view.present(*BELLY):
        return None
    score = alvarado(
        migration=view.tri("abdominal_pain.migrating_rlq"),
        anorexia=view.tri("appetite_loss"),
        nausea_or_vomiting=view.tri("nausea", "vomiting"),
        tender_right_lower=view.tri("abdominal_tenderness.rlq"),
        rebound=view.either("rebound_tenderness", "abdominal_pain.rigid"),
        celsius=view.reading("temperature"),
        leukocytes_10e9_l=view.measured("wbc"),
        neutrophils_percent=view.measured("neut_pct"),
    )
    belief = Belief(APPENDIX, *between(score, ALVARADO_RATIOS), COUNTED)
    asks = view.asks("abdominal_pain.migrating_rlq", "appetite_loss")
    if view.present(*LOW_RIGHT) and score.low >= 3:  # noqa: PLR2004 - with tenderness alone it would be 5, "possible"
        level = Urgency.EMERGENCY if score.low >= 7 else Urgency.URGENT  # noqa: PLR2004 - the score's own limit
        return Ruling(score, level, score.meaning, asks, belief=belief)
    return Ruling(score=score, asks=asks, belief=belief)


def air_rule(view: View) -> Ruling | None:
    """Answer the AIR score for pain low in the belly where blood was tested: the surgeons' score is one of inflammation.

    Alvarado already corrects the graph by the same findings, so this one corrects nothing.
    """
    tested = {each: view.measured(each) for each in ("wbc", "neut_pct", "crp")}
    if not view.present(*BELLY) or all(value is None for value in tested.values()):
        return None
    score = air(
        vomiting=view.tri("vomiting"),
        pain_right_lower=view.tri(*LOW_RIGHT),
        rebound=view.either("rebound_tenderness", "abdominal_pain.rigid"),
        celsius=view.reading("temperature"),
        leukocytes_10e9_l=tested["wbc"],
        neutrophils_percent=tested["neut_pct"],
        crp_mg_l=tested["crp"],
    )
    asks = view.asks("rebound_tenderness", "vomiting")
    tests = view.proposed("abdominal_ultrasound")
    if view.present(*LOW_RIGHT) and score.low >= AIR_POSSIBLE:
        level = Urgency.EMERGENCY if score.low >= AIR_HIGH else Urgency.URGENT
        return Ruling(score, level, score.meaning, asks, tests)
    return Ruling(score=score, asks=asks, tests=tests)


def blatchford_rule(view: View) -> Ruling | None:
    """Answer the Glasgow-Blatchford score for an adult who vomits blood or passes black stool."""
    person = view.case.person
    if person.age_years < ADULT_YEARS or not view.present(*BLEEDS):
        return None
    score = blatchford(
        urea_mmol_l=view.measured("urea"),
        haemoglobin_g_l=view.measured("hgb"),
        sex=person.sex,
        systolic=view.reading("systolic_bp"),
        pulse=view.reading("pulse"),
        melaena=view.tri("melena"),
        syncope=view.tri("syncope"),
        liver_disease=view.tri("hx.liver_disease", "hx.cirrhosis"),
        heart_failure=view.tri("hx.heart_failure"),
    )
    asks, tests = view.asks("syncope", "hx.liver_disease"), view.proposed("hgb", "urea", "gastroscopy")
    caution = text("这段时间别自己吃止痛药", "no painkillers of your own for now")
    if score.low >= NEEDS_HOSPITAL:
        level = Urgency.EMERGENCY if score.low >= HIGH_RISK else Urgency.URGENT
        return Ruling(score, level, score.meaning, asks, tests, caution)
    return Ruling(score=score, asks=asks, tests=tests, caution=caution)
