"""Whether a probability means what it says: of the cases led by 70 %, seven in ten should be right.

Measured on the leading probability against whether the leader is right (Guo et al. 2017, arXiv:1706.04599; Brier 1950). A case
that the graph does not cover counts as wrong: being sure of something else is exactly what calibration should show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.evaluate.intervals import Floats, Interval, bootstrap, wilson

BINS: Final = 10


@dataclass(frozen=True)
class Bin:
    """Cases whose leading probability lies in [low, high) (the last bin holds 1): how many, mean probability, share right."""

    low: float
    high: float
    n: int
    mean: float
    right: float
    ci95: Interval


@dataclass(frozen=True)
class Calibration:
    """Brier score, expected calibration error, and the bins that hold any case."""

    brier: float
    ece: float
    brier_ci95: Interval
    ece_ci95: Interval
    bins: tuple[Bin, ...]


def _places(probabilities: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def _brier(rows: Floats) -> float:
    return float(np.mean((rows[:, 0] - rows[:, 1]) ** 2))


def _ece(rows: Floats) -> float:
    places = _places(rows[:, 0])
    gaps = [abs(float(rows[places == place, 0].sum() - rows[places == place, 1].sum())) for place in np.unique(places)]
    return sum(gaps) / len(rows)


def calibration(probabilities: Sequence[float], right: Sequence[bool], *, seed: int) -> Calibration | None:
    """Answer the calibration of these leading probabilities; None without any case.

    Raises:
        ValueError: a probability lies outside [0, 1], or the lengths differ.
    """
    if len(probabilities) != len(right):
        raise ValueError("every probability needs its outcome")
    if not probabilities:
        return None
    rows: Floats = np.column_stack([np.asarray(probabilities, dtype=np.float64), np.asarray(right, dtype=np.float64)])
    if rows[:, 0].min() < 0 or rows[:, 0].max() > 1:
        raise ValueError("a probability lies between 0 and 1")
    brier_ci95, ece_ci95 = bootstrap(rows, _brier, seed=seed), bootstrap(rows, _ece, seed=seed)
    assert brier_ci95 is not None
    assert ece_ci95 is not None
    places = _places(rows[:, 0])
    bins = []
    for place in range(BINS):
        those = rows[places == place]
        interval = wilson(int(those[:, 1].sum()), len(those))
        if interval is not None:
            bins.append(
                Bin(
                    place / BINS,
                    (place + 1) / BINS,
                    len(those),
                    float(those[:, 0].mean()),
                    float(those[:, 1].mean()),
                    interval,
                )
            )
    return Calibration(_brier(rows), _ece(rows), brier_ci95, ece_ci95, tuple(bins))
