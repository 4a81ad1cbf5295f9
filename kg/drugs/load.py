"""Loads the medicine rules, and refuses what is wrong with them, all of it at once, as `kg.load` does for the graph.

They are data of their own beside the graph: the graph's medicines, classes, findings and sources are named, and must exist.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from kg.authored import Item, read_folder
from kg.drugs.schema import (
    Advice,
    Caution,
    Condition,
    ConditionId,
    Crossing,
    Duplication,
    Group,
    Habit,
    Interaction,
    Key,
    Limit,
    Nickname,
    RuleId,
    Substance,
)
from kg.errors import GraphInvalid, Issue, Where
from kg.graph import Graph
from kg.schema import Source, SourceId

PACKAGED: Final = Path(__file__).parent.parent / "data" / "interactions"
MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "sources": Source,
    "groups": Group,
    "substances": Substance,
    "conditions": Condition,
    "advices": Advice,
    "interactions": Interaction,
    "cautions": Caution,
    "crossings": Crossing,
    "duplications": Duplication,
    "habits": Habit,
    "limits": Limit,
    "nicknames": Nickname,
}


@dataclass(frozen=True)
class Rules:
    """All authored medicine rules by id. `version` is the first 16 hex digits of SHA-256 over them."""

    version: str
    sources: Mapping[SourceId, Source]
    groups: Mapping[Key, Group]
    substances: Mapping[Key, Substance]
    conditions: Mapping[ConditionId, Condition]
    advices: Mapping[str, Advice]
    interactions: Mapping[RuleId, Interaction]
    cautions: Mapping[RuleId, Caution]
    crossings: Mapping[RuleId, Crossing]
    duplications: Mapping[RuleId, Duplication]
    habits: Mapping[RuleId, Habit]
    limits: Mapping[RuleId, Limit]
    nicknames: Mapping[RuleId, Nickname]


def no_rules() -> Rules:
    """Answer rules that say nothing, for a graph that holds no medicines."""
    empty: dict[str, Any] = {section: {} for section in MODELS}
    return Rules(version="", **empty)


def load_rules(graph: Graph, folder: Path | None = None) -> Rules:
    """Answer the packaged rules about the graph's medicines, or those below `folder`.

    Raises:
        GraphInvalid: with every issue found (file, line, id, field, what is wrong, how to mend it).
    """
    items, issues = read_folder(folder or PACKAGED, frozenset(MODELS), frozenset())
    found: dict[str, dict[str, Any]] = {section: {} for section in MODELS}
    places: dict[tuple[str, str], Item] = {}
    for item in items:
        issues += _add(item, found, places)
    issues += _between(graph, found, places)
    if issues:
        raise GraphInvalid(tuple(issues))
    raw = [[section, each.raw] for (section, _), each in sorted(places.items(), key=lambda pair: pair[0])]
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    ordered: dict[str, Any] = {section: dict(sorted(nodes.items())) for section, nodes in found.items()}
    return Rules(version=hashlib.sha256(text.encode()).hexdigest()[:16], **ordered)


def _add(item: Item, found: dict[str, dict[str, Any]], places: dict[tuple[str, str], Item]) -> Iterator[Issue]:
    if not item.id:
        yield Issue("error", item.where(), "an item without an id", "give it an id in snake_case")
        return
    if (item.section, item.id) in places:
        first = places[item.section, item.id].where()
        message = f"id {item.id!r} is taken by {first.file}:{first.line}"
        yield Issue("error", item.where("id"), message, "choose another id, or merge")
        return
    places[item.section, item.id] = item
    try:
        found[item.section][item.id] = MODELS[item.section].model_validate(item.raw)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            message = {"missing": "is missing", "extra_forbidden": "is not a key here"}.get(
                problem["type"], problem["msg"]
            )
            yield Issue("error", item.where(*problem["loc"]), message, "see kg/drugs/schema.py for what stands here")


def _between(
    graph: Graph, found: Mapping[str, Mapping[str, Any]], places: Mapping[tuple[str, str], Item]
) -> Iterator[Issue]:
    """Answer what does not hold between items: names that must exist, ids that are taken, groups that hold themselves."""
    taken: dict[str, str] = {}
    for section, nodes in (
        ("medicines", graph.medicines),
        ("medicine_classes", graph.medicine_classes),
        ("groups", found["groups"]),
        ("substances", found["substances"]),
    ):
        for some_id in nodes:
            other = taken.setdefault(some_id, section)
            if other != section:
                place = places[section, some_id].where("id") if (section, some_id) in places else Where(section=section)
                message = f"id {some_id!r} is an id of {other} already"
                yield Issue("error", place, message, "choose another id: a rule could not tell them apart")
    known = {
        "keys": frozenset(taken),
        "sources": frozenset(graph.sources.keys() | found["sources"].keys()),
        "advices": frozenset(found["advices"]),
        "conditions": frozenset(found["conditions"]),
        "findings": frozenset(graph.findings),
    }
    for (section, some_id), item in places.items():
        if some_id in found[section]:
            yield from _named(found[section][some_id], item, known)
    yield from _cycles(found["groups"], places)
    yield from _empty(found, places)


def _named(node: Any, item: Item, known: Mapping[str, frozenset[str]]) -> Iterator[Issue]:
    """Answer the names of an item that nothing bears."""
    for field, kind in _NAMES.items():
        told = getattr(node, field, None)
        for each in (told,) if isinstance(told, str) else told or ():
            if each not in known[kind]:
                message = f"{'medicine rules' if kind == 'keys' else kind} hold no {each!r}"
                yield Issue("error", item.where(_ALIASES.get(field, field)), message, "author it, or mend the spelling")


def _empty(found: Mapping[str, Mapping[str, Any]], places: Mapping[tuple[str, str], Item]) -> Iterator[Issue]:
    """Answer the rules that say nothing of whom or of what they hold."""
    for some_id, caution in found["cautions"].items():
        if not _of_somebody(caution):
            place = places["cautions", some_id].where()
            yield Issue("error", place, "a caution that asks nothing of the person", "say for whom it holds")
    for section, sides in (("crossings", ("allergic_to", "of")), ("duplications", ("of",))):
        for some_id, rule in found[section].items():
            if not rule.same and not all(getattr(rule, side) for side in sides):
                place = places[section, some_id].where()
                yield Issue("error", place, "a rule without its sides", f"name {' and '.join(sides)}, or set same")


_NAMES: Final = {
    "members": "keys",
    "of": "keys",
    "with_": "keys",
    "unless": "keys",
    "allergic_to": "keys",
    "source": "sources",
    "advice": "advices",
    "meal": "advices",
    "missed": "advices",
    "conditions": "conditions",
    "findings": "findings",
}
_ALIASES: Final = {"with_": "with"}


def _of_somebody(caution: Caution) -> bool:
    asked = (caution.age_below, caution.age_from, caution.sex, caution.pregnancy, caution.about)
    return any(each is not None for each in asked) or caution.breastfeeding or bool(caution.conditions)


def _cycles(groups: Mapping[str, Group], places: Mapping[tuple[str, str], Item]) -> Iterator[Issue]:
    for some_id in groups:
        seen: set[str] = set()
        below = [*groups[some_id].members]
        while below:
            each = below.pop()
            if each == some_id:
                place = places["groups", some_id].where("members")
                yield Issue("error", place, "its members hold the group itself", "break the cycle")
                break
            if each in groups and each not in seen:
                seen.add(each)
                below += groups[Key(each)].members
