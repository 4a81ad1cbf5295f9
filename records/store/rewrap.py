"""Wrapping every resident's data key anew under the key-encryption key in force, while the store serves.

What was done is in the rows themselves: a run that was killed goes on where it stopped, and one that finds nothing to do is done. A
row is changed only while it still holds what was read, so whoever erases or changes a resident meanwhile is never undone. No
lock is held while a token or Vault works, and a batch is one short transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Row, case, func, select

from records.store.database import Database
from records.store.errors import Refused, SealBroken
from records.store.kek.port import DataKey, KeyWrap, kek_of
from records.store.keyfolder.events import key_event
from records.store.tables.residents import Resident

BATCH: Final = 500
RATE: Final = 2_000.0
_LOCK: Final = 0x6A69_726B
_CHANGE: Final = """
update resident as kept set kek_id = %s, data_key = made.new
from unnest(%s::text[], %s::bytea[], %s::bytea[]) as made(id, old, new)
where kept.id = made.id and kept.data_key = made.old
"""


@dataclass
class Progress:
    """How far a run is: rows to do when it began, wrapped anew, changed by others meanwhile, and those that did not open."""

    to_do: int
    done: int = 0
    changed_meanwhile: int = 0
    broken: list[str] = field(default_factory=list)
    """Ids of residents whose data key opens under no key here; at most the first hundred."""
    broken_in_all: int = 0

    def note_broken(self, resident_id: str) -> None:
        """Count a row that does not open."""
        self.broken_in_all += 1
        if len(self.broken) < 100:  # noqa: PLR2004 - as said above
            self.broken.append(resident_id)


Report = Callable[[Progress], None]


class Rewrap:
    """One run. `rate` is the most keys a second, 0 for no limit; `report` is told after every batch."""

    def __init__(
        self,
        database: Database,
        keks: tuple[str, Mapping[str, KeyWrap]],
        *,
        batch: int = BATCH,
        rate: float = RATE,
        report: Report = lambda _progress: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._to, self._keks = keks
        self._batch = batch
        self._rate = rate
        self._report = report
        self._sleep = sleep

    def run(self) -> Progress:
        """Wrap anew what is not under the key in force, and answer what was done.

        Raises `KeysAway` and `StoreUnavailable` (what was done stays, run again), `Refused` when another run is at it.
        """
        with self._alone():
            progress = Progress(self._count())
            self._tell("rewrap_begun")
            begun = time.monotonic()
            # A process that has not seen the rotation yet may add rows behind us: go round until only what does not open is left.
            while self._count() > progress.broken_in_all:
                self._round(progress, begun)
            self._tell("rewrap_broken" if progress.broken_in_all else "rewrapped")
        return progress

    def _round(self, progress: Progress, begun: float) -> None:
        """Go through all rows once, in the order of their ids, and wrap anew what is not under the key in force."""
        after: str | None = ""
        progress.broken, progress.broken_in_all = [], 0
        while after is not None:
            after, page = self._page(after)
            if page:
                self._again(page, progress)
                self._report(progress)
            if self._rate > 0:
                handled = progress.done + progress.changed_meanwhile
                self._sleep(max(0.0, handled / self._rate - (time.monotonic() - begun)))

    def _page(self, after: str) -> tuple[str | None, list[Any]]:
        """Answer the next ids' end and what of them is to do: bounded work, also where a killed run has done nearly all."""
        to_do = case((Resident.kek_id != self._to, Resident.data_key)).label("data_key")
        with self._database.reading() as connection:
            rows: Sequence[Any] = connection.execute(
                select(Resident.id, to_do).where(Resident.id > after).order_by(Resident.id).limit(self._batch)
            ).all()
        return (rows[-1].id if rows else None), [row for row in rows if row.data_key is not None]

    def _again(self, page: Sequence[Row[Any]], progress: Progress) -> None:
        opened = open_page(page, self._keks)
        rows = [(row, opened[row.id]) for row in page if row.id in opened]
        for row in page:
            if row.id not in opened:
                progress.note_broken(row.id)
        if not rows:
            return
        made = self._keks[self._to].wrap_many([(key, row.id) for row, key in rows])
        parameters = (
            self._to,
            [row.id for row, _ in rows],
            [row.data_key for row, _ in rows],
            [bytes(m) for m in made],
        )
        with self._database.transaction() as unit:
            changed = unit.connection.exec_driver_sql(_CHANGE, parameters).rowcount
        progress.done += changed
        progress.changed_meanwhile += len(rows) - changed

    def _count(self) -> int:
        with self._database.reading() as connection:
            connection.exec_driver_sql(
                "set local statement_timeout = 0"
            )  # one look at every row, however many there are
            count: int = connection.execute(
                select(func.count()).where(Resident.data_key.is_not(None), Resident.kek_id != self._to)
            ).scalar_one()
        return count

    def _tell(self, what: str) -> None:
        with self._database.transaction() as unit:
            key_event(unit, "kek", self._to, what)

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Hold a lock of the database's for the run; it ends with the connection, also when the process is killed."""
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.exec_driver_sql("select pg_try_advisory_lock(%s)", (_LOCK,)).scalar_one():
                raise Refused("busy", "another rewrap is running; it goes on by itself")
            try:
                yield
            finally:
                connection.exec_driver_sql("select pg_advisory_unlock(%s)", (_LOCK,))


def open_page(page: Sequence[Row[Any]], keks: Mapping[str, KeyWrap]) -> dict[str, DataKey]:
    """Answer the data keys of rows (`id`, `data_key`) by resident, without those that open under no key here. Raises `KeysAway`."""
    by_kek: dict[str, list[Row[Any]]] = {}
    for row in page:
        try:
            by_kek.setdefault(kek_of(row.data_key, row.id), []).append(row)
        except SealBroken:
            continue
    opened: dict[str, DataKey] = {}
    for kek_id, rows in by_kek.items():
        if kek_id not in keks:
            continue
        keys = keks[kek_id].unwrap_many([(row.data_key, row.id) for row in rows])
        opened |= {row.id: key for row, key in zip(rows, keys, strict=True) if key is not None}
    return opened


def unopened(database: Database, keks: Mapping[str, KeyWrap], *, batch: int = BATCH) -> tuple[int, list[str]]:
    """Try every resident's data key, and answer how many there are and the ids of those that do not open. Changes nothing."""
    after, count = "", 0
    broken: list[str] = []
    while True:
        with database.reading() as connection:
            page: Sequence[Any] = connection.execute(
                select(Resident.id, Resident.data_key)
                .where(Resident.id > after, Resident.data_key.is_not(None))
                .order_by(Resident.id)
                .limit(batch)
            ).all()
        if not page:
            return count, broken
        opened = open_page(page, keks)
        broken += [row.id for row in page if row.id not in opened]
        count, after = count + len(page), page[-1].id
