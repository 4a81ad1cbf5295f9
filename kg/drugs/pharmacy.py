"""The medicine rules compiled over the graph's medicines: under which keys a rule may meet what somebody takes.

A combination counts by its ingredients, a medicine by all classes above it and all groups that hold any of these. Pure look-ups;
immutable once built, shared by threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from kg.drugs.load import Rules, load_rules, no_rules
from kg.drugs.schema import Caution, Crossing, Duplication, Habit, Interaction, Key
from kg.graph import Graph
from kg.medicines import MedicineClassId, MedicineId
from kg.schema import LocalText, Source, SourceId

Kind = Literal["medicine", "class", "substance", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """One ingredient, or the product itself, with every key under which a rule may name it."""

    id: str
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken, as the rules see it.

    `leaves`: the ingredients; the product itself where it has one. `possible`: keys that some medicines of a class have, where
    only the class was told; what they meet is said as a possibility.
    """

    id: str
    kind: Kind
    parts: tuple[Part, ...]
    leaves: frozenset[str]
    possible: tuple[Part, ...] = ()

    @property
    def keys(self) -> frozenset[Key]:
        """Answer the keys of all parts."""
        return frozenset[Key]().union(*(part.keys for part in self.parts))


class Pharmacy:
    """The medicine rules over one graph."""

    def __init__(self, graph: Graph, rules: Rules) -> None:
        self.graph = graph
        self.rules = rules
        self._taken: dict[str, Taken] = {}

    # --- keys

    @cached_property
    def _groups_of(self) -> Mapping[str, frozenset[Key]]:
        """Answer the groups above each id, through groups of groups."""
        above: dict[str, set[Key]] = {}
        for group in self.rules.groups.values():
            for member in group.members:
                above.setdefault(member, set()).add(group.id)
        closed: dict[str, frozenset[Key]] = {}
        for some_id, direct in above.items():
            reached: set[Key] = set()
            waiting = list(direct)
            while waiting:
                group_id = waiting.pop()
                if group_id not in reached:
                    reached.add(group_id)
                    waiting += above.get(group_id, ())
            closed[some_id] = frozenset(reached)
        return closed

    def _closed(self, own: Iterable[str]) -> frozenset[Key]:
        ids = [Key(each) for each in own]
        return frozenset(ids).union(*(self._groups_of.get(each, frozenset()) for each in ids))

    def _part(self, medicine: MedicineId) -> Part:
        classes = self.graph.medicines[medicine].classes
        line = (above for group in classes for above in self.graph.classes_above(group))
        return Part(medicine, self._closed((medicine, *line)))

    @cached_property
    def members(self) -> Mapping[str, tuple[MedicineId, ...]]:
        """Answer the medicines below each class."""
        below: dict[str, list[MedicineId]] = {}
        for medicine in self.graph.medicines.values():
            line = {above for group in medicine.classes for above in self.graph.classes_above(group)}
            for group_id in line:
                below.setdefault(group_id, []).append(medicine.id)
        return {group: tuple(sorted(those)) for group, those in below.items()}

    def taken(self, some_id: str) -> Taken:
        """Answer what this id of a medicine, class or substance is to the rules; an id that nobody knows is `unknown`."""
        if some_id not in self._taken:
            self._taken[some_id] = self._made(some_id)
        return self._taken[some_id]

    def _made(self, some_id: str) -> Taken:
        medicine = self.graph.medicines.get(MedicineId(some_id))
        if medicine is not None:
            parts = tuple(self._part(each) for each in dict.fromkeys((medicine.id, *medicine.ingredients)))
            return Taken(some_id, "medicine", parts, frozenset[str](medicine.ingredients or (medicine.id,)))
        if some_id in self.graph.medicine_classes:
            own = Part(some_id, self._closed(self.graph.classes_above(MedicineClassId(some_id))))
            possible = tuple(
                Part(part.id, part.keys - own.keys)
                for each in self.members.get(some_id, ())
                for part in self.taken(each).parts
            )
            return Taken(some_id, "class", (own,), frozenset(), possible)
        if some_id in self.rules.substances:
            return Taken(some_id, "substance", (Part(some_id, self._closed((some_id,))),), frozenset({some_id}))
        return Taken(some_id, "unknown", (), frozenset())

    # --- rules by key

    @cached_property
    def _meeting(self) -> Mapping[tuple[Key, Key], tuple[Interaction, ...]]:
        found: dict[tuple[Key, Key], list[Interaction]] = {}
        for rule in self.rules.interactions.values():
            for one in rule.of:
                for other in rule.with_:
                    for pair in dict.fromkeys(((one, other), (other, one))):
                        found.setdefault(pair, []).append(rule)
        return {pair: tuple(those) for pair, those in found.items()}

    @cached_property
    def _partners(self) -> Mapping[Key, frozenset[Key]]:
        found: dict[Key, set[Key]] = {}
        for one, other in self._meeting:
            found.setdefault(one, set()).add(other)
        return {one: frozenset(those) for one, those in found.items()}

    def meeting(self, one: Part, other: Part) -> Iterator[Interaction]:
        """Answer the interactions between two parts."""
        for key in one.keys & self._partners.keys():
            for partner in self._partners[key] & other.keys:
                for rule in self._meeting[key, partner]:
                    if not any(each in one.keys or each in other.keys for each in rule.unless):
                        yield rule

    @cached_property
    def cautions(self) -> Mapping[Key, tuple[Caution, ...]]:
        """Answer the cautions that name each key."""
        return _by_key(self.rules.cautions.values())

    @cached_property
    def crossings(self) -> Mapping[Key, tuple[Crossing, ...]]:
        """Answer the crossings whose medicine side names each key."""
        return _by_key(self.rules.crossings.values())

    @cached_property
    def duplications(self) -> Mapping[Key, tuple[Duplication, ...]]:
        """Answer the duplications that name each key, those of one ingredient in common not among them."""
        return _by_key(rule for rule in self.rules.duplications.values() if not rule.same)

    @cached_property
    def habits(self) -> Mapping[Key, tuple[Habit, ...]]:
        """Answer the habits that name each key."""
        return _by_key(self.rules.habits.values())

    @cached_property
    def most_a_day_mg(self) -> Mapping[str, float]:
        """Answer the most mg of an ingredient that leaflets give an adult in a day, where one is authored."""
        return {limit.of: limit.day_mg for limit in self.rules.limits.values()}

    # --- names

    def name_of(self, some_id: str) -> LocalText | None:
        """Answer the name of a medicine, class or substance; None when nobody knows it."""
        node = (
            self.graph.medicines.get(MedicineId(some_id))
            or self.graph.medicine_classes.get(MedicineClassId(some_id))
            or self.rules.substances.get(Key(some_id))
            or self.rules.groups.get(Key(some_id))
        )
        return None if node is None else node.name

    def source(self, source: SourceId) -> Source:
        """Answer the source of a rule; loading has made sure that it is there."""
        found = self.rules.sources.get(source)
        return self.graph.sources[source] if found is None else found


R = TypeVar("R", Caution, Crossing, Duplication, Habit)


def _by_key(rules: Iterable[R]) -> Mapping[Key, tuple[R, ...]]:
    found: dict[Key, list[R]] = {}
    for rule in rules:
        for key in rule.of:
            found.setdefault(key, []).append(rule)
    return {key: tuple(those) for key, those in found.items()}


_LOADED: dict[str, Pharmacy] = {}


def pharmacy_of(graph: Graph) -> Pharmacy:
    """Answer the packaged rules over this graph, compiled once for each of its versions; none over one without medicines.

    Raises:
        GraphInvalid: the rules do not fit the graph.
    """
    found = _LOADED.get(graph.version)
    if found is None or found.graph.medicines is not graph.medicines:
        found = _LOADED[graph.version] = Pharmacy(graph, load_rules(graph) if graph.medicines else no_rules())
    return found
