"""What is done to a valid message to see whether it still opens: the same plan, by the same numbers, as `app/web/tools/mutations.ts`.

Pure: bytes in, bytes out. A mutation is given by a seed and its number alone, so that each can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from records.errors import Reason
from records.seal.wire import b64u, from_b64u

_WORD: Final = 0xFFFFFFFF
KINDS: Final = (
    "flip",
    "byte",
    "insert",
    "delete",
    "cut",
    "append",
    "splice",
    "length",
    "field",
    "double",
    "drop",
    "exchange",
    "context",
    "json",
)
_IN_FRONT: Final = 85
"""How many of a hundred places lie in the entry's `front`, which is read before anything costly is done."""
_JSON_WAYS: Final = 5
_LENGTH_WAYS: Final = 6

Span = tuple[int, int]


class Draw:
    """Numbers of 32 bits from a seed: mulberry32 (Tommy Ettinger), which two languages write alike. Not for secrets."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, number: int) -> None:
        self._state = (seed * 0x9E3779B1 + number * 0x85EBCA77) & _WORD

    def next(self) -> int:
        """Answer the next number."""
        self._state = (self._state + 0x6D2B79F5) & _WORD
        one = self._state
        mixed = ((one ^ (one >> 15)) * (one | 1)) & _WORD
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61))) & _WORD
        return mixed ^ (mixed >> 14)

    def below(self, limit: int) -> int:
        """Answer a number from 0 to `limit` - 1."""
        return self.next() % limit


@dataclass(frozen=True, slots=True)
class Entry:
    """A valid message with what is known of its inside.

    `structure` names its opener; `context` is what the opener needs, `wrong` are contexts under which it must not open. Spans are
    [from, to): `front` is read before anything is decrypted, `fields` may be taken over from a like message, `regions` (frames, parts
    of a token) doubled, dropped and exchanged; `lengths` are places of length fields with their size; `json` is the span of clear JSON,
    whose length stands at `json_length`, or which is base64url where that is None.
    """

    structure: str
    name: str
    data: bytes = field(repr=False)
    context: Mapping[str, Any] = field(repr=False)
    wrong: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    front: Sequence[Span] = ()
    fields: Sequence[Span] = ()
    regions: Sequence[Span] = ()
    lengths: Sequence[Span] = ()
    json: Span | None = None
    json_length: int | None = None


@dataclass(frozen=True, slots=True)
class Mutation:
    """One altered message; `kind` is what was done, a fallback included."""

    kind: str
    data: bytes = field(repr=False)
    context: Mapping[str, Any] = field(repr=False)


def _place(entry: Entry, draw: Draw) -> int:
    if entry.front and draw.below(100) < _IN_FRONT:
        start, end = entry.front[draw.below(len(entry.front))]
        return start + draw.below(end - start)
    return draw.below(len(entry.data))


def _random(draw: Draw, count: int) -> bytes:
    return bytes(draw.below(256) for _ in range(count))


def mutate(entry: Entry, like: Sequence[Entry], draw: Draw) -> Mutation:
    """Answer one mutation of `entry`; `like` are the entries of its structure, itself among them."""
    kind = KINDS[draw.below(len(KINDS))]
    if kind == "context" and entry.wrong:
        return Mutation(kind, entry.data, entry.wrong[draw.below(len(entry.wrong))])
    data = _by_bytes(kind, entry, draw)
    if data is None:
        data = _by_parts(kind, entry, like, draw)
    if data is None:
        kind, data = "flip", _by_bytes("flip", entry, draw)
    assert data is not None
    return Mutation(kind, data, entry.context)


def _by_bytes(kind: str, entry: Entry, draw: Draw) -> bytes | None:
    data = bytearray(entry.data)
    match kind:
        case "flip":
            for _ in range(1 + draw.below(3)):
                at = _place(entry, draw)
                data[at] ^= 1 << draw.below(8)
        case "byte":
            value = draw.below(256)
            data[_place(entry, draw)] = value
        case "insert":
            at = _place(entry, draw)
            data[at:at] = _random(draw, 1 + draw.below(8))
        case "delete":
            at = _place(entry, draw)
            del data[at : at + 1 + draw.below(8)]
        case "cut":
            del data[draw.below(len(data)) :]
        case "append":
            count = 1 + draw.below(64)
            data += bytes(count) if draw.below(2) else _random(draw, count)
        case _:
            return None
    return bytes(data)


def _by_parts(kind: str, entry: Entry, like: Sequence[Entry], draw: Draw) -> bytes | None:
    data = entry.data
    match kind:
        case "splice":
            other = like[draw.below(len(like))].data
            start = _place(entry, draw)
            end = start + 1 + draw.below(64 if draw.below(2) else len(data) - start)
            return data[:start] + other[start:end] + data[end:]
        case "length" if entry.lengths:
            return _with_length(entry, draw)
        case "field" if entry.fields:
            index = draw.below(len(entry.fields))
            start, end = entry.fields[index]
            peer = like[draw.below(len(like))]
            taken = peer.data[slice(*peer.fields[index])] if index < len(peer.fields) else b""
            return data[:start] + taken + data[end:]
        case "double" | "drop" | "exchange" if entry.regions:
            return _with_regions(kind, entry, draw)
        case "json" if entry.json is not None:
            return _with_json(entry, entry.json, draw)
    return None


def _with_length(entry: Entry, draw: Draw) -> bytes:
    at, size = entry.lengths[draw.below(len(entry.lengths))]
    value, most = int.from_bytes(entry.data[at : at + size], "big"), (1 << 8 * size) - 1
    ways = (value - 1, value + 1, 0, most, value * 2, draw.next())
    put = ways[draw.below(_LENGTH_WAYS)] & most
    return entry.data[:at] + put.to_bytes(size, "big") + entry.data[at + size :]


def _with_regions(kind: str, entry: Entry, draw: Draw) -> bytes:
    data, count = entry.data, len(entry.regions)
    start, end = entry.regions[draw.below(count)]
    if kind == "double":
        return data[:end] + data[start:end] + data[end:]
    if kind == "drop":
        return data[:start] + data[end:]
    first, second = sorted(((start, end), entry.regions[draw.below(count)]))
    if first == second:
        return data
    return (
        data[: first[0]] + data[slice(*second)] + data[first[1] : second[0]] + data[slice(*first)] + data[second[1] :]
    )


def _with_json(entry: Entry, span: Span, draw: Draw) -> bytes:
    raw = entry.data[slice(*span)]
    if entry.json_length is not None:
        text = _other_json(raw, draw)
        head = (
            entry.data[: entry.json_length] + len(text).to_bytes(2, "big") + entry.data[entry.json_length + 2 : span[0]]
        )
        return head + text + entry.data[span[1] :]
    text = _other_json(from_b64u(raw.decode("ascii"), reason=Reason.JSON), draw)
    return entry.data[: span[0]] + b64u(text).encode() + entry.data[span[1] :]


def _other_json(text: bytes, draw: Draw) -> bytes:
    """Write the same JSON another way, or nearly the same: none of it is canonical, or it is another text."""
    way, at = draw.below(_JSON_WAYS), draw.below(len(text))
    if way == 0:  # white space
        after = text.find(b",", at)
        return text[: after + 1] + b" " + text[after + 1 :]
    if way == 1:  # a key twice
        comma = text.find(b",")
        pair = text[1:comma] if comma > 0 else text[1:-1]
        return text[:1] + pair + b"," + text[1:]
    if way == 2:  # another case  # noqa: PLR2004 - one of five ways
        return text[:at] + text[at:].upper()
    if way == 3:  # a number that is not an integer  # noqa: PLR2004 - one of five ways
        digits = [index for index in range(at, len(text)) if text[index : index + 1].isdigit()]
        where = digits[0] + 1 if digits else 1
        return text[:where] + b".0" + text[where:]
    return text[:at] + b"\\u00" + b"%02x" % text[at] + text[at + 1 :]
