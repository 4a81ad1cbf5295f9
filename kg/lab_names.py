"""The names under which reports print laboratory indicators, and the slips with which they are read.

Owns the index. It is strict first: as spelled (case, width, spaces and punctuation aside), then with letters and digits that
recognition confuses (O and 0, l and 1), then with one Chinese character wrong or missing. Whoever asks decides between several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.schema import LabId, LabIndicator

_KEPT: Final = re.compile(r"[^0-9a-z%#㐀-鿿α-ω]+")
_NUMBERING: Final = re.compile(r"^\s*\d{1,3}\s*[、.)．）]\s*(?=\D)")
_INSIDE: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_SLIPS: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "s": "5", "b": "8", "z": "2"})
_GREEK: Final = {"α": ("a",), "β": ("b", "ss"), "γ": ("y", "r", "g"), "κ": ("k",), "λ": ("入",), "μ": ("u",)}
_FUZZY_LENGTH: Final = 4


def _key(text: str) -> str:
    """Answer the text without case, width, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", _NUMBERING.sub("", text)).casefold()
    return _KEPT.sub("", plain)


def _spellings(text: str) -> Iterator[str]:
    key = _key(text)
    yield key
    for letter, others in _GREEK.items():
        if letter in key:
            yield from (key.replace(letter, other) for other in others)


def _is_cjk(letter: str) -> bool:
    return "㐀" <= letter <= "鿿"


def _one_off(one: str, other: str) -> bool:
    """Answer whether one Chinese character was misread or dropped; Latin letters and digits must agree."""
    if len(one) == len(other):
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(wrong) == 1 and all(_is_cjk(letter) for letter in wrong[0])
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((n for n in range(len(short)) if short[n] != long[n]), len(short))
    return short[at:] == long[at + 1 :] and _is_cjk(long[at])


@dataclass(frozen=True)
class LabIndex:
    """Names, abbreviations and aliases of all indicators: as spelled, and with the usual slips of character recognition."""

    exact: Mapping[str, frozenset[LabId]]
    folded: Mapping[str, frozenset[LabId]]

    @classmethod
    def of(cls, labs: Iterable[LabIndicator]) -> LabIndex:
        """Answer the index over the indicators."""
        exact: dict[str, set[LabId]] = {}
        for lab in labs:
            names = (lab.id, lab.name.zh, lab.name.en, *lab.abbr, *lab.aliases.zh, *lab.aliases.en)
            for name in names:
                for key in _spellings(name):
                    if key:
                        exact.setdefault(key, set()).add(lab.id)
        folded: dict[str, set[LabId]] = {}
        for key, ids in exact.items():
            folded.setdefault(key.translate(_SLIPS), set()).update(ids)
        return cls(
            {key: frozenset(ids) for key, ids in exact.items()}, {key: frozenset(ids) for key, ids in folded.items()}
        )

    def candidates(self, name: str) -> frozenset[LabId]:
        """Answer the indicators that the printed name may mean, by the strictest reading that finds any."""
        whole = unicodedata.normalize("NFKC", name)
        parts = [whole, _INSIDE.sub("", whole), *_INSIDE.findall(whole)]
        keys = [key for key in dict.fromkeys(_key(part) for part in parts) if key]
        for key in keys:
            if key in self.exact:
                return self.exact[key]
        for key in keys:
            slipped = key.translate(_SLIPS)
            if slipped in self.folded:
                return self.folded[slipped]
        for key in keys:
            if sum(_is_cjk(letter) for letter in key) >= _FUZZY_LENGTH:
                near = frozenset[LabId]().union(*(ids for other, ids in self.exact.items() if _one_off(key, other)))
                if near:
                    return near
        return frozenset()
