"""The bytes below every structure of FORMAT.md: big-endian numbers, size classes with zero padding, two kinds of JSON.

Readers refuse with `CannotOpen` and check a limit before they allocate or parse anything of the stated length. No keys.
"""

from __future__ import annotations

import binascii
import json
import math
import re
from collections.abc import Iterable
from typing import Any, Final, cast

from records.errors import CannotOpen, CannotSeal, Reason

KIB: Final = 1024
MIB: Final = 1024 * KIB
_STEP: Final = 64 * KIB
_MAX_SAFE_INT: Final = 2**53 - 1
_MAX_DEPTH: Final = 32
_ID_BYTES: Final = 16
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_", b"+/")
_HEX16: Final = re.compile(r"[0-9a-f]{32}")


def size_class(length: int, floor: int) -> int:
    """Answer the padded length: the least floor · 2^k that fits, up to 64 KiB, multiples of 64 KiB above.

    Powers of two alone would double the upload of some photos; steps of 64 KiB cost a twentieth and still leave an
    observer at most 128 classes for the largest request.
    """
    if length > _STEP:
        return -(-length // _STEP) * _STEP
    size = floor
    while size < length:
        size *= 2
    return min(size, _STEP)


def pad(parts: Iterable[bytes], *, floor: int, limit: int) -> bytes:
    """Join `parts` and fill with zeros to the size class. Raises `CannotSeal` over `limit`."""
    pieces = list(parts)
    length = sum(map(len, pieces))
    size = size_class(length, floor)
    if size > limit:
        raise CannotSeal(f"{length} bytes do not fit the limit of {limit}")
    return b"".join((*pieces, bytes(size - length)))


def check_padded_length(length: int, *, floor: int, limit: int) -> None:
    """Refuse a padded length that no sealer makes, before anything is decrypted."""
    if length > limit:
        raise CannotOpen(Reason.TOO_LONG)
    if length != size_class(length, floor):
        raise CannotOpen(Reason.PADDING)


class Cursor:
    """Reads a byte string from the front. Running past the end is refused, and so is a part over its limit."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Answer the next `count` bytes."""
        end = self._at + count
        if end > len(self._data):
            raise CannotOpen(Reason.LENGTH)
        part = self._data[self._at : end]
        self._at = end
        return part

    def u8(self) -> int:
        """Answer the next byte as a number."""
        return self.take(1)[0]

    def u16(self) -> int:
        """Answer the next two bytes as a number."""
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        """Answer the next four bytes as a number."""
        return int.from_bytes(self.take(4), "big")

    def part(self, limit: int) -> bytes:
        """Answer a part preceded by its u32 length, at most `limit` bytes."""
        length = self.u32()
        if length > limit:
            raise CannotOpen(Reason.TOO_LONG)
        return self.take(length)

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    @property
    def at(self) -> int:
        """Bytes read so far."""
        return self._at

    def end(self) -> None:
        """Refuse bytes left over."""
        if self.left:
            raise CannotOpen(Reason.LENGTH)

    def end_padded(self, floor: int) -> None:
        """Refuse a padding that is not zero, or that is not to the size class of what was read."""
        if len(self._data) != size_class(self._at, floor) or not self._zeros_follow():
            raise CannotOpen(Reason.PADDING)

    def end_filled(self, step: int) -> None:
        """Refuse a filling that is not zero, or that is a whole `step` or more."""
        if self.left >= step or not self._zeros_follow():
            raise CannotOpen(Reason.PADDING)

    def _zeros_follow(self) -> bool:
        # As one comparison of memory: counting zeros finds them one by one, 0.1 ms for those of a record.
        return self._data.endswith(bytes(self.left))


def u32(value: int) -> bytes:
    """Encode a u32. Raises `CannotSeal` where it does not fit."""
    if not 0 <= value < 1 << 32:
        raise CannotSeal("a number does not fit 32 bits")
    return value.to_bytes(4, "big")


def part(data: bytes, limit: int) -> tuple[bytes, bytes]:
    """Answer a part as two pieces to be joined: its u32 length, and itself. Raises `CannotSeal` over `limit`."""
    if len(data) > limit:
        raise CannotSeal(f"a part of {len(data)} bytes is over its limit of {limit}")
    return len(data).to_bytes(4, "big"), data


def b64u(data: bytes) -> str:
    """Encode as base64url without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode("ascii")


def from_b64u(text: object, *, reason: Reason, length: int | None = None) -> bytes:
    """Decode base64url without padding, refusing spare bits that are not zero. Raises `CannotOpen(reason)`."""
    if not isinstance(text, str) or (length is not None and len(text) != -(-length * 4 // 3)):
        raise CannotOpen(reason)
    try:
        data = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL) + b"=" * (-len(text) % 4))
    except ValueError:  # binascii.Error and UnicodeEncodeError are
        raise CannotOpen(reason) from None
    # The decoder skips what is not of the alphabet; what encodes to the same text again held nothing else.
    if b64u(data) != text:
        raise CannotOpen(reason)
    return data


def is_hex16(value: object) -> bool:
    """Whether `value` is sixteen bytes in lower-case hex."""
    return isinstance(value, str) and _HEX16.fullmatch(value) is not None


def hex16(text: str) -> bytes:
    """Decode an id. Raises `CannotSeal` where it is not sixteen bytes in lower-case hex."""
    try:
        decoded = bytes.fromhex(text)
    except (TypeError, ValueError):
        decoded = b""
    if len(decoded) != _ID_BYTES or decoded.hex() != text:
        raise CannotSeal("an id is not sixteen bytes in lower-case hex")
    return decoded


def canonical_json(value: Any) -> bytes:
    """Encode as canonical JSON (RFC 8785 restricted as in FORMAT.md). Raises `CannotSeal` for any other value."""
    _check_canonical(value, _MAX_DEPTH)
    try:
        return _CANONICAL.encode(value).encode()
    except UnicodeEncodeError:
        raise CannotSeal("a text holds a lone surrogate") from None


def _check_canonical(value: Any, depth: int) -> None:
    if depth < 0:
        raise CannotSeal("too deeply nested")
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_SAFE_INT:
            raise CannotSeal("an integer is beyond 2^53 - 1")
    elif isinstance(value, list | tuple):
        for item in value:
            _check_canonical(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise CannotSeal("a key is not ASCII")
            _check_canonical(item, depth - 1)
    else:
        raise CannotSeal("canonical JSON holds strings, integers, booleans, null, arrays and objects only")


def parse_canonical_object(raw: bytes, *, malformed: Reason) -> dict[str, Any]:
    """Parse an object in canonical JSON. Raises `CannotOpen`: `malformed`, or `not_canonical` for another encoding.

    A key that stands twice needs no check of its own here: it does not survive the encoding.
    """
    value = _parse(raw, malformed, strict=False)
    try:
        same = canonical_json(value) == raw
    except CannotSeal:
        same = False
    if not same:
        raise CannotOpen(Reason.NOT_CANONICAL)
    return value


def parse_plain_object(raw: bytes) -> dict[str, Any]:
    """Parse an object in plain JSON: no key twice, finite numbers, no lone surrogates, at most 32 deep."""
    value = _parse(raw, Reason.JSON, strict=True)
    # A text in UTF-8 holds no surrogate, so that only an escape can make one.
    _check_plain(value, escapes=b"\\u" in raw)
    return value


def dump_plain(value: Any) -> bytes:
    """Encode as plain JSON. Raises `CannotSeal` for what no reader accepts."""
    try:
        return _PLAIN.encode(value).encode()
    except (TypeError, ValueError):
        raise CannotSeal("not representable in JSON") from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _integer(text: str) -> int | float:
    """Answer an integer; one that is beyond a double is infinite, as it is to a reader that knows doubles alone."""
    return int(text) if math.isfinite(float(text)) else math.inf


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_READER: Final = json.JSONDecoder(parse_constant=_no_constant, parse_int=_integer)
_STRICT: Final = json.JSONDecoder(object_pairs_hook=_no_key_twice, parse_constant=_no_constant, parse_int=_integer)
# Made once: the functions of `json` make a new one for each call that asks for anything out of the ordinary.


def _parse(raw: bytes, malformed: Reason, *, strict: bool) -> dict[str, Any]:
    try:
        value = (_STRICT if strict else _READER).decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise CannotOpen(malformed) from None
    if not isinstance(value, dict):
        raise CannotOpen(malformed)
    return cast("dict[str, Any]", value)


def _check_plain(root: dict[str, Any], *, escapes: bool) -> None:
    """Refuse numbers that are not finite, nesting over the limit, and lone surrogates where there are `escapes`: level by level."""
    held: list[dict[str, Any] | list[Any]] = [root]
    depth = 0
    while held:
        depth += 1
        items: list[Any] = []
        for each in held:
            if type(each) is dict:
                items += each.values()
                if escapes and any(map(_has_surrogate, each)):
                    raise CannotOpen(Reason.JSON)
            else:
                items += each
        if items and depth > _MAX_DEPTH:
            raise CannotOpen(Reason.JSON)
        held = []
        for item in items:
            kind = type(item)  # of what a parser made: no subclass
            if kind is dict or kind is list:
                held.append(item)
            elif (kind is float and not math.isfinite(item)) or (kind is str and escapes and _has_surrogate(item)):
                raise CannotOpen(Reason.JSON)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
