"""Rows of a page however it was held: level, tilted, seen at an angle, curled; and the way back to the photo."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from agents.reports.layout import flatten
from agents.reports.pieces import Piece

ROWS, PITCH, HEIGHT = 18, 44.0, 24.0
COLUMNS = ((80, 260, "name"), (420, 60, "value"), (560, 20, "flag"), (640, 90, "unit"), (800, 120, "range"))

Warp = Callable[[float, float], tuple[float, float]]


def page(warp: Warp) -> list[Piece]:
    pieces = []
    for row in range(ROWS):
        for left, width, word in COLUMNS:
            x0, y0 = warp(left, 100 + PITCH * row)
            x1, y1 = warp(left + width, 100 + PITCH * row)
            pieces.append(Piece(f"{word}{row}", x0, x1, (y0 + y1) / 2, HEIGHT, slope=(y1 - y0) / (x1 - x0)))
    return pieces


WARPS: dict[str, Warp] = {
    "level": lambda x, y: (x, y),
    "tilted": lambda x, y: (x * math.cos(0.06) - y * math.sin(0.06), x * math.sin(0.06) + y * math.cos(0.06)),
    "at an angle": lambda x, y: (x * (1 - 0.0001 * y), y + 0.05 * x * (y / 900 - 0.4)),
    "curled": lambda x, y: (x, y + 70 * math.sin(math.pi * x / 950)),
    "curled the other way": lambda x, y: (x, y - 60 * math.sin(math.pi * x / 700)),
    "curled and tilted": lambda x, y: (x - 0.03 * y, y + 50 * math.sin(math.pi * (x / 950 + y / 4000)) + 0.04 * x),
}


@pytest.mark.parametrize("name", WARPS)
def test_rows_are_found_however_the_page_bends(name):
    flat = flatten(page(WARPS[name]))
    expected = [" ".join(f"{word}{row}" for _, _, word in COLUMNS) for row in range(ROWS)]
    assert [row.text for row in flat.rows] == expected


@pytest.mark.parametrize("name", WARPS)
def test_columns_stand_upright_on_the_flat_page(name):
    flat = flatten(page(WARPS[name]))
    for column in range(len(COLUMNS)):
        lefts = [row.pieces[column].left for row in flat.rows]
        assert max(lefts) - min(lefts) < HEIGHT


@pytest.mark.parametrize("name", WARPS)
def test_a_place_of_the_flat_page_is_found_again_in_the_photo(name):
    pieces = page(WARPS[name])
    flat = flatten(pieces)
    where = {piece.text: piece for piece in pieces}
    for row in flat.rows:
        for piece in row.pieces:
            quad = flat.quad(piece.left, piece.right, row.level - 1, row.level + 1)
            x, y = quad.mean(axis=0)
            assert abs(x - where[piece.text].centre) < HEIGHT / 2
            assert abs(y - where[piece.text].middle) < HEIGHT / 2


def test_two_pieces_over_each_other_are_two_rows():
    pieces = [Piece("one", 0, 100, 50, 24), Piece("two", 0, 100, 58, 24)]
    assert [row.text for row in flatten(pieces).rows] == ["one", "two"]


def test_a_page_without_text_has_no_rows():
    assert flatten([]).rows == []
