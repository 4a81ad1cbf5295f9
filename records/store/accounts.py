"""Communities, clinicians and whose records they may see. Passwords are kept as Argon2id hashes (RFC 9106) only."""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update

from records.store.audit import Happening
from records.store.calling import LONGEST_COMMUNITY, said_name, said_phone
from records.store.database import Unit, new_id
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor, Role, require
from records.store.second_factor import forget_second_factor
from records.store.tables.people import Clinician, Community, LoginSession, Magnet, Membership
from records.store.tables.residents import IdentityCard
from records.store.tables.trail import AuditEntry

_SET_ANEW = "password"
_FORGOT = "forget_second_factor"
_APART_MS = 24 * 3_600_000
MIN_PASSWORD = 8
MAX_PASSWORD = 200
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_HASHER = PasswordHasher()  # RFC 9106 low-memory profile: 64 MiB, 3 passes, 4 lanes
_AT_ONCE = threading.BoundedSemaphore(4)  # 64 MiB each: a storm of log-ins must not exhaust the memory


@dataclass(frozen=True)
class CommunityRow:
    """A community as administration sees it."""

    id: str
    name_zh: str
    name_en: str
    phone: str


@dataclass(frozen=True)
class ClinicianRow:
    """An account as administration sees it; never the password."""

    id: str
    username: str
    name: str
    phone: str
    role: str
    communities: tuple[str, ...]
    closed: bool
    cards: int
    """Of how many residents it confirmed the identity card, and nobody took that back."""
    magnets: dict[str, int]
    """How many magnets in use show this doctor, by community."""


