"""What the agents reason with: one graph and the dictionary compiled from it, held by the process and passed in."""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph import Graph
from kg.lexicon import Lexicon


@dataclass(frozen=True)
class Knowledge:
    """The knowledge graph and its dictionary. Both are immutable and shared by all consultations of a process."""

    graph: Graph
    lexicon: Lexicon
