"""How bad: words of degree and scores of pain, each given to the mention that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.mentions.mention import by_clause
from kg.language.rows.entries import Kind
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_FAR = 20
"""Tokens between a complaint and the grade that follows it."""
_GRADED = 2
"""Tokens of the shortest phrase that can hold a grade: "bad headache"."""
_CLAUSES_BACK = 3
_FEW = 3


def read_severities(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set `severity` (0 to 10) of the mentions in place; the greatest said counts, a score said in numbers before words."""
    scored: set[int] = set()
    table = by_clause(mentions)
    for mention in mentions:
        if mention.what == "finding" and mention.end - mention.start >= _GRADED and mention.severity is None:
            mention.severity = lexicon.grade_of(tuple(row.forms[mention.start : mention.end]))
    for piece in row.pieces:
        if piece.has(Kind.SCORE):
            target = _graded(row, table, piece, far=True)
            if target is not None:
                target.severity = round(piece.entry(Kind.SCORE).number)
                scored.add(id(target))
    for piece in row.pieces:
        if not piece.has(Kind.SEVERITY):
            continue
        target = _graded(row, table, piece, far=False)
        if target is not None and id(target) not in scored:
            grade = int(piece.entry(Kind.SEVERITY).number)
            target.severity = grade if target.severity is None else max(grade, target.severity)
    hand_over(mentions)


def _graded(row: Row, table: Mapping[int, Sequence[Mention]], piece: Piece, *, far: bool) -> Mention | None:
    here = [m for m in table.get(piece.clause, ()) if m.status is not None and m.what != "well"]
    inside = next((m for m in here if m.start < piece.start and piece.end < m.end), None)
    if inside is not None:
        return inside
    before = next((m for m in reversed(here) if m.end <= piece.start), None)
    after = next((m for m in here if m.start >= piece.end), None)
    if after is not None and after.start - piece.end <= 2 and (before is None or before.end < piece.start or not far):  # noqa: PLR2004 -- 的 or an article
        joined = before is not None and row.forms[piece.start - 1 : piece.start] == ["得"]
        if not joined:
            return after
    if before is not None and piece.start - before.end <= _FAR:
        return before
    if far or (not here and only(row, piece)):
        for clause in range(piece.clause - 1, max(-1, piece.clause - _CLAUSES_BACK - 1), -1):
            earlier = [m for m in table.get(clause, ()) if m.what in {"finding", "context"}]
            if earlier:
                return earlier[-1]
    return None


def hand_over(mentions: Sequence[Mention]) -> None:
    """Give time and grade of a bare sensation to the complaint it repeats: "头疼，疼了三天", "疼痛7分，肚子疼"."""
    table = by_clause(m for m in mentions if m.what == "finding" and m.status is Status.PRESENT)
    for mention in mentions:
        if mention.what != "sensation" or (mention.onset_days is None and mention.severity is None):
            continue
        around = range(mention.clause - _CLAUSES_BACK, mention.clause + _CLAUSES_BACK + 1)
        near = [m for clause in around for m in table.get(clause, ())]
        near = [m for m in near if m.sentence == mention.sentence or m.anchor < mention.anchor]
        alike = [m for m in near if m.sensation == mention.sensation] or near
        if not alike:
            continue
        to = min(alike, key=lambda m: (abs(m.anchor - mention.anchor), m.anchor > mention.anchor))
        if to.onset_days is None:
            to.onset_days = mention.onset_days
        if to.severity is None:
            to.severity = mention.severity


def only(row: Row, piece: Piece) -> bool:
    """Say whether the clause holds little but the grade: "头疼，特别厉害"."""
    around = row.clause_at[max(0, piece.start - 2 * _FEW) : piece.end + 2 * _FEW]
    return around.count(piece.clause) <= piece.end - piece.start + _FEW
