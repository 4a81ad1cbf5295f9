"""The medical knowledge that a process reasons with: the packaged graph and its lexicon, loaded once."""

from __future__ import annotations

from functools import cache

from agents.knowledge import Knowledge
from kg.lexicon import Lexicon
from kg.load import load_graph


@cache
def load_knowledge() -> Knowledge:
    """Answer the packaged graph and its compiled lexicon.

    Raises:
        kg.errors.GraphInvalid: the packaged data does not pass its checks.
    """
    graph = load_graph()
    return Knowledge(graph, Lexicon.from_graph(graph))
