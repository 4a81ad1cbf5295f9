"""One line of a table: which of its tokens is the name, the result, the flag, the unit and the range.

By kind first and by column where that leaves a choice: a running number, last time's result and a method are none of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from agents.reports.cells import IsName, Token, flag_word, tokens
from agents.reports.columns import Column, role_of
from agents.reports.pieces import Piece

_RESULTS: Final = frozenset({"number", "words", "bound"})
_REACH: Final = 3.0
"""Letters by which a result may stand off its column."""


@dataclass(frozen=True)
class Line:
    """What one line says. `result` is None where no result was found; `height` is that of a letter, `level` where the line stands."""

    names: tuple[Token, ...]
    result: Token | None
    flag: Token | None
    unit: Token | None
    bounds: Token | None
    height: float
    level: float

    @property
    def printed_flag(self) -> str:
        """Answer what the printed flag says: high, low, abnormal, or unknown."""
        return flag_word(self.flag.text) if self.flag else "unknown"


def line_of(pieces: Sequence[Piece], columns: tuple[Column, ...], is_name: IsName, level: float) -> list[Line]:
    """Answer the lines of a row: one, or without a head as many as tables stand side by side."""
    told = [token for piece in sorted(pieces, key=lambda each: each.left) for token in tokens(piece, is_name)]
    parts = [told] if columns else _side_by_side(told, is_name)
    return [line for part in parts if (line := _line(part, columns, level)) is not None]


def _side_by_side(told: list[Token], is_name: IsName) -> list[list[Token]]:
    """Divide where another name follows a result: two tables beside each other."""
    parts: list[list[Token]] = [[]]
    for n, token in enumerate(told):
        has_result = any(each.kind in _RESULTS for each in parts[-1])
        another = token.kind == "text" and is_name(token.text)
        if another and has_result and any(each.kind in _RESULTS for each in told[n + 1 :]):
            parts.append([])
        parts[-1].append(token)
    return parts


def _line(told: list[Token], columns: tuple[Column, ...], level: float) -> Line | None:
    if not told:
        return None
    height = median(token.piece.height for token in told)
    roles = {id(token): _role(token, columns, height) for token in told}
    result = _result(told, roles, columns)
    names = [token for token in told if token.kind == "text" and roles[id(token)] in {"name", "abbr", None}]
    if result is not None:
        names = [
            token for token in names if token.piece.left < result.piece.left or _stands_behind(token, columns, roles)
        ]
    elif not columns:
        names = names[:2]
    after = [token for token in told if token is not result and (not names or token.piece.left > names[0].piece.left)]
    flags = [token for token in told if token.kind == "flag" and roles[id(token)] not in {"name", "abbr"}]
    units = [token for token in after if token.kind == "unit" or (token.kind == "text" and roles[id(token)] == "unit")]
    return Line(
        names=tuple(names),
        result=result,
        flag=max(flags, key=lambda token: flag_word(token.text) in {"high", "low"}, default=None),
        unit=next((token for token in units if roles[id(token)] == "unit"), units[0] if units else None),
        bounds=_bounds(after, roles),
        height=height,
        level=level,
    )


def _stands_behind(token: Token, columns: tuple[Column, ...], roles: dict[int, str | None]) -> bool:
    """Answer whether a name or an abbreviation stands in a column of its own behind the results."""
    value = next((column for column in columns if column.role == "value"), None)
    own = next((column for column in columns if column.role == roles[id(token)]), None)
    return value is not None and own is not None and own.left > value.left


_ABLE: Final = {
    "number": ("value", "no", "before", "range", "flag"),
    "words": ("value", "range", "before", "flag"),
    "bound": ("value", "range", "before"),
    "range": ("range",),
    "unit": ("unit",),
    "flag": ("flag", "value", "no"),
    "text": ("name", "abbr", "method", "unit", "flag"),
}


def _role(token: Token, columns: tuple[Column, ...], height: float) -> str | None:
    """Answer the column of a token: the nearest of those that may hold its kind; None without one near.

    Where the head of the results was not read, a result would seem to stand in a neighbour's column: then only what stands right
    below a head counts as its.
    """
    able = _ABLE[token.kind]
    headless = token.kind in _RESULTS and not any(column.role == "value" for column in columns)
    wide = token.kind == "text"
    return role_of(token, columns, able, height if headless else float("inf") if wide else 3 * _REACH * height)


def _result(told: list[Token], roles: dict[int, str | None], columns: tuple[Column, ...]) -> Token | None:
    those = [token for token in told if token.kind in _RESULTS]
    placed = [token for token in those if roles[id(token)] == "value"]
    if placed:
        # An arrow in front that was read as "1" stands in no column of its own; the result stands nearest to its head.
        values = [column for column in columns if column.role == "value"]
        return min(placed, key=lambda token: min(column.distance(token.piece) for column in values))
    first = next((n for n, token in enumerate(told) if token.kind == "text"), -1)
    free = [token for token in told[first + 1 :] if token in those and roles[id(token)] is None]
    return free[0] if free else None


def _bounds(after: list[Token], roles: dict[int, str | None]) -> Token | None:
    ranges = [token for token in after if token.kind == "range"]
    if ranges:
        return ranges[0]
    bounds = [token for token in after if token.kind == "bound" and roles[id(token)] in {"range", None}]
    if bounds:
        return bounds[0]
    # A dash that was not seen: two numbers in the column of the ranges are one.
    those = [token for token in after if token.kind == "number" and roles[id(token)] == "range"]
    if len(those) == 2 and those[0].number is not None and those[1].number is not None:  # noqa: PLR2004
        return replace(those[0], kind="range", low=those[0].number, high=those[1].number)
    return None


def result_column(lines: Sequence[Line]) -> Column | None:
    """Answer where the results of a table stand, as its lines say; None when too few say so."""
    those = [line.result.piece for line in lines if line.result is not None]
    if len(those) < 3:  # noqa: PLR2004 - two cells may agree by chance
        return None
    return Column("value", median(piece.left for piece in those), median(piece.right for piece in those))


def without_strays(lines: list[Line]) -> list[Line]:
    """Answer the lines with results taken out that stand far from where the others stand: they belong to another column."""
    column = result_column(lines)
    if column is None:
        return lines
    answer = []
    for line in lines:
        stray = line.result is not None and column.distance(line.result.piece) > 2 * _REACH * line.height
        answer.append(replace(line, result=None) if stray else line)
    return answer
