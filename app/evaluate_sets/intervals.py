"""How sure a measured figure is: 95 % intervals of shares (Wilson) and of means (percentile bootstrap, seeded)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]

Z95: Final = 1.959963984540054
DRAWS: Final = 2000


def wilson(hits: int, n: int) -> Interval | None:
    """Answer Wilson's score interval (doi:10.1080/01621459.1927.10502953) of the share `hits` of `n`; None without cases."""
    if n == 0:
        return None
    share, square = hits / n, Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * float(np.sqrt(share * (1 - share) / n + square / (4 * n * n)))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(values: Sequence[Any] | Floats, statistic: Callable[[Floats], Any], *, seed: int) -> Interval | None:
    """Answer the interval of a statistic over cases; `values` has an entry or a row for each case. None without cases."""
    data: Floats = np.asarray(values, dtype=np.float64)
    if len(data) == 0:
        return None
    chance = np.random.default_rng(seed)
    drawn = [float(statistic(data[chance.integers(0, len(data), len(data))])) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
