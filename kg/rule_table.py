"""All red flags' conditions at once, as arrays: how probably each will come to hold, and what each finding that is not asked would add.

A condition is a tree; the trees stand level by level, the children of one node side by side. Findings are taken as independent of each
other, so that on the way from a leaf to its root every step is linear in what the leaf is: `all` multiplies by the others' product,
`any` adds what the others leave open. What was never asked satisfies nothing but may yet turn out either way (`kg.conditions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.schema import Condition, FindingId, Status

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ALL: Final = 0
_ANY: Final = 1
_AT_LEAST: Final = 2
_CERTAIN: Final = 1.0
"""What holds; also what a float cannot tell from it (three unlikely findings of which one must be absent): nothing is asked for that."""


@dataclass(frozen=True)
class _Level:
    """The nodes of one depth. `parents` are the inner ones (indexes here), `starts` where their children begin one level below."""

    size: int
    parents: Ints
    starts: Ints
    kinds: Ints
    """Of each parent."""
    family: Ints
    """For every child one level below, which of `parents` it belongs to."""
    counts: tuple[tuple[int, slice, int], ...]
    """Of each `at_least`: its place in `parents`, where its children stand one level below, and how many of them it wants."""
    findings: tuple[Ints, Ints]
    """Leaves that ask for a finding: their places here, and which findings."""
    absences: tuple[Ints, Ints]
    """Leaves that ask for a finding to be absent, likewise."""
    others: tuple[Ints, Ints]
    """All other leaves: their places here, and which of the table's conditions of no parts each is."""


@dataclass(frozen=True)
class Lacking:
    """What rules still lack: parallel arrays, one line for each unasked finding of each rule."""

    rules: Ints
    findings: Ints
    given: Floats
    """How probably the rule comes to hold where the finding is present."""


@dataclass(frozen=True)
class Outlook:
    """How things stand with all rules."""

    p: Floats
    """(rules,): how probably each comes to hold, were everything asked; 1 where it holds already (or all but
    certainly will: what is as near as a float can tell), 0 where it cannot any more."""
    lacking: Lacking


