"""The service is killed while envelopes come in: what was receipted is there, once, and what was not is sent again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from app.bench.ports import free_port
from records.store.database import wall_clock
from records.trust.receipt import verify_receipt
from tests.fakes.commission import Phone, World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SERVE = (
    "from app.commission.serve import serve; from app.settings import CommissionSettings; serve(CommissionSettings())"
)
RECORDS = 60
KILLS = 2


class Service:
    """The real process, on a port of its own."""

    def __init__(self, world: World, data: Path) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._log = data / "commission.log"
        self._environment = {
            **os.environ,
            "JIAYI_DATA_DIR": str(data),
            "JIAYI_DATABASE_URL": world.database_url,
            "JIAYI_COMMISSION_PORT": str(self.port),
            "JIAYI_PUBLIC_ORIGIN": self.origin,
            "JIAYI_ENVIRONMENT": "development",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-c", SERVE], env=self._environment, stderr=log)
        for _ in range(1200):
            try:
                if httpx.get(f"{self.origin}/healthz").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        pytest.fail(f"the service did not come up: {self._log.read_text()[-2000:]}")

    def end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(20)
            self._process = None


class Courier:
    """Delivers every envelope until it has its receipt, as phones do, four at a time."""

    def __init__(self, origin: str, envelopes: list[bytes]) -> None:
        self.receipts: dict[int, str] = {}
        self.failures = 0
        self._origin = origin
        self._envelopes = envelopes
        self._threads = [threading.Thread(target=self._share, args=(share,), daemon=True) for share in range(4)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, receipts: int) -> None:
        while len(self.receipts) < receipts:
            time.sleep(0.005)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)

    def _share(self, share: int) -> None:
        for number in range(share, len(self._envelopes), 4):
            while number not in self.receipts:
                self._try(number)

    def _try(self, number: int) -> None:
        try:
            answer = httpx.post(f"{self._origin}/v1/envelopes", content=self._envelopes[number], timeout=10)
        except httpx.HTTPError:
            self.failures += 1
            time.sleep(0.05)
            return
        if answer.status_code == 200:
            self.receipts[number] = answer.json()["receipt"]
        else:
            assert answer.status_code == 503


def test_killed_again_and_again_it_loses_nothing_and_keeps_nothing_twice(world: World, tmp_path: Path) -> None:
    world.clock.now_ms = wall_clock()
    world.admit(world.node)
    third = RECORDS // 3
    envelopes: list[bytes] = []
    for _ in range(third):
        record_id = new_hex()
        envelopes += [
            world.record(encounter_record(record_id)),
            world.identity(Phone().registration(record_id)),
            world.record(encounter_record(record_id, 2)),
        ]
    service = Service(world, tmp_path)
    service.start()
    courier = Courier(service.origin, envelopes)
    courier.start()
    try:
        for kill in range(KILLS):
            courier.wait_for((kill + 1) * RECORDS // (KILLS + 1))
            service.end(signal.SIGKILL)
            service.start()
        courier.join()
    finally:
        service.end(signal.SIGTERM)

    assert courier.failures > 0  # the kills were felt
    told = [verify_receipt(receipt, world.keys.receipt.public) for receipt in courier.receipts.values()]
    assert len({(receipt.record_id, receipt.key) for receipt in told}) == RECORDS
    world.opener.sweep()
    with world.database.reading() as connection:
        counted = connection.exec_driver_sql(
            "select (select count(*) from intake where state = 'opened'), (select count(*) from intake), "
            "(select count(*) from revision), (select count(*) from encounter where resident_id is not null), "
            "(select count(*) from registration)"
        ).one()
    assert tuple(counted) == (RECORDS, RECORDS, 2 * third, third, third)
    assert world.admin.verify_audit().broken_at is None
