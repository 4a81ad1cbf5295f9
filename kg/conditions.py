"""Whether a red-flag condition holds, and how probably it will.

What was never asked satisfies nothing: neither `finding`, nor `absent`, nor a severity or an onset that nobody told. `undenied` alone
holds for it, and asks for nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Final

from kg.closure import Closure
from kg.schema import Condition, FindingId, Person, Status


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is judged by. `duration_days` stands in for a finding's onset that was not told apart."""

    person: Person
    known: Closure
    duration_days: float | None = None


@dataclass(frozen=True, slots=True)
class Chances:
    """How probably a condition will come to hold: on the whole, and given that an unasked finding is present."""

    p: float
    given: Mapping[FindingId, float]


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
    elif condition.onset_from_days is not None:
        finding, least_days = condition.onset_from_days
        told = known.told.get(finding)
        onsets = (now.duration_days, None if told is None else told.onset_days)
        answer = known.is_present(finding) and any(each is not None and each >= least_days for each in onsets)
    elif condition.undenied is not None:
        answer = not known.is_absent(condition.undenied)
    return answer


NEVER: Final = Chances(0.0, MappingProxyType({}))
ALREADY: Final = Chances(1.0, MappingProxyType({}))


def chances(condition: Condition, now: Situation, likely: Mapping[FindingId, float]) -> Chances:
    """Answer how probably the condition will come to hold, were everything asked, and how probably if a finding is present.

    `likely` is the probability of each finding for what is known now; findings are taken as independent of each other.
    """
    if condition.all:
        return _all(chances(each, now, likely) for each in condition.all)
    if condition.any:
        return _any([chances(each, now, likely) for each in condition.any])
    if condition.at_least is not None:
        return _at_least(condition.at_least[0], [chances(each, now, likely) for each in condition.at_least[1]])
    if condition.finding is not None and condition.finding not in now.known.status:
        return Chances(likely.get(condition.finding, 0.0), {condition.finding: 1.0})
    if condition.absent is not None and condition.absent not in now.known.status:
        return Chances(1.0 - likely.get(condition.absent, 0.0), {})
    return ALREADY if _leaf_holds(condition, now) else NEVER


def chance(condition: Condition, now: Situation, likely: Mapping[FindingId, float]) -> float:
    """Answer `chances(condition, now, likely).p` alone, or a little more: what most rules need to be passed over quickly."""
    if condition.all:
        return _every(condition.all, now, likely)
    if condition.any:
        return _either(condition.any, now, likely)
    if condition.at_least is not None:
        count, those = condition.at_least
        return prod(sorted((chance(each, now, likely) for each in those), reverse=True)[:count])
    if condition.finding is not None:
        status = now.known.status.get(condition.finding)
        return likely.get(condition.finding, 0.0) if status is None else float(status is Status.PRESENT)
    if condition.absent is not None and condition.absent not in now.known.status:
        return 1.0 - likely.get(condition.absent, 0.0)
    return float(_leaf_holds(condition, now))


def _every(those: tuple[Condition, ...], now: Situation, likely: Mapping[FindingId, float]) -> float:
    p = 1.0
    for each in those:
        p *= chance(each, now, likely)
        if p <= 0.0:
            break
    return p


def _either(those: tuple[Condition, ...], now: Situation, likely: Mapping[FindingId, float]) -> float:
    none = 1.0
    for each in those:
        none *= 1.0 - chance(each, now, likely)
        if none <= 0.0:
            break
    return 1.0 - none


def _all(ways: Iterable[Chances]) -> Chances:
    parts: list[Chances] = []
    for way in ways:
        if way is NEVER:
            return NEVER
        if way is not ALREADY:
            parts.append(way)
    if len(parts) < 2:  # noqa: PLR2004 - nothing to multiply
        return parts[0] if parts else ALREADY
    given: dict[FindingId, float] = {}
    for number, part in enumerate(parts):
        rest = prod(other.p for at, other in enumerate(parts) if at != number)
        for finding, p in part.given.items():
            given[finding] = max(given.get(finding, 0.0), p * rest)
    return Chances(prod(part.p for part in parts), given)


def _any(ways: list[Chances]) -> Chances:
    if any(way is ALREADY for way in ways):
        return ALREADY
    parts = [way for way in ways if way is not NEVER]
    if len(parts) < 2:  # noqa: PLR2004 - nothing to multiply
        return parts[0] if parts else NEVER
    given: dict[FindingId, float] = {}
    none = prod(1.0 - part.p for part in parts)
    for part in parts:
        rest = none / (1.0 - part.p) if part.p < 1.0 else 1.0
        for finding, p in part.given.items():
            given[finding] = max(given.get(finding, 0.0), 1.0 - (1.0 - p) * rest)
    return Chances(1.0 - none, given)


def _at_least(count: int, parts: list[Chances]) -> Chances:
    """Answer the chances by the likeliest ways alone, which is enough to compare questions."""
    count -= sum(part is ALREADY for part in parts)
    if count <= 0:
        return ALREADY
    parts = [part for part in parts if part is not ALREADY and part is not NEVER]
    if len(parts) < count:
        return NEVER
    given: dict[FindingId, float] = {}
    for number, part in enumerate(parts):
        others = sorted((other.p for at, other in enumerate(parts) if at != number), reverse=True)
        rest = prod(others[: count - 1])
        for finding, p in part.given.items():
            given[finding] = max(given.get(finding, 0.0), p * rest)
    return Chances(prod(sorted((part.p for part in parts), reverse=True)[:count]), given)
