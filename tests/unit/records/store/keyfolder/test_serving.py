"""A commission that serves while its keys change: what it answers always hangs together, and what was sealed before still opens."""

from __future__ import annotations

import pytest

from records.errors import CannotOpen
from records.store.announcing import Announcer
from records.store.errors import StoreUnavailable
from records.store.keyfolder import rotation
from records.store.keystore import KeyStore
from records.trust.directory import Commission, VerifiedDirectory, fingerprint, verify_directory
from tests.fakes.commission import Phone, World, encounter_record, new_hex

NAMES = Commission(name_zh="测试", name_en="Test")


def announced(announcer: Announcer, world: World, serial: int = 0) -> VerifiedDirectory:
    made = announcer.announce()
    answer = {
        "root_key": made.root_key,
        "certificate": made.certificate,
        "directory": made.directory,
        "log": made.log,
        "now_ms": world.clock.now_ms,
    }
    return verify_directory(
        answer,
        fingerprint(world.keys.root.public_bytes),
        now_ms=world.clock.now_ms,
        production=False,
        minimum_serial=serial,
    )


@pytest.mark.parametrize("purpose", ["directory", "record", "receipt"])
def test_the_next_directory_after_a_rotation_holds_for_a_phone(world: World, purpose: str) -> None:
    # Two processes over one folder and one database, of which only one has rotated.
    one = Announcer(world.database, world.keys, "development", NAMES)
    other_keys = KeyStore.open(world.keys.folder)
    other = Announcer(world.database, other_keys, "development", NAMES)
    before = announced(one, world)
    assert announced(other, world).directory.serial == before.directory.serial
    made = rotation.rotate(world.keys, purpose)
    after = announced(one, world, before.directory.serial)
    assert after.directory.serial > before.directory.serial
    named = {
        "directory": after.directory_key.key_id,
        "record": after.directory.record_key.kid,
        "receipt": after.directory.receipt_key.kid,
    }
    assert named[purpose] == made.key_id
    announced(other, world, before.directory.serial)  # before it has looked: still one chain
    other_keys.look_again()
    assert announced(other, world, after.directory.serial).directory_key.key_id == after.directory_key.key_id


def test_while_the_database_is_away_nothing_signed_by_an_old_key_goes_out_under_a_new_certificate(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    announcer = Announcer(world.database, world.keys, "development", NAMES)
    announced(announcer, world)

    def away(*_: object) -> object:
        raise StoreUnavailable("away")

    monkeypatch.setattr(announcer, "_current", away)
    announced(announcer, world)
    rotation.rotate(world.keys, "directory")
    with pytest.raises(StoreUnavailable):
        announcer.announce()


def test_what_was_sealed_to_the_old_record_key_still_arrives(world: World) -> None:
    record_id, phone = new_hex(), Phone()
    identity = world.identity(phone.registration(record_id))
    stolen = world.identity(Phone().registration(new_hex()))
    record = world.record(encounter_record(record_id))
    old = world.keys.record.key_id
    rotation.rotate(world.keys, "record")
    assert world.take(identity).state == "opened"
    assert world.take(record).state == "opened"
    assert world.take(world.identity(Phone().registration(new_hex()))).state == "opened"  # to the new one
    rotation.revoke(world.keys, old)
    with pytest.raises(CannotOpen):
        world.keys.records.find(old)
    ended = world.take(stolen)
    assert (ended.state, ended.reason) == ("failed", "expired_key")


def test_a_new_resident_is_wrapped_under_the_new_key_and_a_known_one_keeps_opening(world: World) -> None:
    phone = Phone()
    first = world.encounter(phone)
    rotation.rotate(world.keys, "kek")
    second = world.encounter(phone)
    third = world.encounter(Phone(name="李强", phone="13909510043"))
    assert len({first, second, third}) == 3
    with world.database.reading() as connection:
        keks = [
            row[0] for row in connection.exec_driver_sql("select kek_id from resident order by created_at_ms, kek_id")
        ]
    assert sorted(keks) == sorted(entry.key_id for entry in world.keys.keys.of("kek"))
