"""Several processes of one commission behind one port: what one core cannot take in, two can.

The parent binds the port, starts the embedded database where one is used, and loads nothing of the service itself. A child
that ends is started again; a parent that ends, however it does, takes its children along. They share the database and nothing
else: nonces, throttling of log-ins and the newest directory live there, what counts addresses counts them for each process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Generator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

from app.logs import configure_logs, log
from app.settings import CommissionSettings

BACKLOG = 1024
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client adds up over processes what each writes into this folder; read when it is first imported."""
_QUICK_S = 5.0
_PAUSE_S = 1.0
_LOOK_EVERY_S = 0.5


def serve_many(settings: CommissionSettings, count: int) -> None:
    """Serve with so many processes until a signal."""
    configure_logs("commission")
    with tempfile.TemporaryDirectory(prefix="jiayi-metrics-") as metrics, _database(settings) as bound:
        os.environ[_METRICS] = metrics
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.commission_port), family=family, backlog=BACKLOG) as port:
            _Family(bound, port, count, Path(metrics)).keep()


@contextlib.contextmanager
def _database(settings: CommissionSettings) -> Generator[CommissionSettings]:
    if settings.database_url is not None:
        yield settings
        return
    from records.store.embedded import EmbeddedPostgres  # noqa: PLC0415 - only where it is used

    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        postgres.keep()
        yield settings.model_copy(update={"database_url": postgres.url})


class _Family:
    """The children, each with the time at which it was started."""

    def __init__(self, settings: CommissionSettings, port: socket.socket, count: int, metrics: Path) -> None:
        self._settings = settings
        self._port = port
        self._count = count
        self._metrics = metrics
        self._children: dict[SpawnProcess, float] = {}
        self._stopping = False
        # A fresh interpreter for each: a fork would copy whatever lock another thread holds at that moment.
        self._context = get_context("spawn")
        self._held, self._alive = self._context.Pipe()

    def keep(self) -> None:
        """Keep `count` children running until a signal; then stop them all."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(self._count):
            self._begin()
        while self._children:
            wait([child.sentinel for child in self._children], timeout=_LOOK_EVERY_S)
            for child in [child for child in self._children if child.exitcode is not None]:
                self._ended(child, time.monotonic() - self._children.pop(child))

    def _begin(self) -> None:
        child = self._context.Process(
            target=_serve_as_child, args=(self._settings, self._port, self._alive), name="commission"
        )
        child.start()
        self._children[child] = time.monotonic()

    def _ended(self, child: SpawnProcess, lived_s: float) -> None:
        for path in self._metrics.glob(f"gauge_live*_{child.pid}.db"):
            path.unlink(missing_ok=True)
        if self._stopping:
            return
        log().error("a process of the commission ended", status=child.exitcode)
        if lived_s < _QUICK_S:
            time.sleep(_PAUSE_S)  # what fails at once would otherwise fail as often as the machine can
        if not self._stopping:
            self._begin()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for child in self._children:
            child.terminate()


def _serve_as_child(settings: CommissionSettings, port: socket.socket, alive: Connection) -> None:
    threading.Thread(target=_end_with_the_parent, args=(alive,), name="parent", daemon=True).start()
    # Imported here: the metrics have their folder by now, and the parent loads nothing of this.
    from app.commission.serve import serve_on  # noqa: PLC0415

    serve_on(settings, [port])


def _end_with_the_parent(alive: Connection) -> None:
    # Nobody sends: it ends when the parent's end is closed, by whatever end the parent came to.
    with contextlib.suppress(EOFError, OSError):
        alive.recv_bytes()
    os.kill(os.getpid(), signal.SIGTERM)
