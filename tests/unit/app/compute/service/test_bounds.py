"""How much a node takes at once: bodies, turns, and those that wait; what is beyond is turned away before anything is held."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from agents.graph import Consultation
from app.compute.intake import MAX_REQUEST, Intake
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from tests.unit.app.compute.conftest import START, Logged, Phone, count, say, wait_until
from tests.unit.app.compute.service.conftest import Build, Held, call, post, talk


def test_a_body_that_says_it_is_too_long_is_refused_unread(build: Build) -> None:
    intake, read = Intake(), []

    async def receive() -> dict[str, Any]:
        read.append(1)
        return {"type": "http.request", "body": bytes(65536), "more_body": True}

    status = asyncio.run(call(build(intake=intake), receive, headers=[(b"content-length", b"%d" % (MAX_REQUEST + 1))]))
    assert status == 400
    assert read == []


def test_a_body_that_does_not_say_is_refused_at_the_limit(build: Build) -> None:
    intake, read = Intake(), []

    async def receive() -> dict[str, Any]:
        read.append(intake.held)
        return {"type": "http.request", "body": bytes(65536), "more_body": True}

    assert asyncio.run(call(build(intake=intake), receive)) == 400
    assert max(read) <= MAX_REQUEST
    assert len(read) == MAX_REQUEST // 65536 + 1
    assert intake.held == 0


def test_turns_beyond_the_bound_wait_briefly_and_are_then_turned_away(
    build: Build, consultation: Consultation, node: Node, metrics: ComputeMetrics
) -> None:
    held = Held(consultation)

    async def scenario(client: httpx.AsyncClient) -> None:
        phones = [Phone(node) for _ in range(5)]
        bodies = [phone.seal(START) for phone in phones]
        inside = [asyncio.create_task(post(client, body)) for body in bodies[:2]]
        for _ in inside:
            await asyncio.to_thread(held.inside.acquire)
        refused = await post(client, bodies[2])
        assert (refused.status_code, refused.json()) == (503, {"error": "busy"})
        assert refused.headers["retry-after"] == "2"
        assert not held.inside.acquire(blocking=False)
        app.state.runner._wait_s = 20.0  # from here on nobody is to be turned away, however slow the machine is
        # A busy node still says how it is.
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/metrics")).status_code == 200
        waiting = asyncio.create_task(post(client, bodies[3]))
        await asyncio.sleep(0.05)
        held.go_on.set()
        for phone, body, answer in zip(
            (*phones[:2], phones[3]), (*bodies[:2], bodies[3]), await asyncio.gather(*inside, waiting), strict=True
        ):
            assert phone.read(body, [answer.content]).reply.turn == 0
        # What was turned away was not opened: the same request is no replay.
        again = await post(client, bodies[2])
        assert phones[2].read(bodies[2], [again.content]).reply.turn == 0

    app = build(held=held, wait_s=0.5)
    talk(app, scenario)
    assert count(metrics, "jiayi_turned_away_total", reason="busy") == 1


def test_more_than_may_wait_are_turned_away_at_once(build: Build, consultation: Consultation, node: Node) -> None:
    held = Held(consultation)

    async def scenario(client: httpx.AsyncClient) -> None:
        tasks = [asyncio.create_task(post(client, Phone(node).seal(START))) for _ in range(5)]
        await asyncio.to_thread(wait_until, lambda: sum(task.done() for task in tasks) == 2)
        done = {task for task in tasks if task.done()}
        assert [task.result().status_code for task in done] == [503, 503]
        held.go_on.set()
        assert sorted(answer.status_code for answer in await asyncio.gather(*tasks)) == [200, 200, 200, 503, 503]

    talk(build(held=held, slots=1, wait_s=20.0, waiting=2), scenario)


def test_a_body_that_comes_too_slowly_is_given_up(build: Build, metrics: ComputeMetrics) -> None:
    intake = Intake(longest_s=0.1)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"J", "more_body": True}

    assert asyncio.run(call(build(intake=intake), receive)) == 408
    assert intake.held == 0
    assert count(metrics, "jiayi_turned_away_total", reason="too_slow") == 1


def test_a_phone_that_goes_away_while_it_sends_is_no_error(
    build: Build, metrics: ComputeMetrics, logged: Logged
) -> None:
    intake = Intake()
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"JYRQ", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    assert asyncio.run(call(build(intake=intake), receive)) == 400
    assert intake.held == 0
    assert count(metrics, "jiayi_turned_away_total", reason="gone") == 1
    assert logged.text == ""


def test_all_bodies_together_are_bounded(build: Build, phone: Phone, metrics: ComputeMetrics) -> None:
    intake = Intake(budget=50_000)

    async def scenario(client: httpx.AsyncClient) -> None:
        one = await post(client, phone.seal(say("好" * 20_000)))
        assert (one.status_code, one.json()) == (503, {"error": "busy"})
        assert intake.held == 0
        body = phone.seal(START)
        assert phone.read(body, [(await post(client, body)).content]).reply.turn == 0
        assert intake.held == 0

    talk(build(intake=intake), scenario)
    assert count(metrics, "jiayi_turned_away_total", reason="busy") == 1
