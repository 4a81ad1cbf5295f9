"""A node's HTTP face over the real consultation, spoken to in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agents.graph import Consultation
from app.compute.intake import Intake
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.running import Runner
from app.compute.service import Health, Parts, assemble
from app.compute.turns import TurnService
from tests.unit.app.compute.conftest import ORIGIN, City


class Held:
    """The real consultation, which stops after the first step until it may go on."""

    def __init__(self, real: Consultation) -> None:
        self.knowledge = real.knowledge
        self.inside, self.go_on = threading.Semaphore(0), threading.Event()
        self._real = real

    def run(self, *given: Any, **when: Any) -> Iterator[Any]:
        steps = self._real.run(*given, **when)
        yield next(steps)
        self.inside.release()
        assert self.go_on.wait(60)
        yield from steps


Build = Callable[..., FastAPI]


@pytest.fixture
def build(
    city: City, node: Node, pusher: Pusher, metrics: ComputeMetrics, consultation: Consultation
) -> Iterator[Build]:
    runners: list[Runner] = []

    def make(*, held: Held | None = None, by: Node | None = None, intake: Intake | None = None, **run: Any) -> FastAPI:
        runner = Runner(**{"slots": 2, "wait_s": 20.0, **run})
        runners.append(runner)
        used: Any = held or consultation
        turns = TurnService(by or node, used, pusher, metrics)
        health = Health(status="", sandbox_enforced=True, report_reader=False)
        parts = Parts(city.client(), by or node, pusher, turns, metrics, health, runner, intake or Intake())
        app = assemble(parts)
        app.state.runner = runner
        return app

    yield make
    for runner in runners:
        runner.close()


def talk(app: FastAPI, scenario: Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
            await scenario(client)

    asyncio.run(run())


async def post(client: httpx.AsyncClient, body: bytes | AsyncIterator[bytes]) -> httpx.Response:
    return await client.post("/v1/turns", content=body, headers={"origin": "https://commission.test"})


async def call(app: FastAPI, receive: Any, send: Any = None, headers: Any = ()) -> int:
    """Speak ASGI by hand; answers the status."""
    status: list[int] = []

    async def note(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])
        if send is not None:
            await send(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/turns",
        "raw_path": b"/v1/turns",
        "query_string": b"",
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8701),
    }
    await app(scope, receive, note)  # type: ignore[arg-type]
    return status[0]
