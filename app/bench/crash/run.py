"""Kill -9 along the whole line, phone to archive, and what came of it: 0 lost and 0 twice is the promise.

The processes are the real ones; only the phones and the doctor are scripts, and they are never killed: a phone keeps its state
in its own storage. What this cannot show is a machine that loses power: the kernel's cache outlives a killed process.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.bench.crash.audit import archive_troubles, store_troubles
from app.bench.crash.breaker import Breaker
from app.bench.crash.doctor import Doctor
from app.bench.crash.ledger import Ledger
from app.bench.crash.phone import Lost, Phone
from app.bench.deployment import Deployment, compute_names
from records.store.admin import Administration

_SETTLE_S = 120.0
_LEFT = """
select (select count(*) from intake where state in ('received', 'deferred')),
  (select count(*) from delivery where state <> 'delivered')
"""


@dataclass(frozen=True, slots=True)
class Survived:
    """What a run came to. `troubles` is what was lost, twice, altered or out of order, a sentence each."""

    kills: int
    killed: dict[str, int]
    consultations: int
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
        breaker = Breaker(deployment, seed, pause_s=pause_s)
        begun = time.monotonic()
        with _town(deployment, ledger, complaints, residents=residents, seed=seed):
            breaker.kill(kills, at_most_s)
            breaker.mend()
        _settle(deployment.world.database_url)
        return _look(deployment, ledger, breaker, time.monotonic() - begun)


@contextmanager
def _town(
    deployment: Deployment, ledger: Ledger, complaints: Sequence[str], *, residents: int, seed: int
) -> Generator[None]:
    """Phones and a doctor at work, until the block ends and then until each has finished what it began."""
    stop = threading.Event()
    magnet = deployment.login.magnet_url.split("/m/")[1].split("#")[0]
    commission = deployment.origin("commission")

    def live(number: int) -> None:
        rng = random.Random(seed * 1_009 + number)  # noqa: S311 - a drawing, no secret
        with Phone(commission, deployment.login.root_fingerprint, magnet, ledger, rng) as phone:
            while not stop.is_set():
                try:
                    phone.consult(rng.choice(complaints), 0.2)
                except Lost as lost:
                    ledger.trouble(str(lost))
                except Exception as error:  # noqa: BLE001 - a phone that breaks is a result, and not the end of the run
                    ledger.trouble(f"a phone broke: {type(error).__name__}: {error}")
            try:
                phone.settle()
            except Lost as lost:
                ledger.trouble(str(lost))

    phones = [threading.Thread(target=live, args=(number,), name=f"phone-{number}") for number in range(residents)]
    doctor = Doctor(commission, deployment.login, ledger)
    doctor.start()
    for phone in phones:
        phone.start()
    try:
        yield
    finally:
        stop.set()
    for phone in phones:
        phone.join()
    doctor.finish(_SETTLE_S)


def _settle(database_url: str) -> None:
    """Wait until everything that waits was opened and delivered, or until it is clear that it will not be."""
    deadline = time.monotonic() + _SETTLE_S
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute(_LEFT).fetchone() != (0, 0) and time.monotonic() < deadline:
            time.sleep(0.5)


def _look(deployment: Deployment, ledger: Ledger, breaker: Breaker, seconds: float) -> Survived:
    consultations = ledger.all()
    data = deployment.world.data
    admin = Administration.open(deployment.world.database_url, data / "keys", migrate=False)
    try:
        troubles = [*ledger.troubles, *breaker.failures, *store_troubles(admin, consultations)]
        troubles += archive_troubles(admin, data / "archive", ledger.guided())
    finally:
        admin.close()
    return Survived(
        kills=breaker.killed.total(),
        killed=dict(breaker.killed),
        consultations=len(consultations),
        envelopes=sum(len(one.envelopes) for one in consultations),
        receipts=sum(len(one.receipts) for one in consultations),
        signed=len(ledger.guided()),
        slow=breaker.slow,
        seconds=seconds,
        troubles=troubles,
    )
