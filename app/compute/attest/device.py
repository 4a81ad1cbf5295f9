"""How commands reach a TPM: a character device of the kernel, or the socket of a simulator.

Opened before the sandbox is entered and kept: Landlock and seccomp leave open files usable, and nothing here opens another.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Final, Protocol

_HEADER_BYTES: Final = 10
_MAX_RESPONSE: Final = 4096
_TIMEOUT_S: Final = 30.0
"""A TPM may take seconds for an RSA key, and no command here takes longer."""


class TpmUnreachable(OSError):
    """The TPM cannot be opened or does not answer; the message names it and what to look at."""


class Transport(Protocol):
    """Carries one command to the TPM and its response back."""

    def exchange(self, command: bytes) -> bytes:
        """Answer the response, header and all. Raises `TpmUnreachable`."""
        ...

    def close(self) -> None:
        """Give the TPM back."""
        ...


class DeviceTransport:
    """The kernel's device (tpm(4)): one write is one command, one read its response."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise TpmUnreachable(
                f"{path} cannot be opened: {error.strerror}; is there a TPM 2.0, and may this user read it?"
            ) from error

    def exchange(self, command: bytes) -> bytes:
        """Answer the response. Raises `TpmUnreachable`."""
        try:
            os.write(self._file, command)
            return os.read(self._file, _MAX_RESPONSE)
        except OSError as error:
            raise TpmUnreachable(f"the TPM's device does not answer: {error.strerror}") from error

    def close(self) -> None:
        """Close the device; the kernel's resource manager forgets the keys that were loaded through it."""
        os.close(self._file)


class SocketTransport:
    """A simulator's data socket: commands and responses follow each other, their length is in their header."""

    def __init__(self, connected: socket.socket) -> None:
        connected.settimeout(_TIMEOUT_S)
        self._socket = connected

    def exchange(self, command: bytes) -> bytes:
        """Answer the response. Raises `TpmUnreachable`."""
        try:
            self._socket.sendall(command)
            header = self._receive(_HEADER_BYTES)
            length = int.from_bytes(header[2:6], "big")
            if not _HEADER_BYTES <= length <= _MAX_RESPONSE:
                raise TpmUnreachable("the TPM answers in another protocol")
            return header + self._receive(length - _HEADER_BYTES)
        except OSError as error:
            raise TpmUnreachable(f"the TPM's socket does not answer: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _receive(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = self._socket.recv(count - len(parts))
            if not part:
                raise TpmUnreachable("the TPM's socket was closed")
            parts += part
        return bytes(parts)


def open_transport(where: str) -> Transport:
    """Open a TPM: a device's path such as `/dev/tpmrm0`, or `tcp:HOST:PORT` of a simulator. Raises `TpmUnreachable`."""
    scheme, _, rest = where.partition(":")
    if scheme != "tcp":
        return DeviceTransport(Path(where))
    host, _, port = rest.rpartition(":")
    try:
        return SocketTransport(socket.create_connection((host, int(port)), _TIMEOUT_S))
    except (OSError, ValueError) as error:
        raise TpmUnreachable(f"no TPM answers at {where}: {error}") from error
