"""The commission is away for an hour: compute's queue stays bounded and in memory, and phones bring what it gave up."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.compute import push
from app.compute.metrics import ComputeMetrics
from app.compute.push import Pusher
from records.seal.envelope import parse_header
from tests.fakes.commission import Phone, World, encounter_record, new_hex
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
CAPACITY = 20
MINUTES = 60


class Road:
    """The way from a node to the commission, which may be cut."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.cut = True
        self.tries = 0
        self.arrived: list[bytes] = []

    def post(self, path: str, *, content: bytes, headers: dict[str, str]) -> httpx.Response:
        self.tries += 1
        if self.cut:
            raise httpx.ConnectError("away")
        self.arrived.append(content)
        return self.client.post(path, content=content, headers=headers)


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_an_hour_without_the_commission(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_LONGEST_PAUSE_S", 0.004)  # thirty seconds in a world where a minute is no time at all
    road: Any = Road(api.client)
    pusher = Pusher(road, ComputeMetrics(), capacity=CAPACITY, first_pause_s=0.001)
    pusher.start()
    outbox: list[bytes] = []
    urgent: list[bytes] = []
    for minute in range(MINUTES):
        record_id = new_hex()
        outbox.append(world.identity(Phone().registration(record_id)))
        outbox.append(world.record(encounter_record(record_id)))
        if minute % 10 == 0:
            urgent.append(outbox[-1])
        pusher.put(outbox[-1], emergency=minute % 10 == 0)
        assert len(pusher._waiting) <= CAPACITY
        world.clock.pass_s(60)
    wait_until(lambda: road.tries >= MINUTES)
    road.cut = False
    wait_until(lambda: not pusher._waiting)
    pusher.stop()
    assert len(road.arrived) == CAPACITY
    assert set(urgent) <= set(road.arrived)  # emergencies give way last

    for envelope in outbox:
        assert api.deliver(envelope).status_code == 200
    with world.database.reading() as connection:
        counts = connection.exec_driver_sql(
            "select (select count(*) from intake where state = 'opened'), (select count(*) from intake), "
            "(select count(*) from revision), (select count(*) from encounter where resident_id is not null)"
        ).one()
    assert tuple(counts) == (2 * MINUTES, 2 * MINUTES, MINUTES, MINUTES)
    assert {parse_header(envelope).kind for envelope in road.arrived} == {"record"}
