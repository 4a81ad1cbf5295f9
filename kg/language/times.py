"""Since when and how bad: durations, points in time and grades, each given to the mention that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.language.entries import Kind
from kg.language.past import tells_past
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions import Mention
    from kg.language.pieces import Piece, Row
    from kg.lexicon import Lexicon

_NUMERALS = frozenset("一二两三四五六七八九十几好数")
_FAR = 20
"""Pieces looked at on each side; bounds the work on long text."""
_NEAR = 3
_A_DAY = 1.0


@dataclass(slots=True)
class Times:
    """What the text says of time beside its findings: days since things got worse, and durations that hang on nothing."""

    worsening_days: float | None = None
    loose_days: float | None = None


def read_times(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], used: frozenset[int]) -> Times:
    """Set `onset_days` of the mentions in place. `used` are pieces that say an age."""
    times = Times()
    for piece in row.pieces:
        if piece.index in used or not piece.has(Kind.DURATION, Kind.AGO, Kind.TIME_POINT, Kind.WEAK_TIME_POINT):
            continue
        if tells_past(row, piece) or _in_past(row, piece):
            continue
        days = _days(row, piece)
        if days is None:
            continue
        if _worsening(row, piece, mentions):
            times.worsening_days = days if times.worsening_days is None else min(days, times.worsening_days)
            continue
        targets = _targets(lexicon, row, mentions, piece)
        if not targets and (piece.has(Kind.DURATION, Kind.AGO) or _since(row, piece)):
            times.loose_days = max(days, times.loose_days or 0.0)
        for mention in targets:
            if mention.onset_days is None or days > mention.onset_days:
                mention.onset_days = days
    _hand_over(mentions)
    return times


def _hand_over(mentions: Sequence[Mention]) -> None:
    """Give time and grade of a bare sensation to the complaint it repeats: "头疼，疼了三天", "疼痛7分，肚子疼"."""
    complaints = [m for m in mentions if m.what == "finding" and m.status is Status.PRESENT]
    for mention in mentions:
        if mention.what != "sensation" or (mention.onset_days is None and mention.severity is None):
            continue
        near = [m for m in complaints if m.sentence == mention.sentence or m.anchor < mention.anchor]
        alike = [m for m in near if m.sensation == mention.sensation] or near
        if not alike:
            continue
        to = min(alike, key=lambda m: (abs(m.anchor - mention.anchor), m.anchor > mention.anchor))
        if to.onset_days is None:
            to.onset_days = mention.onset_days
        if to.severity is None:
            to.severity = mention.severity


def _in_past(row: Row, piece: Piece) -> bool:
    """Say whether the time dates an old illness or a pregnancy: 三年前得过, 怀孕30周."""
    before = row.pieces[piece.index - 1] if piece.index else None
    if before is not None and before.has(Kind.PREGNANT) and piece.start - before.end <= 1:
        return True
    if not piece.has(Kind.AGO, Kind.TIME_POINT):
        return False
    after = row.pieces[piece.index + 1 : piece.index + 3]
    return any(other.clause == piece.clause and tells_past(row, other) for other in after)


def _days(row: Row, piece: Piece) -> float | None:
    """Answer the days a piece speaks of, or None when it is no time since onset: a rate, one spell, the time of a treatment."""
    pieces = row.pieces
    before = [other for other in pieces[max(0, piece.index - 2) : piece.index] if other.clause == piece.clause]
    after = pieces[piece.index + 1] if piece.index + 1 < len(pieces) else None
    if any(other.has(Kind.EACH) and not other.has(Kind.SINCE, Kind.ONSET) for other in before):
        return None
    if any(other.has(Kind.TREATED) and piece.start - other.end <= 1 for other in before):
        return None
    if piece.has(Kind.DURATION) and piece.entry(Kind.DURATION).number <= _A_DAY and any(
        _counted(row, other) for other in pieces[piece.index + 1 : piece.index + 5] if other.clause == piece.clause
    ):
        return None
    if piece.has(Kind.AGO):
        return piece.entry(Kind.AGO).number
    if piece.has(Kind.TIME_POINT):
        return piece.entry(Kind.TIME_POINT).number
    if piece.has(Kind.WEAK_TIME_POINT):
        started = any(other.has(Kind.SINCE) for other in before) or (
            after is not None and after.has(Kind.ONSET) and not after.has(Kind.TIMES) and after.start == piece.end
        )
        return piece.entry(Kind.WEAK_TIME_POINT).number if started else None
    return piece.entry(Kind.DURATION).number


def _counted(row: Row, piece: Piece) -> bool:
    """Say whether a piece counts how often: 五次, "3 times"."""
    if not piece.has(Kind.TIMES) or not piece.start:
        return False
    form = row.forms[piece.start - 1]
    return form in _NUMERALS or row.tokens[piece.start - 1].kind == "number"


def _worsening(row: Row, piece: Piece, mentions: Sequence[Mention]) -> bool:
    """Say whether the time is since things got worse: "加重两天", "worse since yesterday"; needs something that was there before."""
    if not any(mention.anchor < piece.index for mention in mentions):
        return False
    for other in row.pieces[max(0, piece.index - 3) : piece.index]:
        if other.clause == piece.clause and other.has(Kind.WORSENING) and piece.start - other.end <= _NEAR:
            return True
    after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
    return after is not None and after.clause == piece.clause and after.has(Kind.WORSENING) and after.start - piece.end <= 1


def _dated(mention: Mention) -> bool:
    return mention.what in {"finding", "context", "disease", "reading", "sensation"} and mention.status is not Status.ABSENT


def _targets(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], piece: Piece) -> list[Mention]:
    before = [m for m in mentions if m.end <= piece.start and m.clause == piece.clause][-_FAR:]
    inside = [m for m in mentions if m.start < piece.start and m.end >= piece.end and m.clause == piece.clause]
    after = [m for m in mentions if m.start >= piece.end and m.clause == piece.clause][:_FAR]
    if inside:
        return [m for m in inside if _dated(m)]
    first_after = piece.has(Kind.AGO, Kind.TIME_POINT, Kind.WEAK_TIME_POINT) or _since(row, piece)
    if before and not (first_after and after and not _joined(lexicon, row, before[-1], piece)):
        return _list_before(lexicon, row, before)
    if after:
        return _list_after(lexicon, row, after)
    earlier = [m for m in mentions if m.end <= piece.start and _dated(m) and _tells(lexicon, m)][-_FAR:]
    if earlier:
        clause = earlier[-1].clause
        return [m for m in earlier if m.clause == clause]
    later = next((m for m in mentions if m.start >= piece.end and _dated(m)), None)
    return [later] if later is not None and later.sentence == piece.sentence else []


def _tells(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a time in a clause of its own may be meant for this mention: symptoms, not old diseases."""
    return mention.what != "disease" and not all(lexicon.timeless(id_) for id_ in mention.ids)  # type: ignore[arg-type] -- ids of findings


