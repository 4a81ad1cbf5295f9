"""Beats: a phone can tell a node that works from one that is gone, and the frames stay in order whoever seals them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agents.dialogue import Progress
from agents.graph import Consultation
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.running import Runner
from app.compute.turns import TurnService
from records.errors import CannotOpen
from records.seal.frames import FrameKind
from tests.unit.app.compute.conftest import START, Phone

_PROGRESS_CHUNK = 1000
"""Bytes above the one size of a progress frame, salt included, and below that of a reply."""


class Slow:
    """The real consultation, which says much, and then takes its time: until it may go on, 60 seconds at most."""

    def __init__(self, inner: Consultation, may_go_on: threading.Event, steps: int = 0) -> None:
        self.inner, self.knowledge = inner, inner.knowledge
        self.may_go_on, self.steps = may_go_on, steps

    def run(self, *args: Any, **more: Any) -> Iterator[Any]:
        for step in range(self.steps):
            yield Progress(kind="synthesis", text=f"step {step}")
            if step % 7 == 0:
                time.sleep(0.002)
        assert self.may_go_on.wait(60)
        yield from self.inner.run(*args, **more)


@pytest.fixture
def slow(node: Node, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics):
    def make(may_go_on: threading.Event, steps: int = 0) -> TurnService:
        return TurnService(node, Slow(consultation, may_go_on, steps), pusher, metrics)  # type: ignore[arg-type]

    return make


def served(turns: TurnService, body: bytes, may_go_on: threading.Event, *, beat_s: float, after: int) -> list[bytes]:
    """Everything that a connection would get; the turn goes on once so many frames have come."""

    async def serve() -> list[bytes]:
        runner = Runner(1, beat_s=beat_s)
        came = []
        try:
            async for frame in await runner.run(turns.answer(body)):
                came.append(frame)
                if len(came) >= after:
                    may_go_on.set()
        finally:
            await asyncio.to_thread(runner.close)
        return came

    return asyncio.run(serve())


def alone(stream: list[bytes]) -> list[bytes]:
    """The progress frames that went out by themselves; those that fill up the number go with the reply."""
    return [chunk for chunk in stream if len(chunk) < _PROGRESS_CHUNK]


def test_a_turn_that_takes_its_time_beats_from_early_on(slow, phone: Phone) -> None:
    body, may_go_on = phone.seal(START), threading.Event()
    stream = served(slow(may_go_on), body, may_go_on, beat_s=0.1, after=4)  # beats, before the turn says a word
    answered = phone.read(body, stream)
    assert len(alone(stream)) >= 4
    assert {(frame.kind, frame.body) for frame in answered.frames[:4]} == {(FrameKind.PROGRESS, b"")}
    assert answered.reply.turn == 0
    assert answered.frames[-1].kind is FrameKind.RECORD
    # A beat is as long as any short progress.
    lengths = {len(chunk) for chunk in stream[1:4]}
    assert len(lengths) == 1


def test_frames_and_beats_stay_in_order_when_both_come_fast(slow, phone: Phone) -> None:
    body, may_go_on = phone.seal(START), threading.Event()
    stream = served(slow(may_go_on, steps=200), body, may_go_on, beat_s=0.0005, after=210)
    answered = phone.read(body, stream)  # refuses any frame out of its place
    said = [frame.body for frame in answered.frames if frame.kind is FrameKind.PROGRESS]
    assert sum(body != b"" for body in said) == 200
    assert len(alone(stream)) - 200 > 5


def test_a_request_that_does_not_open_gets_no_beat(slow, phone: Phone) -> None:
    body, may_go_on = phone.seal(START), threading.Event()
    with pytest.raises(CannotOpen):
        served(slow(may_go_on), body[:-1] + bytes([body[-1] ^ 1]), may_go_on, beat_s=0.001, after=1)


def test_no_beat_once_the_reply_has_begun(slow, phone: Phone) -> None:
    body, may_go_on = phone.seal(START), threading.Event()
    may_go_on.set()
    answer = slow(may_go_on).answer(body)
    handed: list[bytes] = []
    assert not answer.beat(handed.append)
    frames = [next(answer)]
    assert not answer.beat(handed.append)
    frames += answer
    assert not answer.beat(handed.append)
    assert handed == []
    assert phone.read(body, frames).reply.turn == 0


class Panic(BaseException):
    """What native code raises when it fails beyond repair (PyO3's PanicException is no Exception either)."""


@pytest.mark.parametrize("before", [0, 1])
def test_a_turn_that_panics_ends_and_holds_neither_connection_nor_memory(before: int) -> None:
    class Panicking:
        def __iter__(self) -> Iterator[bytes]:
            yield from [b"frame"] * before
            raise Panic

        def beat(self, hand: Any) -> bool:  # noqa: ARG002 - the port's
            return False

    async def serve() -> None:
        runner = Runner(1, beat_s=0.05)
        try:
            async with asyncio.timeout(60):
                for _ in range(2):
                    with pytest.raises(RuntimeError, match="Panic"):
                        assert [frame async for frame in await runner.run(Panicking())] == []
        finally:
            await asyncio.to_thread(runner.close)

    asyncio.run(serve())
