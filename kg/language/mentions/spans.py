"""Mentions made from characters of the text rather than from pieces: what patterns over whole statements find."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from kg.language.mentions.mention import Mention
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Row


def mention_over(row: Row, ids: Sequence[str], first: int, last: int, status: Status, role: str) -> Mention:
    """Answer a finding told by characters [first, last) of the text, hung on the last piece in them or, without one, the first piece.

    The row has at least one piece.
    """
    starts = [token.start for token in row.tokens]
    start = max(0, bisect_right(starts, first) - 1)
    end = max(start + 1, bisect_right(starts, last - 1))
    held = next((row.piece_at[at] for at in range(end - 1, -1, -1) if row.piece_at[at] >= 0), 0)
    piece = row.pieces[held]
    mention = Mention("finding", tuple(ids), start, end, piece.index, row.clause_at[start], piece.sentence)
    mention.status, mention.denied, mention.subject = status, status is Status.ABSENT, role
    return mention
