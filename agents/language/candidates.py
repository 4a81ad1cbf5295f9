"""Names of the graph that look like some words: by shared pairs of characters, with no model. For prompts and for the look-up tool.

Built once for a graph and shared by threads. It only finds names; whether one is meant is not judged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from agents.language.port import Candidate
from agents.words import fits
from kg.graph import Graph
from kg.schema import DiseaseId, FindingId, FindingKind, Lang, LocalText, LocalWords, Person

PROPOSABLE: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.EXPOSURE})
"""Kinds of findings that a model may read out of words. Diagnoses, medicines, values and history are the dictionary's alone."""
MOST_CHARACTERS: Final = 400
WORDS_EACH: Final = 8
_MARKS: Final = re.compile(r"[\W_]+")


def _pairs(text: str) -> set[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold())
    return {plain[i : i + 2] for i in range(len(plain) - 1)} or ({plain} if plain else set())


def _some(name: LocalText, words: LocalWords) -> tuple[str, ...]:
    """Answer the name and the first words of a concept: enough to find it, and a table that is built in a second."""
    return (name.zh, name.en, *words.zh[:WORDS_EACH], *words.en[:WORDS_EACH])


class _Index:
    """Ids by the pairs of characters in their names."""

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._by_pair: dict[str, set[str]] = {}
        for some_id, words in names:
            for word in words:
                for pair in _pairs(word):
                    self._by_pair.setdefault(pair, set()).add(some_id)

    def like(self, text: str) -> list[str]:
        """Answer ids whose names share pairs with the text, rare pairs counting more."""
        weight: defaultdict[str, float] = defaultdict(float)
        for pair in sorted(_pairs(text)):
            found = self._by_pair.get(pair, set())
            for some_id in found:
                weight[some_id] += 1.0 / len(found)
        return [some_id for some_id, _ in sorted(weight.items(), key=lambda each: (-each[1], each[0]))]


class Candidates:
    """Look-ups by likeness over one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        those = [each for each in graph.findings.values() if each.kind in PROPOSABLE]
        self._findings = _Index((each.id, _some(each.name, each.words)) for each in those)
        self._common = [each.id for each in sorted(those, key=lambda each: -each.background)]
        self._diseases = _Index((each.id, _some(each.name, each.aliases)) for each in graph.diseases.values())

    def findings(self, text: str, lang: Lang, person: Person, *, most: int, common: int = 0) -> tuple[Candidate, ...]:
        """Answer findings that look like the text, then up to `common` of the most common; only those that fit the person."""
        ids = [*self._findings.like(text)[:most], *self._common[:common]]
        concepts = (self._graph.findings[FindingId(each)] for each in dict.fromkeys(ids))
        return tuple(Candidate(id=each.id, name=each.name.in_(lang)) for each in concepts if fits(each, person))

    def diseases(self, text: str, lang: Lang, *, most: int) -> tuple[Candidate, ...]:
        """Answer diseases whose names look like the text."""
        ids = self._diseases.like(text)[:most]
        return tuple(Candidate(id=each, name=self._graph.diseases[DiseaseId(each)].name.in_(lang)) for each in ids)
