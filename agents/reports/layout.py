"""From recognised pieces to rows and cells, as a person would read the page.

The recogniser answers pieces without order, on a page that may be tilted, seen at an angle or curled. Rows are found on a level page: a
smooth surface is fitted to the slopes of the lines, then to the rows themselves, and each piece gets the height at which its line would
stand on flat paper. Columns are made upright in the same way, by the left edges that stand below each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agents.reports.pieces import Piece

_SAME_ROW: Final = 0.5
"""Two pieces share a row when they stand less than this part of a letter's height apart, once the page is level."""
_LONG: Final = 2.5
"""Width over height from which a piece's slope means something."""
_ROUNDS: Final = 3
_REGROUPS: Final = 6
"""How often rows and surface are found from each other: each time the rows reach a little further along a curl."""
_LEVEL_BY_CHANCE: Final = 6.0
_STEEPEST: Final = 0.4
"""Slope beyond the page's own from which a piece is no line of print: a page that curls reaches 0.3."""
_STIFFNESS: Final = (1e-6, 1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3, 3e-3, 3e-3)
"""How unwillingly each term of the surface bends, in the order of its terms: a curl is likelier than one that grows down the page."""
_RIDGE: Final = 1e-3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """Pieces of one line, from left to right; `level` is where the line stands, in pixels of the flattened page."""

    pieces: tuple[Piece, ...]
    level: float = 0.0

    @property
    def text(self) -> str:
        """Answer the line as text."""
        return " ".join(piece.text for piece in self.pieces)


class FlatPage:
    """A page as it would look on flat, level paper: its rows from top to bottom, and the way back to the photo."""

    def __init__(self, rows: list[Row], bend: _Bend | None, lean: _Lean | None) -> None:
        self.rows = rows
        self._bend = bend
        self._lean = lean

    def quad(self, left: float, right: float, top: float, bottom: float) -> NDArray[np.float32]:
        """Answer where a box of the flat page lies in the photo: four corners clockwise from top left, in pixels."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        if self._lean is not None:
            corners = [(x + self._lean.shift(x, y), y) for x, y in corners]
        if self._bend is not None:
            corners = [(x, self._bend.height(x, y)) for x, y in corners]
        return np.asarray(corners, np.float32)


def flatten(pieces: list[Piece]) -> FlatPage:
    """Answer the page's rows, with their pieces moved to where they would stand on flat, level paper."""
    if not pieces:
        return FlatPage([], None, None)
    height = median(piece.height for piece in pieces)
    bend = _Bend(pieces, height)
    grouped = _grouped(pieces, bend.levels(pieces), height)
    for _ in range(_REGROUPS):
        bend.refit(grouped)
        grouped = _grouped(pieces, bend.levels(pieces), height)
    flat = [
        [replace(piece, middle=level) for piece, level in zip(row, bend.levels(row), strict=True)] for row in grouped
    ]
    lean = _lean_of(flat, height)
    upright = flat if lean is None else [[lean.moved(piece) for piece in row] for row in flat]
    answer = [
        Row(tuple(sorted(row, key=lambda piece: piece.left)), float(np.mean([piece.middle for piece in row])))
        for row in upright
    ]
    return FlatPage(sorted(answer, key=lambda row: row.level), bend, lean)


def levels_of(pieces: Sequence[Piece]) -> list[float]:
    """Answer where each piece's line stands at the page's left edge, by the slopes of the lines alone."""
    return _Bend(list(pieces), median(piece.height for piece in pieces)).levels(list(pieces))


def lines_of(pieces: Sequence[Piece], levels: Sequence[float]) -> list[tuple[float, list[Piece]]]:
    """Answer the pieces line by line, each line with where it stands, by levels that are known."""
    if not pieces:
        return []
    at = dict(zip(map(id, pieces), levels, strict=True))
    grouped = _grouped(list(pieces), list(levels), median(piece.height for piece in pieces))
    return [(median(at[id(piece)] for piece in line), line) for line in grouped]


