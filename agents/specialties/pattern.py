"""Patterns: what a specialist recognises at once, written down as data.

A pattern is a conjunction: the complaint that brings it to mind, then what must come with it. It fires only on what is known
to be there, and an unknown part makes it ask, never assume. Where the conjunction has a published likelihood ratio it is said,
because a graph that takes findings one by one cannot know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agents.specialties.belief import Belief
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import FindingId, LocalText, Sex, Status, Urgency

ALWAYS: Final = (0.0, 200.0)
WITHOUT_LIMIT: Final = 1e6


@dataclass(frozen=True)
class Likelihood:
    """What a pattern that holds says: the diseases and the published ratio, which the graph must at least reach."""

    diseases: tuple[str, ...]
    ratio: float


@dataclass(frozen=True)
class Pattern:
    """One pattern. `needs` are groups of findings: of each group one is present; the first group is the complaint.

    `denied` must all be known to be absent; `unless` must not be present. `years` and `days` bound the age and the time that it
    has lasted, lower bound included, upper excluded; a duration that is not known counts as fitting, because waiting costs more.
    """

    id: str
    needs: tuple[tuple[str, ...], ...]
    urgency: Urgency
    reason: LocalText
    source: str
    denied: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    years: tuple[float, float] = ALWAYS
    sex: Sex | None = None
    pregnant: bool | None = None
    days: tuple[float, float] | None = None
    tests: tuple[str, ...] = ()
    caution: LocalText | None = None
    says: Likelihood | None = None

    def __post_init__(self) -> None:
        if not self.needs or not all(self.needs):
            raise ValueError(f"the pattern {self.id} needs a complaint")

    def __call__(self, view: View) -> Ruling | None:
        """Answer the ruling where the pattern holds, a question where one answer is wanting, else None."""
        if not self._fits(view) or not view.present(*self.needs[0]) or view.present(*self.unless):
            return None
        if any(view.present(each) for each in self.denied):
            return None
        open_groups = [group for group in self.needs[1:] if not view.present(*group)]
        unasked = [each for each in self.denied if view.tri(each) is None]
        if not open_groups and not unasked:
            return self._ruling(view)
        if len(open_groups) + len(unasked) == 1 and self.urgency.rank <= Urgency.URGENT.rank:
            asks = view.asks(*(unasked or _most_telling(view, open_groups[0])))[:1]
            return Ruling(asks=asks) if asks else None
        return None

    def _fits(self, view: View) -> bool:
        person, lasting = view.case.person, view.posterior.duration_days
        return (
            self.years[0] <= person.age_years < self.years[1]
            and (self.sex is None or person.sex is self.sex)
            and (self.pregnant is None or bool(person.pregnant) is self.pregnant)
            and (self.days is None or lasting is None or self.days[0] <= lasting < self.days[1])
        )

    def _ruling(self, view: View) -> Ruling:
        belief = None
        if self.says is not None:
            counts = tuple(dict.fromkeys(each for group in self.needs for each in group)) + self.denied
            belief = Belief(self.says.diseases, self.says.ratio, WITHOUT_LIMIT, counts)
        return Ruling(
            urgency=self.urgency,
            reason=self.reason,
            tests=view.proposed(*self.tests),
            caution=self.caution,
            belief=belief,
            pattern=(self.id, self.source),
        )


def _most_telling(view: View, group: Sequence[str]) -> tuple[str, ...]:
    """Answer the group's findings that were not denied, those first that are asked of the general before the special."""
    known = view.posterior.known.status
    return tuple(each for each in group if known.get(FindingId(each)) is not Status.ABSENT)


def pattern(  # the names read as a table of one specialty's patterns
    some_id: str, needs: tuple[tuple[str, ...], ...], urgency: Urgency, zh: str, en: str, source: str, **more: object
) -> Rule:
    """Answer a pattern as a rule, with its reason in both languages."""
    return Pattern(some_id, needs, urgency, text(zh, en), source, **more)  # type: ignore[arg-type]
