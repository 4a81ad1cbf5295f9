"""Tasks for a later day: planned with an encounter, in the work list from their day on, until they are done.

What was noted as done by mistake comes back, under the name of who said so.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, exists, func, insert, select, update

from records.store.audit import Happening
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor, require
from records.store.reviewed import require_same
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician
from records.store.tables.residents import Resident
from records.store.tables.review import FollowUp
from records.store.vault import Place
from records.store.views import DueFollowUp, DueList, FollowUpDone

CHINA: Final = ZoneInfo("Asia/Shanghai")
FARTHEST: Final = timedelta(days=2 * 366)
MOST_TEXT: Final = 1_000
MOST: Final = 500


def today(unit: Unit) -> date:
    """Answer the day it is in China."""
    return datetime.fromtimestamp(unit.now_ms / 1000, UTC).astimezone(CHINA).date()


def plan_follow_up(unit: Unit, actor: Actor, encounter_id: str, due_on: date, text: str, *, follow_up_id: str) -> str:
    """Plan a task for a day, today at the earliest, and answer its id; the same id again plans nothing twice. Raises `Refused`."""
    chart = visible_chart(unit, actor, Action.PLAN_FOLLOW_UP, encounter_id, for_update=True)
    if not text.strip():
        raise Refused("empty", "say what is to be done")
    if len(text) > MOST_TEXT:
        raise Refused("too_long", f"a task has at most {MOST_TEXT} characters")
    if due_on < today(unit):
        raise Refused("past", "the day has passed")
    if due_on > today(unit) + FARTHEST:
        raise Refused("far", "the day is more than two years away")
    known = unit.connection.execute(
        select(FollowUp.encounter_id, FollowUp.clinician_id, FollowUp.text_sealed).where(FollowUp.id == follow_up_id)
    ).one_or_none()
    if known is not None:
        if (known.encounter_id, known.clinician_id) != (encounter_id, actor.id):
            raise NotVisible("no such task")
        require_same(chart.open("follow_up", follow_up_id, "text", known.text_sealed).decode(), text.strip())
        return follow_up_id
    unit.connection.execute(
        insert(FollowUp).values(
            id=follow_up_id,
            encounter_id=encounter_id,
            clinician_id=actor.id,
            due_on=due_on,
            text_sealed=chart.seal("follow_up", follow_up_id, "text", text.strip().encode()),
            created_at_ms=unit.now_ms,
        )
    )
    detail = {"id": follow_up_id, "due_on": due_on.isoformat()}
    unit.audit(Happening(actor.role, actor.id, Action.PLAN_FOLLOW_UP, f"encounter:{encounter_id}", detail))
    return follow_up_id


def finish_follow_up(unit: Unit, actor: Actor, encounter_id: str, follow_up_id: str) -> FollowUpDone:
    """Note that a task is done, and answer since when and by whose word; doing it twice changes nothing. Raises `NotVisible`."""
    done = _done(unit, actor, encounter_id, follow_up_id)
    if done is not None:
        return done
    _note(unit, actor, encounter_id, follow_up_id, "finish", done_at_ms=unit.now_ms, done_by=actor.id)
    return FollowUpDone(done_at_ms=unit.now_ms, done_by=actor.name)


def reopen_follow_up(unit: Unit, actor: Actor, encounter_id: str, follow_up_id: str, done_at_ms: int) -> None:
    """Let a task be open again that was noted as done, at that time, by mistake; one that is open stays so.

    Raises `NotVisible`, `Refused` (`done_again`: it was noted as done at another time than the actor saw).
    """
    done = _done(unit, actor, encounter_id, follow_up_id)
    if done is None:
        return
    if done.done_at_ms != done_at_ms:
        raise Refused("done_again", "the task was noted as done anew")
    values = {"done_at_ms": None, "done_by": None, "reopened_at_ms": unit.now_ms, "reopened_by": actor.id}
    _note(unit, actor, encounter_id, follow_up_id, "reopen", **values)


def _done(unit: Unit, actor: Actor, encounter_id: str, follow_up_id: str) -> FollowUpDone | None:
    """Answer by whom and when a task of an encounter, which is held from here on, was done; None while it is not. Raises `NotVisible`."""
    visible_chart(unit, actor, Action.PLAN_FOLLOW_UP, encounter_id, for_update=True)
    found = unit.connection.execute(
        select(FollowUp.done_at_ms, Clinician.name)
        .outerjoin(Clinician.__table__, Clinician.id == FollowUp.done_by)
        .where(FollowUp.id == follow_up_id, FollowUp.encounter_id == encounter_id)
    ).one_or_none()
    if found is None:
        raise NotVisible("no such task")
    return None if found.done_at_ms is None else FollowUpDone(done_at_ms=found.done_at_ms, done_by=found.name)


def _note(unit: Unit, actor: Actor, encounter_id: str, follow_up_id: str, do: str, **values: Any) -> None:
    unit.connection.execute(update(FollowUp).where(FollowUp.id == follow_up_id).values(**values))
    detail = {"id": follow_up_id, "do": do}
    unit.audit(Happening(actor.role, actor.id, Action.PLAN_FOLLOW_UP, f"encounter:{encounter_id}", detail))


def due_follow_ups(unit: Unit, actor: Actor, *, until: date | None = None, limit: int = MOST) -> DueList:
    """Answer the open tasks of the actor's communities that are due by a day (today unless said), the longest overdue first.

    Whether the encounter is open or signed makes no difference: a task is planned for after the signature.
    """
    require(actor, Action.LIST_ENCOUNTERS)
    day = today(unit)
    rows = unit.connection.execute(_due(actor, until or day, min(limit, MOST))).all()
    unit.audit(Happening(actor.role, actor.id, Action.LIST_ENCOUNTERS, "follow_ups:own", {"count": len(rows)}))
    return DueList(items=tuple(_shown(unit, row, day) for row in rows), total=rows[0].total if rows else 0)


def _due(actor: Actor, last: date, limit: int) -> Select[Any]:
    """Ask for the first of them. They are counted and sorted over narrow rows; what is sealed is fetched for those alone."""
    page = (
        select(FollowUp.id, func.count().over().label("total"))
        .join(Encounter.__table__, Encounter.id == FollowUp.encounter_id)
        .where(
            Encounter.community_id.in_(sorted(actor.communities)),
            ~exists().where(Resident.id == Encounter.resident_id, Resident.data_key.is_(None)),
            FollowUp.done_at_ms.is_(None),
            FollowUp.due_on <= last,
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(limit)
        .subquery("page")
    )
    return (
        select(
            FollowUp.__table__,
            page.c.total,
            Encounter.resident_id,
            Encounter.community_id,
            Encounter.summary_sealed,
            Clinician.name.label("clinician"),
            Resident.name_sealed,
            Resident.data_key,
        )
        .join(page, page.c.id == FollowUp.id)
        .join(Encounter.__table__, Encounter.id == FollowUp.encounter_id)
        .join(Resident.__table__, Resident.id == Encounter.resident_id)
        .join(Clinician.__table__, Clinician.id == FollowUp.clinician_id)
        .order_by(FollowUp.due_on, FollowUp.id)
    )


def _shown(unit: Unit, row: Row[Any], day: date) -> DueFollowUp:
    vault, key = unit.vault, unit.vault.data_key(row.data_key, row.resident_id)
    summary = json.loads(vault.open(key, Place("encounter", row.encounter_id, "summary"), row.summary_sealed))
    return DueFollowUp(
        follow_up_id=row.id,
        encounter_id=row.encounter_id,
        community_id=row.community_id,
        name=vault.open(key, Place("resident", row.resident_id, "name"), row.name_sealed).decode(),
        sex=summary["sex"],
        age_days=summary["age_days"],
        text=vault.open(key, Place("follow_up", row.id, "text"), row.text_sealed).decode(),
        clinician=row.clinician,
        due_on=row.due_on,
        overdue_days=(day - row.due_on).days,
    )
