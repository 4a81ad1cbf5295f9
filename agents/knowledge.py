"""What the agents reason with: one graph and the dictionary compiled from it, held by the process and passed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

from agents.specialties.reading import specialists_graph
from agents.words import in_sentence
from kg.drugs.names import Names
from kg.drugs.pharmacy import Pharmacy, pharmacy_of
from kg.graph import Graph
from kg.lexicon import Lexicon
from kg.schema import FindingId, Lang

FAMILY: Final = ("hx.family_", "family_")
"""How the ids of findings begin that tell of the family's illnesses."""


@dataclass(frozen=True)
class Knowledge:
    """The knowledge graph and its dictionary. Both are immutable and shared by all consultations of a process."""

    graph: Graph
    lexicon: Lexicon

    @cached_property
    def pharmacy(self) -> Pharmacy:
        """Answer the medicine rules over the graph, read once.

        Raises:
            GraphInvalid: the packaged rules do not fit the graph.
        """
        return pharmacy_of(self.graph)

    @cached_property
    def medicine_names(self) -> Names:
        """Answer the names of medicines, compiled once."""
        pairs = (pair for grammar in self.lexicon.grammars.values() for pair in grammar.traditional.split())
        traditional = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004 -- one character each
        diseases = self.graph.diseases.values()
        complaints = frozenset(word for each in diseases for word in (each.name.zh, *each.aliases.zh))
        return Names(self.pharmacy, traditional, self.lexicon.vocabulary.common, complaints)

    @cached_property
    def disease_names(self) -> dict[Lang, frozenset[str]]:
        """Answer the names of all diseases of the graph in each language, as they stand inside a sentence."""
        diseases = self.graph.diseases.values()
        return {lang: frozenset(in_sentence(each.name, lang) for each in diseases) for lang in get_args(Lang)}

    @cached_property
    def family_history(self) -> tuple[FindingId, ...]:
        """Answer the findings that tell of the family's illnesses."""
        return tuple(each for each in self.graph.findings if each.startswith(FAMILY))

    @cached_property
    def as_specialists(self) -> Graph:
        """Answer the graph as specialists read it; its tables are compiled once, on first use."""
        return specialists_graph(self.graph)
