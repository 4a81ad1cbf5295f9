"""Judging a doctor's edits against the confirmed diagnosis, and showing who wrote what when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from records.model import EncounterRecord, Note, RecordUrgency
from records.quality.agreement import place_in
from records.quality.effect import Judgement, Named, effect
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.database import Unit
from records.store.encounters import diagnosis, visible_chart
from records.store.policy import Action, Actor
from records.store.tables.care import Note as NoteTable
from records.store.tables.people import Clinician
from records.store.views import DiagnosisView, NoteVersion


def note_history(unit: Unit, actor: Actor, encounter_id: str) -> tuple[NoteVersion, ...]:
    """Answer every version of the note, oldest first, the assistant's draft before them; reading it is audited."""
    chart = visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id)
    rows = _rows(chart)
    record = chart.record(rows[0].revision if rows and rows[0].revision else None)
    draft = NoteVersion(
        version=0,
        author="",
        written_at_ms=record.updated_at_ms,
        note=record.note,
        urgency=record.urgency,
        effect=None,
    )
    unit.audit(
        Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", {"history": len(rows)})
    )
    return (draft, *(_version(chart, row) for row in rows))


def judge_edits(chart: Chart) -> None:
    """Class every edit of the note against the confirmed diagnosis, again when that changes; without one nothing is classed."""
    confirmed = diagnosis(chart)
    if confirmed is None:
        return
    before: Judgement | None = None
    for row in _rows(chart):
        record = chart.record(row.revision)
        version = _version(chart, row)
        urgency = version.urgency or record.urgency
        after = Judgement(version.note.assessment, urgency)
        start = before or Judgement(record.note.assessment, record.urgency)
        truth, others = _causes(record, confirmed)
        chart.unit.connection.execute(
            update(NoteTable)
            .where(NoteTable.encounter_id == chart.id, NoteTable.version == row.version)
            .values(effect=effect(start, after, truth, others, confirmed.urgency))
        )
        before = after


def _causes(record: EncounterRecord, confirmed: DiagnosisView) -> tuple[Named, list[Named]]:
    words = {confirmed.name, confirmed.icd10}
    others = []
    place = place_in(record, confirmed.icd10)
    for number, entry in enumerate(record.differential, 1):
        named = (entry.name.zh, entry.name.en, entry.icd10)
        if number == place:
            words.update(named)
        else:
            others.append(Named(named))
    return Named(tuple(sorted(words))), others


def _rows(chart: Chart) -> list[Any]:
    return list(
        chart.unit.connection.execute(
            select(NoteTable.__table__, Clinician.name.label("author"))
            .join(Clinician.__table__, Clinician.id == NoteTable.clinician_id)
            .where(NoteTable.encounter_id == chart.id)
            .order_by(NoteTable.version)
        ).all()
    )


def _version(chart: Chart, row: Any) -> NoteVersion:
    return NoteVersion(
        version=row.version,
        author=row.author,
        written_at_ms=row.written_at_ms,
        note=Note.model_validate_json(chart.open("note", f"{chart.id}/{row.version}", "body", row.body_sealed)),
        urgency=RecordUrgency(row.urgency) if row.urgency else None,
        effect=row.effect,
    )
