"""Around every request: security headers, one log line, one count.

No path, query, header or body is logged or counted: the template of the route is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.commission.metrics import CommissionMetrics
from app.commission.problems import problem
from app.commission.schemas import Problem
from app.logs import log
from records.store.database import new_id

_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(self), geolocation=(), microphone=(self), payment=(), usb=()",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    b"cache-control": b"no-store",
}
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeaders:
    """ASGI middleware: headers for every answer; a route's own header of the same name wins."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = [*_ALWAYS.items(), *([_HSTS] if https else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                missing = [pair for pair in self._headers if pair[0] not in present]
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class OneKeeper:
    """ASGI middleware: whatever script a browser asks for as a service worker, it is given the page's own.

    A worker that was planted under another name while the page was broken into would otherwise stay for ever: a browser looks for a
    newer one under that name, and an answer *not found* changes nothing. (Service Workers, W3C, "Update", names the header.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, to /sw.js where a worker's script is asked for."""
        if scope["type"] == "http" and (b"service-worker", b"script") in scope["headers"]:
            scope = {**scope, "path": "/sw.js", "raw_path": b"/sw.js"}
        await self._app(scope, receive, send)


class Observed:
    """ASGI middleware: one log line and one count for every request."""

    def __init__(
        self, app: ASGIApp, *, metrics: CommissionMetrics, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and tell how long it took and how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_id()
        started = self._clock()
        status = 500
        begun = False

        async def noted(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is answered and logged here
            # A bug ends here, by its type and place: further out, servers print messages, which may quote what was said.
            log().error("bug", request_id=request_id, exc_info=error)
            if begun:
                raise ConnectionAbortedError("a bug cut this answer short") from None
            await problem(500, Problem(error="internal"))(scope, receive, noted)
        finally:
            seconds = self._clock() - started
            route = getattr(scope.get("route"), "path", "unknown")
            self._metrics.requests.labels(scope["method"], route, str(status)).inc()
            self._metrics.request_seconds.labels(route).observe(seconds)
            if route not in ("/healthz", "/metrics"):
                milliseconds = round(seconds * 1000, 1)
                log().info(
                    "request",
                    request_id=request_id,
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=milliseconds,
                )
