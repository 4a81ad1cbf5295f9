"""Where one signed encounter stands on its way to the archive, in words for the doctor; and the whole way, for the command line.

Owns the reading of outcomes, trying again what failed, sending again what was delivered, and what reconciling asks of the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Row, func, select, update

from records.archive.errors import PASSING, Reason
from records.archive.words import sentence
from records.model import Text
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible
from records.store.policy import Action, Actor, require
from records.store.signatures import EnqueueArchive
from records.store.tables.care import Delivery, DeliveryOutcome
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Resident
from records.store.views import View

OutcomeState = Literal["delivered", "waiting", "refused"]
"""There; not there and tried again by itself; not there until a person mends something."""


class OutcomeView(View):
    """What one destination has of an encounter. `sentence` and `detail` are of what went wrong; `detail` are its own words."""

    destination: str
    state: OutcomeState
    reason: str | None
    sentence: Text | None
    place: str | None
    detail: str
    updated_at_ms: int


class ArchiveView(View):
    """Where a signed encounter stands. `outdated`: what a destination has is an earlier signature."""

    encounter_id: str
    state: Literal["unsigned", "pending", "delivered", "failed"]
    attempts: int
    outdated: bool
    outcomes: tuple[OutcomeView, ...]


@dataclass(frozen=True)
class Standing:
    """Counts of deliveries for one destination, by `OutcomeState`."""

    destination: str
    delivered: int
    waiting: int
    refused: int


@dataclass(frozen=True)
class Expected:
    """A delivery that a destination took: what it held then. `erased`: the resident is erased here since."""

    encounter_id: str
    number: int
    digest: str | None
    erased: bool


def archive_state(unit: Unit, actor: Actor, encounter_id: str) -> ArchiveView:
    """Answer where an encounter stands; raises `NotAllowed`, `NotVisible`."""
    chart = visible_chart(unit, actor, Action.LIST_DELIVERIES, encounter_id)
    unit.audit(Happening(actor.role, actor.id, Action.LIST_DELIVERIES, f"encounter:{encounter_id}"))
    row = unit.connection.execute(select(Delivery.__table__).where(Delivery.encounter_id == encounter_id)).one_or_none()
    if row is None:
        return ArchiveView(encounter_id=encounter_id, state="unsigned", attempts=0, outdated=False, outcomes=())
    found = unit.connection.execute(
        select(DeliveryOutcome.__table__)
        .where(DeliveryOutcome.encounter_id == encounter_id)
        .order_by(DeliveryOutcome.destination)
    ).all()
    return ArchiveView(
        encounter_id=encounter_id,
        state=row.state,
        attempts=row.attempts,
        outdated=any(each.state == "delivered" and each.number < row.number for each in found),
        outcomes=tuple(_outcome(chart, each) for each in found),
    )


def standing(unit: Unit, actor: Actor) -> tuple[int, list[Standing]]:
    """Answer how many deliveries no destination has been tried for, and the counts per destination."""
    require(actor, Action.LIST_DELIVERIES)
    connection = unit.connection
    passing = DeliveryOutcome.reason.in_([each.value for each in PASSING])
    rows = connection.execute(
        select(
            DeliveryOutcome.destination,
            func.count().filter(DeliveryOutcome.state == "delivered").label("delivered"),
            func.count().filter(DeliveryOutcome.state == "failed", passing).label("waiting"),
            func.count().filter(DeliveryOutcome.state == "failed", ~passing).label("refused"),
        )
        .group_by(DeliveryOutcome.destination)
        .order_by(DeliveryOutcome.destination)
    )
    pending = connection.execute(select(func.count()).where(Delivery.state == "pending")).scalar_one()
    unit.audit(Happening(actor.role, actor.id, Action.LIST_DELIVERIES, "deliveries:counts", {"pending": pending}))
    return pending, [Standing(row.destination, row.delivered, row.waiting, row.refused) for row in rows]


def failures(unit: Unit, actor: Actor, *, limit: int) -> list[tuple[str, OutcomeView]]:
    """Answer encounter id and outcome of what failed, the newest first; without the destination's own words."""
    require(actor, Action.LIST_DELIVERIES)
    rows = unit.connection.execute(
        select(DeliveryOutcome.__table__)
        .where(DeliveryOutcome.state == "failed")
        .order_by(DeliveryOutcome.updated_at_ms.desc())
        .limit(limit)
    ).all()
    unit.audit(Happening(actor.role, actor.id, Action.LIST_DELIVERIES, "deliveries:failed", {"count": len(rows)}))
    return [(row.encounter_id, _outcome(None, row)) for row in rows]


