"""Beats: a phone can tell a node that works from one that is gone, and the frames stay in order whoever seals them."""

from __future__ import annotations

import asyncio
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
    """The real consultation, which takes its time, and says so often."""

    def __init__(self, inner: Consultation, wait_s: float, steps: int = 0) -> None:
        self.inner, self.knowledge = inner, inner.knowledge
        self.wait_s, self.steps = wait_s, steps

    def run(self, *args: Any, **more: Any) -> Iterator[Any]:
        for step in range(self.steps):
            yield Progress(kind="synthesis", text=f"step {step}")
            if step % 7 == 0:
                time.sleep(0.002)
        time.sleep(self.wait_s)
        yield from self.inner.run(*args, **more)


@pytest.fixture
def slow(node: Node, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics):
    def make(wait_s: float, steps: int = 0) -> TurnService:
        return TurnService(node, Slow(consultation, wait_s, steps), pusher, metrics)  # type: ignore[arg-type]

    return make


def served(turns: TurnService, body: bytes, *, beat_s: float) -> tuple[list[bytes], float]:
    """Everything that a connection would get, and how long its first byte took."""

    async def serve() -> tuple[list[bytes], float]:
        runner = Runner(1, beat_s=beat_s)
        begun = time.monotonic()
        try:
            frames = await runner.run(turns.answer(body))
            first = time.monotonic() - begun
            return [frame async for frame in frames], first
        finally:
            await asyncio.to_thread(runner.close)

    return asyncio.run(serve())


def alone(stream: list[bytes]) -> list[bytes]:
    """The progress frames that went out by themselves; those that fill up the number go with the reply."""
    return [chunk for chunk in stream if len(chunk) < _PROGRESS_CHUNK]


def test_a_turn_that_takes_its_time_beats_from_early_on(slow, phone: Phone) -> None:
    body = phone.seal(START)
    stream, first = served(slow(0.5), body, beat_s=0.1)
    answered = phone.read(body, stream)
    assert len(alone(stream)) >= 3
    assert {(frame.kind, frame.body) for frame in answered.frames[:3]} == {(FrameKind.PROGRESS, b"")}
    assert first < 0.4
    assert answered.reply.turn == 0
    assert answered.frames[-1].kind is FrameKind.RECORD
    # A beat is as long as any short progress.
    lengths = {len(chunk) for chunk in stream[1:4]}
    assert len(lengths) == 1


def test_frames_and_beats_stay_in_order_when_both_come_fast(slow, phone: Phone) -> None:
    body = phone.seal(START)
    stream, _ = served(slow(0.05, steps=200), body, beat_s=0.0005)
    answered = phone.read(body, stream)  # refuses any frame out of its place
    said = [frame.body for frame in answered.frames if frame.kind is FrameKind.PROGRESS]
    assert sum(body != b"" for body in said) == 200
    assert len(alone(stream)) - 200 > 5


def test_a_request_that_does_not_open_gets_no_beat(slow, phone: Phone) -> None:
    body = phone.seal(START)
    with pytest.raises(CannotOpen):
        served(slow(0.3), body[:-1] + bytes([body[-1] ^ 1]), beat_s=0.001)


def test_no_beat_once_the_reply_has_begun(slow, phone: Phone) -> None:
    body = phone.seal(START)
    answer = slow(0.0).answer(body)
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
            async with asyncio.timeout(5):
                for _ in range(2):
                    with pytest.raises(RuntimeError, match="Panic"):
                        assert [frame async for frame in await runner.run(Panicking())] == []
        finally:
            await asyncio.to_thread(runner.close)

    asyncio.run(serve())
