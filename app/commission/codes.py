"""Searching ICD-10 by code, name or pinyin, over the items that the composition root hands in.

A doctor may type any well-formed code: one that the source does not know is offered as it is, without a name.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from app.commission.config import CodeItem, CodeSource

MOST = 20
_SOUND = re.compile(r"[a-z]{2,}")
"""What may be pinyin: whole, or the first letter of each character, as doctors are used to from their hospital's system."""
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?")


@dataclass(frozen=True)
class _Entry:
    item: CodeItem
    code: str
    zh: str
    en: str
    initials: str
    pinyin: str

    @classmethod
    def of(cls, item: CodeItem) -> _Entry:
        zh = _fold(item.name_zh)
        sounds = [sound for sound in lazy_pinyin(zh, errors="ignore") if sound]
        return cls(
            item,
            _fold(item.code).replace(".", ""),
            zh,
            _fold(item.name_en),
            "".join(sound[0] for sound in sounds),
            "".join(sounds),
        )

    def rank(self, wanted: str, bare: str) -> int | None:
        """Answer how close this is to what is wanted, 0 the closest; None when it is not."""
        sound = bool(_SOUND.fullmatch(wanted))
        rules = (
            self.code == bare,
            self.code.startswith(bare),
            wanted in (self.zh, self.en),
            sound and wanted in (self.initials, self.pinyin),
            self.zh.startswith(wanted) or self.en.startswith(wanted),
            sound and (self.initials.startswith(wanted) or self.pinyin.startswith(wanted)),
            wanted in self.zh or wanted in self.en,
            sound and wanted in self.initials,
        )
        return next((number for number, holds in enumerate(rules) if holds), None)


class CodeSearch:
    """The search; loads its items when it is first asked, or before that when it is told to `warm`."""

    def __init__(self, source: CodeSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._items: list[_Entry] | None = None

    def warm(self) -> None:
        """Load the items, so that the first doctor who searches does not wait for them."""
        self._loaded()

    def search(self, query: str) -> list[CodeItem]:
        """Answer at most 20 items, the closest first: code, then names, then pinyin; the same before a beginning before a part."""
        wanted = _fold(query)
        if not wanted:
            return []
        bare = wanted.replace(".", "")
        ranked: list[tuple[int, int, str, CodeItem]] = []
        for entry in self._loaded():
            rank = entry.rank(wanted, bare)
            if rank is not None:
                by_name = rank > 1
                ranked.append((rank, len(entry.zh) if by_name else 0, entry.item.code, entry.item))
        found = [item for _, _, _, item in sorted(ranked, key=lambda row: row[:3])][:MOST]
        typed = query.strip().upper()
        if _CODE.fullmatch(typed) and not any(_fold(item.code).replace(".", "") == bare for item in found):
            found = [*found[: MOST - 1], CodeItem(_dotted(typed), "", "")]
        return found

    def _loaded(self) -> list[_Entry]:
        with self._lock:
            if self._items is None:
                self._items = [_Entry.of(item) for item in self._source()]
            return self._items


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _dotted(code: str) -> str:
    category = 3
    return code if "." in code or len(code) == category else f"{code[:category]}.{code[category:]}"
