"""What a specialty's own rule answers: a score, an urgency with its reason, what to ask, what to test, what to believe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.specialties.belief import Belief
from agents.specialties.view import View
from agents.state import ScoreResult
from kg.schema import FindingId, LocalText, Urgency


@dataclass(frozen=True)
class Ruling:
    """What one rule makes of one case. `urgency` and `reason` come together, and only from what is known.

    A rule that is no score has an id and a source of its own, `pattern`, by which its reason is cited.
    """

    score: ScoreResult | None = None
    urgency: Urgency | None = None
    reason: LocalText | None = None
    asks: tuple[FindingId, ...] = ()
    tests: tuple[LocalText, ...] = ()
    caution: LocalText | None = None
    belief: Belief | None = None
    pattern: tuple[str, str] | None = None

    @property
    def cited(self) -> tuple[str, str] | None:
        """Answer the id and the source of what ruled; None when nothing does."""
        return self.pattern if self.score is None else (self.score.id, self.score.source)

    def __post_init__(self) -> None:
        if (self.urgency is None) != (self.reason is None):
            raise ValueError("an urgency needs its reason, and a reason its urgency")
        if self.cited is None and (self.reason is not None or self.belief is not None):
            raise ValueError("what a rule says needs a score or a pattern that it stands on")


Rule = Callable[[View], Ruling | None]
"""Answers None where the rule does not apply to this case."""
