"""What the database holds: no plain word anywhere in its files, and nothing that opens once the data key is gone."""

from __future__ import annotations

import pytest

from records.model import Note, RecordTurn
from records.store import addenda, cockpit, followups
from records.store.encounters import read_encounter
from records.store.errors import NotVisible, SealBroken
from records.store.mailbox import fetch
from records.store.views import ActionDetail, DiagnosisView
from records.store.worklist import Filters, work_list
from tests.fakes.commission import NOW_MS, Phone, World, encounter_record, new_hex, photo_entry

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
MARK = "朱砂掌心痣七十三"
TABLES = "select table_name from information_schema.tables where table_schema = 'public'"


def dump(world: World) -> bytes:
    """Every row of every table, as text, and as the bytes of its binary columns."""
    found = []
    with world.database.reading() as connection:
        for (table,) in connection.exec_driver_sql(TABLES).all():
            for row in connection.exec_driver_sql(f'select * from "{table}"'):
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\n".join(found)


def full_encounter(world: World, phone: Phone) -> str:
    """An encounter in which every sealed column was written, each with the marked phrase."""
    record_id, attachment_id = new_hex(), new_hex()
    photo = MARK.encode() * 3
    changes = {
        "chief_complaint": MARK,
        "note": Note(subjective=MARK, objective=MARK, assessment=MARK, plan=MARK),
        "transcript": (RecordTurn(turn=0, who="resident", text=MARK, at_ms=NOW_MS),),
        "attachments": (photo_entry(attachment_id, photo),),
    }
    assert world.take(world.record(encounter_record(record_id, **changes))).state == "opened"  # waits, sealed
    assert MARK.encode() not in dump(world)
    for envelope in (
        world.identity(phone.registration(record_id)),
        world.attachment(record_id, attachment_id, photo),
        world.reply(record_id, MARK),
        world.record(encounter_record(record_id, 2, **changes)),
    ):
        assert world.take(envelope).state == "opened"
    key = world.keys.receipt
    with world.database.transaction() as unit:
        version = read_encounter(unit, world.doctor, record_id).version
        note = Note(subjective=MARK, objective="", assessment="", plan="")
        cockpit.edit_note(unit, world.doctor, record_id, note, version)
        cockpit.rate(unit, world.doctor, record_id, "guidance", "poor", MARK)
        detail = ActionDetail(hospital=MARK, department=MARK, place=MARK)
        cockpit.act(unit, world.doctor, record_id, "refer", MARK, detail=detail)
        day = followups.today(unit)
        followups.plan_follow_up(unit, world.doctor, record_id, day, MARK, follow_up_id=new_hex())
        cockpit.write_message(unit, world.doctor, record_id, MARK, signer=key)
        version = cockpit.confirm_diagnosis(unit, world.doctor, record_id, "I20.0", MARK)
        cockpit.sign(unit, world.doctor, record_id, version, signer=key, enqueue=world.queue.enqueue)
        addenda.add_addendum(
            unit,
            world.doctor,
            record_id,
            MARK,
            addendum_id=new_hex(),
            corrected=DiagnosisView(icd10="I20.9", name=MARK),
            signer=key,
            enqueue=world.queue.enqueue,
        )
    return record_id


def test_no_plain_word_is_in_the_database(world: World) -> None:
    phone = Phone(name=MARK, phone="13909517773")
    record_id = full_encounter(world, phone)
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, record_id)
    assert page.resident.name == MARK  # the phrase did go in
    held = dump(world)
    for word in (MARK, "13909517773", "1970-05-06", "I20.0", "I20.9", phone.person_id, phone.mailbox_secret):
        assert word.encode() not in held
    assert record_id.encode() in held  # and the dump does see what is there


def test_no_plain_word_is_in_the_files_of_the_server(world: World, postgres_folder: object) -> None:
    phone = Phone(name=MARK, phone="13909517773")
    full_encounter(world, phone)
    with world.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("checkpoint")
    searched, found = 0, []
    for path in postgres_folder.rglob("*"):  # type: ignore[attr-defined]
        if path.is_file():
            content = path.read_bytes()
            searched += len(content)
            found += [path.name for word in (MARK, "13909517773") if word.encode() in content]
    assert found == []
    assert searched > 1_000_000


def test_a_sealed_value_does_not_open_in_another_row(world: World) -> None:
    phone = Phone()
    one, two = world.encounter(phone), world.encounter(phone)
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql(
            f"update revision set record_sealed = (select record_sealed from revision where encounter_id = '{one}') "
            f"where encounter_id = '{two}'"
        )
    with pytest.raises(SealBroken), world.database.transaction() as unit:
        read_encounter(unit, world.doctor, two)


def test_erasing_the_data_key_erases_the_resident(world: World) -> None:
    phone, other = Phone(phone="0086-13809510042"), Phone(phone="13700000000")
    record_id = full_encounter(world, phone)
    kept = world.encounter(other)
    (resident,) = world.admin.find_residents("138 0951 0042")
    with world.database.transaction() as unit:
        assert len(fetch(unit, phone.mailbox_id, phone.mailbox_secret, 0, signer=world.keys.receipt)) == 1
    world.admin.erase_resident(resident)
    world.admin.erase_resident(resident)

    with world.database.transaction() as unit:
        with pytest.raises(NotVisible):
            read_encounter(unit, world.doctor, record_id)
        assert [item.encounter_id for item in work_list(unit, world.doctor, Filters(status="all")).items] == [kept]
        with pytest.raises(NotVisible):
            fetch(unit, phone.mailbox_id, phone.mailbox_secret, 0, signer=world.keys.receipt)
    assert world.admin.find_residents("13809510042") == []
    late = world.take(world.record(encounter_record(record_id, 7)))
    assert (late.state, late.reason) == ("failed", "erased")
    with world.database.reading() as connection:
        held = connection.exec_driver_sql("select count(*) from intake where envelope is not null").scalar_one()
    assert held == 0
    assert world.encounter(phone)  # the same phone may begin anew, as somebody new
    assert world.admin.verify_audit().broken_at is None


def test_erasing_leaves_a_mailbox_that_another_person_uses(world: World) -> None:
    mother = Phone(phone="13800000001")
    child = Phone(name="孩子", phone="13800000002", mailbox=mother.mailbox, mailbox_secret=mother.mailbox_secret)
    world.encounter(mother)
    encounter_id = world.encounter(child)
    (resident,) = world.admin.find_residents("13800000001")
    world.admin.erase_resident(resident)
    with world.database.transaction() as unit:
        cockpit.write_message(unit, world.doctor, encounter_id, "您好", signer=world.keys.receipt)
        assert len(fetch(unit, mother.mailbox_id, mother.mailbox_secret, 0, signer=world.keys.receipt)) == 1
