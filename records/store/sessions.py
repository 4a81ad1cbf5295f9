"""Logging in, and who a token stands for. The token is random and opaque; the database holds its digest only.

A session has a stage. `full` is signed in; `code` waits for the second factor and `enrol` for one to be set up, five minutes and nothing
else is open to them. What the screen fetches by itself does not count as use: an unattended screen signs out.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, insert, select, update

from records.seal.wire import b64u
from records.store.accounts import normal_username, password_fits
from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.errors import BadCredentials, LockedOut, Refused
from records.store.policy import Action, Actor, Role, require
from records.store.second_factor import (
    Enrolment,
    begin_enrolment,
    confirm_enrolment,
    has_second_factor,
    recovery_codes_left,
    use_code,
)
from records.store.tables.people import Clinician, Community, LoginSession, Membership
from records.store.throttle import code_gate, count_try, forgive, gates, open_gate, password_gate

IDLE_MS = 30 * 60 * 1000
LONGEST_MS = 12 * 60 * 60 * 1000
HALF_WAY_MS = 5 * 60 * 1000
_SEEN_EVERY_MS = 30 * 1000
_TOKEN_BYTES = 32
Stage = Literal["full", "code", "enrol"]


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token, told once, who it stands for, and how far the log-in is."""

    token: str
    actor: Actor
    community_names: tuple[tuple[str, str, str], ...]
    """(id, name in Chinese, name in English)."""
    stage: Stage


@dataclass(frozen=True)
class Account:
    """What a clinician sees of the own account."""

    actor: Actor
    username: str
    community_names: tuple[tuple[str, str, str], ...]
    second_factor: bool
    recovery_codes: int
    sessions: int
    toured: bool


def log_in(
    database: Database,
    username: str,
    password: str,
    address: str,
    *,
    second_factor_required: bool = False,
    administrators_only: bool = False,
) -> LoggedIn:
    """Check name and password and begin a session; raises `BadCredentials`, `LockedOut`.

    An unknown name, a closed account and a wrong password are the same to the caller, in words and nearly in time. With
    `administrators_only` a right password of anybody else is `Refused` (`provider_only`).
    """
    username = normal_username(username)
    with database.transaction() as unit:
        pair, account, origin = gates(unit, username, address)
        # An address that has to wait does not lock anybody else's account on top.
        wait_ms = count_try(unit, origin) or count_try(unit, pair) or count_try(unit, account)
        found = unit.connection.execute(select(Clinician.__table__).where(Clinician.username == username)).one_or_none()
        who = found.id if found else "unknown"
        if wait_ms:
            unit.audit(Happening("anybody", who, "log_in", f"clinician:{who}", {"outcome": "locked"}))
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    usable = found is not None and found.closed_at_ms is None
    fits = password_fits(found.password_hash if found is not None and usable else None, password)
    with database.transaction() as unit:
        elsewhere = fits and administrators_only and found is not None and found.role != Role.ADMINISTRATOR
        outcome = "provider_only" if elsewhere else "accepted" if fits else "refused"
        unit.audit(Happening("anybody", who, "log_in", f"clinician:{who}", {"outcome": outcome}))
        if fits and found is not None:
            forgive(unit, pair, account, origin)
            if not elsewhere:
                return begin_vouched(unit, found.id, second_factor_required=second_factor_required)
    if elsewhere:
        raise Refused("provider_only", "this account signs in through the provider")
    raise BadCredentials("unknown name or wrong password")


def begin_vouched(
    unit: Unit, clinician_id: str, *, second_factor_shown: bool = False, second_factor_required: bool
) -> LoggedIn:
    """Begin a session of an open account whose first factor was found right; the caller audits.

    The second one is asked where there is an authenticator, or set up where it is required, unless it was shown elsewhere.
    """
    stage: Stage = "enrol" if second_factor_required else "full"
    if has_second_factor(unit, clinician_id):
        stage = "code"
    return _begin(unit, clinician_id, "full" if second_factor_shown else stage)


