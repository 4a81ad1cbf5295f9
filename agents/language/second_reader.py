"""A model as the second reader of a photographed report: where the two differ, the item is doubtful and a person looks again.

Agreement raises nothing: an item that the first reader doubted stays doubtful. Items that only the model sees are not taken, and a
page that the first reader could not read stays unread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from agents.language.port import SeenItem
from agents.reports.port import Reading
from kg.graph import Graph
from kg.labs import match_indicator
from kg.schema import LabResult

_VALUE: Final = re.compile(r"[<>≤≥]?[+-]?\d+(?:\.\d+)?")
MOST_SEEN: Final = 80


def differing(graph: Graph, reading: Reading, seen: Iterable[SeenItem]) -> tuple[int, ...]:
    """Answer the indexes of items that the model reads with another value. What it did not list says nothing."""
    by_name: dict[str, list[SeenItem]] = {}
    for each in tuple(seen)[:MOST_SEEN]:
        by_name.setdefault(_key(graph, each.name, each.unit), []).append(each)
    answer = []
    for index, item in enumerate(reading.items):
        same = _same_line(graph, item, by_name)
        if same and not any(_value(each.value) == _value(_printed(item)) for each in same):
            answer.append(index)
    return tuple(answer)


def doubted(reading: Reading, indexes: tuple[int, ...]) -> Reading:
    """Answer the reading with more doubts."""
    return reading.model_copy(update={"doubts": tuple(sorted({*reading.doubts, *indexes}))})


def _same_line(graph: Graph, item: LabResult, by_name: dict[str, list[SeenItem]]) -> list[SeenItem]:
    keys = [item.lab or ""] + [_key(graph, name, item.unit) for name in (item.name, item.abbr) if name]
    return next((by_name[key] for key in keys if key and key in by_name), [])


def _key(graph: Graph, name: str, unit: str) -> str:
    found = match_indicator(graph, name[:80], unit[:20] or None)
    return found.id if found is not None else _plain(name)


def _plain(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text[:80]).casefold())


def _printed(item: LabResult) -> str:
    return item.value_text or ("" if item.value is None else f"{item.value:g}")


def _value(text: str) -> str:
    """Answer a value for comparison: its number with bounds sign, else its words."""
    plain = unicodedata.normalize("NFKC", text[:40]).replace(" ", "").replace(",", "")
    number = _VALUE.search(plain)
    if number is None:
        return plain.casefold()
    sign = number[0][0] if number[0][0] in "<>≤≥" else ""
    return f"{sign}{float(number[0].lstrip('<>≤≥')):g}"
