"""The transport holds a turn's time against an endpoint that takes its bytes slowly."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from agents.errors import LanguageModelAway
from agents.language.leash import Leash, bound
from app.language.endpoint import endpoint_of
from app.language.transport import LeashedTransport

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
LONGEST_S = 40.0


@pytest.fixture
def slow_reader() -> Iterator[str]:
    """Take a request at a megabyte a second at most: no single `send` waits for long, and all of them do."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            peer, _ = listening.accept()
            with peer:
                until = time.monotonic() + LONGEST_S
                while not over.is_set() and time.monotonic() < until and peer.recv(20_000):
                    time.sleep(0.02)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        over.set()
        thread.join(timeout=60)


def test_a_large_question_to_a_slow_reader_ends_with_the_leash(slow_reader: str) -> None:
    leash = Leash(time.monotonic, until_s=time.monotonic() + 1.0, tokens=1000)
    transport = LeashedTransport(endpoint_of(slow_reader))
    started = time.monotonic()
    with (
        httpx2.Client(transport=transport, trust_env=False) as client,
        bound(leash),
        pytest.raises((LanguageModelAway, httpx2.HTTPError)),
    ):
        client.post(slow_reader, content=bytes(60_000_000), timeout=5.0)
    assert time.monotonic() - started < 15  # all of it would take forty
