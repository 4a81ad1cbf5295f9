"""What makes a number doubtful: signs that it was misread. A doubtful number is asked back, never corrected.

Owns the signs and no recognition. Each is a question about one line, its indicator, or its table.
"""

from __future__ import annotations

import re
from typing import Final

from agents.reports.lines import Line
from agents.reports.pieces import Piece
from kg.schema import LabIndicator
from kg.units import factor

SURE_LETTER: Final = 0.75
"""Probability of a number's least sure letter below which it is asked back."""
SURE_NAME: Final = 0.6
HIDDEN_POINT: Final = 0.05
"""Probability of an unread decimal point from which a number is asked back."""
_LED_BY_ZERO: Final = re.compile(r"[-+<>≤≥]*0\d")
"""No laboratory prints 016: a point was not read, or was read as a digit."""
_STRANGE: Final = 5.0
"""Laboratories differ in their ranges, by method and by age, hardly ever by more than this factor beyond those of the graph."""
_ADULT: Final = 18
_FAR: Final = 8.0
"""A value this many times beyond its range, with the point one place on inside it, looks like a lost or moved point."""


def is_doubtful(line: Line, indicator: LabIndicator | None, unit: str, *, unit_known: bool, marks: bool) -> bool:
    """Answer whether an item is to be asked back. `marks`: its table marks abnormal results."""
    return (
        line.result is None
        or _is_unsure(line)
        or _disagrees(line, marks=marks)
        or _is_out_of_reach(line, indicator, unit, unit_known=unit_known)
        or _lost_its_point(line)
        or _has_a_strange_range(line, indicator, unit)
    )


def _is_unsure(line: Line) -> bool:
    result = line.result
    if result is None:
        return True
    piece = result.piece
    if piece.weakest < SURE_LETTER or _LED_BY_ZERO.match(result.text):
        return True
    if result.number is not None and piece.hidden_point > HIDDEN_POINT and "." not in result.text:
        return True
    if line.bounds is not None and _weakest_digit(line.bounds.piece) < SURE_LETTER:
        return True
    return any(token.piece.score < SURE_NAME for token in line.names[:1])


def _weakest_digit(piece: Piece) -> float:
    """Answer the probability of the least sure digit or point: a dash or a blank may be any of several without harm."""
    if len(piece.scores) != len(piece.text):
        return piece.weakest
    return min(
        (score for letter, score in zip(piece.text, piece.scores, strict=True) if letter in "0123456789."), default=1.0
    )


def _side(line: Line) -> str:
    """Answer where the result lies against the printed range: high, low, normal, or unknown."""
    result, bounds = line.result, line.bounds
    if result is None or result.kind != "number" or result.number is None or bounds is None:
        return "unknown"
    if bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
        return "unknown"
    if bounds.high is not None and result.number > bounds.high:
        return "high"
    return "low" if bounds.low is not None and result.number < bounds.low else "normal"


def _disagrees(line: Line, *, marks: bool) -> bool:
    """A printed mark against the printed range, a mark missing where others are marked, or a range upside down."""
    bounds = line.bounds
    if bounds is not None and bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
        return True
    side, printed = _side(line), line.printed_flag
    if side == "unknown":
        return False
    if printed in {"high", "low"}:
        return printed != side
    if printed == "abnormal":
        return side == "normal"
    return marks and side != "normal"


def marks_abnormal(lines: list[Line]) -> bool:
    """Answer whether a table marks what is out of range: most of what is out of range is marked, and something is."""
    out = [line for line in lines if _side(line) in {"high", "low"}]
    marked = [line for line in out if line.printed_flag != "unknown"]
    return len(marked) > len(out) / 2


def _is_out_of_reach(line: Line, indicator: LabIndicator | None, unit: str, *, unit_known: bool) -> bool:
    result = line.result
    if indicator is None or result is None or result.number is None:
        return False
    scale = factor(indicator, unit)
    if scale is None:
        return not unit_known or bool(unit)
    if indicator.plausible is None:
        return False
    low, high = indicator.plausible
    return not low <= result.number * scale <= high


def _has_a_strange_range(line: Line, indicator: LabIndicator | None, unit: str) -> bool:
    """A printed range many times off every range that the graph knows: a misread digit, or the range of another line."""
    bounds = line.bounds
    scale = None if indicator is None else factor(indicator, unit)
    if indicator is None or bounds is None or bounds.high is None or scale is None:
        return False
    adult = [each for each in indicator.ranges if each.max_age_years > _ADULT] or indicator.ranges
    known = [each.high for each in adult if each.high is not None and each.high > 0]
    high = bounds.high * scale
    return bool(known) and not min(known) / _STRANGE <= high <= max(known) * _STRANGE


def _lost_its_point(line: Line) -> bool:
    """A value far beyond its range whose digits fit with the point elsewhere, and no mark that says that it is abnormal."""
    result, bounds = line.result, line.bounds
    if result is None or result.number is None or bounds is None or line.printed_flag in {"high", "low", "abnormal"}:
        return False
    low, high = bounds.low or 0.0, bounds.high
    if high is None or high <= 0:
        return False
    value = abs(result.number)
    moved = any(low <= value / power <= high for power in (10, 100)) or (low > 0 and low <= value * 10 <= high)
    far = value > _FAR * high or (low > 0 and value * _FAR < low)
    fine = "." in f"{low:g} {high:g}"
    return moved and (
        far or ("." not in result.text and value > high and fine and not result.text.startswith(("<", ">")))
    )
