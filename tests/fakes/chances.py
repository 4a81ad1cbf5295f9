"""How probably a condition will come to hold, node by node as it is defined: what `kg.rule_table` must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Final

from kg.conditions import Situation, leaf_holds
from kg.schema import Condition, FindingId


@dataclass(frozen=True, slots=True)
class Chances:
    """How probably a condition will come to hold: on the whole, and given that an unasked finding is present."""

    p: float
    given: Mapping[FindingId, float]


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
    return ALREADY if leaf_holds(condition, now) else NEVER


def _all(ways: Iterable[Chances]) -> Chances:
    parts: list[Chances] = []
    for way in ways:
        if way is NEVER:
            return NEVER
        if way is not ALREADY:
            parts.append(way)
    if len(parts) < 2:
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
    if len(parts) < 2:
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
