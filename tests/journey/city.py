"""A whole deployment on loopback, as real processes: commission, compute, console, worker, each startable and killable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import psycopg

from app.bench.ports import free_port
from app.demo.world import DemoWorld, Login
from records.store.admin import Administration
from tests.journey.wire import Tap

_START_S = 240


class City:
    """Services by name; `taps` record the wire in front of commission and compute. `settings` are further variables for all of them."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.ports = {name: free_port() for name in ("commission", "compute", "console")}
        self.taps = {name: Tap(self.ports[name]) for name in ("commission", "compute")}
        self.commission = f"http://127.0.0.1:{self.taps['commission'].port}"
        self.compute = f"http://127.0.0.1:{self.taps['compute'].port}"
        self.console = f"http://127.0.0.1:{self.ports['console']}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._world: AbstractContextManager[DemoWorld] = DemoWorld.open(data, tls_name=None)
        self.world = self._world.__enter__()
        self.login: Login = self.world.prepare(public_origin=self.commission)
        self.environment = {
            "JIAYI_DATA_DIR": str(data),
            "JIAYI_DATABASE_URL": self.world.database_url,
            "JIAYI_COMMISSION_PORT": str(self.ports["commission"]),
            "JIAYI_COMPUTE_PORT": str(self.ports["compute"]),
            "JIAYI_CONSOLE_PORT": str(self.ports["console"]),
            "JIAYI_PUBLIC_ORIGIN": self.commission,
            "JIAYI_COMPUTE_ORIGIN": self.compute,
            "JIAYI_COMMISSION_URL": self.commission,
            "JIAYI_ENVIRONMENT": "development",
            "JIAYI_ADMISSION_BURST": "100000",
            "JIAYI_DEVELOPMENT": "1",
            "JIAYI_ROOT_FINGERPRINT": self.login.root_fingerprint,
            **settings,
        }

    def start(self, *names: str) -> None:
        """Start services and wait until each answers."""
        for name in names:
            log = (self.data / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
            log.close()
        for name in names:
            if name in self.ports:
                self._wait(name)

    def start_missing(self) -> None:
        """Start every service that does not run."""
        self.start(*(name for name in ("commission", "compute", "console", "worker") if name not in self.processes))

    def kill(self, name: str) -> None:
        """Kill a service without warning."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def log(self, name: str) -> str:
        """Answer what a service has logged."""
        return (self.data / f"{name}.log").read_text(encoding="utf-8")

    def add_doctor(self, username: str, password: str) -> None:
        """Make a doctor of another community."""
        admin = Administration.open(self.world.database_url, self.data / "keys", migrate=False)
        try:
            community = admin.create_community("另一个社区", "Another community")
            admin.create_clinician(
                username=username,
                password=password,
                name="别处的医生",
                phone="",
                role="doctor",
                communities=[community],
            )
        finally:
            admin.close()

    def checkpoint(self) -> None:
        """Make PostgreSQL write everything it holds into its files."""
        with psycopg.connect(self.world.database_url, autocommit=True) as connection:
            connection.execute("checkpoint")

    def close(self) -> None:
        """Stop everything."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for tap in self.taps.values():
            tap.close()
        self._world.__exit__(None, None, None)

    def _wait(self, name: str) -> None:
        path = "/_stcore/health" if name == "console" else "/healthz"
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self.processes[name].poll() is not None:
                raise AssertionError(f"{name} ended:\n{self.log(name)}")
            try:
                if httpx.get(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=2, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{name} does not answer:\n{self.log(name)}")