def _since(row: Row, piece: Piece) -> bool:
    return any(other.has(Kind.SINCE) for other in row.pieces[max(0, piece.index - 1) : piece.index])


def _joined(lexicon: Lexicon, row: Row, mention: Mention, piece: Piece) -> bool:
    """Say whether nothing but fillers stands between a mention and a time: "headache since yesterday"."""
    between = row.forms[mention.end : piece.start]
    started = any(other.has(Kind.ONSET, Kind.SINCE) for other in row.pieces[mention.anchor + 1 : piece.index])
    return started or all(form in lexicon.fillers or form in "的了是有" for form in between)


def _list_before(lexicon: Lexicon, row: Row, before: Sequence[Mention]) -> list[Mention]:
    chosen = [before[-1]]
    for left in reversed(before[:-1]):
        if not _adjoining(lexicon, row, left, chosen[-1]) or left.onset_days is not None:
            break
        chosen.append(left)
    return [m for m in chosen if _dated(m)]


def _list_after(lexicon: Lexicon, row: Row, after: Sequence[Mention]) -> list[Mention]:
    chosen = [after[0]]
    for right in after[1:]:
        if not _adjoining(lexicon, row, chosen[-1], right):
            break
        chosen.append(right)
    return [m for m in chosen if _dated(m)]


def _adjoining(lexicon: Lexicon, row: Row, left: Mention, right: Mention) -> bool:
    """Say whether two mentions stand in one list."""
    if left.end >= right.start:
        return True
    between = row.pieces[left.anchor + 1 : right.anchor]
    joined = all(
        piece.mark == "enum" or piece.has(Kind.AND, Kind.OR, Kind.ALSO, Kind.SITE, Kind.SIDE, Kind.ASSERT)
        for piece in between
        if left.end <= piece.start < right.start
    )
    loose = sum(form not in lexicon.fillers for form in row.forms[left.end : right.start])
    return joined and loose <= _NEAR


def read_severities(row: Row, mentions: Sequence[Mention]) -> None:
    """Set `severity` (0 to 10) of the mentions in place; the greatest said counts, a score said in numbers before words."""
    scored: set[int] = set()
    for piece in row.pieces:
        if piece.has(Kind.SCORE):
            target = _graded(row, mentions, piece, far=True)
            if target is not None:
                target.severity = round(piece.entry(Kind.SCORE).number)
                scored.add(id(target))
    for piece in row.pieces:
        if not piece.has(Kind.SEVERITY):
            continue
        target = _graded(row, mentions, piece, far=False)
        if target is not None and id(target) not in scored:
            grade = int(piece.entry(Kind.SEVERITY).number)
            target.severity = grade if target.severity is None else max(grade, target.severity)
    _hand_over(mentions)


def _graded(row: Row, mentions: Sequence[Mention], piece: Piece, *, far: bool) -> Mention | None:
    here = [m for m in mentions if m.clause == piece.clause and m.status is not None and m.what != "well"]
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
    if far or not here:
        earlier = [m for m in mentions if m.end <= piece.start and m.what in {"finding", "context"}]
        if earlier and (far or _only(row, piece)):
            return earlier[-1]
    return None


def _only(row: Row, piece: Piece) -> bool:
    """Say whether the clause holds little but the grade: "头疼，特别厉害"."""
    clause = row.by_clause[piece.clause]
    return sum(other.end - other.start for other in clause if not other.mark) <= piece.end - piece.start + 2
