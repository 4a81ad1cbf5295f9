"""How laboratories set their reports: columns, rules, print and words. Data only; `sheet` draws them.

Columns are named by what they hold: no, name, named (name with abbreviation in brackets), abbr, value, arrowed (value with its arrow),
flag, unit, range, method, before (the result of last time), star (an asterisk beside abnormal results).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app.evaluate.reports.content import Language

Print = Literal["laser", "thermal", "dots", "bold"]
Flags = Literal["arrows", "letters", "words"]


@dataclass(frozen=True)
class Layout:
    """One layout. `widths` are the columns' shares of the line; `side_by_side` tables stand beside each other."""

    name: str
    panels: tuple[str, ...]
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    heads: tuple[str, ...] = ()
    """Words over the columns; empty for a table without a header."""
    language: Language = "zh"
    items: tuple[int, int] = (8, 20)
    side_by_side: bool = False
    stacked: bool = False
    """Several panels below each other, each with its title: a check-up, or two reports on one sheet."""
    sheets: bool = False
    """A sheet for each panel, beside each other in one picture: two pages of a report, the second without a head."""
    print: Print = "laser"
    font: Literal["sans", "serif", "mono"] = "sans"
    rules: Literal["none", "lines", "box", "ends"] = "ends"
    flags: Flags = "arrows"
    ranges: tuple[str, ...] = ("plain",)
    words: Literal["signs", "characters", "both"] = "characters"
    size: int = 24
    width: int = 1240
    height_per_row: float = 1.9


LAYOUTS: Final[tuple[Layout, ...]] = (
    Layout(
        "blood_one", ("blood_count",), ("no", "named", "value", "flag", "unit", "range"), (6, 38, 14, 8, 16, 18),
        ("序号", "项目名称", "结果", "提示", "单位", "参考范围"), items=(12, 22), ranges=("plain", "long"),
    ),
    Layout(
        "blood_two", ("blood_count",), ("abbr", "name", "arrowed", "range", "unit"), (15, 33, 18, 18, 16),
        ("代号", "项目", "结果", "参考值", "单位"), items=(16, 22), side_by_side=True, width=1754, rules="lines", ranges=("plain", "tilde"),
    ),
    Layout(
        "chemistry_abbr", ("chemistry",), ("no", "abbr", "name", "value", "flag", "range", "unit"), (5, 11, 30, 13, 7, 19, 15),
        ("NO", "缩写", "检验项目", "测定结果", "标志", "参考区间", "单位"), items=(12, 20), rules="box", ranges=("plain", "spaced"),
    ),
    Layout(
        "english", ("blood_count", "chemistry", "lipids", "thyroid"), ("name", "value", "flag", "unit", "range"), (42, 14, 8, 16, 20),
        ("Test", "Result", "Flag", "Units", "Reference Range"), language="en", flags="letters", items=(8, 14), font="serif",
        ranges=("plain", "spaced"),
    ),
    Layout(
        "urine", ("urine",), ("named", "value", "star", "unit", "range"), (36, 18, 8, 16, 22),
        ("项目名称", "检验结果", "提示", "单位", "参考值"), items=(9, 12), words="signs", rules="lines",
    ),
    Layout(
        "urine_words", ("urine",), ("abbr", "name", "value", "range"), (18, 34, 24, 24),
        ("英文", "项目", "结果", "参考范围"), items=(8, 12), words="both", font="serif",
    ),
    Layout(
        "lipids", ("lipids",), ("name", "abbr", "value", "unit", "range", "flag"), (36, 14, 13, 14, 15, 8),
        ("检验项目", "简称", "结果", "单位", "参考范围", "异常"), items=(5, 8), rules="box", ranges=("le",), flags="words",
    ),
    Layout(
        "thyroid", ("thyroid",), ("named", "arrowed", "unit", "range", "method"), (38, 15, 14, 17, 16),
        ("项目", "结果", "单位", "参考值", "检测方法"), items=(5, 8), ranges=("brackets", "plain"),
    ),
    Layout(
        "cardiac", ("cardiac",), ("name", "abbr", "flag", "value", "unit", "range"), (36, 16, 6, 14, 13, 15),
        ("项目名称", "英文缩写", "", "结果", "单位", "参考区间"), items=(4, 7), ranges=("bound",), flags="arrows",
    ),
    Layout(
        "blood_gas_slip", ("blood_gas",), ("abbr", "value", "unit", "range"), (22, 24, 24, 30),
        (), items=(7, 10), print="thermal", width=620, font="mono", ranges=("brackets",), rules="none",
    ),
    Layout(
        "coagulation", ("coagulation",), ("star", "named", "value", "unit", "range"), (5, 45, 15, 13, 22),
        ("", "项目名称", "结果", "单位", "参考范围"), items=(5, 8), ranges=("brackets", "tilde"), rules="box", flags="words",
    ),
    Layout(
        "check_up", ("chemistry", "lipids", "blood_count"), ("name", "value", "flag", "unit", "range"), (36, 18, 10, 16, 20),
        ("项目名称", "检查结果", "异常提示", "单位", "参考值"), items=(4, 7), stacked=True, ranges=("plain", "tilde"), rules="none",
    ),
    Layout(
        "thermal", ("infection", "cardiac"), ("name", "value", "flag", "unit", "range"), (36, 16, 8, 18, 22),
        ("项目", "结果", "", "单位", "参考"), items=(3, 6), print="thermal", width=760, ranges=("plain",), rules="none", size=22,
    ),
    Layout(
        "dot_matrix", ("chemistry", "coagulation"), ("no", "name", "abbr", "value", "flag", "unit", "range"), (6, 32, 12, 12, 6, 14, 18),
        ("序", "项目名称", "代码", "结果", "", "单位", "参考值"), items=(8, 16), print="dots", font="mono",
        rules="ends", ranges=("plain", "long"),
    ),
    Layout(
        "serology", ("serology",), ("no", "name", "abbr", "value", "range", "method"), (7, 37, 15, 14, 13, 14),
        ("序号", "检验项目", "英文名", "结果", "参考值", "方法"), items=(6, 9), rules="box",
    ),
    Layout(
        "tumour_before", ("tumour",), ("named", "value", "flag", "before", "unit", "range"), (37, 13, 7, 14, 14, 15),
        ("检验项目", "本次结果", "提示", "上次结果", "单位", "参考范围"), items=(5, 10), ranges=("bound", "le"),
    ),
    Layout(
        "bare", ("chemistry", "blood_count"), ("name", "value", "flag", "unit", "range"), (38, 15, 8, 18, 21),
        (), items=(6, 14), ranges=("plain", "wave"), rules="none", print="bold",
    ),
    Layout(
        "two_reports", ("coagulation", "infection"), ("name", "abbr", "value", "flag", "range", "unit"), (34, 14, 14, 7, 17, 14),
        ("项目名称", "缩写", "结果", "提示", "参考范围", "单位"), items=(4, 7), stacked=True, rules="ends",
    ),
    Layout(
        "two_sheets", ("chemistry", "blood_count"), ("named", "value", "flag", "unit", "range"), (36, 14, 8, 18, 24),
        ("项目名称", "结果", "提示", "单位", "参考范围"), items=(6, 12), sheets=True, width=1000, rules="ends",
    ),
)  # fmt: skip
