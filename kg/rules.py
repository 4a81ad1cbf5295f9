"""What red-flag conditions speak of."""

from __future__ import annotations

from collections.abc import Iterator

from kg.schema import Condition, FindingId


def findings_in(condition: Condition) -> Iterator[FindingId]:
    """Answer the findings whose presence the condition asks for."""
    for each in (*condition.all, *condition.any, *(condition.at_least[1] if condition.at_least else ())):
        yield from findings_in(each)
    if condition.finding is not None:
        yield condition.finding
    for pair in (condition.severity_at_least, condition.onset_within_days, condition.onset_from_days):
        if pair is not None:
            yield pair[0]


def denied_in(condition: Condition) -> Iterator[FindingId]:
    """Answer the findings whose absence decides: asked for, or against it."""
    for each in (*condition.all, *condition.any, *(condition.at_least[1] if condition.at_least else ())):
        yield from denied_in(each)
    yield from (finding for finding in (condition.absent, condition.undenied) if finding is not None)


def may_hold_unseen(condition: Condition) -> bool:
    """Answer whether the condition may hold while none of `findings_in` is present."""
    if condition.all:
        return all(map(may_hold_unseen, condition.all))
    if condition.any:
        return any(map(may_hold_unseen, condition.any))
    if condition.at_least is not None:
        count, those = condition.at_least
        return sum(map(may_hold_unseen, those)) >= count
    return next(findings_in(condition), None) is None
