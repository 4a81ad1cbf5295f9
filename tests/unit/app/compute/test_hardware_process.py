"""A node as a real process, in its sandbox, with a TPM in software: it stands in the directory by hardware."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.bench.ports import free_port
from records.store.admin import Administration
from records.trust.directory import NodeEntry, verify_directory
from tests.fakes.software_tpm import running
from tests.journey.city import City
from tests.unit.app.compute.conftest import now_ms
from tests.unit.app.compute.test_process import health, start

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

STOPS_S = 20.0
"""A look at the directory every ten seconds (FORMAT.md, section 11), and the request; a renewal would be due after 300."""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path / "city")
    try:
        made.start("commission")
        yield made
    finally:
        made.close()


def entries(city: City) -> list[NodeEntry]:
    response = httpx.get(f"{city.commission}/v1/directory", timeout=60, trust_env=False).json()
    verified = verify_directory(response, city.login.root_fingerprint, now_ms=now_ms(), production=False)
    return verified.directory.nodes


def test_a_node_serves_by_its_tpm_until_it_is_revoked(city: City, tpm_factory: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "serve", "compute"]
    admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        tpm = machine.connect()
        tpm.extend(4, b"\1" * 32)
        platform = {"pcrs": {"4": tpm.read_pcrs()[4].hex()}, "software": None}
        machine.connections.pop().close()
        admin.allow_node_rule("ek-root", machine.roots_pem.decode(), "")
        admin.allow_node_rule("tpm2", json.dumps(platform), "")
        environment = {**city.environment, "JIAYI_HARDWARE": machine.where, "JIAYI_READ_REPORTS": "0"}
        node = start(command, tmp_path / "node", environment, port=city.ports["compute"])
        try:
            assert health(node, serving=True, timeout_s=180)["sandbox_enforced"] is True
            (entry,) = entries(city)
            assert entry.evidence == "tpm2"
            (row,) = admin.list_nodes()
            assert row.machine is not None
            admin.revoke_nodes("machine", row.machine)
            begun = time.monotonic()
            assert entries(city) == []
            while health(node, serving=False)["status"] != "waiting for admission":
                assert time.monotonic() - begun < STOPS_S, "a revoked node serves on"
                time.sleep(0.1)
            sys.stdout.write(
                f"revoked: out of the directory at once, keys given up after {time.monotonic() - begun:.1f} s\n"
            )
        finally:
            node.stop()
            admin.close()


SWAPPABLE = """
import ctypes, os, resource, sys
resource.setrlimit(resource.RLIMIT_MEMLOCK, (8 << 20, 8 << 20))
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(28, 1, 0, 0, 0)  # root's number is worth nothing to what is started now (SECBIT_NOROOT); for others nothing changes
os.execv(sys.executable, [sys.executable, "-m", "app.cli", "serve", "compute"])
"""


@pytest.mark.parametrize("hardware", [True, False])
def test_a_node_that_could_be_swapped_to_a_disk_serves_on_its_own_word_alone(
    tpm_factory: Path, tmp_path: Path, *, hardware: bool
) -> None:
    environment = {
        "JIAYI_ROOT_FINGERPRINT": "A" * 43,
        "JIAYI_READ_REPORTS": "0",
        "JIAYI_COMMISSION_URL": f"http://127.0.0.1:{free_port()}",
        # Not even where the machine is called one for development: the evidence is what production takes.
        "JIAYI_DEVELOPMENT": "1",
    }
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        environment |= {"JIAYI_HARDWARE": machine.where} if hardware else {}
        node = start([sys.executable, "-c", SWAPPABLE], tmp_path / "node", environment, port=free_port())
        if hardware:
            assert node.process.wait(60) == 1
            said = node.errors.read_text()
            assert "memory cannot be locked" in said
            assert "Traceback" not in said
            return
        try:
            assert health(node, serving=False)["status"] == "waiting for admission"
            (line,) = [
                each for each in map(json.loads, node.errors.read_text().splitlines()) if each["event"] == "sandbox"
            ]
            assert line["memory_locked"] is False
        finally:
            node.stop()


def test_a_tpm_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    environment = {"JIAYI_ROOT_FINGERPRINT": "A" * 43, "JIAYI_HARDWARE": "tcp:127.0.0.1:1"}
    command = [sys.executable, "-m", "app.cli", "serve", "compute"]
    node = start(command, tmp_path / "node", environment, port=free_port())
    assert node.process.wait(60) == 1
    (line,) = [each for each in node.errors.read_text().splitlines() if each.startswith("jiayi:")]
    assert "JIAYI_HARDWARE=tcp:127.0.0.1:1: no TPM answers" in line
