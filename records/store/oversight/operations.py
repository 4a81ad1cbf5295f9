"""What an administrator sees of the running house: what waits, what failed, magnets by page. No name of a resident, no word."""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy import func, select

from records.store.audit import Happening
from records.store.database import Unit
from records.store.magnets import Ended, doctor_left, magnet_named
from records.store.policy import Action, Actor, require
from records.store.tables.care import Delivery
from records.store.tables.encounters import Encounter
from records.store.tables.intake import Intake
from records.store.tables.people import Clinician, Community, Magnet
from records.store.views import View

PAGE: Final = 100


class StateView(View):
    """How the intake and the way to the archive stand."""

    waiting: int
    oldest_waiting_ms: int | None
    """When the oldest envelope came that is not opened yet."""
    failed: int
    unlinked: int
    """Encounters that wait for their identity."""
    deliveries_pending: int
    deliveries_failed: int


class DeliveryState(View):
    """A delivery that failed or waits; ids only."""

    encounter_id: str
    community_zh: str
    state: Literal["pending", "failed"]
    attempts: int
    last_error: str | None
    updated_at_ms: int


class MagnetView(View):
    """A magnet."""

    id: str
    community_id: str
    community_zh: str
    doctor: str
    doctor_username: str
    doctor_left: bool
    issued_at_ms: int
    revoked_at_ms: int | None
    ended_as: Ended | None
    replaced_by: str | None


class MagnetPage(View):
    """A page of magnets, newest first; `before_ms` and `after_id` ask for the next one."""

    items: tuple[MagnetView, ...]
    before_ms: int | None
    after_id: str | None


def state(unit: Unit, actor: Actor) -> StateView:
    """Answer how things stand; raises `NotAllowed`."""
    require(actor, Action.READ_OPERATIONS)
    connection = unit.connection
    waiting, oldest = connection.execute(
        select(func.count(), func.min(Intake.received_at_ms)).where(Intake.state.in_(("received", "deferred")))
    ).one()
    deliveries = {
        row.state: row.n
        for row in connection.execute(select(Delivery.state, func.count().label("n")).group_by(Delivery.state))
    }
    unit.audit(Happening(actor.role, actor.id, Action.READ_OPERATIONS, "operations:state"))
    return StateView(
        waiting=waiting,
        oldest_waiting_ms=oldest,
        failed=connection.execute(
            select(func.count()).where(Intake.state == "failed", Intake.envelope.is_not(None))
        ).scalar_one(),
        unlinked=connection.execute(
            select(func.count()).where(Encounter.resident_id.is_(None), Encounter.revision > 0)
        ).scalar_one(),
        deliveries_pending=deliveries.get("pending", 0),
        deliveries_failed=deliveries.get("failed", 0),
    )


def deliveries(unit: Unit, actor: Actor) -> list[DeliveryState]:
    """Answer deliveries that failed, then those that wait, oldest first; raises `NotAllowed`."""
    require(actor, Action.READ_OPERATIONS)
    rows = unit.connection.execute(
        select(Delivery.__table__, Community.name_zh)
        .join(Encounter.__table__, Encounter.id == Delivery.encounter_id)
        .join(Community.__table__, Community.id == Encounter.community_id)
        .where(Delivery.state != "delivered")
        .order_by(Delivery.state != "failed", Delivery.updated_at_ms)
        .limit(PAGE)
    ).all()
    detail = {"count": len(rows)}
    unit.audit(Happening(actor.role, actor.id, Action.READ_OPERATIONS, "deliveries:all", detail))
    return [
        DeliveryState(
            encounter_id=row.encounter_id,
            community_zh=row.name_zh,
            state=row.state,
            attempts=row.attempts,
            last_error=row.last_error,
            updated_at_ms=row.updated_at_ms,
        )
        for row in rows
    ]


def magnets(
    unit: Unit, actor: Actor, *, before_ms: int | None = None, after_id: str | None = None, named: str | None = None
) -> MagnetPage:
    """Answer a page of magnets, or the one of a link, id or printed number; raises `NotAllowed`, `NotVisible`, `Refused`."""
    require(actor, Action.MANAGE_MAGNETS)
    query = (
        select(
            Magnet.id,
            Magnet.community_id,
            Community.name_zh.label("community_zh"),
            Clinician.name.label("doctor"),
            Clinician.username.label("doctor_username"),
            doctor_left().label("doctor_left"),
            Magnet.issued_at_ms,
            Magnet.revoked_at_ms,
            Magnet.ended_as,
            Magnet.replaced_by,
        )
        .join(Community, Community.id == Magnet.community_id)
        .join(Clinician, Clinician.id == Magnet.clinician_id)
        .order_by(Magnet.issued_at_ms.desc(), Magnet.id)
        .limit(PAGE)
    )
    if named is not None:
        query = query.where(Magnet.id == magnet_named(unit.connection, named))
    if before_ms is not None:
        later = Magnet.issued_at_ms < before_ms
        if after_id is not None:
            later |= (Magnet.issued_at_ms == before_ms) & (Magnet.id > after_id)
        query = query.where(later)
    rows = unit.connection.execute(query).mappings().all()
    full = len(rows) == PAGE
    return MagnetPage(
        items=tuple(MagnetView(**row) for row in rows),
        before_ms=rows[-1]["issued_at_ms"] if full else None,
        after_id=rows[-1]["id"] if full else None,
    )
