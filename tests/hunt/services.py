"""The processes of the hunt's line: each with folders of its own, core files allowed, and started again when it was killed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.hunt.places import Content, leaves_cores, proc_of, swapped_kb

SIGNALS: Final = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL)
"""Crashes that would leave a core file among them."""
KILLED: Final = ("node", "commission", "node", "worker")
"""What is killed, in turn."""
PATIENCE_S: Final = 240.0
_ROOT: Final = Path(__file__).parents[2]
_WORKER_S: Final = 3.0


@dataclass
class Service:
    """One process: where it runs, what it is told, and how often it died."""

    kind: str
    name: str
    folder: Path
    port: int | None
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    since_s: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        """Start it, and do not wait."""
        for name in ("cwd", "tmp", "home"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        home = str(self.folder / "home")
        places = {
            "TMPDIR": str(self.folder / "tmp"),
            "HOME": home,
            "XDG_CACHE_HOME": home,
            "PYTHONPATH": str(_ROOT),
            "PYTHONFAULTHANDLER": "1",
        }
        program = "compute" if self.kind == "node" else self.kind
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIAYI_")}
        with (self.folder / "stderr").open("ab") as log:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", f'ulimit -c unlimited; exec "$0" -m app.cli serve {program}', sys.executable],
                cwd=self.folder / "cwd",
                env={**kept, **self.environment, **places},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.since_s = time.monotonic()

    def serves(self) -> bool:
        """Answer whether it answers; a worker answers nobody, and is taken to be at work a few seconds after its start."""
        if self.port is None:
            return time.monotonic() - self.since_s > _WORKER_S
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def shows(self) -> list[Content]:
        """Answer what it shows of itself at this moment: metrics, health, and /proc."""
        seen: list[Content] = []
        if self.port is not None:
            for path in ("/metrics", "/healthz"):
                with contextlib.suppress(httpx.HTTPError):
                    answer = httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5, trust_env=False)
                    seen.append((f"{path} of {self.name}", answer.content))
        if self.process is not None:
            seen += proc_of(self.process.pid)
        return seen


class Services:
    """All of them; who dies is started again."""

    def __init__(self, services: list[Service]) -> None:
        self.all = services
        self.seen: list[Content] = []
        self.swapped_kb = 0
        """The most of any of them that lay in swap when it was looked at."""
        self.may_leave_cores: set[str] = set()
        """Who could have left a core file when it was looked at."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._killed = 0
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        for service in services:
            service.start()
        self._keeper.start()

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            for service in self.all:
                if service.process is not None and service.process.poll() is not None and not self._over.is_set():
                    service.deaths += 1
                    service.start()

    def look(self) -> None:
        """Keep what all show of themselves at this moment."""
        for service in self.all:
            seen = service.shows()
            with self._lock:
                self.seen += seen
                if service.process is not None:
                    self.swapped_kb = max(self.swapped_kb, swapped_kb(service.process.pid))
                    if service.serves() and leaves_cores(service.process.pid):
                        self.may_leave_cores.add(service.name)

    def kill(self, rng: random.Random) -> bool:
        """Kill the next kind in turn while it is at work; nothing while anybody is away, and then answer False."""
        if not all(service.serves() for service in self.all):
            return False
        self.look()
        kind = KILLED[self._killed % len(KILLED)]
        victim = rng.choice([service for service in self.all if service.kind == kind]).process
        if victim is None:
            return False
        os.kill(victim.pid, rng.choice(SIGNALS))
        self._killed += 1
        return True

    def deaths(self) -> dict[str, int]:
        """Answer how often each kind died."""
        return {
            kind: sum(service.deaths for service in self.all if service.kind == kind)
            for kind in dict.fromkeys(service.kind for service in self.all)
        }

    def wait(self) -> None:
        """Wait until all serve; raises AssertionError when they do not."""
        deadline = time.monotonic() + PATIENCE_S
        while not all(service.serves() for service in self.all):
            assert time.monotonic() < deadline, [(each.folder / "stderr").read_text()[-500:] for each in self.all]
            time.sleep(0.2)

    def close(self) -> None:
        """Stop everything."""
        self._over.set()
        self._keeper.join()
        for service in self.all:
            if service.process is not None:
                service.process.kill()
                service.process.wait()
