"""What a review has left on an encounter, as the encounter page shows it: tasks and additions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import aliased

from records.model import Note
from records.store.charts import Chart
from records.store.errors import Refused
from records.store.tables.people import Clinician
from records.store.tables.review import Addendum, FollowUp
from records.store.views import AddendumView, DiagnosisView, FollowUpView

CHINA: Final = ZoneInfo("Asia/Shanghai")


def require_same(kept: str, given: str) -> None:
    """Let an id come twice for the same words only; raises `Refused`: answering "done" to other words would lose them."""
    if kept != given:
        raise Refused("used", "this id stands for something else already")


def note_with_addenda(content: Mapping[str, Any]) -> Note:
    """Answer the note of a signed content, with what was added later below the plan: who, when, what, and which diagnosis it put right.

    Every paper and resource of the archive is made from this note, so that no destination shows the note without its corrections.
    """
    note = Note.model_validate(content["note"])
    lines = [note.plan]
    for each in content.get("addenda", ()):
        when = datetime.fromtimestamp(each["written_at_ms"] / 1000, UTC).astimezone(CHINA)
        right = each["diagnosis"]
        corrected = f"　更正诊断：{right['name']}（{right['icd10']}）" if right else ""
        lines.append(f"补记（{when:%Y-%m-%d %H:%M} {each['clinician']}）：{each['text']}{corrected}")
    return note.model_copy(update={"plan": "\n".join(lines)})


def follow_ups(chart: Chart) -> tuple[FollowUpView, ...]:
    """Answer the tasks of an encounter, the next first."""
    finisher, opener = aliased(Clinician), aliased(Clinician)
    names = (Clinician.name.label("clinician"), finisher.name.label("finisher"), opener.name.label("opener"))
    rows = chart.unit.connection.execute(
        select(FollowUp.__table__, *names)
        .join(Clinician.__table__, Clinician.id == FollowUp.clinician_id)
        .outerjoin(finisher, finisher.id == FollowUp.done_by)
        .outerjoin(opener, opener.id == FollowUp.reopened_by)
        .where(FollowUp.encounter_id == chart.id)
        .order_by(FollowUp.done_at_ms.is_not(None), FollowUp.due_on, FollowUp.id)
    )
    return tuple(
        FollowUpView(
            follow_up_id=row.id,
            due_on=row.due_on,
            text=chart.open("follow_up", row.id, "text", row.text_sealed).decode(),
            clinician=row.clinician,
            done_at_ms=row.done_at_ms,
            done_by=row.finisher,
            reopened_at_ms=row.reopened_at_ms,
            reopened_by=row.opener,
        )
        for row in rows
    )


def addenda(chart: Chart) -> tuple[AddendumView, ...]:
    """Answer what was added, oldest first."""
    rows = chart.unit.connection.execute(
        select(Addendum.__table__, Clinician.name.label("clinician"))
        .join(Clinician.__table__, Clinician.id == Addendum.clinician_id)
        .where(Addendum.encounter_id == chart.id)
        .order_by(Addendum.number)
    )
    views = []
    for row in rows:
        body = json.loads(chart.open("addendum", row.id, "body", row.body_sealed))
        views.append(
            AddendumView(
                addendum_id=row.id,
                text=body["text"],
                diagnosis=DiagnosisView.model_validate(body["diagnosis"]) if body["diagnosis"] else None,
                clinician=row.clinician,
                written_at_ms=row.written_at_ms,
            )
        )
    return tuple(views)
