"""Reads request bodies: each bounded in bytes and in time, and all together bounded in bytes, before anything is decrypted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from app.compute.errors import Busy
from records.errors import CannotOpen, Reason
from records.seal.channel import MAX_BODY_BYTES
from records.seal.wire import MIB

MAX_REQUEST = MAX_BODY_BYTES
"""Bytes of one request body; a longer one is refused while it is read."""
BUDGET = 256 * MIB
"""Bytes of all bodies that are read or wait at once."""
LONGEST_S = 60.0
"""Seconds that one body may take: 8 MiB over a slow mobile line."""


class Intake:
    """The bodies of one process. For one event loop."""

    def __init__(self, budget: int = BUDGET, longest_s: float = LONGEST_S) -> None:
        self._budget = budget
        self._longest_s = longest_s
        self.held = 0

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """Answer the whole body; its bytes count against the budget until the block ends.

        Raises:
            CannotOpen: it is longer than any request.
            Busy: the budget is used up.
            TimeoutError: it did not come in time.
            ClientDisconnect: the phone went away.
        """
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated[:20]) > MAX_REQUEST:
            raise CannotOpen(Reason.TOO_LONG)
        read = bytearray()
        try:
            async with asyncio.timeout(self._longest_s):
                async for chunk in request.stream():
                    if len(read) + len(chunk) > MAX_REQUEST:
                        raise CannotOpen(Reason.TOO_LONG)
                    if self.held + len(chunk) > self._budget:
                        raise Busy("too many bytes wait")
                    self.held += len(chunk)
                    read += chunk
            yield bytes(read)
        finally:
            self.held -= len(read)
