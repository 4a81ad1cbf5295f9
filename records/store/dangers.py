"""Answers that a clinician rated dangerous, as they reach the supervisor: with the reason, until somebody has read them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update

from records.store.audit import Happening
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible
from records.store.policy import Action, Actor, require
from records.store.tables.care import Rating
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician
from records.store.tables.residents import Resident
from records.store.vault import Place
from records.store.views import DangerView

MOST: Final = 200


def dangerous_ratings(unit: Unit, actor: Actor, *, seen: bool = False, limit: int = MOST) -> list[DangerView]:
    """Answer what was rated dangerous in the actor's communities, the newest first; those that were read only when `seen`."""
    require(actor, Action.READ_DANGEROUS)
    visible = [
        Encounter.community_id.in_(sorted(actor.communities)),
        Resident.data_key.is_not(None),
        Rating.rating == "dangerous",
    ]
    if not seen:
        visible.append(Rating.seen_at_ms.is_(None))
    rows = unit.connection.execute(
        select(Rating.__table__, Clinician.name.label("clinician"), Encounter.resident_id, Resident.data_key)
        .join(Encounter.__table__, Encounter.id == Rating.encounter_id)
        .join(Resident.__table__, Resident.id == Encounter.resident_id)
        .join(Clinician.__table__, Clinician.id == Rating.clinician_id)
        .where(*visible)
        .order_by(Rating.rated_at_ms.desc(), Rating.id)
        .limit(min(limit, MOST))
    ).all()
    unit.audit(Happening(actor.role, actor.id, Action.READ_DANGEROUS, "ratings:own", {"count": len(rows)}))
    return [
        DangerView(
            rating_id=row.id,
            encounter_id=row.encounter_id,
            target=row.target,
            comment=unit.vault.open(
                unit.vault.data_key(row.data_key, row.resident_id),
                Place("rating", row.id, "comment"),
                row.comment_sealed,
            ).decode(),
            clinician=row.clinician,
            rated_at_ms=row.rated_at_ms,
            seen_at_ms=row.seen_at_ms,
        )
        for row in rows
    ]


def mark_read(unit: Unit, actor: Actor, rating_id: str) -> None:
    """Note that a supervisor has read a dangerous rating; twice is once. Raises `NotVisible`."""
    require(actor, Action.READ_DANGEROUS)
    found = unit.connection.execute(
        select(Rating.encounter_id, Rating.seen_at_ms).where(Rating.id == rating_id, Rating.rating == "dangerous")
    ).one_or_none()
    if found is None:
        raise NotVisible("no such rating")
    visible_chart(unit, actor, Action.READ_DANGEROUS, found.encounter_id)
    if found.seen_at_ms is None:
        unit.connection.execute(
            update(Rating).where(Rating.id == rating_id).values(seen_at_ms=unit.now_ms, seen_by=actor.id)
        )
        detail = {"rating": rating_id, "do": "read"}
        unit.audit(Happening(actor.role, actor.id, Action.READ_DANGEROUS, f"encounter:{found.encounter_id}", detail))
