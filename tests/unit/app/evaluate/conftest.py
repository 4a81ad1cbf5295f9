"""The packaged graph with its dictionary, loaded once. The tests speak of coughs and fevers, which no edition of it will lack."""

import pytest

from agents.knowledge import Knowledge
from app.knowledge import load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
