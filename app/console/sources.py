"""Sources as a doctor reads them: their titles in the place of the graph's ids."""

from __future__ import annotations

from typing import Any

from app.console import words

Json = dict[str, Any]

_LONGEST = 60


def titled(encounter: Json) -> Json:
    """Answer the encounter with titles where its record names sources; what has no title keeps its id."""
    titles = {name: words.short(title, _LONGEST) for name, title in encounter.get("sources", {}).items()}
    return {**encounter, "record": _in(encounter["record"], titles)}


def _in(value: Any, titles: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_in(each, titles) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: titles.get(each, each) if name == "source" and isinstance(each, str) else _in(each, titles)
        for name, each in value.items()
    }
