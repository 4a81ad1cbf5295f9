"""Since when and how bad: durations, points in time and grades, each given to the mention that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.language.mentions.mention import by_clause
from kg.language.rows.amounts import amounts_at
from kg.language.rows.entries import Kind
from kg.language.scope.past import LONG_AGO_DAYS, tells_past
from kg.language.when.grades import hand_over, only
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_NUMERALS = frozenset("一二两三四五六七八九十几好数")
_COUNTING = frozenset("一二两三四五六七八九十百半几数天日周月年") | {
    "few",
    "half",
    "hour",
    "minute",
    "day",
    "week",
    "month",
    "year",
    "two",
    "three",
}
_FAR = 20
"""Pieces looked at on each side; bounds the work on long text."""
_NEAR = 3
_A_DAY = 1.0
_ONE = frozenset({"a", "an", "one", "一", "每"})
_A_SPELL = 0.0007
"""A minute: what lasts less is told of one spell."""
_GRADED = 2
"""Tokens of the shortest phrase that can hold a grade: "bad headache"."""
_CLAUSES_BACK = 3
_FEW = 3
_NOW = re.compile(r"现在|这会儿|眼下|目前|突然|忽然|一下子|刚|now|sudden|just")
_SPELL_DAYS = 0.007
"""Ten minutes: a shorter time inside a phrase is the length of a spell."""


@dataclass(slots=True)
class Times:
    """What the text says of time beside its findings: days since things got worse, and durations that hang on nothing."""

    worsening_days: float | None = None
    loose_days: float | None = None


def read_times(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], used: frozenset[int]) -> Times:
    """Set `onset_days` of the mentions in place. `used` are pieces that say an age."""
    times = Times()
    table = _Table(lexicon, mentions)
    # What is told with a complaint goes before what stands in a clause of its own.
    for piece in sorted(row.pieces, key=lambda piece: piece.clause not in table.by_clause):
        timed = piece.has(Kind.DURATION, Kind.AGO, Kind.TIME_POINT, Kind.WEAK_TIME_POINT)
        if piece.index in used or not timed or tells_past(row, piece) or _in_past(row, piece):
            continue
        days = _days(row, piece)
        if days is None:
            continue
        if _worsening(row, piece, table):
            times.worsening_days = min(days, times.worsening_days or days)
            table.came_with(row, piece, days)
            continue
        targets = _targets(lexicon, row, table, piece)
        alone = only(row, piece) and piece.has(Kind.DURATION, Kind.AGO)
        if not targets and days >= _SPELL_DAYS and (alone or _since(row, piece)):
            times.loose_days = max(days, times.loose_days or 0.0)
        _give(row, piece, days, targets)
    for mention in mentions:
        if mention.what in {"context", "finding"}:
            mention.onset_days = mention.onset_days or _inside(lexicon, row, mention)
    hand_over(mentions)
    return times


def _give(row: Row, piece: Piece, days: float, targets: Sequence[Mention]) -> None:
    for mention in targets:
        if mention.onset_days is not None and mention.clause != piece.clause and not _of_all(row, piece):
            # "肿了三天，上个月坐了很久的车": a time told with the complaint stands; that of another clause is of something else.
            continue
        if mention.onset_days is None or days > mention.onset_days:
            mention.onset_days = days


def _inside(lexicon: Lexicon, row: Row, mention: Mention) -> float | None:
    """Answer the time told inside a phrase of the graph ("疼了半小时"), unless it is of one spell ("每次几分钟")."""
    piece = row.pieces[mention.anchor]
    if piece.end - piece.start < _GRADED or not any(
        form.isdigit() or form in _COUNTING for form in row.forms[piece.start : piece.end]
    ):
        return None
    tokens, forms = row.tokens[piece.start : piece.end], row.forms[piece.start : piece.end]
    days = [
        match.entries[0].number
        for index in range(len(forms))
        for match in amounts_at(lexicon, forms, tokens, index)
        if match.entries[0].kind in {Kind.DURATION, Kind.AGO}
    ]
    covered = lexicon.vocabulary.cover(tuple(forms))
    days += [e.number for match in covered for e in match.entries if e.kind in {Kind.DURATION, Kind.TIME_POINT}]
    each = any(entry.kind is Kind.EACH for match in covered for entry in match.entries)
    return max(days) if days and not each and max(days) >= _SPELL_DAYS else None


def _in_past(row: Row, piece: Piece) -> bool:
    """Say whether the time dates an old illness or a pregnancy: 三年前得过, 怀孕30周."""
    before = row.pieces[piece.index - 1] if piece.index else None
    beside = (before, row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None)
    if any(other is not None and other.has(Kind.PREGNANT) and _touch(other, piece) for other in beside):
        return True
    if not piece.has(Kind.AGO, Kind.TIME_POINT):
        return False
    after = row.pieces[piece.index + 1 : piece.index + 3]
    return any(other.clause == piece.clause and tells_past(row, other) for other in after)


def _touch(other: Piece, piece: Piece) -> bool:
    return piece.start - other.end <= 1 and other.start - piece.end <= 1


def _days(row: Row, piece: Piece) -> float | None:  # noqa: PLR0911 -- one return for each kind of time
    """Answer the days a piece speaks of, or None when it is no time since onset: a rate, one spell, the time of a treatment."""
    pieces = row.pieces
    before = [other for other in pieces[max(0, piece.index - 2) : piece.index] if other.clause == piece.clause]
    after = pieces[piece.index + 1] if piece.index + 1 < len(pieces) else None
    if any(other.has(Kind.EACH) and not other.has(Kind.SINCE, Kind.ONSET) for other in before):
        return None
    if any(other.has(Kind.TREATED) and piece.start - other.end <= 1 for other in before):
        return None
    if piece.has(Kind.DURATION) and piece.entry(Kind.DURATION).number < _A_SPELL:
        return None
    if piece.has(Kind.EACH) and not any(other.has(Kind.ONSET, Kind.SINCE) for other in before):
        # "头疼一天" ends with its time; "一天三次" goes on.
        return piece.entry(Kind.DURATION).number if _ends_with(row, piece, before) else None
    rate = any(other.has(Kind.TIMES) and piece.start - other.end <= 1 for other in before)
    if rate and piece.has(Kind.DURATION) and row.forms[piece.start] in _ONE:
        return None
    if (
        piece.has(Kind.DURATION)
        and piece.entry(Kind.DURATION).number <= _A_DAY
        and any(
            _counted(row, other) for other in pieces[piece.index + 1 : piece.index + 5] if other.clause == piece.clause
        )
    ):
        return None
    if piece.has(Kind.AGO):
        return piece.entry(Kind.AGO).number
    if piece.has(Kind.TIME_POINT):
        return piece.entry(Kind.TIME_POINT).number
    if piece.has(Kind.WEAK_TIME_POINT) and not piece.has(Kind.DURATION):
        started = any(other.has(Kind.SINCE) for other in before) or (
            after is not None and after.has(Kind.ONSET) and not after.has(Kind.TIMES) and after.start == piece.end
        )
        return piece.entry(Kind.WEAK_TIME_POINT).number if started else None
    return piece.entry(Kind.DURATION).number


def _of_all(row: Row, piece: Piece) -> bool:
    """Say whether a time in a clause of its own is of what was told before: alone, of a beginning, or 断断续续有半年了."""
    if (only(row, piece) and piece.has(Kind.DURATION, Kind.AGO)) or _starts(row, piece):
        return True
    after = [other for other in row.pieces[piece.index + 1 :] if other.clause == piece.clause and not other.mark]
    counted = any(form.isdigit() or form in _COUNTING for form in row.forms[piece.start : piece.end])
    return piece.has(Kind.DURATION) and counted and all(other.has(Kind.ONSET) for other in after)


def _ends_with(row: Row, piece: Piece, before: Sequence[Piece]) -> bool:
    """Say whether a clause ends with this time, straight after what lasts so long: 头疼一天, 肚子疼了一天."""
    if not piece.has(Kind.DURATION) or piece.entry(Kind.EACH).name != "zh" or not before:
        return False
    last = row.by_clause[piece.clause][-1]
    ends = last.index == piece.index or (last.mark != "" and last.index == piece.index + 1)
    return ends and before[-1].end == piece.start and before[-1].has(Kind.FINDING, Kind.SENSATION, Kind.CONTEXT)


def _counted(row: Row, piece: Piece) -> bool:
    """Say whether a piece counts how often: 五次, "3 times"."""
    if not piece.has(Kind.TIMES) or not piece.start:
        return False
    form = row.forms[piece.start - 1]
    return form in _NUMERALS or row.tokens[piece.start - 1].kind == "number"


def _worsening(row: Row, piece: Piece, table: _Table) -> bool:
    """Say whether the time is since things got worse: "加重两天", "worse since yesterday"; needs something that was there before."""
    if not table.mentions or table.mentions[0].anchor >= piece.index:
        return False
    for other in row.pieces[max(0, piece.index - 3) : piece.index]:
        if other.clause == piece.clause and other.has(Kind.WORSENING) and piece.start - other.end <= 2 * _NEAR:
            return True
    after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
    return (
        after is not None
        and after.clause == piece.clause
        and after.has(Kind.WORSENING)
        and after.start - piece.end <= 1
    )


def _after_worse(row: Row, mention: Mention, piece: Piece) -> bool:
    before = row.pieces[max(0, mention.anchor - _NEAR) : mention.anchor]
    return mention.end <= piece.start and any(
        other.has(Kind.WORSENING) for other in before if other.clause == mention.clause
    )


def _dated(mention: Mention) -> bool:
    return (
        mention.what in {"finding", "context", "disease", "reading", "sensation"}
        and mention.status is not Status.ABSENT
    )


def _targets(lexicon: Lexicon, row: Row, table: _Table, piece: Piece) -> list[Mention]:
    here = table.by_clause.get(piece.clause, [])
    before = [m for m in here if m.end <= piece.start]
    inside = [m for m in here if m.start < piece.start and m.end >= piece.end]
    after = [m for m in here if m.start >= piece.end]
    if inside:
        return [m for m in inside if _dated(m)]
    first_after = piece.has(Kind.AGO, Kind.TIME_POINT, Kind.WEAK_TIME_POINT) or _since(row, piece)
    if before and not (first_after and after and not _joined(lexicon, row, before[-1], piece)):
        return _list_before(lexicon, row, before)
    if after:
        return _list_after(lexicon, row, after)
    return _elsewhere(row, table, piece)


def _elsewhere(row: Row, table: _Table, piece: Piece) -> list[Mention]:
    """Answer the complaints in other clauses that a time by itself is meant for."""
    earlier = table.earlier(piece.clause)
    dates = piece.has(Kind.TIME_POINT, Kind.AGO) and not _starts(row, piece)
    if earlier and (dates or earlier[0].sentence != piece.sentence) and not only(row, piece):
        # "He had surgery 2 weeks ago.", "肚子疼，昨天吃了冰淇淋": the clause dates something else.
        return []
    if piece.has(Kind.DURATION) and piece.entry(Kind.DURATION).number < _SPELL_DAYS:
        # "…，大概一两分钟": so short a time told by itself is the length of a spell.
        return []
    if earlier:
        return earlier
    later = table.later(piece.clause)
    if (
        later is None
        or later.sentence != piece.sentence
        or (dates and not only(row, piece) and _since_lately(row, later, piece))
    ):
        return []
    return [later]


def _since_lately(row: Row, mention: Mention, piece: Piece) -> bool:
    """Say whether what is told after a date of long ago is of now: "knee surgery five years ago, now sudden breathlessness"."""
    if (_days(row, piece) or 0.0) < LONG_AGO_DAYS:
        return False
    here = row.by_clause[mention.clause]
    if any(other.has(Kind.TIME_POINT, Kind.WEAK_TIME_POINT) for other in here):
        return True
    words = "".join(form for form, of in zip(row.forms, row.clause_at, strict=True) if of == mention.clause)
    return _NOW.search(words) is not None


class _Table:
    """The mentions by clause, with the complaints that a time in a clause of its own may be meant for."""

    def __init__(self, lexicon: Lexicon, mentions: Sequence[Mention]) -> None:
        self.mentions = mentions
        self.by_clause = by_clause(mentions)
        told = [m for m in mentions if _dated(m) and _tells(lexicon, m)]
        self._told = by_clause(told)
        self._clauses = sorted(self._told)
        dated = by_clause(m for m in mentions if _dated(m))
        self._dated = dated
        self._dated_clauses = sorted(dated)

    def earlier(self, clause: int) -> list[Mention]:
        """Answer the complaints of the nearest clause before this one that has any."""
        at = bisect_left(self._clauses, clause)
        return self._told[self._clauses[at - 1]] if at else []

    def came_with(self, row: Row, piece: Piece, days: float) -> None:
        """Date what came with a change for the worse: "加重伴气促3天"."""
        for mention in self.by_clause.get(piece.clause, ()):
            if _dated(mention) and _after_worse(row, mention, piece):
                mention.onset_days = days

    def later(self, clause: int) -> Mention | None:
        """Answer the first mention after this clause."""
        at = bisect_right(self._dated_clauses, clause)
        return self._dated[self._dated_clauses[at]][0] if at < len(self._dated_clauses) else None


def _tells(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a time in a clause of its own may be meant for this mention: symptoms, not old diseases."""
    if mention.what in {"disease", "reading"}:
        return mention.what == "reading"
    return not all(lexicon.timeless(id_) for id_ in mention.ids)


def _since(row: Row, piece: Piece) -> bool:
    return any(other.has(Kind.SINCE) for other in row.pieces[max(0, piece.index - 1) : piece.index])


def _starts(row: Row, piece: Piece) -> bool:
    """Say whether the clause speaks of a beginning: 从昨天就这样, "it started two days ago"."""
    clause = row.by_clause[piece.clause]
    return any(
        other.has(Kind.SINCE) or (other.has(Kind.ONSET) and "了" not in row.forms[other.start : other.end])
        for other in clause
    )


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
