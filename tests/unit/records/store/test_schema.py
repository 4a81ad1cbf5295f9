"""Migrations make exactly the tables of the code, from nothing, once, and know when they do not fit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from records.store import schema
from records.store.database import Database, driver_url
from records.store.errors import SchemaBehind, StoreUnavailable
from records.store.kek.local import FileKek
from records.store.vault import Vault

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def engine_of(url: str) -> sa.Engine:
    return sa.create_engine(driver_url(url), poolclass=sa.NullPool)


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    with engine_of(database_url).connect() as connection:
        assert schema.drift(connection) == []
        assert schema.current(connection) == schema.newest()


def test_a_difference_would_be_seen(database_url: str) -> None:
    with engine_of(database_url).begin() as connection:
        connection.execute(sa.text("alter table magnet drop column revoked_at_ms"))
        connection.execute(sa.text("create table procrastinate_jobs (id int)"))  # another owner's: not ours to judge
        assert [difference[0] for difference in schema.drift(connection)] == ["add_column"]


def test_several_processes_may_upgrade_an_empty_database_at_once(empty_database_url: str) -> None:
    engine = engine_of(empty_database_url)
    with pytest.raises(SchemaBehind, match="none"):
        schema.require_newest(engine)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: schema.upgrade(engine), range(3)))
    schema.require_newest(engine)


def test_every_migration_goes_back_and_forth(empty_database_url: str) -> None:
    engine = engine_of(empty_database_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema._FOLDER))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = connection.execute(
            sa.text("select table_name from information_schema.tables where table_schema = 'public'")
        ).scalars()
        assert list(left) == ["alembic_version"]
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.drift(connection) == []


def test_a_database_that_is_not_there_is_away() -> None:
    vault = Vault(FileKek(b"k" * 32), index_key=b"i" * 32, waiting_root=b"w" * 32, audit_key=b"a" * 32)
    database = Database("postgresql://nobody@127.0.0.1:1/none", vault)
    assert not database.alive()
    with pytest.raises(StoreUnavailable), database.transaction():
        pass


@pytest.mark.parametrize("url", ["sqlite://", "mysql://x/y", "postgresql"])
def test_only_postgresql_is_accepted(url: str) -> None:
    with pytest.raises((ValueError, sa.exc.ArgumentError)):
        driver_url(url)


@pytest.mark.parametrize("url", ["postgresql://a/b", "postgresql+psycopg2://a/b", "postgresql+psycopg://a/b"])
def test_any_postgresql_url_is_spoken_to_with_psycopg_3(url: str) -> None:
    assert driver_url(url).drivername == "postgresql+psycopg"
