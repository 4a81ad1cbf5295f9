"""What red-flag conditions speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.schema import Condition, FindingId


def findings_in(condition: Condition) -> Iterator[FindingId]:
    """Answer the findings whose presence the condition asks for."""
    for each in (*condition.all, *condition.any, *(condition.at_least[1] if condition.at_least else ())):
        yield from findings_in(each)
    if condition.finding is not None:
        yield condition.finding
    for pair in (
        condition.severity_at_least,
        condition.onset_within_days,
        condition.onset_from_days,
        condition.itself_from_days,
    ):
        if pair is not None:
            yield pair[0]


def denied_in(condition: Condition) -> Iterator[FindingId]:
    """Answer the findings whose absence decides: asked for, or against it."""
    for each in (*condition.all, *condition.any, *(condition.at_least[1] if condition.at_least else ())):
        yield from denied_in(each)
    yield from (finding for finding in (condition.absent, condition.undenied) if finding is not None)


def hinge_of(condition: Condition, background: Mapping[FindingId, float]) -> frozenset[FindingId] | None:
    """Answer findings of which one at least is present wherever the condition holds; None where it may hold without any.

    Of all parts that must hold together the rarest finding is enough: `background` says how common each is. So most rules need
    not be looked at for most people.
    """
    if condition.all:
        known = [those for each in condition.all if (those := hinge_of(each, background)) is not None]
        return min(known, key=lambda those: (sum(background[each] for each in those), sorted(those)), default=None)
    parts = condition.any
    count = 1
    if condition.at_least is not None:
        count, parts = condition.at_least
    if parts:
        hinges = [hinge_of(each, background) for each in parts]
        if sum(those is None for those in hinges) >= count:
            return None
        return frozenset[FindingId]().union(*(those for those in hinges if those is not None))
    return frozenset(findings_in(condition)) or None
