"""Magnets: issued to a doctor of a community, looked up by a phone, handed on when the doctor leaves, ended when lost or worn.

Whom a resident reads and calls is `contact_of`: never somebody who left, whatever became of the magnet.

A magnet that ended begins no consultation from then on; one that runs goes on (`records.store.linking`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, exists, func, insert, select, update

from records.store.accounts import find_clinician, normal_username
from records.store.audit import Happening
from records.store.database import Unit, new_id
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor, Role, require
from records.store.tables.people import Clinician, Community, Magnet, Membership

MOST_AT_ONCE = 10_000
_ID = re.compile(r"[0-9a-f]{8,32}")

Ended = Literal["revoked", "lost", "replaced"]


@dataclass(frozen=True)
class MagnetRow:
    """A magnet with what its page says. `ended_as` and `replaced_by` are None while it is in use."""

    id: str
    community_id: str
    community_zh: str
    community_en: str
    doctor: str
    doctor_phone: str
    issued_at_ms: int
    revoked_at_ms: int | None
    ended_as: Ended | None = None
    replaced_by: str | None = None
    doctor_username: str = ""
    doctor_left: bool = False
    """The account of its doctor was closed, or works in this community no more."""
    community_phone: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom a resident reads and calls; `phone` may be empty. `name_en` is there where it is the community, not a doctor."""

    name: str
    phone: str
    name_en: str | None = None


def issue_magnets(unit: Unit, actor: Actor, *, community_id: str, doctor: str | None, count: int) -> list[str]:
    """Make magnets of a doctor (by username) of a community and answer their ids.

    Without a doctor it is the only one of the community. Raises `Refused` (count, several doctors), `NotVisible`.
    """
    require(actor, Action.MANAGE_MAGNETS)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused("count", f"1 to {MOST_AT_ONCE} magnets at a time")
    if unit.connection.execute(select(Community.id).where(Community.id == community_id)).first() is None:
        raise NotVisible("no such community (jiayi communities list shows them)")
    clinician = _doctor_of(unit, community_id, doctor)
    ids = [new_id() for _ in range(count)]
    unit.connection.execute(
        insert(Magnet),
        [
            {"id": magnet, "community_id": community_id, "clinician_id": clinician, "issued_at_ms": unit.now_ms}
            for magnet in ids
        ],
    )
    detail = {"do": "issue", "count": count, "doctor": clinician, "first": ids[0]}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"community:{community_id}", detail))
    return ids


def assign_magnets(unit: Unit, actor: Actor, magnet_ids: Sequence[str], doctor: str) -> list[str]:
    """Hand magnets in use on to another doctor of their community; answers those that changed hands.

    All or none. What is printed on them stays: print them anew where the old name misleads.

    Raises:
        NotVisible: no such magnet, or no such doctor in its community.
        Refused: a magnet has ended.
    """
    require(actor, Action.MANAGE_MAGNETS)
    changed = []
    for magnet_id in magnet_ids:
        magnet = _held(unit, magnet_id)
        if magnet.revoked_at_ms is not None:
            raise Refused("ended", f"magnet {magnet.id} has ended ({magnet.ended_as}): replace it instead")
        clinician = _doctor_of(unit, magnet.community_id, doctor)
        if clinician == magnet.clinician_id:
            continue
        unit.connection.execute(update(Magnet).where(Magnet.id == magnet.id).values(clinician_id=clinician))
        detail = {"do": "assign", "from": magnet.clinician_id, "doctor": clinician}
        unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"magnet:{magnet.id}", detail))
        changed.append(str(magnet.id))
    return changed


def assign_all(unit: Unit, actor: Actor, *, from_doctor: str, community_id: str, doctor: str) -> int:
    """Hand all magnets in use of a doctor, who may have left, on to another one of the community; answers how many.

    Raises:
        NotVisible: no such account, or no such doctor in this community.
    """
    require(actor, Action.MANAGE_MAGNETS)
    leaver = find_clinician(unit, from_doctor)
    heir = _doctor_of(unit, community_id, doctor)
    return 0 if heir == leaver else _pass_on(unit, actor, leaver, community_id, heir)


