"""The archive worker's composition root: the queue, the store it reads from, the destinations it writes to."""

from __future__ import annotations

import asyncio

from app.keys import open_keys
from app.logs import configure_logs, log, silence_everything_else
from app.settings import WorkerSettings
from records.archive.destinations import DropFolder
from records.archive.worker import Deliverer, ensure_queue, work
from records.store.database import Database
from records.store.deliveries import Deliveries
from records.store.embedded import EmbeddedPostgres


def serve(settings: WorkerSettings) -> None:
    """Deliver signed encounters until a signal."""
    configure_logs("worker")
    silence_everything_else()
    if settings.database_url is None:
        with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
            _work(settings, postgres.url)
    else:
        _work(settings, settings.database_url)


def _work(settings: WorkerSettings, url: str) -> None:
    database = Database(url, open_keys(settings).vault(settings.suite), pool_size=4, application="jiayi-worker")
    try:
        ensure_queue(url)
        deliverer = Deliverer(Deliveries(database), (DropFolder(settings.drop_path),))
        log().info("archive worker started")
        asyncio.run(work(url, deliverer))
    finally:
        database.close()
