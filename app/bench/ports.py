"""Ports of loopback for processes that are told where to listen."""

from __future__ import annotations

import secrets
import socket
from contextlib import ExitStack
from typing import Final

_PORTS: Final = range(20_000, 32_000)
"""Below those that the kernel hands out by itself (from 32768, ip(7)): one of these may be some connection's own a moment after it was
free, or while the process that listens there starts again."""
_TRIES: Final = 100


def free_port() -> int:
    """Answer a TCP port of loopback that is free now; see `free_ports`."""
    return free_ports(1)


def free_ports(side_by_side: int) -> int:
    """Answer the first of so many TCP ports in a row that are free on loopback now, and that nobody is given unasked.

    Raises:
        OSError: none was found.
    """
    for _ in range(_TRIES):
        first = secrets.choice(_PORTS)
        with ExitStack() as probes:
            try:
                for port in range(first, first + side_by_side):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise OSError("no free port on loopback")
