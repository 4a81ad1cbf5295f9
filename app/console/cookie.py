"""What lets a session outlive a reload: a cookie that scripts cannot read, holding the session's token and nothing else.

Streamlit's own connection cannot set a cookie, so the page fetches one: it shows a ticket, good once and for a minute, that the script
left here beside the token. The header of our own keeps other sites from doing so in a clinician's name: they would need our consent
(CORS preflight) to send it. The commission decides what a token is worth; a cookie whose session ended opens nothing.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COOKIE: Final = "jiayi_console"
SAFE_COOKIE: Final = f"__Host-{COOKIE}"
"""Its name over HTTPS: a browser takes it from this very host alone (RFC 6265bis, 4.1.3.2), so that no neighbouring site can plant a
session of its own, in which a doctor would write for somebody else to read."""
PATH: Final = "/jiayi/session"
_TICKET_S: Final = 60.0
_MOST: Final = 10_000
_LONGEST_S: Final = 12 * 60 * 60
_LENGTH: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_BODY: Final = 200


class Tickets:
    """Tokens that wait to be fetched as a cookie, by ticket; and tokens that were signed out and are never taken again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[float, str]] = {}
        self._ended: dict[str, float] = {}

    def leave(self, token: str) -> str:
        """Answer a new ticket for a token."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._forget()
            self._waiting[ticket] = (self._clock() + _TICKET_S, token)
        return ticket

    def fetch(self, ticket: str) -> str | None:
        """Answer the token of a ticket, once; None when it was fetched, is too old, or never was."""
        with self._lock:
            until, token = self._waiting.pop(ticket, (0.0, ""))
        return token if until >= self._clock() and token else None

    def end(self, token: str) -> None:
        """Take this token no more, even where the commission could not be told."""
        with self._lock:
            self._forget()
            self._ended[token] = self._clock() + _LONGEST_S

    def ended(self, token: str) -> bool:
        """Tell whether this token was signed out here."""
        with self._lock:
            return token in self._ended

    def _forget(self) -> None:
        now = self._clock()
        self._waiting = {ticket: kept for ticket, kept in self._waiting.items() if kept[0] >= now}
        self._ended = {token: until for token, until in self._ended.items() if until >= now}
        while len(self._waiting) >= _MOST:
            self._waiting.pop(next(iter(self._waiting)))


TICKETS: Final = Tickets()


async def _keep(request: Request) -> Response:
    if request.headers.get("x-jiayi") != "1":
        return Response(status_code=403)
    promised = request.headers.get("content-length", "")
    body = await request.body() if _LENGTH.fullmatch(promised) and int(promised) <= _LONGEST_BODY else b""
    token = TICKETS.fetch(body.decode("ascii", "replace"))
    if token is None:
        return Response(status_code=404)
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    secure = is_secure(request)
    answer.set_cookie(cookie_name(secure=secure), token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


async def _drop(request: Request) -> Response:
    if request.headers.get("x-jiayi") != "1":
        return Response(status_code=403)
    answer = Response(status_code=204)
    secure = is_secure(request)
    answer.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="strict")
    return answer


def cookie_name(*, secure: bool) -> str:
    """Answer the cookie's name on a page that came over HTTPS, or not."""
    return SAFE_COOKIE if secure else COOKIE


def is_secure(request: Request) -> bool:
    """Tell whether the browser speaks HTTPS, also to a proxy before us: who lies here gets a cookie that its browser will not send."""
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return request.url.scheme == "https" or forwarded == "https"


ROUTES: Final = (Route(PATH, _keep, methods=["POST"]), Route(PATH, _drop, methods=["DELETE"]))