def show_code(database: Database, token: str, code: str) -> LoggedIn:
    """Complete a log-in with the second factor: a new session for the half-way one.

    Raises `BadCredentials` (no such half-way session), `Refused` (`wrong_code`), `LockedOut`.
    """
    with database.transaction() as unit:
        actor = _actor(unit, token, ("code",))
        gate = code_gate(unit, actor.id)
        wait_ms = count_try(unit, gate)
        if wait_ms:
            unit.audit(Happening("anybody", actor.id, "log_in", f"clinician:{actor.id}", {"outcome": "locked"}))
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    with database.transaction() as unit:
        fits = use_code(unit, actor.id, code)
        outcome = "code_accepted" if fits else "code_refused"
        unit.audit(Happening("anybody", actor.id, "log_in", f"clinician:{actor.id}", {"outcome": outcome}))
        if fits:
            open_gate(unit, gate)
            _end(unit, token)
            return _begin(unit, actor.id, "full")
    raise Refused("wrong_code", "not a code that lets in")


def enrol(database: Database, token: str, code: str) -> Enrolment:
    """Begin to set up an authenticator, in a full session or a half-way one.

    Raises `BadCredentials`, `Refused`, `LockedOut`.
    """
    actor, wait_ms = _try_code(database, token)
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    with database.transaction() as unit:
        username = unit.connection.execute(select(Clinician.username).where(Clinician.id == actor.id)).scalar_one()
        begun = begin_enrolment(unit, actor, username, code)
        open_gate(unit, code_gate(unit, actor.id))
    return begun


def confirm(database: Database, token: str, code: str) -> tuple[list[str], LoggedIn]:
    """Finish setting up: answers the recovery codes and a new full session; all others of the account end.

    Raises `BadCredentials`, `LockedOut`, `Refused`.
    """
    actor, wait_ms = _try_code(database, token)
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    with database.transaction() as unit:
        codes = confirm_enrolment(unit, actor, code)
        open_gate(unit, code_gate(unit, actor.id))
        unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == actor.id))
        return codes, _begin(unit, actor.id, "full")


def authenticate(unit: Unit, token: str, *, background: bool = False) -> Actor:
    """Answer who a token stands for; raises `BadCredentials` for none, a half-way, an idle or a closed one.

    The session is kept alive, unless the request came from the screen by itself (`background`).
    """
    return _actor(unit, token, ("full",), background=background)


def _try_code(database: Database, token: str) -> tuple[Actor, int]:
    with database.transaction() as unit:
        actor = _actor(unit, token, ("full", "enrol"))
        require(actor, Action.OWN_ACCOUNT)
        return actor, count_try(unit, code_gate(unit, actor.id))


