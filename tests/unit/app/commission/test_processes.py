"""Several processes behind one port: one may die and the others go on, and none outlives its parent."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.bench.ports import free_port
from records.store.database import wall_clock
from records.trust.receipt import verify_receipt
from tests.fakes.commission import Phone, World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
COUNT = 2


def wait_until(true: Callable[[], object], timeout_s: float = 180.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@dataclass
class Service:
    process: subprocess.Popen[bytes]
    origin: str

    def get(self, path: str) -> httpx.Response | None:
        try:
            return httpx.get(f"{self.origin}{path}", trust_env=False, timeout=5)
        except httpx.HTTPError:
            return None

    def children(self) -> set[int]:
        """Those that serve: multiprocessing keeps one helper process beside them."""
        pid = self.process.pid
        found = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return {child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}

    def well(self) -> bool:
        answer = self.get("/healthz")
        return answer is not None and answer.status_code == 200 and len(self.children()) == COUNT


@pytest.fixture
def service(world: World, tmp_path: Path) -> Iterator[Service]:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        "JIAYI_DATA_DIR": str(tmp_path),
        "JIAYI_DATABASE_URL": world.database_url,
        "JIAYI_COMMISSION_PORT": str(port),
        "JIAYI_PUBLIC_ORIGIN": origin,
        "JIAYI_ENVIRONMENT": "development",
    }
    with (tmp_path / "commission.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "commission", "--processes", str(COUNT)],
            env={**os.environ, **environment},
            stderr=log,
        )
    made = Service(process, origin)
    wait_until(made.well)
    yield made
    if process.poll() is None:
        process.terminate()
        process.wait(20)


def test_they_share_the_port_the_store_and_their_numbers_and_die_alone_or_together(
    service: Service, world: World
) -> None:
    world.clock.now_ms = wall_clock()
    world.admit(world.node)
    told = []
    for _ in range(12):
        record_id = new_hex()
        for envelope in (world.identity(Phone().registration(record_id)), world.record(encounter_record(record_id))):
            # A connection each: the kernel hands it to either of them.
            answer = httpx.post(f"{service.origin}/v1/envelopes", content=envelope, trust_env=False, timeout=60)
            told.append(verify_receipt(answer.json()["receipt"], world.keys.receipt.public))
    assert len({(receipt.record_id, receipt.key) for receipt in told}) == 24
    numbers = service.get("/metrics")
    assert numbers is not None
    opened = re.findall(r'jiayi_commission_envelopes_total\{kind="(\w+)",outcome="opened"\} (\S+)', numbers.text)
    assert dict(opened) == {"identity": "12.0", "record": "12.0"}

    first, second = sorted(service.children())
    os.kill(first, signal.SIGKILL)
    wait_until(service.well)
    assert second in service.children()
    assert first not in service.children()

    children = service.children()
    service.process.kill()
    service.process.wait()
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert service.get("/healthz") is None
