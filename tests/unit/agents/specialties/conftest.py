"""The packaged knowledge, loaded once for all of the specialties' tests."""

from __future__ import annotations

import pytest

from agents.knowledge import Knowledge
from app.knowledge import load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
