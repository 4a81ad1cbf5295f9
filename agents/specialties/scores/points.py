"""Adding up a published score when some of its inputs are not known.

A missing input never counts as normal. It widens the score into bounds: the lower one counts it as giving nothing, the
upper one as giving all it can. What a score means is said only as far as both bounds allow.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.state import ScoreResult
from kg.schema import LocalText


class Item(NamedTuple):
    """One input of a score: its name, the points it gives when met (may be negative), and whether it is met.

    `met` is None when it is not known.
    """

    name: LocalText
    points: float
    met: bool | None


class Graded(NamedTuple):
    """One input that gives one of several points; `points` is None when it is not known, then up to `at_most`."""

    name: LocalText
    points: float | None
    at_most: float
    at_least: float = 0


class Band(NamedTuple):
    """What a score from `start` up to the next band means."""

    start: float
    meaning: LocalText


def text(zh: str, en: str) -> LocalText:
    """Answer a text in both languages."""
    return LocalText(zh=zh, en=en)


def at_least(value: float | None, limit: float) -> bool | None:
    """Answer whether a measured value reaches the limit; None when it was not measured."""
    return None if value is None else value >= limit


def above(value: float | None, limit: float) -> bool | None:
    """Answer whether a measured value is beyond the limit; None when it was not measured."""
    return None if value is None else value > limit


def below(value: float | None, limit: float) -> bool | None:
    """Answer whether a measured value stays under the limit; None when it was not measured."""
    return None if value is None else value < limit


def stepped(name: LocalText, value: float | None, steps: tuple[tuple[float, float], ...]) -> Graded:
    """Answer an input that gives the points of the last step whose start it reaches.

    `steps` are (start, points) in rising order of start; the first holds for everything below the second, too.
    """
    every = [points for _, points in steps]
    if value is None:
        return Graded(name, None, max(every), min(every))
    reached = [points for start, points in steps if value >= start]
    return Graded(name, reached[-1] if reached else every[0], max(every), min(every))


def levels(name: LocalText, *groups: tuple[bool | None, ...]) -> Graded:
    """Answer the level of a rule by groups of criteria, mildest group first: one criterion of a group is enough.

    The lower bound counts what is known to be met, the upper one what is not known to be unmet.
    """
    low = max((level for level, group in enumerate(groups, 1) if any(each is True for each in group)), default=0)
    high = max((level for level, group in enumerate(groups, 1) if any(each is not False for each in group)), default=0)
    return Graded(name, low, low) if low == high else Graded(name, None, high, low)


def _bounds(item: Item | Graded) -> tuple[float, float]:
    if isinstance(item, Graded):
        return (item.at_least, item.at_most) if item.points is None else (item.points, item.points)
    if item.met is None:
        return (min(0.0, item.points), max(0.0, item.points))
    return (item.points, item.points) if item.met else (0.0, 0.0)


def _unknown(item: Item | Graded) -> bool:
    return (item.points if isinstance(item, Graded) else item.met) is None


def add_up(
    score: str,
    name: LocalText,
    items: tuple[Item | Graded, ...],
    bands: tuple[Band, ...],
    *,
    out_of: float,
    source: str,
) -> ScoreResult:
    """Answer the score's bounds, the names of its missing inputs, and what it means.

    `bands` are in rising order and the first starts at or below the lowest possible score. When the bounds fall into
    different bands, both meanings are said: from the one to the other.
    """
    low = sum(_bounds(item)[0] for item in items)
    high = sum(_bounds(item)[1] for item in items)
    at_low = [band.meaning for band in bands if band.start <= low][-1]
    at_high = [band.meaning for band in bands if band.start <= high][-1]
    meaning = at_low
    if at_low != at_high:
        meaning = text(
            f"资料不全，目前只能说介于“{at_low.zh}”和“{at_high.zh}”之间",
            f"incomplete: between “{at_low.en}” and “{at_high.en}”",
        )
    return ScoreResult(
        id=score,
        name=name,
        low=low,
        high=high,
        out_of=out_of,
        missing=tuple(item.name for item in items if _unknown(item)),
        meaning=meaning,
        source=source,
    )
