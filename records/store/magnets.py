"""Magnets: issued to a doctor of a community, looked up by a phone, revoked when lost or when the doctor leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from records.store.accounts import normal_username
from records.store.audit import Happening
from records.store.database import Unit, new_id
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor, Role, require
from records.store.tables.people import Clinician, Community, Magnet, Membership

MOST_AT_ONCE = 10_000


@dataclass(frozen=True)
class MagnetRow:
    """A magnet with what its page says."""

    id: str
    community_id: str
    community_zh: str
    community_en: str
    doctor: str
    doctor_phone: str
    issued_at_ms: int
    revoked_at_ms: int | None


def issue_magnets(unit: Unit, actor: Actor, *, community_id: str, doctor: str, count: int) -> list[str]:
    """Make magnets of a doctor (by username) of a community and answer their ids; raises `Refused`, `NotVisible`."""
    require(actor, Action.MANAGE_MAGNETS)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused("count", f"1 to {MOST_AT_ONCE} magnets at a time")
    clinician = unit.connection.execute(
        select(Clinician.id)
        .join(Membership, Membership.clinician_id == Clinician.id)
        .where(
            Clinician.username == normal_username(doctor),
            Clinician.role == Role.DOCTOR.value,
            Clinician.closed_at_ms.is_(None),
            Membership.community_id == community_id,
        )
    ).scalar_one_or_none()
    if clinician is None:
        raise NotVisible("no such doctor in this community")
    ids = [new_id() for _ in range(count)]
    unit.connection.execute(
        insert(Magnet),
        [
            {"id": magnet, "community_id": community_id, "clinician_id": clinician, "issued_at_ms": unit.now_ms}
            for magnet in ids
        ],
    )
    detail = {"do": "issue", "count": count, "doctor": str(clinician), "first": ids[0]}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"community:{community_id}", detail))
    return ids


def revoke_magnet(unit: Unit, actor: Actor, magnet_id: str) -> None:
    """Make a magnet useless from now on; raises `NotVisible`. Revoking twice is no error."""
    require(actor, Action.MANAGE_MAGNETS)
    if find_magnet(unit.connection, magnet_id) is None:
        raise NotVisible("no such magnet")
    unit.connection.execute(
        update(Magnet).where(Magnet.id == magnet_id, Magnet.revoked_at_ms.is_(None)).values(revoked_at_ms=unit.now_ms)
    )
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"magnet:{magnet_id}", {"do": "revoke"}))


def find_magnet(connection: Connection, magnet_id: str) -> MagnetRow | None:
    """Answer a magnet, revoked or not, with its community and doctor."""
    rows = _select(connection, magnet_id=magnet_id, limit=1)
    return rows[0] if rows else None


def list_magnets(unit: Unit, actor: Actor, *, limit: int = 1000) -> Sequence[MagnetRow]:
    """Answer the newest magnets first."""
    require(actor, Action.MANAGE_MAGNETS)
    return _select(unit.connection, magnet_id=None, limit=limit)


def _select(connection: Connection, *, magnet_id: str | None, limit: int) -> list[MagnetRow]:
    query = (
        select(
            Magnet.id,
            Magnet.community_id,
            Community.name_zh,
            Community.name_en,
            Clinician.name,
            Clinician.phone,
            Magnet.issued_at_ms,
            Magnet.revoked_at_ms,
        )
        .join(Community, Community.id == Magnet.community_id)
        .join(Clinician, Clinician.id == Magnet.clinician_id)
        .order_by(Magnet.issued_at_ms.desc(), Magnet.id)
        .limit(limit)
    )
    if magnet_id is not None:
        query = query.where(Magnet.id == magnet_id)
    return [MagnetRow(*row) for row in connection.execute(query)]
