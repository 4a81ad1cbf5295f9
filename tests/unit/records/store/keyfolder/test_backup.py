"""Losing a machine loses no record, and a stolen database with all its backups opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from records.seal.wire import b64u
from records.store.charts import load_chart
from records.store.database import Database
from records.store.errors import KeyStoreError, SealBroken
from records.store.keyfolder import rotation
from records.store.keyfolder.backup import back_up, restore
from records.store.keyfolder.doors import nobody, passphrase_holder
from records.store.keyfolder.entries import KeyState
from records.store.keystore import KeyStore
from records.store.tables.residents import Resident
from tests.fakes.commission import FakeClock, Phone, World
from tests.unit.records.store.keyfolder.conftest import CHEAP, PASSPHRASE, says

BACKUP = says("the backup has a passphrase of its own")


def test_the_records_open_on_a_new_machine_from_the_database_and_the_backup(
    world: World, tmp_path: Path, clock: FakeClock
) -> None:
    encounter = world.encounter(chief_complaint="胸闷两天")
    rotation.rotate(world.keys, "record")
    made = back_up(world.keys, tmp_path / "keys.backup", BACKUP, cost=CHEAP)
    assert set(made.held) == {entry.name for entry in world.keys.keys.keys}
    for path in world.keys.folder.iterdir():
        path.unlink()  # the machine is gone
    brought = restore(
        tmp_path / "keys.backup",
        tmp_path / "new",
        passphrase_holder(CHEAP),
        BACKUP,
        says(PASSPHRASE),
        now_ms=clock.now_ms,
    )
    assert [entry.state for entry in brought.keys.of("record")] == [KeyState.OPENING, KeyState.ACTIVE]
    database = Database(world.database_url, KeyStore.open(tmp_path / "new", says(PASSPHRASE)).vault(), pool_size=1)
    with database.transaction() as unit:
        assert load_chart(unit, encounter).record(1).chief_complaint == "胸闷两天"
    database.close()


def test_a_stolen_database_with_the_backup_of_its_keys_opens_nothing(world: World, tmp_path: Path) -> None:
    phone = Phone(name="马晓燕")
    record_id = world.encounter(phone, chief_complaint="胸口像压了石头")
    back_up(world.keys, tmp_path / "keys.backup", BACKUP, cost=CHEAP)
    stolen = _everything(world) + (tmp_path / "keys.backup").read_bytes()
    secrets_of = [world.keys.opened.secret(entry) for entry in world.keys.keys.keys]
    with world.database.reading() as connection:
        wrapped, owner = connection.execute(select(Resident.data_key, Resident.id)).one()
    secrets_of.append(world.database.vault.data_key(wrapped, owner))
    for secret in secrets_of:
        for form in (secret, secret.hex().encode(), b64u(secret).encode()):
            assert form not in stolen
    for words in ("马晓燕", "胸口像压了石头", "13809510042"):
        assert words.encode() not in stolen
        assert words.encode().hex().encode() not in stolen
    assert record_id.encode() in stolen  # that ids are seen there shows that everything was looked at
    for ask in (nobody, says("a passphrase that is wrong")):
        with pytest.raises(KeyStoreError):
            restore(
                tmp_path / "keys.backup", tmp_path / "thief", passphrase_holder(CHEAP), ask, says(PASSPHRASE), now_ms=1
            )
    assert not (tmp_path / "thief").exists()
    with pytest.raises(SealBroken):
        KeyStore.create(tmp_path / "thief").vault().data_key(wrapped, owner)


def test_a_backup_overwrites_nothing_and_a_damaged_one_is_refused(
    sealed: KeyStore, tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "keys.backup"
    back_up(sealed, path, BACKUP, cost=CHEAP)
    with pytest.raises(KeyStoreError, match="never overwritten"):
        back_up(sealed, path, BACKUP, cost=CHEAP)
    holder = passphrase_holder(CHEAP)
    with pytest.raises(KeyStoreError, match="never overwritten"):
        restore(path, sealed.folder, holder, BACKUP, says(PASSPHRASE), now_ms=clock.now_ms)
    content = path.read_bytes()
    for damaged in (content[:-20], content.replace(b'"version":1', b'"version":2'), b"{}", b""):
        path.write_bytes(damaged)
        with pytest.raises(KeyStoreError):
            restore(path, tmp_path / "new", holder, BACKUP, says(PASSPHRASE), now_ms=clock.now_ms)
    assert not (tmp_path / "new").exists()


def _everything(world: World) -> bytes:
    """All rows of all tables, as a dump holds them."""
    parts: list[bytes] = []
    with world.database.reading() as connection:
        tables = connection.execute(
            text("select table_name from information_schema.tables where table_schema = 'public'")
        ).scalars()
        for table in list(tables):
            for row in connection.exec_driver_sql(f'select * from "{table}"'):
                parts += [bytes(value) if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(parts)
