"""The Merkle tree of the transparency log, without I/O: roots, proofs and their checks (RFC 9162, section 2.1; FORMAT.md, section 9).

Whoever stores a tree keeps the roots of its *complete* subtrees: node (level, number) covers the 2^level leaves from
number * 2^level on.
They never change once all their leaves are there, and every root or proof is made of O(log n) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
MAX_SIZE: Final = 2**53 - 1
MAX_PATH: Final = 64
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


class Coordinate(NamedTuple):
    """Where a complete subtree stands."""

    level: int
    number: int


Read = Callable[[Coordinate], bytes]
"""Answers the root of a complete subtree, 32 bytes."""


def leaf_hash(entry: bytes) -> bytes:
    """Answer the hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Answer the hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def completed(index: int, leaf: bytes, read: Read) -> Iterator[tuple[Coordinate, bytes]]:
    """Answer the complete subtrees that exist once the leaf of number `index` is appended: the leaf first, then upwards.

    `read` is asked for left siblings of what was completed before, O(log n) of them.
    """
    level, at, made = 0, index, leaf
    yield Coordinate(level, at), made
    while at % 2 == 1:
        made = node_hash(read(Coordinate(level, at - 1)), made)
        level, at = level + 1, at // 2
        yield Coordinate(level, at), made


def left_siblings(index: int) -> list[Coordinate]:
    """Answer which subtrees `completed` reads for this leaf."""
    found, level = [], 0
    while index % 2 == 1:
        found.append(Coordinate(level, index - 1))
        level, index = level + 1, index // 2
    return found


def root(size: int, read: Read) -> bytes:
    """Answer the root of the first `size` leaves."""
    return _subtree(0, size, read) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, read: Read) -> list[bytes]:
    """Answer the proof that leaf `index` is in the tree of `size` (section 2.1.3.1). Raises `ValueError` beyond it."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_subtree(middle, end, read))
            end = middle
        else:
            path.append(_subtree(begin, middle, read))
            begin = middle
    return path[::-1]


def consistency_path(old: int, size: int, read: Read) -> list[bytes]:
    """Answer the proof that the tree of `size` continues the one of `old` (section 2.1.4.1). Raises `ValueError`."""
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} does not continue one of {old}")
    path: list[bytes] = []
    begin, end, whole = 0, size, True
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_subtree(middle, end, read))
            end = middle
        else:
            path.append(_subtree(begin, middle, read))
            begin, whole = middle, False
    if not whole:
        path.append(_subtree(begin, end, read))
    return path[::-1]


def coordinates(make: Callable[[Read], object]) -> list[Coordinate]:
    """Answer what `make` would read, so that a store can fetch it at once: which nodes it is does not depend on their hashes."""
    asked: list[Coordinate] = []

    def note(at: Coordinate) -> bytes:
        asked.append(at)
        return bytes(HASH_BYTES)

    make(note)
    return asked


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], wanted: bytes) -> bool:
    """Tell whether `path` proves the leaf at `index` under the root `wanted` (section 2.1.3.2)."""
    if not 0 <= index < size <= MAX_SIZE or len(path) > MAX_PATH:
        return False
    at, last, made = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            made = node_hash(step, made)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            made = node_hash(made, step)
        at, last = at // 2, last // 2
    return last == 0 and made == wanted


def continues(old: int, old_root: bytes, size: int, wanted: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether `path` proves that the tree (`size`, `wanted`) begins with the tree (`old`, `old_root`) (section 2.1.4.2)."""
    if not 0 < old <= size <= MAX_SIZE or len(path) > MAX_PATH:
        return False
    if old == size:
        return not path and old_root == wanted
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, size - 1
    while at % 2 == 1:
        at, last = at // 2, last // 2
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at % 2 == 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            after = node_hash(after, step)
        at, last = at // 2, last // 2
    return last == 0 and before == old_root and after == wanted


class Frontier:
    """The right edge of a growing tree: takes leaves one by one in memory of O(log n), and answers the root at any moment."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def append(self, entry: bytes) -> None:
        """Take the next entry."""
        level, made = 0, leaf_hash(entry)
        while self._edge and self._edge[-1][0] == level:
            made = node_hash(self._edge.pop()[1], made)
            level += 1
        self._edge.append((level, made))
        self.size += 1

    def extend(self, entries: Iterable[bytes]) -> None:
        """Take the next entries."""
        for entry in entries:
            self.append(entry)

    @property
    def root(self) -> bytes:
        """Answer the root over what was taken."""
        if not self._edge:
            return EMPTY_ROOT
        made = self._edge[-1][1]
        for _, left in reversed(self._edge[:-1]):
            made = node_hash(left, made)
        return made


def _split(width: int) -> int:
    """Answer the largest power of two that is smaller than `width` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def _subtree(begin: int, end: int, read: Read) -> bytes:
    """Answer the root over leaves `begin` to `end`, where `begin` is a multiple of the largest power of two that fits."""
    width = end - begin
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return read(Coordinate(level, begin >> level))
    middle = begin + _split(width)
    return node_hash(_subtree(begin, middle, read), _subtree(middle, end, read))
