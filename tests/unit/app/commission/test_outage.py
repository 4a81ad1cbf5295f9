"""The database goes away and comes back: 503 with a time to wait, nothing lost, and no restart of the service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.commission.service import create_app
from records.store import schema
from records.store.database import driver_url
from records.store.embedded import EmbeddedPostgres
from records.store.keystore import KeyStore
from records.trust.receipt import verify_receipt
from tests.fakes.commission import FakeClock, Phone, World, encounter_record, new_hex
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("pg") / "data") as server:
        yield server


def test_the_database_is_stopped_and_comes_back(own_server: EmbeddedPostgres, tmp_path: Path, dist: Path) -> None:
    engine = sa.create_engine(driver_url(own_server.url), poolclass=sa.NullPool)
    schema.upgrade(engine)
    world = World(own_server.url, tmp_path)
    record_id = new_hex()
    identity, record = world.identity(Phone().registration(record_id)), world.record(encounter_record(record_id))
    app = create_app(config_for(world, dist), enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(app, raise_server_exceptions=False) as client:
        api = Api(world, client, config_for(world, dist))
        headers = api.log_in()
        assert api.deliver(identity).status_code == 200
        assert client.get("/v1/directory").status_code == 200

        own_server.stop()
        for answer in (
            api.deliver(record),
            client.get("/v1/worklist", headers=headers),
            client.post("/v1/session", json={"username": "wang", "password": "whatever"}),
            client.get(f"/v1/magnets/{world.magnet}"),
        ):
            assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert client.get("/healthz").json() == {"status": "database_away"}
        assert client.get("/v1/directory").status_code == 200  # the last one goes on for a while
        assert client.get(f"/m/{world.magnet}").status_code == 200

        own_server.start()
        answer = api.deliver(record)
        assert answer.status_code == 200
        assert verify_receipt(answer.json()["receipt"], world.keys.receipt.public).record_id == record_id
        assert client.get("/healthz").json() == {"status": "ok"}
        items = client.get("/v1/worklist", headers=headers).json()["items"]
        assert [item["encounter_id"] for item in items] == [record_id]
    world.close()


def test_a_service_that_starts_before_its_database_waits_for_it(
    own_server: EmbeddedPostgres, tmp_path: Path, dist: Path
) -> None:
    class Nothing:
        keys = KeyStore.create(tmp_path / "keys")
        database_url = own_server.url
        clock = FakeClock()

    prepared: list[str] = []
    own_server.stop()
    config = config_for(Nothing(), dist, sweep_every_s=0.2)  # type: ignore[arg-type]
    app = create_app(config, enqueue_archive=lambda *_: None, codes=lambda: CODES, prepare_queue=prepared.append)
    with SettledClient(app) as client:
        assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (503, {"status": "starting"})
        assert client.get("/v1/directory").status_code == 503
        own_server.start()
        for _ in range(600):
            if client.get("/healthz").status_code == 200:
                break
            Nothing.clock.pass_s(1)
            time.sleep(0.1)
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/v1/directory").status_code == 200  # the tables were made
        assert prepared == [own_server.url]
