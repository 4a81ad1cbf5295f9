"""Peers that dawdle lose the connection; those that get on are served, one request after the other."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvicorn

from app.compute.protocol import PromptProtocol
from tests.unit.app.compute.conftest import wait_until

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
HEAD_S = 1.0
SLOW_S = 20
"""What a busy machine may take to notice it."""


class Impatient(PromptProtocol):
    head_s = HEAD_S


async def app(scope, receive, send):  # type: ignore[no-untyped-def]
    """Answers after `x-wait` seconds; `/refuse` answers without reading the body."""
    wait_s = float(dict(scope["headers"]).get(b"x-wait", b"0"))
    if scope["path"] != "/refuse":
        while (await receive()).get("more_body"):
            pass
    await asyncio.sleep(wait_s)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=Impatient, ws="none", lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_until(lambda: server.started)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 2 * SLOW_S)


def closed_after_s(peer: socket.socket) -> float:
    started = time.monotonic()
    while peer.recv(4096):
        pass
    return time.monotonic() - started


def test_a_peer_that_says_nothing_is_let_go(port: int) -> None:
    with closing(connect(port)) as peer:
        assert HEAD_S * 0.5 < closed_after_s(peer) < SLOW_S


def drip(peer: socket.socket, piece: bytes) -> float:
    """Send a piece every 50 ms until the other side ends it; answers after how many seconds that was."""
    started = time.monotonic()
    with contextlib.suppress(OSError):
        while time.monotonic() - started < 2 * SLOW_S:
            peer.sendall(piece)
            time.sleep(0.05)
    return time.monotonic() - started


def test_a_head_that_drips_is_let_go(port: int) -> None:
    with closing(connect(port)) as peer:
        peer.sendall(b"POST /v1/turns HTTP/1.1\r\nhost: x\r\n")
        assert drip(peer, b"x-more: 1\r\n") < SLOW_S


def test_the_second_head_of_a_connection_is_watched_as_well(port: int) -> None:
    with closing(connect(port)) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert peer.recv(4096).endswith(b"ok")
        peer.sendall(b"GET / HT")
        assert closed_after_s(peer) < SLOW_S


def test_a_body_that_pours_on_after_the_refusal_is_cut(port: int) -> None:
    with closing(connect(port)) as peer:
        peer.sendall(b"POST /refuse HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        assert drip(peer, b"4\r\nmore\r\n") < SLOW_S


def test_a_slow_answer_and_a_slow_body_are_not_the_heads_matter(port: int) -> None:
    with closing(connect(port)) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nx-wait: 2.0\r\n\r\n")
        assert peer.recv(4096).endswith(b"ok")
    with closing(connect(port)) as peer:
        peer.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab")
        time.sleep(1.5 * HEAD_S)
        peer.sendall(b"cd")
        assert peer.recv(4096).endswith(b"ok")


def test_requests_one_after_the_other_are_served(port: int) -> None:
    with closing(connect(port)) as peer:
        for _ in range(5):
            peer.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert peer.recv(4096).endswith(b"ok")
            time.sleep(HEAD_S / 4)


def test_a_head_without_end_is_refused(port: int) -> None:
    with closing(connect(port)) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nx: " + b"a" * 100_000)
        assert peer.recv(4096).startswith(b"HTTP/1.1 400")
