"""What the agents reason with: one graph and the dictionary compiled from it, held by the process and passed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from agents.specialties.reading import specialists_graph
from kg.graph import Graph
from kg.lexicon import Lexicon


@dataclass(frozen=True)
class Knowledge:
    """The knowledge graph and its dictionary. Both are immutable and shared by all consultations of a process."""

    graph: Graph
    lexicon: Lexicon

    @cached_property
    def as_specialists(self) -> Graph:
        """Answer the graph as specialists read it; its tables are compiled once, on first use."""
        return specialists_graph(self.graph)
