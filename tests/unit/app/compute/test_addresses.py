"""The commission is reached by the addresses that its name stood for at start; TLS still checks the name, and nobody else is reached."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.compute.addresses import Commission, FixedAddresses
from app.compute.errors import CommissionUnknown
from records.trust.local_tls import LocalTls, local_tls


class _Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = self.headers["host"].encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def tls(tmp_path: Path) -> LocalTls:
    return local_tls(tmp_path / "tls", "127.0.0.1")


@pytest.fixture
def port(tls: LocalTls) -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def ask(commission: Commission, tls: LocalTls, url: str) -> str:
    with httpx.Client(transport=FixedAddresses(commission, ca=tls.authority)) as client:
        return client.get(url).raise_for_status().text


@pytest.mark.enable_socket
def test_the_next_address_is_tried_and_the_name_is_checked(port: int, tls: LocalTls) -> None:
    # Nothing listens at the first; the certificate is for the second and not for the name.
    known = Commission("127.0.0.1", port, ("127.0.0.9", "127.0.0.1"))
    assert ask(known, tls, f"https://127.0.0.1:{port}/") == f"127.0.0.1:{port}"
    named = Commission("commission.example", port, ("127.0.0.1",))
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        ask(named, tls, f"https://commission.example:{port}/")


def test_no_other_host_and_no_other_port_is_reached(tls: LocalTls) -> None:
    known = Commission("commission.example", 443, ("127.0.0.1",))
    for url in ("https://tracing.example/", "https://commission.example:8443/"):
        with pytest.raises(httpx.ConnectError, match="not the commission"):
            ask(known, tls, url)


@pytest.mark.parametrize("url", ["ftp://commission.example", "https://", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_is_said_so(url: str) -> None:
    with pytest.raises(CommissionUnknown, match="JIAYI_COMMISSION_URL"):
        Commission.at(url)


@pytest.mark.enable_socket
def test_an_address_is_taken_as_it_is() -> None:
    assert Commission.at("http://127.0.0.1:8700") == Commission("127.0.0.1", 8700, ("127.0.0.1",))
