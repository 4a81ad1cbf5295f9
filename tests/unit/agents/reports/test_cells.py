"""Cells of a report: values, flags, units, ranges and names as laboratories print them."""

from __future__ import annotations

import pytest

from agents.reports.cells import flag_word, number, tokens
from agents.reports.pieces import Piece

NAMES = frozenset({"钾", "25-羟维生素D", "载脂蛋白A1", "C反应蛋白", "白细胞计数(WBC)", "红细胞分布宽度"})


def said(text: str) -> list[tuple[str, str]]:
    piece = Piece(text, left=0, right=10 * len(text), middle=0, height=20)
    return [(token.kind, token.text) for token in tokens(piece, NAMES.__contains__)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("186.5", [("number", "186.5")]),
        ("12.6↑", [("number", "12.6"), ("flag", "↑")]),
        ("6.4 H", [("number", "6.4"), ("flag", "H")]),
        ("98 g/L 130-175", [("number", "98"), ("unit", "g/L"), ("range", "130-175")]),
        ("5.6*10^9/L 3.5-9.5", [("number", "5.6"), ("unit", "*10^9/L"), ("range", "3.5-9.5")]),
        ("阴性(-)", [("words", "阴性(-)")]),
        ("弱阳性", [("words", "弱阳性")]),
        ("1+", [("words", "1+")]),
        ("++", [("words", "++")]),
        ("-", [("words", "-")]),
        ("1:80", [("words", "1:80")]),
        ("<0.01", [("bound", "<0.01")]),
        ("≤5.2", [("bound", "≤5.2")]),
        ("(3.9～6.1)", [("range", "(3.9~6.1)")]),
        ("-3-3", [("range", "-3-3")]),
        ("mL/min/1.73m2", [("unit", "mL/min/1.73m2")]),
        ("1U/mL", [("unit", "1U/mL")]),
        ("25-羟维生素D", [("text", "25-羟维生素D")]),
        ("载脂蛋白A1", [("text", "载脂蛋白A1")]),
        ("红细胞分布宽度14", [("text", "红细胞分布宽度"), ("number", "14")]),
        ("14 白细胞计数(WBC)", [("text", "14 白细胞计数(WBC)")]),
        ("钾 4.1 ↑", [("text", "钾"), ("number", "4.1"), ("flag", "↑")]),
    ],
)
def test_what_stands_in_a_cell_is_told_apart(text, expected):
    assert said(text) == expected


def test_bounds_have_their_side():
    low, high, both = (
        tokens(Piece(text, 0, 50, 0, 20), NAMES.__contains__)[0] for text in ("≥3.5", "<0.04", "0.27--4.2")
    )
    assert (low.low, low.high) == (3.5, None)
    assert (high.low, high.high) == (None, 0.04)
    assert (both.low, both.high) == (0.27, 4.2)


def test_a_date_is_no_range():
    assert all(kind != "range" for kind, _ in said("2026-11-20"))


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "12O"])
def test_what_is_not_a_number_is_never_guessed(text):
    assert number(text) is None


@pytest.mark.parametrize(("text", "value"), [("1,250", 1250.0), ("5,2", 5.2), ("0,125", 0.125), ("-3", -3.0)])
def test_commas_are_told_apart(text, value):
    assert number(text) == value


def test_a_part_of_a_piece_stands_where_its_letters_stand():
    piece = Piece(
        "钾 4.1", left=0, right=100, middle=10, height=20, scores=(0.9, 0.8, 0.7, 0.6, 0.5), places=(5, 40, 60, 70, 80)
    )
    name, value = (token.piece for token in tokens(piece, NAMES.__contains__))
    assert (name.left, name.right) == (0, 22.5)
    assert (value.left, value.right) == (50, 100)
    assert value.weakest == 0.5


@pytest.mark.parametrize(
    ("mark", "says"), [("↑↑", "high"), ("偏低", "low"), ("L", "low"), ("*", "abnormal"), ("N", "unknown")]
)
def test_flags_say_what_they_mean(mark, says):
    assert flag_word(mark) == says
