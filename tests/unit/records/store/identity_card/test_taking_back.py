"""All that one account confirmed is taken back at once, by an administrator alone; what was signed stays."""

from __future__ import annotations

import pytest

from records.store.accounts import list_clinicians
from records.store.deliveries import Deliveries
from records.store.errors import NotAllowed, NotVisible
from records.store.identity_card import withdraw_all
from records.store.policy import Actor, Role
from records.store.signatures import read_signature
from tests.fakes.commission import Phone, World
from tests.unit.records.store.identity_card.conftest import (
    NUMBER,
    OTHER,
    again,
    confirm,
    page_of,
    resident_of,
    sign,
    trail,
)

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def withdraw_all_of(world: World, username: str, since_ms: int = 0, role: Role = Role.ADMINISTRATOR) -> int:
    with world.database.transaction() as unit:
        return withdraw_all(unit, Actor(role, "d" * 32), username, since_ms=since_ms)


def seen_of(world: World, *residents: str) -> list[str]:
    """Who confirmed the card of each of them; nobody is the empty word."""
    pages = [page_of(world, each) for each in residents]
    return [page.identity_card.by if page.identity_card else "" for page in pages]


def test_all_that_one_account_confirmed_is_taken_back_at_once_and_nobody_elses(world: World) -> None:
    li = Actor(Role.DOCTOR, world.create_clinician("li", name="李医生"), frozenset({world.community}), "李医生")
    numbers = (NUMBER, OTHER, "110105197005060032")
    one, two, three = (resident_of(world, world.encounter(Phone(identity_number=each))) for each in numbers)
    for resident, number, actor in ((one, NUMBER, world.doctor), (two, OTHER, li), (three, numbers[2], world.doctor)):
        assert confirm(world, resident, number, actor)
        world.clock.pass_s(60)
    with world.database.transaction() as unit:
        told = {each.username: each.cards for each in list_clinicians(unit, Actor(Role.ADMINISTRATOR, "d" * 32))}
    assert told == {"wang": 2, "li": 1}
    assert withdraw_all_of(world, "wang", world.clock.now_ms - 60_000) == 1  # since the last of them
    assert seen_of(world, one, two, three) == ["王医生", "李医生", ""]
    assert withdraw_all_of(world, " WANG") == 1
    assert withdraw_all_of(world, "wang") == 0
    assert seen_of(world, one, two, three) == ["", "李医生", ""]
    role, action, detail = trail(world, one)[-1]
    assert (role, action) == ("administrator", "withdraw_identity")
    assert world.doctor_id in detail
    with world.database.reading() as connection:
        entries = connection.exec_driver_sql(
            "select role, actor, subject, detail::json->>'cards' from audit_entry where action = 'withdraw_identities' order by seq"
        ).all()
    assert [tuple(row) for row in entries] == [
        ("administrator", "d" * 32, f"clinician:{world.doctor_id}", cards) for cards in ("1", "1", "0")
    ]
    assert "withdraw_identity" in [each.action for each in page_of(world, one).looked]
    assert confirm(world, one)  # and who has the card is confirmed anew


def test_what_was_signed_stays_and_nothing_carries_the_number_when_all_are_taken_back(
    world: World, phone: Phone, resident: str
) -> None:
    confirm(world, resident)
    encounter_id = again(world, phone, NUMBER)
    sign(world, encounter_id)
    kept = "select content_sealed, token, signed_at_ms, clinician_id from signature where encounter_id = %s"

    def signed() -> list[tuple[object, ...]]:
        with world.database.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(kept, (encounter_id,))]

    before = signed()
    assert Deliveries(world.database).load(encounter_id).resident_identity_card == NUMBER
    world.admin.close_clinician("wang")  # who left is found by the name all the same
    assert withdraw_all_of(world, "wang") == 1
    assert signed() == before
    with world.database.transaction() as unit:
        assert read_signature(unit, world.doctor, encounter_id, world.keys.receipt.public)["valid"]
    assert Deliveries(world.database).load(encounter_id).resident_identity_card == ""


def test_only_an_administrator_takes_all_of_them_back(world: World, resident: str) -> None:
    confirm(world, resident)
    for role in (Role.DOCTOR, Role.SUPERVISOR, Role.AUDITOR, Role.SYSTEM, Role.RESIDENT, Role.NODE):
        with pytest.raises(NotAllowed):
            withdraw_all_of(world, "wang", role=role)
    with pytest.raises(NotVisible):
        withdraw_all_of(world, "nobody")
    assert seen_of(world, resident) == ["王医生"]
