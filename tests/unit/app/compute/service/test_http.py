"""The node's HTTP face: one opaque refusal, nothing in the clear, and turns that outlive their connection."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from agents.graph import Consultation
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.turns import TurnService
from records.seal.wire import b64u
from tests.unit.app.compute.conftest import ORIGIN, START, City, Logged, Phone, count, now_ms, say, wait_until
from tests.unit.app.compute.service.conftest import Build, Held, call, post, talk

WORDS = "胸闷两天，爬楼梯加重"
CANNOT_OPEN = b'{"error":"cannot_open"}'


def test_a_turn_over_http(build: Build, phone: Phone, city: City) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        body = phone.seal(START)
        answer = await post(client, body)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        answered = phone.read(body, [answer.content])
        assert city.open(answered.envelope).revision == 1

    talk(build(), scenario)


def test_every_refusal_is_the_same_opaque_answer(
    build: Build, phone: Phone, metrics: ComputeMetrics, make_node: Any, city: City
) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        replayed = phone.seal(START)
        await post(client, replayed)
        altered = bytearray(phone.seal(START))
        altered[-1] ^= 1
        elsewhere = Phone(make_node(city)).seal(START)
        bodies = {
            "too_short": b"",
            "magic": b"JYEV" + phone.seal(START)[4:],
            "version": phone.seal(START)[:4] + b"\x02" + phone.seal(START)[5:],
            "unknown_key": elsewhere,
            "decrypt": bytes(altered),
            "padding": phone.seal(START) + b"\0",
            "stale": phone.seal(START, sent_at_ms=now_ms() - 301_000),
            "replay": replayed,
            "json": phone.seal(say(WORDS)),
            "too_long": b"JYRQ" + bytes(9 * 1024 * 1024),
        }
        seen = {}
        for reason, body in bodies.items():
            before = count(metrics, "jiayi_cannot_open_total", reason=reason)
            answer = await post(client, body)
            seen[reason] = (answer.status_code, answer.content, tuple(sorted(answer.headers.items())))
            assert count(metrics, "jiayi_cannot_open_total", reason=reason) == before + 1, reason
        assert {status for status, _, _ in seen.values()} == {400}
        assert {content for _, content, _ in seen.values()} == {CANNOT_OPEN}
        assert len(set(seen.values())) == 1

    talk(build(), scenario)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "application/octet-stream",
        "multipart/form-data; boundary=x",
        "application/jose",
        None,
    ],
)
def test_nothing_in_the_clear_is_ever_read(
    build: Build, phone: Phone, metrics: ComputeMetrics, logged: Logged, content_type: str | None
) -> None:
    """Whatever it calls itself: a turn as plain JSON, alone, or around a sealed request, is a body that does not open."""
    turn = json.dumps({"input": say(WORDS), "record_id": phone.record_id, "session_id": phone.session_id})
    sealed = phone.seal(START)
    bodies = (
        turn.encode(),
        json.dumps(START).encode(),
        json.dumps({"sealed": b64u(sealed)}).encode(),
        b64u(sealed).encode(),
        turn.encode().ljust(len(sealed)),
        turn.encode() + sealed,
    )

    async def scenario(client: httpx.AsyncClient) -> None:
        headers = {"content-type": content_type} if content_type else {}
        for body in bodies:
            answer = await client.post("/v1/turns", content=body, headers=headers)
            assert (answer.status_code, answer.content) == (400, CANNOT_OPEN)
        for method, path in (("GET", "/v1/turns"), ("PUT", "/v1/turns"), ("POST", "/v1/turns/plain"), ("POST", "/")):
            answer = await client.request(method, path, content=turn.encode(), headers=headers)
            assert answer.status_code in {404, 405}

    talk(build(), scenario)
    refused = sum(count(metrics, "jiayi_cannot_open_total", reason=reason) for reason in ("too_short", "magic"))
    assert refused == len(bodies)
    assert count(metrics, "jiayi_turns_total", outcome="answered") == 0
    assert WORDS not in logged.text


def test_a_node_that_is_not_admitted_says_when_to_ask_again(city: City, build: Build, make_node: Any) -> None:
    city.away = True
    node = make_node(city)

    async def scenario(client: httpx.AsyncClient) -> None:
        answer = await post(client, Phone(node).seal(START))
        assert (answer.status_code, answer.json()) == (503, {"error": "not_ready"})
        assert answer.headers["retry-after"] == "2"
        health = await client.get("/healthz")
        assert (health.status_code, health.json()["status"]) == (503, "waiting for admission")

    talk(build(by=node), scenario)


@pytest.mark.parametrize("how", ["the server says so", "sending fails"])
def test_a_phone_that_goes_away_in_mid_stream_loses_no_record(
    how: str, build: Build, consultation: Consultation, phone: Phone, city: City, metrics: ComputeMetrics, turns: Any
) -> None:
    phone.take(turns, START)
    phone.take(turns, say(WORDS))
    wait_until(lambda: len(city.received) == 2)
    held = Held(consultation)
    app, body = build(held=held, slots=1), phone.seal({"kind": "finish"})
    threads: set[str] = set()

    async def scenario() -> None:
        gone, begun = asyncio.Event(), []

        async def receive() -> dict[str, Any]:
            if not begun:
                begun.append(1)
                return {"type": "http.request", "body": body, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.body":
                gone.set()
                if how == "sending fails":
                    raise OSError("gone")

        if how == "sending fails":
            with pytest.raises((OSError, ExceptionGroup)):
                await call(app, receive, send)
        else:
            assert await call(app, receive, send) == 200
        assert len(city.received) == 2  # nobody listens any more, and the turn is not over
        held.go_on.set()
        # The slot comes back: the one thread answers again.
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
            answer = await post(client, phone.seal({"kind": "finish"}))
            assert answer.status_code == 200
        threads.update(thread.name for thread in threading.enumerate() if thread.name.startswith("turn"))

    asyncio.run(scenario())
    wait_until(lambda: len(city.received) == 4)
    first, second = (city.open(envelope) for envelope in city.received[2:])
    assert first.revision == second.revision == 3
    assert first.guidance is not None
    assert count(metrics, "jiayi_turns_total", outcome="answered") == 4
    assert len(threads) == 1


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("10.0.0.7", {}, 200),
        ("::1", {}, 200),
        ("8.8.8.8", {}, 404),
        ("2606:4700::1", {}, 404),
        ("", {}, 404),
        ("10.0.0.7", {"Origin": "https://elsewhere.example"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),
        ("127.0.0.1", {"Forwarded": "for=8.8.8.8"}, 404),
    ],
)
def test_why_a_request_did_not_open_is_told_to_the_nodes_own_network_alone(
    build: Build, address: str, headers: dict[str, str], status: int
) -> None:
    """The counters by reason would make of one opaque refusal an answer."""

    async def run() -> None:
        transport = httpx.ASGITransport(build(), client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            await post(client, b"nonsense")
            answer = await client.get("/metrics", headers=headers)
            assert answer.status_code == status
            assert ("too_short" in answer.text) == (status == 200)

    asyncio.run(run())


def test_metrics_hold_numbers_and_closed_names_alone(
    build: Build, phone: Phone, turns: TurnService, node: Node, logged: Logged
) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        await post(client, b"nonsense")
        for given in (START, say(WORDS), {"kind": "finish"}):
            phone.take(turns, given)
        answer = await client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        text = answer.text
        assert text.isascii()
        for secret in (phone.session_id, phone.record_id, node.channel_key.key_id, node.signing_key.key_id):
            assert secret not in text
        labels = {
            part for line in text.splitlines() if "{" in line for part in [line[line.index("{") : line.index("}")]]
        }
        names = {label.split('"')[1] for label in labels if 'le="' not in label}
        assert names == {"answered", "taken", "too_short"}
        for path in ("/openapi.json", "/docs", "/redoc"):
            assert (await client.get(path)).status_code == 404

    talk(build(), scenario)
    assert WORDS not in logged.text


def test_tracing_stays_off_for_the_whole_turn(
    build: Build, phone: Phone, monkeypatch: pytest.MonkeyPatch, consultation: Consultation
) -> None:
    """A generator stepped through a thread pool gets a fresh context with each step, in which tracing is on again."""
    from langsmith.run_helpers import get_tracing_context  # noqa: PLC0415 - only here

    seen: list[Any] = []

    class Watched:
        knowledge = consultation.knowledge

        def run(self, *given: Any, **when: Any) -> Iterator[Any]:
            for step in consultation.run(*given, **when):
                seen.append(get_tracing_context()["enabled"])
                yield step

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    watched: Any = Watched()

    async def scenario(client: httpx.AsyncClient) -> None:
        for given in (START, say("胸口压榨样疼痛半小时，出汗，左臂发麻")):
            body = phone.seal(given)
            answered = phone.read(body, [(await post(client, body)).content])
            phone.capsule, phone.turn = answered.frames[-2].body, phone.turn + 1

    talk(build(held=watched), scenario)
    steps = seen[:-1]  # the outcome of the last turn comes after the graph is left
    assert len(steps) > 3
    assert set(steps[1:]) == {False}
