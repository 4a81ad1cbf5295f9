"""Several processes of one commission behind one port: what one core cannot take in, two can.

The parent binds the port, starts the embedded database where one is used, and forks; it loads nothing of the service itself. A child
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
from pathlib import Path
from types import FrameType

from app.logs import configure_logs, log
from app.settings import CommissionSettings

BACKLOG = 1024
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client adds up over processes what each writes into this folder; read when it is first imported."""
_QUICK_S = 5.0
_PAUSE_S = 1.0


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
        yield settings.model_copy(update={"database_url": postgres.url})


class _Family:
    """The children by process id, with the time at which each was started."""

    def __init__(self, settings: CommissionSettings, port: socket.socket, count: int, metrics: Path) -> None:
        self._settings = settings
        self._port = port
        self._count = count
        self._metrics = metrics
        self._children: dict[int, float] = {}
        self._stopping = False
        self._alive, self._held = os.pipe()

    def keep(self) -> None:
        """Keep `count` children running until a signal; then stop them all."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(self._count):
            self._fork()
        while self._children:
            child, status = os.wait()
            lived_s = time.monotonic() - self._children.pop(child)
            self._forget_gauges(child)
            if self._stopping:
                continue
            log().error("a process of the commission ended", status=os.waitstatus_to_exitcode(status))
            if lived_s < _QUICK_S:
                time.sleep(_PAUSE_S)  # what fails at once would otherwise fail as often as the machine can
            if not self._stopping:
                self._fork()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def _fork(self) -> None:
        child = os.fork()
        if child:
            self._children[child] = time.monotonic()
            return
        status = 1
        try:
            self._be_child()
            status = 0
        except BaseException as error:  # noqa: BLE001 - a fork must never go on as its parent
            log().error("a process of the commission could not serve", exc_info=error)
        finally:
            os._exit(status)  # the database and the folder of metrics are the parent's to give up

    def _be_child(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.close(self._held)
        threading.Thread(target=_end_with_the_parent, args=(self._alive,), name="parent", daemon=True).start()
        # Imported here: metrics find their folder, and every child has modules, pools and keys of its own.
        from app.commission.serve import serve_on  # noqa: PLC0415

        serve_on(self._settings, [self._port])

    def _forget_gauges(self, child: int) -> None:
        for path in self._metrics.glob(f"gauge_live*_{child}.db"):
            path.unlink(missing_ok=True)


def _end_with_the_parent(alive: int) -> None:
    # Nobody writes: it ends when the parent's end of the pipe is closed, by whatever end the parent came to.
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
