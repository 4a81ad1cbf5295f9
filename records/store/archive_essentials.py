"""What the archive said of a resident, kept sealed beside what was signed here, and both together for the doctor.

The worker asks the archive and is the only process that can; everybody else reads what it brought, with its date. What an archive says
is never mixed with what was signed here: each statement names its origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal

import psycopg
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from records.archive.essentials import Archived, ArchivedEssentials, Sort
from records.archive.fhir.coding import ATC, ICD10, LOINC, system
from records.model import ConfirmedDiagnosis, EncounterRecord, KnownMedicine, RecordFinding, RecordMedicine, Text
from records.store.audit import Happening
from records.store.charts import load_chart, resident_key
from records.store.database import Database, Unit
from records.store.encounters import registration, visible_chart
from records.store.errors import NotVisible
from records.store.policy import Action, Actor, Role, require
from records.store.tables.care import ArchiveEssentials, Signature
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Registration
from records.store.vault import Place
from records.store.views import View
from records.told import ALLERGY, Medicines, allergies_told, medicines_told

EnqueueFetch = Callable[[psycopg.Connection[Any], str], None]
"""Port: puts a question to the archive about this resident into the transaction that the connection has open."""
WORKER: Final = Actor(Role.ARCHIVE_WORKER, "archive")
STALE_MS: Final = 24 * 3_600_000
"""A copy that is older is asked for anew when a doctor looks."""
RELEASED_MS: Final = 90 * 24 * 3_600_000
"""A copy that is older is given to no consultation."""
_SIGNED: Final = 40
_LONGEST_NAME: Final = 40
_NUMBER: Final = re.compile(r"\d{5}")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_ANOTHER_ALLERGY: Final = Text(zh="另一种过敏（见健康档案）", en="another allergy (see the health record)")


class EssentialView(View):
    """One statement. `origin`: signed here, or said by the archive; `at_ms`: when, None where the archive does not say."""

    sort: Sort
    name: str
    code: str
    value: str
    origin: Literal["signed_here", "archive"]
    at_ms: int | None


class EssentialsView(View):
    """What is known of a resident. `fetched_at_ms` None: the archive has not answered yet, which says nothing about it."""

    resident_id: str
    statements: tuple[EssentialView, ...]
    fetched_at_ms: int | None
    known_to_archive: bool | None


class Fetched:
    """The worker's side; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, resident_id: str, said: ArchivedEssentials) -> None:
        """Keep what the archive said, instead of what it said before; of somebody who was erased nothing is kept."""
        with self._database.transaction() as unit:
            require(WORKER, Action.FETCH_ESSENTIALS)
            try:
                key = resident_key(unit, resident_id)
            except NotVisible:
                return
            sealed = unit.vault.seal(key, _place(resident_id), said.model_dump_json().encode())
            values = {"body_sealed": sealed, "fetched_at_ms": unit.now_ms}
            unit.connection.execute(
                insert(ArchiveEssentials)
                .values(resident_id=resident_id, **values)
                .on_conflict_do_update(index_elements=[ArchiveEssentials.resident_id], set_=values)
            )
            detail = {"known": said.known, "statements": len(said.statements)}
            unit.audit(Happening(WORKER.role, WORKER.id, Action.FETCH_ESSENTIALS, f"resident:{resident_id}", detail))


def essentials_for(
    unit: Unit, actor: Actor, encounter_id: str, *, enqueue: EnqueueFetch | None = None
) -> EssentialsView:
    """Answer what is known of the resident of an encounter; asks the archive anew for a copy of yesterday. Raises `NotVisible`."""
    chart = visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id)
    resident_id = str(chart.encounter.resident_id)
    unit.audit(
        Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", {"part": "essentials"})
    )
    kept = _kept(unit, resident_id)
    if enqueue is not None and (kept is None or unit.now_ms - kept[1] > STALE_MS):
        enqueue(unit.driver_connection(), resident_id)
    here = list(_signed_here(unit, resident_id))
    said = () if kept is None else kept[0].statements
    there = [
        EssentialView(
            sort=each.sort, name=each.name, code=each.code, value=each.value, origin="archive", at_ms=each.at_ms
        )
        for each in said
    ]
    return EssentialsView(
        resident_id=resident_id,
        statements=(*here, *there),
        fetched_at_ms=None if kept is None else kept[1],
        known_to_archive=None if kept is None else kept[0].known,
    )


def from_archive(unit: Unit, resident_id: str) -> tuple[tuple[KnownMedicine, ...], tuple[ConfirmedDiagnosis, ...]]:
    """Answer what a consultation may be given of the archive's copy: what there is an allergy to, and confirmed problems with their codes.

    A problem counts with its date only; an allergy does not pass, and without a date is as old as the copy. Medicines are left out, as
    the archive does not say whether they are still taken.
    """
    kept = _kept(unit, resident_id)
    if kept is None or unit.now_ms - kept[1] > RELEASED_MS:
        return (), ()
    said, fetched_at_ms = kept
    told = _Speakable(unit, resident_id)
    allergies = [
        KnownMedicine(
            id=each.code if each.code_system == system("medicine-code") else "",
            name=told.name(each.name),
            atc=each.code if each.code_system == ATC else None,
            told_at_ms=fetched_at_ms if each.at_ms is None else each.at_ms,
        )
        for each in said.statements
        if each.sort == "allergy"
    ]
    diagnoses = [
        ConfirmedDiagnosis(icd10=each.code, name=told.words(each.name) or each.code, signed_at_ms=each.at_ms)
        for each in said.statements
        if each.sort == "problem" and each.confirmed and each.code_system == ICD10 and each.at_ms is not None
    ]
    return tuple(allergies), tuple(diagnoses)


