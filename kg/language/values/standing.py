"""Which of several readings of one measurement tell of now: the later, and of those that nothing parts the dangerous one.

Owns what an earlier reading still says beside a later one: fever comes and goes within an illness, and who was short of oxygen or sugar
today is not well because a second measurement is better.
"""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING, Final

from kg.language.values.reading_values import Reading, together
from kg.language.values.readings import statuses_of
from kg.language.values.value_times import Told, formerly, superseded, told_when, untimely
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon
    from kg.schema import FindingId, Measurement

LASTING: Final[Mapping[str, float]] = {"fever": 3.0, "hypothermia": 1.0, "hypoxia": 1.0, "low_glucose": 1.0}
"""Days for which a reading that shows one of these counts beside a later one that does not.

A fever is judged by its height in the illness (NICE NG143: a parent's report of fever is believed), a saturation by its lowest within
the day (BTS 2017), and low sugar returns within hours (ADA Standards of Care 2024, section 6).
"""


def standing(
    lexicon: Lexicon, row: Row, readings: Sequence[Reading], age_years: float | None, *, child: bool
) -> tuple[tuple[Reading, ...], tuple[Reading, ...], frozenset[Reading]]:
    """Answer the readings of now and the others, goals left out of both; and which of the former only show and deny nothing.

    What is usual alone (平时130/80) says nothing against what is measured now: a normal one is none of now, a high one stands for itself.

    Of those of a measurement that nothing parts, the most dangerous too high and the most dangerous too low are of now. A reading that
    cannot be right is told as it is and undoes none.
    """
    told = _told(row, readings)
    by_measurement: dict[str, list[int]] = {}
    for number, each in enumerate(readings):
        if each.plausible:
            by_measurement.setdefault(each.measurement, []).append(number)
    gone: set[int] = set()
    showing: set[Reading] = set()
    for numbers in by_measurement.values():
        times = [told[number] for number in numbers]
        over, alone, usual = superseded(times), formerly(times), untimely(times)
        newest = min((told[n].newest or 0.0 for n, past in zip(numbers, over, strict=True) if not past), default=0.0)
        for number, past in zip(numbers, over, strict=True):
            shown = statuses_of(lexicon, readings[number], age_years, child=child) if past or usual else []
            passing = lexicon.measurements[readings[number].measurement].passing
            undated = alone and (told[number].newest is None or passing)
            normal = usual and not any(status is Status.PRESENT for _, status in shown)
            if undated or normal or (past and not _lasts(told[number], newest, shown)):
                gone.add(number)
        showing.update(readings[number] for number in numbers if usual)
        gone.update(_outdone(lexicon, readings, [n for n in numbers if n not in gone], age_years))
    now = tuple(each for number, each in enumerate(readings) if number not in gone)
    before = tuple(readings[number] for number in sorted(gone) if told[number].when != "none")
    return now, before, frozenset(showing)


def _outdone(
    lexicon: Lexicon, readings: Sequence[Reading], numbers: Sequence[int], age_years: float | None
) -> set[int]:
    """Answer those of the readings of one measurement that another is worse than; of two alike the last told stands.

    The worst on the other side stands beside it where a rule begins there: a glucose of 3.2 beside one of 16.8.
    """
    sides: dict[bool, tuple[float, int]] = {}
    for number in numbers:
        each = readings[number]
        above, below = _beyond(lexicon.measurements[each.measurement], each.value, age_years)
        low = below > above
        if low not in sides or max(above, below) >= sides[low][0]:
            sides[low] = (max(above, below), number)
    worst = max(sides.values(), default=None)
    return set(numbers) - {number for far, number in sides.values() if far > 0 or (far, number) == worst}


def _told(row: Row, readings: Sequence[Reading]) -> list[Told]:
    groups = together(row, sorted(readings, key=lambda each: (each.at, each.end)))
    spots = [(row.tokens[group[0].at].start, row.tokens[group[-1].at].end) for group in groups]
    when = {reading: told for group, told in zip(groups, told_when(row, spots), strict=True) for reading in group}
    return [when[each] for each in readings]


def _lasts(told: Told, newest: float, shown: Sequence[tuple[FindingId, Status]]) -> bool:
    if told.when != "told":
        return False
    days = (told.newest or 0.0) - newest
    return any(
        status is Status.PRESENT and days <= LASTING.get(finding.split(".")[0], -1.0) for finding, status in shown
    )


def _beyond(measurement: Measurement, value: float, age_years: float | None) -> tuple[float, float]:
    """Answer how far a value is above and below where its measurement's rules for this age begin, as logarithms.

    Negative inside; where there are no such rules, all values are alike.
    """
    rules = [
        rule for rule in measurement.rules if age_years is None or rule.min_age_years <= age_years < rule.max_age_years
    ]
    above = [log(value / rule.low) for rule in rules if rule.low and value > 0]
    below = [log(rule.high / value) for rule in rules if rule.high and rule.low is None and value > 0]
    return max(above, default=-inf), max(below, default=-inf)
