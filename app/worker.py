"""The archive worker's composition root: the queue, the store it reads from, the destinations it writes to.

Several processes share the queue, which hands each job to one of them and keeps a resident's in order, whoever works; and they take
turns where a destination would otherwise make one thing twice (`alone`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import procrastinate.exceptions
import psycopg

from app.archive.destinations import destinations_of
from app.archive.settings import ArchiveSettings
from app.cores import leave_no_core
from app.family import Family
from app.keys import open_keys
from app.logs import configure_logs, log, silence_everything_else
from app.settings import WorkerSettings
from records.archive.deliverer import Deliverer
from records.archive.destinations.fhir_server import FhirServer
from records.archive.destinations.port import Destination
from records.archive.essentials import fetch_essentials
from records.archive.patience import Patience
from records.archive.steady import Steady
from records.archive.worker import POLL_S, alone, ensure_queue, wake, work
from records.paper.typesetting import use_fonts
from records.store.archive_essentials import Fetched
from records.store.database import Database
from records.store.deliveries import Deliveries
from records.store.embedded import EmbeddedPostgres
from records.store.errors import StoreUnavailable

_AWAY = (psycopg.OperationalError, procrastinate.exceptions.ConnectorException, StoreUnavailable)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 15.0
_SHORTEST_POLL_S = 0.2


@dataclass(frozen=True)
class Trial:
    """How a measurement runs a worker: every wait shortened by `pace`, every destination wrapped. Sent to child processes."""

    pace: float
    around: Callable[[Destination], Destination]


def serve(
    settings: WorkerSettings, archive: ArchiveSettings, *, processes: int = 1, trial: Trial | None = None
) -> None:
    """Deliver signed encounters until a signal, with so many processes."""
    configure_logs("worker")
    with _database(settings) as url:
        if processes == 1:
            _work(settings, archive, url, trial)
        else:
            Family("worker", processes, _work_as_child, (settings, archive, url, trial)).keep()


@contextmanager
def _database(settings: WorkerSettings) -> Generator[str]:
    if settings.database_url is not None:
        yield settings.database_url
        return
    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        yield postgres.url


def _work_as_child(settings: WorkerSettings, archive: ArchiveSettings, url: str, trial: Trial | None) -> None:
    configure_logs("worker")
    _work(settings, archive, url, trial)


def _work(settings: WorkerSettings, archive: ArchiveSettings, url: str, trial: Trial | None) -> None:
    leave_no_core()
    silence_everything_else()
    if settings.font_folder is not None:
        use_fonts((settings.font_folder,))
    # A job that meets a lost connection is tried again: no need to ask beforehand, three times for each.
    vault = open_keys(settings).vault(settings.suite)
    database = Database(url, vault, pool_size=4, application="jiayi-worker", ping=False)
    with destinations_of(archive, settings, alone=lambda: alone(url)) as destinations:
        around, pace = (trial.around, trial.pace) if trial is not None else (_as_it_is, 1.0)
        steady = tuple(Steady(around(each), back=lambda: wake(url), pace=pace) for each in destinations)
        try:
            _deliver(url, Deliverer(Deliveries(database), steady), _fetching(destinations, Fetched(database)), pace)
        finally:
            database.close()


def _as_it_is(destination: Destination) -> Destination:
    return destination


def _fetching(destinations: Sequence[Destination], fetched: Fetched) -> Callable[[str], None]:
    """Answer what asks the archive about a resident, where it is a FHIR server; a folder cannot be asked."""
    server = next((each for each in destinations if isinstance(each, FhirServer)), None)

    def fetch(resident_id: str) -> None:
        if server is not None:
            fetched.keep(resident_id, fetch_essentials(server, resident_id))

    return fetch


def _deliver(url: str, deliverer: Deliverer, fetch: Callable[[str], None], pace: float) -> None:
    def until_a_signal() -> None:
        ensure_queue(url)
        log().info("archive worker started", destinations=[each.name for each in deliverer.destinations])
        poll_s = max(POLL_S * pace, _SHORTEST_POLL_S)
        asyncio.run(work(url, deliverer, patience=Patience(pace=pace), poll_s=poll_s, fetch=fetch))

    outlast(until_a_signal)


def outlast(run: Callable[[], None], pause: Callable[[float], None] = time.sleep) -> None:
    """Run until it returns; while the database is away, begin again after growing pauses. Jobs wait in the database meanwhile."""
    pause_s = _FIRST_PAUSE_S
    while True:
        begun = time.monotonic()
        try:
            run()
        except _AWAY as error:
            log().warning("the database is away", error=type(error).__name__)
        else:
            return
        if time.monotonic() - begun > _LONGEST_PAUSE_S:
            pause_s = _FIRST_PAUSE_S
        pause(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
