"""A commission's API over a real database, by the wall's clock, and a client that somebody may stand in front of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app.commission.service import create_app
from app.translog.sources import RemoteLog
from records.store.database import wall_clock
from tests.fakes.commission import World
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, config_for, dist

__all__ = ["dist"]
URL = "http://testserver"


class Between(httpx.BaseTransport):
    """Passes requests on, and lets a test alter what is answered by path."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.alter: dict[str, Callable[[Any], Any]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._client.get(str(request.url))
        change = self.alter.get(request.url.path)
        if change is None:
            return httpx.Response(answer.status_code, content=answer.content)
        altered = change(answer.json() if answer.headers["content-type"] == "application/json" else answer.content)
        if isinstance(altered, httpx.Response):
            return altered
        return httpx.Response(200, **({"content": altered} if isinstance(altered, bytes) else {"json": altered}))


@pytest.fixture
def world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = World(database_url, tmp_path)
    made.clock.now_ms = wall_clock()
    yield made
    made.close()


@pytest.fixture
def between(world: World, dist: Path) -> Iterator[Between]:
    config = config_for(world, dist, clock=wall_clock, measurements=("0" * 64,))
    app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(app, raise_server_exceptions=False) as client:
        yield Between(client)


@pytest.fixture
def remote(between: Between) -> RemoteLog:
    return RemoteLog(URL, httpx.Client(transport=between))