@dataclass(frozen=True)
class RuleTable:
    """Conditions, compiled. `findings` are all that they speak of; likelihoods are given in their order."""

    findings: tuple[FindingId, ...]
    index: Mapping[FindingId, int]
    _levels: tuple[_Level, ...]
    _leaves: tuple[Condition, ...]
    """Conditions of no parts that are neither `finding` nor `absent`, each once, however many rules ask for it."""

    @classmethod
    def of(cls, conditions: Sequence[Condition], findings: Sequence[FindingId]) -> RuleTable:
        """Compile; raises `KeyError` for a condition that speaks of another finding."""
        index = {finding: number for number, finding in enumerate(findings)}
        leaves: dict[Condition, int] = {}
        level, nodes = _level(conditions, index, leaves)
        levels = [level]
        while nodes:
            level, nodes = _level(nodes, index, leaves)
            levels.append(level)
        return cls(tuple(findings), index, tuple(levels), tuple(leaves))

    def outlook(self, known: Mapping[FindingId, Status], likely: Floats, holds: Callable[[Condition], bool]) -> Outlook:
        """Answer how things stand.

        `known` is what was told and follows, `likely` (findings,) the probability of each finding for that; `holds` answers for the
        conditions of no parts that are neither `finding` nor `absent`.
        """
        present, open_ = likely.copy(), np.ones(len(self.findings), dtype=bool)
        absent = 1.0 - likely
        for finding, status in known.items():
            number = self.index.get(finding)
            if number is not None:
                open_[number] = False
                present[number] = status is Status.PRESENT
                absent[number] = status is Status.ABSENT
        values = self._values(present, absent, np.array([holds(leaf) for leaf in self._leaves], dtype=np.float64))
        return Outlook(values[0], self._lacking(values, open_))

    def _values(self, present: Floats, absent: Floats, others: Floats) -> list[Floats]:
        """Answer the probability of every node, level by level; `others` is 1 for each of the other leaves that holds."""
        answer: list[Floats] = []
        below = np.zeros(0)
        for level in reversed(self._levels):
            here = np.zeros(level.size)
            here[level.findings[0]] = present[level.findings[1]]
            here[level.absences[0]] = absent[level.absences[1]]
            here[level.others[0]] = others[level.others[1]]
            if len(level.parents):
                is_any = level.kinds == _ANY
                product = np.multiply.reduceat(np.where(is_any[level.family], 1.0 - below, below), level.starts)
                here[level.parents] = np.where(is_any, 1.0 - product, product)
                for number, children, count in level.counts:
                    here[level.parents[number]] = _likeliest(below[children].tolist(), count)
            answer.append(here)
            below = here
        return answer[::-1]

    def _lacking(self, values: Sequence[Floats], open_: Bools) -> Lacking:
        """Go from the roots down: a root is `offset + slope * node` for every node."""
        rules = np.arange(len(values[0]))
        slope, offset = np.ones(len(rules)), np.zeros(len(rules))
        found: list[tuple[Ints, Ints, Floats]] = []
        for depth, level in enumerate(self._levels):
            places, findings = level.findings
            wanted = open_[findings] & (slope[places] > 0.0)
            places, findings = places[wanted], findings[wanted]
            found.append((rules[places], findings, slope[places] + offset[places]))
            if not len(level.parents):
                break
            rest = _rest(level, values[depth + 1])
            above = level.parents[level.family]
            opened = (level.kinds == _ANY)[level.family]
            offset = offset[above] + np.where(opened, slope[above] * (1.0 - rest), 0.0)
            slope = slope[above] * rest
            rules = rules[above]
        return Lacking(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _level(
    nodes: Sequence[Condition], index: Mapping[FindingId, int], leaves: dict[Condition, int]
) -> tuple[_Level, list[Condition]]:
    """Answer a level and the nodes of the one below; `leaves` numbers the other leaves, and is added to."""
    parents: list[int] = []
    starts: list[int] = []
    kinds: list[int] = []
    family: list[int] = []
    below: list[Condition] = []
    counts: list[tuple[int, slice, int]] = []
    findings: list[tuple[int, int]] = []
    absences: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for place, node in enumerate(nodes):
        kind, children = _children(node)
        if children:
            if kind == _AT_LEAST and node.at_least is not None:
                counts.append((len(parents), slice(len(below), len(below) + len(children)), node.at_least[0]))
            family += [len(parents)] * len(children)
            parents.append(place)
            starts.append(len(below))
            kinds.append(kind)
            below += children
        elif node.finding is not None:
            findings.append((place, index[node.finding]))
        elif node.absent is not None:
            absences.append((place, index[node.absent]))
        else:
            others.append((place, leaves.setdefault(node, len(leaves))))
    made = _Level(
        size=len(nodes),
        parents=_ints(parents),
        starts=_ints(starts),
        kinds=_ints(kinds),
        family=_ints(family),
        counts=tuple(counts),
        findings=_both(findings),
        absences=_both(absences),
        others=_both(others),
    )
    return made, below


def _children(node: Condition) -> tuple[int, tuple[Condition, ...]]:
    if node.all:
        return _ALL, node.all
    if node.any:
        return _ANY, node.any
    return _AT_LEAST, node.at_least[1] if node.at_least is not None else ()


def _ints(numbers: Sequence[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)


def _both(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    return _ints([one for one, _ in pairs]), _ints([other for _, other in pairs])


def _rest(level: _Level, below: Floats) -> Floats:
    """Answer, for every child, what the others of its family multiply it by."""
    factors = np.where((level.kinds == _ANY)[level.family], 1.0 - below, below)
    naught = factors == 0.0
    whole = np.multiply.reduceat(np.where(naught, 1.0, factors), level.starts)[level.family]
    naughts = np.add.reduceat(naught.astype(np.int64), level.starts)[level.family]
    answer: Floats = np.where(naughts == naught, whole / np.where(naught, 1.0, factors), 0.0)
    for _, children, count in level.counts:
        answer[children] = list(_others(below[children].tolist(), count))
    return answer


def _likeliest(parts: Sequence[float], count: int) -> float:
    """Answer how probably so many hold, by the likeliest ways alone, which is enough to compare questions."""
    return prod(sorted(parts, reverse=True)[:count])


def _others(parts: Sequence[float], count: int) -> Iterator[float]:
    """Answer, for every part, how probably enough of the others hold; nothing where there are enough without it."""
    if parts.count(_CERTAIN) >= count:
        yield from [0.0] * len(parts)
        return
    for number in range(len(parts)):
        yield _likeliest([*parts[:number], *parts[number + 1 :]], count - 1)