class _Bend:
    """How far the line through a point hangs below where it would stand at the page's left, as a smooth function of the point."""

    def __init__(self, pieces: list[Piece], height: float) -> None:
        xs, ys = [piece.centre for piece in pieces], [piece.middle for piece in pieces]
        self._x0, self._y0 = min(xs), (min(ys) + max(ys)) / 2
        self._size = max(max(xs) - min(xs), (max(ys) - min(ys)), height)
        self._height = height
        self._weights: Floats = np.zeros(self._basis(np.zeros(1), np.zeros(1)).shape[1])
        long = [piece for piece in pieces if piece.right - piece.left > _LONG * piece.height]
        if long:
            self._fit_slopes(long)

    def _place(self, pieces: list[Piece]) -> tuple[Floats, Floats]:
        x = np.array([piece.centre for piece in pieces])
        y = np.array([piece.middle for piece in pieces])
        return (x - self._x0) / self._size, (y - self._y0) / self._size

    @staticmethod
    def _basis(x: Floats, y: Floats) -> Floats:
        """Answer x and its powers, each alone and with y: a tilt, a perspective, a curl, and a curl that grows down the page."""
        return np.stack([x, x**2, x**3, x**4, x * y, x**2 * y, x**3 * y, x * y**2, x**2 * y**2], axis=1)

    @staticmethod
    def _slopes(x: Floats, y: Floats) -> Floats:
        one = np.ones_like(x)
        return np.stack([one, 2 * x, 3 * x**2, 4 * x**3, y, 2 * x * y, 3 * x**2 * y, y**2, 2 * x * y**2], axis=1)

    def _fit_slopes(self, long: list[Piece]) -> None:
        x, y = self._place(long)
        told = np.array([piece.slope for piece in long])
        weight = np.array([_worth(piece) for piece in long])
        keep = np.abs(told - np.median(told)) < _STEEPEST
        table = self._slopes(x, y)
        penalty = np.diag(_STIFFNESS) * float(weight.sum())
        for _ in range(_ROUNDS):
            scaled = table[keep] * weight[keep, None]
            self._weights = np.linalg.solve(scaled.T @ table[keep] + penalty, scaled.T @ told[keep])
            rest = np.abs(table @ self._weights - told)
            keep = rest <= max(3 * float(np.median(rest)), 0.01)
            if keep.sum() < 2:  # noqa: PLR2004 - one line says a slope and no more
                break

    def levels(self, pieces: list[Piece]) -> list[float]:
        """Answer where each piece's line stands at the page's left edge."""
        x, y = self._place(pieces)
        flat = y
        for _ in range(4):
            flat = y - self._basis(x, flat) @ self._weights
        return [float(each) for each in flat * self._size + self._y0]

    def height(self, x: float, level: float) -> float:
        """Answer where a line that stands at `level` on the left is at `x`."""
        at = np.array([(x - self._x0) / self._size]), np.array([(level - self._y0) / self._size])
        return level + float((self._basis(*at) @ self._weights)[0]) * self._size

    def refit(self, grouped: list[list[Piece]]) -> None:
        """Fit the surface to rows: what is left of a row's bend moves into the surface."""
        wide = [row for row in grouped if len(row) > 2]  # noqa: PLR2004 - two pieces say no more than a slope
        if len(wide) < 2:  # noqa: PLR2004
            return
        tables, rests = [], []
        for row in wide:
            x, y = self._place(row)
            flat = np.median(np.array(self.levels(row)) - self._y0) / self._size
            table = self._basis(x, np.full_like(x, flat))
            rest = y - table @ self._weights
            weight = np.array([1.0 if len(piece.text) > 1 else 0.4 for piece in row])
            tables.append((table - np.average(table, axis=0, weights=weight)) * weight[:, None])
            rests.append((rest - np.average(rest, weights=weight)) * weight)
        table, rest = np.concatenate(tables), np.concatenate(rests)
        limit = 0.5 * self._height / self._size
        keep = np.abs(rest) < limit
        if keep.sum() < 2 * table.shape[1]:
            return
        ridge = np.eye(table.shape[1]) * _RIDGE * keep.sum()
        self._weights = self._weights + np.linalg.solve(table[keep].T @ table[keep] + ridge, table[keep].T @ rest[keep])


