"""What arrives as text, made safe to read: control characters out, length and language judged.

Nothing is thrown away silently: a text that cannot be used is answered with a kind word, and the open question stands.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from agents.dialogue import MAX_TEXT

Problem = Literal["empty", "too_long", "language"]

_KEPT: Final = {"\n", "\t"}
_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_MEANINGFUL_LETTERS: Final = 6
"""Fewer letters of another script are taken for a slip or a name, not for a language."""


@dataclass(frozen=True)
class Cleaned:
    """A text that may be read, or the problem with it."""

    text: str
    problem: Problem | None = None


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in _KEPT or not category.startswith("C"):
        return character
    return "" if category == "Cf" else " "  # a joiner inside a word must not cut it; a control character may have


def _is_han(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _HAN)


def _foreign(text: str) -> bool:
    """Answer whether most letters are neither Chinese characters nor Latin letters."""
    letters = [character for character in text if character.isalpha()]
    odd = [
        c for c in letters if not _is_han(c) and not unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN"))
    ]
    return len(odd) >= _MEANINGFUL_LETTERS and len(odd) * 2 > len(letters)


def clean(text: str) -> Cleaned:
    """Answer the text without control, format, private and unassigned characters, or why it cannot be used.

    Lone surrogates go as well: they cannot be written as UTF-8. Line breaks stay.
    """
    kept = "".join(map(_visible, text))
    kept = "\n".join(" ".join(line.split()) for line in kept.splitlines()).strip()
    if len(kept) > MAX_TEXT or len(text) > 4 * MAX_TEXT:
        return Cleaned("", "too_long")
    if not any(c.isalnum() for c in kept):
        return Cleaned(kept, "empty")
    if _foreign(kept):
        return Cleaned(kept, "language")
    return Cleaned(kept)
