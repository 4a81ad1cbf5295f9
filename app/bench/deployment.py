"""A deployment on loopback to measure or to break: an embedded PostgreSQL, keys, a magnet, and the real processes.

Everything lies in a folder of its own and is gone afterwards. Processes are started as `jiayi serve …` is, and may be killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from app.bench.ports import free_ports
from app.demo.world import DemoWorld, Login

START_S = 120.0
_CONSOLE_WELL = "/_stcore/health"
"""Where Streamlit says that it is well."""
_NO_PROXY = build_opener(ProxyHandler({}))


class DidNotStart(Exception):
    """A process ended at once or does not answer in time; the message holds the end of its log."""


class EndedByItself(DidNotStart):
    """A process that should run has ended."""


def compute_names(nodes: int) -> list[str]:
    """Answer the names of so many compute nodes."""
    return [f"compute-{number}" for number in range(1, nodes + 1)]


@dataclass
class Deployment:
    """Processes by name (`commission`, `compute-1` …, `console`, `worker`) over one data folder."""

    world: DemoWorld
    login: Login
    ports: dict[str, int]
    extra: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def open(cls, data: Path, *, nodes: int = 1, **extra: str) -> Generator[Deployment]:
        """Make the world of a folder; whatever runs is killed at the end. `extra` are settings for the processes."""
        names = ("commission", "console", *compute_names(nodes))
        ports = {name: port for port, name in enumerate(names, free_ports(len(names)))}
        with DemoWorld.open(data, tls_name=None) as world:
            made = cls(world, world.prepare(public_origin=f"http://127.0.0.1:{ports['commission']}"), ports, extra)
            try:
                yield made
            finally:
                made.close()

    def origin(self, name: str) -> str:
        """Answer where a process listens."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def begin(self, name: str, *arguments: str) -> None:
        """Start a process and do not wait for it."""
        with self._log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [sys.executable, "-m", "app.cli", "serve", name.partition("-")[0], *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self._environment(name), **self.extra},
                start_new_session=True,
            )

    def start(self, name: str, *arguments: str) -> None:
        """Start a process and wait until it answers; raises `DidNotStart`."""
        self.begin(name, *arguments)
        if name in self.ports:
            self.wait(name)

    def wait(self, name: str, timeout_s: float = START_S) -> None:
        """Wait until a process says that it is well; raises `DidNotStart`."""
        where = f"{self.origin(name)}{_CONSOLE_WELL if name == 'console' else '/healthz'}"
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                raise EndedByItself(f"{name} ended: {self.log_end(name)}")
            try:
                with _NO_PROXY.open(where, timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise DidNotStart(f"{name} does not answer: {self.log_end(name)}")

    def kill(self, name: str) -> None:
        """End a process with SIGKILL, with all that it started. Raises `EndedByItself` where it had ended before."""
        process = self.running.pop(name)
        if (code := process.poll()) is not None:
            raise EndedByItself(f"{name} ended by itself with {code}: {self.log_end(name)}")
        os.killpg(process.pid, 9)
        process.wait()

    def close(self) -> None:
        """Kill what runs."""
        for name in list(self.running):
            if self.running[name].poll() is None:
                self.kill(name)

    def log_end(self, name: str) -> str:
        """Answer the last lines that a process logged."""
        path = self._log(name)
        return path.read_text(encoding="utf-8", errors="replace")[-2000:] if path.exists() else ""

    def _log(self, name: str) -> Path:
        return self.world.data / f"{name}.log"

    def _environment(self, name: str) -> dict[str, str]:
        node = name if name.startswith("compute") else compute_names(1)[0]
        return {
            "JIAYI_DATA_DIR": str(self.world.data),
            "JIAYI_DATABASE_URL": self.world.database_url,
            "JIAYI_COMMISSION_PORT": str(self.ports["commission"]),
            "JIAYI_COMPUTE_PORT": str(self.ports[node]),
            "JIAYI_CONSOLE_PORT": str(self.ports["console"]),
            "JIAYI_PUBLIC_ORIGIN": self.origin("commission"),
            "JIAYI_COMPUTE_ORIGIN": self.origin(node),
            "JIAYI_COMMISSION_URL": self.origin("commission"),
            "JIAYI_ENVIRONMENT": "development",
            "JIAYI_ADMISSION_BURST": "100000",
            "JIAYI_DEVELOPMENT": "1",
            "JIAYI_READ_REPORTS": "0",
            "JIAYI_ROOT_FINGERPRINT": self.login.root_fingerprint,
        }
