"""Files of JSON lines, read with every issue named by line and field rather than the first one only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.evaluate.errors import FileRefused

MOST_CHARACTERS: Final = 20_000
"""Characters of one text; `kg.text` reads no more, and what is not read must not be measured."""


class Row:
    """One line's object, asked field by field; what is wrong is collected in `issues` and answered with an empty value."""

    def __init__(self, line: int, values: Mapping[str, Any], issues: list[str]) -> None:
        self.line = line
        self.values = values
        self._issues = issues

    def wrong(self, field: str, what: str) -> None:
        """Note what is wrong with a field, and how to mend it."""
        self._issues.append(f"line {self.line}, field “{field}”: {what}")

    def text(self, field: str, *, optional: bool = False) -> str:
        """Answer a text that is not blank; "" and an issue when there is none."""
        value = self.values.get(field)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or (not optional and not value.strip()):
            self.wrong(field, f"{_shown(value)} is no text; write a string that is not empty")
            return ""
        if len(value) > MOST_CHARACTERS:
            self.wrong(field, f"has {len(value)} characters; at most {MOST_CHARACTERS} are read, so shorten it")
        return value.strip()

    def number(self, field: str, low: float, high: float, of: str) -> float:
        """Answer a number in [low, high]; `low` and an issue when it is none."""
        value = self.values.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.wrong(field, f"{_shown(value)} is no {of}; give a number from {low:g} to {high:g}")
            return low
        return float(value)

    def one_of(self, field: str, allowed: tuple[str, ...], *, optional: bool = False) -> str:
        """Answer one of the allowed words; the first of them and an issue when it is none, "" when it may be left out."""
        value = self.values.get(field)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or value not in allowed:
            left = ", or leave it out" if optional else ""
            self.wrong(field, f"{_shown(value)} is not known; write one of {', '.join(allowed)}{left}")
            return allowed[0]
        return value

    def texts(self, field: str, *, optional: bool = False) -> tuple[str, ...]:
        """Answer a list of texts; one text is a list of one."""
        value = self.values.get(field)
        if value is None and optional:
            return ()
        those = [value] if isinstance(value, str) else value
        if not isinstance(those, list) or not all(isinstance(each, str) for each in those):
            self.wrong(field, f'{_shown(value)} is no list of texts; write ["…", "…"]')
            return ()
        found = tuple(each.strip() for each in those if each.strip())
        if not found and not optional:
            self.wrong(field, "is empty; name at least one")
        return found


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - enough to find the place


def read_text(path: Path) -> str:
    """Answer a file's text.

    Raises:
        FileRefused: it is not there, cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileRefused(path, (f"cannot be read: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise FileRefused(path, ("is not UTF-8; save it as UTF-8",)) from error


def rows(path: Path, text: str, issues: list[str]) -> list[Row]:
    """Answer the objects of a text of JSON lines; blank lines are passed over.

    Raises:
        FileRefused: no line holds anything.
    """
    answer = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError as error:
            issues.append(f"line {number}: is no JSON ({error}); write one object a line")
            continue
        if not isinstance(values, dict):
            issues.append(f'line {number}: is no JSON object; write {{"id": …}}')
            continue
        answer.append(Row(number, values, issues))
    if not answer and not issues:
        raise FileRefused(path, ("holds no case; write one JSON object a line",))
    return answer


def unique(row: Row, seen: dict[str, int]) -> str:
    """Answer the row's id; an issue when another line has it already."""
    found = row.text("id")
    if found and found in seen:
        row.wrong("id", f"“{found}” stands on line {seen[found]} already; give every case an id of its own")
    seen.setdefault(found, row.line)
    return found
