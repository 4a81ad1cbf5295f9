"""Spelling slips: one (in long words two) letters wrong in an English word, one homophone in a Chinese one.

English uses the deletion neighbourhood (own implementation of the idea published as "symmetric delete", W. Garbe 2012): both
sides lose up to k letters and meet. A word that the grammar lists as common English is never corrected.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST = 5
"""Shorter words have too many neighbours to be corrected."""
LONG = 9
"""From this length on two slips are forgiven."""
LONGEST = 20


def distance(left: str, right: str, limit: int) -> int:
    """Answer the Damerau-Levenshtein distance (adjacent transposition counts once), or `limit` + 1 when it is larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    current = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        following = [row]
        for column, b in enumerate(right, 1):
            cost = min(current[column] + 1, following[column - 1] + 1, current[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and left[row - 2] == b:
                cost = min(cost, before[column - 2] + 1)
            following.append(cost)
        before, current = current, following
    return min(current[-1], limit + 1)


def _deletions(word: str, count: int) -> set[str]:
    answer = {word}
    for number in range(1, count + 1):
        for gone in combinations(range(len(word)), number):
            answer.add("".join(letter for index, letter in enumerate(word) if index not in gone))
    return answer


class Corrector:
    """Corrects unknown English words into words of a vocabulary. Immutable once built."""

    def __init__(self, vocabulary: Iterable[str], common: frozenset[str]) -> None:
        self._common = common
        index: dict[str, list[str]] = {}
        for word in sorted({word for word in vocabulary if SHORTEST <= len(word) <= LONGEST and word.isascii()}):
            for shorter in _deletions(word, 2 if len(word) >= LONG else 1):
                index.setdefault(shorter, []).append(word)
        self._index = index

    def correct(self, word: str) -> str | None:
        """Answer the one vocabulary word that the unknown word was meant to be, or None when there is none or doubt."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._common or not word.isascii():
            return None
        found: dict[str, int] = {}
        for shorter in _deletions(word, 2 if len(word) >= LONG - 1 else 1):
            for candidate in self._index.get(shorter, ()):
                if candidate[0] == word[0] and candidate not in found:
                    allowed = 2 if len(candidate) >= LONG else 1
                    found[candidate] = distance(word, candidate, allowed) if allowed else 1
                    if found[candidate] > allowed:
                        del found[candidate]
        if not found:
            return None
        nearest = min(found.values())
        best = [candidate for candidate, away in found.items() if away == nearest]
        return best[0] if len(best) == 1 else None


def homophone_variants(word: str, groups: Sequence[str]) -> list[str]:
    """Answer the word with one character replaced by each of its homophones in the groups; none for words of one character."""
    if len(word) < 2:  # noqa: PLR2004 -- one character alone says too little to be a slip of something
        return []
    answer: list[str] = []
    for index, character in enumerate(word):
        for group in groups:
            if character in group:
                answer.extend(word[:index] + other + word[index + 1 :] for other in group if other != character)
    return answer
