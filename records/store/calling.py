"""What people and communities are called, and which numbers residents may call: judged once, wherever it is typed in."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from records.store.errors import Refused

LONGEST_NAME: Final = 60
LONGEST_COMMUNITY: Final = 100
LONGEST_PHONE: Final = 30
"""A magnet has room for these (`records.paper.magnets.LONGEST`)."""
_NUMBER: Final = re.compile(r"\+?[0-9(][0-9 ()-]*[0-9](?: ?(?:转|ext\.?|#|,) ?[0-9]{1,6})?", re.IGNORECASE)
_LEAST_DIGITS, _MOST_DIGITS = 5, 20
"""A service number such as 12320 has five; 120 is nobody's own."""


def said_name(name: str, longest: int = LONGEST_NAME) -> str:
    """Answer a name as it is kept; raises `Refused` for one that is empty, too long, or of more than one line."""
    name = name.strip()
    if not name or len(name) > longest or any(unicodedata.category(each) == "Cc" for each in name):
        raise Refused("no_name", f"a name has 1 to {longest} characters on one line")
    return name


def said_phone(phone: str) -> str:
    """Answer a number as it is kept, empty for none; raises `Refused` for what nobody could call."""
    phone = " ".join(unicodedata.normalize("NFKC", phone).split())
    digits = sum(each.isdecimal() for each in phone)
    if phone and not (
        _NUMBER.fullmatch(phone) and len(phone) <= LONGEST_PHONE and _LEAST_DIGITS <= digits <= _MOST_DIGITS
    ):
        raise Refused(
            "phone", "a phone number is like 0951-5550121, 13809510042, +86 951 5550121 or 0951-5550121 转 8012"
        )
    return phone
