"""The archive's job queue: procrastinate on the same PostgreSQL, ids only in the arguments.

`enqueue` puts a job into the caller's transaction, so that signing and delivering stand or fall together. A resident's jobs share a
lock: procrastinate fetches none of them while an earlier one is unfinished, so the archive sees them in order, one at a time.
A worker that dies leaves its job `doing`; the next sweep gives it back to the queue, and the destination's idempotence makes the
second delivery the same as the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import procrastinate
import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.schema import SchemaManager

from records.archive.deliverer import Deliverer
from records.archive.patience import Patience
from records.store.errors import StoreUnavailable

TASK = "archive.deliver"
FETCH = "archive.fetch"
_FETCH_WAITS = "select 1 from procrastinate_jobs where task_name = %s and lock = %s and status = 'todo' limit 1"
QUEUE = "archive"
_SCHEMA_LOCK = 0x6A697175
_TURN_LOCK = 0x6A697474
POLL_S = 0.5
"""How often an idle process looks for a job. Nobody is told when a resident's job ends and so lets the next one go: it is found so."""
_TRY_NOW = """update procrastinate_jobs set scheduled_at = null
    where queue_name = %s and lock = %s and status = 'todo' and scheduled_at > now()"""
_WAKE = """update procrastinate_jobs set scheduled_at = null
    where queue_name = %s and status = 'todo' and scheduled_at > now()"""
_HEARTBEAT_S = 3.0
_STALLED_S = 10.0


def queue_app(
    connector: procrastinate.BaseConnector,
    deliverer: Deliverer | None,
    patience: Patience | None = None,
    fetch: Callable[[str], None] = lambda _resident_id: None,
) -> App:
    """Answer the procrastinate app. Without a deliverer it can only enqueue; without `fetch` no archive can be asked."""
    app = App(connector=connector)

    @app.task(name=TASK, queue=QUEUE, retry=patience or Patience())
    def deliver(encounter_id: str, *, overwrite: str = "") -> None:
        if deliverer is None:
            raise RuntimeError("this process only enqueues")
        deliverer.deliver(encounter_id, overwrite=overwrite)

    @app.task(name=FETCH, queue=QUEUE, retry=Patience(attempts=6))
    def ask(resident_id: str) -> None:
        fetch(resident_id)

    return app


def ensure_queue(database_url: str) -> None:
    """Make procrastinate's tables when the database has none. Safe to call from several processes at once."""
    with psycopg.connect(database_url, autocommit=False) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
        found = connection.execute("select to_regclass('procrastinate_jobs')").fetchone()
        if found is None or found[0] is None:
            connection.execute(SchemaManager.get_schema().encode())


def wake(database_url: str) -> None:
    """Let every delivery that waits for another try be tried now: what kept them waiting is over."""
    with psycopg.connect(database_url) as connection:
        connection.execute(_WAKE, (QUEUE,))


@contextmanager
def alone(database_url: str) -> Generator[None]:
    """Hold a turn that nobody of any worker's process has meanwhile; raises `StoreUnavailable`."""
    try:
        with psycopg.connect(database_url, autocommit=True) as connection:
            # Of the session, which ends with this block or with this process.
            connection.execute("select pg_advisory_lock(%s)", (_TURN_LOCK,))
            yield
    except psycopg.OperationalError as error:
        raise StoreUnavailable("the database is away") from error


async def work(
    database_url: str,
    deliverer: Deliverer,
    *,
    concurrency: int = 4,
    wait: bool = True,
    patience: Patience | None = None,
    poll_s: float = POLL_S,
    fetch: Callable[[str], None] = lambda _resident_id: None,
) -> None:
    """Run jobs until a signal, or until the queue is empty when `wait` is false; sweeps up jobs of workers that died."""
    connector = PsycopgConnector(conninfo=database_url, kwargs={"application_name": "jiayi-worker"})
    app = queue_app(connector, deliverer, patience, fetch)
    async with app.open_async():
        sweeper = asyncio.create_task(_sweep(app)) if wait else None
        try:
            await _give_back_stalled(app)
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=poll_s,
                update_heartbeat_interval=_HEARTBEAT_S,
                stalled_worker_timeout=_STALLED_S,
                delete_jobs="successful",
            )
        finally:
            if sweeper is not None:
                sweeper.cancel()


async def _sweep(app: App) -> None:
    while True:
        await asyncio.sleep(_HEARTBEAT_S)
        await _give_back_stalled(app)


async def _give_back_stalled(app: App) -> None:
    """Put the jobs of workers whose heartbeat stopped back into the queue; the destination makes a second delivery harmless."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_S):
        await app.job_manager.retry_job(job)


class ArchiveQueue:
    """Enqueues deliveries inside a caller's transaction."""

    def __init__(self) -> None:
        self._app = queue_app(SyncPsycopgConnector(), None)

    def enqueue(
        self, connection: psycopg.Connection[Any], encounter_id: str, resident_id: str, *, overwrite: str = ""
    ) -> None:
        """Put a delivery into the transaction that `connection` has open; `overwrite`: see `Deliverer.deliver`.

        An earlier job of the resident that waits for its next try is tried at once: the lock would hold this one back behind it, by
        then perhaps for days, and a person who asks for another try means now.
        """
        connection.execute(_TRY_NOW, (QUEUE, resident_id))
        task = self._app.tasks[TASK]
        more = {"overwrite": overwrite} if overwrite else {}
        task.configure(connection=connection, lock=resident_id).defer(encounter_id=encounter_id, **more)

    def enqueue_fetch(self, connection: psycopg.Connection[Any], resident_id: str) -> None:
        """Put a question to the archive about a resident into the open transaction, unless one waits already."""
        lock = f"fetch:{resident_id}"
        if connection.execute(_FETCH_WAITS, (FETCH, lock)).fetchone() is None:
            self._app.tasks[FETCH].configure(connection=connection, lock=lock).defer(resident_id=resident_id)
