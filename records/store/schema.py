"""Bringing a database to the tables of this code, and telling whether it is there.

Other owners keep tables in the same database (the queue of the archive worker): names that start with `procrastinate`
are theirs and never touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from records.store.errors import SchemaBehind
from records.store.tables.all import METADATA

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6A69_6167  # one process migrates at a time
_FOREIGN = ("procrastinate",)


def owns(name: str | None, _kind: str, _parents: Any) -> bool:
    """Tell Alembic which tables are the store's."""
    return name is None or not name.startswith(_FOREIGN)


def newest() -> str:
    """Answer the revision of this code."""
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    if head is None:
        raise SchemaBehind("this installation has no migrations")
    return head


def current(connection: Connection) -> str | None:
    """Answer the database's revision; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def is_newest(engine: Engine) -> bool:
    """Tell whether the database is at this code's revision: one question, where `upgrade` reads every migration."""
    with engine.connect() as connection:
        return current(connection) == newest()


def upgrade(engine: Engine) -> None:
    """Bring the database to this code's revision. Safe to call from several processes at once."""
    with engine.begin() as connection:
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text("set local lock_timeout = 0"))
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = Config()
        config.set_main_option("script_location", str(_FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_newest(engine: Engine) -> None:
    """Refuse a database of another revision; raises `SchemaBehind`."""
    with engine.connect() as connection:
        found = current(connection)
    if found != newest():
        raise SchemaBehind(
            f"the database is at revision {found or 'none'}, this version needs {newest()}; "
            "start once with migrations allowed, or use the version that made the database"
        )


def drift(connection: Connection) -> list[object]:
    """Answer how the database differs from the tables of this code; empty when it does not."""
    context = MigrationContext.configure(connection, opts={"include_name": owns, "compare_type": True})
    return list(compare_metadata(context, METADATA))
