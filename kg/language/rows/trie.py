"""A trie over tokens, and the best cover of a text by its entries.

The keys are sequences of token forms (Han characters, stems, marks); one trie holds both languages. Matching allows a few
filler tokens inside an English phrase ("pain in my chest" finds "pain in chest"). Time is linear in the text: each start
walks at most the longest key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

_NO_JUMPS: Mapping[int, int] = MappingProxyType({})
MAX_SKIPPED = 3
"""Fillers that may stand inside one phrase."""
_MOST_OVER = 8
"""Tokens of words of place and qualifiers that one phrase may be read over, nearly."""


@dataclass(slots=True)
class Node(Generic[T]):
    """One state: what follows, and what ends here."""

    next: dict[str, Node[T]] = field(default_factory=dict)
    entries: list[T] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """Entries that cover tokens [start, end); `size` counts the tokens of the key, fillers left out."""

    start: int
    end: int
    size: int
    entries: Sequence[T]
    denied: bool = False
    """A denial stands inside the phrase: 口不渴 for 口渴."""


class Trie(Generic[T]):
    """Maps token sequences to lists of entries. Built once, then only read."""

    def __init__(self) -> None:
        self._root: Node[T] = Node()

    def add(self, key: Sequence[str], entry: T) -> None:
        """Add an entry under a key; the same entry twice under one key counts once. An empty key is ignored."""
        if not key:
            return
        node = self._root
        for part in key:
            node = node.next.setdefault(part, Node())
        if entry not in node.entries:
            node.entries.append(entry)

    def copy(self) -> Trie[T]:
        """Answer a trie of its own that holds the same entries."""
        other: Trie[T] = Trie()
        other._root = _copied(self._root)
        return other

    def has(self, key: Sequence[str]) -> bool:
        """Say whether anything ends at exactly this key."""
        return bool(self.get(key))

    def get(self, key: Sequence[str]) -> list[T]:
        """Answer the entries at exactly this key."""
        node = self._root
        for part in key:
            found = node.next.get(part)
            if found is None:
                return []
            node = found
        return node.entries

    def written_at(self, forms: Sequence[str], start: int) -> list[Match[T]]:
        """Answer every entry list whose key begins at `start`, with nothing inside it but numbers; shortest first."""
        count, size = len(forms), 0
        answer: list[Match[T]] = []
        following = self._root.next.get(forms[start]) if start < count else None
        index = start
        while following is not None:
            node = following
            index, size = index + 1, size + 1
            if node.entries:
                answer.append(Match(start, index, size, node.entries))
            if index >= count:
                break
            following = node.next.get(forms[index])
            if forms[index].isdigit():
                return list(self.starting_at(forms, start, frozenset()))
        return answer

    def starting_at(
        self,
        forms: Sequence[str],
        start: int,
        fillers: frozenset[str],
        denials: frozenset[str] = frozenset(),
        jumps: Mapping[int, int] = _NO_JUMPS,
        places: Mapping[int, int] = _NO_JUMPS,
        refusals: Mapping[int, int] = _NO_JUMPS,
    ) -> Iterator[Match[T]]:
        """Yield every entry list whose key begins at `start`.

        Inside a phrase fillers may stand, and right before what follows in the phrase a number, one of `denials`, or what
        `jumps` leads over (index of its first token to the index after it). What `places` leads over is passed like a filler;
        what `refusals` leads over is one of the denials, in several tokens.
        """
        count = len(forms)
        first = self._root.next.get(forms[start]) if start < count else None
        if first is None:
            return
        # Both ways are tried where a filler may also be part of the phrase: "had a stent" beside "had a history of".
        # `over` counts the tokens that `places` led over; they are no fillers.
        ways: list[tuple[Node[T], int, int, bool, int]] = [(first, start + 1, 1, False, 0)]
        while ways:
            node, index, size, denied, over = ways.pop()
            if node.entries:
                yield Match(start, index, size, node.entries, denied)
            if not node.next:
                continue
            most = min(count, start + MAX_SKIPPED + size + over + 1)
            while index < most:
                form = forms[index]
                following = node.next.get(form)
                if following is not None:
                    ways.append((following, index + 1, size + 1, denied, over))
                if index in places and over < _MOST_OVER:
                    over += places[index] - index
                    index = places[index]
                    most = min(count, start + MAX_SKIPPED + size + over + 1)
                    continue
                if form in fillers and index not in jumps:
                    index += 1
                    continue
                # A time, a number or a denial stands right before what follows in the phrase.
                after = jumps.get(index, refusals.get(index, index + 1))
                denial = form in denials or index in refusals
                number = (after > index + 1 and not denial) or form.isdigit()
                if after >= count or forms[after] not in node.next or not (number or (denial and not denied)):
                    break
                denied = denied or not number
                # A denial in several tokens is read, not passed over: it counts but for one.
                read = after - index - 1 if denial else 0
                ways.append((node.next[forms[after]], after + 1, size + 1 + read, denied, over))
                break


def _copied(node: Node[T]) -> Node[T]:
    return Node({part: _copied(following) for part, following in node.next.items()}, list(node.entries))


def cover(matches_at: Sequence[Sequence[Match[T]]]) -> list[Match[T]]:
    """Choose non-overlapping matches that cover the text best: the sum of squared lengths is greatest, earlier ties win.

    `matches_at[i]` are the matches that start at token i. Squares prefer one long entry to two short ones, and the sum
    prefers "不 + 大便" to "不大 + 便". Linear in the number of matches.
    """
    count = len(matches_at)
    best = [0] * (count + 1)
    choice: list[Match[T] | None] = [None] * count
    for index in range(count - 1, -1, -1):
        best[index] = best[index + 1]
        for match in matches_at[index]:
            # A filler inside a phrase counts a quarter: "hardly any urine" is better read whole than as "hardly any" and "urine".
            score = (3 * match.size + match.end - match.start) ** 2 + best[match.end]
            if score >= best[index] and (score > best[index] or choice[index] is None):
                best[index] = score
                choice[index] = match
    chosen: list[Match[T]] = []
    index = 0
    while index < count:
        match_here = choice[index]
        if match_here is None:
            index += 1
        else:
            chosen.append(match_here)
            index = match_here.end
    return chosen
