"""The packaged knowledge, loaded once, and one consultation over it."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from agents.knowledge import Knowledge
from kg.lexicon import Lexicon
from kg.load import load_graph


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    graph = load_graph()
    return Knowledge(graph, Lexicon.from_graph(graph))


@pytest.fixture(scope="session")
def consultation(knowledge: Knowledge) -> Consultation:
    return Consultation(knowledge)
