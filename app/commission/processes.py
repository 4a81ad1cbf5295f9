"""Several processes of one commission behind one port: what one core cannot take in, two can.

The parent binds the port, starts the embedded database where one is used, and loads nothing of the service itself (`app.family`). The
children share the database and nothing else: nonces, throttling of log-ins and the newest directory live there, what counts
addresses counts them for each process.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path

from app.family import Family
from app.logs import configure_logs
from app.settings import CommissionSettings

BACKLOG = 1024
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client adds up over processes what each writes into this folder; read when it is first imported."""


def serve_many(settings: CommissionSettings, count: int) -> None:
    """Serve with so many processes until a signal."""
    configure_logs("commission")
    with tempfile.TemporaryDirectory(prefix="jiayi-metrics-") as metrics, _database(settings) as bound:
        os.environ[_METRICS] = metrics

        def forget(pid: int) -> None:
            for path in Path(metrics).glob(f"gauge_live*_{pid}.db"):
                path.unlink(missing_ok=True)

        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.commission_port), family=family, backlog=BACKLOG) as port:
            Family("commission", count, _serve_as_child, (bound, port), ended=forget).keep()


@contextlib.contextmanager
def _database(settings: CommissionSettings) -> Generator[CommissionSettings]:
    if settings.database_url is not None:
        yield settings
        return
    from records.store.embedded import EmbeddedPostgres  # noqa: PLC0415 - only where it is used

    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        postgres.keep()
        yield settings.model_copy(update={"database_url": postgres.url})


def _serve_as_child(settings: CommissionSettings, port: socket.socket) -> None:
    # Imported here: the metrics have their folder by now, and the parent loads nothing of this.
    from app.commission.serve import serve_on  # noqa: PLC0415

    serve_on(settings, [port])
