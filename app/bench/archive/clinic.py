"""A store with signed encounters that wait for the archive: real case files, taken in, confirmed and signed as the API does it."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from app.bench.cpu import tree_cpu_s
from app.bench.intake import Sealer
from records.archive.worker import ArchiveQueue, ensure_queue
from records.model import EncounterRecord
from records.store import cockpit
from records.store.admin import Administration
from records.store.database import Database
from records.store.embedded import EmbeddedPostgres
from records.store.intake import accept
from records.store.keystore import KeyStore
from records.store.opener import Opener
from records.store.policy import Actor, Role
from records.store.tables.care import Delivery, Signature

_HOLD = "update procrastinate_jobs set scheduled_at = now() + interval '1 day' where status = 'todo' and scheduled_at is null"


class Clinic:
    """One community with one doctor over a database. Its keys lie in `folder`, as in a commission's data folder."""

    def __init__(self, url: str, keys: KeyStore, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self._keys = keys
        self._admin = Administration.over(url, keys, migrate=True)
        ensure_queue(url)
        community = self._admin.create_community("测量社区", "Bench community")
        doctor = self._admin.create_clinician(
            username="bench",
            password=secrets.token_urlsafe(16),
            name="测量",
            phone="",
            role="doctor",
            communities=[community],
        )
        self._doctor = Actor(Role.DOCTOR, doctor, frozenset({community}), "测量")
        (magnet,) = self._admin.issue_magnets(community, "bench", 1)
        self._sealer = Sealer(keys, self.database, magnet)
        self._opener = Opener(self.database, keys.records.find)
        self._queue = ArchiveQueue()

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Generator[Clinic]:
        """Make one in an empty folder."""
        keys = KeyStore.create(folder / "keys")
        with EmbeddedPostgres(folder / "postgres") as postgres:
            made = cls(postgres.url, keys, folder)
            try:
                yield made
            finally:
                made.close()

    def close(self) -> None:
        """Give the connections back."""
        self._admin.close()

    @property
    def database(self) -> Database:
        """Answer the store's database."""
        return self._admin.database

    def take_in(self, files: Sequence[Sequence[EncounterRecord]], count: int, *, each: int) -> list[str]:
        """Take in so many finished consultations, `each` of one resident, and answer their ids in order."""
        ids = []
        person = ""
        for number in range(count):
            person = secrets.token_hex(16) if number % each == 0 else person
            last = files[number % len(files)][-1]
            for envelope in self._sealer.consultation([last], person_id=person):
                taken = accept(self.database, envelope)
                self._opener.open(taken.intake_id)
            ids.append(taken.record_id)
        return ids

    def sign(self, encounter_id: str, *, held: bool = False) -> None:
        """Confirm a diagnosis and sign; the delivery is enqueued in the same transaction. What is `held` waits for `wake`."""
        with self.database.transaction() as unit:
            version = cockpit.confirm_diagnosis(unit, self._doctor, encounter_id, "J06.9", "急性上呼吸道感染")
            cockpit.sign(
                unit, self._doctor, encounter_id, version, signer=self._keys.receipt, enqueue=self._queue.enqueue
            )
            if held:
                unit.connection.exec_driver_sql(_HOLD)

    def undelivered(self) -> int:
        """Answer how many deliveries are not everywhere yet."""
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).where(Delivery.state != "delivered")).scalar_one()

    def database_cpu_s(self) -> float:
        """Answer the processor seconds of the embedded PostgreSQL up to now; 0 where the database is another."""
        started = self.folder / "postgres" / "postmaster.pid"
        return tree_cpu_s(int(started.read_text().split("\n", 1)[0])) if started.exists() else 0.0

    def signatures(self) -> list[tuple[int, str, str]]:
        """Answer number, encounter and resident of every signature, in order."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(Signature.number, Signature.encounter_id, Delivery.resident_id)
                .join(Delivery, Delivery.encounter_id == Signature.encounter_id)
                .order_by(Signature.number)
            )
            return [(row.number, row.encounter_id, row.resident_id) for row in rows]
