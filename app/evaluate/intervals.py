"""How sure a measured figure is: 95 % intervals.

A share has Wilson's score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953), which stays inside [0, 1] and does not
collapse at 0 or 1 as the normal one does. Means, medians, percentiles and differences have a percentile bootstrap (Efron 1979,
doi:10.1214/aos/1176344552), seeded so that the same cases give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]

Z95: Final = 1.959963984540054
"""The 97.5th percentile of the normal distribution."""
DRAWS: Final = 2000
LOW, HIGH = 2.5, 97.5


def wilson(hits: int, n: int) -> Interval | None:
    """Answer the interval of the share `hits` of `n`; None where there is nothing to count.

    Raises:
        ValueError: more hits than cases, or fewer than none.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return None
    share, square = hits / n, Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * float(np.sqrt(share * (1 - share) / n + square / (4 * n * n)))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(values: Sequence[Any] | Floats, statistic: Callable[[Floats], Any], *, seed: int) -> Interval | None:
    """Answer the interval of a statistic over cases; None where there is no case.

    `values` has one entry, or one row, for each case; `statistic` takes such an array and answers one number. Rows keep what belongs
    to a case together, which makes the interval of a difference a paired one.
    """
    data: Floats = np.asarray(values, dtype=np.float64)
    if len(data) == 0:
        return None
    chance = np.random.default_rng(seed)
    drawn = np.array([float(statistic(data[chance.integers(0, len(data), len(data))])) for _ in range(DRAWS)])
    return float(np.percentile(drawn, LOW)), float(np.percentile(drawn, HIGH))


def paired_difference(of: Sequence[float], to: Sequence[float], *, seed: int) -> Interval | None:
    """Answer the interval of mean(of) - mean(to) over the same cases in the same order.

    Raises:
        ValueError: the two are not of the same length.
    """
    if len(of) != len(to):
        raise ValueError("paired values are of the same cases")
    pairs: Floats = np.asarray(of, dtype=np.float64) - np.asarray(to, dtype=np.float64)
    return bootstrap(pairs, np.mean, seed=seed)