def hand_on(unit: Unit, actor: Actor, leaver: str, heirs: Mapping[str, str], *, leaves: set[str] | None) -> int:
    """Hand the magnets in use of a doctor (by id) who leaves these communities (None: all) on; answers how many changed hands.

    `heirs` names a username for each community. Where no other doctor works nobody can be named: who scans reads the community.

    Raises:
        Refused: there are others in a community, and none was named.
        NotVisible: who was named is no doctor of that community.
    """
    counts = unit.connection.execute(
        select(Magnet.community_id, Community.name_zh, func.count().label("held"))
        .join(Community, Community.id == Magnet.community_id)
        .where(Magnet.clinician_id == leaver, Magnet.revoked_at_ms.is_(None))
        .group_by(Magnet.community_id, Community.name_zh)
    ).all()
    changed = 0
    for row in counts:
        if leaves is not None and row.community_id not in leaves:
            continue
        others = [each for each in unit.connection.execute(_doctors_of(row.community_id)) if each.id != leaver]
        if not others:
            continue
        heir = heirs.get(row.community_id)
        named = None if heir is None else _doctor_of(unit, row.community_id, heir)
        if named is None or named == leaver:
            names = ", ".join(each.username for each in others[:10])
            raise Refused(
                "magnets", f"{row.held} magnets of {row.name_zh} show this doctor: name who takes them ({names})"
            )
        changed += _pass_on(unit, actor, leaver, row.community_id, named)
    return changed


def _pass_on(unit: Unit, actor: Actor, leaver: str, community_id: str, heir: str) -> int:
    count = unit.connection.execute(
        update(Magnet)
        .where(Magnet.clinician_id == leaver, Magnet.community_id == community_id, Magnet.revoked_at_ms.is_(None))
        .values(clinician_id=heir)
    ).rowcount
    detail = {"do": "assign", "from": leaver, "doctor": heir, "count": count}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"community:{community_id}", detail))
    return count


def revoke_magnet(unit: Unit, actor: Actor, magnet_id: str, *, ended_as: Ended = "revoked") -> None:
    """Make a magnet useless from now on; raises `NotVisible`. Ending one twice is no error: the first time stays."""
    require(actor, Action.MANAGE_MAGNETS)
    magnet = _held(unit, magnet_id)
    if magnet.revoked_at_ms is None:
        values = {"revoked_at_ms": unit.now_ms, "ended_as": ended_as}
        unit.connection.execute(update(Magnet).where(Magnet.id == magnet.id).values(**values))
    detail = {"do": {"revoked": "revoke", "lost": "lost", "replaced": "replace"}[ended_as]}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"magnet:{magnet.id}", detail))


def replace_magnet(unit: Unit, actor: Actor, magnet_id: str, *, doctor: str | None = None) -> str:
    """End a magnet and make one in its place, of its doctor or of `doctor`; answers the new one's id.

    Raises:
        NotVisible: no such magnet, or its doctor has left and nobody was named.
        Refused: it was replaced before.
    """
    require(actor, Action.MANAGE_MAGNETS)
    magnet = _held(unit, magnet_id)
    if magnet.replaced_by is not None:
        raise Refused("replaced", f"magnet {magnet.id} was replaced before, by {magnet.replaced_by}")
    if doctor is None:
        doctor = unit.connection.execute(
            select(Clinician.username).where(Clinician.id == magnet.clinician_id)
        ).scalar_one()
    (made,) = issue_magnets(unit, actor, community_id=magnet.community_id, doctor=doctor, count=1)
    revoke_magnet(unit, actor, magnet.id, ended_as="replaced")
    unit.connection.execute(update(Magnet).where(Magnet.id == magnet.id).values(replaced_by=made))
    return made


def find_magnet(connection: Connection, magnet_id: str) -> MagnetRow | None:
    """Answer a magnet, ended or not, with its community and doctor."""
    found = connection.execute(_rows().where(Magnet.id == magnet_id)).one_or_none()
    return None if found is None else MagnetRow(*found)


def contact_of(connection: Connection, magnet: MagnetRow) -> Contact:
    """Answer whom a magnet leads to: its doctor; if he left, the only other one there, or else the community.

    Without a phone of its own the community lends that of one who works there.
    """
    if not magnet.doctor_left:
        return Contact(magnet.doctor, magnet.doctor_phone)
    there = connection.execute(_doctors_of(magnet.community_id)).all()
    if len(there) == 1:
        return Contact(there[0].name, there[0].phone or magnet.community_phone)
    phones = (magnet.community_phone, *(each.phone for each in there))
    return Contact(magnet.community_zh, next(filter(None, phones), ""), magnet.community_en)


