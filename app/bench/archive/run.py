"""How fast signed encounters reach the archive, and what an outage of it does: order kept, nothing lost, nothing twice.

The workers are the real ones, in processes of their own over a real PostgreSQL; what they did is judged over all of them together. An
outage is compressed: `pace` shortens its length and every wait by the same factor, so that it meets as many tries as the true one would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx

from app.bench.archive.clinic import Clinic
from app.bench.archive.watched import AWAY, Taken, taken, working
from app.bench.cpu import tree_cpu_s
from records.archive.destinations.drop_folder import DropFolder
from records.archive.destinations.fhir_server import FhirServer
from records.archive.destinations.port import Destination
from records.archive.reconcile import PAGE, reconcile
from records.archive.worker import wake
from records.model import EncounterRecord
from records.store.archive_state import Expected, expected, signed_here
from records.store.deliveries import Deliveries
from records.store.policy import SYSTEM

_LONGEST_S: Final = 900.0
_LOOK_EVERY_S: Final = 0.1
_WARM_EACH: Final = 12
"""Encounters that each process has delivered, about, before the clock starts."""


@dataclass(frozen=True)
class Synced:
    """What was measured. `out_of_order`, `twice` and `missing` are to be none; `agrees` is what reconciling says.

    `sent_again` is no fault: a worker that stalled for seconds has its job given to another, and the destination takes it once.
    """

    destination: str
    processes: int
    encounters: int
    seconds: float
    encounters_per_s: float
    worker_cpu_ms: float
    """Processor time for one encounter, of all worker processes together."""
    database_cpu_ms: float
    out_of_order: int
    twice: int
    missing: int
    sent_again: int
    agrees: bool
    turned_away: int
    load_before: float


@dataclass(frozen=True)
class Place:
    """Where deliveries go: the destination, as this process asks it afterwards, and the settings by which workers find it."""

    destination: Destination
    settings: dict[str, str]


def measure_sync(
    files: Sequence[Sequence[EncounterRecord]],
    *,
    encounters: int,
    processes: int,
    fhir_url: str | None,
    drop: bool,
    outage_s: float = 0.0,
    pace: float = 1.0,
) -> Synced:
    """Deliver so many signed encounters to the drop folder, or to a FHIR server (a stand-in unless one is named).

    With an outage, half are signed before it begins, and half while it lasts.
    """
    with (
        tempfile.TemporaryDirectory(prefix="jiayi-bench-archive-") as name,
        Clinic.open(Path(name)) as clinic,
        place(Path(name), fhir_url, drop=drop) as found,
    ):
        return sync(clinic, files, encounters, found, processes=processes, outage_s=outage_s, pace=pace)


def sync(
    clinic: Clinic,
    files: Sequence[Sequence[EncounterRecord]],
    count: int,
    to: Place,
    *,
    processes: int,
    outage_s: float = 0.0,
    pace: float = 1.0,
    warm_each: int = _WARM_EACH,
) -> Synced:
    """Sign so many encounters at a clinic and deliver them; see `measure_sync`."""
    ids = clinic.take_in(files, count, each=3)
    with _Workers(clinic, to, processes, pace) as workers:
        warm = workers.warm(files, warm_each * processes)
        load_before = os.getloadavg()[0]
        # All at once, and not as they are signed: the clock begins when the last one is.
        for encounter_id in ids[: count // 2] if outage_s else ids[:-1]:
            clinic.sign(encounter_id, held=True)
        spent = workers.cpu_s()
        begun_ns = time.monotonic_ns()
        if outage_s:
            workers.away_for(outage_s * pace)
        wake(clinic.url)
        for encounter_id in ids[count // 2 :] if outage_s else ids[-1:]:
            clinic.sign(encounter_id)
        workers.wait()
        used = [after - before for after, before in zip(workers.cpu_s(), spent, strict=True)]
        took, turned_away = taken(workers.folder)
    return _judged(clinic, to, processes, warm, took, begun_ns, used, turned_away, load_before)


class _Workers:
    """Worker processes over the store of a clinic."""

    def __init__(self, clinic: Clinic, to: Place, processes: int, pace: float) -> None:
        self.folder = clinic.folder / "watched"
        self.folder.mkdir()
        self._clinic = clinic
        self._processes = processes
        self._settings = {
            "JIAYI_DATA_DIR": str(clinic.folder),
            "JIAYI_DATABASE_URL": clinic.url,
            "JIAYI_ENVIRONMENT": "development",
            **to.settings,
        }
        self._arguments = [str(self.folder), str(processes), str(pace)]

    def __enter__(self) -> Self:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("JIAYI_ARCHIVE_")}
        with (self.folder / "log").open("wb") as log:
            self._running = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [sys.executable, "-m", "app.bench.archive.worker", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**inherited, **self._settings},
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._running.terminate()
        try:
            self._running.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._running.kill()

    def warm(self, files: Sequence[Sequence[EncounterRecord]], at_least: int) -> int:
        """Let every process deliver something, and answer how many encounters that took."""
        count = 0
        while working(self.folder) < self._processes or count < at_least:
            for encounter_id in self._clinic.take_in(files, at_least, each=1):
                self._clinic.sign(encounter_id)
                count += 1
            self.wait()
        return count

    def wait(self) -> None:
        """Wait until everything is delivered, or no longer; a worker that ended is a fault of this measurement."""
        deadline = time.monotonic() + _LONGEST_S
        while self._clinic.undelivered() and time.monotonic() < deadline:
            if self._running.poll() is not None:
                raise RuntimeError(f"the workers ended: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(_LOOK_EVERY_S)

    def away_for(self, seconds: float) -> None:
        """Let the destination be away for so long from now on."""
        away = self.folder / AWAY
        away.touch()
        threading.Timer(seconds, away.unlink).start()

    def cpu_s(self) -> tuple[float, float]:
        """Answer the processor seconds of the workers and of the database up to now; the latter 0 where it runs elsewhere."""
        return tree_cpu_s(self._running.pid), self._clinic.database_cpu_s()


def _judged(
    clinic: Clinic,
    to: Place,
    processes: int,
    warm: int,
    took: Sequence[Taken],
    begun_ns: int,
    used: Sequence[float],
    turned_away: int,
    load_before: float,
) -> Synced:
    signatures = clinic.signatures()
    residents = {f"{number:010d}-{encounter}": resident for number, encounter, resident in signatures}
    in_order: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(each.name for each in took):
        in_order[residents[name]].append(name)

    def ours(ids: Sequence[str]) -> frozenset[str]:
        with clinic.database.transaction() as unit:
            return signed_here(unit, SYSTEM, ids)

    report = reconcile(to.destination, _pages(clinic, to.destination.name), Deliveries(clinic.database).load, ours)
    count = len(signatures) - warm
    seconds = (max(each.at_ns for each in took) - begun_ns) / 1e9
    return Synced(
        destination=to.destination.name,
        processes=processes,
        encounters=count,
        seconds=round(seconds, 2),
        encounters_per_s=round(count / seconds, 1),
        worker_cpu_ms=round(used[0] / count * 1000, 2),
        database_cpu_ms=round(used[1] / count * 1000, 2),
        out_of_order=sum(names != sorted(names) for names in in_order.values()),
        twice=sum("(again)" in part for each in report.differences for part in each.extra),
        missing=len(set(residents) - {each.name for each in took}),
        sent_again=len(took) - len({each.name for each in took}),
        agrees=report.agrees and report.same == len(signatures),
        turned_away=turned_away,
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
def place(folder: Path, fhir_url: str | None, *, drop: bool) -> Generator[Place]:
    """Answer the drop folder of a folder, or a FHIR server."""
    if drop:
        yield Place(DropFolder(folder / "drop"), {"JIAYI_DROP_FOLDER": str(folder / "drop")})
        return
    with _server(fhir_url) as url, httpx.Client(timeout=30.0, trust_env=False) as http:
        yield Place(FhirServer(url, http), {"JIAYI_ARCHIVE_FHIR_URL": url})


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
