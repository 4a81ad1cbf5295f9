"""The work list: linked encounters of the actor's communities, most urgent first, then who has waited longest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, func, select

from records.model import RecordUrgency
from records.store.audit import Happening
from records.store.database import Unit
from records.store.policy import Action, Actor, require
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Resident
from records.store.vault import Place
from records.store.views import WorkItem

MOST = 500
_DAYS_A_YEAR = 365.2425
NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class WorkList:
    """A page of the list, and how many there are of each urgency (`not_known` while the interview goes on)."""

    items: Sequence[WorkItem]
    counts: dict[str, int]


def work_list(
    unit: Unit,
    actor: Actor,
    *,
    status: Literal["open", "signed", "all"] = "open",
    urgency: str | None = None,
    limit: int = MOST,
) -> WorkList:
    """Answer the work list. A signed encounter with unread replies is open again: nothing unread is out of sight."""
    require(actor, Action.LIST_ENCOUNTERS)
    visible: list[ColumnElement[bool]] = [
        Encounter.community_id.in_(sorted(actor.communities)),
        Encounter.revision > 0,
        Resident.data_key.is_not(None),
    ]
    if status == "open":
        visible.append((Encounter.status == "open") | (Encounter.unread > 0))
    elif status == "signed":
        visible.append(Encounter.status == "signed")
    joined = Encounter.__table__.join(Resident.__table__, Resident.id == Encounter.resident_id)
    counts = dict.fromkeys([*(level.value for level in RecordUrgency), NOT_KNOWN], 0)
    counted = select(Encounter.urgency, func.count()).select_from(joined).where(*visible).group_by(Encounter.urgency)
    for level, count in unit.connection.execute(counted):
        counts[level or NOT_KNOWN] = count
    if urgency is not None:
        visible.append(Encounter.urgency.is_(None) if urgency == NOT_KNOWN else Encounter.urgency == urgency)
    rows = unit.connection.execute(
        select(Encounter.__table__, Resident.name_sealed, Resident.data_key)
        .select_from(joined)
        .where(*visible)
        .order_by(Encounter.urgency_rank, Encounter.received_at_ms, Encounter.id)
        .limit(min(limit, MOST))
    ).all()
    items = [_item(unit, row) for row in rows]
    shown = {"status": status, "urgency": urgency, "count": len(items)}
    unit.audit(Happening(actor.role, actor.id, Action.LIST_ENCOUNTERS, "worklist:own", shown))
    return WorkList(items, counts)


def _item(unit: Unit, found: Row[Any]) -> WorkItem:
    resident_id, encounter_id = found.resident_id, found.id
    key = unit.vault.data_key(found.data_key, resident_id)
    shown = json.loads(unit.vault.open(key, Place("encounter", encounter_id, "summary"), found.summary_sealed))
    return WorkItem(
        encounter_id=encounter_id,
        urgency=found.urgency,
        stage=found.stage,
        received_at_ms=found.received_at_ms,
        waiting_s=max(0, (unit.now_ms - found.received_at_ms) // 1000),
        name=unit.vault.open(key, Place("resident", resident_id, "name"), found.name_sealed).decode(),
        age_years=int(shown["age_days"] / _DAYS_A_YEAR),
        age_days=shown["age_days"],
        sex=shown["sex"],
        chief_complaint=shown["chief_complaint"],
        unsure=shown["unsure"],
        new_messages=found.unread,
        status=found.status,
        revision=found.revision,
    )
