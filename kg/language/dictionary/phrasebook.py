"""What phrases say, read once each while the dictionary is compiled: their cover, their features, the runs inside them.

The same phrase is asked for again and again, by each finding that it may be. It lives as long as the compiling: nothing that a
resident says passes through it, so that nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.language.dictionary.features import Feature, FeatureSet
from kg.language.dictionary.vocabulary import Key, Vocabulary
from kg.language.rows.entries import Entry
from kg.language.rows.trie import Match
from kg.schema import FindingId


class Phrasebook:
    """Answers of a vocabulary, remembered."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._covers: dict[Key, list[Match[Entry]]] = {}
        self._features: dict[Key, list[Feature]] = {}

    def cover(self, key: Key) -> list[Match[Entry]]:
        """Answer the best cover of a phrase by grammar words."""
        known = self._covers.get(key)
        if known is None:
            known = self._covers[key] = self._vocabulary.cover(key)
        return known

    def features_of(self, key: Key) -> list[Feature]:
        """Answer the features in a phrase, whatever else stands in it."""
        known = self._features.get(key)
        if known is None:
            known = self._features[key] = self._vocabulary.features_in(key, self.cover(key))
        return known

    def whole(self, key: Key) -> FeatureSet | None:
        """Answer the features of a phrase that says nothing else (grades and fillers aside), or None."""
        return (frozenset(self.features_of(key)) or None) if self._vocabulary.is_whole(key, self.cover(key)) else None


def runs(key: Key) -> dict[Key, int]:
    """Answer every run of parts inside a phrase, without the phrase itself, and where each first begins."""
    count = len(key)
    answer: dict[Key, int] = {}
    for start in range(count):
        for end in range(start + 1, count + 1):
            answer.setdefault(key[start:end], start)
    answer.pop(key, None)
    return answer


def contains(key: Key, part: Key) -> bool:
    """Say whether a phrase contains another as a run."""
    size = len(part)
    return bool(part) and any(key[start : start + size] == part for start in range(len(key) - size + 1))


class Anchors:
    """The authored phrases of each finding, to be found inside others."""

    def __init__(self, keys: Mapping[FindingId, Sequence[Key]]) -> None:
        self._places = {id_: {key: place for place, key in reversed(tuple(enumerate(of)))} for id_, of in keys.items()}

    def of(self, id_: FindingId) -> Mapping[Key, int]:
        """Answer the phrases of a finding and the place of each among them."""
        return self._places.get(id_, {})

    def inside(self, id_: FindingId, within: Mapping[Key, int]) -> Iterator[Key]:
        """Yield the phrases of a finding that are among these runs, in their authors' order."""
        own = self.of(id_)
        yield from sorted(own.keys() & within.keys(), key=own.__getitem__)