def normal_username(username: str) -> str:
    """Bring a username to its one form; what is no username stays unknown."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def hash_password(password: str) -> str:
    """Answer the hash to keep; raises `Refused` for a password that is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Refused("password", f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    with _AT_ONCE:
        return _HASHER.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Tell whether a password belongs to a hash. Without a hash (unknown name) it takes as long and answers no."""
    if len(password) > MAX_PASSWORD:
        return False
    nobody = _nobody()
    with _AT_ONCE:
        try:
            _HASHER.verify(password_hash or nobody, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@cache
def _nobody() -> str:
    return _HASHER.hash(new_id())


def create_community(unit: Unit, actor: Actor, name_zh: str, name_en: str, phone: str = "") -> str:
    """Make a community and answer its id; raises `Refused` (a name in each language, a phone that can be called)."""
    require(actor, Action.MANAGE_COMMUNITIES)
    community_id = new_id()
    unit.connection.execute(
        insert(Community).values(
            id=community_id,
            name_zh=said_name(name_zh, LONGEST_COMMUNITY),
            name_en=said_name(name_en, LONGEST_COMMUNITY),
            phone=said_phone(phone),
            created_at_ms=unit.now_ms,
        )
    )
    unit.audit(
        Happening(actor.role, actor.id, Action.MANAGE_COMMUNITIES, f"community:{community_id}", {"do": "create"})
    )
    return community_id


def list_communities(unit: Unit, actor: Actor) -> list[CommunityRow]:
    """Answer all communities by name."""
    require(actor, Action.MANAGE_COMMUNITIES)
    rows = unit.connection.execute(
        select(Community.id, Community.name_zh, Community.name_en, Community.phone).order_by(Community.name_zh)
    )
    return [CommunityRow(*row) for row in rows]


def create_clinician(
    unit: Unit,
    actor: Actor,
    *,
    username: str,
    password: str,
    name: str,
    phone: str,
    role: Role,
    communities: tuple[str, ...],
) -> str:
    """Make an account and answer its id; raises `Refused` (name taken, no such role or community, weak password)."""
    require(actor, Action.MANAGE_CLINICIANS)
    username = normal_username(username)
    if not _USERNAME.fullmatch(username):
        raise Refused("username", "a username has 2 to 40 of a-z, 0-9, dot, dash and underscore")
    if role not in (Role.DOCTOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR):
        raise Refused("role", "an account is a doctor, supervisor, administrator or auditor")
    name, phone = said_name(name), said_phone(phone)
    if unit.connection.execute(select(Clinician.id).where(Clinician.username == username)).first():
        raise Refused("username_taken", "this username is taken")
    require_communities(unit, communities)
    clinician_id = new_id()
    unit.connection.execute(
        insert(Clinician).values(
            id=clinician_id,
            username=username,
            name=name,
            phone=phone,
            role=role.value,
            password_hash=hash_password(password),
            created_at_ms=unit.now_ms,
        )
    )
    if communities:
        unit.connection.execute(
            insert(Membership),
            [{"clinician_id": clinician_id, "community_id": community} for community in sorted(set(communities))],
        )
    detail = {"do": "create", "role": role.value, "communities": ",".join(sorted(communities))}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))
    return clinician_id


def list_clinicians(unit: Unit, actor: Actor) -> list[ClinicianRow]:
    """Answer all accounts by username."""
    require(actor, Action.MANAGE_CLINICIANS)
    members: dict[str, list[str]] = {}
    for row in unit.connection.execute(select(Membership.clinician_id, Membership.community_id)):
        members.setdefault(row.clinician_id, []).append(row.community_id)
    seen = select(IdentityCard.clinician_id, func.count().label("cards")).group_by(IdentityCard.clinician_id)
    cards = {row.clinician_id: int(row.cards) for row in unit.connection.execute(seen)}
    shown: dict[str, dict[str, int]] = {}
    in_use = select(Magnet.clinician_id, Magnet.community_id, func.count().label("held")).where(
        Magnet.revoked_at_ms.is_(None)
    )
    for doctor, community, held in unit.connection.execute(in_use.group_by(Magnet.clinician_id, Magnet.community_id)):
        shown.setdefault(doctor, {})[community] = int(held)
    return [
        ClinicianRow(
            row.id,
            row.username,
            row.name,
            row.phone,
            row.role,
            tuple(sorted(members.get(row.id, []))),
            closed=row.closed_at_ms is not None,
            cards=cards.get(row.id, 0),
            magnets=shown.get(row.id, {}),
        )
        for row in unit.connection.execute(select(Clinician.__table__).order_by(Clinician.username))
    ]


def set_password(unit: Unit, actor: Actor, username: str, password: str, *, shown: bool = False) -> None:
    """Give an account a new password and end its sessions; raises `NotVisible`, `Refused` (also `two_people`).

    Of one's own account the password of before was `shown` (`records.store.sessions.show_password`), else `own_password`: whoever found
    a session open must not keep the account.
    """
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = find_clinician(unit, username)
    if clinician_id == actor.id and not shown:
        raise Refused("own_password", "of one's own account the password of before is asked for")
    _not_alone(unit, actor, clinician_id, _FORGOT)
    unit.connection.execute(
        update(Clinician).where(Clinician.id == clinician_id).values(password_hash=hash_password(password))
    )
    unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == clinician_id))
    unit.audit(
        Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", {"do": _SET_ANEW})
    )


def forget_authenticator(unit: Unit, actor: Actor, username: str) -> None:
    """Take an account's authenticator away and end its sessions: phone and recovery codes are lost.

    Raises:
        NotVisible: no such account that is open.
        Refused: it is the actor's own: whoever found a session open must not get rid of the second factor; or `two_people`.
    """
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = anothers(unit, actor, username, open_only=True)
    _not_alone(unit, actor, clinician_id, _SET_ANEW)
    forget_second_factor(unit, clinician_id)
    unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == clinician_id))
    detail = {"do": _FORGOT}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))


def _not_alone(unit: Unit, actor: Actor, clinician_id: str, other: str) -> None:
    """Raise `Refused` where this administrator did the other of the two things lately: who does both signs in as somebody else.

    An operator at the machine may, for a house with one administrator.
    """
    if actor.role is not Role.ADMINISTRATOR:
        return
    did = unit.connection.execute(
        select(AuditEntry.detail).where(
            AuditEntry.subject == f"clinician:{clinician_id}",
            AuditEntry.actor == actor.id,
            AuditEntry.at_ms > unit.now_ms - _APART_MS,
        )
    ).scalars()
    if any(json.loads(detail).get("do") == other for detail in did):
        raise Refused("two_people", "password and authenticator are not both taken by one administrator within a day")


def find_clinician(unit: Unit, username: str, *, open_only: bool = False) -> str:
    """Answer the id of an account; raises `NotVisible`."""
    username = normal_username(username)
    if not _USERNAME.fullmatch(username):
        raise NotVisible("no such account")
    query = select(Clinician.id).where(Clinician.username == username)
    found = unit.connection.execute(
        query.where(Clinician.closed_at_ms.is_(None)) if open_only else query
    ).scalar_one_or_none()
    if found is None:
        raise NotVisible("no such account")
    return str(found)


def anothers(unit: Unit, actor: Actor, username: str, *, open_only: bool = False) -> str:
    """Answer the id of an account that is not the actor's own; raises `NotVisible`, `Refused`."""
    clinician_id = find_clinician(unit, username, open_only=open_only)
    if clinician_id == actor.id:
        raise Refused("own_account", "this is not done to the own account: ask another administrator")
    return clinician_id


def require_communities(unit: Unit, communities: Collection[str]) -> None:
    """Raise `Refused` for a community that there is not."""
    known = unit.connection.execute(select(Community.id).where(Community.id.in_(communities))).scalars().all()
    if missing := set(communities) - set(known):
        raise Refused("community", f"no such community: {', '.join(sorted(missing))}")
