"""A folder of report images with what they say: `truth.jsonl` (one image a line), or one JSON file beside each image.

An entry holds `file` (or `image`), `items` and optionally `kind`, `layout` and `damage`. An item holds `name`, `value` (a number, or the
result in words), `unit`, `low`, `high`, `flag`, and optionally `abbr` and `lab` (the graph's id, where the name alone is not clear).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.evaluate.errors import FileRefused
from app.evaluate.lines import read_text

IMAGES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
KINDS: Final = ("lab_report", "other_report", "unreadable", "not_a_report")
_FLAGS: Final = {
    "": "normal",
    "h": "high",
    "l": "low",
    "n": "normal",
    "↑": "high",
    "↓": "low",
    "critical_high": "high",
    "critical_low": "low",
}


@dataclass(frozen=True)
class TrueItem:
    """One item as printed. `value` is None for a result in words, which `text` then holds; `flag` is low, high, normal or abnormal."""

    name: str
    abbr: str
    lab: str | None
    value: float | None
    text: str
    unit: str
    low: float | None
    high: float | None
    flag: str


@dataclass(frozen=True)
class TruePage:
    """One image: where it is, what it says, what kind it is, how it was drawn where that is known."""

    path: Path
    items: tuple[TrueItem, ...]
    kind: str
    layout: str
    damage: str


def read_folder(folder: Path) -> tuple[TruePage, ...]:
    """Answer the folder's images with their truth, in the truth's order.

    Raises:
        FileRefused: there is no truth, or it does not hold what it should; every issue names its place.
    """
    if not folder.is_dir():
        raise FileRefused(folder, ("is no folder; name one with images and their truth",))
    issues: list[str] = []
    pages = []
    for where, entry in _entries(folder, issues):
        try:
            pages.append(_page(folder, entry))
        except (KeyError, TypeError, ValueError) as error:
            issues.append(f"{where}: {_said(error)}")
    if issues:
        raise FileRefused(folder, issues)
    if not pages:
        raise FileRefused(folder, ("holds no truth; put truth.jsonl there, or a .json beside each image",))
    return tuple(pages)


def _said(error: Exception) -> str:
    return f"lacks {error}" if isinstance(error, KeyError) else str(error)


def _entries(folder: Path, issues: list[str]) -> list[tuple[str, dict[str, Any]]]:
    whole = folder / "truth.jsonl"
    if whole.exists():
        texts = [(f"line {n}", line, "") for n, line in enumerate(read_text(whole).splitlines(), 1) if line.strip()]
    else:
        images = sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGES)
        texts = [
            (each.with_suffix(".json").name, read_text(each.with_suffix(".json")), each.name)
            for each in images
            if each.with_suffix(".json").exists()
        ]
    answer = []
    for where, text, file in texts:
        try:
            entry = json.loads(text)
        except ValueError as error:
            issues.append(f"{where}: is no JSON ({error})")
            continue
        if isinstance(entry, list):
            entry = {"items": entry}
        if not isinstance(entry, dict):
            issues.append(f'{where}: is no JSON object; write {{"file": …, "items": […]}}')
            continue
        answer.append((where, {"file": file, **entry} if file else entry))
    return answer


def _page(folder: Path, entry: dict[str, Any]) -> TruePage:
    name = entry.get("file") or entry.get("image")
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError("“file” is the name of an image in the folder")
    path = folder / name
    if not path.is_file():
        raise ValueError(f"“{name}” is not in the folder")
    kind = entry.get("kind") or ("lab_report" if entry["items"] else "not_a_report")
    if kind not in KINDS:
        raise ValueError(f"“kind” is one of {', '.join(KINDS)}")
    items = tuple(_item(each) for each in entry["items"])
    return TruePage(path, items, kind, str(entry.get("layout") or ""), str(entry.get("damage") or ""))


def _item(entry: dict[str, Any]) -> TrueItem:
    value = entry["value"]
    text = str(entry.get("value_text") or value)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(f"“value” {value!r} is neither a number nor a text")
    flag = str(entry.get("flag") or "").strip().casefold()
    return TrueItem(
        name=str(entry["name"]),
        abbr=str(entry.get("abbr") or ""),
        lab=entry.get("lab"),
        value=None if value is None else float(value),
        text=text,
        unit=str(entry.get("unit") or ""),
        low=_bound(entry, "low"),
        high=_bound(entry, "high"),
        flag=_FLAGS.get(flag, flag),
    )


def _bound(entry: dict[str, Any], key: str) -> float | None:
    value = entry.get(key)
    return None if value is None or value == "" else float(value)
