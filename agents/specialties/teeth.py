"""Dental: pain of the jaw by the screener for its joint and muscles, where no artery and no infection may be behind it."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.dental import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.jaw import tmd_screener
from agents.specialties.view import View

ADULT_YEARS: Final = 18.0
HURTS: Final = (
    "jaw_joint_pain.constant",
    "jaw_joint_pain.morning",
    "jaw_joint_pain.chewing",
    "jaw_joint_pain.opening",
    "jaw_joint_pain.clenching",
    "jaw_joint_pain.talking",
)
OTHERWISE: Final = (
    "jaw_claudication",
    "headache.temporal_tender",
    "chest_pain",
    "fever",
    "cheek_swelling",
    "injury.face",
)
"""An artery, a heart, an infection or a blow: the screener was not made for these."""


def tmd_rule(view: View) -> Ruling | None:
    """Answer the screener for an adult's jaw joint that hurts or clicks. It has no urgency of its own.

    The joint is called painful or clicking in one word, so that it hurts is known by what makes it worse alone.
    """
    if view.case.person.age_years < ADULT_YEARS or not view.present("jaw_joint_pain") or view.present(*OTHERWISE):
        return None
    score = tmd_screener(
        pain=True if view.present(*HURTS) else None,
        never_stops=view.tri("jaw_joint_pain.constant"),
        on_waking=view.tri("jaw_joint_pain.morning"),
        chewing=view.tri("jaw_joint_pain.chewing"),
        opening=view.tri("jaw_joint_pain.opening"),
        clenching=view.tri("jaw_joint_pain.clenching"),
        talking=view.tri("jaw_joint_pain.talking"),
    )
    return Ruling(score=score, asks=view.asks("jaw_joint_pain.chewing", "jaw_joint_pain.morning"))


RULES: Final[tuple[Rule, ...]] = (tmd_rule, *PATTERNS)
