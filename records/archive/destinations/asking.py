"""Asks an archive's server over HTTP, and reads no more of its answer than there is room for, nor for longer than anybody waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import httpx

from records.archive.errors import DestinationAway, Reason

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of one answer, unpacked: a page of 500 resources is a hundredth of it."""
LONGEST_S: Final = 300.0
_DONE_WITH: Final = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


def ask(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    most_bytes: int = MOST_BYTES,
    clock: Callable[[], float] = time.monotonic,
    **more: Any,
) -> httpx.Response:
    """Answer a server's whole answer, unpacked; `more` is for httpx.

    Raises:
        DestinationAway: the answer is larger than `most_bytes`, or was still not whole after `LONGEST_S`.
        httpx.HTTPError: as httpx does.
    """
    ends = clock() + LONGEST_S
    content = bytearray()
    with http.stream(method, url, **more) as answer:
        for part in answer.iter_bytes():
            content += part
            if len(content) > most_bytes:
                raise DestinationAway(
                    f"the server's answer is larger than {most_bytes // 1024} KiB", reason=Reason.SERVER_ERROR
                )
            if clock() > ends:
                raise DestinationAway(f"the server's answer took longer than {LONGEST_S:.0f} s", reason=Reason.CUT)
        headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in _DONE_WITH]
        return httpx.Response(answer.status_code, headers=headers, content=bytes(content), request=answer.request)
