"""Accounts and communities change: names, numbers, whose records a doctor sees, and leaving. Nothing is left with who is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from records.store.accounts import anothers, find_clinician, require_communities
from records.store.audit import Happening
from records.store.calling import LONGEST_COMMUNITY, said_name, said_phone
from records.store.database import Unit
from records.store.errors import NotVisible, Refused
from records.store.magnets import hand_on
from records.store.policy import Action, Actor, require
from records.store.tables.encounters import OPEN, Encounter
from records.store.tables.people import Clinician, Community, LoginSession, Membership
from records.store.tables.signin import ProviderIdentity

Heirs = Mapping[str, str]
"""Who takes magnets over: a username for each community."""
NOBODY: Final[Heirs] = MappingProxyType({})


def update_community(
    unit: Unit,
    actor: Actor,
    community_id: str,
    *,
    name_zh: str | None = None,
    name_en: str | None = None,
    phone: str | None = None,
) -> None:
    """Change what a community is called and which number it has; None leaves a thing as it is. Raises `NotVisible`, `Refused`."""
    require(actor, Action.MANAGE_COMMUNITIES)
    names = {"name_zh": name_zh, "name_en": name_en}
    values = {key: said_name(name, LONGEST_COMMUNITY) for key, name in names.items() if name is not None}
    if phone is not None:
        values["phone"] = said_phone(phone)
    known = unit.connection.execute(select(Community.id).where(Community.id == community_id).with_for_update()).first()
    if known is None:
        raise NotVisible("no such community (jiayi communities list shows them)")
    if values:
        unit.connection.execute(update(Community).where(Community.id == community_id).values(**values))
    detail = {"do": "update", "changed": ",".join(sorted(values))}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_COMMUNITIES, f"community:{community_id}", detail))


def update_clinician(
    unit: Unit,
    actor: Actor,
    username: str,
    *,
    name: str | None = None,
    phone: str | None = None,
    communities: Collection[str] | None = None,
    magnets_to: Heirs = NOBODY,
) -> None:
    """Change an open account; None leaves a thing as it is. What a doctor had in a community left behind stays there.

    Raises:
        NotVisible: no such account, or who is to take magnets over is no doctor there.
        Refused: the name, phone or community is none; magnets have to be handed on; open work would be without any community.
    """
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = find_clinician(unit, username, open_only=True)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = said_name(name)
    if phone is not None:
        values["phone"] = said_phone(phone)
    if communities is not None:
        require_communities(unit, communities)
    _hold(unit, clinician_id)
    if values:
        unit.connection.execute(update(Clinician).where(Clinician.id == clinician_id).values(**values))
    detail: dict[str, Any] = {"do": "update", "changed": ",".join(sorted(values))}
    if communities is not None:
        detail |= _move(unit, actor, clinician_id, set(communities), magnets_to)
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))


def close_clinician(unit: Unit, actor: Actor, username: str, *, magnets_to: Heirs = NOBODY) -> None:
    """Close an account and end its sessions; its open work goes to the community, its magnets to who is named, what it did stays.

    Raises:
        NotVisible: no such account, or who is to take magnets over is no doctor there.
        Refused: it is the actor's own, for the house must not lock itself out; or magnets have to be handed on.
    """
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = anothers(unit, actor, username)
    # Both, in one order: of two administrators who close each other at once, the second finds themselves closed.
    if actor.id in _hold(unit, clinician_id, actor.id):
        raise NotVisible("no such account")
    magnets = hand_on(unit, actor, clinician_id, magnets_to, leaves=None)
    unit.connection.execute(
        update(Clinician)
        .where(Clinician.id == clinician_id, Clinician.closed_at_ms.is_(None))
        .values(closed_at_ms=unit.now_ms)
    )
    unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == clinician_id))
    # Whoever comes back gets another account, which this identity may then be linked to.
    unit.connection.execute(delete(ProviderIdentity).where(ProviderIdentity.clinician_id == clinician_id))
    left = unit.connection.execute(
        update(Encounter).where(Encounter.doctor_id == clinician_id).values(doctor_id=None)
    ).rowcount
    detail = {"do": "close", "encounters": left, "magnets": magnets}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))


def _hold(unit: Unit, *clinician_ids: str) -> set[str]:
    """Hold these accounts until the transaction ends; answer which of them are closed. An operator's id is none of an account."""
    rows = unit.connection.execute(
        select(Clinician.id, Clinician.closed_at_ms)
        .where(Clinician.id.in_(clinician_ids))
        .order_by(Clinician.id)
        .with_for_update()
    )
    return {row.id for row in rows if row.closed_at_ms is not None}


def _move(unit: Unit, actor: Actor, clinician_id: str, wanted: set[str], heirs: Heirs) -> dict[str, Any]:
    """Let an account see these communities and no others; answer what the trail is told."""
    mine = Membership.clinician_id == clinician_id
    had = set(unit.connection.execute(select(Membership.community_id).where(mine)).scalars())
    leaves, joins = had - wanted, wanted - had
    work = Encounter.doctor_id == clinician_id
    if leaves and not wanted:
        waiting = unit.connection.execute(select(func.count()).select_from(Encounter).where(work, OPEN)).scalar_one()
        if waiting:
            raise Refused(
                "last_community", f"{waiting} open consultations are this doctor's: close the account instead"
            )
    magnets = hand_on(unit, actor, clinician_id, heirs, leaves=leaves)
    left = 0
    if leaves:
        unit.connection.execute(delete(Membership).where(mine, Membership.community_id.in_(leaves)))
        there = Encounter.community_id.in_(leaves)
        left = unit.connection.execute(update(Encounter).where(work, there).values(doctor_id=None)).rowcount
    if joins:
        rows = [{"clinician_id": clinician_id, "community_id": community} for community in sorted(joins)]
        unit.connection.execute(insert(Membership), rows)
    told = {"joins": ",".join(sorted(joins)), "leaves": ",".join(sorted(leaves))}
    return {**told, "encounters": left, "magnets": magnets}
