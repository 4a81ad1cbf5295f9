"""A number seen on the card: confirmed by a doctor of the community, for exactly that number, once in a community, till taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from records.archive.fhir.checking import check
from records.archive.plan import plan
from records.store.deliveries import Deliveries
from records.store.encounters import read_encounter
from records.store.errors import NotAllowed, NotVisible, Refused
from records.store.identity_card import confirm_identity
from records.store.oversight import glass
from records.store.policy import Actor, Role
from tests.fakes.commission import Phone, World, encounter_record, new_hex
from tests.unit.records.store.identity_card.conftest import (
    NUMBER,
    OTHER,
    add,
    again,
    confirm,
    page_of,
    resident_of,
    sign,
    trail,
    withdraw,
)

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_who_confirmed_and_when_is_on_the_page_until_it_is_taken_back(world: World, resident: str) -> None:
    assert page_of(world, resident).identity_card is None
    confirm(world, resident)
    first = world.clock.now_ms
    world.clock.pass_s(60)
    confirm(world, resident)  # a second click says nothing new
    page = page_of(world, resident)
    assert page.identity_card is not None
    assert (page.identity_card.by, page.identity_card.seen_at_ms) == ("王医生", first)
    withdraw(world, resident)
    withdraw(world, resident)
    page = page_of(world, resident)
    assert (page.identity_card, page.identity_number) == (None, NUMBER)
    looked = [each.action for each in page.looked]
    assert "confirm_identity" in looked
    assert "withdraw_identity" in looked
    assert [each[:2] for each in trail(world, resident)] == [
        ("doctor", "confirm_identity"), ("doctor", "confirm_identity"),
        ("doctor", "withdraw_identity"), ("doctor", "withdraw_identity"),
    ]  # fmt: skip
    assert not any(NUMBER in detail for _, _, detail in trail(world, resident))


def test_another_number_ends_it_and_none_does_not(world: World, phone: Phone, resident: str) -> None:
    confirm(world, resident)
    again(world, phone, "")
    page = page_of(world, resident)
    assert page.identity_card is not None  # the field was left empty: the card is the same
    assert page.identity_number == NUMBER
    again(world, phone, OTHER)
    page = page_of(world, resident)
    assert (page.identity_number, page.identity_card) == (OTHER, None)
    assert trail(world, resident)[-1][:2] == ("resident", "withdraw_identity")
    again(world, phone, NUMBER)
    assert page_of(world, resident).identity_card is None  # typed back is not seen again
    confirm(world, resident)
    again(world, phone, "110105197005060019")  # with a wrong check character it is another one, too
    assert page_of(world, resident).identity_card is None


def test_only_the_number_that_was_told_and_can_be_hers_is_confirmed(world: World) -> None:
    # One world for all of them: to make it costs more than they do.
    for typed, confirmed, code in (
        (NUMBER, OTHER, "number_changed"),
        ("", NUMBER, "number_changed"),
        ("110105197005060019", "110105197005060019", "number_invalid"),
        ("11010519491231002X", "11010519491231002X", "number_disagrees"),  # another birth date
        ("110105197005060024", "110105197005060024", "number_disagrees"),  # another sex
    ):
        resident = resident_of(world, world.encounter(Phone(identity_number=typed)))
        with pytest.raises(Refused) as refused:
            confirm(world, resident, confirmed)
        assert refused.value.code == code, typed
        assert page_of(world, resident).identity_card is None


def test_one_number_is_one_resident_of_a_community_and_the_doctor_sees_whose(world: World, resident: str) -> None:
    twin = resident_of(world, world.encounter(Phone(name="李四", phone="13700000000", identity_number=NUMBER)))
    assert page_of(world, twin).identity_number_of is None  # typed only: anybody may type anything
    confirm(world, resident)
    told = page_of(world, twin).identity_number_of
    assert told is not None
    assert (told.resident_id, told.name) == (resident, "张秀英")
    assert page_of(world, resident).identity_number_of is None
    assert not confirm(world, twin, name="李四")
    assert page_of(world, twin).identity_card is None
    withdraw(world, resident)
    assert confirm(world, twin, name="李四")
    assert page_of(world, resident).identity_number_of is not None


def test_of_two_doctors_at_once_one_is_refused(world: World, resident: str) -> None:
    twin = resident_of(world, world.encounter(Phone(name="李四", phone="13700000000", identity_number=NUMBER)))
    both = Barrier(2)

    def one(who: str) -> bool:
        with world.database.transaction() as unit:
            both.wait(timeout=30)
            return confirm_identity(unit, world.doctor, who, NUMBER, {resident: "张秀英", twin: "李四"}[who])

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, (resident, twin))) == [False, True]
    seen = [page_of(world, each) for each in (resident, twin)]
    assert sorted(each.identity_card is not None for each in seen) == [False, True]
    assert sorted(each.identity_number_of is not None for each in seen) == [False, True]


def test_another_community_neither_confirms_nor_learns_whose_it_is(world: World, resident: str) -> None:
    away = world.admin.create_community("别处", "Elsewhere")
    stranger = Actor(Role.DOCTOR, world.create_clinician("li", communities=(away,)), frozenset({away}), "李医生")
    for some in (resident, "0" * 32):
        for do in (
            lambda some=some: confirm(world, some, actor=stranger),
            lambda some=some: withdraw(world, some, stranger),
        ):
            with pytest.raises(NotVisible):
                do()
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM, Role.RESIDENT):
        with pytest.raises(NotAllowed):
            confirm(world, resident, actor=Actor(role, "x", frozenset({world.community})))
    confirm(world, resident)
    twin = Phone(name="李四", phone="13700000000", identity_number=NUMBER)
    encounter_id = world.encounter(twin)
    with world.database.transaction() as unit:
        glass.break_glass(unit, stranger, twin.phone, "急诊抢救，病人昏迷，需要知道用药")
    seen = page_of(world, resident_of(world, encounter_id), stranger)
    assert (seen.glass_ends_at_ms is not None, seen.identity_number_of) == (True, None)
    with pytest.raises(NotVisible):  # broken glass reads, and nothing else
        confirm(world, seen.resident_id, actor=stranger)


def test_what_was_signed_after_it_carries_the_number_and_what_was_signed_before_does_not(
    world: World, phone: Phone, resident: str
) -> None:
    deliveries = Deliveries(world.database)
    before = again(world, phone, NUMBER)
    sign(world, before)
    unchanged = deliveries.load(before)
    world.clock.pass_s(1)
    confirm(world, resident)
    after = again(world, phone, "")
    sign(world, after)
    assert deliveries.load(before) == unchanged
    assert (unchanged.resident_identity_card, unchanged.resident_identity_number) == ("", NUMBER)
    carried = deliveries.load(after)
    assert (carried.resident_identity_card, carried.resident_identity_number) == (NUMBER, "")
    check(plan(carried).bundle.content, whole=True)
    for delivery, holds in ((carried, True), (unchanged, False)):
        readable = [each for each in plan(delivery).documents if each.media_type != "application/pdf"]
        assert len(readable) == 3  # bundle and both CDA documents
        assert {NUMBER.encode() in each.content for each in readable} == {holds}
    add(world, before)  # signed again
    resigned = deliveries.load(before)
    assert [each.resident_identity_card for each in (*resigned.earlier, resigned)] == ["", NUMBER]
    withdraw(world, resident)
    assert {deliveries.load(each).resident_identity_card for each in (before, after)} == {""}


def test_no_number_is_readable_in_the_database_and_an_erased_resident_leaves_none(world: World, resident: str) -> None:
    confirm(world, resident)
    with world.database.reading() as connection:
        (row,) = connection.exec_driver_sql("select * from identity_card").all()
        kept = b"|".join(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row)
    assert NUMBER.encode() not in kept
    assert resident.encode() in kept
    world.admin.erase_resident(resident)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from identity_card").scalar_one() == 0
    for do in (confirm, withdraw):
        with pytest.raises(NotVisible):
            do(world, resident)
    fresh = resident_of(world, world.encounter(Phone(identity_number=NUMBER)))
    confirm(world, fresh)  # and whoever has the card may be confirmed anew


def test_who_the_resident_is_comes_from_the_newest_encounter(world: World, phone: Phone) -> None:
    """A phone asks for consent once, so its encounters have one time of consent; which was made last is known by their arrival."""
    first, second = "0" * 31 + "1", "f" * 31 + "2"
    assert world.take(world.identity(phone.registration(first, identity_number=OTHER))).state == "opened"
    assert world.take(world.record(encounter_record(first))).state == "opened"
    world.clock.pass_s(60)
    assert world.take(world.identity(phone.registration(second))).state == "opened"
    assert world.take(world.record(encounter_record(second))).state == "opened"
    resident = resident_of(world, second)
    assert page_of(world, resident).identity_number == NUMBER
    confirm(world, resident)
    # The encounter of before says another number still: signed now, it is not told of this one.
    for encounter_id in (first, second):
        sign(world, encounter_id)
    carried = [Deliveries(world.database).load(each).resident_identity_card for each in (first, second)]
    assert carried == ["", NUMBER]


@pytest.mark.parametrize(
    "changes",
    [{"name": "张小明"}, {"sex": "female"}, {"birth_date": "2001-02-03"}],
    ids=["name", "sex", "birth date"],
)
def test_whoever_writes_somebody_else_over_it_takes_no_number_along(
    world: World, phone: Phone, resident: str, changes: dict[str, str]
) -> None:
    """A phone keeps the id of a person whose name is written over, and that may be a sister; her field for the number is empty."""
    deliveries = Deliveries(world.database)
    sister = again(world, phone, "", **changes)
    own = again(world, phone, NUMBER)
    world.clock.pass_s(60)
    confirm(world, resident)
    for encounter_id in (sister, own):
        sign(world, encounter_id)
    # Told before the card was seen, signed after: that card was not hers.
    assert [deliveries.load(each).resident_identity_card for each in (sister, own)] == ["", NUMBER]
    later = again(world, phone, "", **changes)
    assert page_of(world, resident).identity_card is None
    assert trail(world, resident)[-1][:2] == ("resident", "withdraw_identity")
    sign(world, later)
    assert {deliveries.load(each).resident_identity_card for each in (sister, own, later)} == {""}


def test_a_name_that_was_written_over_while_the_doctor_looked_is_not_confirmed(
    world: World, phone: Phone, resident: str
) -> None:
    again(world, phone, NUMBER, name="李四")
    with pytest.raises(Refused) as refused:
        confirm(world, resident, name="张秀英")  # what the page showed
    assert refused.value.code == "number_changed"
    assert page_of(world, resident).identity_card is None
    confirm(world, resident, name="李四")


def test_a_name_typed_in_another_way_is_the_same_name(world: World, phone: Phone, resident: str) -> None:
    confirm(world, resident)
    again(world, phone, "", name=" 张 秀英", birth_date=None)
    assert page_of(world, resident).identity_card is not None


def test_a_stolen_database_does_not_tell_that_two_communities_know_one_number(world: World, resident: str) -> None:
    confirm(world, resident)
    away = world.admin.create_community("别处", "Elsewhere")
    doctor = Actor(Role.DOCTOR, world.create_clinician("li", communities=(away,)), frozenset({away}), "李医生")
    (magnet,) = world.admin.issue_magnets(away, "li", 1)
    encounter_id = new_hex()
    said = Phone(identity_number=NUMBER).registration(encounter_id)
    assert world.take(world.identity(said, magnet=magnet)).state == "opened"
    assert world.take(world.record(encounter_record(encounter_id))).state == "opened"
    with world.database.transaction() as unit:
        there = read_encounter(unit, doctor, encounter_id).resident.resident_id
    confirm(world, there, actor=doctor)
    with world.database.reading() as connection:
        kept = connection.exec_driver_sql("select distinct number_index from identity_card").all()
    assert len(kept) == 2


@pytest.mark.parametrize("by_asking", [False, True], ids=["the page", "a try to confirm"])
def test_that_a_doctor_learnt_whose_number_it_is_is_in_the_trail(world: World, resident: str, by_asking: bool) -> None:
    """Whoever types numbers on a phone of his own to learn whose they are leaves a line for each one that he learns."""
    twin = resident_of(world, world.encounter(Phone(name="李四", phone="13700000000", identity_number=NUMBER)))
    confirm(world, resident)
    if by_asking:
        assert not confirm(world, twin, name="李四")
    else:
        assert page_of(world, twin).identity_number_of is not None
    with world.database.reading() as connection:
        (detail,) = connection.exec_driver_sql(
            "select detail from audit_entry where subject = %s and action = 'read_resident' order by seq desc limit 1",
            (f"resident:{twin}",),
        ).one()
    assert resident in str(detail)
    assert NUMBER not in str(detail)
