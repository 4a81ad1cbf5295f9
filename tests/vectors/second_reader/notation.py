"""A second reader of the format, written from `records/seal/FORMAT.md` alone: no import of this project, plain functions, no speed.

It stands for whoever implements the format elsewhere; its author had seen the product's code, but shares no line with it. Every vector
must come out here as it does in the product's readers, for the same reason. Each module names the sections that it reads; this one is the
notation.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

KIB, MIB = 1 << 10, 1 << 20
JSON = Any


class Refused(Exception):
    """One reason of section 7."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse(reason: str) -> NoReturn:
    raise Refused(reason)


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def b64u_decode(text: JSON, reason: str, length: int | None = None) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9A-Za-z_-]*", text) or len(text) % 4 == 1:
        refuse(reason)
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text or (length is not None and len(data) != length):
        refuse(reason)
    return data


def is_hex(value: JSON, count: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * count}}}", value) is not None


def is_int(value: JSON, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def size_class(count: int, floor: int) -> int:
    k = 0
    while floor << k < count:
        k += 1
    return floor << k if floor << k <= 64 * KIB else -(-count // (64 * KIB)) * 64 * KIB


def canonical(value: JSON, level: int = 0) -> bytes:
    """Encode, or fail with ValueError for what canonical JSON does not hold."""
    if level > 32:
        raise ValueError
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        letters = (short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value)
        return (
            '"' + "".join(letters) + '"'
        ).encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    if isinstance(value, int) and abs(value) <= 2**53 - 1:
        return str(value).encode()
    if isinstance(value, list):
        return b"[" + b",".join(canonical(item, level + 1) for item in value) + b"]"
    if isinstance(value, dict) and all(key.isascii() for key in value):
        pairs = (canonical(key) + b":" + canonical(value[key], level + 1) for key in sorted(value))
        return b"{" + b",".join(pairs) + b"}"
    raise ValueError


def json_object(data: bytes, reason: str, pairs: Callable[[list[tuple[str, JSON]]], JSON] = dict) -> dict[str, JSON]:
    def no_constant(_name: str) -> NoReturn:
        raise ValueError

    def whole(text: str) -> JSON:
        return int(text) if math.isfinite(float(text)) else math.inf

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=no_constant, parse_int=whole)
    except (ValueError, RecursionError):
        refuse(reason)
    return value if isinstance(value, dict) else refuse(reason)


def canonical_object(data: bytes, reason: str) -> dict[str, JSON]:
    value = json_object(data, reason)
    try:
        again = canonical(value)
    except ValueError:
        refuse("not_canonical")
    return value if again == data else refuse("not_canonical")


def plain_object(data: bytes) -> dict[str, JSON]:
    def once(pairs: list[tuple[str, JSON]]) -> JSON:
        return dict(pairs) if len(dict(pairs)) == len(pairs) else (_ for _ in ()).throw(ValueError())

    def check(value: JSON, level: int) -> None:
        surrogate = isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)
        if level > 32 or surrogate or (isinstance(value, float) and not math.isfinite(value)):
            refuse("json")
        for item in value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ():
            check(item, level + 1)

    value = json_object(data, "json", once)
    check(value, 0)
    return value


class Inside:
    """Reads parts from the front of what was opened."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            refuse("length")
        self.at += count
        return self.data[self.at - count : self.at]

    def part(self, limit: int) -> bytes:
        length = number(self.take(4))
        return refuse("too_long") if length > limit else self.take(length)

    def padded_to(self, size: int) -> None:
        if len(self.data) != size or any(self.data[self.at :]):
            refuse("padding")
