"""Wrapping the data keys of a whole city anew while the commission serves: does any request fail, how fast is it, what does it cost.

A real PostgreSQL of its own, in a folder that is thrown away, is filled by COPY. The load is real work of the store: whole intakes of
identities (new people, and people who are in the table already) and reads of one resident's sealed name. The rewrap is the command
`jiayi keys rewrap` in a process of its own, as an administrator runs it.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import select

from records.model import Registration
from records.seal.envelope import IdentityHeader, seal_envelope
from records.seal.keys import generate_kem_key
from records.seal.wire import b64u
from records.store.admin import Administration
from records.store.database import new_id, wall_clock
from records.store.embedded import EmbeddedPostgres
from records.store.intake import accept
from records.store.keyfolder.needs import wrapped_under
from records.store.keyfolder.rotation import rotate
from records.store.keystore import KeyStore
from records.store.opener import Opener
from records.store.tables.residents import Resident
from records.store.vault import Place

KNOWN_PEOPLE: Final = 2_000
"""Residents of the table whose person id the load knows: they come again."""
_COPY: Final = """
copy resident (id, community_id, person_index, phone_index, name_index, name_sealed, kek_id, data_key, created_at_ms) from stdin
"""


@dataclass
class Served:
    """What one stretch of load saw: seconds by kind of request, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"read": [], "intake": []})
    failures: list[str] = field(default_factory=list)

    def figures(self, when: str) -> dict[str, float]:
        """Answer counts and milliseconds."""
        made: dict[str, float] = {f"{when}_failures": len(self.failures)}
        for kind, seconds in self.seconds.items():
            made[f"{when}_{kind}s"] = len(seconds)
            if seconds:
                middle, nearly_all = np.percentile(np.array(seconds) * 1000.0, [50, 99])
                made |= {f"{when}_{kind}_p50_ms": float(middle), f"{when}_{kind}_p99_ms": float(nearly_all)}
        return made