def list_magnets(
    unit: Unit,
    actor: Actor,
    *,
    limit: int = 1000,
    community_id: str | None = None,
    doctor: str | None = None,
    in_use: bool | None = None,
) -> Sequence[MagnetRow]:
    """Answer the newest magnets first; of one community or doctor (by username), in use or ended."""
    require(actor, Action.MANAGE_MAGNETS)
    query = _rows().order_by(Magnet.issued_at_ms.desc(), Magnet.id).limit(limit)
    if community_id is not None:
        query = query.where(Magnet.community_id == community_id)
    if doctor is not None:
        query = query.where(Clinician.username == normal_username(doctor))
    if in_use is not None:
        query = query.where(Magnet.revoked_at_ms.is_(None) if in_use else Magnet.revoked_at_ms.is_not(None))
    return [MagnetRow(*row) for row in unit.connection.execute(query)]


def magnet_named(connection: Connection, name: str) -> str:
    """Answer the id of a magnet by its id, its link, or the number that is printed on it (the first 8 characters of the id).

    Raises:
        NotVisible: there is no such magnet.
        Refused: several begin like this; more of the id is needed.
    """
    wanted = name.strip().split("#")[0].rsplit("/", 1)[-1].lower()
    if not _ID.fullmatch(wanted):
        raise NotVisible(f"no such magnet: {name.strip()[:80]} (its link, its id, or the 8 characters printed on it)")
    found = connection.execute(select(Magnet.id).where(Magnet.id.startswith(wanted)).limit(2)).scalars().all()
    if not found:
        raise NotVisible(f"no such magnet: {wanted}")
    if len(found) > 1:
        raise Refused("magnet", f"several magnets begin with {wanted}: give the whole id or the link")
    return found[0]


def _held(unit: Unit, magnet_id: str) -> Any:
    """Answer a magnet's row, locked until the transaction ends."""
    magnet = unit.connection.execute(
        select(Magnet.__table__).where(Magnet.id == magnet_id).with_for_update()
    ).one_or_none()
    if magnet is None:
        raise NotVisible("no such magnet")
    return magnet


def _doctor_of(unit: Unit, community_id: str, doctor: str | None) -> str:
    """Answer the id of a doctor who works in this community; None stands for the only one."""
    # Held until the transaction ends: who leaves at this moment leaves after it, and finds these magnets too.
    query = _doctors_of(community_id).with_for_update(read=True)
    if doctor is not None:
        query = query.where(Clinician.username == normal_username(doctor))
    found = unit.connection.execute(query).all()
    if not found:
        raise NotVisible(
            "no doctor works in this community yet" if doctor is None else f"no doctor {doctor} works in this community"
        )
    if len(found) > 1:
        names = ", ".join(row.username for row in found[:10])
        raise Refused("doctor", f"this community has {len(found)} doctors: name one of {names}")
    return str(found[0].id)


def _doctors_of(community_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Clinician.id, Clinician.username, Clinician.name, Clinician.phone)
        .join(Membership, Membership.clinician_id == Clinician.id)
        .where(
            Clinician.role == Role.DOCTOR.value,
            Clinician.closed_at_ms.is_(None),
            Membership.community_id == community_id,
        )
        .order_by(Clinician.username)
    )


def doctor_left() -> ColumnElement[bool]:
    """Answer the condition, over a magnet and its doctor, that he works in its community no more."""
    here = exists().where(Membership.clinician_id == Clinician.id, Membership.community_id == Magnet.community_id)
    return Clinician.closed_at_ms.is_not(None) | ~here.correlate(Clinician, Magnet)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Magnet.id,
            Magnet.community_id,
            Community.name_zh,
            Community.name_en,
            Clinician.name,
            Clinician.phone,
            Magnet.issued_at_ms,
            Magnet.revoked_at_ms,
            Magnet.ended_as,
            Magnet.replaced_by,
            Clinician.username,
            doctor_left(),
            Community.phone,
        )
        .join(Community, Community.id == Magnet.community_id)
        .join(Clinician, Clinician.id == Magnet.clinician_id)
    )
