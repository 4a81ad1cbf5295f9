"""A real PostgreSQL for the tests that need one: started once, each test with a fresh database cloned from a template."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

from tests.fakes.software_tpm import make_state

# `make test` tries the same examples every time, so that it says something about the change and nothing about luck; `make explore`
# draws others, ten times as many where a test does not fix their number. Neither has a clock: an example that waited for a busy
# machine says nothing about the law.
TIMELESS = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", TIMELESS, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", TIMELESS, max_examples=1_000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@dataclass(frozen=True)
class PostgresServer:
    """The running server, and how to get a fresh migrated database in it."""

    url: str
    template: str
    folder: Path

    def clone(self) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self._run(f"create database {name} template {self.template}")
        return name

    def empty(self) -> str:
        name = f"empty_{secrets.token_hex(6)}"
        self._run(f"create database {name}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"drop database if exists {name} with (force)")

    def url_of(self, name: str) -> str:
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(
            sa.make_url(self.url).set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.NullPool,
        )
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()


def pytest_configure(config: pytest.Config) -> None:
    """Give each session a temporary folder of its own, unless one is named.

    pytest's default is one parent for all sessions of a user, which each of them closes to others again when it starts: an embedded
    PostgreSQL of another session, which runs as a user of its own, then cannot read its data any more.
    """
    if not hasattr(config, "workerinput") and config.option.basetemp is None:
        config.option.basetemp = tempfile.mkdtemp(prefix="jiayi-tests-")
        config.stash[_OURS] = Path(config.option.basetemp)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remove the session's own folder where all was well; what failed can be looked at in it."""
    ours = session.config.stash.get(_OURS, None)
    if ours is not None and exitstatus == 0:
        shutil.rmtree(ours, ignore_errors=True)


_OURS: pytest.StashKey[Path] = pytest.StashKey()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument and a number.

    Each worker of `pytest -n` collects for itself, and all must find the same names: made bytes (a gzip with its time,
    a ciphertext) differ from one worker to the next.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    from records.store import schema  # noqa: PLC0415 - pure tests must not load a database driver
    from records.store.database import driver_url  # noqa: PLC0415 - as above
    from records.store.embedded import EmbeddedPostgres  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="jiayi-pg-") as folder, EmbeddedPostgres(Path(folder) / "data") as server:
        made = PostgresServer(server.url, "template_migrated", Path(folder) / "data")
        # Durability is the server's own matter; these tests end with the machine up.
        for setting in ("fsync", "full_page_writes"):
            made._run(f"alter system set {setting} = off")
        made._run("select pg_reload_conf()")
        made._run(f"create database {made.template}")
        engine = sa.create_engine(driver_url(made.url_of(made.template)), poolclass=sa.NullPool)
        schema.upgrade(engine)
        engine.dispose()
        yield made


@pytest.fixture
def database_url(postgres: PostgresServer) -> Iterator[str]:
    """A fresh, migrated database of its own."""
    name = postgres.clone()
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture
def empty_database_url(postgres: PostgresServer) -> Iterator[str]:
    """A fresh database without any tables."""
    name = postgres.empty()
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture
def postgres_folder(postgres: PostgresServer) -> Path:
    """Where the server keeps its files."""
    return postgres.folder


@pytest.fixture(autouse=True)
def admission_keys_from_a_pool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key store holds an RSA key, whose generation is tried where it matters (tests/unit/records/trust/test_blindsign)."""
    if "unit/records" not in str(request.path) and "unit/app" not in str(request.path):
        return
    from records.trust.blindsign import BlindSigner  # noqa: PLC0415 - pure tests load no cryptography
    from tests.fakes.admission import next_signer  # noqa: PLC0415 - as above

    monkeypatch.setattr(BlindSigner, "generate", next_signer)


@pytest.fixture(scope="session")
def tpm_factory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a software TPM's state, `one`, manufactured once, and the authority `maker` that certified it."""
    if shutil.which("swtpm") is None or shutil.which("swtpm_localca") is None:
        pytest.fail("swtpm is missing; bash scripts/ensure_tpm.sh installs it")
    folder = tmp_path_factory.mktemp("tpm")
    make_state(folder / "one", folder / "maker")
    return folder


@pytest.fixture(scope="session")
def more_tpms(tpm_factory: Path) -> Path:
    """The same folder with two more: `two` by the same `maker`, `three` by `stranger`."""
    make_state(tpm_factory / "two", tpm_factory / "maker")
    make_state(tpm_factory / "three", tpm_factory / "stranger")
    return tpm_factory
