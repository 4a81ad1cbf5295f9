"""Marked phrases, and every disguise in which one could lie about: what the hunt looks for.

A phrase is made of two marks of six characters that nobody says, with ordinary words between them. A hit is one mark alone, so that a
phrase that was cut in two, or turned round, is found as well.
"""

from __future__ import annotations

import base64
import gzip
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, quote_plus

_CHARACTERS: Final = "槐榫琮鳅罍瓮窠畹苫蓼蕖荸茭菱莼蕨杼轱辘筲箕笸箩簸筛碓碾磙耧耱"
MARK: Final = 6
_SETS: Final = 3
_MOST_UNPACKED: Final = 32 << 20
_PIECE: Final = 64 << 10
_SHORT: Final = 16
_EMPTY: Final = re.compile(rb"\0{64,}")
"""Whole pages of a database are empty, and searching them finds nothing slowly."""
_PACKED: Final = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


@dataclass(frozen=True)
class Marks:
    """The phrases of one hunt, drawn from a seed."""

    seed: int

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Answer the marks, six characters each; no character is in two."""
        drawn = random.Random(self.seed).sample(_CHARACTERS, len(_CHARACTERS))
        return tuple("".join(drawn[at : at + MARK]) for at in range(0, 2 * _SETS * MARK - MARK, MARK))

    def phrase(self, number: int) -> str:
        """Answer the phrase of a consultation."""
        first, second = self.marks[number % len(self.marks)], self.marks[(number + 1) % len(self.marks)]
        return f"{first}的{number}号{second}"

    @cached_property
    def needles(self) -> dict[bytes, str]:
        """Answer what to look for, and what it is."""
        found: dict[bytes, str] = {}
        for mark in self.marks:
            for name, text in (("as said", mark), ("turned round", mark[::-1])):
                for kind, needle in _disguises(text):
                    found[needle] = f"{mark}, {name}, {kind}"
        return found

    def hits(self, name: str, content: bytes) -> Iterator[str]:
        """Answer where a mark stands in some bytes, and in what can be unpacked of them."""
        content = _EMPTY.sub(bytes(_SHORT), content)
        for needle, what in self.needles.items():
            if needle in content:
                yield f"{name}: {what}"
        for at, unpacked in _unpacked(content):
            for needle, what in self.needles.items():
                if needle in unpacked:
                    yield f"{name}, packed at {at}: {what}"


def _disguises(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    little, big = text.encode("utf-16-le"), text.encode("utf-16-be")
    yield "UTF-8", raw
    yield "UTF-16 little", little
    yield "UTF-16 big", big
    yield "UTF-32", text.encode("utf-32-le")
    yield "GB 18030", text.encode("gb18030")
    yield "JSON", text.encode("ascii", "backslashreplace")
    yield "JSON, capitals", b"".join(b"\\u%04X" % ord(each) for each in text)
    yield "percent", quote(text).encode()
    yield "percent, small", quote(text).lower().encode()
    yield "plus", quote_plus(quote_plus(text)).encode()
    yield "XML", "".join(f"&#{ord(each)};" for each in text).encode()
    for kind, encoded in (("UTF-8", raw), ("UTF-16", little)):
        yield f"hex of {kind}", encoded.hex().encode()
        yield f"hex of {kind}, capitals", encoded.hex().upper().encode()
        yield f"octal of {kind}", "".join(f"\\{byte:03o}" for byte in encoded).encode()
        yield f"escapes of {kind}", "".join(f"\\x{byte:02x}" for byte in encoded).encode()
        for shift in range(3):
            # In the middle of another text: without the characters in which its neighbours take part.
            inner = base64.b64encode(b"\0" * shift + encoded)[(0, 2, 3)[shift] : -4]
            yield f"base64 of {kind} at {shift}", inner
            if b"+" in inner or b"/" in inner:
                yield f"base64url of {kind} at {shift}", inner.replace(b"+", b"-").replace(b"/", b"_")


def _unpacked(content: bytes) -> Iterator[tuple[int, bytes]]:
    whole = memoryview(content)
    for found in _PACKED.finditer(content):
        at = found.start()
        unpacker = zlib.decompressobj(31 if content[at] == 0x1F else 15)
        unpacked = bytearray()
        try:
            # Piece by piece: what only looks packed fails in the first one.
            for piece in range(at, len(whole), _PIECE):
                unpacked += unpacker.decompress(whole[piece : piece + _PIECE], _MOST_UNPACKED - len(unpacked))
                if unpacker.eof or len(unpacked) >= _MOST_UNPACKED:
                    break
        except zlib.error:
            pass
        if len(unpacked) >= MARK:
            yield at, bytes(unpacked)


def packed(text: str) -> bytes:
    """Answer a text as gzip packs it: for the hunt's own test."""
    return gzip.compress(text.encode())