def again(
    unit: Unit,
    actor: Actor,
    encounters: Sequence[str],
    *,
    enqueue: EnqueueArchive,
    replay: bool = False,
) -> int:
    """Enqueue deliveries again, and answer how many there were; with `replay` also what was delivered.

    An empty list means every one that failed, or with `replay` every one. What is of an erased resident is left out. Raises
    `NotVisible` for an encounter that was named and has no delivery.
    """
    require(actor, Action.RETRY_DELIVERY)
    query = (
        select(Delivery.encounter_id, Delivery.resident_id)
        .join(Resident, Resident.id == Delivery.resident_id)
        .where(Resident.data_key.is_not(None))
        .order_by(Delivery.number)
    )
    if encounters:
        query = query.where(Delivery.encounter_id.in_(encounters))
    elif not replay:
        query = query.where(Delivery.state == "failed")
    rows = unit.connection.execute(query).all()
    if lost := set(encounters) - {row.encounter_id for row in rows}:
        raise NotVisible(f"no such delivery: {', '.join(sorted(lost))}")
    ids = [row.encounter_id for row in rows]
    unit.connection.execute(
        update(Delivery).where(Delivery.encounter_id.in_(ids)).values(state="pending", updated_at_ms=unit.now_ms)
    )
    connection = unit.driver_connection()
    for row in rows:
        enqueue(connection, row.encounter_id, row.resident_id)
    detail = {"count": len(rows), "replay": replay}
    unit.audit(Happening(actor.role, actor.id, Action.RETRY_DELIVERY, "deliveries:many", detail))
    return len(rows)


def expected(unit: Unit, actor: Actor, destination: str, *, after: int, page: int) -> list[Expected]:
    """Answer what a destination took by the store's word, in the order of signatures, from the one after `after` on."""
    require(actor, Action.LIST_DELIVERIES)
    rows = unit.connection.execute(
        select(DeliveryOutcome.encounter_id, DeliveryOutcome.number, DeliveryOutcome.digest, Resident.data_key)
        .join(Encounter, Encounter.id == DeliveryOutcome.encounter_id)
        .join(Resident, Resident.id == Encounter.resident_id)
        .where(
            DeliveryOutcome.destination == destination,
            DeliveryOutcome.state == "delivered",
            DeliveryOutcome.number > after,
        )
        .order_by(DeliveryOutcome.number)
        .limit(page)
    ).all()
    if not after:
        detail = {"destination": destination}
        unit.audit(Happening(actor.role, actor.id, Action.LIST_DELIVERIES, "deliveries:reconcile", detail))
    return [Expected(row.encounter_id, row.number, row.digest, row.data_key is None) for row in rows]


def signed_here(unit: Unit, actor: Actor, encounters: Sequence[str]) -> frozenset[str]:
    """Answer which of these encounters were signed here, whether or not they were delivered."""
    require(actor, Action.LIST_DELIVERIES)
    rows = unit.connection.execute(select(Delivery.encounter_id).where(Delivery.encounter_id.in_(encounters)))
    return frozenset(row.encounter_id for row in rows)


def _outcome(chart: Chart | None, row: Row[tuple[object, ...]]) -> OutcomeView:
    reason = None if row.reason is None else Reason(row.reason)
    state: OutcomeState = "delivered" if row.state == "delivered" else "waiting" if reason in PASSING else "refused"
    detail = b""
    if chart is not None and row.detail_sealed is not None:
        detail = chart.open("delivery_outcome", f"{row.encounter_id}/{row.destination}", "detail", row.detail_sealed)
    return OutcomeView(
        destination=row.destination,
        state=state,
        reason=row.reason,
        sentence=None if reason is None else sentence(reason, row.place or ""),
        place=row.place,
        detail=detail.decode(),
        updated_at_ms=row.updated_at_ms,
    )
