"""The shape of a FHIR element: what of it decides whether it is valid, and nothing of what it says.

Two elements of one shape are both valid or both not. A shape is made of names, of the structure of lists, and of a kind for each
value, so fine that no primitive type of R4 (https://hl7.org/fhir/R4/datatypes.html#primitive) takes one value of a kind and refuses
another. Where a value is of no such kind (blank, nearly a date, a number as text) its element has no shape and is judged by itself.
Shapes hold no value, and so nothing of a person.
"""

from __future__ import annotations

import binascii
import math
import re
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from typing import Any, Final

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
BASE64_NAMES: Final = frozenset({"data", "hash", "valueBase64Binary"})
"""Elements of type base64Binary; valid where strictly base64."""
URL_NAMES: Final = frozenset({"url", "valueUrl"})
"""Elements that may be of type url, which takes addresses and paths."""
UNSURE_NAMES: Final = frozenset({"valueUuid", "valueOid", "carrierAIDC"})
"""Elements of types with rules of their own, which no bundle of ours has."""

_OUR_WORDS: Final = frozenset(
    {"resourceType", "system", "method", "status", "docStatus", "contentType", "language", "mode"}
)
"""Elements that say what our code says and never what a person told: words of a small vocabulary, a third of a bundle's, judged once."""
_URL_KINDS: Final = frozenset({"uuid", "web", "id", "path"})
_INT_END: Final = 2**31
_DAY_S: Final = 86_400
_NEAR_S: Final = 1e-3
# A resident's words are matched, too: no part is tried twice over the same characters. A zero in front is a number to some readers whatever
# signs follow it; and of letters that case alone tells apart there are more than those of ASCII.
_KIND: Final = re.compile(
    r"""
    (?P<uuid>urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})
    |(?P<web>https?://[a-z]+(?:\.[a-z]+)+(?:/[!-~]*)?)
    |(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:\.[0-9]{1,6})?(?:Z|[+-]0[0-9]:[0-5][0-9]))
    |(?P<zero>0)
    |(?P<one>1)
    |(?P<zeros>0{2,64})
    |(?P<year>[1-9][0-9]{3})
    |(?P<digits>[1-9][0-9]{0,8})
    |(?P<long>[1-9][0-9]{10,63})
    |(?P<unsure>\d{4}-\d\d(?:-\d\dT\S*)?|\d\d:\d\d\S*|[+-]?(?:[\d_]++(?:\.[\d_]*+)?|\.[\d_]++)(?:[eE][+-]?[\d_]++)?|[+-]?0[\d_+.eE\-]++
      |\s.*|.*\s|[A-Za-z0-9.\-]{65,})
    |(?P<bool>(?ai:true|false|yes|no|on|off|t|f|y|n))
    |(?P<id>[A-Za-z0-9.\-]+)
    |(?P<path>[A-Za-z0-9.\-]+\?[!-~]*)
    |(?P<token>\S++)
    |(?P<phrase>\S++(?:\s\S++)++)
    |(?P<text>.+)
    """,
    re.VERBOSE | re.DOTALL,
)
_KIND_OF_RESOURCE: Final = re.compile("[A-Z][A-Za-z]{2,40}")


class UnsureError(Exception):
    """This element has no shape."""


def shape_of(value: Any, name: str = "") -> Hashable:
    """Answer the shape of an element, as read from JSON; `name` is the element's own. Raises `UnsureError`."""
    if isinstance(value, str):
        return _of_word(value, name) if name in _OUR_WORDS else _of_text(value, name)
    if isinstance(value, dict):
        return tuple([(key, shape_of(part, key)) for key, part in value.items()])
    if isinstance(value, list):
        # Elements of a list are judged one by one, however many.
        return frozenset([shape_of(part, name) for part in value])
    if isinstance(value, int | float):
        return _of_number(value)
    raise UnsureError(name)


def _of_text(text: str, name: str) -> str:
    if name in BASE64_NAMES:
        return _of_base64(text, name)
    found = _KIND.fullmatch(text)
    kind = (found and found.lastgroup) or "unsure"
    # What can be printed has nothing unprintable, and to be told so costs a fraction of looking.
    if kind == "unsure" or name in UNSURE_NAMES or (not text.isprintable() and UNPRINTABLE.search(text)):
        raise UnsureError(name)
    if kind in ("date", "time"):
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            raise UnsureError(name) from None
    if name in URL_NAMES and kind not in _URL_KINDS:
        raise UnsureError(name)
    if name == "resourceType":
        # Which elements there may be hangs on it.
        if not _KIND_OF_RESOURCE.fullmatch(text):
            raise UnsureError(name)
        return text
    return kind


@lru_cache(maxsize=1024)
def _of_word(text: str, name: str) -> str:
    return _of_text(text, name)


def _of_base64(text: str, name: str) -> str:
    try:
        if not binascii.a2b_base64(text, strict_mode=True):
            raise UnsureError(name)
    except ValueError:
        raise UnsureError(name) from None
    return "base64"


def _of_number(number: float) -> Hashable:
    """Answer a kind by what integers, booleans, and times given as numbers may be."""
    if not math.isfinite(number) or not -_INT_END < number < _INT_END:
        raise UnsureError
    if number in (0, 1):
        return type(number), int(number)
    if not _NEAR_S < number % _DAY_S < _DAY_S - _NEAR_S:
        # Read as seconds, midnight: a date takes it, and no other number.
        raise UnsureError
    return type(number), number < 0, abs(number) < _DAY_S, number == int(number)
