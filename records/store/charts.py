"""One encounter's sealed values: whose key, which place. Everything that opens or seals a chart goes through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from records.model import EncounterRecord, Note
from records.store.database import Unit
from records.store.errors import Erased, NotVisible
from records.store.kek.port import DataKey
from records.store.tables.care import Note as NoteTable
from records.store.tables.encounters import Encounter, Revision
from records.store.tables.residents import Resident
from records.store.vault import Place

_DATA_KEY = select(Resident.data_key).where(Resident.id == bindparam("resident_id"))
_KEYED = (
    select(Encounter.__table__, Resident.data_key)
    .outerjoin(Resident, Resident.id == Encounter.resident_id)
    .where(Encounter.id == bindparam("encounter_id"))
)
_LOCKED = select(Encounter.__table__).where(Encounter.id == bindparam("encounter_id")).with_for_update()
_RECORD = select(Revision.record_sealed).where(
    Revision.encounter_id == bindparam("encounter_id"), Revision.revision == bindparam("revision")
)
_DATA_KEYS = "select id, data_key from resident where id = any(%s)"


@dataclass(frozen=True)
class Chart:
    """An encounter that was loaded, with the key of its resident (or its waiting key) and the means to use it."""

    unit: Unit
    encounter: Row[Any]
    key: DataKey

    @property
    def id(self) -> str:
        """Answer the encounter's id."""
        return str(self.encounter.id)

    def seal(self, table: str, row: str, column: str, body: bytes) -> bytes:
        """Seal a value of this chart for its place."""
        return self.unit.vault.seal(self.key, Place(table, row, column), body)

    def open(self, table: str, row: str, column: str, sealed: bytes) -> bytes:
        """Open a value of this chart; raises `SealBroken`."""
        return self.unit.vault.open(self.key, Place(table, row, column), sealed)

    def record(self, revision: int | None = None) -> EncounterRecord:
        """Answer a revision of the record, the newest unless said; raises `NotVisible` while none is here."""
        wanted = self.encounter.revision if revision is None else revision
        return EncounterRecord.model_validate_json(self.record_as_kept(wanted))

    def record_as_kept(self, revision: int) -> bytes:
        """Answer the very bytes that a node sealed as this revision, whatever today's model would make of them; raises as `record`."""
        sealed = self.unit.connection.execute(
            _RECORD, {"encounter_id": self.id, "revision": revision}
        ).scalar_one_or_none()
        return self._opened(revision, sealed)

    def opened_record(self, revision: int, sealed: bytes | None) -> EncounterRecord:
        """Answer a revision that was read already; raises `NotVisible` where there is none."""
        return EncounterRecord.model_validate_json(self._opened(revision, sealed))

    def _opened(self, revision: int, sealed: bytes | None) -> bytes:
        if sealed is None:
            raise NotVisible("no such revision")
        return self.open("revision", f"{self.id}/{revision}", "record", sealed)

    def note(self, record: EncounterRecord) -> Note:
        """Answer the clinician's newest note, or the record's own while there is none."""
        row = self.unit.connection.execute(
            select(NoteTable.version, NoteTable.body_sealed)
            .where(NoteTable.encounter_id == self.id)
            .order_by(NoteTable.version.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return record.note
        return Note.model_validate_json(self.open("note", f"{self.id}/{row.version}", "body", row.body_sealed))


def load_chart(unit: Unit, encounter_id: str, *, for_update: bool = False) -> Chart:
    """Answer an encounter with its key; raises `NotVisible` (`Erased` when its resident's key is gone).

    With `for_update` nobody else changes the encounter until this transaction ends.
    """
    if for_update:
        # The key is read once the lock is held: who waited for it may have waited for an erasure.
        encounter = unit.connection.execute(_LOCKED, {"encounter_id": encounter_id}).one_or_none()
        if encounter is None:
            raise NotVisible("no such encounter")
        return chart_of(unit, encounter)
    encounter = unit.connection.execute(_KEYED, {"encounter_id": encounter_id}).one_or_none()
    if encounter is None:
        raise NotVisible("no such encounter")
    return keyed_chart(unit, encounter)


def chart_of(unit: Unit, encounter: Row[Any]) -> Chart:
    """Answer the chart of an encounter row; raises `Erased`."""
    if encounter.resident_id is None:
        return Chart(unit, encounter, unit.vault.waiting_key(str(encounter.id)))
    return Chart(unit, encounter, resident_key(unit, str(encounter.resident_id)))


def keyed_chart(unit: Unit, encounter: Row[Any]) -> Chart:
    """Answer the chart of an encounter row that holds its resident's `data_key`, too; raises `Erased`."""
    if encounter.resident_id is None:
        return Chart(unit, encounter, unit.vault.waiting_key(str(encounter.id)))
    return Chart(unit, encounter, _unwrapped(unit, encounter.data_key, str(encounter.resident_id)))


def charts_of(unit: Unit, encounters: Iterable[Row[Any]]) -> dict[str, Chart]:
    """Answer the charts of many encounter rows by id; one whose resident was erased is left out."""
    rows = list(encounters)
    owners = {str(row.resident_id) for row in rows if row.resident_id is not None}
    wrapped: dict[str, bytes | None] = {}
    if owners:
        wrapped = {row.id: row.data_key for row in unit.connection.exec_driver_sql(_DATA_KEYS, (sorted(owners),))}
    keys = {owner: unit.vault.data_key(key, owner) for owner, key in wrapped.items() if key is not None}
    charts: dict[str, Chart] = {}
    for row in rows:
        key = unit.vault.waiting_key(row.id) if row.resident_id is None else keys.get(str(row.resident_id))
        if key is not None:
            charts[row.id] = Chart(unit, row, key)
    return charts


def resident_key(unit: Unit, resident_id: str) -> DataKey:
    """Answer a resident's data key; raises `Erased` when it was erased."""
    wrapped = unit.connection.execute(_DATA_KEY, {"resident_id": resident_id}).scalar_one_or_none()
    return _unwrapped(unit, wrapped, resident_id)


def _unwrapped(unit: Unit, wrapped: bytes | None, resident_id: str) -> DataKey:
    if wrapped is None:
        raise Erased("this resident was erased")
    return unit.vault.data_key(wrapped, resident_id)
