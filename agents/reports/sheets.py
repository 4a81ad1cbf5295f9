"""Two sheets beside each other in one photo: told apart before rows are made, so that no result meets the other sheet's name or range.

One sheet with two tables has lines across both; two sheets have a gutter that nothing crosses, indicators on either side of it, and lines
that do not meet. Lines may meet by chance, sheets of one printer have one pitch: then the heads of tables tell, which stand beside each
other on one sheet. Where these meet too, two sheets read as two tables of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Final

from agents.reports.columns import head_of, names_column
from agents.reports.layout import Row, levels_of, lines_of
from agents.reports.naming import Match
from agents.reports.pieces import Piece

_LEAST: Final = 3
"""Names of indicators that each sheet has."""
_GUTTER: Final = 0.6
"""Letters' heights between what stands left and right of a gutter."""
_MEETS: Final = 0.3
"""Letters' heights between two lines that are one."""
_BESIDE: Final = 0.6
"""Letters' heights between two heads that stand beside each other: the next line is further off."""
_OFTEN: Final = 0.75
"""Share of either side's names with something at their height on the other side, from which it is one sheet."""
_SLANTS: Final = (0.0, 0.02, -0.02, 0.04, -0.04, 0.07, -0.07, 0.1, -0.1)
"""Pixels to the right for each one down: a gutter in a photo that was not taken straight."""
_BRACKET: Final = re.compile(r"[(（\[].*$")
_WORD: Final = re.compile(r"[A-Za-z\u4e00-\u9fff]{2}")


def apart(pieces: Sequence[Piece], match: Match) -> list[list[Piece]]:
    """Answer the pieces of each sheet, the left one first; all of them where there is one sheet."""
    named = [at for at, piece in enumerate(pieces) if _WORD.search(piece.text) and _is_name(piece.text, match)]
    if len(named) < 2 * _LEAST:
        return [list(pieces)]
    height = median(piece.height for piece in pieces)
    levels = levels_of(pieces)
    widest, split = 0.0, set[int]()
    for slant in _SLANTS:
        for left, gap in _left_of_gutters(pieces, slant, height):
            sides = [at for at in named if at in left], [at for at in named if at not in left]
            if gap <= widest or min(len(side) for side in sides) < _LEAST:
                continue
            others = [at for at in range(len(pieces)) if at not in left], sorted(left)
            meets = max(_share(side, other, levels, height) for side, other in zip(sides, others, strict=True))
            if meets < _OFTEN or _are_headed_apart(pieces, others, levels, height):
                widest, split = gap, left
    if not split:
        return [list(pieces)]
    return [
        [piece for at, piece in enumerate(pieces) if at in split],
        [piece for at, piece in enumerate(pieces) if at not in split],
    ]


def _are_headed_apart(
    pieces: Sequence[Piece], sides: tuple[Sequence[int], Sequence[int]], levels: Sequence[float], height: float
) -> bool:
    """Answer whether a table's head on one side has no column's name beside it on the other, where results stand too."""
    found = False
    for side, other in (sides, sides[::-1]):
        if sum(any(letter.isdigit() for letter in pieces[at].text) for at in side) < _LEAST:
            return False
        columns = [levels[at] for at in other if names_column(pieces[at].text)]
        for level, line in lines_of([pieces[at] for at in side], [levels[at] for at in side]):
            if head_of(Row(tuple(sorted(line, key=lambda piece: piece.left)))) is not None:
                found = True
                if any(abs(level - column) < _BESIDE * height for column in columns):
                    return False
    return found


def _is_name(text: str, match: Match) -> bool:
    return match(text) is not None or match(_BRACKET.sub("", text)) is not None


def _left_of_gutters(pieces: Sequence[Piece], slant: float, height: float) -> list[tuple[set[int], float]]:
    """Answer what stands left of each gutter that leans so, and how wide it is."""
    edges = sorted(
        (piece.left - slant * piece.middle, piece.right - slant * piece.middle, at) for at, piece in enumerate(pieces)
    )
    answer: list[tuple[set[int], float]] = []
    seen: set[int] = set()
    reach = edges[0][0]
    for left, right, at in edges:
        if seen and left - reach > _GUTTER * height:
            answer.append((set(seen), left - reach))
        seen.add(at)
        reach = max(reach, right)
    return answer


def _share(side: Sequence[int], others: Sequence[int], levels: Sequence[float], height: float) -> float:
    """Answer the share of a side's names at whose height something stands on the other side, among those that are as far up and down."""
    heights = [levels[at] for at in others]
    top, bottom = min(heights) - height, max(heights) + height
    within = [levels[at] for at in side if top <= levels[at] <= bottom]
    if len(within) < _LEAST:
        return 0.0
    return sum(any(abs(level - other) < _MEETS * height for other in heights) for level in within) / len(within)
