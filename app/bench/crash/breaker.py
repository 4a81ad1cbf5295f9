"""Kills what runs, at drawn moments and without warning (SIGKILL), and starts it again.

`postgres` is the whole server, postmaster and backends at once, as when the machine's memory runs out; `backend` is one
connection's process in the midst of whatever it does, after which PostgreSQL throws all others out and recovers.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import psycopg

from app.bench.deployment import Deployment, DidNotStart, EndedByItself
from app.logs import log
from records.store.errors import StoreUnavailable

WEIGHTS: Mapping[str, float] = {
    "phone": 1,
    "browser": 2,
    "commission": 2,
    "worker": 2,
    "postgres": 2,
    "backend": 4,
    "compute": 3,
}
"""How often each is drawn while it runs, one of six phones as often as another. A node takes longest to come back."""
MOST_AWAY = 3
"""Nothing is killed while so many of those that phones lean on are away: a kill is to meet work, and not a line that stands still."""
_WORKER_S = 3.0
"""An archive worker answers no question; it is taken to be back after this."""
_RESTARTS = 60
_TELL_EVERY = 25


class Handset(Protocol):
    """A phone that can be killed."""

    @property
    def open(self) -> bool:
        """Answer whether it is there to be killed."""
        ...

    def kill(self) -> bool:
        """Kill it; answer False where it does not run."""
        ...

    def wait(self) -> None:
        """Wait until it is back."""
        ...


class Breaker:
    """Kills one after the other; what was killed is not drawn again until it answers."""

    def __init__(
        self, deployment: Deployment, seed: int, *, pause_s: float, phones: Mapping[str, Handset] | None = None
    ) -> None:
        """`phones` by name: `phone-1`, `browser-1`."""
        self._deployment, self._phones = deployment, dict(phones or {})
        self._rng = random.Random(seed)  # noqa: S311 - a drawing of moments, no secret
        self._pause_s = pause_s
        self._away: set[str] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.killed: Counter[str] = Counter()
        self.failures: list[str] = []
        """What had ended by itself, or could not be started again."""
        self.slow = 0
        """How often a process was started again and did not serve in time: its partners were being killed meanwhile."""

    def kill(self, kills: int, at_most_s: float) -> None:
        """Kill so many times, or as often as the time allows."""
        deadline = time.monotonic() + at_most_s
        told = -1
        while (number := self.killed.total()) < kills:
            if time.monotonic() > deadline:
                return
            if number // _TELL_EVERY > told:
                told = number // _TELL_EVERY
                log().info("kills", number=number, **self.killed)
            time.sleep(self._rng.random() * 2 * self._pause_s)
            while (target := self._draw()) is None:
                time.sleep(0.05)
            kind = target.partition("-")[0]
            if kind in ("phone", "browser"):
                self._kill_phone(kind, target)
                continue
            self.killed[kind] += 1
            (self._kill_database if kind in ("postgres", "backend") else self._kill_process)(target)

    def mend(self) -> None:
        """Wait until everything runs again."""
        for thread in self._threads:
            thread.join()

    def _draw(self) -> str | None:
        with self._lock:
            phones = {name for name, phone in self._phones.items() if phone.open} - self._away
            away = {"database" if name in ("postgres", "backend") else name for name in self._away - set(self._phones)}
            line = set() if len(away) >= MOST_AWAY else {*self._deployment.running, "postgres", "backend"} - self._away
            running = sorted(name for name in phones | line if WEIGHTS[name.partition("-")[0]] > 0)
            if not running:
                return None
            weights = [WEIGHTS[name.partition("-")[0]] for name in running]
            (target,) = self._rng.choices(running, weights)
            self._away |= {"postgres", "backend"} if target in ("postgres", "backend") else {target}
            return target

    def _kill_phone(self, kind: str, name: str) -> None:
        phone = self._phones[name]
        self.killed[kind] += phone.kill()
        self._later(name, phone.wait)

    def _kill_process(self, name: str) -> None:
        try:
            self._deployment.kill(name)
        except EndedByItself as ended:
            self.failures.append(str(ended))
        self._deployment.begin(name)
        self._later(name, lambda: self._wait_for_process(name))

    def _kill_database(self, target: str) -> None:
        server = server_processes(self._deployment.world.data / "postgres")
        backends = [pid for pid in server[1:] if _is_backend(pid)]
        if target == "backend" and backends:
            _end(self._rng.choice(backends))
            self._later(target, self._wait_for_database)
            return
        for pid in server:
            _end(pid)
        self._later(target, self._start_database)

    def _start_database(self) -> None:
        world = self._deployment.world
        for _ in range(_RESTARTS):
            try:
                world.postgres.start()
                # Asked, not believed: right after a kill a server that is going down still looks as if it ran.
                psycopg.connect(world.database_url, connect_timeout=2).close()
            except (StoreUnavailable, psycopg.OperationalError):
                time.sleep(0.5)  # a backend that has not noticed yet still holds the server's memory
            else:
                return
        raise EndedByItself("PostgreSQL did not come back")

    def _wait_for_process(self, name: str) -> None:
        if name in self._deployment.ports:
            self._deployment.wait(name)
        else:
            time.sleep(_WORKER_S)

    def _wait_for_database(self) -> None:
        time.sleep(1.0)
        self._start_database()

    def _later(self, target: str, wait: Callable[[], None]) -> None:
        def back() -> None:
            try:
                wait()
            except EndedByItself as ended:
                self.failures.append(str(ended))
            except DidNotStart:
                self.slow += 1
            with self._lock:
                self._away -= {"postgres", "backend"} if target in ("postgres", "backend") else {target}

        thread = threading.Thread(target=back, name=f"back-{target}", daemon=True)
        thread.start()
        self._threads.append(thread)


def server_processes(folder: Path) -> list[int]:
    """Answer the process ids of the PostgreSQL of a data folder, the postmaster's first; empty when none runs."""
    try:
        postmaster = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    except (OSError, ValueError):
        return []
    return [postmaster, *map(int, children)]


def _is_backend(pid: int) -> bool:
    try:
        return b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has just ended by itself
