"""Units of laboratory results as reports print them, brought to one spelling, and conversion by authored factors."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kg.schema import LabIndicator

_POWER: Final = re.compile(r"^[x*.·]?10[\^*e~]?(\d{1,2})(?=/)")
_DROP: Final = str.maketrans({" ": None, "[": None, "]": None, "　": None, "µ": "u", "μ": "u", "×": "x"})


def spelling(unit: str) -> str:
    """Answer one spelling for a unit: `×10⁹/L`, `10^9/L` and `10E9/L` are all `10*9/l`; `μmol/L` is `umol/l`."""
    plain = unicodedata.normalize("NFKC", unit).casefold().translate(_DROP).strip(".,;:。，；：")
    return _POWER.sub(r"10*\1", plain)


def factor(lab: LabIndicator, unit: str) -> float | None:
    """Answer what turns a value in `unit` into the indicator's unit; None when the unit is not accepted.

    A missing unit is taken for the indicator's own only where every accepted unit means the same.
    """
    wanted = spelling(unit)
    if not wanted:
        return 1.0 if all(each == 1.0 for each in lab.units.values()) else None
    if wanted == spelling(lab.unit):
        return 1.0
    for other, each in lab.units.items():
        if spelling(other) == wanted:
            return each
    return None
