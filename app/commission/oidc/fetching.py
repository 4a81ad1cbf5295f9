"""Asking a provider something: one deadline for the whole answer, a size, JSON alone, no redirects, few at once."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from app.commission.oidc.errors import ProviderAway

DEADLINE_S: Final = 5.0
LONGEST: Final = 256 * 1024
_AT_ONCE: Final = 8
_TURN_S: Final = 1.0
"""How long one waits for a turn: who waits holds a thread that others may need."""
_JSON: Final = ("application/json", "application/jwk-set+json", "application/jwk+json")


@dataclass(frozen=True)
class Fetched:
    """A JSON object and the status it came with."""

    status: int
    content: dict[str, Any]


class Fetcher:
    """Asks one provider. Everything that is no answer of the protocol is `ProviderAway`."""

    def __init__(self, ca: Path | None = None, *, deadline_s: float = DEADLINE_S, longest: int = LONGEST) -> None:
        self._trust = ssl.create_default_context(cafile=ca)
        self._deadline_s = deadline_s
        self._longest = longest
        self._turn = threading.BoundedSemaphore(_AT_ONCE)  # a provider that hangs must not take every thread of ours

    def get(self, url: str) -> dict[str, Any]:
        """Answer what stands at an address; raises `ProviderAway`."""
        found = self._fetch("GET", url, {}, None)
        if found.status != httpx.codes.OK:
            raise ProviderAway(f"status {found.status} for a document")
        return found.content

    def post(self, url: str, form: Mapping[str, str], basic: tuple[str, str] | None) -> Fetched:
        """Answer what a form is answered with, refusals too; raises `ProviderAway`."""
        return self._fetch("POST", url, form, basic)

    def _fetch(self, method: str, url: str, form: Mapping[str, str], basic: tuple[str, str] | None) -> Fetched:
        if not self._turn.acquire(timeout=_TURN_S):
            raise ProviderAway("too many wait for the provider")
        try:
            return asyncio.run(self._in_time(method, url, form, basic))
        finally:
            self._turn.release()

    async def _in_time(self, method: str, url: str, form: Mapping[str, str], basic: tuple[str, str] | None) -> Fetched:
        try:
            async with (
                asyncio.timeout(self._deadline_s),
                httpx.AsyncClient(verify=self._trust, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    method,
                    url,
                    data=form or None,
                    auth=httpx.BasicAuth(*basic) if basic else None,
                    # Nothing is unpacked: a small answer stays small.
                    headers={"accept": "application/json", "accept-encoding": "identity"},
                    timeout=self._deadline_s,
                ) as answer,
            ):
                return Fetched(answer.status_code, _object(await self._body(answer)))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            raise ProviderAway(f"no answer: {type(error).__name__}") from error

    async def _body(self, answer: httpx.Response) -> bytes:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _JSON or answer.headers.get("content-encoding", "identity") != "identity":
            raise ProviderAway(f"status {answer.status_code}, and no JSON")
        body = bytearray()
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > self._longest:
                raise ProviderAway("an answer that does not end")
        return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProviderAway("not JSON") from error
    if not isinstance(content, dict):
        raise ProviderAway("not a JSON object")
    return content
