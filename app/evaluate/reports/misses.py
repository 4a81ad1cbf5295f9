"""What was read wrongly, one line an item, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.evaluate.reports.judging import JudgedItem, JudgedPage


def lines(page: JudgedPage) -> list[str]:
    """Answer the page's misses as text, its name first; nothing when all is right."""
    wrong = [item for item in page.items if not all(item.right.values())]
    told = [f"    {_true(item)} → {_read(item)}" for item in wrong]
    told += [f"    nothing → {_shown(each)} (invented)" for each in page.invented]
    if page.kind != page.page.kind:
        told.append(f"    {page.page.kind} → {page.kind}")
    return [page.page.path.name, *told] if told else []


def as_json(page: JudgedPage) -> dict[str, Any]:
    """Answer the page's misses as an object."""
    return {
        "file": page.page.path.name,
        "kind": page.kind,
        "items": [
            {
                "name": item.true.name,
                "value": item.true.text,
                "read": None if item.read is None else dict(item.read),
                "wrong": [field for field, right in item.right.items() if not right],
                "doubtful": not item.accepted,
            }
            for item in page.items
            if not all(item.right.values())
        ],
        "invented": [dict(each) for each in page.invented],
    }


def _true(item: JudgedItem) -> str:
    true = item.true
    return f"{true.name} {true.text} {true.unit} [{_bound(true.low)}, {_bound(true.high)}] {true.flag}"


def _read(item: JudgedItem) -> str:
    if item.read is None:
        return "not read"
    wrong = ", ".join(field for field, right in item.right.items() if not right)
    return f"{_shown(item.read)} (wrong: {wrong}{'' if item.accepted else '; doubted'})"


def _shown(read: Mapping[str, Any]) -> str:
    return f"{read['name']} {read['value_text']} {read['unit']} [{_bound(read['low'])}, {_bound(read['high'])}] {read['flag']}"


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
