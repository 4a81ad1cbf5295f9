"""The archive's job queue: procrastinate on the same PostgreSQL, ids only in the arguments.

`enqueue` puts a job into the caller's transaction, so that signing and delivering stand or fall together. A resident's jobs share a
lock: procrastinate fetches none of them while an earlier one is unfinished, so the archive sees them in order, one at a time.
A worker that dies leaves its job `doing`; the next sweep gives it back to the queue, and the destination's idempotence makes the
second delivery the same as the first.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol

import procrastinate
import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.schema import SchemaManager

from records.archive.destinations import Destination
from records.archive.errors import ArchiveError, DeliveryRefused, DestinationAway
from records.archive.plan import SignedEncounter, plan
from records.store.errors import StoreUnavailable

TASK = "archive.deliver"
QUEUE = "archive"
_SCHEMA_LOCK = 0x6A697175
_POLL_S = 2.0
_TRY_NOW = """update procrastinate_jobs set scheduled_at = null
    where queue_name = %s and lock = %s and status = 'todo' and scheduled_at > now()"""
_HEARTBEAT_S = 3.0
_STALLED_S = 10.0
_FIRST_WAIT_S = 2
_ATTEMPTS = 20
"""With waits of 2, 4, 8 … seconds, about twelve days: longer than any outage a person would not notice."""


class SignedEncounters(Protocol):
    """What the worker needs of the store; each call is one transaction."""

    def load(self, encounter_id: str) -> SignedEncounter:
        """Answer a signed encounter, opened."""

    def delivered(self, encounter_id: str, destination: str) -> None:
        """Note that the destination has it."""

    def failed(self, encounter_id: str, destination: str, error: str) -> None:
        """Note why it has not."""


@dataclass(frozen=True)
class Deliverer:
    """Delivers one encounter to every destination: plain and testable without a queue."""

    encounters: SignedEncounters
    destinations: tuple[Destination, ...]

    def deliver(self, encounter_id: str) -> None:
        """Deliver, and note the outcome per destination.

        Raises:
            DestinationAway: at least one destination could not be reached.
            DeliveryRefused: the encounter cannot be put into the archive's form; noted for every destination.
        """
        encounter = self.encounters.load(encounter_id)
        try:
            delivery = plan(encounter)
        except ValueError as error:
            # A validation error quotes the value, which is a patient's. Without a note the console would say "pending" for ever.
            reason = f"the encounter cannot be put into the archive's form ({type(error).__name__})"
            for destination in self.destinations:
                self.encounters.failed(encounter_id, destination.name, reason)
            raise DeliveryRefused(reason) from None
        away: DestinationAway | None = None
        for destination in self.destinations:
            try:
                destination.deliver(delivery)
            except ArchiveError as error:
                self.encounters.failed(encounter_id, destination.name, str(error))
                if isinstance(error, DestinationAway):
                    away = error
            else:
                self.encounters.delivered(encounter_id, destination.name)
        if away is not None:
            raise away


def queue_app(connector: procrastinate.BaseConnector, deliverer: Deliverer | None) -> App:
    """Answer the procrastinate app. Without a deliverer it can only enqueue."""
    app = App(connector=connector)

    @app.task(
        name=TASK,
        queue=QUEUE,
        retry=RetryStrategy(
            max_attempts=_ATTEMPTS, exponential_wait=_FIRST_WAIT_S, retry_exceptions=[DestinationAway, StoreUnavailable]
        ),
    )
    def deliver(encounter_id: str) -> None:
        if deliverer is None:
            raise RuntimeError("this process only enqueues")
        deliverer.deliver(encounter_id)

    return app


def ensure_queue(database_url: str) -> None:
    """Make procrastinate's tables when the database has none. Safe to call from several processes at once."""
    with psycopg.connect(database_url, autocommit=False) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
        found = connection.execute("select to_regclass('procrastinate_jobs')").fetchone()
        if found is None or found[0] is None:
            connection.execute(SchemaManager.get_schema().encode())


async def work(database_url: str, deliverer: Deliverer, *, concurrency: int = 4, wait: bool = True) -> None:
    """Run jobs until a signal, or until the queue is empty when `wait` is false; sweeps up jobs of workers that died."""
    app = queue_app(PsycopgConnector(conninfo=database_url, kwargs={"application_name": "jiayi-worker"}), deliverer)
    async with app.open_async():
        sweeper = asyncio.create_task(_sweep(app)) if wait else None
        try:
            await _give_back_stalled(app)
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=_POLL_S,
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

    def enqueue(self, connection: psycopg.Connection[Any], encounter_id: str, resident_id: str) -> None:
        """Put a delivery into the transaction that `connection` has open.

        An earlier job of the resident that waits for its next try is tried at once: the lock would hold this one back behind it, by
        then perhaps for days, and a person who asks for another try means now.
        """
        connection.execute(_TRY_NOW, (QUEUE, resident_id))
        task = self._app.tasks[TASK]
        task.configure(connection=connection, lock=resident_id).defer(encounter_id=encounter_id)
