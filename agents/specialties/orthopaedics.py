"""Orthopaedics and rheumatology: who needs an X-ray after a twisted ankle."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.limbs import ottawa_ankle
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

ANKLE: Final = ("injury.ankle_sprain",)


def ottawa_rule(view: View) -> Ruling | None:
    """Answer the Ottawa ankle rule for an adult's twisted ankle; whether bone is tender stays unknown until a hand feels it."""
    person = view.case.person
    if person.age_years < 18 or person.pregnant or not view.present(*ANKLE):  # noqa: PLR2004 - the rule's own limit
        return None
    score = ottawa_ankle(
        cannot_walk_four_steps=view.tri("injury.cannot_bear_weight"), bone_tender_outer=None, bone_tender_inner=None
    )
    asks = view.asks("injury.cannot_bear_weight", "injury.deformity")
    tests = tuple(view.graph.tests[test].name for test in ("xray_limb", "xray") if test in view.graph.tests)
    if score.low >= 1:
        reason = text("走不了路，要拍片看看有没有骨折", "unable to walk: needs an X-ray for a fracture")
        return Ruling(score, Urgency.URGENT, reason, asks, tests)
    return Ruling(score=score, asks=asks)


RULES: Final[tuple[Rule, ...]] = (ottawa_rule,)
