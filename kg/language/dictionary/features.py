"""Features: a phrase taken apart into site, sensation, quality, side, trigger and change.

The same function takes apart the graph's words when the lexicon is built and the resident's words when they are read, so that
"头…疼", "疼…头" and "my head really hurts" meet the word "头疼" of the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.rows.entries import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Feature = tuple[str, str]
"""(class, name): ("site", "head"), ("sensation", "pain"), ("change", "exertion>worse")."""
FeatureSet = frozenset[Feature]

CLASSES = frozenset({Kind.SITE, Kind.SENSATION, Kind.QUALITY, Kind.SIDE, Kind.TRIGGER, Kind.CHANGE})
MANNER = frozenset({"quality", "trigger", "change", "side"})
"""Classes that say how, not what."""


def pair_changes(items: Sequence[tuple[Kind, str, bool]]) -> list[Feature]:
    """Turn a clause's features, in order, into features with every change bound to its nearest trigger.

    `items` are (class, name, denied). A trigger that a change uses up is not a feature of its own; a denied change becomes
    `not_worse` or `not_better`; a denied trigger or quality is left out.
    """
    triggers = [index for index, (kind, _, _) in enumerate(items) if kind is Kind.TRIGGER]
    used: set[int] = set()
    answer: list[Feature] = []
    for index, (kind, name, denied) in enumerate(items):
        if kind is not Kind.CHANGE:
            continue
        change = f"not_{name}" if denied else name
        near = [at for at in triggers if at not in used]
        if near:
            at = min(near, key=lambda other: (abs(other - index), other > index))
            used.add(at)
            if items[at][2] and not denied:
                change = f"not_{name}"
            answer.append(("change", f"{items[at][1]}>{change}"))
        else:
            answer.append(("change", change))
    for index, (kind, name, denied) in enumerate(items):
        if kind is not Kind.CHANGE and index not in used and not denied:
            answer.append((str(kind), name))
    return answer


def split_entries(entries: Iterable[Entry]) -> list[tuple[Kind, str]]:
    """Answer the features among the entries of one word (a word may be of two classes: "burning")."""
    return [(entry.kind, entry.name) for entry in entries if entry.kind in CLASSES]


def widened(site: str, within: Mapping[str, str]) -> list[str]:
    """Answer the site and the larger places it lies in, nearest first."""
    answer = [site]
    while (larger := within.get(answer[-1])) is not None and larger not in answer:
        answer.append(larger)
    return answer
