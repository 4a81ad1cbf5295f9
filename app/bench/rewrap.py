"""Wrapping the data keys of a whole city anew while the commission serves: does any request fail, how fast is it, what does it cost.

A PostgreSQL of its own is filled by COPY. The load comes over HTTP to a commission of several processes, which look at the keys as a
deployed one does: whole consultations of new people and of people who are known (their data keys are opened and used), the page of an
encounter (whose resident's key is opened), the work list, a search by name. The rewrap is the command `jiayi keys rewrap` in a process
of its own, as an administrator runs it; the key-encryption key changes under the load's eyes, and the old one goes at the end.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np
import psycopg

from app.bench.cockpit import Town, fill
from app.bench.deployment import Deployment
from app.bench.intake import Sealer, templates
from records.model import EncounterRecord
from records.store.database import Database, new_id
from records.store.keyfolder.needs import wrapped_under
from records.store.keyfolder.rotation import rotate
from records.store.keystore import KeyStore

ENCOUNTERS: Final = 2_000
"""Encounters whose pages are read, each of another resident, spread over the whole table."""
KNOWN_PEOPLE: Final = 200
"""Residents whom the commission took in before: they come again."""
_TEMPLATES: Final = 12
_REVISIONS: Final = 2
"""Of each consultation that is delivered: its first, and its last with the guidance."""
_OPENED_WITHIN_S: Final = 120.0
_INTAKE: Final = (
    "select count(*) filter (where state = 'opened'), count(*) filter (where state = 'received'), count(*) from intake"
)
_KINDS: Final = ("encounter", "worklist", "search", "consultation")
_SOMETIMES: Final = 0.05


@dataclass
class Served:
    """What one stretch of load saw: seconds by kind of request, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    failures: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """Answer how many were answered; a consultation is three."""
        return sum(len(each) * (1 + _REVISIONS if kind == "consultation" else 1) for kind, each in self.seconds.items())

    def figures(self, when: str) -> dict[str, float]:
        """Answer counts and milliseconds."""
        made: dict[str, float] = {f"{when}_requests": self.requests, f"{when}_failures": len(self.failures)}
        for kind, seconds in self.seconds.items():
            made[f"{when}_{kind}_count"] = len(seconds)
            if seconds:
                middle, nearly_all = np.percentile(np.array(seconds) * 1000.0, [50, 99])
                made |= {f"{when}_{kind}_p50_ms": float(middle), f"{when}_{kind}_p99_ms": float(nearly_all)}
        return made


