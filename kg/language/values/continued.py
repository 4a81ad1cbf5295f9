"""Numbers that go on about what was measured before them, without its name: 昨天血糖90，今天486; "97 yesterday, 88 now".

Owns what may stand between a name, a time and a number, and where a number is of something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import VALUES, pattern
from kg.language.rows.entries import Kind
from kg.language.values.value_times import UNIT, went_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.language.rows.pieces import Row

MOST_APART: Final = 40
"""Characters between a value and the next that goes on about it."""
MOST_FROM_TO: Final = 18
"""Tokens between a number and the one it went to."""
_TIMES: Final = (Kind.TIME_POINT, Kind.WEAK_TIME_POINT, Kind.AGO)
_SAYING: Final = ("now", "usual", "once", "then", "came", "treated", "extreme", "hour")
_PASSED: Final = (*_SAYING, "goal", "between")
_PARTING: Final = re.compile(r"[，,。；;！!？?、\n()（）]|\.(?!\d)")
_COUNTS: Final = re.compile(
    r"\s*(?:[个次回下天日号年月周岁片粒颗袋支点时分秒斤米块元碗杯口步人楼瓶顿盒包遍]|多[个次天年岁片]|星期|公斤|公里|单位|毫克|小时"
    r"|(?:am|pm|kg|cm|km|lbs?|mg|ml|g|units?|hours?|hrs?|days?|weeks?|months?|years?|times?|tablets?|pills?|people|o'clock|minutes?|mins?)(?![a-z]|\s*/))",
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"\s*[次下]")
_JOINED: Final = re.compile(r"\s*(?:[-–~～:：]\s*\d|[%％度°℃])")
"""A range, a clock, and units that only their own measurement has."""


def of_else(row: Row, index: int, *, counted: bool = False) -> bool:
    """Say whether the number at a token counts something else: 3天, 2片, 5点. `counted` values are so many 次 or 下."""
    end = row.tokens[index].end
    return _COUNTS.match(row.text, end) is not None and not (counted and _RATE.match(row.text, end))


def passed(row: Row, index: int) -> int:
    """Answer the token behind the words of time and telling that begin at a token; the token itself where none do."""
    while index < len(row.tokens):
        step = _step(row, index)
        if step == index:
            return index
        index = step
    return index


def _step(row: Row, index: int) -> int:
    at = row.piece_at[index]
    piece = row.pieces[at] if at >= 0 else None
    if piece is not None and piece.start == index and piece.has(*_TIMES):
        return piece.end
    match = pattern(VALUES, *_PASSED).match(row.text, row.tokens[index].start)
    if match is None or not match[0]:
        if row.tokens[index].norm in {":", "：", "=", "~"}:
            return index + 1
        return index
    return next((n for n in range(index, len(row.tokens)) if row.tokens[n].start >= match.end()), len(row.tokens))


def led_by_goal(row: Row, start: int, index: int) -> int:
    """Answer the token behind the words that stand before the number of a goal: 控制目标低于7. `start` is where its part begins."""
    if index < len(row.tokens) and pattern(VALUES, "goal").search(row.text, _part(row, start), row.tokens[index].start):
        while index < len(row.tokens):
            match = pattern(VALUES, "bound").match(row.text, row.tokens[index].start)
            if match is None:
                break
            index = next(
                (n for n in range(index, len(row.tokens)) if row.tokens[n].start >= match.end()), len(row.tokens)
            )
    return index


def _part(row: Row, index: int) -> int:
    at = row.tokens[index].start
    start = max(0, at - MOST_APART)
    for mark in _PARTING.finditer(row.text, start, at):
        start = mark.end()
    return start


def going_on(row: Row, start: int, until: int, *, counted: bool = False) -> Iterator[int]:
    """Answer the tokens, behind `start` and before `until`, of numbers that only a time or a change leads to or follows.

    The part of the sentence in which one stands tells nothing else before it.
    """
    index = begun = _behind_unit(row, start)
    fresh = True
    came = _came_to(row, start, until)
    if came is not None:
        yield came
        index = begun = _behind_unit(row, came + 1)
        start = came + 1
    last = row.tokens[start - 1].end if start else 0
    while index < until and row.tokens[index].start - last <= MOST_APART:
        if fresh:
            index = passed(row, index)
            if index >= until:
                return
        token = row.tokens[index]
        if fresh and token.kind == "number" and not of_else(row, index, counted=counted):
            if _timed(row, begun, index, until):
                yield index
                last = token.end
            begun = _behind_unit(row, index + 1)
            index = begun - 1
        elif _PARTING.match(row.text, token.start):
            # 今天，486: a time alone leads over the comma.
            begun = begun if fresh and index > begun else index + 1
            fresh = True
        else:
            fresh = False
        index += 1


def _came_to(row: Row, start: int, until: int) -> int | None:
    """Answer the token of the number that the one right before `start` went to."""
    first = next((n for n in range(start - 1, max(-1, start - 4), -1) if row.tokens[n].kind == "number"), None)
    second = next((n for n in range(start, min(until, start + MOST_FROM_TO)) if row.tokens[n].kind == "number"), None)
    if first is None or second is None or of_else(row, second):
        return None
    spot = (row.tokens[first].start, row.tokens[first].end)
    return second if went_to(row.text, spot, row.tokens[second].start) else None


def _behind_unit(row: Row, index: int) -> int:
    """Answer the token behind the unit at a token; the token itself where none stands there."""
    if index >= len(row.tokens):
        return index
    unit = UNIT.match(row.text, row.tokens[index].start)
    if unit is None:
        return index
    return next((n for n in range(index, len(row.tokens)) if row.tokens[n].start >= unit.end()), len(row.tokens))


def _timed(row: Row, begun: int, index: int, until: int) -> bool:
    """Say whether a time or a change stands between two tokens, or right behind the number."""
    if _says(row, begun, index):
        return True
    first = _behind_unit(row, index + 1)
    behind = passed(row, first)
    return behind > first and _says(row, first, min(behind, until))


def _says(row: Row, begun: int, index: int) -> bool:
    if begun >= index:
        return False
    if any(row.pieces[at].has(*_TIMES) for at in row.piece_at[begun:index] if at >= 0):
        return True
    return pattern(VALUES, *_SAYING).search(row.text, row.tokens[begun].start, row.tokens[index - 1].end) is not None
