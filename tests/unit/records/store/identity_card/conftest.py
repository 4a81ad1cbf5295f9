"""A resident whose number was typed, and what doctors do about it."""

from __future__ import annotations

import pytest

from records.store import addenda, cockpit
from records.store.encounters import read_encounter
from records.store.identity_card import confirm_identity, withdraw_identity
from records.store.oversight.resident import ResidentPage, read_resident
from records.store.policy import Actor
from tests.fakes.commission import Phone, World, encounter_record, new_hex

NUMBER = "110105197005060016"
OTHER = "110105197005060059"


def resident_of(world: World, encounter_id: str) -> str:
    with world.database.transaction() as unit:
        return read_encounter(unit, world.doctor, encounter_id).resident.resident_id


def page_of(world: World, resident_id: str, actor: Actor | None = None) -> ResidentPage:
    with world.database.transaction() as unit:
        return read_resident(unit, actor or world.doctor, resident_id)[0]


def confirm(
    world: World, resident_id: str, number: str = NUMBER, actor: Actor | None = None, name: str = "张秀英"
) -> bool:
    with world.database.transaction() as unit:
        return confirm_identity(unit, actor or world.doctor, resident_id, number, name)


def withdraw(world: World, resident_id: str, actor: Actor | None = None) -> None:
    with world.database.transaction() as unit:
        withdraw_identity(unit, actor or world.doctor, resident_id)


def sign(world: World, encounter_id: str) -> None:
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "I10", "高血压")
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)


def add(world: World, encounter_id: str) -> None:
    """Let the doctor add to what was signed, which is a signature of its own."""
    with world.database.transaction() as unit:
        addenda.add_addendum(
            unit,
            world.doctor,
            encounter_id,
            "当面看了身份证",
            addendum_id=new_hex(),
            corrected=None,
            signer=world.keys.receipt,
            enqueue=world.queue.enqueue,
        )


def again(world: World, phone: Phone, number: str, **changes: object) -> str:
    """The same person comes again, a while later, with this number typed; answers the encounter."""
    world.clock.pass_s(60)
    encounter_id = new_hex()
    said = phone.registration(encounter_id, identity_number=number, **changes)
    assert world.take(world.identity(said)).state == "opened"
    assert world.take(world.record(encounter_record(encounter_id))).state == "opened"
    return encounter_id


def trail(world: World, resident_id: str) -> list[tuple[str, str, str]]:
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "select role, action, detail from audit_entry where subject = %s and action like '%%_identity' order by seq",
            (f"resident:{resident_id}",),
        )
        return [(row[0], row[1], str(row[2])) for row in rows]


@pytest.fixture
def phone() -> Phone:
    return Phone(identity_number=NUMBER)


@pytest.fixture
def resident(world: World, phone: Phone) -> str:
    return resident_of(world, world.encounter(phone))