def show_password(database: Database, token: str, password: str) -> None:
    """Check the own password of who is signed in; raises `BadCredentials` (no session), `Refused` (`wrong_password`), `LockedOut`."""
    with database.transaction() as unit:
        actor = authenticate(unit, token)
        gate = password_gate(unit, actor.id)
        wait_ms = count_try(unit, gate)
        kept = unit.connection.execute(select(Clinician.password_hash).where(Clinician.id == actor.id)).scalar_one()
    if wait_ms:
        raise LockedOut(-(-wait_ms // 1000))
    fits = password_fits(kept, password)
    with database.transaction() as unit:
        outcome = "password_shown" if fits else "password_refused"
        unit.audit(Happening(actor.role, actor.id, "log_in", f"clinician:{actor.id}", {"outcome": outcome}))
        if fits:
            open_gate(unit, gate)
    if not fits:
        raise Refused("wrong_password", "this is not the password of the account that is signed in")


def _actor(unit: Unit, token: str, stages: tuple[Stage, ...], *, background: bool = False) -> Actor:
    row = unit.connection.execute(
        select(
            LoginSession.created_at_ms,
            LoginSession.seen_at_ms,
            LoginSession.stage,
            Clinician.id,
            Clinician.role,
            Clinician.name,
        )
        .join(Clinician, Clinician.id == LoginSession.clinician_id)
        .where(LoginSession.token_digest == _digest(token), Clinician.closed_at_ms.is_(None))
    ).one_or_none()
    if row is None or unit.now_ms - row.seen_at_ms > IDLE_MS or unit.now_ms - row.created_at_ms > LONGEST_MS:
        raise BadCredentials("no such session")
    if row.stage not in stages or (row.stage != "full" and unit.now_ms - row.created_at_ms > HALF_WAY_MS):
        raise BadCredentials("no such session")
    if not background and unit.now_ms - row.seen_at_ms > _SEEN_EVERY_MS:
        unit.connection.execute(
            update(LoginSession).where(LoginSession.token_digest == _digest(token)).values(seen_at_ms=unit.now_ms)
        )
    communities = unit.connection.execute(select(Membership.community_id).where(Membership.clinician_id == row.id))
    return Actor(Role(row.role), row.id, frozenset(communities.scalars()), row.name)


def read_account(unit: Unit, token: str) -> Account:
    """Answer the account behind a token; raises `BadCredentials`."""
    actor = authenticate(unit, token)
    require(actor, Action.OWN_ACCOUNT)
    row = unit.connection.execute(
        select(Clinician.username, Clinician.toured_at_ms).where(Clinician.id == actor.id)
    ).one()
    alive = (LoginSession.seen_at_ms >= unit.now_ms - IDLE_MS) & (
        LoginSession.created_at_ms >= unit.now_ms - LONGEST_MS
    )
    sessions = unit.connection.execute(
        select(LoginSession.token_digest).where(
            LoginSession.clinician_id == actor.id, LoginSession.stage == "full", alive
        )
    ).all()
    return Account(
        actor,
        row.username,
        _communities(unit, actor.id),
        has_second_factor(unit, actor.id),
        recovery_codes_left(unit, actor.id),
        len(sessions),
        toured=row.toured_at_ms is not None,
    )


def note_tour(unit: Unit, token: str, *, seen: bool) -> None:
    """Note that the first-use tour was seen or put away, or that it is wanted again; raises `BadCredentials`."""
    actor = authenticate(unit, token)
    require(actor, Action.OWN_ACCOUNT)
    unit.connection.execute(
        update(Clinician).where(Clinician.id == actor.id).values(toured_at_ms=unit.now_ms if seen else None)
    )


def log_out(unit: Unit, token: str) -> None:
    """End a session; ending one that is over already is no error."""
    gone = _end(unit, token)
    if gone is not None:
        unit.audit(Happening("anybody", gone, "log_out", f"clinician:{gone}"))


def log_out_everywhere(unit: Unit, token: str) -> int:
    """End all sessions of the account, this one too; answers how many. Raises `BadCredentials`."""
    actor = authenticate(unit, token)
    require(actor, Action.OWN_ACCOUNT)
    ended = unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == actor.id)).rowcount
    unit.audit(Happening(actor.role, actor.id, "log_out", f"clinician:{actor.id}", {"everywhere": ended}))
    return ended


def forget_old_sessions(unit: Unit) -> int:
    """Remove sessions that nobody can use any more; answers how many."""
    half_way = (LoginSession.stage != "full") & (LoginSession.created_at_ms < unit.now_ms - HALF_WAY_MS)
    result = unit.connection.execute(
        delete(LoginSession).where(
            (LoginSession.seen_at_ms < unit.now_ms - IDLE_MS)
            | (LoginSession.created_at_ms < unit.now_ms - LONGEST_MS)
            | half_way
        )
    )
    return result.rowcount


def _begin(unit: Unit, clinician_id: str, stage: Stage) -> LoggedIn:
    token = b64u(secrets.token_bytes(_TOKEN_BYTES))
    unit.connection.execute(
        insert(LoginSession).values(
            token_digest=_digest(token),
            clinician_id=clinician_id,
            created_at_ms=unit.now_ms,
            seen_at_ms=unit.now_ms,
            stage=stage,
        )
    )
    row = unit.connection.execute(select(Clinician.role, Clinician.name).where(Clinician.id == clinician_id)).one()
    names = _communities(unit, clinician_id)
    actor = Actor(Role(row.role), clinician_id, frozenset(community for community, _, _ in names), row.name)
    return LoggedIn(token, actor, names, stage)


def _communities(unit: Unit, clinician_id: str) -> tuple[tuple[str, str, str], ...]:
    rows = unit.connection.execute(
        select(Community.id, Community.name_zh, Community.name_en)
        .join(Membership, Membership.community_id == Community.id)
        .where(Membership.clinician_id == clinician_id)
        .order_by(Community.name_zh)
    )
    return tuple((row.id, row.name_zh, row.name_en) for row in rows)


def _end(unit: Unit, token: str) -> str | None:
    gone: str | None = unit.connection.execute(
        delete(LoginSession).where(LoginSession.token_digest == _digest(token)).returning(LoginSession.clinician_id)
    ).scalar_one_or_none()
    return gone


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
