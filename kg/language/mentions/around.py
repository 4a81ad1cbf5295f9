"""What stands around a mention in its clause: the words before it, behind it, and all of them; and the tokens under characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

_PARTING: Final = re.compile(r"[，。；！？,;!?\n]|\.(?!\d)")


def clause_over(text: str, start: int, end: int) -> str:
    """Answer the clause that characters [start, end) of a text stand in, from mark to mark."""
    begin = max((mark.end() for mark in _PARTING.finditer(text, 0, start)), default=0)
    after = _PARTING.search(text, end)
    return text[begin : after.start() if after is not None else len(text)]


def clause_around(row: Row, start: int, end: int, clause: int) -> tuple[int, int]:
    """Answer the tokens [first, last) of a clause, from tokens [start, end) of it outwards."""
    while start and row.clause_at[start - 1] == clause:
        start -= 1
    while end < len(row.tokens) and row.clause_at[end] == clause:
        end += 1
    return start, end


def words_before(row: Row, mention: Mention) -> str:
    """Answer the characters of a mention's clause before it."""
    first, _ = clause_around(row, mention.start, mention.end, mention.clause)
    return row.words(first, mention.start) if first < mention.start else ""


def words_behind(row: Row, mention: Mention) -> str:
    """Answer the characters of a mention's clause behind it."""
    _, last = clause_around(row, mention.start, mention.end, mention.clause)
    return row.words(mention.end, last) if mention.end < last else ""


def words_of(row: Row, clause: int) -> str:
    """Answer the characters of a clause; none for one that is not there or holds no word of the dictionary."""
    pieces = row.by_clause[clause] if 0 <= clause < len(row.by_clause) else []
    return row.words(*clause_around(row, pieces[0].start, pieces[-1].end, clause)) if pieces else ""


def tokens_over(row: Row, start: int, end: int) -> Sequence[int]:
    """Answer the tokens that characters [start, end) touch."""
    first = bisect_right(row.tokens, start, key=lambda token: token.end)
    return range(first, max(first, bisect_left(row.tokens, end, key=lambda token: token.start)))
