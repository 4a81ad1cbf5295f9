"""Vital signs read at home: NEWS2, which every specialty that sees the acutely ill shares."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Ruling
from agents.specialties.scores.early_warning import news2, red_parameter
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

FROM_YEARS: Final = 16.0
READ: Final = ("respiratory_rate", "spo2", "systolic_bp", "pulse")
MIND: Final = ("confusion", "lethargy")
URGENT_FROM: Final = 5
EMERGENCY_FROM: Final = 7


def news2_rule(view: View) -> Ruling | None:
    """Answer NEWS2 from 16 years and outside of pregnancy, where at least one vital sign besides temperature was read."""
    person = view.case.person
    if person.age_years < FROM_YEARS or person.pregnant or all(view.reading(each) is None for each in READ):
        return None
    mind = True if view.present("unconscious", "confusion.acute") else view.either(*MIND)
    breaths, oxygen = view.reading("respiratory_rate"), view.reading("spo2")
    systolic, pulse, celsius = view.reading("systolic_bp"), view.reading("pulse"), view.reading("temperature")
    score = news2(
        respiratory_rate=breaths,
        spo2=oxygen,
        on_oxygen=None,
        systolic=systolic,
        pulse=pulse,
        altered_mind=mind,
        celsius=celsius,
    )
    if score.low >= EMERGENCY_FROM:
        return Ruling(score, Urgency.EMERGENCY, score.meaning)
    red = red_parameter(
        respiratory_rate=breaths, spo2=oxygen, systolic=systolic, pulse=pulse, altered_mind=mind, celsius=celsius
    )
    if score.low >= URGENT_FROM or red:
        reason = text("有一项生命体征明显不正常，今天要看", "a vital sign is clearly off: to be seen today")
        return Ruling(score, Urgency.URGENT, reason)
    return Ruling(score=score)
