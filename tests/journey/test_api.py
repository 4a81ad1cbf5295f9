"""Both services, fuzzed by their own descriptions as they run: no 5xx, no answer that is not described. The long run is
`scripts/fuzz_api.py`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator

import httpx
import pytest

from tests.fuzz.running import NODE, SHARES, fuzz
from tests.fuzz.world import fill
from tests.journey.city import City

_DONE = re.compile(r'jiayi_commission_requests_total\{method="(\w+)",route="([^"]+)",status="20\d"\} (\S+)')


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


@pytest.fixture(scope="module")
def known(fuzzed):
    return fill(fuzzed)


def answered(servers: dict[str, str]) -> Counter[str]:
    """How often each method and route of the commission has done what it was asked."""
    told = httpx.get(f"{servers['commission']}/metrics", trust_env=False, timeout=60).text
    return Counter({f"{method} {route}": int(float(count)) for method, route, count in _DONE.findall(told)})


@pytest.mark.parametrize(
    ("share", "seconds", "least"),
    [("everybody", 8, 5), ("doctor", 10, 3), ("supervisor", 7, 3), ("administrator", 7, 3), ("auditor", 3, 1)],
)
def test_every_answer_of_the_commission_is_described_and_none_is_a_bug(fuzzed, known, servers, share, seconds, least):
    before = answered(servers)
    found = fuzz(fuzzed, servers["commission"], known, seconds=seconds, seed=20261129, share=SHARES[share])
    assert found.clean, found.report
    # Not all was answered at the door: so many operations were let in, and found what they were asked for.
    done = {route for route in answered(servers) - before if re.search(SHARES[share].paths, route.partition(" ")[2])}
    assert len(done) >= least, (done, found.report)
    if share == "everybody":
        # Bodies that were sealed as they should be got through: noise alone would try the door and nothing behind it.
        told = httpx.get(f"{servers['commission']}/metrics", trust_env=False, timeout=60).text
        assert 'envelopes_total{kind="identity",outcome="opened"' in told


def test_every_answer_of_a_node_is_described_and_none_is_a_bug(fuzzed, known, servers):
    for more in range(3):  # of few cases on a busy machine, none may be a turn that can be answered
        found = fuzz(fuzzed, servers["compute"], known, seconds=6 + 6 * more, seed=20261129 + more, share=NODE)
        assert found.clean, found.report
        assert found.cases > 5
        told = httpx.get(f"{servers['compute']}/metrics", trust_env=False).text
        if 'turns_total{outcome="answered"' in told:
            return
    turns = [line for line in told.splitlines() if "turns_total{" in line]
    pytest.fail(f"no turn was answered: nothing behind the door was tried, {turns}")
