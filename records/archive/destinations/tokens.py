"""Access tokens by OAuth 2.0 client credentials (RFC 6749, section 4.4), kept until shortly before they end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import httpx

from records.archive.destinations.asking import ask
from records.archive.errors import DestinationAway, Reason

_EARLY_S: Final = 30.0
_DEFAULT_S: Final = 60.0
_MOST_BYTES: Final = 256 * 1024


class ClientCredentials:
    """Tokens of one client. Threads share them; one of them asks and the others wait for its answer.

    `secret` is asked for at every request of a token, so that a changed one counts without a restart.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        secret: Callable[[], str],
        http: httpx.Client,
        *,
        scope: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = token_url
        self._client_id = client_id
        self._secret = secret
        self._http = http
        self._scope = scope
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0

    def token(self) -> str:
        """Answer a token that is good for now; raises `DestinationAway`."""
        with self._lock:
            if not self._token or self._clock() >= self._ends:
                self._token, lasts_s = self._ask()
                # A short-lived token would otherwise never be used twice.
                self._ends = self._clock() + max(lasts_s - _EARLY_S, lasts_s / 2)
            return self._token

    def forget(self, token: str) -> None:
        """Ask for another one next time, unless somebody has already."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _ask(self) -> tuple[str, float]:
        form = {"grant_type": "client_credentials", **({"scope": self._scope} if self._scope else {})}
        try:
            answer = ask(
                self._http, "POST", self._url, most_bytes=_MOST_BYTES, data=form, auth=(self._client_id, self._secret())
            )
        except httpx.HTTPError as error:
            raise DestinationAway(f"the token server cannot be reached ({type(error).__name__})") from error
        if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise DestinationAway(f"the token server answered {answer.status_code}", reason=Reason.SERVER_ERROR)
        if not answer.is_success:
            raise DestinationAway(f"the token server does not let us in ({answer.status_code})", reason=Reason.LOGIN)
        try:
            given: dict[str, Any] = answer.json()
            token, lasts_s = str(given["access_token"]), float(given.get("expires_in", _DEFAULT_S))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DestinationAway(
                "the token server answered something that is no token", reason=Reason.LOGIN
            ) from error
        return token, lasts_s
