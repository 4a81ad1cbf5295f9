"""What a specialty's own rule answers: a score, an urgency with its reason, what to ask, what to test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.specialties.view import View
from agents.state import ScoreResult
from kg.schema import FindingId, LocalText, Urgency


@dataclass(frozen=True)
class Ruling:
    """What one rule makes of one case. `urgency` and `reason` come together, and only from what is known."""

    score: ScoreResult | None = None
    urgency: Urgency | None = None
    reason: LocalText | None = None
    asks: tuple[FindingId, ...] = ()
    tests: tuple[LocalText, ...] = ()
    caution: LocalText | None = None

    def __post_init__(self) -> None:
        if (self.urgency is None) != (self.reason is None):
            raise ValueError("an urgency needs its reason, and a reason its urgency")


Rule = Callable[[View], Ruling | None]
"""Answers None where the rule does not apply to this case."""
