"""Searching ICD-10 by code or name, over the items that the composition root hands in.

A doctor may type any well-formed code: one that the source does not know is offered as it is, without a name.
"""

from __future__ import annotations

import re
import threading
import unicodedata

from app.commission.config import CodeItem, CodeSource

MOST = 20
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?")


class CodeSearch:
    """The search; loads its items when it is first asked."""

    def __init__(self, source: CodeSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._items: list[tuple[str, str, str, CodeItem]] | None = None

    def search(self, query: str) -> list[CodeItem]:
        """Answer at most 20 items, the closest first: same code, code begins, name begins, name contains."""
        wanted = _fold(query)
        if not wanted:
            return []
        bare = wanted.replace(".", "")
        ranked: list[tuple[int, int, str, CodeItem]] = []
        for code, zh, en, item in self._loaded():
            if code == bare:
                rank = 0
            elif code.startswith(bare):
                rank = 1
            elif wanted in (zh, en):
                rank = 2
            elif zh.startswith(wanted) or en.startswith(wanted):
                rank = 3
            elif wanted in zh or wanted in en:
                rank = 4
            else:
                continue
            by_name = rank > 1
            ranked.append((rank, len(zh) if by_name else 0, item.code, item))
        found = [item for _, _, _, item in sorted(ranked, key=lambda row: row[:3])][:MOST]
        typed = query.strip().upper()
        if _CODE.fullmatch(typed) and not any(_fold(item.code).replace(".", "") == bare for item in found):
            found = [*found[: MOST - 1], CodeItem(_dotted(typed), "", "")]
        return found

    def _loaded(self) -> list[tuple[str, str, str, CodeItem]]:
        with self._lock:
            if self._items is None:
                self._items = [
                    (_fold(item.code).replace(".", ""), _fold(item.name_zh), _fold(item.name_en), item)
                    for item in self._source()
                ]
            return self._items


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _dotted(code: str) -> str:
    category = 3
    return code if "." in code or len(code) == category else f"{code[:category]}.{code[category:]}"
