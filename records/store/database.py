"""The way to the database: one engine, one unit of work a request, and one error when it is away.

A `Unit` is one transaction. What was done is told to it with `audit`, and it writes the audit entries last, just before
it commits: the chain is serialised by a lock that is held for the length of that commit only.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from records.store.audit import AuditTrail, Happening
from records.store.errors import StoreUnavailable
from records.store.vault import Vault

Clock = Callable[[], int]
"""Answers Unix milliseconds."""

_CONNECT_TIMEOUT_S = 3
_POOL_TIMEOUT_S = 5
_STATEMENT_TIMEOUT_MS = 15_000
_LOCK_TIMEOUT_MS = 10_000
_AWAY_CLASSES = frozenset({"08", "53", "57", "58"})
_AWAY_SQLSTATES = frozenset({"55P03", "40001", "40P01", "25006", "25P03"})
"""Connection, resources (full disk, too many connections), intervention (shut-down, time-out), system; lock not available,
serialisation, deadlock, read-only stand-by, idle too long: https://www.postgresql.org/docs/current/errcodes-appendix.html.
All leave nothing behind and may be tried again.
"""


def wall_clock() -> int:
    """Answer the machine's Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Answer sixteen random bytes in hex."""
    return secrets.token_hex(16)


def driver_url(url: str) -> URL:
    """Answer the URL for SQLAlchemy with psycopg 3, whatever PostgreSQL URL was given; raises `ValueError` for others."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError("the store needs a PostgreSQL URL (postgresql://…)")
    return parsed.set(drivername="postgresql+psycopg")


def is_away(error: Exception) -> bool:
    """Tell whether an error means that the database is away or overloaded, rather than that we did something wrong.

    Errors of the driver itself come from what runs on its connection (`Unit.driver_connection`).
    """
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError | psycopg.Error):
        return False
    sqlstate = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None)
    if sqlstate is not None:
        return sqlstate[:2] in _AWAY_CLASSES or sqlstate in _AWAY_SQLSTATES
    if isinstance(error, psycopg.Error):
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


@dataclass
class Unit:
    """One transaction: its connection, the vault, and the time at which it happens."""

    connection: Connection
    vault: Vault
    now_ms: int
    happenings: list[Happening] = field(default_factory=list)

    def audit(self, happening: Happening) -> None:
        """Note what was read or done; it is written when the transaction commits, and not at all when it does not."""
        self.happenings.append(happening)

    def driver_connection(self) -> psycopg.Connection[Any]:
        """Answer the psycopg connection of this transaction, for a queue that enqueues within it."""
        driver = self.connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("the store runs on psycopg 3")
        return driver


class Database:
    """Engine, vault and clock of one process; threads share it."""

    def __init__(
        self,
        url: str,
        vault: Vault,
        *,
        clock: Clock = wall_clock,
        pool_size: int = 10,
        application: str = "jiayi",
        ping: bool = True,
    ) -> None:
        """`ping` asks each connection whether it still is one; without, the first use of a lost one is `StoreUnavailable`."""
        self.engine: Engine = create_engine(
            driver_url(url),
            pool_pre_ping=ping,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=_POOL_TIMEOUT_S,
            pool_recycle=1800,
            hide_parameters=True,  # errors would otherwise quote the values of a statement
            connect_args={
                "connect_timeout": _CONNECT_TIMEOUT_S,
                "application_name": application,
                "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_MS} -c lock_timeout={_LOCK_TIMEOUT_MS} "
                "-c idle_in_transaction_session_timeout=60000",
            },
        )
        self.vault = vault
        self.clock = clock

    @contextmanager
    def transaction(self, *, flush: bool = True) -> Generator[Unit]:
        """Run one transaction; it commits at the end of the block, with its audit entries, or leaves nothing.

        Raises `StoreUnavailable` when the database is away; every other error passes unchanged after the roll-back.
        Without `flush` a power cut right after it may undo it, whole: for work that is found undone and done again.
        """
        with _translated(), self.engine.begin() as connection:
            if not flush:
                # https://www.postgresql.org/docs/current/wal-async-commit.html: no inconsistency, only the newest may be gone
                connection.exec_driver_sql("set local synchronous_commit = off")
            unit = Unit(connection, self.vault, self.clock())
            yield unit
            self._write(connection, unit.happenings)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Run a read-only transaction for what is public and not audited; raises `StoreUnavailable`."""
        with _translated(), self.engine.begin() as connection:
            connection.execute(text("set transaction read only"))
            yield connection

    @contextmanager
    def translated(self) -> Generator[None]:
        """Run what uses the engine itself; raises `StoreUnavailable` when the database is away."""
        with _translated():
            yield

    def alive(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self.reading() as connection:
                connection.execute(text("select 1"))
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _write(self, connection: Connection, happenings: Iterable[Happening]) -> None:
        if entries := tuple(happenings):
            AuditTrail(self.vault).append(connection, entries, self.clock())


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout, psycopg.Error) as error:
        if is_away(error):
            raise StoreUnavailable(f"the database is away ({type(error).__name__})") from error
        raise