def _worth(piece: Piece) -> float:
    """Answer how much a piece's slope says: it is measured in whole pixels over its width, and a short piece's is often drawn to 0."""
    width = min((piece.right - piece.left) / piece.height, 12.0)
    return width * width * (0.1 if piece.slope == 0.0 and width < _LEVEL_BY_CHANCE else 1.0)


def _grouped(pieces: list[Piece], levels: list[float], height: float) -> list[list[Piece]]:
    """Answer the pieces row by row: those that stand at one level and do not lie over each other."""
    order = sorted(range(len(pieces)), key=levels.__getitem__)
    found: list[list[int]] = []
    means: list[float] = []
    for at in order:
        best = None
        for row in range(len(found) - 1, max(len(found) - 4, -1), -1):
            near = abs(levels[at] - means[row]) < _SAME_ROW * min(max(pieces[at].height, 0.7 * height), 1.5 * height)
            if near and not any(_over(pieces[at], pieces[other]) for other in found[row]):
                best = row
                break
        if best is None:
            found.append([at])
            means.append(levels[at])
        else:
            found[best].append(at)
            means[best] += (levels[at] - means[best]) / len(found[best])
    return [[pieces[at] for at in row] for row in found]


def _over(one: Piece, other: Piece) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.5 * min(one.right - one.left, other.right - other.left)


@dataclass(frozen=True)
class _Lean:
    """How far columns lean: pixels to the right for each pixel down, at `base` and growing by `growth` over `size`."""

    slope: float
    growth: float
    base: float
    size: float
    top: float

    def shift(self, x: float, level: float) -> float:
        """Answer how far right of its upright place a point lies."""
        return (self.slope + self.growth * (x - self.base) / self.size) * (level - self.top)

    def moved(self, piece: Piece) -> Piece:
        """Answer the piece at its upright place."""
        shift = self.shift(piece.left, piece.middle)
        return replace(
            piece,
            left=piece.left - shift,
            right=piece.right - shift,
            places=tuple(place - shift for place in piece.places),
        )


def _lean_of(grouped: list[list[Piece]], height: float) -> _Lean | None:
    """Answer how columns lean, by left edges that stand below each other; None when too few do."""
    ordered = sorted(grouped, key=lambda row: float(np.mean([piece.middle for piece in row])))
    leans: list[tuple[float, float]] = []
    for upper, lower in pairwise(ordered):
        for piece in lower:
            near = min(upper, key=lambda other, piece=piece: abs(other.left - piece.left))  # type: ignore[misc]
            down = piece.middle - near.middle
            if abs(near.left - piece.left) < height and 0.5 * height < down < 6 * height:
                leans.append((piece.left, (piece.left - near.left) / down))
    if len(leans) < 6:  # noqa: PLR2004 - too few edges to tell a lean from chance
        return None
    told = np.array(leans)
    base, size = float(told[:, 0].min()), max(float(np.ptp(told[:, 0])), height)
    at = (told[:, 0] - base) / size
    table = np.stack([np.ones_like(at), at], axis=1)
    keep = np.ones(len(at), bool)
    weights: Any = np.zeros(2)
    for _ in range(_ROUNDS):
        weights = np.linalg.lstsq(table[keep], told[keep, 1], rcond=None)[0]
        rest = np.abs(table @ weights - told[:, 1])
        keep = rest <= max(2.5 * float(np.median(rest)), 0.01)
    top = min(piece.middle for row in grouped for piece in row)
    return _Lean(float(weights[0]), float(weights[1]), base, size, top)
