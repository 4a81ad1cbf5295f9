"""The database's machine is lost for good, disk and all: what was receipted stands on the standby, and opens with the keys' backup."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from records.store import schema
from records.store.database import Database, driver_url
from records.store.embedded import EmbeddedPostgres
from records.store.errors import StoreUnavailable
from records.store.keyfolder.backup import back_up, restore
from records.store.keyfolder.doors import passphrase_holder
from records.store.opener import Opener
from tests.fakes.commission import Phone, World, encounter_record, new_hex
from tests.unit.records.store.keyfolder.conftest import CHEAP, PASSPHRASE, says

pytestmark = [pytest.mark.server]


class Standby:
    """A second PostgreSQL that follows the first, as one on another machine does (streaming replication), on a socket of its own."""

    def __init__(self, folder: Path, owner: Path) -> None:
        self.data, self.socket = folder / "data", folder / "socket"
        self._owner = owner.stat()
        self._bin = Path(owner_binary(owner)).parent
        self.socket.mkdir(parents=True)
        for each in (folder, self.socket):
            os.chown(each, self._owner.st_uid, self._owner.st_gid)

    @property
    def url(self) -> str:
        return f"postgresql://postgres:@/postgres?host={self.socket}"

    def run(self, program: str, *arguments: str) -> None:
        def as_owner() -> None:
            if os.getuid() == 0:
                os.setgid(self._owner.st_gid)
                os.setuid(self._owner.st_uid)

        subprocess.run(
            [self._bin / program, *arguments], check=True, capture_output=True, preexec_fn=as_owner, timeout=60
        )

    def follow(self, primary: str) -> None:
        """Copy the first server and follow it; from then on a commit there waits until it is on this disk too."""
        self.run(
            "pg_basebackup", "-d", f"{primary}&application_name=second", "-D", str(self.data), "-R", "-X", "stream"
        )
        self.run(
            "pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o", f"-h '' -k {self.socket}", "start"
        )
        with psycopg.connect(primary, autocommit=True) as connection:
            connection.execute("alter system set synchronous_standby_names = 'second'")
            connection.execute("select pg_reload_conf()")
            for _ in range(200):
                row = connection.execute("select sync_state from pg_stat_replication").fetchone()
                if row == ("sync",):
                    return
                time.sleep(0.05)
        raise AssertionError("the standby does not follow")

    def hangs(self, signal_number: int) -> None:
        """Stop it as a slow machine or line does (SIGSTOP), or let it go on (SIGCONT)."""
        for each in processes(self.data):
            os.kill(each, signal_number)

    def promote(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")


def owner_binary(data: Path) -> str:
    """Answer the program that runs the server of a folder."""
    pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    return str(Path(f"/proc/{pid}/exe").readlink())


def processes(data: Path) -> list[int]:
    """Answer a server's process and its children."""
    pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *map(int, children)]


def lose(data: Path) -> None:
    """Kill a server with all its processes, and remove its disk."""
    for each in processes(data):
        os.kill(each, signal.SIGKILL)
    shutil.rmtree(data)


@pytest.fixture
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedPostgres, Path, Standby]]:
    folder = tmp_path_factory.mktemp("machines")
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o755)
    first = EmbeddedPostgres(folder / "first").start()
    standby = Standby(folder / "second", folder / "first")
    try:
        yield first, folder / "first", standby
    finally:
        standby.stop()


def test_no_receipted_record_is_lost_with_the_databases_machine(
    machines: tuple[EmbeddedPostgres, Path, Standby], tmp_path: Path
) -> None:
    first, data, standby = machines
    engine = sa.create_engine(driver_url(first.url), poolclass=sa.NullPool)
    schema.upgrade(engine)
    standby.follow(first.url)
    world = World(first.url, tmp_path)
    back_up(world.keys, tmp_path / "keys.backup", says(PASSPHRASE), cost=CHEAP)

    receipted: list[tuple[str, int]] = []
    enough = threading.Event()

    def residents() -> None:
        """Deliver until the machine is gone; what was answered is noted, as a phone does that has its receipt."""
        while True:
            record_id = new_hex()
            try:
                world.accept(world.identity(Phone().registration(record_id)))
                for revision in (1, 2):
                    world.accept(world.record(encounter_record(record_id, revision=revision)))
                    receipted.append((record_id, revision))
            except StoreUnavailable:
                return
            if len(receipted) >= 30:
                enough.set()

    delivering = [threading.Thread(target=residents) for _ in range(2)]
    for each in delivering:
        each.start()
    assert enough.wait(60)
    # The other machine hears nothing more: whatever is receipted now would be lost, so nothing may be.
    standby.hangs(signal.SIGSTOP)
    time.sleep(2)
    lose(data)
    standby.hangs(signal.SIGCONT)
    for each in delivering:
        each.join(30)
    world.close()
    shutil.rmtree(world.keys.folder)  # the commission's machine is lost as well: its keys come from their backup

    standby.promote()
    keys = restore(
        tmp_path / "keys.backup",
        tmp_path / "keys",
        passphrase_holder(CHEAP),
        says(PASSPHRASE),
        says(PASSPHRASE),
        now_ms=world.clock.now_ms,
    )
    database = Database(standby.url, keys.vault(), clock=world.clock, pool_size=2)
    try:
        Opener(database, keys.records.find).sweep(limit=10_000)
        with database.reading() as connection:
            found = connection.exec_driver_sql("select encounter_id, revision from revision").all()
        assert len(receipted) >= 30
        assert set(receipted) <= {(row.encounter_id, row.revision) for row in found}
    finally:
        database.close()
