"""How long things are kept: envelopes that never opened, and residents whom nobody has seen for years.

An envelope that failed is shown with its reason, tried again, or dropped by an administrator with one of a few reasons. What nobody
looks at is dropped by age and by size, the oldest first, as the rules of the house say; what is our own fault never is. The row
stays, with its reason.
"""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy import ColumnElement, Connection, func, select, update

from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.erasure import erase_resident
from records.store.errors import NotVisible, Refused
from records.store.outcomes import Fault
from records.store.oversight import rules
from records.store.policy import SYSTEM, Action, Actor, require
from records.store.tables.encounters import Encounter
from records.store.tables.intake import Intake
from records.store.tables.residents import Resident
from records.store.views import View

PAGE: Final = 50
DiscardWhy = Literal["damaged", "foreign", "duplicate", "test", "attack"]
_DAY_MS: Final = 24 * 3600 * 1000
_YEAR_MS: Final = 366 * _DAY_MS
_EXPIRE_AT_ONCE: Final = 200
_DROP_AT_ONCE: Final = 1000


class FailedView(View):
    """An envelope that did not open. `bytes_held` 0 means that its bytes are gone."""

    intake_id: int
    kind: str
    record_id: str
    state: str
    reason: str
    attempts: int
    bytes_held: int
    received_at_ms: int
    next_attempt_at_ms: int | None


class FailedPage(View):
    """A page of them, newest first; `before` asks for the next one."""

    items: tuple[FailedView, ...]
    before: int | None
    held: int
    """How many are held with their bytes."""
    held_bytes: int


def list_failed(unit: Unit, actor: Actor, *, before: int | None = None) -> FailedPage:
    """Answer envelopes that did not open or wait for another try; raises `NotAllowed`."""
    require(actor, Action.MANAGE_INTAKE)
    wanted: list[ColumnElement[bool]] = [Intake.state.in_(("failed", "deferred"))]
    if before is not None:
        wanted.append(Intake.id < before)
    rows = unit.connection.execute(
        select(
            Intake.id,
            Intake.kind,
            Intake.record_id,
            Intake.state,
            Intake.reason,
            Intake.attempts,
            Intake.received_at_ms,
            Intake.next_attempt_at_ms,
            func.coalesce(func.octet_length(Intake.envelope), 0).label("bytes_held"),
        )
        .where(*wanted)
        .order_by(Intake.id.desc())
        .limit(PAGE)
    ).all()
    held, held_bytes = _held(unit.connection)
    unit.audit(
        Happening(actor.role, actor.id, Action.MANAGE_INTAKE, "intake:failed", {"do": "list", "count": len(rows)})
    )
    return FailedPage(
        items=tuple(
            FailedView(
                intake_id=row.id,
                kind=row.kind,
                record_id=row.record_id,
                state=row.state,
                reason=row.reason or "",
                attempts=row.attempts,
                bytes_held=row.bytes_held,
                received_at_ms=row.received_at_ms,
                next_attempt_at_ms=row.next_attempt_at_ms if row.state == "deferred" else None,
            )
            for row in rows
        ),
        before=rows[-1].id if len(rows) == PAGE else None,
        held=held,
        held_bytes=held_bytes,
    )


def discard(unit: Unit, actor: Actor, intake_id: int, why: DiscardWhy) -> None:
    """Drop the bytes of an envelope that failed, for good; raises `NotVisible`, `Refused` (not failed, or dropped already)."""
    require(actor, Action.MANAGE_INTAKE)
    row = unit.connection.execute(
        select(Intake.state, Intake.record_id, Intake.digest, Intake.envelope.is_not(None).label("held"))
        .where(Intake.id == intake_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotVisible("no such envelope")
    if row.state != "failed" or not row.held:
        raise Refused("not_failed", "only an envelope that failed and is still held can be dropped")
    unit.connection.execute(update(Intake).where(Intake.id == intake_id).values(envelope=None))
    detail = {"do": "discard", "why": why, "intake": intake_id, "digest": row.digest}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_INTAKE, f"record:{row.record_id}", detail))


def require_retry(unit: Unit, actor: Actor, intake_id: int) -> None:
    """Let an envelope be tried again, and note it; raises `NotAllowed`, `NotVisible`, `Refused`. The opener does the rest."""
    require(actor, Action.MANAGE_INTAKE)
    row = unit.connection.execute(
        select(Intake.state, Intake.record_id, Intake.envelope.is_not(None).label("held")).where(Intake.id == intake_id)
    ).one_or_none()
    if row is None:
        raise NotVisible("no such envelope")
    if row.state not in ("failed", "deferred") or not row.held:
        raise Refused("not_failed", "only an envelope that did not open and is still held can be tried again")
    detail = {"do": "retry", "intake": intake_id}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_INTAKE, f"record:{row.record_id}", detail))


def drop_old_failed(unit: Unit) -> int:
    """Drop what failed and is older or more than the rules let be kept; answers how many. Our own faults stay."""
    kept_ms = rules.must(unit.connection, "failed_keep_days") * _DAY_MS
    most_bytes = rules.must(unit.connection, "failed_keep_mb") * 1_000_000
    _, held_bytes = _held(unit.connection)
    candidates = unit.connection.execute(
        select(Intake.id, Intake.received_at_ms, func.octet_length(Intake.envelope).label("size"))
        .where(Intake.state == "failed", Intake.envelope.is_not(None), Intake.reason != Fault.INTERNAL.value)
        .order_by(Intake.received_at_ms, Intake.id)
        .limit(_DROP_AT_ONCE)
    ).all()
    dropped = []
    for row in candidates:
        if row.received_at_ms >= unit.now_ms - kept_ms and held_bytes <= most_bytes:
            break
        dropped.append(row.id)
        held_bytes -= row.size
    if dropped:
        unit.connection.execute(
            update(Intake).where(Intake.id.in_(dropped), Intake.state == "failed").values(envelope=None)
        )
        detail = {"do": "drop", "count": len(dropped), "first": min(dropped), "last": max(dropped)}
        unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.MANAGE_INTAKE, "intake:failed", detail))
    return len(dropped)


def erase_expired(database: Database) -> int:
    """Erase residents whose last visit is longer ago than records are kept; answers how many. Each is a transaction of its own."""
    with database.reading() as connection:
        kept_ms = rules.must(connection, "keep_years") * _YEAR_MS
        last = func.max(Encounter.received_at_ms)
        expired = connection.execute(
            select(Resident.id)
            .outerjoin(Encounter, Encounter.resident_id == Resident.id)
            .where(Resident.data_key.is_not(None), Resident.created_at_ms < database.clock() - kept_ms)
            .group_by(Resident.id)
            .having(func.coalesce(last, 0) < database.clock() - kept_ms)
            .limit(_EXPIRE_AT_ONCE)
        ).scalars()
        ids = list(expired)
    for resident_id in ids:
        with database.transaction() as unit:
            erase_resident(unit, SYSTEM, resident_id)
    return len(ids)


def _held(connection: Connection) -> tuple[int, int]:
    found = connection.execute(
        select(func.count(), func.coalesce(func.sum(func.octet_length(Intake.envelope)), 0)).where(
            Intake.state == "failed", Intake.envelope.is_not(None)
        )
    ).one()
    return int(found[0]), int(found[1])
