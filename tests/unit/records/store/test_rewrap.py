"""Wrapping all data keys anew on a real PostgreSQL: nothing is lost, killed runs go on, and what serves meanwhile never fails."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, insert, select, update

from records.store import rewrap
from records.store.database import Database, Unit
from records.store.erasure import erase_resident
from records.store.errors import KeyStoreError, Refused
from records.store.kek.port import DataKey
from records.store.keyfolder import rotation
from records.store.keyfolder.events import tell_waiting
from records.store.keyfolder.needs import what_needs
from records.store.keystore import KeyStore
from records.store.policy import SYSTEM
from records.store.rewrap import Progress, Rewrap, unopened
from records.store.tables.keys import KeyEventRow
from records.store.tables.residents import Resident
from records.store.tables.trail import AuditEntry
from records.store.vault import Place
from tests.fakes.commission import World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def residents(world: World, count: int) -> list[str]:
    """Residents with a data key and a sealed name each."""
    ids = [new_hex() for _ in range(count)]
    rows = []
    for each in ids:
        key, wrapped = world.database.vault.new_data_key(each)
        name = world.database.vault.seal(key, Place("resident", each, "name"), each.encode())
        rows.append(
            {
                "id": each,
                "community_id": world.community,
                "person_index": secrets.token_bytes(32),
                "name_sealed": name,
                "kek_id": wrapped[1:17].hex(),
                "data_key": wrapped,
                "created_at_ms": 1,
            }
        )
    with world.database.transaction() as unit:
        unit.connection.execute(insert(Resident), rows)
    return ids


def opens(database: Database, resident_id: str) -> bool:
    with database.reading() as connection:
        row = connection.execute(
            select(Resident.data_key, Resident.name_sealed).where(Resident.id == resident_id)
        ).one()
    key = database.vault.data_key(row.data_key, resident_id)
    return database.vault.open(key, Place("resident", resident_id, "name"), row.name_sealed) == resident_id.encode()


def left(world: World) -> int:
    with world.database.reading() as connection:
        return connection.execute(
            select(func.count()).where(Resident.kek_id != world.keys.vault().kek_id, Resident.data_key.is_not(None))
        ).scalar_one()


def run(world: World, **more: object) -> Progress:
    return Rewrap(world.database, world.keys.keks(), **{"rate": 0.0, **more}).run()


def test_every_data_key_is_wrapped_anew_and_opens_as_before(world: World) -> None:
    ids = residents(world, 60)
    old = world.keys.keys.active("kek")
    rotation.rotate(world.keys, "kek")
    needed = what_needs(world.database, old)
    assert needed is not None
    assert "60 residents" in needed
    done = run(world, batch=7)
    assert (done.to_do, done.done, done.broken_in_all, left(world)) == (60, 60, 0, 0)
    assert all(opens(world.database, each) for each in ids)
    assert what_needs(world.database, old) is None
    assert run(world).done == 0


def test_one_that_does_not_open_is_named_stays_as_it_is_and_keeps_the_old_key_alive(world: World) -> None:
    ids = sorted(residents(world, 10))
    broken = secrets.token_bytes(77)
    old = world.keys.keys.active("kek")
    with world.database.transaction() as unit:
        unit.connection.execute(update(Resident).where(Resident.id == ids[3]).values(data_key=broken))
    rotation.rotate(world.keys, "kek")
    done = run(world, batch=4)
    assert (done.done, done.broken) == (9, [ids[3]])
    with world.database.reading() as connection:
        assert connection.execute(select(Resident.data_key).where(Resident.id == ids[3])).scalar_one() == broken
    assert what_needs(world.database, old) is not None
    assert unopened(world.database, world.keys.keks()[1], batch=3) == (10, [ids[3]])


def test_who_is_erased_meanwhile_stays_erased(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = sorted(residents(world, 6))
    rotation.rotate(world.keys, "kek")
    whole = rewrap.open_page

    def erased_in_between(*given: object) -> dict[str, object]:
        with world.database.transaction() as unit:
            erase_resident(unit, SYSTEM, ids[2])
        return whole(*given)

    monkeypatch.setattr(rewrap, "open_page", erased_in_between)
    done = run(world)
    assert (done.done, done.changed_meanwhile) == (5, 1)
    with world.database.reading() as connection:
        row = connection.execute(select(Resident.data_key, Resident.kek_id).where(Resident.id == ids[2])).one()
    assert tuple(row) == (None, None)


def test_two_runs_at_once_are_one(world: World) -> None:
    residents(world, 4)
    rotation.rotate(world.keys, "kek")
    refused: list[str] = []

    def another(_progress: Progress) -> None:
        with pytest.raises(Refused) as error:
            run(world)
        refused.append(error.value.code)

    run(world, batch=4, report=another)
    assert refused == ["busy"]


def test_who_has_not_heard_of_the_rotation_is_caught_up_with(world: World) -> None:
    residents(world, 6)
    old = world.keys.keks()
    rotation.rotate(world.keys, "kek")
    late: list[str] = []

    def another_process(_progress: Progress) -> None:
        if not late:  # one more under the old key, with an id that this round has passed
            late.append("0" * 32)
            wrapped = old[1][old[0]].wrap(DataKey(bytes(32)), late[0])
            with world.database.transaction() as unit:
                unit.connection.execute(
                    insert(Resident).values(
                        id=late[0], community_id=world.community, kek_id=old[0], data_key=wrapped, created_at_ms=1
                    )
                )

    assert run(world, batch=2, report=another_process).done == 7
    assert left(world) == 0


def test_the_rate_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    residents(world, 30)
    rotation.rotate(world.keys, "kek")
    now_s = [1000.0]
    monkeypatch.setattr(rewrap, "time", SimpleNamespace(monotonic=lambda: now_s[0]))

    def passes(seconds: float) -> None:
        now_s[0] += seconds

    run(world, batch=10, rate=10.0, sleep=passes)
    assert now_s[0] == pytest.approx(1003.0)  # thirty keys, ten a second


def test_killed_in_the_middle_it_goes_on_and_nobody_who_works_meanwhile_sees_it(world: World, tmp_path: Path) -> None:
    ids = residents(world, 500)
    rotation.rotate(world.keys, "kek")
    stop, failures, served = threading.Event(), [], [0]
    database = Database(world.database_url, KeyStore.open(tmp_path / "keys").vault(), pool_size=2)

    def serve() -> None:
        while not stop.is_set():
            try:
                assert opens(database, secrets.choice(ids))
                served[0] += 1
            except Exception as error:  # noqa: BLE001 - any failure at all is what this test looks for
                failures.append(error)
            time.sleep(0.002)

    thread = threading.Thread(target=serve)
    thread.start()
    environment = {**os.environ, "JIAYI_DATABASE_URL": world.database_url, "JIAYI_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "app.cli", "keys", "rewrap", "--batch", "25", "--json"]
    killed = subprocess.Popen([*command, "--rate", "100"], env=environment, stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while left(world) > 450 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    remaining = left(world)
    assert 0 < remaining <= 450
    again = subprocess.run([*command, "--rate", "0"], env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["done"] == remaining
    stop.set()
    thread.join()
    database.close()
    assert failures == []
    assert served[0] > 20
    assert left(world) == 0
    assert unopened(world.database, world.keys.keks()[1]) == (len(ids), [])


def test_every_event_of_a_key_reaches_the_audit_trail_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tell_waiting(world.database, world.keys) == 10
    old = world.keys.keys.active("record")
    made = rotation.rotate(world.keys, "record")
    with monkeypatch.context() as broken:
        broken.setattr(type(world.keys.opened), "keep", lambda *_: 1 / 0)  # stops after the database has them
        with pytest.raises(ZeroDivisionError):
            tell_waiting(world.database, world.keys)
    assert tell_waiting(world.database, world.keys) == 3
    assert tell_waiting(world.database, world.keys) == 0
    with world.database.reading() as connection:
        told = connection.execute(
            select(KeyEventRow.key_id, KeyEventRow.what)
            .where(KeyEventRow.what.not_in(("made", "prepared")))
            .order_by(KeyEventRow.what)
        ).all()
        audited = connection.execute(
            select(func.count()).where(AuditEntry.action == "manage_keys", AuditEntry.subject == f"key:{made.key_id}")
        ).scalar_one()
    assert [tuple(row) for row in told] == [(made.key_id, "activated"), (old.key_id, "opening")]
    assert audited == 2
    assert world.admin.verify_audit().broken_at is None


def test_an_old_record_key_is_kept_while_an_envelope_waits_for_it(world: World) -> None:
    waiting = world.record(encounter_record(new_hex()))
    world.accept(waiting)
    old = world.keys.keys.active("record")
    rotation.rotate(world.keys, "record")
    needed = what_needs(world.database, old)
    assert needed is not None
    assert "1 envelopes" in needed
    with pytest.raises(KeyStoreError, match="still needed"):
        rotation.destroy(world.keys, old.key_id, needed=needed)


def test_what_was_read_by_another_thread_is_not_written_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telling the database keeps the list that it read itself, whatever another thread has read since."""
    old = world.keys.opened.keys
    made = rotation.rotate(world.keys, "kek")
    keep = world.database.transaction

    def meanwhile() -> AbstractContextManager[Unit]:
        world.keys.opened.keys = old
        return keep()

    monkeypatch.setattr(world.database, "transaction", meanwhile)
    assert tell_waiting(world.database, world.keys) > 0
    assert world.keys.newest().keys.active("kek").key_id == made.key_id
    assert world.keys.newest().keys.pending == []
