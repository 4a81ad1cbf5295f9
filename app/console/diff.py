"""What changed between two texts, word by word, and how two people's changes of one text are brought together. Pure, no drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]

_WORDS = re.compile(r"\d+(?:[.:/]\d+)*%?|[A-Za-z][A-Za-z'-]*|\s+|.", re.DOTALL)
"""Numbers and Latin words whole; Chinese by the character, which is how it is read."""
_SHORTEST_ISLAND = 2


def word_diff(before: str, after: str) -> list[tuple[Change, str]]:
    """Answer the pieces of both texts in reading order: what stayed, what was removed, what was added.

    A single character that stayed between two changes is drawn into them: islands of one character are harder to read than the change.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[tuple[Change, str]] = []
    removed = added = ""
    for _, i1, i2, j1, j2 in _opcodes(old, new):
        if old[i1:i2] == new[j1:j2]:
            _flush(pieces, removed, added)
            removed = added = ""
            pieces.append(("same", "".join(old[i1:i2])))
        else:
            removed += "".join(old[i1:i2])
            added += "".join(new[j1:j2])
    _flush(pieces, removed, added)
    return pieces


def _flush(pieces: list[tuple[Change, str]], removed: str, added: str) -> None:
    if removed:
        pieces.append(("removed", removed))
    if added:
        pieces.append(("added", added))


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    joined: list[tuple[str, int, int, int, int]] = []
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        island = tag == "equal" and 0 < number < len(codes) - 1 and i2 - i1 < _SHORTEST_ISLAND
        kind = "replace" if island or tag != "equal" else "equal"
        if joined and joined[-1][0] == kind == "replace":
            _, a1, _, b1, _ = joined[-1]
            joined[-1] = (kind, a1, i2, b1, j2)
        else:
            joined.append((kind, i1, i2, j1, j2))
    return joined


@dataclass(frozen=True)
class Merged:
    """Two people's versions of one note as one: `note` holds mine where both wrote; `conflicts` holds theirs for those parts."""

    note: dict[str, str]
    conflicts: dict[str, str]


def merge(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """Bring my changes and theirs together, part by part: who alone changed a part has it; where both did, a person decides."""
    note, conflicts = {}, {}
    for part, start in base.items():
        if mine[part] in (start, theirs[part]):
            note[part] = theirs[part]
        else:
            note[part] = mine[part]
            if theirs[part] != start:
                conflicts[part] = theirs[part]
    return Merged(note, conflicts)


def both(theirs: str, mine: str) -> str:
    """Answer both texts, one under the other, with no word of either lost."""
    if theirs.strip() and theirs.strip() in mine:
        return mine
    return f"{theirs.rstrip()}\n{mine.lstrip()}" if theirs.strip() else mine
