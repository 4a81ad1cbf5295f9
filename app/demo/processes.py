"""The demo's processes: started in order, watched, stopped together. Owns child processes and their log files, nothing else."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from app.cli.errors import CliError, PortTaken

_START_TIMEOUT_S = 120.0
"""On a machine that does other things too: a node reads its models for a minute there."""
_STOP_TIMEOUT_S = 8.0


def require_free(host: str, port: int, option: str) -> None:
    """Raise PortTaken with the option that moves the port, when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"port {port} is taken ({error.strerror}); choose another with {option} PORT") from error


@dataclass
class Child:
    """One process of the demo, with the address that tells when it serves."""

    name: str
    arguments: tuple[str, ...]
    health_url: str | None
    process: subprocess.Popen[bytes] | None = None


@dataclass
class Children:
    """All processes of the demo. Logs go to `<log_folder>/<name>.log`."""

    log_folder: Path
    environment: Mapping[str, str]
    ca_file: Path | None = None
    _children: list[Child] = field(default_factory=list)
    _tasks: list[Child] = field(default_factory=list)
    _logs: list[IO[bytes]] = field(default_factory=list)

    def start(self, name: str, *arguments: str, health_url: str | None) -> None:
        """Start `jiayi <arguments>`; `wait` tells when it answers at `health_url`."""
        self.log_folder.mkdir(parents=True, exist_ok=True)
        log = (self.log_folder / f"{name}.log").open("ab")
        self._logs.append(log)
        child = Child(name, arguments, health_url)
        # A session of its own: Ctrl-C in the terminal reaches the demo alone, which then stops its children in order.
        child.process = subprocess.Popen(  # noqa: S603 - our own command with our own arguments
            [sys.executable, "-m", "app.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        self._children.append(child)

    def begin(self, name: str, module: str, *arguments: str) -> None:
        """Start a task that ends by itself, `python -m <module> <arguments>`; whatever comes of it, the services go on."""
        log = (self.log_folder / f"{name}.log").open("ab")
        self._logs.append(log)
        task = subprocess.Popen(  # noqa: S603 - as above
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        self._tasks.append(Child(name, arguments, None, task))

    def wait(self) -> None:
        """Return when every process answers.

        Raises:
            CliError: one of them ended, or does not answer in time; names it and its log.
        """
        context = ssl.create_default_context(cafile=str(self.ca_file)) if self.ca_file else True
        deadline = time.monotonic() + _START_TIMEOUT_S
        with httpx.Client(timeout=2.0, verify=context, trust_env=False) as client:
            for child in self._children:
                while not self._answers(client, child):
                    self.require_running()
                    if time.monotonic() > deadline:
                        raise CliError(f"{child.name} does not answer; see {self.log_folder / child.name}.log")
                    time.sleep(0.1)

    def require_running(self) -> None:
        """Raise CliError when a process has ended by itself."""
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                raise CliError(
                    f"{child.name} ended with code {child.process.returncode}; see {self.log_folder / child.name}.log"
                )

    def stop(self) -> None:
        """Stop all, last started first; kill what does not stop in time."""
        for child in (*self._tasks, *reversed(self._children)):
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        for child in (*self._tasks, *reversed(self._children)):
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        for log in self._logs:
            log.close()

    @staticmethod
    def _answers(client: httpx.Client, child: Child) -> bool:
        if child.health_url is None:
            return True
        try:
            return client.get(child.health_url).is_success
        except httpx.HTTPError:
            return False
