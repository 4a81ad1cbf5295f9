"""How fast signed encounters reach the archive, and what an outage of it does: order kept, nothing lost, nothing twice.

The worker is the real one, on a real PostgreSQL, inside this process. An outage is compressed: `pace` shortens its length and every wait
by the same factor, so that it meets as many tries as the true one would.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from app.bench.archive.clinic import Clinic
from records.archive.deliverer import Deliverer
from records.archive.destinations.drop_folder import DropFolder
from records.archive.destinations.fhir_server import FhirServer
from records.archive.destinations.port import Destination, Parts, Sent
from records.archive.errors import DestinationAway
from records.archive.patience import Patience
from records.archive.reconcile import PAGE, reconcile
from records.archive.steady import Steady
from records.archive.values import Plan
from records.archive.worker import wake, work
from records.model import EncounterRecord
from records.store.archive_state import Expected, expected, signed_here
from records.store.deliveries import Deliveries
from records.store.policy import SYSTEM

_LONGEST_S: Final = 900.0
_POLL_S: Final = 0.2


class Watched:
    """A destination that notes what it took, in order, and is away while `away` says so."""

    def __init__(self, destination: Destination, away: Callable[[], bool] = lambda: False) -> None:
        self.name = destination.name
        self._destination = destination
        self._away = away
        self._lock = threading.Lock()
        self.took: list[str] = []
        self.turned_away = 0

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Deliver, and note the delivery's name; see `Destination.deliver`."""
        if self._away():
            with self._lock:
                self.turned_away += 1
            raise DestinationAway("away, as this measurement has it")
        self._destination.deliver(plan, overwrite=overwrite)
        with self._lock:
            self.took.append(plan.name)

    def parts(self, plan: Plan) -> Parts:
        """See `Destination.parts`."""
        return self._destination.parts(plan)

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """See `Destination.held`."""
        return self._destination.held(sent)

    def inventory(self) -> Iterator[str]:
        """See `Destination.inventory`."""
        return self._destination.inventory()


@dataclass(frozen=True)
class Synced:
    """What was measured. `out_of_order`, `twice` and `missing` are to be none; `agrees` is what reconciling says.

    `sent_again` is no fault: a worker that stalled for seconds has its job given to another, and the destination takes it once.
    """

    destination: str
    encounters: int
    seconds: float
    encounters_per_s: float
    worker_cpu_ms: float
    """Processor time of this process for one encounter: the worker's part of it."""
    out_of_order: int
    twice: int
    missing: int
    sent_again: int
    agrees: bool
    turned_away: int
    load_before: float


def measure_sync(
    files: Sequence[Sequence[EncounterRecord]],
    *,
    encounters: int,
    fhir_url: str | None,
    drop: bool,
    outage_s: float = 0.0,
    pace: float = 1.0,
) -> Synced:
    """Deliver so many signed encounters to the drop folder, or to a FHIR server (a stand-in unless one is named).

    With an outage, half are signed before it begins, and half while it lasts.
    """
    with tempfile.TemporaryDirectory(prefix="jiayi-bench-archive-") as name, Clinic.open(Path(name)) as clinic:
        ids = clinic.take_in(files, encounters, each=3)
        with destination(Path(name), fhir_url, drop=drop) as found:
            return sync(clinic, ids, found, outage_s=outage_s, pace=pace)


def sync(clinic: Clinic, ids: Sequence[str], to: Destination, *, outage_s: float, pace: float) -> Synced:
    """Sign these encounters of a clinic and deliver them; see `measure_sync`."""
    until = [float("inf") if outage_s else 0.0]
    watched = Watched(to, lambda: time.monotonic() < until[0])
    steady = Steady(watched, back=lambda: wake(clinic.url), pace=pace)
    half = len(ids) // 2
    for encounter_id in ids[:half] if outage_s else ids:
        clinic.sign(encounter_id)
    load_before = os.getloadavg()[0]
    begun, spent = time.monotonic(), time.process_time()
    if outage_s:
        until[0] = begun + outage_s * pace
    asyncio.run(_until_delivered(clinic, steady, ids[half:] if outage_s else [], pace))
    seconds, cpu_s = time.monotonic() - begun, time.process_time() - spent
    return _judged(clinic, watched, seconds, cpu_s, load_before)


async def _until_delivered(clinic: Clinic, to: Destination, later: Sequence[str], pace: float) -> None:
    deliverer = Deliverer(Deliveries(clinic.database), (to,))
    working = asyncio.create_task(work(clinic.url, deliverer, patience=Patience(pace=pace), poll_s=_POLL_S))
    try:
        for encounter_id in later:
            await asyncio.to_thread(clinic.sign, encounter_id)
        deadline = time.monotonic() + _LONGEST_S
        while await asyncio.to_thread(clinic.undelivered):
            if working.done() or time.monotonic() > deadline:
                break
            await asyncio.sleep(_POLL_S / 2)
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def _judged(clinic: Clinic, watched: Watched, seconds: float, cpu_s: float, load_before: float) -> Synced:
    signatures = clinic.signatures()
    residents = {f"{number:010d}-{encounter}": resident for number, encounter, resident in signatures}
    taken: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(watched.took):
        taken[residents[name]].append(name)
    count = len(signatures)

    def ours(ids: Sequence[str]) -> frozenset[str]:
        with clinic.database.transaction() as unit:
            return signed_here(unit, SYSTEM, ids)

    report = reconcile(watched, _pages(clinic, watched.name), Deliveries(clinic.database).load, ours)
    return Synced(
        destination=watched.name,
        encounters=count,
        seconds=round(seconds, 2),
        encounters_per_s=round(count / seconds, 1),
        worker_cpu_ms=round(cpu_s / count * 1000, 2),
        out_of_order=sum(names != sorted(names) for names in taken.values()),
        twice=sum("(again)" in part for each in report.differences for part in each.extra),
        missing=len(set(residents) - set(watched.took)),
        sent_again=len(watched.took) - len(set(watched.took)),
        agrees=report.agrees and report.same == count,
        turned_away=watched.turned_away,
        load_before=round(load_before, 2),
    )


def _pages(clinic: Clinic, destination: str) -> Iterator[list[Expected]]:
    after = 0
    while True:
        with clinic.database.transaction() as unit:
            page = expected(unit, SYSTEM, destination, after=after, page=PAGE)
        if not page:
            return
        after = page[-1].number
        yield page


@contextmanager
def destination(folder: Path, fhir_url: str | None, *, drop: bool) -> Generator[Destination]:
    """Answer the drop folder of a folder, or a FHIR server."""
    if drop:
        yield DropFolder(folder / "drop")
        return
    with _server(fhir_url) as url, httpx.Client(timeout=30.0, trust_env=False) as http:
        yield FhirServer(url, http)


@contextmanager
def _server(url: str | None) -> Generator[str]:
    if url is not None:
        yield url
        return
    command = [sys.executable, "-m", "app.bench.archive.stand_in"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()
