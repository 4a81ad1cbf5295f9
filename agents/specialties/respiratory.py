"""Respiratory medicine: how badly a chest infection would hit this person."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.chest import crb65
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

INFECTION: Final = ("fever", "chills", "cough.productive.purulent", "cough.productive.rusty")
CHEST: Final = ("cough", "dyspnea", "chest_pain.pleuritic")


def crb65_rule(view: View) -> Ruling | None:
    """Answer CRB-65 for an adult with signs of infection in the chest. Age alone gives a point, and is no reason to hurry."""
    if view.case.person.age_years < 18 or not view.present(*CHEST) or not view.present(*INFECTION):  # noqa: PLR2004 - adults
        return None
    score = crb65(
        confusion=view.either("confusion", "lethargy"),
        respiratory_rate=view.reading("respiratory_rate"),
        systolic=view.reading("systolic_bp"),
        diastolic=view.reading("diastolic_bp"),
        age_years=view.case.person.age_years,
    )
    old = view.case.person.age_years >= 65  # noqa: PLR2004 - the score's own limit
    asks = view.asks("confusion", "dyspnea.at_rest")
    if score.low - old >= 1:
        level = Urgency.EMERGENCY if score.low >= 3 else Urgency.URGENT  # noqa: PLR2004 - the score's own limit
        reason = text("如果是肺炎，有加重的危险", "if this is pneumonia, it may take a bad course")
        return Ruling(score, level, reason, asks)
    return Ruling(score=score, asks=asks)


RULES: Final[tuple[Rule, ...]] = (crb65_rule,)
