"""When a value told in a text was so: 昨天 and 今天, "usually", a goal; and which of several values of one quantity are of now.

Owns reading the words around a number in its part of a sentence, and the order that they give. The later value is of now. Where nothing
says which is later, all stand, so that the dangerous one is heard; so does what was measured before a treatment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Final, Literal

from kg.language.dictionary.word_lists import VALUES, pattern
from kg.language.rows.entries import Kind
from kg.language.scope.past import LONG_AGO_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Piece, Row

When = Literal["told", "usual", "once", "none"]
"""`told`: of some time, dated or not; `usual`: what it mostly is; `once`: formerly; `none`: a goal, or asked about."""
TODAY: Final = (0.0, 0.45)
"""Days before now of what is only said to be of today."""
YESTERDAY: Final = (0.5, 1.5)
EARLIER_DAYS: Final = 0.4
"""Of what is only said to be before something else: within the day, so that it stands where nothing later is told."""
FROM_WITHIN: Final = 8
"""Characters in which a word stands that leads to a value as the first of two."""
MOST_BESIDE: Final = 6
"""Characters beside the time of a part that only tells when something was measured: 昨天去查了血."""
FARTHEST: Final = 120
"""Characters of a sentence that are looked at on each side."""
SOON_DAYS: Final = 3.0
"""What was measured within these days before a treatment is not undone by what was measured after it."""
_PARTS: Final = re.compile(r"[，,。；;！!？?、\n()（）]|\.(?!\d)|\b(?:and|but)\b", re.IGNORECASE)
_SENTENCES: Final = re.compile(r"[。！!？?\n]|\.(?!\d)")
_COMPARED: Final = re.compile(
    r"(?:[比跟像和同]|[高低大小]于|超[过出]|不在|\b(?:than|above|over|below|beyond|outside|like))\s*(?:我|他|她|my|his|her|the)?\s*$",
    re.IGNORECASE,
)
_WHILE: Final = re.compile(r"过去\s*(?:这|[\d一二两三四五六七八九十几半]+\s*个?\s*(?:天|周|年|月|小时|星期|礼拜))")
"""过去三天 lasts until now; 过去 alone is over."""
UNIT: Final = re.compile(
    r"\s*(?:mmhg|mm\s*hg|mmol(?:/l)?|mg/dl|g/d?l|[µu]?mol/l|[%°℃]\s*[cf]?|bpm|[cf](?![a-z])|degrees?|毫米汞柱|毫摩尔(?:每升)?|微摩尔(?:每升)?|度|次|下)"
    r"(?:\s*[/／]?\s*(?:分钟?|min\w*))?",
    re.IGNORECASE,
)
"""A unit as people write it right behind a number."""
_FROM: Final = re.compile(r"(?:[从由自]|\bfrom)\s*$", re.IGNORECASE)
_TO: Final = re.compile(r"[^\d，,。；;.]{0,16}?(?:到|至|成|\bto)了?\s*", re.IGNORECASE)
_TIMES: Final = (Kind.TIME_POINT, Kind.WEAK_TIME_POINT, Kind.AGO)


@dataclass(frozen=True, slots=True)
class Told:
    """When one value was so: from `oldest` to `newest` days before now, None where nothing says it.

    `now`: said to be of this moment; `came`: said to follow the value before it; `treated`: measured after a treatment.
    """

    when: When
    oldest: float | None = None
    newest: float | None = None
    now: bool = False
    came: bool = False
    treated: bool = False


Spot = tuple[int, int]
"""Characters [start, end) of a value."""


def told_when(row: Row, spots: Sequence[Spot]) -> list[Told]:
    """Answer when each of the values at these places of a text, in order and apart, was so."""
    starts = [token.start for token in row.tokens] if spots else []
    parts = [_parts(row.text, spots, number) for number in range(len(spots))]
    answer: list[Told] = []
    for number, (start, end) in enumerate(parts):
        first, last = spots[number]
        words, behind = _WHILE.sub("", row.text[start:first]), row.text[_behind(row.text, last) : end]
        since = max(spots[number - 1][1] if number else 0, _sentence(row.text, first))
        lead = row.text[since:first]
        if _found("goal", words) or _found("asked", lead) or _found("supposed", words):
            answer.append(Told("none"))
            continue
        piece = _date(row, _pieces(row, starts, start, end), spots[number])
        if piece is None:
            piece = _date(row, _before(row, starts, start, since), spots[number])
        told = _told(row, words, behind, lead, piece)
        led = number > 0 and went_to(row.text, spots[number - 1], first)
        answer.append(replace(told, came=True) if led else told)
    return answer


def went_to(text: str, spot: Spot, start: int) -> bool:
    """Say whether the value at a character is what the one before went to: 从150到112, "from 200 down to 15"."""
    led = _FROM.search(text, max(0, spot[0] - FROM_WITHIN), spot[0]) is not None
    return led and _TO.fullmatch(text, spot[1], start) is not None


def _told(row: Row, words: str, behind: str, lead: str, piece: Piece | None) -> Told:
    """Answer when a value was so that stands between `words` and `behind`, of one part of a sentence whose values before end at `lead`."""
    came, treated = _found("came", words), _found("treated", lead) or _found("treated", words)
    if _found("now", words) or _begins("now", behind):
        return Told("told", 0.0, 0.0, now=True, came=came, treated=treated)
    if _found("extreme", words) and _found("history", lead):
        return Told("once")
    if piece is not None:
        oldest, newest = _span(row, piece)
        return Told("once" if newest > LONG_AGO_DAYS else "told", oldest, newest, came=came, treated=treated)
    usual = _found("usual", words) or _begins("usual", behind)
    if usual or _found("once", words):
        return Told("usual" if usual else "once")
    earlier = EARLIER_DAYS if _found("then", words) or _begins("then", behind) else None
    return Told("told", earlier, earlier, came=came, treated=treated)


def _found(name: str, words: str) -> bool:
    """Say whether a word of a list is there and nothing is only compared with it: 比平时高 is no usual value."""
    return any(not _COMPARED.search(words[: match.start()]) for match in pattern(VALUES, name).finditer(words))


def _behind(text: str, at: int) -> int:
    unit = UNIT.match(text, at)
    return unit.end() if unit is not None else at


def _begins(name: str, words: str) -> bool:
    return pattern(VALUES, name).match(words.lstrip()) is not None


def _parts(text: str, spots: Sequence[Spot], number: int) -> Spot:
    """Answer the part of a sentence around a value, as far as the values beside it."""
    first, last = spots[number]
    start = spots[number - 1][1] if number else 0
    end = spots[number + 1][0] if number + 1 < len(spots) else len(text)
    for mark in _PARTS.finditer(text, start, first):
        start = mark.end()
    last = min(_behind(text, last), end)
    mark_after = _PARTS.search(text, last, end)
    if not text[last : mark_after.start() if mark_after is not None else end].isascii():
        return start, last  # in Chinese the time stands before its value
    if mark_after is not None:
        return start, mark_after.start()
    if number + 1 < len(spots) and text[start:first].strip():
        following = spots[number + 1][1]
        trailing = _PARTS.search(text, following, following + FARTHEST)
        after = text[following : trailing.start() if trailing else following + FARTHEST].strip()
        return (start, end) if after else (start, last)
    return start, end


def _sentence(text: str, at: int) -> int:
    """Answer where the sentence of a character begins."""
    start = 0
    for stop in _SENTENCES.finditer(text, max(0, at - FARTHEST), at):
        start = stop.end()
    return start


def _pieces(row: Row, starts: Sequence[int], start: int, end: int) -> list[Piece]:
    """Answer the pieces that tell a time and lie between two characters. `starts` are those of the tokens."""
    found: dict[int, Piece] = {}
    for index in range(bisect_left(starts, start), bisect_left(starts, end)):
        at = row.piece_at[index]
        piece = row.pieces[at] if at >= 0 else None
        if piece is not None and piece.has(*_TIMES) and row.tokens[piece.start].start >= start:
            found[at] = piece
    return [piece for piece in found.values() if row.tokens[piece.end - 1].end <= end]


def _before(row: Row, starts: Sequence[int], start: int, since: int) -> list[Piece]:
    """Answer the times of the part before, if it is a time alone or tells that something was measured: 昨天去查了血，血糖 9.1."""
    marks = list(_PARTS.finditer(row.text, since, start))
    if not marks:
        return []
    begin, end = marks[-2].end() if len(marks) > 1 else since, marks[-1].start()
    words = row.text[begin:end].strip()
    found = _pieces(row, starts, begin, end)
    beside = len(words) - max((len(row.words(each.start, each.end)) for each in found), default=0)
    measured = beside <= MOST_BESIDE and pattern(VALUES, "measured").search(words) is not None
    return found if not beside or measured else []


def _date(row: Row, pieces: Sequence[Piece], spot: Spot) -> Piece | None:
    """Answer the latest of the points in time that are not inside a value; what only began then is of now."""
    found: list[Piece] = []
    for piece in pieces:
        first, last = row.tokens[piece.start].start, row.tokens[piece.end - 1].end
        if last > spot[0] and first < spot[1]:
            continue
        after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
        before = row.pieces[piece.index - 1] if piece.index else None
        begun = after is not None and after.start == piece.end and after.has(Kind.ONSET)
        begun = begun and after is not None and len(row.words(after.start, after.end)) > 1
        begun = begun or (before is not None and before.end == piece.start and before.has(Kind.SINCE))
        if not begun and not _COMPARED.search(row.text[max(0, first - 6) : first]):
            found.append(piece)
    return min(found, key=_days, default=None)


def _days(piece: Piece) -> float:
    return next(
        piece.entry(kind).number for kind in (Kind.AGO, Kind.TIME_POINT, Kind.WEAK_TIME_POINT) if piece.has(kind)
    )


def _span(row: Row, piece: Piece) -> tuple[float, float]:
    days, words = _days(piece), row.words(piece.start, piece.end)
    if pattern(VALUES, "today").fullmatch(words):
        return TODAY[1], TODAY[0]
    if pattern(VALUES, "ongoing").search(words):
        return days, 0.0
    return (YESTERDAY[1], YESTERDAY[0]) if days == 1.0 else (days, days)


def formerly(told: Sequence[Told]) -> bool:
    """Say whether all that is told of one quantity is of long ago: a normal value of then is none of now."""
    return all(each.when in {"once", "none"} for each in told)


def untimely(told: Sequence[Told]) -> bool:
    """Say whether all that is told of one quantity is what it mostly or formerly is: it denies nothing of now (平时130/80)."""
    return all(each.when != "told" for each in told)


def superseded(told: Sequence[Told]) -> list[bool]:
    """Say of each value of one quantity, in the order of the text, whether it tells nothing of now."""
    fresh = [number for number, each in enumerate(told) if each.when == "told"]
    if not fresh:
        alone = formerly(told)
        return [each.when != ("once" if alone else "usual") for each in told]
    firm = [told[number] for number in fresh if not told[number].treated]
    newest = min((each.oldest for each in firm if each.oldest is not None), default=inf)
    eased = min((told[number].oldest or 0.0 for number in fresh if told[number].oldest is not None), default=inf)
    undated = any(each.oldest is None for each in firm)
    last_now = max((number for number in fresh if told[number].now and not told[number].treated), default=-1)
    answer: list[bool] = []
    for number, each in enumerate(told):
        if each.when != "told":
            answer.append(True)
        elif each.newest is None:
            answer.append(last_now > number or _came_next(told, number))
        else:
            later = newest < each.newest or eased <= each.newest - SOON_DAYS
            # Undated beside a date: it is of now where the date is one of before today.
            answer.append(later or (undated and each.newest >= YESTERDAY[0]) or _came_next(told, number))
    return answer


def _came_next(told: Sequence[Told], number: int) -> bool:
    """Say whether the value told next is what this one went to."""
    old, new = told[number], told[number + 1] if number + 1 < len(told) else None
    if new is None or not new.came or new.treated or new.when != "told":
        return False
    return new.oldest is None or old.newest is None or new.oldest <= old.newest
