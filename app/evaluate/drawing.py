"""Small drawings as inline SVG: bars with intervals, reliability, a histogram. No script, no font or image from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Final

from app.evaluate.calibration import Bin
from app.evaluate.intervals import Interval

INK, SOFT, GRID, BAR, SPREAD = "#1d2733", "#5b6875", "#dde3e9", "#2f6f9f", "#12334a"
ROW: Final = 30
LABEL: Final = 215
WIDTH: Final = 860
PLOT: Final = 340
MARGIN: Final = 52


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = GRID, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'


def _bar(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" rx="2" fill="{BAR}"/>'
    )


def interval_bars(rows: Sequence[tuple[str, float, Interval | None]]) -> str:
    """Answer shares as bars from 0 to 1, each with its interval and its number."""
    right = WIDTH - 150
    scale = right - LABEL
    height = ROW * len(rows) + 30
    parts = []
    for tick in range(6):
        x = LABEL + scale * tick / 5
        parts += [
            _line(x, 4, x, height - 24),
            _text(x, height - 8, f"{tick / 5:.1f}", anchor="middle", fill=SOFT, size=11),
        ]
    for number, (label, value, interval) in enumerate(rows):
        y = 6 + ROW * number
        parts += [_text(LABEL - 10, y + 16, label, anchor="end"), _bar(LABEL, y + 3, scale * value, 17)]
        spread = ""
        if interval is not None:
            low, high = (LABEL + scale * bound for bound in interval)
            parts += [_line(low, y + 11.5, high, y + 11.5, SPREAD, 2)]
            parts += [_line(end, y + 6.5, end, y + 16.5, SPREAD, 2) for end in (low, high)]
            spread = f"{interval[0]:.2f} – {interval[1]:.2f}"
        parts += [
            _text(right + 14, y + 16, f"{value:.3f}"),
            _text(WIDTH - 4, y + 16, spread, anchor="end", fill=SOFT, size=11),
        ]
    return _svg(WIDTH, height, "rates with 95 % intervals", parts)


def _axes(across: str, up: str) -> list[str]:
    low, high, side = MARGIN, PLOT - 14, PLOT - MARGIN
    parts = []
    for tick in range(6):
        at = tick / 5
        x, y = low + (high - low) * at, side - (side - 14) * at
        parts += [_line(x, 14, x, side), _line(low, y, high, y)]
        parts += [_text(x, side + 16, f"{at:.1f}", anchor="middle", fill=SOFT, size=11)]
        parts += [_text(low - 6, y + 4, f"{at:.1f}", anchor="end", fill=SOFT, size=11)]
    parts.append(_text((low + high) / 2, PLOT - 14, across, anchor="middle", fill=SOFT, size=12))
    middle = (14 + side) / 2
    parts.append(
        f'<text transform="translate(14 {middle:.1f}) rotate(-90)" text-anchor="middle" fill="{SOFT}" font-size="12">{escape(up)}</text>'
    )
    return parts


def reliability(bins: Sequence[Bin]) -> str:
    """Answer the share right over the mean probability of each bin; on the dashed line a probability means what it says."""
    low, high, side = MARGIN, PLOT - 14, PLOT - MARGIN

    def across(value: float) -> float:
        return low + (high - low) * value

    def up(value: float) -> float:
        return side - (side - 14) * value

    parts = _axes("leading probability 概率", "share right 正确率")
    parts.append(_line(low, side, high, 14, SOFT, 1.5, "5 4"))
    most = max((each.n for each in bins), default=1)
    for each in bins:
        x = across(each.mean)
        parts.append(_line(x, up(each.ci95[0]), x, up(each.ci95[1]), SPREAD, 1.5))
        radius = 3 + 5 * (each.n / most) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{up(each.right):.1f}" r="{radius:.1f}" fill="{BAR}"><title>{each.n}</title></circle>'
        )
    return _svg(PLOT, PLOT, "reliability of the leading probability", parts)


def histogram(values: Sequence[int], across: str) -> str:
    """Answer how many cases have each whole number."""
    counts = Counter(values)
    last = max(counts, default=0)
    low, high, side = MARGIN, PLOT - 14, PLOT - MARGIN
    width = (high - low) / (last + 1)
    tallest = max(counts.values(), default=1)
    parts = [_line(low, side, high, side, SOFT)]
    every = max(1, (last + 1) // 12)
    for number in range(last + 1):
        tall = (side - 30) * counts[number] / tallest
        x = low + width * number
        parts.append(_bar(x + width * 0.1, side - tall, width * 0.8, tall))
        if counts[number]:
            parts.append(
                _text(x + width / 2, side - tall - 5, str(counts[number]), anchor="middle", fill=SOFT, size=11)
            )
        if number % every == 0:
            parts.append(_text(x + width / 2, side + 16, str(number), anchor="middle", fill=SOFT, size=11))
    parts.append(_text((low + high) / 2, PLOT - 14, across, anchor="middle", fill=SOFT, size=12))
    return _svg(PLOT, PLOT, across, parts)
