"""Units of laboratory results as reports print them, brought to one spelling, and conversion into an indicator's own unit.

Authored factors stand first; units of the same kind are converted by arithmetic, mass into amount by the molar mass
(`kg.quantities`). A unit that is not known gives None: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kg.quantities import CHARGE, MOLAR_MASS, measured
from kg.schema import LabIndicator

_POWER: Final = re.compile(r"^[x*.·]?10[\^*e~]?(\d{1,2})(?=/)")
_DROP: Final = str.maketrans({" ": None, "[": None, "]": None, "　": None, "µ": "u", "μ": "u", "×": "x"})
_EQUIVALENTS: Final = frozenset({"meq/l", "mval/l"})
_A1C: Final = "hba1c"
_IFCC: Final = "mmol/mol"


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
    return _computed(lab.id, spelling(lab.unit), wanted)


def _computed(lab: str, own: str, wanted: str) -> float | None:
    """Answer the factor between two units by what they measure; None when they measure different things."""
    if own == "mmol/l" and wanted in _EQUIVALENTS and lab in CHARGE:
        return 1.0 / CHARGE[lab]
    counts = own.startswith(("10*", "/"))
    here, there = measured(wanted, counts=counts), measured(own, counts=counts)
    if here is None or there is None:
        return None
    if here[0] == there[0]:
        return here[1] / there[1]
    mass = MOLAR_MASS.get(lab)
    if mass is None or {here[0], there[0]} != {"mass", "amount"}:
        return None
    grams = mass if here[0] == "amount" else 1.0 / mass
    return here[1] * grams / there[1]


def in_own_unit(lab: LabIndicator, value: float, unit: str) -> float | None:
    """Answer a value in the indicator's own unit; None when the unit is not known.

    Glycated haemoglobin in mmol/mol is no multiple of per cent: NGSP % = 0.09148 x IFCC + 2.152 (IFCC/NGSP master equation, Hoelzel 2004).
    """
    if lab.id == _A1C and spelling(unit) == _IFCC:
        return 0.09148 * value + 2.152
    scale = factor(lab, unit)
    return None if scale is None else value * scale
