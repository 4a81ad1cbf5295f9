"""Deeper questions to medicine rules that load: what an experienced pharmacist would ask of them as an editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.drugs.load import Rules, load_rules
from kg.errors import GraphInvalid, Issue, Where
from kg.graph import Graph


def audit(graph: Graph, folder: Path | None) -> list[Issue]:
    """Answer what is wrong with the rules below `folder`, and what is written and never used; none where there is no folder."""
    if folder is None:
        return []
    try:
        rules = load_rules(graph, folder)
    except GraphInvalid as invalid:
        return list(invalid.issues)
    return sorted(_unused(rules), key=lambda issue: str(issue.where))


def _unused(rules: Rules) -> Iterator[Issue]:
    judged = (
        *rules.interactions.values(),
        *rules.cautions.values(),
        *rules.crossings.values(),
        *rules.duplications.values(),
    )
    named: set[str] = {habit.source for habit in rules.habits.values()} | {
        group.source for group in rules.groups.values()
    }
    named |= {limit.source for limit in rules.limits.values()}
    for rule in judged:
        named |= {rule.advice, rule.source, *(key for field in _SIDES for key in getattr(rule, field, ()))}
    for caution in rules.cautions.values():
        named |= set(caution.conditions)
    for habit in rules.habits.values():
        named |= {*habit.of, *(each for each in (habit.meal, habit.missed) if each is not None)}
    for group in rules.groups.values():
        named |= set(group.members)
    for section in ("sources", "groups", "substances", "conditions", "advices"):
        for some_id in getattr(rules, section):
            if some_id not in named:
                where = Where(section=section, id=some_id)
                yield Issue("warning", where, "no medicine rule names it", "name it in a rule, or take it away")


_SIDES = ("of", "with_", "unless", "allergic_to")
