"""From rows of a page to the items of a laboratory report: finds the heads, their columns and tables, and reads line by line.

A line is an item when its name is an indicator that the knowledge graph knows, or when it stands under a head and has a result. A name
that the graph does not know is kept as it is printed: leaving it out would be losing what the paper says. A known indicator in a table
whose result could not be read is kept too, empty and doubtful, so that it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from statistics import median
from typing import Final

from agents.reports.cells import plain, tokens
from agents.reports.columns import Column, Head, head_of
from agents.reports.doubts import is_doubtful, marks_abnormal
from agents.reports.layout import Row
from agents.reports.lines import Line, line_of, result_column, without_strays
from agents.reports.naming import Match, named, sample_of
from agents.reports.pieces import Piece
from agents.reports.unit_spelling import settle
from kg.schema import LabResult

Look = Callable[[float, float, float, float], Piece | None]
"""Reads once more what stands between left, right, top and bottom of the flattened page; None when nothing does."""

_FOOTER: Final = re.compile(
    r"检验者|检验人|审核|报告时间|报告日期|采样时间|采集时间|接收时间|送检时间|打印时间|仅对|备注"
    r"|reported|verified|printed|comment|relate to",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"姓名|性别|年龄|科室|床号|病历号|门诊号|住院号|标本|样本|条码|送检|申请|医院|诊断"
    r"|name\s*:|sex\s*:|age\s*:|gender|hospital|sample\s*(?:no|id)|specimen",
    re.IGNORECASE,
)
_COLUMN: Final = 3
"""Cells that make a column; two may stand below each other by chance."""
_LETTER: Final = re.compile(r"[A-Za-zα-ω\u4e00-\u9fff]")


@dataclass(frozen=True)
class TableItem:
    """One item with what made it doubtful, if anything did."""

    result: LabResult
    doubtful: bool
    level: float = 0.0
    """Where its line stands on the flat page, in pixels."""


@dataclass
class _Table:
    columns: tuple[Column, ...]
    lines: list[Line] = field(default_factory=list)


def items(page: list[Row], match: Match, look: Look | None = None) -> list[TableItem]:
    """Answer the items of a page, in the order of the paper, table by table."""
    sample = sample_of("\n".join(row.text for row in page))

    @lru_cache(maxsize=4096)
    def is_name(text: str) -> bool:
        return match(text) is not None or bool(sample and match(sample + text) is not None)

    found: list[TableItem] = []
    for table in _tables(page, is_name):
        lines = without_strays(table.lines)
        if look is not None:
            lines = [_looked_again(line, lines, table.columns, look, is_name) for line in lines]
        marks = marks_abnormal(lines)
        of_table = (_item(line, match, sample, under_head=bool(table.columns), marks=marks) for line in lines)
        found += [item for item in of_table if item is not None]
    return found


def _tables(page: list[Row], is_name: Callable[[str], bool]) -> list[_Table]:
    head: Head | None = None
    tables: list[_Table] = [_Table(())]
    beside: list[_Table] = [tables[0]]
    for row in page:
        new = head_of(row)
        if new is not None:
            head = new
            beside = [_Table(panel) for panel in head.panels]
            tables += beside
            continue
        aside = _is_aside(row.text)
        if head is None:
            for n, line in enumerate([] if aside else line_of(row.pieces, (), is_name, row.level)):
                while n >= len(beside):
                    beside.append(_Table(()))
                    tables.append(beside[-1])
                beside[n].lines.append(line)
            continue
        for table, pieces in zip(beside, head.split(row), strict=True):
            lines = line_of(pieces, table.columns, is_name, row.level)
            if aside:
                # One table's foot may stand beside a line of the other.
                text = " ".join(piece.text for piece in pieces)
                lines = [] if _is_aside(text) else [line for line in lines if line.names and line.result]
            table.lines += lines
    return [table for table in tables if table.lines]


def _is_aside(text: str) -> bool:
    """Answer whether a line is about the person, the sample or who signed."""
    return bool(_FOOTER.search(text) or _PERSON.search(text))


def _looked_again(
    line: Line, lines: list[Line], columns: tuple[Column, ...], look: Look, is_name: Callable[[str], bool]
) -> Line:
    """Answer the line with what was passed over read once more: a lone “-” or “1” as result, “K” as name, “%” as unit."""
    if line.result is None:
        return _result_looked_for(line, lines, columns, look, is_name)
    if not line.names:
        return _name_looked_for(line, lines, look, is_name)
    return line if line.unit is not None else _unit_looked_for(line, lines, look, is_name)


def _result_looked_for(
    line: Line, lines: list[Line], columns: tuple[Column, ...], look: Look, is_name: Callable[[str], bool]
) -> Line:
    column = result_column(lines) or next((each for each in columns if each.role == "value"), None)
    named_so = any(is_name(token.text) for token in line.names)
    if not named_so or column is None or column.left <= max(token.piece.right for token in line.names[:1]):
        return line
    left = column.left - 0.6 * line.height
    others = [token.piece for token in (line.flag, line.unit, line.bounds) if token is not None]
    right = max(column.right, column.left + 2.5 * line.height) + 0.6 * line.height
    right = min([right, *(piece.left - 2 for piece in others if piece.left > column.left)])
    piece = look(left, right, line.level - 0.75 * line.height, line.level + 0.75 * line.height)
    told = [] if piece is None else tokens(piece, is_name)
    found = next((token for token in told if token.kind in {"number", "words", "bound"}), None)
    return line if found is None else replace(line, result=found)


def _unit_looked_for(line: Line, lines: list[Line], look: Look, is_name: Callable[[str], bool]) -> Line:
    """Answer the line with its unit read once more where other lines have one: a lone “%” or “s” is easily passed over."""
    if line.result is None or line.result.kind == "words":
        return line
    those = [other.unit.piece for other in lines if other.unit is not None]
    if len(those) < _COLUMN:
        return line
    left, right = median(piece.left for piece in those), median(piece.right for piece in those)
    taken = [token.piece for token in (*line.names, line.result, line.flag, line.bounds) if token is not None]
    right = min([right, *(piece.left - 2 for piece in taken if piece.left > left)])
    left = max([left - 0.5 * line.height, *(piece.right + 2 for piece in taken if piece.centre < left)])
    if right - left < line.height:
        return line
    piece = look(left, right, line.level - 0.75 * line.height, line.level + 0.75 * line.height)
    told = [] if piece is None else [token for token in tokens(piece, is_name) if token.kind == "unit"]
    return replace(line, unit=told[0]) if told else line


def _name_looked_for(line: Line, lines: list[Line], look: Look, is_name: Callable[[str], bool]) -> Line:
    lefts = [other.names[0].piece.left for other in lines if other.names]
    if line.result is None or not lefts or not (line.unit or line.bounds):
        return line
    left, right = median(lefts), line.result.piece.left - 0.5 * line.height
    if right - left < line.height:
        return line
    piece = look(left - 0.4 * line.height, right, line.level - 0.75 * line.height, line.level + 0.75 * line.height)
    told = [] if piece is None else [token for token in tokens(piece, is_name) if token.kind == "text"]
    return replace(line, names=tuple(told)) if told and is_name(told[0].text) else line


def _item(line: Line, match: Match, sample: str, *, under_head: bool, marks: bool) -> TableItem | None:
    unit_text = line.unit.text if line.unit else ""
    in_words = line.result is not None and line.result.kind == "words"
    found = named([token.text for token in line.names], unit_text, in_words=in_words, sample=sample, match=match)
    if not found.name or not _LETTER.search(found.name):
        return None
    indicator = found.indicator
    if line.result is None and (indicator is None or not (under_head or line.unit or line.bounds)):
        return None
    if indicator is None and not (under_head and (line.unit or line.bounds or in_words)):
        return None
    unit, unit_known = settle(unit_text, indicator)
    result, bounds = line.result, line.bounds
    printed = line.printed_flag
    tokens_read = [token for token in (line.names[0] if line.names else None, result) if token is not None]
    confidence = min((token.piece.score for token in tokens_read), default=0.0)
    answer = LabResult(
        lab=indicator.id if indicator else None,
        name=found.name,
        abbr=found.abbr,
        value=None if result is None or result.kind == "words" else result.number,
        value_text="" if result is None else plain(result.text),
        unit=unit,
        low=bounds.low if bounds else None,
        high=bounds.high if bounds else None,
        flag=printed if printed in {"high", "low", "abnormal"} else "unknown",
        confidence=round(min(max(confidence, 0.0), 1.0), 3) if result is not None else 0.0,
    )
    doubtful = is_doubtful(line, indicator, unit, unit_known=unit_known, marks=marks) or not found.agreed
    return TableItem(answer, doubtful=doubtful, level=line.level)
