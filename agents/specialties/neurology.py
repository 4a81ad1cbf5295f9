"""Neurology: the signs of stroke, which nobody should have to remember alone."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.nerves import fast
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

NERVES: Final = (
    "headache",
    "dizziness",
    "vertigo",
    "limb_weakness",
    "limb_numbness",
    "facial_droop",
    "speech_difficulty",
    "confusion",
    "visual_loss",
    "unsteady_gait",
    "imbalance_sudden",
    "diplopia",
)
NEW_WITHIN_DAYS: Final = 7.0


def _new(view: View) -> bool | None:
    """Answer whether the complaint is new: within a week, or told to be sudden; None when its duration is not known."""
    if view.present("limb_weakness.sudden", "speech_difficulty.sudden", "limb_numbness.sudden", "imbalance_sudden"):
        return True
    days = view.posterior.duration_days
    return None if days is None else days <= NEW_WITHIN_DAYS


def fast_rule(view: View) -> Ruling | None:
    """Answer FAST for complaints of the nervous system in an adult.

    A droop that takes the forehead too is the face nerve's own palsy and no FAST sign. A sign of unknown age counts as
    new, because the cost of waiting is the greater one.
    """
    if view.case.person.age_years < 18 or not view.present(*NERVES):  # noqa: PLR2004 - adults
        return None
    face = False if view.present("facial_droop.forehead_too") else view.tri("facial_droop")
    score = fast(face=face, arm=view.tri("limb_weakness.one_side"), speech=view.tri("speech_difficulty"))
    asks = view.asks("facial_droop", "limb_weakness.one_side", "speech_difficulty")
    if score.low >= 1 and _new(view) is not False:
        reason = text("有中风的典型表现，每一分钟都要紧", "there is a typical sign of stroke, and every minute counts")
        return Ruling(score, Urgency.EMERGENCY, reason)
    return Ruling(score=score, asks=asks)


RULES: Final[tuple[Rule, ...]] = (fast_rule,)