class Load:
    """Doctors and phones that ask a commission over HTTP. Every answer but 200 is a failure, and so is none."""

    def __init__(
        self, deployment: Deployment, sealer: Sealer, files: Sequence[Sequence[EncounterRecord]], seed: int
    ) -> None:
        self._deployment, self._sealer, self._files = deployment, sealer, files
        self._rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
        self._town: Town | None = None
        self._encounters: list[str] = []
        self._people: list[str] = []

    def begin(self, town: Town, encounters: Sequence[str], people: int) -> None:
        """Take in so many people, and know what there is to be read. Raises `RuntimeError`."""
        self._town, self._encounters = town, list(encounters)
        with self._client() as http:
            for _ in range(people):
                person = new_id()
                self._consult(http, self._rng, person)
                self._people.append(person)

    def serve(self, stop: threading.Event, *, readers: int, writers: int, pause_s: float) -> Served:
        """Ask until `stop`."""
        served = Served()

        def work(writes: bool, seed: int) -> None:
            rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
            with self._client(signed_in=not writes) as http:
                while not stop.wait(pause_s * rng.random() * 2):
                    kind, ask = self._drawn(http, rng, writes=writes)
                    begun = time.perf_counter()
                    try:
                        ask()
                    except Exception as error:  # noqa: BLE001 - any failure at all is what is counted
                        served.failures.append(f"{kind}: {type(error).__name__}: {error}")
                    else:
                        served.seconds[kind].append(time.perf_counter() - begun)

        threads = [
            threading.Thread(target=work, args=(number >= readers, self._rng.randrange(2**32)), name=f"load-{number}")
            for number in range(readers + writers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return served

    def all_open(self) -> list[str]:
        """Ask for every encounter's page; answer those that do not open."""
        with self._client(signed_in=True) as http:
            return [one for one in self._encounters if http.get(f"/v1/encounters/{one}").status_code != httpx.codes.OK]

    def _drawn(self, http: httpx.Client, rng: random.Random, *, writes: bool) -> tuple[str, Callable[[], object]]:
        if writes:
            # Half of them are known: their own data key seals what comes.
            person = rng.choice(self._people) if rng.random() < 0.5 else new_id()  # noqa: PLR2004 - half
            return "consultation", lambda: self._consult(http, rng, person)
        drawn = rng.random()
        if drawn < _SOMETIMES:
            return "worklist", lambda: _well(http.get("/v1/worklist", params={"limit": 40}))
        if drawn < 2 * _SOMETIMES:
            assert self._town is not None
            query = rng.choice(self._town.known).name
            return "search", lambda: _well(http.post("/v1/resident-search", json={"query": query}))
        return "encounter", lambda: _well(http.get(f"/v1/encounters/{rng.choice(self._encounters)}"))

    def _consult(self, http: httpx.Client, rng: random.Random, person: str) -> None:
        records = rng.choice(self._files)
        for envelope in self._sealer.consultation((records[0], records[-1]), person_id=person):
            _well(http.post("/v1/envelopes", content=envelope))

    @contextmanager
    def _client(self, *, signed_in: bool = False) -> Generator[httpx.Client]:
        origin, login = self._deployment.origin("commission"), self._deployment.login
        with httpx.Client(base_url=origin, timeout=60.0, trust_env=False) as http:
            if signed_in:
                words = {"username": login.username, "password": login.password}
                token = _well(http.post("/v1/session", json=words)).json()["token"]
                http.headers["authorization"] = f"Bearer {token}"
            yield http


def _well(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{answer.request.url.path} was answered with {answer.status_code}: {answer.text[:200]}")
    return answer


def measure_rewrap(
    folder: Path,
    *,
    keys: int,
    rate: float,
    batch: int,
    before_s: float,
    processes: int = 2,
    consultations: int = _TEMPLATES,
    readers: int = 3,
    writers: int = 2,
    pause_s: float = 0.05,
    seed: int = 0,
) -> dict[str, Any]:
    """Answer the figures of one rewrap of so many data keys, in an empty folder. Raises what a failed command says."""
    files = templates(seed, consultations)
    with Deployment.open(folder) as deployment:
        begun = time.perf_counter()
        newest = [records[-1] for records in files]
        encounters = min(ENCOUNTERS, keys)
        town, opened = fill(deployment, newest, residents=keys, open_encounters=encounters, signed=0, seed=seed)
        filled_s = time.perf_counter() - begun
        store = KeyStore.open(folder / "keys")
        database = Database(deployment.world.database_url, store.vault(), pool_size=2, application="jiayi-bench")
        try:
            load = Load(deployment, Sealer(store, database, deployment.login.magnet), files, seed)
            deployment.start("commission", *(("--processes", str(processes)) if processes > 1 else ()))
            load.begin(town, opened, max(1, min(KNOWN_PEOPLE, keys // 20)))
            serve = partial(load.serve, readers=readers, writers=writers, pause_s=pause_s)
            before = serve(_in(before_s))
            new = rotate(KeyStore.open(folder / "keys"), "kek").key_id
            during, done, lasted_s = _rewrapped(folder, deployment.world.database_url, rate, batch, serve)
            # The old key is gone now, or no row needs it: what was remembered of it helps nobody for long.
            after = serve(_in(before_s))
            old = [entry.key_id for entry in store.keys.of("kek") if entry.key_id != new]
            left = sum(wrapped_under(database, key_id) for key_id in old)
        finally:
            database.close()
        unopened = _unopened(deployment.world.database_url) + len(load.all_open())
    return {
        "keys": keys,
        "commission_processes": processes,
        "filled_s": round(filled_s, 1),
        "rewrapped": done["done"],
        "broken": done["broken_in_all"],
        "left_under_the_old_key": left,
        "receipted_or_filled_and_not_opened": unopened,
        "lasted_s": round(lasted_s, 1),
        "keys_per_s": round(done["done"] / lasted_s),
        **before.figures("before"),
        **during.figures("during"),
        **after.figures("after"),
        "failures": (before.failures + during.failures + after.failures)[:10],
    }


def _in(seconds: float) -> threading.Event:
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.daemon = True
    timer.start()
    return over


def _unopened(url: str) -> int:
    """Answer how many of the envelopes that were taken do not open, once all had the time to."""
    deadline = time.monotonic() + _OPENED_WITHIN_S
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            opened, waiting, count = connection.execute(_INTAKE).fetchone() or (0, 0, 0)
            if not waiting or time.monotonic() > deadline:
                return int(count - opened)
            time.sleep(0.2)


def _rewrapped(
    folder: Path, url: str, rate: float, batch: int, serve: Callable[[threading.Event], Served]
) -> tuple[Served, dict[str, Any], float]:
    environment = {**os.environ, "JIAYI_DATABASE_URL": url, "JIAYI_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "app.cli", "keys", "rewrap", "--json", "--rate", str(rate), "--batch", str(batch)]
    stop = threading.Event()
    answer: list[subprocess.CompletedProcess[str]] = []
    begun = time.perf_counter()

    def run() -> None:
        answer.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=False))  # noqa: S603 - our own command
        stop.set()

    runner = threading.Thread(target=run, name="rewrap")
    runner.start()
    served = serve(stop)
    runner.join()
    lasted_s = time.perf_counter() - begun
    if answer[0].returncode != 0:
        raise RuntimeError(f"jiayi keys rewrap: {answer[0].stderr.strip()}")
    done: dict[str, Any] = json.loads(answer[0].stdout)
    return served, done, lasted_s
