"""Logging in, and who a token stands for. The token is random and opaque; the database holds its digest only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from records.seal.wire import b64u
from records.store.accounts import normal_username, password_fits
from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.errors import BadCredentials, LockedOut
from records.store.policy import Actor, Role
from records.store.tables.people import Clinician, Community, LoginSession, Membership
from records.store.throttle import count_try, forgive, gates

IDLE_MS = 30 * 60 * 1000
LONGEST_MS = 12 * 60 * 60 * 1000
_SEEN_EVERY_MS = 30 * 1000
_TOKEN_BYTES = 32


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token, told once, and who it stands for."""

    token: str
    actor: Actor
    community_names: tuple[tuple[str, str, str], ...]
    """(id, name in Chinese, name in English)."""


def log_in(database: Database, username: str, password: str, address: str) -> LoggedIn:
    """Check name and password and begin a session; raises `BadCredentials` or `LockedOut`.

    An unknown name, a closed account and a wrong password are the same to the caller, in words and nearly in time.
    """
    username = normal_username(username)
    with database.transaction() as unit:
        account, origin = gates(unit, username, address)
        # An address that has to wait does not lock anybody else's account on top.
        wait_ms = count_try(unit, origin) or count_try(unit, account)
        found = unit.connection.execute(select(Clinician.__table__).where(Clinician.username == username)).one_or_none()
        who = found.id if found else "unknown"
        if wait_ms:
            unit.audit(Happening("anybody", who, "log_in", f"clinician:{who}", {"outcome": "locked"}))
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    usable = found is not None and found.closed_at_ms is None
    fits = password_fits(found.password_hash if found is not None and usable else None, password)
    with database.transaction() as unit:
        outcome = "accepted" if fits else "refused"
        unit.audit(Happening("anybody", who, "log_in", f"clinician:{who}", {"outcome": outcome}))
        if fits and found is not None:
            forgive(unit, account, origin)
            return _begin(unit, found.id, Role(found.role), found.name)
    raise BadCredentials("unknown name or wrong password")


def authenticate(unit: Unit, token: str) -> Actor:
    """Answer who a token stands for and keep the session alive; raises `BadCredentials` for none, idle or closed."""
    row = unit.connection.execute(
        select(LoginSession.created_at_ms, LoginSession.seen_at_ms, Clinician.id, Clinician.role, Clinician.name)
        .join(Clinician, Clinician.id == LoginSession.clinician_id)
        .where(LoginSession.token_digest == _digest(token), Clinician.closed_at_ms.is_(None))
    ).one_or_none()
    if row is None or unit.now_ms - row.seen_at_ms > IDLE_MS or unit.now_ms - row.created_at_ms > LONGEST_MS:
        raise BadCredentials("no such session")
    if unit.now_ms - row.seen_at_ms > _SEEN_EVERY_MS:
        unit.connection.execute(
            update(LoginSession).where(LoginSession.token_digest == _digest(token)).values(seen_at_ms=unit.now_ms)
        )
    communities = unit.connection.execute(select(Membership.community_id).where(Membership.clinician_id == row.id))
    return Actor(Role(row.role), row.id, frozenset(communities.scalars()), row.name)


def log_out(unit: Unit, token: str) -> None:
    """End a session; ending one that is over already is no error."""
    gone = unit.connection.execute(
        delete(LoginSession).where(LoginSession.token_digest == _digest(token)).returning(LoginSession.clinician_id)
    ).scalar_one_or_none()
    if gone is not None:
        unit.audit(Happening("anybody", gone, "log_out", f"clinician:{gone}"))


def forget_old_sessions(unit: Unit) -> int:
    """Remove sessions that nobody can use any more; answers how many."""
    result = unit.connection.execute(
        delete(LoginSession).where(
            (LoginSession.seen_at_ms < unit.now_ms - IDLE_MS) | (LoginSession.created_at_ms < unit.now_ms - LONGEST_MS)
        )
    )
    return result.rowcount


def _begin(unit: Unit, clinician_id: str, role: Role, name: str) -> LoggedIn:
    token = b64u(secrets.token_bytes(_TOKEN_BYTES))
    unit.connection.execute(
        insert(LoginSession).values(
            token_digest=_digest(token), clinician_id=clinician_id, created_at_ms=unit.now_ms, seen_at_ms=unit.now_ms
        )
    )
    rows = unit.connection.execute(
        select(Community.id, Community.name_zh, Community.name_en)
        .join(Membership, Membership.community_id == Community.id)
        .where(Membership.clinician_id == clinician_id)
        .order_by(Community.name_zh)
    ).all()
    actor = Actor(role, clinician_id, frozenset(row.id for row in rows), name)
    return LoggedIn(token, actor, tuple((row.id, row.name_zh, row.name_en) for row in rows))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
