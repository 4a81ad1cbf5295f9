"""Counting wrong passwords and codes, so that guessing does not pay: by account, by address, and by the two together.

Five wrong tries at an account from one address hold that address back from that account. All addresses together may try thirty times:
who guesses elsewhere should not keep the doctor out at once.

Every try is counted before the password is looked at, and taken back when it was right: many tries at once gain
nothing. Each lock in a row is twice as long as the one before, up to two hours; a day without a wrong try, or a right one, begins
anew. Keys are keyed digests: neither names nor addresses are kept, and an unknown name counts like a known one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, delete, literal, update
from sqlalchemy.dialects.postgresql import insert

from records.store.database import Unit
from records.store.tables.people import LoginThrottle

WINDOW_MS = 15 * 60 * 1000
PAIR_TRIES = 5
ACCOUNT_TRIES = 30
ADDRESS_TRIES = 50
LONGEST_LOCK_MS = 8 * WINDOW_MS
_REMEMBERED_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Gate:
    """One thing that is counted, and how many wrong tries it may have in 15 minutes."""

    key: bytes
    tries: int


def gates(unit: Unit, username: str, address: str) -> tuple[Gate, Gate, Gate]:
    """Answer the gates of a log-in: the account from this address, the account from everywhere, and the address."""
    return (
        Gate(unit.vault.index("login-pair", f"{username}\0{address}"), PAIR_TRIES),
        Gate(unit.vault.index("login-account", username), ACCOUNT_TRIES),
        Gate(unit.vault.index("login-address", address), ADDRESS_TRIES),
    )


def code_gate(unit: Unit, clinician_id: str) -> Gate:
    """Answer the gate of an account's second factor: who has the password must not try codes at leisure."""
    return Gate(unit.vault.index("login-code", clinician_id), PAIR_TRIES)


def password_gate(unit: Unit, clinician_id: str) -> Gate:
    """Answer the gate of the password of an account that is signed in: who found its session open must not try passwords at leisure."""
    return Gate(unit.vault.index("login-own-password", clinician_id), PAIR_TRIES)


def count_try(unit: Unit, gate: Gate) -> int:
    """Count a try and answer how many milliseconds to wait; 0 lets it through. The caller commits before it raises."""
    table = LoginThrottle.__table__
    fresh = table.c.since_ms < literal(unit.now_ms - WINDOW_MS)
    statement = insert(LoginThrottle).values(key=gate.key, failures=1, since_ms=unit.now_ms, locked_until_ms=0)
    row = unit.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[LoginThrottle.key],
            set_={
                "failures": case((fresh, 1), else_=table.c.failures + 1),
                "since_ms": case((fresh, unit.now_ms), else_=table.c.since_ms),
            },
        ).returning(LoginThrottle.failures, LoginThrottle.locked_until_ms, LoginThrottle.locks)
    ).one()
    if row.locked_until_ms > unit.now_ms:
        return int(row.locked_until_ms) - unit.now_ms
    if row.failures <= gate.tries:
        return 0
    locks: int = 0 if unit.now_ms - row.locked_until_ms > _REMEMBERED_MS else row.locks
    lock_ms: int = min(WINDOW_MS << locks, LONGEST_LOCK_MS)
    unit.connection.execute(
        update(LoginThrottle)
        .where(LoginThrottle.key == gate.key)
        # The count starts anew when the lock ends.
        .values(
            locked_until_ms=unit.now_ms + lock_ms, failures=0, since_ms=unit.now_ms + lock_ms, locks=min(locks + 1, 16)
        )
    )
    return lock_ms


def forget_old_tries(unit: Unit) -> int:
    """Remove counts that hold nobody back any more; answers how many."""
    remembered = unit.now_ms - _REMEMBERED_MS
    over = (LoginThrottle.since_ms < unit.now_ms - WINDOW_MS) & (
        LoginThrottle.locked_until_ms < case((LoginThrottle.locks > 0, remembered), else_=unit.now_ms)
    )
    return unit.connection.execute(delete(LoginThrottle).where(over)).rowcount


def open_gate(unit: Unit, gate: Gate) -> None:
    """What was shown at this gate was right: its count ends."""
    unit.connection.execute(delete(LoginThrottle).where(LoginThrottle.key == gate.key))


def forgive(unit: Unit, pair: Gate, account: Gate, address: Gate) -> None:
    """The password was right: the account's count ends, and the try is taken back from the address."""
    open_gate(unit, pair)
    open_gate(unit, account)
    unit.connection.execute(
        update(LoginThrottle)
        .where(LoginThrottle.key == address.key, LoginThrottle.failures > 0)
        .values(failures=LoginThrottle.failures - 1)
    )
