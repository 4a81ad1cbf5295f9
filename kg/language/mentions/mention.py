"""Mentions: where a finding or a disease is spoken of, and what is then said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.schema import Status

What = Literal["finding", "context", "well", "disease", "kin_illness", "reading", "sensation"]
"""`context`: a phrase that waits for its parent; `well`: all is well; `sensation`: felt somewhere untold."""


@dataclass(slots=True)
class Mention:
    """One place where something is spoken of: tokens [start, end), the piece that it hangs on, and what is made of it.

    `status` None means spoken of without being said to be so (a question, a condition).
    """

    what: What
    ids: tuple[str, ...]
    start: int
    end: int
    anchor: int
    clause: int
    sentence: int
    sensation: str = ""
    status: Status | None = None
    denied: bool = False
    resolved: bool = False
    subject: str = ""
    past: bool = False
    timed: bool = False
    """The denial is of one time only: 昨天没吐, 睡着后不咳, 没再烧."""
    onset_days: float | None = None
    severity: int | None = None
    value: float | None = None
    unit: str | None = None
    otherwise: tuple[str, ...] = ()
    """Findings that a phrase of context stands for where its parent is not spoken of."""


def by_clause(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """Answer the mentions of each clause, in their order."""
    answer: dict[int, list[Mention]] = {}
    for mention in mentions:
        answer.setdefault(mention.clause, []).append(mention)
    return answer
