"""What is wrong with a node that runs as a process of its own: a clock that jumps, a measurement that is a lie."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.bench.ports import free_port
from records.seal.keys import KemPublicKey
from records.store.admin import Administration
from records.trust.directory import verify_directory
from tests.fakes.software_tpm import running
from tests.journey.city import City
from tests.unit.app.compute.conftest import START, Phone, now_ms, wait_until
from tests.unit.app.compute.test_process import Running, health, start

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NODE = [sys.executable, "-m", "app.cli", "serve", "compute"]
WAITING = "waiting for admission"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = City(tmp_path_factory.mktemp("city"))
    try:
        made.start("commission")
        yield made
    finally:
        made.close()


def said(node: Running, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, node.errors.read_text().splitlines()) if line["event"] == event]


def status(node: Running) -> str:
    return str(health(node, serving=False)["status"])


# The clock of the whole process goes by a file, which the sandbox lets it read.
CLOCKED = """
import sys, time
from pathlib import Path
ahead, true_s, true_ns = Path(sys.argv[1]), time.time, time.time_ns
time.time = lambda: true_s() + float(ahead.read_text())
time.time_ns = lambda: true_ns() + int(float(ahead.read_text()) * 10**9)
sys.argv = ["jiayi", "serve", "compute"]
from app.cli.main import app
app()
"""


def first_turn(city: City, port: int, url: str) -> int:
    """The status that a phone with a right clock is answered with."""
    response = httpx.get(f"{city.commission}/v1/directory", timeout=60, trust_env=False).json()
    verified = verify_directory(response, city.login.root_fingerprint, now_ms=now_ms(), production=False)
    (entry,) = [node for node in verified.directory.nodes if node.url == url]
    node: Any = SimpleNamespace(channel_key=KemPublicKey(entry.channel_key.public_bytes))
    # Freshness is looked at before the token, which may be anything of the form.
    body = Phone(node, tokens={entry.channel_key.kid: bytes(436)}).seal(START)
    return httpx.post(f"http://127.0.0.1:{port}/v1/turns", content=body, timeout=60, trust_env=False).status_code


def unopened(port: int) -> dict[str, float]:
    """What the node counted of requests that did not open, by reason."""
    lines = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60, trust_env=False).text.splitlines()
    found = [line for line in lines if line.startswith("jiayi_") and 'reason="' in line and "_created" not in line]
    return {line.split('reason="')[1].split('"')[0]: float(line.split()[-1]) for line in found}


def test_a_node_whose_clock_jumps_opens_nothing_by_it_and_serves_by_no_admission_that_ended(
    city: City, tmp_path: Path
) -> None:
    clock, port = tmp_path / "clock", free_port()
    clock.write_text("0")
    url = f"http://127.0.0.1:{port}"
    environment = city.environment | {"JIAYI_COMPUTE_ORIGIN": url, "JIAYI_READ_REPORTS": "0"}
    node = start([sys.executable, "-c", CLOCKED, str(clock)], tmp_path / "node", environment, port=port)
    try:
        health(node, serving=True)
        for ahead_s in (-400, 400):
            clock.write_text(str(ahead_s))
            before = unopened(port).get("stale", 0.0)
            assert first_turn(city, port, url) == 400
            assert unopened(port)["stale"] == before + 1, ahead_s
        clock.write_text(str(13 * 3600))  # beyond its own admission
        wait_until(lambda: status(node) == WAITING, timeout_s=120)
    finally:
        node.stop()


# A node that runs one software and says that it is another: it extends nothing, and hopes that nobody compares.
LIAR = """
import sys
from app.compute.attest import attester
attester.extend_measurement = lambda *_: None
sys.argv = ["jiayi", "serve", "compute"]
from app.cli.main import app
app()
"""


def test_a_node_that_lies_about_its_measurement_is_not_admitted(city: City, tpm_factory: Path, tmp_path: Path) -> None:
    admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
    port = free_port()
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        tpm = machine.connect()
        tpm.extend(4, b"\1" * 32)
        tpm.extend(13, b"\2" * 32)  # what really runs, measured by the start that it could not keep from it
        platform = {"pcrs": {"4": tpm.read_pcrs()[4].hex()}, "software": None}
        machine.connections.pop().close()
        admin.allow_node_rule("ek-root", machine.roots_pem.decode(), "")
        admin.allow_node_rule("tpm2", json.dumps(platform), "")
        environment = {
            **city.environment,
            "JIAYI_HARDWARE": machine.where,
            "JIAYI_READ_REPORTS": "0",
            "JIAYI_COMPUTE_ORIGIN": f"http://127.0.0.1:{port}",
        }
        honest = start(NODE, tmp_path / "honest", environment, port=port)
        assert honest.process.wait(120) == 1
        assert "holds another software than this one" in honest.errors.read_text()
        node = start([sys.executable, "-c", LIAR], tmp_path / "liar", environment, port=port)
        try:
            health(node, serving=False)
            wait_until(lambda: len(said(node, "not admitted")) > 2, timeout_s=180)
            assert {line["status"] for line in said(node, "not admitted")} == {403}
            assert status(node) == WAITING
            assert f"http://127.0.0.1:{port}" not in {row.url for row in admin.list_nodes()}
        finally:
            node.stop()
            admin.close()