class City:
    """A store with many residents, and load upon it."""

    def __init__(self, database_url: str, keys: KeyStore, *, residents: int, seed: int) -> None:
        self.admin = Administration.over(database_url, keys, migrate=True)
        self.database = self.admin.database
        self._rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
        self._opener = Opener(self.database, keys.records.find)
        self._keys = keys
        community = self.admin.create_community("测试社区", "Bench community")
        self.admin.create_clinician(
            username="bench",
            password=secrets.token_urlsafe(16),
            name="测试",
            phone="",
            role="doctor",
            communities=[community],
        )
        (self._magnet,) = self.admin.issue_magnets(community, "bench", 1)
        self.people = [new_id() for _ in range(min(KNOWN_PEOPLE, residents))]
        self.ids = self._fill(community, residents)

    def _fill(self, community: str, residents: int) -> list[str]:
        vault, made, now_ms = self.database.vault, [], wall_clock()
        with self.database.transaction() as unit, unit.driver_connection().cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            with cursor.copy(_COPY) as copy:
                for number in range(residents):
                    resident = new_id()
                    key, wrapped = vault.new_data_key(resident)
                    known = number < len(self.people)
                    person = vault.index("person", self.people[number]) if known else secrets.token_bytes(32)
                    name = vault.seal(key, Place("resident", resident, "name"), resident.encode())
                    kek = wrapped[1:17].hex()
                    row = (
                        resident,
                        community,
                        person,
                        secrets.token_bytes(32),
                        secrets.token_bytes(32),
                        name,
                        kek,
                        wrapped,
                    )
                    copy.write_row((*row, now_ms))
                    if number % 50 == 0:
                        made.append(resident)
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("set statement_timeout = 0")
            connection.exec_driver_sql("analyze resident")
            connection.exec_driver_sql("checkpoint")
        return made

    def read(self, resident: str) -> None:
        """Open one resident's sealed name, as a list of the cockpit does."""
        with self.database.reading() as connection:
            row = connection.execute(
                select(Resident.data_key, Resident.name_sealed).where(Resident.id == resident)
            ).one()
        vault = self.database.vault
        vault.open(vault.data_key(row.data_key, resident), Place("resident", resident, "name"), row.name_sealed)

    def intake(self, person: str) -> None:
        """Accept and open one identity, as the API does; raises `AssertionError` where it does not open."""
        record_id, mailbox, record_key = new_id(), generate_kem_key(), self._keys.record
        registration = Registration.model_validate(
            {
                "record_id": record_id,
                "person_id": person,
                "name": "张秀英",
                "phone": "13809510042",
                "relation": "self",
                "birth_date": "1970-05-06",
                "age_years": 56,
                "sex": "female",
                "consent_version": "bench",
                "consent_service": True,
                "consent_sensitive": True,
                "consented_at_ms": self.database.clock(),
                "mailbox_key": b64u(mailbox.public_bytes),
                "mailbox_secret": b64u(secrets.token_bytes(32)),
                "lang": "zh",
            }
        )
        header = IdentityHeader(
            record_id=record_id, magnet=self._magnet, key_id=record_key.key_id, created_at_ms=self.database.clock()
        )
        envelope = seal_envelope(header, record_key.public_bytes, registration.model_dump_json().encode())
        ended = self._opener.open(accept(self.database, envelope).intake_id)
        if ended.state != "opened":
            raise AssertionError(f"an identity ended as {ended.state} ({ended.reason})")

    def serve(self, stop: threading.Event, *, readers: int, writers: int, pause_s: float) -> Served:
        """Put load on the store until `stop`; half of the intakes are of people who are known."""
        served = Served()

        def work(kind: str, seed: int) -> None:
            rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
            while not stop.wait(pause_s * rng.random() * 2):
                begun = time.perf_counter()
                try:
                    if kind == "read":
                        self.read(rng.choice(self.ids))
                    else:
                        self.intake(rng.choice(self.people) if rng.random() < 0.5 else new_id())  # noqa: PLR2004 - half
                except Exception as error:  # noqa: BLE001 - any failure at all is what is counted
                    served.failures.append(f"{kind}: {type(error).__name__}: {error}")
                else:
                    served.seconds[kind].append(time.perf_counter() - begun)

        kinds = ["read"] * readers + ["intake"] * writers
        threads = [
            threading.Thread(target=work, args=(kind, self._rng.randrange(2**32)), name=f"{kind}-{number}")
            for number, kind in enumerate(kinds)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return served

    def all_open(self, sample: Iterable[str]) -> bool:
        """Tell whether these residents' names open."""
        for resident in sample:
            self.read(resident)
        return True


def measure_rewrap(
    folder: Path,
    *,
    keys: int,
    rate: float,
    batch: int,
    before_s: float,
    readers: int = 3,
    writers: int = 2,
    pause_s: float = 0.05,
    seed: int = 0,
) -> dict[str, Any]:
    """Answer the figures of one rewrap of so many data keys, in an empty folder. Raises what a failed command says."""
    store = KeyStore.create(folder / "keys")
    with EmbeddedPostgres(folder / "postgres") as postgres:
        begun = time.perf_counter()
        city = City(postgres.url, store, residents=keys, seed=seed)
        filled_s = time.perf_counter() - begun
        try:
            stop = threading.Event()
            timer = threading.Timer(before_s, stop.set)
            timer.start()
            before = city.serve(stop, readers=readers, writers=writers, pause_s=pause_s)
            new = rotate(KeyStore.open(folder / "keys"), "kek").key_id
            during, done, lasted_s = _rewrapped(
                city, folder, postgres.url, rate=rate, batch=batch, readers=readers, writers=writers, pause_s=pause_s
            )
            left = sum(
                wrapped_under(city.database, entry.key_id) for entry in store.keys.of("kek") if entry.key_id != new
            )
            city.all_open(city.ids[:: max(1, len(city.ids) // 500)])
        finally:
            city.admin.close()
    return {
        "keys": keys,
        "filled_s": round(filled_s, 1),
        "rewrapped": done["done"],
        "broken": done["broken_in_all"],
        "left_under_the_old_key": left,
        "lasted_s": round(lasted_s, 1),
        "keys_per_s": round(done["done"] / lasted_s),
        **before.figures("before"),
        **during.figures("during"),
        "failures": (before.failures + during.failures)[:10],
    }


def _rewrapped(
    city: City, folder: Path, url: str, *, rate: float, batch: int, readers: int, writers: int, pause_s: float
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
    served = city.serve(stop, readers=readers, writers=writers, pause_s=pause_s)
    runner.join()
    lasted_s = time.perf_counter() - begun
    if answer[0].returncode != 0:
        raise RuntimeError(f"jiayi keys rewrap: {answer[0].stderr.strip()}")
    done: dict[str, Any] = json.loads(answer[0].stdout)
    return served, done, lasted_s
