"""One commission for all that a review leaves, and a doctor with an encounter of her own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from app.commission.service import create_app
from records.trust.blindsign import BlindSigner
from tests.conftest import PostgresServer
from tests.fakes.admission import next_signer
from tests.fakes.commission import World
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

NOTE = {"subjective": "S", "objective": "O", "assessment": "A", "plan": "P"}


class Desk:
    """One doctor and one encounter."""

    def __init__(self, api: Api, username: str = "wang", encounter_id: str = "") -> None:
        self.api = api
        self.encounter_id = encounter_id or api.world.encounter()
        self.headers = api.log_in(username)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.api.client.request(
            method, f"/v1/encounters/{self.encounter_id}{path}", json=body, headers=self.headers
        )

    def get(self, path: str = "") -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        answer = self.call("POST", path, body)
        return answer.status_code, answer.json()

    def save(self, version: int, **note: str) -> Any:
        return self.call("PUT", "/note", {"note": {**NOTE, **note}, "version": version})

    def jobs(self) -> int:
        return sum(job[0] == self.encounter_id for job in self.api.world.queue.jobs(self.api.world.database))

    def signs(self) -> int:
        self.post("/diagnosis", icd10="I20.0", name="不稳定型心绞痛")
        status, answer = self.post("/signature", version=self.get()["version"])
        assert status == 200
        return int(answer["signed_at_ms"])


@pytest.fixture(scope="module")
def api(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One application for all of these tests, each with an encounter of its own: making one costs more than most of them."""
    name = postgres.clone()
    folder = tmp_path_factory.mktemp("review")
    (folder / "dist").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BlindSigner, "generate", next_signer)
        patch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        world = World(postgres.url_of(name), folder)
        world.admit(world.node, expires_in_s=10**7)
        config = config_for(world, folder / "dist")
        app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
        with SettledClient(app, raise_server_exceptions=False) as client:
            yield Api(world, client, config)
        world.close()
    postgres.drop(name)


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)
