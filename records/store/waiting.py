"""How long residents wait: since when, and against which target. Targets are the commission's policy, not medicine.

The default times are ours, to be replaced by the commission: minutes for what may be an emergency (120 was named to the resident
already), the same half day for *today*, a working day for *one to three days*, longer for what can wait. While the interview goes on the
urgency is not known, and the target is that of *today*: not known is not harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Connection, case, false, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from records.model import RecordUrgency
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.database import Unit
from records.store.errors import Refused
from records.store.oversight.rules import release_minutes
from records.store.policy import Action, Actor, require
from records.store.tables.care import Action as ActionTable
from records.store.tables.encounters import Encounter
from records.store.tables.waiting import AnswerTarget
from records.store.views import ActionDetail, ActionKind

NOT_KNOWN: Final = "not_known"
DEFAULT_MINUTES: Final[Mapping[str, int]] = MappingProxyType(
    {
        RecordUrgency.EMERGENCY.value: 10,
        RecordUrgency.URGENT.value: 4 * 60,
        RecordUrgency.SOON.value: 24 * 60,
        RecordUrgency.ROUTINE.value: 3 * 24 * 60,
        RecordUrgency.SELF_CARE.value: 7 * 24 * 60,
        NOT_KNOWN: 4 * 60,
    }
)
MOST_MINUTES: Final = 60 * 24 * 60
_MINUTE_MS: Final = 60_000


def targets(connection: Connection) -> dict[str, int]:
    """Answer the minutes of every urgency and of `not_known`: the commission's where it set them, else the defaults."""
    kept = {row.urgency: row.minutes for row in connection.execute(select(AnswerTarget.urgency, AnswerTarget.minutes))}
    return {urgency: kept.get(urgency, minutes) for urgency, minutes in DEFAULT_MINUTES.items()}


def set_target(unit: Unit, actor: Actor, urgency: str, minutes: int) -> None:
    """Set the minutes of one urgency; raises `Refused` (no such urgency; not 1 minute to 60 days)."""
    require(actor, Action.MANAGE_TARGETS)
    if urgency not in DEFAULT_MINUTES:
        raise Refused("urgency", f"an urgency is one of {', '.join(DEFAULT_MINUTES)}")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused("minutes", f"a target has 1 to {MOST_MINUTES} minutes")
    values = {"minutes": minutes, "set_at_ms": unit.now_ms}
    unit.connection.execute(
        insert(AnswerTarget)
        .values(urgency=urgency, **values)
        .on_conflict_do_update(index_elements=[AnswerTarget.urgency], set_=values)
    )
    detail = {"urgency": urgency, "minutes": minutes}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_TARGETS, "targets:answer", detail))


def release_targets(connection: Connection, minutes: Mapping[str, int]) -> dict[str, int]:
    """Answer within how many minutes guidance of each urgency is to be released: as an answer, or as the policy says if that is less."""
    within = release_minutes(connection)
    return {urgency: value if within is None else min(value, within) for urgency, value in minutes.items()}


def overdue(minutes: Mapping[str, int], release: Mapping[str, int], now_ms: int) -> ColumnElement[bool]:
    """Answer the condition that an encounter waits longer than its target.

    An answered one does not, unless its guidance waits for a release: what else a doctor said is no release.
    """
    late = Encounter.waiting_since_ms <= _due(minutes, now_ms)
    held = Encounter.held_since_ms <= _due(release, now_ms)
    return or_(func.coalesce(late, false()), func.coalesce(held, false()))


def _due(minutes: Mapping[str, int], now_ms: int) -> ColumnElement[int]:
    since = {urgency: literal(now_ms - value * _MINUTE_MS, BigInteger) for urgency, value in minutes.items()}
    return case(
        *[(Encounter.urgency == urgency, value) for urgency, value in since.items() if urgency != NOT_KNOWN],
        else_=since[NOT_KNOWN],
    )


def answers(kind: ActionKind, detail: ActionDetail | None) -> bool:
    """Tell whether an action answers the resident. A call does only where it is said that somebody was reached."""
    return kind != "call" or (detail is not None and detail.outcome == "reached")


def settle_calls(unit: Unit, charts: Mapping[str, Chart]) -> None:
    """Note of the calls in these charts whether they answered, where that was never noted: their end is opened once, and here."""
    unread = unit.connection.execute(
        select(ActionTable.id, ActionTable.encounter_id, ActionTable.detail_sealed).where(
            ActionTable.encounter_id.in_(sorted(charts)), ActionTable.answers.is_(None)
        )
    ).all()
    for row in unread:
        chart, sealed = charts[row.encounter_id], row.detail_sealed
        said = sealed and ActionDetail.model_validate_json(chart.open("action", row.id, "detail", sealed))
        unit.connection.execute(
            update(ActionTable).where(ActionTable.id == row.id).values(answers=answers("call", said or None))
        )


def answered(unit: Unit, encounter_id: str) -> None:
    """Note that a clinician answered: the resident waits no more, until the next word."""
    unit.connection.execute(update(Encounter).where(Encounter.id == encounter_id).values(waiting_since_ms=None))
