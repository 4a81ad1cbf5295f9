"""The citizen identity number (公民身份号码) of GB 11643-1999: 17 digits and a check character after ISO 7064:1983, MOD 11-2.

Digits 7 to 14 are the date of birth, digit 17 is odd for men and even for women. Residence permits for people of Hong Kong, Macao and
Taiwan (2018) and permanent residence permits for foreigners (2023) have numbers of the same form.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

LENGTH: Final = 18
_WEIGHTS: Final = tuple(2**place % 11 for place in range(17, 0, -1))
_CHECKS: Final = "10X98765432"


class Told(NamedTuple):
    """What a valid number says."""

    birth_date: date
    sex: Literal["male", "female"]


def check_character(first: str) -> str:
    """Answer the check character, 0 to 9 or X, of the first 17 digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def read(number: str) -> Told | None:
    """Answer what an identity number says; None for one whose form, date or check character is wrong (15 digits: withdrawn in 2013)."""
    first, last = number[:17], number[17:]
    if len(number) != LENGTH or not (first.isascii() and first.isdigit()) or last != check_character(first):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return Told(born, "male" if int(number[16]) % 2 else "female")
