"""Units as recognition spells them, brought back to a unit that the indicator has.

The slips are l for 1, n for m, a power without its sign, a ruling in front.

A unit that the indicator accepts stays as printed. One that is a slip away from exactly one accepted unit is spelled as that one; anything
else stays as it was read, and the item is doubtful.
"""

from __future__ import annotations

import re
from typing import Final

from kg.schema import LabIndicator
from kg.units import factor, spelling

_ALIKE: Final = str.maketrans(
    {
        "1": "l",
        "i": "l",
        "|": "l",
        "0": "o",
        "n": "m",
        "u": "m",
        "p": "m",
        "μ": "m",
        "b": "g",
        "9": "g",
        "q": "g",
        "v": "u",
    }
)
_SOUND: Final = re.compile(r"^[kmunpfdcμµ]?(?:mol|g|IU|U|Eq|L)(?:/|$)")
"""A unit that is spelled as units are: it may be another one than expected, and is not taken for a slip."""
_FIRST_ALIKE: Final = str.maketrans({"1": "i", "l": "i", "|": "i", "μ": "u", "µ": "u", "b": "g", "9": "g", "q": "g"})
_POWER: Final = re.compile(r"^[x×*]?\s*10\s*\D{0,2}?(12|9|6|3)?\s*/\s*[l1|i]$", re.IGNORECASE)


FAR: Final = 200.0
"""How many times larger or smaller than the indicator's own a unit may be and still be what was printed: a misread m, u or n makes
a thousand or a million, other units in use (mg/dL beside µmol/L) at most a hundred."""


def _near(lab: LabIndicator, unit: str) -> bool:
    """Answer whether the indicator accepts the unit: one of its own, or one that measures the same and is of like size."""
    if spelling(unit) in {spelling(each) for each in (lab.unit, *lab.units)}:
        return True
    scale = factor(lab, unit)
    return scale is not None and 1 / FAR <= scale <= FAR


def settle(unit: str, lab: LabIndicator | None) -> tuple[str, bool]:
    """Answer the unit's spelling, and whether it can be trusted: accepted by the indicator, or no indicator to ask."""
    text = re.sub(r"\s+", "", unit)
    power = _POWER.match(text)
    if power:
        text = _power(text, power[1], lab)
    if lab is None or not text or _near(lab, text):
        return text, True
    bare = text.lstrip("JjIl|[]1")
    if bare and bare != text and _near(lab, bare):
        return bare, True
    accepted = [each for each in (lab.unit, *lab.units) if each]
    folded = _folded(text)
    near = {spelling(each): each for each in accepted if _folded(each) == folded}
    same = {factor(lab, each) for each in near.values()}
    if len(same) == 1:
        return _printed(next(iter(near.values()))), True
    if not _SOUND.match(text):
        # The letter of size itself was misread, as in "nnol/L": the only unit that it can be is shown, and asked.
        tails = [each for each in accepted if _folded(each)[1:] == folded[1:]]
        if tails and len({factor(lab, each) for each in tails}) == 1:
            return _printed(tails[0]), False
    return text, False


def _power(text: str, exponent: str | None, lab: LabIndicator | None) -> str:
    """Answer `10^9/L`; an exponent too small to be read is the indicator's, where it has only one."""
    if exponent:
        sign = "*" if re.match(r"^[x×*]?10\*", text) else "^"
        return f"{'×' if text[0] in 'x×' else ''}10{sign}{exponent}/L"
    if lab is not None:
        powers = {found[1] for each in (lab.unit, *lab.units) if (found := re.match(r"10\*(\d+)/l", spelling(each)))}
        if len(powers) == 1:
            return f"10^{next(iter(powers))}/L"
    return text


def _folded(unit: str) -> str:
    """Answer the unit with letters that look alike made one; the first letter is its size (m, u, n, p) and stays."""
    text = spelling(unit).replace("*", "").replace("^", "")
    return text[:1].translate(_FIRST_ALIKE) + text[1:].translate(_ALIKE)


def _printed(unit: str) -> str:
    return unit.replace("10*", "10^").replace("[", "").replace("]", "")
