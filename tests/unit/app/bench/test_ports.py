"""Ports for processes that are told where to listen."""

from __future__ import annotations

import socket

import pytest

from app.bench import ports

pytestmark = pytest.mark.enable_socket


def test_a_row_of_ports_is_free_and_none_that_the_kernel_gives_to_others() -> None:
    first = ports.free_ports(3)
    row = range(first, first + 3)
    listening = [socket.create_server(("127.0.0.1", port)) for port in row]
    for each in listening:
        each.close()
    assert row.stop <= 32_768  # where Linux's own begin (ip(7), ip_local_port_range)


def test_a_row_with_a_port_in_use_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ports.free_ports(2)
    monkeypatch.setattr(ports, "_PORTS", range(first, first + 1))
    assert ports.free_ports(2) == first
    with socket.create_server(("127.0.0.1", first + 1)):
        assert ports.free_port() == first
        with pytest.raises(OSError, match="no free port"):
            ports.free_ports(2)
