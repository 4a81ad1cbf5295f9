"""The transport under the SDK: one endpoint, by addresses that are known already, and every read and write within the leash.

The SDK's time-outs hold single reads, which a server that drips a byte now and then outlives; here each takes what is left of the turn. A
redirect, a proxy or a name look-up does not exist, so whatever an answer says, nothing goes anywhere else.
"""

from __future__ import annotations

import ssl
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from agents.errors import LanguageModelAway
from agents.language.leash import current
from app.language.endpoint import Endpoint

CONNECTIONS = 32
PIECE_BYTES = 16 * 1024
"""Bytes that are written before the time is looked at again."""
KEPT_S = 20.0
"""Seconds for which an idle connection is kept for the next turn."""


class _LeashedStream(httpcore2.NetworkStream):
    """A connection whose every operation ends with the leash of the calling thread."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        leash = current()
        leash.require()
        data = self._stream.read(max_bytes, _least(timeout, leash.left_s))
        leash.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # In pieces: the core gives every `send` of one write the whole time, and a peer that reads slowly makes many of them.
        leash = current()
        for start in range(0, len(buffer), PIECE_BYTES):
            leash.require()
            self._stream.write(buffer[start : start + PIECE_BYTES], _least(timeout, leash.left_s))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        leash = current()
        leash.require()
        return _LeashedStream(self._stream.start_tls(ssl_context, server_hostname, _least(timeout, leash.left_s)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _OneEndpoint(httpcore2.NetworkBackend):
    """Connects to the endpoint's addresses and to nothing else."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        if (host, port) != (self._endpoint.host, self._endpoint.port):
            raise httpcore2.ConnectError("this is not the endpoint")
        failed: Exception = httpcore2.ConnectError("the endpoint has no address")
        for tried, address in enumerate(self._endpoint.addresses):
            leash = current()
            leash.require()
            # An address that swallows packets must leave the others some time.
            share_s = leash.left_s / (len(self._endpoint.addresses) - tried)
            try:
                stream = self._backend.connect_tcp(
                    address, port, _least(timeout, share_s), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            return _LeashedStream(stream)
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        del path, timeout, socket_options
        raise httpcore2.ConnectError("no UNIX socket is the endpoint")

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(min(seconds, current().left_s))


def _least(timeout: float | None, left_s: float) -> float:
    return left_s if timeout is None else min(timeout, left_s)


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


class LeashedTransport(httpx2.BaseTransport):
    """A transport to one endpoint. Shared by threads; each request obeys the leash of the thread that makes it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=endpoint.tls,
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=KEPT_S,
            retries=0,
            network_backend=_OneEndpoint(endpoint),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request. Raises httpx2's errors, or LanguageModelAway when the leash has ended."""
        url = request.url
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(asked)
            if any(name.lower() == b"content-encoding" and value != b"identity" for name, value in answer.headers):
                # Bytes are counted as they come: a few that unpack to many would not be.
                answer.close()
                raise httpcore2.RemoteProtocolError("an answer must not be packed")
        return httpx2.Response(
            status_code=answer.status,
            # No cookie is kept: it would come back with the words of other residents, and ties their turns together.
            headers=[(name, value) for name, value in answer.headers if name.lower() != b"set-cookie"],
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


@contextmanager
def _as_httpx() -> Generator[None]:
    """Turn the core's errors into those that the SDK knows."""
    try:
        yield
    except LanguageModelAway:
        raise
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except httpcore2.ProtocolError as error:
        raise httpx2.RemoteProtocolError(str(error)) from error
    except httpcore2.NetworkError as error:
        raise httpx2.NetworkError(str(error)) from error
