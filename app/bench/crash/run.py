"""Kill -9 along the whole line, phone to archive, and what came of it: 0 lost and 0 twice is the promise.

All of it is real processes, and all of them are killed, the phones too: most are scripts that keep what the page keeps on a disk of their
own, some are the page itself in Chromium. Only the doctor is a script that lives. What this cannot show is a machine that loses power: the
kernel's cache outlives a killed process.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.bench.crash.audit import archive_troubles, store_troubles, told_troubles
from app.bench.crash.breaker import Breaker
from app.bench.crash.browser import BrowserPhone
from app.bench.crash.doctor import Doctor
from app.bench.crash.handsets import PhoneProcess
from app.bench.crash.ledger import Consultation, Ledger
from app.bench.crash.phone import Told
from app.bench.crash.shelf import consultations, forgotten
from app.bench.deployment import Deployment, compute_names
from records.store.admin import Administration

_SETTLE_S = 120.0
_PAUSE_S = 0.2
_PHOTOS = 1 / 3
"""Share of the consultations in which a photo is sent."""
_LEFT = """
select (select count(*) from intake where state in ('received', 'deferred')),
  (select count(*) from delivery where state <> 'delivered')
"""


@dataclass(frozen=True, slots=True)
class Survived:
    """What a run came to. `troubles` is what was lost, twice, altered or out of order, a sentence each."""

    kills: int
    killed: dict[str, int]
    phones: int
    browsers: int
    consultations: int
    in_browsers: int
    photos: int
    """Compared byte by byte with what the store opens to; a browser's, which it made smaller, with the digest that its node saw."""
    envelopes: int
    receipts: int
    signed: int
    slow: int
    """Processes that did not serve within two minutes of being started again, while others were killed."""
    seconds: float
    troubles: list[str]


def survive(
    complaints: Sequence[str],
    *,
    kills: int,
    seed: int,
    residents: int = 6,
    browsers: int = 0,
    nodes: int = 2,
    pause_s: float = 0.5,
    at_most_s: float = 7200.0,
) -> Survived:
    """Run consultations while so many kills happen, let everything settle, and look. Raises `DidNotStart`."""
    with (
        tempfile.TemporaryDirectory(prefix="jiayi-crash-") as folder,
        Deployment.open(Path(folder), nodes=nodes, JIAYI_READ_REPORTS="0") as deployment,
    ):
        for name in ("commission", "worker", *compute_names(nodes)):
            deployment.begin(name)
        # The first node is enough to begin with.
        for name in ("commission", *compute_names(1)):
            deployment.wait(name)
        ledger = Ledger()
        begun = time.monotonic()
        with _town(deployment, ledger, complaints, residents=residents, browsers=browsers, seed=seed) as town:
            breaker = Breaker(deployment, seed, pause_s=pause_s, phones=town.by_name)
            breaker.kill(kills, at_most_s)
            breaker.mend()
        _settle(deployment.world.database_url)
        return _look(deployment, ledger, breaker, town, time.monotonic() - begun)


@dataclass(frozen=True)
class _Town:
    """The phones."""

    scripts: list[PhoneProcess]
    browsers: list[BrowserPhone]

    @property
    def by_name(self) -> dict[str, PhoneProcess | BrowserPhone]:
        named: dict[str, PhoneProcess | BrowserPhone] = {f"phone-{at}": each for at, each in enumerate(self.scripts, 1)}
        return {**named, **{f"browser-{at}": each for at, each in enumerate(self.browsers, 1)}}

    def done(self) -> set[str]:
        return set().union(*(phone.done() for phone in self.scripts))


@contextmanager
def _town(
    deployment: Deployment, ledger: Ledger, complaints: Sequence[str], *, residents: int, browsers: int, seed: int
) -> Generator[_Town]:
    """Phones and a doctor at work, until the block ends and then until each has finished what it began."""
    login, commission, folder = deployment.login, deployment.origin("commission"), deployment.world.data / "phones"
    told = Told(commission, login.root_fingerprint, login.magnet, list(complaints), _PAUSE_S, _PHOTOS)
    scripts = [PhoneProcess(folder / f"phone-{number}", told) for number in range(residents)]
    pages = [
        BrowserPhone(
            folder / f"browser-{number}", login.magnet_url, list(complaints), _PHOTOS, ledger, seed * 1_009 + number
        )
        for number in range(browsers)
    ]
    town = _Town(scripts, pages)
    doctor = Doctor(commission, login, lambda: town.done() | ledger.guided())
    doctor.start()
    for page in pages:
        page.start()
    try:
        yield town
    finally:
        for phone in town.by_name.values():
            phone.stop()
    for phone in town.by_name.values():
        phone.join()
    doctor.finish(_SETTLE_S)


def _settle(database_url: str) -> None:
    """Wait until everything that waits was opened and delivered, or until it is clear that it will not be."""
    deadline = time.monotonic() + _SETTLE_S
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute(_LEFT).fetchone() != (0, 0) and time.monotonic() < deadline:
            time.sleep(0.5)


def _look(deployment: Deployment, ledger: Ledger, breaker: Breaker, town: _Town, seconds: float) -> Survived:
    data = deployment.world.data
    troubles = [*ledger.troubles, *breaker.failures]
    held: list[Consultation] = [one for page in town.browsers for one in page.finished]
    in_browsers = len(held)
    for phone in town.scripts:
        kept = consultations(phone.folder)
        troubles += [*phone.troubles(), *forgotten(phone.folder, kept)]
        troubles += [f"{one.record_id}: something was said and not answered" for one in kept if one.unanswered]
        troubles += [f"{one.record_id}: {one.owed} have no receipt" for one in kept if one.owed]
        held += kept
    signed = {one.record_id for one in held if one.guided}
    admin = Administration.open(deployment.world.database_url, data / "keys", migrate=False)
    try:
        troubles += store_troubles(admin, held)
        troubles += archive_troubles(admin, data / "archive", signed)
        troubles += told_troubles(data / "archive", held)
    finally:
        admin.close()
    return Survived(
        kills=breaker.killed.total(),
        killed=dict(breaker.killed),
        phones=len(town.scripts),
        browsers=len(town.browsers),
        consultations=len(held),
        in_browsers=in_browsers,
        photos=sum(len(one.photos) for one in held),
        envelopes=sum(len(one.envelopes) for one in held),
        receipts=sum(len(one.receipts) for one in held),
        signed=len(signed),
        slow=breaker.slow,
        seconds=seconds,
        troubles=troubles,
    )
