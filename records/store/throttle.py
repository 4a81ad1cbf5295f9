"""Counting wrong passwords, so that guessing does not pay: by account and by address.

Every try is counted before the password is looked at, and taken back when it was right: many tries at once gain
nothing. Keys are keyed digests: neither names nor addresses are kept, and an unknown name counts like a known one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, delete, literal, update
from sqlalchemy.dialects.postgresql import insert

from records.store.database import Unit
from records.store.tables.people import LoginThrottle

WINDOW_MS = 15 * 60 * 1000
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 50


@dataclass(frozen=True)
class Gate:
    """One thing that is counted, and how many wrong tries it may have in 15 minutes."""

    key: bytes
    tries: int


def gates(unit: Unit, username: str, address: str) -> tuple[Gate, ...]:
    """Answer the gates of a log-in: its account and the address it comes from."""
    return (
        Gate(unit.vault.index("login-account", username), ACCOUNT_TRIES),
        Gate(unit.vault.index("login-address", address), ADDRESS_TRIES),
    )


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
        ).returning(LoginThrottle.failures, LoginThrottle.locked_until_ms)
    ).one()
    if row.locked_until_ms > unit.now_ms:
        return int(row.locked_until_ms) - unit.now_ms
    if row.failures <= gate.tries:
        return 0
    unit.connection.execute(
        update(LoginThrottle)
        .where(LoginThrottle.key == gate.key)
        # The count starts anew when the lock ends.
        .values(locked_until_ms=unit.now_ms + WINDOW_MS, failures=0, since_ms=unit.now_ms + WINDOW_MS)
    )
    return WINDOW_MS


def forget_old_tries(unit: Unit) -> int:
    """Remove counts that hold nobody back any more; answers how many."""
    over = (LoginThrottle.since_ms < unit.now_ms - WINDOW_MS) & (LoginThrottle.locked_until_ms < unit.now_ms)
    return unit.connection.execute(delete(LoginThrottle).where(over)).rowcount


def forgive(unit: Unit, account: Gate, address: Gate) -> None:
    """The password was right: the account's count ends, and the try is taken back from the address."""
    unit.connection.execute(delete(LoginThrottle).where(LoginThrottle.key == account.key))
    unit.connection.execute(
        update(LoginThrottle)
        .where(LoginThrottle.key == address.key, LoginThrottle.failures > 0)
        .values(failures=LoginThrottle.failures - 1)
    )
