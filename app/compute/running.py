"""Runs turns on a few threads of their own: a bound on how many at once, a short wait for the others, and each turn to its end.

A turn belongs to its thread and not to the connection that asked for it. A phone that goes away in mid-stream therefore loses nothing: the
record is sealed and pushed all the same, the thread comes back when the turn is over, and a phone that reads slowly
holds frames but no thread. One thread also means one context: a server that steps a generator through a pool gives
each step a fresh context, in which what the graph switched off (tracing) would be on again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

from app.compute.errors import Busy

_Item = bytes | Exception | None


class Runner:
    """At most `slots` turns at once; up to `waiting` others wait for at most `wait_s` seconds. For one event loop."""

    def __init__(self, slots: int, *, wait_s: float = 5.0, waiting: int = 64) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="turn")
        self._wait_s = wait_s
        self._most_waiting = waiting
        self._waiting = 0

    def close(self) -> None:
        """Wait for the turns that run, and start no other."""
        self._pool.shutdown(wait=True)

    async def run(self, frames: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Start `frames` in a thread, and answer them as they come, once the first is there.

        Raises:
            Busy: no slot came free in time.
            Exception: whatever `frames` raises before its first frame.
        """
        await self._enter()
        loop = asyncio.get_running_loop()
        # Unbounded, because a thread must not wait for a phone; a stream has at most 16 MiB (FORMAT.md, section 3).
        queue: asyncio.Queue[_Item] = asyncio.Queue()
        try:
            done = loop.run_in_executor(self._pool, _drain, frames, loop, queue)
        except RuntimeError:
            self._slots.release()
            raise Busy("the node is stopping") from None
        done.add_done_callback(lambda _: self._slots.release())
        first = await queue.get()
        if isinstance(first, Exception):
            raise first
        return _frames(first, queue)

    async def _enter(self) -> None:
        if self._waiting >= self._most_waiting:
            raise Busy("too many requests wait")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy("no turn ended in time") from None
        finally:
            self._waiting -= 1


def _drain(frames: Iterator[bytes], loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[_Item]) -> None:
    def hand(item: _Item) -> None:
        # A loop that is closed has nobody left who listens; the turn goes on to its end even so.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(queue.put_nowait, item)

    try:
        for frame in frames:
            hand(frame)
    except Exception as error:  # noqa: BLE001 - raised again where the frames are awaited
        hand(error)
    else:
        hand(None)


async def _frames(first: bytes | None, queue: asyncio.Queue[_Item]) -> AsyncIterator[bytes]:
    item: _Item = first
    while item is not None:
        if isinstance(item, Exception):
            raise item
        yield item
        item = await queue.get()
