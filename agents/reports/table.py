"""From rows of a page to the items of a laboratory report: finds the header, its columns and panels, and reads row by row.

A row is an item when its name is an indicator that the knowledge graph knows, or when it stands under a header and has a result. A name
that the graph does not know is kept as it is printed: leaving it out would be losing what the paper says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.reports.cells import Fields, fields, is_result, plain
from agents.reports.layout import Piece, Row
from kg.schema import LabIndicator, LabResult

_NAME = re.compile(r"项目|检验名称|检查项目|^名称|中文名|test\s*name|^test$|^item|analyte", re.IGNORECASE)
_RESULT = re.compile(r"结果|测定值|检测值|^result|^value", re.IGNORECASE)
_OTHER = re.compile(r"单位|参考|范围|提示|标志|^units?$|reference|range|flag|方法|缩写|代号", re.IGNORECASE)
_FOOTER = re.compile(
    r"检验者|审核|报告时间|采样时间|接收时间|仅对|备注|打印|reported|verified|printed|comment", re.IGNORECASE
)
_PERSON = re.compile(r"姓名|性别|年龄|科室|床号|病历号|标本|送检|医院|name:|sex:|age:|hospital", re.IGNORECASE)
_NUMBERING = re.compile(r"^\s*[*★]?\s*\d{1,2}\s*[.、)]?\s*(?=[^\d.\s])")
_ABBR = re.compile(r"[(（\[]\s*([A-Za-z0-9αβγ%#/ .+-]{1,16})\s*[)）\]]?\s*$")
_SURE = 0.9
_FLAG_WORDS = {
    "↑": "high",
    "H": "high",
    "偏高": "high",
    "高": "high",
    "↓": "low",
    "L": "low",
    "偏低": "low",
    "低": "low",
    "*": "abnormal",
}

Match = Callable[[str], LabIndicator | None]
"""From a printed name or abbreviation to an indicator of the graph."""


@dataclass(frozen=True)
class TableItem:
    """One item with what made it doubtful, if anything did."""

    result: LabResult
    doubtful: bool


def items(page: list[Row], match: Match) -> list[TableItem]:
    """Answer the items of a page, in the order of the paper, panel by panel."""
    header = next((n for n, row in enumerate(page) if _is_header(row)), None)
    body = page if header is None else page[header + 1 :]
    starts = [] if header is None else _panel_starts(page[header])
    panels: list[list[tuple[Piece, ...]]] = [[] for _ in range(max(len(starts), 1))]
    for row in body:
        if _FOOTER.search(row.text) or (
            _PERSON.search(row.text) and not any(is_result(p.text) for p in row.pieces[1:])
        ):
            continue
        for number, pieces in enumerate(_split(row, starts)):
            if pieces:
                panels[number].append(pieces)
    found = (_item(pieces, match, under_header=header is not None) for panel in panels for pieces in panel)
    return [item for item in found if item is not None]


def _is_header(row: Row) -> bool:
    cells = [plain(piece.text).replace(" ", "") for piece in row.pieces]
    kinds = sum(any(pattern.search(cell) for cell in cells) for pattern in (_NAME, _RESULT, _OTHER))
    return kinds >= 2 and any(_RESULT.search(cell) for cell in cells)  # noqa: PLR2004 - a name or another column beside the results


def _panel_starts(header: Row) -> list[float]:
    """Answer where each panel begins: a page may hold two tables side by side, each with a column of names."""
    names = [piece for piece in header.pieces if _NAME.search(plain(piece.text).replace(" ", ""))]
    return [piece.left for piece in names]


def _split(row: Row, starts: list[float]) -> list[tuple[Piece, ...]]:
    if len(starts) < 2:  # noqa: PLR2004 - one panel
        return [row.pieces]
    # A name may hang out to the left of its header, by at most three characters.
    edges = [start - 3 * row.pieces[0].height for start in starts[1:]] + [float("inf")]
    parts: list[list[Piece]] = [[] for _ in starts]
    for piece in row.pieces:
        parts[next(n for n, edge in enumerate(edges) if piece.left < edge)].append(piece)
    return [tuple(part) for part in parts]


def _item(pieces: tuple[Piece, ...], match: Match, *, under_header: bool) -> TableItem | None:
    names, cells = _name_and_cells([plain(piece.text) for piece in pieces])
    name = _NUMBERING.sub("", " ".join(names)).strip(" *★:")
    if not name or not re.search(r"[A-Za-z\u4e00-\u9fff]", name):
        return None
    found = fields(cells)
    if found is None:
        return None
    indicator, name, abbr = _indicator(name, match)
    if indicator is None and not (under_header and (found.unit or found.low is not None or found.high is not None)):
        return None
    score = min(piece.score for piece in pieces)
    result = LabResult(
        lab=indicator.id if indicator else None,
        name=name,
        abbr=abbr,
        value=found.number,
        value_text=found.text,
        unit=found.unit,
        low=found.low,
        high=found.high,
        flag=_printed_flag(found),
        confidence=round(min(max(score, 0.0), 1.0), 3),
    )
    return TableItem(result, doubtful=score < _SURE or _disagrees(found) or _out_of_reach(found, indicator))


def _name_and_cells(texts: list[str]) -> tuple[list[str], list[str]]:
    """Divide a row into the pieces of its name and the rest. A running number in front belongs to neither."""
    if len(texts) > 1 and re.fullmatch(r"[*★]?\d{1,2}[.、]?", texts[0]):
        texts = texts[1:]
    for position, text in enumerate(texts):
        if position > 0 and is_result(text):
            return texts[:position], texts[position:]
    # Name and result recognised as one piece: "钾(K)4.1" or "WBC 9.8".
    joined = re.match(
        r"^(?P<name>.*?[A-Za-z)\]）\u4e00-\u9fff%#])[\s:]*(?P<rest>[<>]?\d+(?:\.\d+)?\s*[↑↓HL]?)$", texts[0]
    )
    if joined and len(texts) > 1:
        return [joined["name"]], [joined["rest"], *texts[1:]]
    return texts, []


def _indicator(name: str, match: Match) -> tuple[LabIndicator | None, str, str]:
    """Answer the indicator with the name and the abbreviation as printed; the abbreviation in brackets is the surer of the two."""
    bracket = _ABBR.search(name)
    abbr = bracket.group(1).strip() if bracket else ""
    bare = name[: bracket.start()].strip() if bracket else name
    words = bare.split(" ")
    tries = [name, bare, abbr] + ([words[0], words[-1]] if len(words) > 1 else [])
    for text in tries:
        indicator = match(text) if text else None
        if indicator is not None:
            return indicator, bare or name, abbr
    return None, bare or name, abbr


def _printed_flag(found: Fields) -> str:
    return _FLAG_WORDS.get(found.flag.upper(), "unknown")


def _disagrees(found: Fields) -> bool:
    """A printed arrow that contradicts the printed range, or a range upside down: one of them was misread."""
    if found.low is not None and found.high is not None and found.low > found.high:
        return True
    if found.number is None:
        return False
    above = found.high is not None and found.number > found.high
    below = found.low is not None and found.number < found.low
    printed = _printed_flag(found)
    return (printed == "high" and (below or (found.high is not None and not above))) or (
        printed == "low" and (above or (found.low is not None and not below))
    )


def _out_of_reach(found: Fields, indicator: LabIndicator | None) -> bool:
    if indicator is None or indicator.plausible is None or found.number is None:
        return False
    factor = 1.0 if found.unit in {"", indicator.unit} else indicator.units.get(found.unit)
    if factor is None:
        return True
    low, high = indicator.plausible
    return not low <= found.number * factor <= high
