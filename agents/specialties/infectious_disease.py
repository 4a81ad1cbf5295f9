"""Infectious disease: whether an infection is about to turn dangerous."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.infectious_disease import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.infection import qsofa
from agents.specialties.scores.points import text
from agents.specialties.view import View
from agents.specialties.vital import news2_rule
from kg.schema import Urgency

FRAIL_YEARS: Final = 65.0
"""From this age, or with high fever, a clear mind is asked for rather than taken for granted."""
INFECTION: Final = ("fever", "chills", "chills.rigors")


def qsofa_rule(view: View) -> Ruling | None:
    """Answer qSOFA for an adult with fever. Two points that are known are an emergency; one is a reason to be seen today."""
    if view.case.person.age_years < 18 or not view.present(*INFECTION):  # noqa: PLR2004 - adults
        return None
    score = qsofa(
        altered_mind=view.either("confusion", "lethargy"),
        respiratory_rate=view.reading("respiratory_rate"),
        systolic=view.reading("systolic_bp"),
    )
    frail = view.case.person.age_years >= FRAIL_YEARS or view.present("fever.high", "chills.rigors")
    asks = view.asks("confusion", "chills.rigors") if frail else ()
    if score.low >= 2:  # noqa: PLR2004 - the score's own limit
        return Ruling(score, Urgency.EMERGENCY, score.meaning)
    if score.low >= 1:
        reason = text("感染时出现这种情况，今天就要请医生看", "with an infection this needs a doctor today")
        return Ruling(score, Urgency.URGENT, reason, asks)
    return Ruling(score=score, asks=asks)


RULES: Final[tuple[Rule, ...]] = (qsofa_rule, news2_rule, *PATTERNS)
