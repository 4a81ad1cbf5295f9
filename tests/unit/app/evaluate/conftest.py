"""The packaged graph with its dictionary, loaded once. The tests speak of coughs and fevers, which no edition of it will lack."""

import pytest

from agents.knowledge import Knowledge
from kg.lexicon import Lexicon
from kg.load import load_graph


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    graph = load_graph()
    return Knowledge(graph, Lexicon.from_graph(graph))
