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
from kg.schema import Urgency

LOSING: Final = ("vomiting", "diarrhea", "child_poor_feeding", "fever")
THREE_MONTHS: Final = 91
FIVE_YEARS: Final = 5.0


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


RULES: Final[tuple[Rule, ...]] = (fever_rule, dehydration_rule, *CHILD_RULES, *PATTERNS)
