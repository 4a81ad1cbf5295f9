"""The browser's way to the provider and back: two addresses of ours, a cookie that binds them, and what waits for the page.

The cookie holds a secret of this one sign-in; the commission knows its digest. What a sign-in ended with (a session, or a word for what
was wrong) waits here for the page that opens next in the same browser, and is taken once: nothing of it stands in an address.
SameSite=Lax, because the way back comes from another site; nothing but the begin and the end of a sign-in looks at it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.console import connection
from app.console.client import CommissionClient
from app.console.cookie import is_secure
from app.console.errors import Away, ConsoleError, LockedOut, NoLonger, Refused

Json = dict[str, Any]
BEGIN: Final = "/jiayi/provider/begin"
CALLBACK: Final = "/jiayi/provider/callback"
"""Registered with the provider; `app.commission.oidc.config` says the same."""
_NAME: Final = "jiayi_provider"
_COOKIE_S: Final = 10 * 60
_KEPT_S: Final = 120.0
_MOST: Final = 10_000
_LONGEST: Final = {"state": 200, "code": 4000, "error": 200, "iss": 500}
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class Ended:
    """How sign-ins ended, by the browser's secret, until its page takes it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Json]] = {}

    def keep(self, secret: str, how: Json) -> None:
        """Keep how it ended for two minutes. Trouble is no news where a session waits: a second click, or a link of somebody else's."""
        now = self._clock()
        with self._lock:
            self._kept = {one: kept for one, kept in self._kept.items() if kept[0] >= now}
            if "trouble" in how and "session" in self._kept.get(_digest(secret), (0.0, {}))[1]:
                return
            while len(self._kept) >= _MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[_digest(secret)] = (now + _KEPT_S, how)

    def take(self, secret: str) -> Json | None:
        """Answer how it ended, once: `{"session": …}` or `{"trouble": word}`; None when nothing waits."""
        with self._lock:
            until, how = self._kept.pop(_digest(secret), (0.0, None))
        return how if until >= self._clock() else None


ENDED: Final = Ended()


def cookie_name(*, secure: bool) -> str:
    """Answer the cookie's name on a page that came over HTTPS, or not: over HTTPS no neighbouring site can plant it."""
    return f"__Host-{_NAME}" if secure else _NAME


def begin(request: Request) -> Response:
    """Send the browser to the provider, with a new secret as its cookie."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return RedirectResponse("/", 303)  # another site sent it here
    secret = secrets.token_urlsafe(32)
    try:
        answer = RedirectResponse(_client(request).begin_at_provider(_digest(secret)), 303)
    except ConsoleError as error:
        ENDED.keep(secret, {"trouble": _word(error)})
        answer = RedirectResponse("/", 303)
    secure = is_secure(request)
    answer.set_cookie(
        cookie_name(secure=secure), secret, max_age=_COOKIE_S, httponly=True, samesite="lax", secure=secure, path="/"
    )
    return answer


def callback(request: Request) -> Response:
    """Hand what the provider sent to the commission, and let the page take how it ended."""
    secret = request.cookies.get(cookie_name(secure=is_secure(request)), "")
    came = {name: request.query_params[name] for name in _LONGEST if name in request.query_params}
    if not secret or any(len(value) > _LONGEST[name] for name, value in came.items()) or "state" not in came:
        # A browser that has not begun here has no name under which anything could wait: its page says so of itself.
        if secret:
            ENDED.keep(secret, {"trouble": "provider_over"})
        return RedirectResponse("/" if secret else "/?provider=over", 303)
    try:
        ENDED.keep(secret, {"session": _client(request).finish_at_provider({**came, "browser_secret": secret})})
    except ConsoleError as error:
        ENDED.keep(secret, {"trouble": _word(error)})
    return RedirectResponse("/", 303)


def _word(error: ConsoleError) -> str:
    if isinstance(error, LockedOut):
        return "too_often"
    if isinstance(error, NoLonger):
        return "provider_off"
    if isinstance(error, Away):
        return "provider_away" if str(error) == "provider_away" else "away"
    return str(error) if isinstance(error, Refused) else "provider_over"


def _client(request: Request) -> CommissionClient:
    host = request.client.host if request.client else None
    return CommissionClient(connection.http(), None, None if host in _LOOPBACK else host)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


ROUTES: Final = (Route(BEGIN, begin, methods=["GET"]), Route(CALLBACK, callback, methods=["GET"]))
