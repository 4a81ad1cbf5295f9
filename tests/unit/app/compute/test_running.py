"""Turns begin in the order in which they came, one after the other, and none keeps the others waiting for long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from app.compute.errors import Busy
from app.compute.running import Runner
from tests.unit.app.compute.conftest import wait_until


class Noted:
    """A turn that notes when it begins and ends, and ends when it may."""

    def __init__(self, name: str, log: list[str], may_end: threading.Event | None = None) -> None:
        self.name, self.log, self.may_end = name, log, may_end

    def __iter__(self) -> Iterator[bytes]:
        self.log.append(f"{self.name} begins")
        yield b""
        if self.may_end is not None:
            assert self.may_end.wait(60)
        self.log.append(f"{self.name} ends")

    def beat(self, hand: Callable[[bytes], object]) -> bool:
        del hand
        return False


class Fails(Noted):
    def __iter__(self) -> Iterator[bytes]:
        raise ValueError(self.name)


async def whole(runner: Runner, turn: Noted) -> None:
    async for _ in await runner.run(turn):
        pass


def test_turns_begin_as_they_came_and_each_when_the_one_before_has_ended() -> None:
    log: list[str] = []

    async def many() -> None:
        runner = Runner(4, patience_s=20)
        try:
            await asyncio.gather(*(whole(runner, Noted(str(number), log)) for number in range(30)))
        finally:
            await asyncio.to_thread(runner.close)

    asyncio.run(many())
    assert log == [f"{number} {what}" for number in range(30) for what in ("begins", "ends")]


def test_beside_a_turn_that_lasts_the_next_one_begins() -> None:
    log: list[str] = []
    may_end = threading.Event()

    async def two() -> None:
        runner = Runner(2, patience_s=0.05)
        try:
            lasts = asyncio.create_task(whole(runner, Noted("lasts", log, may_end)))
            await asyncio.to_thread(wait_until, lambda: log)
            async with asyncio.timeout(60):
                await whole(runner, Noted("next", log))
            may_end.set()
            await lasts
        finally:
            may_end.set()
            await asyncio.to_thread(runner.close)

    asyncio.run(two())
    assert log == ["lasts begins", "next begins", "next ends", "lasts ends"]


def test_where_all_slots_last_the_next_one_waits_no_longer_than_it_is_told_and_leaves_its_place() -> None:
    log: list[str] = []
    may_end = threading.Event()

    async def three() -> None:
        runner = Runner(1, patience_s=0.01, wait_s=0.2)
        try:
            lasts = asyncio.create_task(whole(runner, Noted("lasts", log, may_end)))
            await asyncio.to_thread(wait_until, lambda: log)
            with pytest.raises(Busy):
                await whole(runner, Noted("turned away", log))
            may_end.set()
            await lasts
            await whole(runner, Noted("later", log))
        finally:
            may_end.set()
            await asyncio.to_thread(runner.close)

    asyncio.run(three())
    assert log == ["lasts begins", "lasts ends", "later begins", "later ends"]


def test_a_turn_that_raises_makes_room_for_the_next() -> None:
    log: list[str] = []

    async def both() -> None:
        runner = Runner(1, patience_s=20, wait_s=5)
        try:
            for number in range(3):
                with pytest.raises(ValueError, match=str(number)):
                    await runner.run(Fails(str(number), log))
            await whole(runner, Noted("next", log))
        finally:
            await asyncio.to_thread(runner.close)

    asyncio.run(both())
    assert log == ["next begins", "next ends"]
