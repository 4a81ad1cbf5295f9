"""Paediatrics: the age changes what a fever means, and a dry child cannot say that it is dry."""

from __future__ import annotations

from typing import Final

from agents.specialties.childhood import CHILD_RULES
from agents.specialties.patterns.paediatrics import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.abdomen import dehydration
from agents.specialties.scores.infection import infant_fever
from agents.specialties.scores.points import text
from agents.specialties.view import View
from agents.specialties.vital_limits import child_rate_rule
from kg.schema import Urgency

LOSING: Final = ("vomiting", "diarrhea", "child_poor_feeding", "fever")
THREE_MONTHS: Final = 91
FIVE_YEARS: Final = 5.0
CHILD_YEARS: Final = 14.0


def fever_rule(view: View) -> Ruling | None:
    """Answer NICE's rule of age and temperature. A young infant called feverish without a reading is treated as feverish."""
    person = view.case.person
    if person.age_years >= FIVE_YEARS or not view.present("fever"):
        return None
    celsius = view.reading("temperature")
    score = infant_fever(age_days=person.age_days, celsius=celsius)
    asks = view.asks("child_listless", "child_poor_feeding")
    if score.low >= 2 or (person.age_days < THREE_MONTHS and celsius is None):  # noqa: PLR2004 - high risk
        reason = text("三个月以内的宝宝发热，要马上去医院", "fever in a baby under three months needs hospital now")
        return Ruling(score, Urgency.EMERGENCY, reason)
    if score.low >= 1:
        reason = text("半岁以内发高热，今天就要看", "high fever under six months needs to be seen today")
        return Ruling(score, Urgency.URGENT, reason, asks)
    return Ruling(score=score, asks=asks)


def dehydration_rule(view: View) -> Ruling | None:
    """Answer NICE's signs of dehydration for a child under five that is losing or not taking fluid."""
    if view.case.person.age_years >= FIVE_YEARS or not view.present(*LOSING):
        return None
    score = dehydration(
        looks_worse=None,
        drowsy_or_irritable=view.either("child_listless", "lethargy", "irritability"),
        sunken_eyes=view.either("child_fontanelle_sunken", "dehydration"),
        passes_less_urine=view.either("child_dry_nappy", "oliguria", "dehydration"),
        fast_breathing=view.either("tachypnea", "dyspnea"),
    )
    asks = view.asks("child_dry_nappy", "child_listless")
    if score.low >= 1:
        level = Urgency.EMERGENCY if score.low >= 3 else Urgency.URGENT  # noqa: PLR2004 - the score's own limit
        return Ruling(score, level, score.meaning, asks)
    return Ruling(score=score, asks=asks)


VITALS_SOURCE: Final = (
    "NICE NG143 Fever in under 5s, 2019; NICE NG9 Bronchiolitis, 2015; Harris M et al. Thorax 2011;66(Suppl 2)"
)
RED_BREATHS: Final = 60.0
RED_OXYGEN: Final = 92.0
AMBER_OXYGEN: Final = 95.0
AMBER_BREATHS: Final = ((0.17, 1.0, 50.0), (1.0, 5.0, 40.0))
AMBER_PULSE: Final = ((0.0, 1.0, 160.0), (1.0, 2.0, 150.0), (2.0, 5.0, 140.0))
"""From age, to age in years, and what counts above: per minute, in a child with fever (NG143, table 1)."""


def vitals_rule(view: View) -> Ruling | None:
    """Answer what breaths, oxygen and pulse that were counted at home ask for in a feverish or coughing child."""
    years = view.case.person.age_years
    if years >= CHILD_YEARS or not view.present("fever", "cough", "dyspnea", "wheeze", "tachypnea", "hypoxia"):
        return None
    breaths, oxygen, pulse = view.reading("respiratory_rate"), view.reading("spo2"), view.reading("pulse")
    young = years < FIVE_YEARS
    if (oxygen is not None and oxygen < RED_OXYGEN) or (young and breaths is not None and breaths >= RED_BREATHS):
        reason = text(
            "孩子呼吸太快或血氧太低，要马上去医院", "the child breathes too fast or has too little oxygen: hospital now"
        )
        return Ruling(None, Urgency.EMERGENCY, reason, pattern=("paediatrics.vitals_red", VITALS_SOURCE))

    def above(value: float | None, limits: tuple[tuple[float, float, float], ...]) -> bool:
        return value is not None and any(start <= years < end and value >= most for start, end, most in limits)

    low_oxygen = oxygen is not None and oxygen <= AMBER_OXYGEN
    if low_oxygen or above(breaths, AMBER_BREATHS) or (view.present("fever") and above(pulse, AMBER_PULSE)):
        reason = text(
            "孩子呼吸、心跳或血氧不太正常，今天要看", "the child's breathing, pulse or oxygen is off: to be seen today"
        )
        return Ruling(None, Urgency.URGENT, reason, pattern=("paediatrics.vitals_amber", VITALS_SOURCE))
    return None


RULES: Final[tuple[Rule, ...]] = (fever_rule, vitals_rule, child_rate_rule, dehydration_rule, *CHILD_RULES, *PATTERNS)
