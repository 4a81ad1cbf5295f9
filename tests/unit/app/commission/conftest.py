from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app.commission.config import CodeItem, CommissionConfig
from app.commission.service import create_app
from tests.fakes.commission import PASSWORD, World
from tests.fakes.serving import SettledClient

CODES = (
    CodeItem("I20.0", "不稳定型心绞痛", "Unstable angina"),
    CodeItem("I20.9", "心绞痛", "Angina pectoris"),
    CodeItem("J06.9", "急性上呼吸道感染", "Acute upper respiratory infection"),
)


@dataclass
class Api:
    """The application over a world, and a client that speaks to it."""

    world: World
    client: TestClient
    config: CommissionConfig

    def log_in(self, username: str = "wang", password: str = PASSWORD) -> dict[str, str]:
        answer = self.client.post("/v1/session", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['token']}"}

    def deliver(self, envelope: bytes) -> httpx.Response:
        return self.client.post("/v1/envelopes", content=envelope, headers={"content-type": "application/octet-stream"})


def config_for(world: World, dist: Path, **changes: Any) -> CommissionConfig:
    values: dict[str, Any] = {
        "database_url": world.database_url,
        "key_folder": world.keys.folder,
        "web_dist": dist,
        "public_origin": "http://testserver",
        "environment": "development",
        "name_zh": "测试卫健委",
        "name_en": "Test commission",
        "sweep_every_s": 3600.0,
        "pool_size": 5,
        "clock": world.clock,
    }
    return CommissionConfig(**{**values, **changes})


@pytest.fixture
def world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # The true cost of a password is tried in test_accounts.
    monkeypatch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = World(database_url, tmp_path)
    yield made
    made.close()


def build_dist(place: Path) -> Path:
    """A built page with a file of each kind, and a link that leads out of it."""
    folder = place / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    (folder / "assets" / "index-abc.js").write_text("export {}", encoding="utf-8")
    (folder / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (place / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(place / "secret.txt")
    return folder


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return build_dist(tmp_path)


@pytest.fixture
def api(world: World, dist: Path) -> Iterator[Api]:
    config = config_for(world, dist)
    app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(app, raise_server_exceptions=False) as client:
        yield Api(world, client, config)
