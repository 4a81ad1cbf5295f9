"""From recognised pieces of text to rows and cells, as a person would read the page.

The recogniser answers pieces without order. Rows are found along the page's own slope, so that a tilted photo reads as a straight one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

_SAME_ROW = 0.5
"""Two pieces share a row when their baselines differ by less than this part of their height."""


@dataclass(frozen=True)
class Piece:
    """One recognised piece of text. Coordinates in pixels; `slope` is rise over run of its lower edge; `score` in [0, 1]."""

    text: str
    score: float
    left: float
    right: float
    middle: float
    height: float
    slope: float


@dataclass(frozen=True)
class Row:
    """Pieces of one line, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Answer the line as text."""
        return " ".join(piece.text for piece in self.pieces)


def piece_of(corners: list[list[float]], text: str, score: float) -> Piece:
    """Answer the piece for four corners (clockwise from top left), as the recogniser gives them."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    run = max(x2 - x3, 1.0)
    return Piece(
        text=text.strip(),
        score=float(score),
        left=min(x0, x3),
        right=max(x1, x2),
        middle=(y0 + y1 + y2 + y3) / 4,
        height=max((math.dist((x0, y0), (x3, y3)) + math.dist((x1, y1), (x2, y2))) / 2, 1.0),
        slope=(y2 - y3) / run,
    )


def rows(pieces: list[Piece]) -> list[Row]:
    """Answer the rows from top to bottom."""
    long = [piece.slope for piece in pieces if piece.right - piece.left > 2 * piece.height]
    slope = median(long) if long else 0.0
    levelled = sorted(pieces, key=lambda piece: piece.middle - slope * (piece.left + piece.right) / 2)
    found: list[list[Piece]] = []
    levels: list[float] = []
    for piece in levelled:
        level = piece.middle - slope * (piece.left + piece.right) / 2
        if found and level - levels[-1] < _SAME_ROW * min(piece.height, found[-1][-1].height):
            found[-1].append(piece)
            levels[-1] += (level - levels[-1]) / len(found[-1])
        else:
            found.append([piece])
            levels.append(level)
    return [Row(tuple(sorted(row, key=lambda piece: piece.left))) for row in found]
