"""In which unit a laboratory value was told that has none: nobody writes the unit of 血红蛋白 70.

A unit is taken where the value can be in it alone (70 g/L, never 70 g/dL), or is far likelier in it, or may be critical in it. What is left
open then gives nothing: a guess is no result.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Final

from kg.units import factor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.lexicon import Lexicon
    from kg.schema import LabId, LabIndicator, LabRange

FAR_APART: Final = 1.3
"""Powers of ten by which one unit must be likelier than another for a number without a unit to be read in it."""
MOST_TIMES: Final = 100.0
"""So many times the upper bound is as far as a number without a unit is believed to be."""
LEAST_PART: Final = 20.0
"""The part of the upper bound below which a value is not told as a number."""
ADULT_YEARS: Final = 40
Way = tuple["LabIndicator", float, str]
"""An indicator, the factor to its own unit, and a unit that its value may be in."""


def unit_meant(
    lexicon: Lexicon, labs: Sequence[LabId], unit: str, value: float, *, name: str
) -> tuple[LabId, str] | None:
    """Answer the one indicator, of those that the `name` may mean, whose unit this is, and the unit; None where it stays open."""
    those = [lexicon.labs[lab] for lab in labs]
    graded = [lab for lab in those if lab.kind == "ordinal" and lab.ranges]
    if len(graded) == len(those) == 1 and not unit:
        return graded[0].id, ""  # TI-RADS 4: a grade that is judged against a range
    quantities = [lab for lab in those if lab.kind == "quantity"]
    if unit:
        fitting = [lab.id for lab in quantities if factor(lab, unit) is not None]
        return (fitting[0], unit) if len(fitting) == 1 else None
    ways: list[Way] = []
    for lab in quantities:
        if lab.plausible is None:
            return None
        low, high = lab.plausible
        units = {1.0: lab.unit} | {scale: each for each, scale in lab.units.items() if scale != 1.0}
        ways += [(lab, scale, each) for scale, each in units.items() if low <= value * scale <= high]
    for choice in (_likeliest, _dangerous):
        ways = choice(value, ways) if len(ways) > 1 else ways
    if len(ways) > 1 and not name.isascii():
        ways = _as_in_china(value, ways)
    for choice in (_worse, _above):
        ways = choice(value, ways) if len(ways) > 1 else ways
    return (ways[0][0].id, ways[0][2]) if len(ways) == 1 else None


def _bounds(lab: LabIndicator) -> LabRange | None:
    those = (each for each in lab.ranges if not each.pregnant and each.max_age_years > ADULT_YEARS)
    return next((each for each in those if each.high), None)


def _likeliest(value: float, ways: list[Way]) -> list[Way]:
    """Answer the one way to read a value that brings it far nearer to an adult's range than any other; all of them where none does.

    Nobody has nine platelets in a microlitre: 血小板 9 is nine thousand million in a litre, which is bad enough.
    """
    away: list[float] = []
    for lab, scale, _ in ways:
        bounds = _bounds(lab)
        if bounds is None or not bounds.low or not bounds.high or value <= 0:
            return ways
        away.append(max(log10(bounds.low / (value * scale)), log10(value * scale / bounds.high), 0.0))
    first, second = sorted(range(len(ways)), key=lambda number: away[number])[:2]
    return [ways[first]] if away[second] - away[first] >= FAR_APART else ways


def _dangerous(value: float, ways: list[Way]) -> list[Way]:
    """Answer the one way to read a value that is critical, of an indicator with nothing but an upper bound; all of them where none is.

    肌钙蛋白 0.9 is normal in ng/L and an infarct in ng/mL: what may be one is heard as one. A value more than a hundred times the
    bound is not believed: 12 in ng/mL would be. What is too high in the indicator's own unit (胆红素 36) is told in that.
    """
    critical: list[Way] = []
    for lab, scale, unit in ways:
        bounds = _bounds(lab)
        if bounds is None or bounds.high is None or bounds.low is not None or lab.critical_high is None:
            return ways
        if unit == lab.unit and value > bounds.high:
            return [(lab, scale, unit)]
        if lab.critical_high <= value * scale <= MOST_TIMES * bounds.high:
            critical.append((lab, scale, unit))
    return critical if len(critical) == 1 else ways


def _as_in_china(value: float, ways: list[Way]) -> list[Way]:
    """Answer the way of the indicator's own unit, in which laboratories in China print it (WS/T 404), for 血钙 3.18 and the like.

    Only of what has a range with two ends: of an upper bound alone a small number would be called normal. Where the value would be critical
    in another unit, it is taken only if it is out of range in this one, too, on a side that can be critical.
    """
    lab = ways[0][0]
    bounds = _bounds(lab)
    own = [each for each in ways if each[2] == lab.unit]
    if any(each[0] is not lab for each in ways) or bounds is None or not bounds.low or not bounds.high or not own:
        return ways
    grave = (value < bounds.low and lab.critical_low is not None) or (
        value > bounds.high and lab.critical_high is not None
    )
    doubtful = any(_is_critical(lab, value * scale) for _, scale, unit in ways if unit != lab.unit)
    return ways if doubtful and not grave else own


def _worse(value: float, ways: list[Way]) -> list[Way]:
    """Answer the way to read a value that is farthest beyond an end of an indicator's range; all where not all are beyond the same end.

    血色素 7 is far too little in g/dL and nearly enough in mmol/L, which hardly anybody uses.
    """
    lab, bounds = ways[0][0], _bounds(ways[0][0])
    if any(each[0] is not lab for each in ways) or bounds is None or not bounds.low or not bounds.high or value <= 0:
        return ways
    below = [log10(bounds.low / (value * scale)) for _, scale, _ in ways]
    above = [log10(value * scale / bounds.high) for _, scale, _ in ways]
    for away in (below, above):
        if min(away) > 0.0:
            return [ways[away.index(max(away))]]
    return ways


def _above(value: float, ways: list[Way]) -> list[Way]:
    """Answer one way to read a value that is above the bound in every unit that it can be told in; all of them where it is not.

    D二聚体 5.2 is high in mg/L of either kind, and in ug/L less than is ever measured. Only of an indicator with an upper bound alone, and
    only to call it high: what may be normal in one of them stays open.
    """
    lab, bounds = ways[0][0], _bounds(ways[0][0])
    if any(each[0] is not lab for each in ways) or bounds is None or bounds.low or not bounds.high:
        return ways
    believed = [each for each in ways if bounds.high / LEAST_PART <= value * each[1] <= MOST_TIMES * bounds.high]
    if not believed or min(value * scale for _, scale, _ in believed) <= bounds.high:
        return ways
    return [min(believed, key=lambda each: value * each[1])]


def _is_critical(lab: LabIndicator, value: float) -> bool:
    below = lab.critical_low is not None and value <= lab.critical_low
    return below or (lab.critical_high is not None and value >= lab.critical_high)
