"""HTTP/1.1 as uvicorn speaks it, with one clock more: a peer that does not get on with its request loses the connection.

uvicorn limits how long a connection may idle *between* requests, and nothing limits one that sends a header byte now and then, or
pours on after it was refused. h11 and not httptools, because only h11 bounds how long a request's head may be.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""Seconds for a request's head, and for the rest of a body that was refused already. Bodies have their own limit."""


class PromptProtocol(H11Protocol):
    """One connection."""

    head_s = HEAD_S
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Start the clock: the first head is awaited."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        super().connection_lost(exc)
        self._stop()

    def data_received(self, data: bytes) -> None:
        """Pass on what came; the clock runs on until there is a whole head."""
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        refused = self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY
        if self.conn.their_state is not h11.IDLE and not refused:
            self._stop()
        elif self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(self.head_s, self.transport.close)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
