"""What a Chinese phrase of the graph lends to the words about it: its place to a sensation after it, its place and sensation to a side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.language.mentions.compose import look_up, mention_at, sides_of, site_of
from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon


def touching(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, sensation: str) -> list[Piece]:
    """Answer the finding that a Chinese sensation follows at once, if its phrase names a place: 左[腿肿]疼, [手指肿]得厉害又疼."""
    start = clause[at].start
    if row.tokens[start].kind == "word" and sensation not in _STATED:
        return []
    for before in reversed(clause[:at]):
        unread = [form for form in row.forms[before.end : start] if form not in lexicon.fillers]
        if unread or start - before.end > 2:  # noqa: PLR2004 -- 得, 又
            return []
        if before.has(Kind.FINDING):
            own = dict(lexicon.features_of(tuple(row.forms[before.start : before.end]))).get("sensation", sensation)
            return [before] if own != sensation and site_of(lexicon, row, before) else []
        if not before.has(Kind.SEVERITY, Kind.ALSO, Kind.SENSATION, Kind.AND) and before.mark != "enum":
            return []
        start = before.start
    return []


def one_sided(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> list[Mention]:
    """Answer what the side before a phrase makes of it: 左[腿肿] is one leg, where 腿肿 may be both."""
    piece = clause[at]
    sides = sides_of(row, piece)
    if not sides or "both" in sides or not piece.has(Kind.FINDING) or row.tokens[piece.start].kind == "word":
        return []
    named = dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end])))
    if set(named) != {"site", "sensation"} or named["sensation"] != "swelling":
        # One side of a pain is no more than where it hurts: 左小腿疼 is not a calf that is tender to the touch.
        return []
    plain = look_up(lexicon, named["site"], named["sensation"], (), ())
    ids = look_up(lexicon, named["site"], named["sensation"], sides, ())
    if not ids or ids == plain or plain != piece.entry(Kind.FINDING).ids:
        return []
    return [mention_at("finding", ids, piece, row.pieces[piece.index - 1].start, piece.end, named["sensation"])]


UNBEARABLE: Final = 9
"""The grade from which a word says by itself that something hurts: "unbearable", 受不了."""


def unbearable(row: Row, clause: Sequence[Piece], piece: Piece) -> bool:
    """Say whether a clause says nothing but that it cannot be borne: "my calf is swollen, unbearable"."""
    alone = all(other is piece or other.mark or other.has(Kind.ASSERT, Kind.AND, Kind.ALSO) for other in clause)
    if not alone or row.tokens[piece.start].kind != "word":
        return False
    graded = piece.has(Kind.SEVERITY) and float(piece.entry(Kind.SEVERITY).number) >= UNBEARABLE
    return graded or row.forms[piece.start] in _AGONY


_STATED: Final = frozenset({"hard"})
"""What in English too is said of the place just told: "calf is swollen rock hard"."""
_AGONY: Final = frozenset(
    {"unbear", "unbearabl", "unbearable", "excruci", "excruciat", "excruciating", "agonis", "agoniz"}
)
