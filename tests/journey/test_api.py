"""Both services, fuzzed by their own descriptions as they run: no 5xx, no answer that is not described. The long run is
`scripts/fuzz_api.py`."""

from __future__ import annotations

from collections.abc import Generator

import httpx
import pytest

from tests.fuzz.running import fuzz
from tests.journey.city import City


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    """A city of its own: what is fuzzed is full of rubbish afterwards, and its accounts are locked."""
    made = City(tmp_path_factory.mktemp("fuzzed"))
    try:
        made.start("commission", "compute")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def servers(fuzzed):
    return {name: f"http://127.0.0.1:{fuzzed.ports[name]}" for name in ("commission", "compute")}


@pytest.mark.parametrize(("name", "seconds", "least"), [("commission", 14, 20), ("compute", 6, 5)])
def test_every_answer_is_described_and_none_is_a_bug(fuzzed, servers, name, seconds, least):
    found = fuzz(fuzzed, servers[name], seconds=seconds, seed=20261129)
    assert found.clean, found.report
    assert found.cases > least
    told = httpx.get(f"{servers[name]}/metrics", trust_env=False).text
    # Bodies that were sealed as they should be got through: noise alone would try the door and nothing behind it.
    taken = {
        "commission": 'envelopes_total{kind="identity",outcome="opened"',
        "compute": 'turns_total{outcome="answered"',
    }[name]
    assert taken in told
