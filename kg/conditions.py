"""Whether a red-flag condition holds, and how far it is from holding.

What was never asked satisfies nothing: neither `finding`, nor `absent`, nor a severity or an onset that nobody told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.closure import Closure
from kg.schema import Condition, FindingId, Person, Status


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is judged by. `duration_days` stands in for a finding's onset that was not told apart."""

    person: Person
    known: Closure
    duration_days: float | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How a condition may still come to hold: the fewest unasked findings it lacks, and which ones would serve."""

    distance: int
    findings: frozenset[FindingId]


def holds(condition: Condition, now: Situation) -> bool:
    """Answer whether the condition holds for what is known now."""
    if condition.all:
        return all(holds(each, now) for each in condition.all)
    if condition.any:
        return any(holds(each, now) for each in condition.any)
    if condition.at_least is not None:
        count, those = condition.at_least
        return sum(holds(each, now) for each in those) >= count
    return _leaf_holds(condition, now)


def _leaf_holds(condition: Condition, now: Situation) -> bool:
    known, person = now.known, now.person
    answer = False
    if condition.finding is not None:
        answer = known.is_present(condition.finding)
    elif condition.absent is not None:
        answer = known.is_absent(condition.absent)
    elif condition.age_years is not None:
        low, high = condition.age_years
        years = person.age_years
        answer = (low is None or years >= low) and (high is None or years < high)
    elif condition.sex is not None:
        answer = person.sex is condition.sex
    elif condition.pregnant is not None:
        answer = person.pregnant is condition.pregnant
    elif condition.severity_at_least is not None:
        finding, least = condition.severity_at_least
        told = known.told.get(finding)
        answer = known.is_present(finding) and told is not None and told.severity is not None and told.severity >= least
    elif condition.onset_within_days is not None:
        finding, most = condition.onset_within_days
        told = known.told.get(finding)
        onset = now.duration_days if told is None or told.onset_days is None else told.onset_days
        answer = known.is_present(finding) and onset is not None and onset <= most
    return answer


def reach(condition: Condition, now: Situation) -> Reach | None:
    """Answer how the condition may come to hold by asking, None when what is known excludes it (or asking cannot tell)."""
    if condition.all:
        return _joined([reach(each, now) for each in condition.all], len(condition.all))
    if condition.any:
        return _joined([reach(each, now) for each in condition.any], 1)
    if condition.at_least is not None:
        count, those = condition.at_least
        return _joined([reach(each, now) for each in those], count)
    if _leaf_holds(condition, now):
        return Reach(0, frozenset())
    wanted = condition.finding or condition.absent
    if wanted is None or now.known.status.get(wanted) in (Status.PRESENT, Status.ABSENT, Status.UNSURE):
        return None
    return Reach(1, frozenset({wanted}))


def _joined(ways: list[Reach | None], count: int) -> Reach | None:
    """Answer the nearest way in which `count` of the ways hold; ways as near as the last one needed are named as well."""
    near = sorted((way for way in ways if way is not None), key=lambda way: way.distance)
    if len(near) < count:
        return None
    last = near[count - 1].distance
    serving = [way for number, way in enumerate(near) if number < count or way.distance == last]
    distance = sum(way.distance for way in near[:count])
    return Reach(distance, frozenset().union(*(way.findings for way in serving if way.distance > 0)))


def findings_in(condition: Condition) -> Iterator[FindingId]:
    """Answer the findings whose presence the condition asks for."""
    for each in (*condition.all, *condition.any, *(condition.at_least[1] if condition.at_least else ())):
        yield from findings_in(each)
    if condition.finding is not None:
        yield condition.finding
    for pair in (condition.severity_at_least, condition.onset_within_days):
        if pair is not None:
            yield pair[0]
