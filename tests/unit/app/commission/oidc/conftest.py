from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.commission.oidc.config import ProviderConfig
from app.commission.service import create_app
from app.commission.services import Services
from tests.fakes.commission import World
from tests.fakes.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

SECRET = "s" * 43


def agreed(provider: Provider, **changes: Any) -> ProviderConfig:
    values: dict[str, Any] = {
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "console_origin": "http://console.test",
        "https_only": False,
    }
    return ProviderConfig(**{**values, **changes})


@dataclass
class Door(Api):
    """The application with a provider, and a browser that goes round."""

    provider: Provider

    def begin(self, secret: str = SECRET) -> httpx.Response:
        body = {"browser": hashlib.sha256(secret.encode()).hexdigest()}
        return self.client.post("/v1/session/provider/begin", json=body)

    def finish(self, came: dict[str, str], secret: str = SECRET) -> httpx.Response:
        return self.client.post("/v1/session/provider", json={**came, "browser_secret": secret})

    def round_trip(self, *, error: str | None = None) -> httpx.Response:
        begun = self.begin()
        assert begun.status_code == 200, begun.text
        return self.finish(self.provider.sign_in(begun.json()["url"], error=error))

    def link(self, by: str = "subject", value: str = "u-4711", username: str = "wang") -> httpx.Response:
        body = {"by": by, "value": value}
        return self.client.put(f"/v1/admin/accounts/{username}/identity", headers=self.boss, json=body)

    @property
    def services(self) -> Services:
        held: Services = self.client.app.state.services  # type: ignore[attr-defined]
        return held

    @property
    def boss(self) -> dict[str, str]:
        return self.log_in("boss")


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    made = Provider()
    made.now_s = lambda: world.clock.now_ms / 1000
    yield made
    made.close()


@pytest.fixture
def door_of(world: World, dist: Path, provider: Provider) -> Iterator[Any]:
    """A maker of doors: the provider's changes, and those of the commission."""
    opened: list[TestClient] = []

    def make(*, of_provider: dict[str, Any] | None = None, **changes: Any) -> Door:
        config = config_for(world, dist, provider=agreed(provider, **(of_provider or {})), **changes)
        app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
        client = SettledClient(app, raise_server_exceptions=False).__enter__()
        opened.append(client)
        return Door(world, client, config, provider)

    world.create_clinician("boss", role="administrator")
    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def door(door_of: Any) -> Door:
    made: Door = door_of()
    return made
