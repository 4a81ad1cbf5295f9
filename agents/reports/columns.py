"""The head of a table: which columns it names, where they stand, and where a second table begins beside the first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from agents.reports.cells import Token, plain
from agents.reports.layout import Row
from agents.reports.pieces import Piece

_ROLES: Final = (
    ("before", r"上次结果|历史结果|前次结果|上次|前次|previous(?:\s*results?)?|last\s*result"),
    ("no", r"序号|编号|no\.?(?![a-z])|序(?!列)"),
    ("method", r"检测方法|检验方法|实验方法|测定方法|方法|method"),
    ("abbr", r"英文缩写|英文名称|英文对照|英文名|英文|缩写|简称|代号|代码|abbr\w*|code"),
    ("range", (r"生物参考区间|参考值范围|参考范围|参考区间|参考值|参考|正常范围|正常值"
        r"|reference\s*(?:ranges?|intervals?|values?)?|ref\.?\s*(?:ranges?|int\w*)?|normal\s*range")),
    ("flag", r"异常提示|结果提示|提示|标志|标记|异常|状态|高低|flags?|abn"),
    ("unit", r"计量单位|单位|units?"),
    ("value", r"本次结果|测定结果|检验结果|检查结果|检测结果|化验结果|结果|测定值|检测值|实测值|results?|value"),
    ("name", (r"检验项目名称|项目名称|检验项目|检查项目|检测项目|分析项目|中文名称|项目|指标|名称"
        r"|test\s*name|tests?|items?|analyte|parameter|component|investigation")),
)  # fmt: skip
_WORD: Final = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _ROLES), re.IGNORECASE)
_COVERED: Final = 0.6
"""Share of a line's letters that are column names, from which it is a head rather than a sentence with such words."""
_HANGS: Final = 2.0
"""Letters by which a cell may begin left of its column's head."""


@dataclass(frozen=True)
class Column:
    """One column as its head names it; `left` and `right` are those of the head's word."""

    role: str
    left: float
    right: float

    def distance(self, piece: Piece) -> float:
        """Answer how far a cell stands from this column: by its left edge, its middle or its right edge, whichever fits best."""
        return min(
            abs(piece.left - self.left), abs(piece.centre - (self.left + self.right) / 2), abs(piece.right - self.right)
        )


@dataclass(frozen=True)
class Head:
    """The columns of each table that stands beside the others, and where each table begins."""

    panels: tuple[tuple[Column, ...], ...]
    starts: tuple[float, ...]

    def split(self, row: Row) -> list[tuple[Piece, ...]]:
        """Answer the row's pieces by table."""
        parts: list[list[Piece]] = [[] for _ in self.panels]
        for piece in row.pieces:
            at = max((n for n, start in enumerate(self.starts) if piece.left >= start), default=0)
            parts[at].append(piece)
        return [tuple(part) for part in parts]


def names_column(text: str) -> bool:
    """Answer whether a text says what stands in a column, and little else."""
    letters = plain(text)
    covered = sum(len(found.group()) for found in _WORD.finditer(letters))
    return covered >= _COVERED * max(len(letters), 1)


def head_of(row: Row) -> Head | None:
    """Answer the row as the head of a table, or None when it is none."""
    columns: list[Column] = []
    letters = covered = 0
    for piece in row.pieces:
        text = plain(piece.text)
        letters += len(re.sub(r"[\W_]", "", text))
        for found in _WORD.finditer(text):
            covered += len(re.sub(r"[\W_]", "", found.group()))
            part = piece.part(found.start(), found.end())
            columns.append(Column(str(found.lastgroup), part.left, part.right))
    roles = {column.role for column in columns}
    if len(roles) < 2 or not roles & {"value", "range"} or covered < _COVERED * letters:  # noqa: PLR2004 - one word is no table
        return None
    if not roles & {"name", "abbr", "value"}:
        return None
    return _panels(sorted(columns, key=lambda column: column.left), row.pieces[0].height)


def _panels(columns: list[Column], height: float) -> Head:
    panels: list[list[Column]] = [[]]
    for column in columns:
        if column.role in {"no", "name", "abbr", "value"} and any(each.role == column.role for each in panels[-1]):
            panels.append([])
        panels[-1].append(column)
    starts = [float("-inf")]
    for before, panel in pairwise(panels):
        starts.append(max(panel[0].left - _HANGS * height, before[-1].right))
    return Head(tuple(tuple(panel) for panel in panels), tuple(starts))


def role_of(token: Token, columns: tuple[Column, ...], roles: tuple[str, ...], reach: float) -> str | None:
    """Answer which of the roles' columns a token stands nearest to; None when none is within reach (pixels)."""
    those = [(column.distance(token.piece), column.role) for column in columns if column.role in roles]
    nearest = min(those, default=None)
    return nearest[1] if nearest is not None and nearest[0] <= reach else None
