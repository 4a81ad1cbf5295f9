"""The commission's addresses, looked up once before the sandbox: inside, there is no UDP and no name can be looked up.

A commission that moves to other addresses is found again when the node starts again; the supervisor and every process manager do that
once the node's admission has ended.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from app.compute.errors import CommissionUnknown

_CONNECTIONS: Final = 8


@dataclass(frozen=True)
class Commission:
    """Where the commission answers: its name, its port, and the addresses that its name stood for when the process began."""

    host: str
    port: int
    addresses: tuple[str, ...]

    @classmethod
    def at(cls, url: str) -> Commission:
        """Look up a URL's host; raises CommissionUnknown."""
        parts = urlsplit(url)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise CommissionUnknown("JIAYI_COMMISSION_URL: the port is no port") from None
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"} or not host:
            raise CommissionUnknown("JIAYI_COMMISSION_URL: an address like https://commission.example is needed")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise CommissionUnknown(
                f"JIAYI_COMMISSION_URL: the name {host} does not resolve ({error.strerror})"
            ) from error
        return cls(host, port, tuple(dict.fromkeys(str(each[4][0]) for each in found)))


class FixedAddresses(httpx.BaseTransport):
    """Sends requests to one host's known addresses, the next where one does not answer; TLS still checks the host's name."""

    def __init__(self, commission: Commission, *, ca: Path | None = None) -> None:
        self._commission = commission
        self._inner = httpx.HTTPTransport(
            verify=ssl.create_default_context(cafile=str(ca)) if ca is not None else True,
            trust_env=False,
            limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; raises httpx's errors, and ConnectError for any other host."""
        if (request.url.host, _port(request.url)) != (self._commission.host, self._commission.port):
            raise httpx.ConnectError("this is not the commission", request=request)
        failed: httpx.TransportError = httpx.ConnectError("the commission has no address", request=request)
        for address in self._commission.addresses:
            # The Host header is the name already, and TLS is told the name: only the connection goes to the address.
            sent = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": self._commission.host},
            )
            try:
                return self._inner.handle_request(sent)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
