"""The archive's job queue: procrastinate on the same PostgreSQL, ids only in the arguments.

`enqueue` puts a job into the caller's transaction, so that signing and delivering stand or fall together. A resident's jobs share a
lock: procrastinate fetches none of them while an earlier one is unfinished, so the archive sees them in order, one at a time.
A worker that dies leaves its job `doing`; the next sweep gives it back to the queue, and the destination's idempotence makes the
second delivery the same as the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import procrastinate
from procrastinate import App, RetryStrategy, SyncPsycopgConnector

from records.archive.destinations import Destination
from records.archive.errors import ArchiveError, DestinationAway
from records.archive.plan import SignedEncounter, plan

if TYPE_CHECKING:
    import psycopg

TASK = "archive.deliver"
QUEUE = "archive"
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
        """
        delivery = plan(self.encounters.load(encounter_id))
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
        retry=RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=_FIRST_WAIT_S, retry_exceptions=[DestinationAway]),
    )
    def deliver(encounter_id: str) -> None:
        if deliverer is None:
            raise RuntimeError("this process only enqueues")
        deliverer.deliver(encounter_id)

    return app


class ArchiveQueue:
    """Enqueues deliveries inside a caller's transaction."""

    def __init__(self) -> None:
        self._app = queue_app(SyncPsycopgConnector(), None)

    def enqueue(self, connection: psycopg.Connection[Any], encounter_id: str, resident_id: str) -> None:
        """Put a delivery into the transaction that `connection` has open."""
        task = self._app.tasks[TASK]
        task.configure(connection=connection, lock=resident_id).defer(encounter_id=encounter_id)
