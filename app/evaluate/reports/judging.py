"""Compares what was read with what is printed, item by item and field by field.

Items are paired by how much of them agrees, so that one misread name does not spoil the rest. An item that was not read has five wrong
fields. An item that was read and is not printed is counted apart, as invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.reports.port import Reading
from agents.reports.reading_json import reading_json
from app.evaluate.reports.truth import TrueItem, TruePage
from kg.graph import Graph
from kg.labs import match_indicator
from kg.units import spelling

FIELDS: Final = ("name", "value", "unit", "range", "flag")
_CLOSE: Final = 1e-9
_WEIGHTS: Final = {"name": 4, "value": 3, "range": 2, "unit": 1, "flag": 1}
_LEAST: Final = 3
"""Agreement below which a read item is no reading of a printed one."""


@dataclass(frozen=True)
class JudgedItem:
    """One printed item: which fields are right; all False when it was not read. `accepted`: read and not marked doubtful."""

    true: TrueItem
    read: Mapping[str, Any] | None
    right: Mapping[str, bool]
    accepted: bool

    @property
    def is_wrong_accepted(self) -> bool:
        """Answer whether a wrong number would be believed."""
        return self.accepted and not self.right["value"]


@dataclass(frozen=True)
class JudgedPage:
    """One image with its items, what was invented (read, not printed, not doubted), and the time it took in seconds."""

    page: TruePage
    kind: str
    items: tuple[JudgedItem, ...]
    invented: tuple[Mapping[str, Any], ...]
    seconds: float


def judge(graph: Graph, page: TruePage, reading: Reading, seconds: float) -> JudgedPage:
    """Answer how a reading compares with its page."""
    shown = reading_json(page.path.name, reading, graph)["items"]
    read = [{**item, "lab": result.lab} for item, result in zip(shown, reading.items, strict=True)]
    agreed = [[_agreement(graph, true, each) for each in read] for true in page.items]
    ranked = sorted(
        (
            (-sum(_WEIGHTS[field] for field, right in row.items() if right), abs(t - r), t, r)
            for t, those in enumerate(agreed)
            for r, row in enumerate(those)
        ),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for negative, _, t, r in ranked:
        if -negative < _LEAST or t in pairs or r in taken:
            continue
        pairs[t] = r
        taken.add(r)
    items = []
    for t, true in enumerate(page.items):
        if t not in pairs:
            items.append(JudgedItem(true, None, dict.fromkeys(FIELDS, False), accepted=False))
            continue
        r = pairs[t]
        items.append(JudgedItem(true, read[r], agreed[t][r], accepted=r not in reading.doubts))
    invented = tuple(each for r, each in enumerate(read) if r not in taken and r not in reading.doubts)
    return JudgedPage(page, reading.what, tuple(items), invented, seconds)


def _agreement(graph: Graph, true: TrueItem, read: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "name": _same_name(graph, true, read),
        "value": _same_value(true, read),
        "unit": _unit(true.unit) == _unit(read["unit"]),
        "range": _same(true.low, read["low"]) and _same(true.high, read["high"]),
        "flag": true.flag == {"critical_high": "high", "critical_low": "low"}.get(read["flag"], read["flag"]),
    }


def _same_name(graph: Graph, true: TrueItem, read: Mapping[str, Any]) -> bool:
    labs = [true.lab] if true.lab else []
    if not labs:
        found = (match_indicator(graph, name, true.unit) for name in (true.name, true.abbr) if name)
        labs = [each.id for each in found if each is not None]
    if labs:
        return read["lab"] in labs
    return _letters(true.name) == _letters(read["name"])


def _same_value(true: TrueItem, read: Mapping[str, Any]) -> bool:
    if true.value is not None:
        return _same(true.value, read["value"])
    return _words(true.text) == _words(read["value_text"])


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CLOSE * max(abs(one), 1.0)


def _unit(text: str) -> str:
    return spelling(text).replace("^", "*").removeprefix("x")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()


def _words(text: str) -> str:
    plain = re.sub(r"[\s()\[\]]", "", unicodedata.normalize("NFKC", text)).casefold().replace("−", "-")
    plain = re.sub(r"^(阴性?|negative|neg)[-]*$", "-", plain)
    plain = re.sub(r"^(阳性?|positive|pos)[+]*$", "+", plain)
    return re.sub(
        r"^(\d?)(\++)$", lambda found: f"{found[1] or len(found[2])}+" if len(found[2]) > 1 or found[1] else "+", plain
    )
