"""Debian's OpenSSH server on loopback, with keys and a folder of its own."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.bench.ports import free_port
from records.archive.destinations.sftp import SftpAddress

SSHD = Path("/usr/sbin/sshd")
_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True)
class Sshd:
    """The running server: where, its public host key, a key that it lets in, and its folder."""

    address: SftpAddress
    host_key: str
    client_key: Path
    inbox: Path


def make_key(path: Path) -> Path:
    """An Ed25519 key as OpenSSH writes it, with `.pub` beside it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return path


@contextmanager
def running(folder: Path) -> Iterator[Sshd]:
    """Start it in a folder of its own."""
    assert SSHD.exists(), "sshd is missing; bash scripts/ensure_sshd.sh installs it"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    make_key(folder / "host")
    make_key(folder / "client")
    (folder / "inbox").mkdir()
    port = free_port()
    (folder / "sshd_config").write_text(_CONFIG.format(port=port, folder=folder), encoding="utf-8")
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "sshd.log").read_text()
                assert time.monotonic() < deadline, "sshd does not answer"
                time.sleep(0.05)
        address = SftpAddress(getpass.getuser(), "127.0.0.1", port, str(folder / "inbox"))
        yield Sshd(address, (folder / "host.pub").read_text(), folder / "client", folder / "inbox")
    finally:
        process.terminate()
        process.wait()
