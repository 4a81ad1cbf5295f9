"""Whether a day's count is more than the days before it let expect: EARS C2.

Source: Hutwagner L, Thompson W, Seeman GM, Treadwell T. The bioterrorism preparedness and response Early Aberration Reporting
System (EARS). J Urban Health 2003;80 Suppl 1:i89-i96; Fricker RD, Hegler BL, Dunfee DA. Stat Med 2008;27:3407-3429. C2: mean and sample
standard deviation of seven days, which end with the third day before the one that is judged; an alarm at more than three standard
deviations above the mean. A standard deviation below `LEAST_SD` is taken as that (the `minSigma` of R's surveillance::earsC), or a
group that is hardly ever seen would raise an alarm with its first case.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BASELINE_DAYS: Final = 7
LAG_DAYS: Final = 2
SDS: Final = 3.0
LEAST_SD: Final = 0.5


@dataclass(frozen=True)
class Judgement:
    """One day: its count and threshold; None where the days before are too few to say."""

    count: int
    threshold: float | None
    alarm: bool


def c2(counts: Sequence[int]) -> list[Judgement]:
    """Answer each day's judgement; `counts` are of consecutive days, oldest first, zeros included."""
    return [_judge(counts, day) for day in range(len(counts))]


def _judge(counts: Sequence[int], day: int) -> Judgement:
    end = day - LAG_DAYS
    begin = end - BASELINE_DAYS
    if begin < 0:
        return Judgement(counts[day], None, alarm=False)
    baseline = counts[begin:end]
    spread = max(statistics.stdev(baseline), LEAST_SD)
    threshold = statistics.mean(baseline) + SDS * spread
    return Judgement(counts[day], threshold, alarm=counts[day] > threshold)