class _Speakable:
    """What of an archive's free text may go to a compute node, which is never told who it is about."""

    def __init__(self, unit: Unit, resident_id: str) -> None:
        encounter_id = unit.connection.execute(
            select(Registration.encounter_id)
            .where(Registration.resident_id == resident_id)
            .order_by(Registration.consented_at_ms.desc())
            .limit(1)
        ).scalar_one_or_none()
        chart = None if encounter_id is None else load_chart(unit, encounter_id)
        who = None if chart is None else registration(chart)
        self._hidden = () if who is None else tuple(each for each in map(_bare, (who.name, who.phone)) if each)

    def words(self, text: str) -> str:
        """Answer a text in one line; none where it is long, or holds this resident's name, a telephone or another number."""
        line = " ".join(_UNSEEN.sub(" ", text).split())
        bare = _bare(line)
        told = len(line) > _LONGEST_NAME or _NUMBER.search(bare) or any(each in bare for each in self._hidden)
        return "" if told else line

    def name(self, text: str) -> Text:
        """Answer the name of what there is an allergy to, or that there is one whose name stays in the archive."""
        words = self.words(text)
        return Text(zh=words, en=words) if words else _ANOTHER_ALLERGY


def _bare(text: str) -> str:
    return re.sub(r"[\s\W_]", "", text).casefold()


def _kept(unit: Unit, resident_id: str) -> tuple[ArchivedEssentials, int] | None:
    row = unit.connection.execute(
        select(ArchiveEssentials.body_sealed, ArchiveEssentials.fetched_at_ms).where(
            ArchiveEssentials.resident_id == resident_id
        )
    ).one_or_none()
    if row is None:
        return None
    body = unit.vault.open(resident_key(unit, resident_id), _place(resident_id), row.body_sealed)
    return ArchivedEssentials.model_validate_json(body), row.fetched_at_ms


def _signed_here(unit: Unit, resident_id: str) -> Iterator[EssentialView]:
    """Answer what signed encounters say, the newest word on each thing."""
    newest = (
        select(func.max(Signature.number).label("number"))
        .join(Encounter, Encounter.id == Signature.encounter_id)
        .where(Encounter.resident_id == resident_id)
        .group_by(Signature.encounter_id)
        .subquery()
    )
    rows = unit.connection.execute(
        select(Signature.encounter_id, Signature.revision, Signature.signed_at_ms)
        .join(newest, newest.c.number == Signature.number)
        .order_by(Signature.number.desc())
        .limit(_SIGNED)
    ).all()
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for each in _said(load_chart(unit, row.encounter_id).record(row.revision)):
            if (each.sort, each.code or each.name) not in seen:
                seen.add((each.sort, each.code or each.name))
                yield EssentialView(
                    sort=each.sort,
                    name=each.name,
                    code=each.code,
                    value=each.value,
                    origin="signed_here",
                    at_ms=row.signed_at_ms,
                )


def _said(record: EncounterRecord) -> Iterable[Archived]:
    medicines = medicines_told(record)
    yield from (_drug("allergy", each) for each in record.allergies if not each.carried)
    yield from (made for each in record.findings if (made := _found(record, each, medicines)) is not None)
    yield from (_drug("medicine", each) for each in record.medicines if not each.carried)
    for reading in record.readings:
        value = f"{reading.value:g} {reading.unit}"
        yield Archived(sort="reading", name=reading.name.zh, code_system=LOINC, code=reading.loinc or "", value=value)
    for item in record.report_items:
        value = item.value_text if item.value is None else f"{item.value:g} {item.unit}".strip()
        if value:
            yield Archived(sort="reading", name=item.name, code_system=LOINC, code=item.loinc or "", value=value)


def _drug(sort: Sort, drug: RecordMedicine) -> Archived:
    return Archived(sort=sort, name=drug.name.zh, code_system=ATC if drug.atc else "", code=drug.atc or "")


def _found(record: EncounterRecord, finding: RecordFinding, medicines: Medicines) -> Archived | None:
    """Answer what a finding says that has no line of its own; what was only carried on is as old as where it was told."""
    if finding.status != "present" or finding.carried:
        return None
    if finding.icd10 is not None:
        return Archived(sort="problem", name=finding.name.zh, code_system=ICD10, code=finding.icd10)
    if finding.id == ALLERGY and ((said := allergies_told(record).said) or not record.allergies):
        return Archived(sort="allergy", name=said or finding.name.zh)
    if finding.kind == "medicine" and finding in medicines.classes:
        return Archived(sort="medicine", name=finding.name.zh)
    return None


def _place(resident_id: str) -> Place:
    return Place("archive_essentials", resident_id, "body")
