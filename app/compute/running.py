"""Runs turns on a few threads of their own: one after the other as they came, a short wait for the others, and each turn to its end.

Threads of one interpreter take turns at it: two turns side by side both last twice as long, and no more of them are answered. They
therefore begin in the order in which they came, the next one when the one before has ended. What takes longer than a turn computes waits
for something else, the commission or a language model, or reads a photo: then the next one begins beside it.

A turn belongs to its thread and not to the connection that asked for it. A phone that goes away in mid-stream therefore loses nothing: the
record is sealed and pushed all the same, the thread comes back when the turn is over, and a phone that reads slowly
holds frames but no thread. While a turn takes its time the loop sends beats, so that a phone can tell a node that works from one that is
gone. One thread also means one context: a server that steps a generator through a pool gives
each step a fresh context, in which what the graph switched off (tracing) would be on again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from app.compute.errors import Busy

BEAT_S: Final = 1.0
"""Seconds without a frame after which one is sent that says only that the node is at it (FORMAT.md, section 3)."""
_MOST_BEATS: Final = 300
"""A turn that takes longer is stuck, and a phone should look for another node."""
WAIT_S: Final = 2.0
"""Seconds that a request waits for a slot. Another node may have one, and a phone that was turned away asks there at once."""

PATIENCE_S: Final = 0.05
"""Seconds after which the next turn begins beside one that has not ended. The longest turns without a photo compute about so long."""

_Item = bytes | Exception | None


class Beating(Protocol):
    """Frames that can be interrupted by a beat (`app.compute.turns.Answer`)."""

    def __iter__(self) -> Iterator[bytes]:
        """Answer the frames as they are ready."""
        ...

    def beat(self, hand: Callable[[bytes], object]) -> bool:
        """Hand on a beat where one belongs; answer whether it did."""
        ...


class Runner:
    """One turn after the other, at most `slots` at once where they last longer than `patience_s`.

    Up to `waiting` others wait for at most `wait_s` seconds, first come, first served. For one event loop.
    """

    def __init__(
        self,
        slots: int,
        *,
        wait_s: float = WAIT_S,
        waiting: int = 64,
        beat_s: float = BEAT_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._next = asyncio.Lock()
        self._patience_s = patience_s
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="turn")
        self._wait_s = wait_s
        self._beat_s = beat_s
        self._most_waiting = waiting
        self._waiting = 0

    def close(self) -> None:
        """Wait for the turns that run, and start no other."""
        self._pool.shutdown(wait=True)

    async def run(self, frames: Beating) -> AsyncIterator[bytes]:
        """Start `frames` in a thread, and answer them as they come, once the first is there.

        Raises:
            Busy: no slot came free in time.
            Exception: whatever `frames` raises before its first frame.
        """
        begun = await self._enter()
        loop = asyncio.get_running_loop()
        # Unbounded, because a thread must not wait for a phone; a stream has at most 16 MiB (FORMAT.md, section 3).
        queue: asyncio.Queue[_Item] = asyncio.Queue()
        try:
            done = loop.run_in_executor(self._pool, _drain, frames, loop, queue)
        except RuntimeError:
            begun.end()
            raise Busy("the node is stopping") from None
        done.add_done_callback(lambda _: begun.end())
        beats = _Beats(frames, queue, self._beat_s)
        first = await beats.next()
        if isinstance(first, Exception):
            raise first
        return _frames(first, beats)

    async def _enter(self) -> _Begun:
        """Wait until it is this turn's time to begin; raises `Busy`."""
        if self._waiting >= self._most_waiting:
            raise Busy("too many requests wait")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._next.acquire()
                try:
                    await self._slots.acquire()
                except BaseException:
                    self._next.release()
                    raise
        except TimeoutError:
            raise Busy("no turn ended in time") from None
        finally:
            self._waiting -= 1
        return _Begun(self._slots, self._next, self._patience_s)


class _Begun:
    """A turn that has a slot, and for as long as others are patient lets none begin beside it."""

    def __init__(self, slots: asyncio.Semaphore, following: asyncio.Lock, patience_s: float) -> None:
        self._slots = slots
        self._following: asyncio.Lock | None = following
        self._late = asyncio.get_running_loop().call_later(patience_s, self._let_next_begin)

    def end(self) -> None:
        """Give the slot back."""
        self._late.cancel()
        self._slots.release()
        self._let_next_begin()

    def _let_next_begin(self) -> None:
        following, self._following = self._following, None
        if following is not None:
            following.release()


class _Beats:
    """What comes out of a queue, with beats put into it while nothing comes."""

    def __init__(self, frames: Beating, queue: asyncio.Queue[_Item], beat_s: float) -> None:
        self._frames = frames
        self._queue = queue
        self._beat_s = beat_s
        self._left = _MOST_BEATS

    async def next(self) -> _Item:
        loop = asyncio.get_running_loop()
        while self._left and self._queue.empty():
            try:
                async with asyncio.timeout(self._beat_s):
                    return await self._queue.get()
            except TimeoutError:
                # Behind the frames that its thread handed over and the loop has not put there yet: they were sealed before.
                if self._frames.beat(lambda frame: loop.call_soon(self._queue.put_nowait, frame)):
                    self._left -= 1
                    await asyncio.sleep(0)
        return await self._queue.get()


def _drain(frames: Beating, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[_Item]) -> None:
    def hand(item: _Item) -> None:
        # A loop that is closed has nobody left who listens; the turn goes on to its end even so.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(queue.put_nowait, item)

    try:
        for frame in frames:
            hand(frame)
    except BaseException as error:  # noqa: BLE001 - raised again where the frames are awaited; a panic of native code is no Exception
        hand(error if isinstance(error, Exception) else RuntimeError(type(error).__name__))
    else:
        hand(None)


async def _frames(first: bytes | None, beats: _Beats) -> AsyncIterator[bytes]:
    item: _Item = first
    while item is not None:
        if isinstance(item, Exception):
            raise item
        yield item
        item = await beats.next()
