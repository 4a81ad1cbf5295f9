"""Two sheets beside each other are told apart; one sheet with two tables, or with lines that bend, is one."""

from __future__ import annotations

from functools import lru_cache, partial

import pytest

from agents.reports.pieces import Piece
from agents.reports.sheets import apart
from kg.labs import match_indicator
from kg.load import load_graph

LEFT = ("白细胞计数(WBC)", "血红蛋白", "血小板计数", "红细胞计数", "红细胞压积")
RIGHT = ("丙氨酸氨基转移酶", "总胆红素", "白蛋白(ALB)", "尿素", "肌酐")


@lru_cache
def match():
    return partial(match_indicator, load_graph())


def table(names, left, top, pitch=45, *, tilt=0.0):
    rows = []
    for number, name in enumerate(names):
        for x, text in ((left, name), (left + 320, "4.1"), (left + 480, "3.5-5.3")):
            middle = top + number * pitch + tilt * x
            rows.append(Piece(text, x, x + 22 * len(text), middle, 30, slope=tilt))
    return rows


def head(left, middle):
    words = ((left, "项目名称"), (left + 320, "结果"), (left + 480, "参考范围"))
    return [Piece(text, x, x + 24 * len(text), middle, 30) for x, text in words]


def title(width, middle=40):
    return [Piece("示范医院检验报告单", width / 2 - 200, width / 2 + 200, middle, 36)]


@pytest.mark.parametrize("tilt", [0.0, 0.03, -0.03])
@pytest.mark.parametrize("shift", [14, 22, 30])
def test_two_sheets_are_two(shift, tilt):
    left, right = table(LEFT, 60, 120, tilt=tilt), table(RIGHT, 1000, 120 + shift, tilt=tilt)
    assert apart([*right, *left], match()) == [left, right]


@pytest.mark.parametrize("tilt", [0.0, 0.03])
@pytest.mark.parametrize("head", [True, False])
def test_two_tables_of_one_sheet_are_one(tilt, head):
    pieces = [*table(LEFT, 60, 120, tilt=tilt), *table(RIGHT, 1000, 120, tilt=tilt), *(title(1700) if head else [])]
    assert apart(pieces, match()) == [pieces]


def test_a_line_across_both_holds_them_together():
    pieces = [*table(LEFT, 60, 120), *table(RIGHT, 1000, 142), *title(1700)]
    assert apart(pieces, match()) == [pieces]


def test_one_table_and_a_page_without_indicators_are_one():
    for pieces in (table(LEFT, 60, 120), title(800), []):
        assert apart(pieces, match()) == [pieces]


def test_two_sheets_whose_lines_meet_are_two_by_their_heads():
    left = [*head(60, 210), *table(LEFT, 60, 255)]
    right = [*head(1000, 120), *table(RIGHT, 1000, 165)]
    assert apart([*left, *right], match()) == [left, right]


@pytest.mark.parametrize("bare", ["left", "right"])
def test_one_head_that_ends_at_the_gutter_is_of_a_sheet_of_its_own(bare):
    left = [*([] if bare == "left" else head(60, 75)), *table(LEFT, 60, 120)]
    right = [*([] if bare == "right" else head(1000, 75)), *table(RIGHT, 1000, 120)]
    assert apart([*left, *right], match()) == [left, right]


def test_two_tables_whose_heads_meet_are_of_one_sheet():
    pieces = [*head(60, 75), *head(1000, 80), *table(LEFT, 60, 120), *table(RIGHT, 1000, 122)]
    assert apart(pieces, match()) == [pieces]


def test_a_column_of_abbreviations_is_no_sheet():
    abbreviations = [
        Piece(text, 60, 120, 120 + 45 * row, 30) for row, text in enumerate(("WBC", "HGB", "PLT", "RBC", "HCT"))
    ]
    pieces = [Piece("代号", 60, 110, 75, 30), *abbreviations, *head(500, 75), *table(LEFT, 500, 120)]
    assert apart(pieces, match()) == [pieces]
