"""Many phones that deliver at once, on few milliseconds: HTTP/1.1 over kept connections, written by hand.

A courier takes one consultation after another and delivers its envelopes in order, as a phone does. The client must be cheap,
because it runs on the cores that it measures. Every answer must be a receipt: another status ends the run.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


class Undelivered(Exception):
    """The commission answered something else than a receipt."""


@dataclass
class Delivered:
    """What came of it: seconds from each POST to its receipt, and the receipts' bodies."""

    seconds: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)


async def deliver(port: int, consultations: Sequence[Sequence[bytes]], *, couriers: int) -> Delivered:
    """Deliver every consultation's envelopes to 127.0.0.1:`port`; raises `Undelivered`."""
    todo, done = deque(consultations), Delivered()
    async with asyncio.TaskGroup() as group:
        for _ in range(min(couriers, len(consultations))):
            group.create_task(_courier(port, todo, done))
    return done


async def _courier(port: int, todo: deque[Sequence[bytes]], done: Delivered) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while todo:
            for envelope in todo.popleft():
                begun = time.perf_counter()
                writer.write(_HEAD % len(envelope))
                writer.write(envelope)
                done.answers.append(await _answer(reader))
                done.seconds.append(time.perf_counter() - begun)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.lower().split(b"\r\n")
    length = next(int(line[15:]) for line in fields if line.startswith(b"content-length:"))
    body = await reader.readexactly(length)
    if fields[0].split(b" ")[1] != b"200":
        raise Undelivered(f"{fields[0].decode('latin-1')}: {body[:200].decode('utf-8', 'replace')}")
    return body


_HEAD = (
    b"POST /v1/envelopes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
    b"Content-Length: %d\r\n\r\n"
)
