"""Frequencies as KGX writes them: percentages, quotients, counts, HPO classes; each becomes a probability or what is wrong with it.

The slots are Biolink's (4.4.6): `has_count` of `has_total`, `has_quotient`, `has_percentage`, `frequency_qualifier`. The
qualifier is an HPO class in most files; HPO's own annotations (phenotype.hpoa) write a fraction or a percentage in the same
place, so both are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from kg.biolink import HPO_CLASS
from kg.frequencies import HPO_FREQUENCY

_CLASS_OF: Final[Mapping[str, str]] = {code: name for name, code in HPO_CLASS.items()}
_FRACTION: Final = re.compile(r"^(\d+)\s*/\s*(\d+)$")
APART: Final = 0.005
"""Two ways of telling one frequency may differ by rounding to whole percents, and no more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A frequency as it was told: its probability, how it was written, and in how many it was counted (0: not told)."""

    probability: float
    authored_as: str
    total: int = 0


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def probability_of(percentage: str) -> float | str:
    """Answer a percentage as a probability, divided in decimal so that it comes back as it was; or what is wrong with it."""
    number = _decimal(percentage)
    if number is None:
        return f"percentage {percentage!r} is no number"
    if number > 100:  # noqa: PLR2004 - a percentage
        return f"percentage {percentage} is above 100"
    return f"percentage {percentage} is below 0" if number < 0 else float(number / 100)


def _percentage(text: str) -> Told | str:
    found = probability_of(text)
    return found if isinstance(found, str) else Told(found, f"{text}%")


def _quotient(text: str) -> Told | str:
    number = _decimal(text)
    if number is None:
        return f"quotient {text!r} is no number"
    return Told(float(number), text) if 0 <= number <= 1 else f"quotient {text} is not from 0 to 1"


def _counts(count: str, total: str) -> Told | str:
    if not (count.isascii() and count.isdigit() and total.isascii() and total.isdigit()):
        return f"counts {count!r} of {total!r} are no whole numbers"
    if not 0 <= int(count) <= int(total) or int(total) == 0:
        return f"counts {count} of {total} are no share"
    return Told(int(count) / int(total), f"{count}/{total}", int(total))


def _qualifier(text: str) -> Told | str:
    name = _CLASS_OF.get(text, text.lower().replace(" ", "_"))
    if name in HPO_FREQUENCY:
        return Told(HPO_FREQUENCY[name], name)
    fraction = _FRACTION.match(text)
    if fraction:
        return _counts(*fraction.groups())
    if text.endswith("%"):
        return _percentage(text.removesuffix("%").strip())
    return f"frequency {text!r} is no HPO class"


FREQUENCY_COLUMNS: Final = ("has_count", "has_total", "has_quotient", "has_percentage", "frequency_qualifier")


def frequency_of(cells: Mapping[str, str]) -> tuple[Told | None, list[tuple[str, str]]]:
    """Answer the most exact frequency of an edge, and what is wrong: (column, message).

    Counts come first, then quotient, percentage and class. Numbers that contradict each other are wrong; a class beside a number is
    only a coarser way to say it. None when nothing is told.
    """
    count, total, quotient, percent, name = (cells.get(column, "").strip() for column in FREQUENCY_COLUMNS)
    read: list[tuple[str, Told | str]] = []
    if count and total:
        read.append(("has_count", _counts(count, total)))
    if quotient:
        read.append(("has_quotient", _quotient(quotient)))
    if percent:
        read.append(("has_percentage", _percentage(percent)))
    if name:
        read.append(("frequency_qualifier", _qualifier(name)))
    wrong = [(column, told) for column, told in read if isinstance(told, str)]
    good = [(column, told) for column, told in read if isinstance(told, Told)]
    numbers = [(column, told) for column, told in good if column != "frequency_qualifier"]
    for column, told in numbers[1:]:
        if abs(told.probability - numbers[0][1].probability) > APART:
            wrong.append((column, f"{told.authored_as} contradicts {numbers[0][0]} {numbers[0][1].authored_as}"))
    return (good[0][1] if good else None), wrong
