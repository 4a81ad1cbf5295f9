"""Limits at the door: how long a body may be, checked while it streams in, and how often an address may send rubbish."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records.seal.envelope import MAX_ENVELOPE_BYTES

DEFAULT_BYTES = 256 * 1024
LIMITS = {"/v1/envelopes": MAX_ENVELOPE_BYTES}
_MOST_ADDRESSES = 10_000


class TooLarge(HTTPException):
    """A body over its limit: raised out of `receive`, so that nothing beyond the limit is ever held."""

    def __init__(self) -> None:
        super().__init__(413, "too large")


class BodyLimit:
    """ASGI middleware that counts a request's bytes as they arrive, whatever its head promised."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting `receive`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = LIMITS.get(scope["path"], DEFAULT_BYTES)
        promised = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        too_large = promised.isdigit() and int(promised) > limit
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if too_large:
                raise TooLarge
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise TooLarge
            return message

        await self._app(scope, counted, send)


class FailureLimit:
    """Counts failures by address (or whatever is counted, by whom) in a sliding window; only who has many has to wait."""

    def __init__(self, *, failures: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, list[float]] = OrderedDict()

    def wait_s(self, address: str) -> int:
        """Answer how long this address has to wait; 0 lets it through."""
        with self._lock:
            times = self._fresh(address)
            return max(1, round(times[0] + self._window_s - self._clock())) if len(times) >= self._failures else 0

    def count(self, address: str, weight: int = 1) -> None:
        """Note a failure, or what weighs as much as so many."""
        with self._lock:
            times = self._fresh(address)
            self._seen[address] = [*times, *[self._clock()] * min(weight, self._failures)]
            self._seen.move_to_end(address)
            while len(self._seen) > _MOST_ADDRESSES:
                self._seen.popitem(last=False)

    def _fresh(self, address: str) -> list[float]:
        since = self._clock() - self._window_s
        return [moment for moment in self._seen.get(address, ()) if moment > since]
