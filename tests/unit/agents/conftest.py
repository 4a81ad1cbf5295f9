"""The packaged knowledge, loaded once, and one consultation over it."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from agents.knowledge import Knowledge
from app.knowledge import load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def consultation(knowledge: Knowledge) -> Consultation:
    return Consultation(knowledge)
