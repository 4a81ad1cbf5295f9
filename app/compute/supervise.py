"""Several node processes on one machine: `jiayi serve compute --processes N`. Holds no words and no keys.

A node's replay memory is its process's own, so no request may ever reach two (FORMAT.md, section 2): each process is a node of its
own, with its own keys, its own port and its own entry in the directory. This starts them, starts again what died, more slowly each time,
and stops them together. A process that keeps dying leaves the directory by the commission's own count (`records.store.steadiness`).

It gives itself up as well, as far as it can: it must start the interpreter and its children must bind and connect, and all that it may
not do they may not either. No file is written, no other program is started, no memory of a child is read, no port but theirs is bound.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.compute import landlock
from app.compute.attest.attester import Needs
from app.compute.errors import WrongProcesses
from app.compute.sandbox import SandboxError, give_up_privileges, no_core_no_swap
from app.compute.syscalls import refuse_to_pry
from app.logs import log

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 60.0
_STEADY_S: Final = 60.0
"""A process that lived for so long did not die of its start; the next pause is the first again."""
_LOOK_S: Final = 0.2
_STOP_S: Final = 15.0
_LOADERS: Final = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
_LAST_PORT: Final = 65535
_PR_SET_PDEATHSIG: Final = 1
_NOTHING: Final = Needs()
_libc = ctypes.CDLL(None, use_errno=True)


def origins(origin: str, first_port: int, processes: int) -> tuple[tuple[int, str], ...]:
    """Answer the port and the public address of each process.

    `origin` either names a port, which is counted up, or holds `{number}`, which becomes 0, 1, 2 and so on.

    Raises:
        WrongProcesses: the addresses would be the same, or the ports run out.
    """
    if first_port + processes - 1 > _LAST_PORT:
        raise WrongProcesses(f"JIAYI_COMPUTE_PORT: {processes} ports from {first_port} on are more than there are")
    if "{number}" in origin:
        return tuple((first_port + number, origin.replace("{number}", str(number))) for number in range(processes))
    parts = urlsplit(origin)
    if parts.port is None or parts.port + processes - 1 > _LAST_PORT:
        raise WrongProcesses(
            "JIAYI_COMPUTE_ORIGIN: each process needs an address of its own; name a port, from which is counted up, or write "
            "{number} where the addresses differ, such as https://node{number}.example"
        )
    return tuple(
        (
            first_port + number,
            parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{parts.port + number}").geturl(),
        )
        for number in range(processes)
    )


def confine(listen: tuple[int, ...], connect: tuple[int, ...], needs: Needs = _NOTHING) -> bool:
    """Give up what neither this process nor its children need, for good; answer False where the kernel has no Landlock.

    `needs` is what their hardware takes: what this process gave up they could not use either.

    Raises:
        SandboxError: the kernel refuses a part of it.
    """
    abi = landlock.offered_abi(_libc)
    no_core_no_swap(_libc)
    try:
        give_up_privileges(_libc)
        if abi < landlock.ABI_WITH_NETWORK:
            return False
        programs = [sys.executable, *(each for each in _LOADERS if Path(each).exists())]
        landlock.enter(
            _libc,
            abi,
            connect=(*connect, *needs.connect),
            bind=listen,
            execute=programs,
            write=[os.devnull, *needs.write],
            make=needs.make,
        )
        refuse_to_pry(_libc)
    except OSError as error:
        raise SandboxError(f"the kernel refused a part of it: {error.strerror}") from error
    return True


@dataclass
class _Child:
    """One process, and when it may start again (monotonic seconds)."""

    number: int
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    due_s: float = 0.0
    deaths: int = 0


@dataclass
class Supervisor:
    """Keeps processes running. `starts` start one each; `now_s` is a monotonic clock."""

    starts: tuple[Callable[[], subprocess.Popen[bytes]], ...]
    now_s: Callable[[], float] = time.monotonic
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.children = [_Child(number, start) for number, start in enumerate(self.starts)]

    def run(self) -> None:
        """Run until `stopped` is set; then stop all, and kill what does not stop in time."""
        try:
            while not self.stopped.is_set():
                self.look()
                self.stopped.wait(_LOOK_S)
        finally:
            self._stop()

    def look(self) -> None:
        """Start what is due, and note what died."""
        for child in self.children:
            now_s = self.now_s()
            if child.process is None and now_s >= child.due_s:
                child.process, child.started_s = child.start(), now_s
                log().info("process started", number=child.number, pid=child.process.pid, after=child.deaths)
            elif child.process is not None and (code := child.process.poll()) is not None:
                lived_s = now_s - child.started_s
                child.deaths = 1 if lived_s >= _STEADY_S else child.deaths + 1
                pause_s = min(_FIRST_PAUSE_S * 2 ** (child.deaths - 1), _LONGEST_PAUSE_S)
                child.process, child.due_s = None, now_s + pause_s
                log().error("process died", number=child.number, code=code, lived_s=round(lived_s, 1), pause_s=pause_s)

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOP_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def starter(environment: Mapping[str, str], errors: int) -> Callable[[], subprocess.Popen[bytes]]:
    """Answer what starts one node with these variables besides this process's own; its log goes to descriptor `errors`.

    Standard input and output are this process's own: nothing (`app.compute.serve.keep_logs_alone`).
    """

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "compute"],
            stderr=errors,
            env={**os.environ, **environment},
            # Ctrl-C reaches the supervisor alone; and where that is killed, its children end with it.
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs here
        )

    return start


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
