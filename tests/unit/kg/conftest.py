"""The invented mini graph, loaded once: graphs are immutable."""

from pathlib import Path

import pytest

from kg.graph import Graph
from kg.load import load_graph

FAKE = Path(__file__).parents[2] / "fakes" / "kg"


@pytest.fixture(scope="session")
def fake_folder() -> Path:
    return FAKE


@pytest.fixture(scope="session")
def graph() -> Graph:
    return load_graph(FAKE)
