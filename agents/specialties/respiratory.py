"""Respiratory medicine: how badly a chest infection would hit this person."""

from __future__ import annotations

from typing import Final

from agents.specialties.clots import perc_rule, wells_pe_rule
from agents.specialties.patterns.respiratory import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.chest import crb65, curb65
from agents.specialties.scores.points import text
from agents.specialties.scores.risk import stop_bang
from agents.specialties.view import View
from kg.schema import Urgency

INFECTION: Final = ("fever", "chills", "cough.productive.purulent", "cough.productive.rusty")
CHEST: Final = ("cough", "dyspnea", "chest_pain.pleuritic")


def crb65_rule(view: View) -> Ruling | None:
    """Answer CRB-65, or CURB-65 where urea was measured, for an adult with signs of infection in the chest.

    Age alone gives a point, and is no reason to hurry.
    """
    if view.case.person.age_years < 18 or not view.present(*CHEST) or not view.present(*INFECTION):  # noqa: PLR2004 - adults
        return None
    years, urea = view.case.person.age_years, view.measured("urea")
    confusion, breaths = view.either("confusion", "lethargy"), view.reading("respiratory_rate")
    systolic, diastolic = view.reading("systolic_bp"), view.reading("diastolic_bp")
    score = crb65(
        confusion=confusion, respiratory_rate=breaths, systolic=systolic, diastolic=diastolic, age_years=years
    )
    if urea is not None:
        score = curb65(
            confusion=confusion,
            urea_mmol_l=urea,
            respiratory_rate=breaths,
            systolic=systolic,
            diastolic=diastolic,
            age_years=years,
        )
    old = view.case.person.age_years >= 65  # noqa: PLR2004 - the score's own limit
    asks = view.asks("confusion", "dyspnea.at_rest")
    if score.low - old >= 1:
        level = Urgency.EMERGENCY if score.low >= 3 else Urgency.URGENT  # noqa: PLR2004 - the score's own limit
        reason = text("如果是肺炎，有加重的危险", "if this is pneumonia, it may take a bad course")
        return Ruling(score, level, reason, asks)
    return Ruling(score=score, asks=asks)


SLEEP: Final = ("snoring", "sleep_apnea_witnessed", "daytime_sleepiness")


def apnoea_rule(view: View) -> Ruling | None:
    """Answer STOP-BANG for an adult who snores, stops breathing asleep, or is sleepy by day."""
    person = view.case.person
    if person.age_years < 18 or not view.present(*SLEEP):  # noqa: PLR2004 - adults
        return None
    score = stop_bang(
        snores=view.tri("snoring"),
        tired=view.either("daytime_sleepiness", "fatigue"),
        seen_to_stop_breathing=view.tri("sleep_apnea_witnessed"),
        high_pressure=view.either("hx.hypertension", "high_bp"),
        bmi=view.bmi(),
        age_years=person.age_years,
        neck_cm=None,
        sex=person.sex,
    )
    asks = view.asks("sleep_apnea_witnessed", "daytime_sleepiness")
    caution = text(
        "困得厉害时别开车，睡前别喝酒或吃安眠药", "no driving when sleepy; no alcohol or sleeping pills at night"
    )
    return Ruling(score=score, asks=asks, tests=view.proposed("polysomnography"), caution=caution)


RULES: Final[tuple[Rule, ...]] = (crb65_rule, wells_pe_rule, perc_rule, apnoea_rule, *PATTERNS)
