"""Time that a doctor spends: each moment is counted for one encounter, once, however close together the page's requests are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from records.store import cockpit
from records.store.encounters import read_encounter
from tests.fakes.commission import World, encounter_record

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def look(world: World, encounter_id: str) -> int:
    """Open the page, and answer the seconds that it counts; the order of what comes at once costs a few milliseconds."""
    with world.database.transaction() as unit:
        return round(read_encounter(unit, world.doctor, encounter_id).attended_ms / 1000)


def sign(world: World, encounter_id: str) -> None:
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "J06.9", "x")
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)


def test_of_two_pages_opened_in_one_millisecond_the_later_is_read(world: World) -> None:
    first, second = sorted(world.encounter() for _ in range(2))
    for earlier, later in ((first, second), (second, first)):
        world.clock.pass_s(600)
        look(world, earlier)
        before = look(world, later)
        world.clock.pass_s(60)
        assert look(world, later) == before + 60


def test_a_page_left_in_the_millisecond_in_which_it_was_opened_gets_nothing(world: World) -> None:
    for first, second in [sorted(world.encounter() for _ in range(2))] * 2:
        before = look(world, first)
        look(world, second)
        world.clock.pass_s(60)
        assert look(world, first) == before
        world.clock.pass_s(600)


def test_several_signs_in_one_millisecond_are_one(world: World) -> None:
    encounter_id = world.encounter()
    for _ in range(3):
        for _ in range(4):
            look(world, encounter_id)
        world.clock.pass_s(20)
    assert look(world, encounter_id) == 60


def test_a_request_that_began_before_another_and_ended_after_it_counts_nothing_twice(world: World) -> None:
    encounter_id = world.encounter()
    for second in (0, 50, 40, 100):
        world.clock.pass_s(second)
        look(world, encounter_id)
        world.clock.pass_s(-second)
    world.clock.pass_s(100)
    assert look(world, encounter_id) == 100


def test_requests_at_once_come_into_an_order_and_no_minute_is_counted_for_two(world: World) -> None:
    opened = [world.encounter() for _ in range(4)]
    for encounter_id in opened:
        look(world, encounter_id)
    before = sum(look(world, encounter_id) for encounter_id in opened)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda encounter_id: look(world, encounter_id), opened))
    world.clock.pass_s(60)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda encounter_id: look(world, encounter_id), opened))
    assert sum(look(world, encounter_id) for encounter_id in opened) - before in (0, 60)
    with world.database.reading() as connection:
        times = connection.exec_driver_sql("select beat_at_ms from attention").scalars().all()
    assert len(set(times)) == len(opened)


def test_what_passes_on_a_signed_page_is_counted_for_nobody(world: World) -> None:
    signed, open_one = world.encounter(), world.encounter()
    sign(world, signed)
    before = look(world, signed)
    look(world, open_one)
    world.clock.pass_s(60)
    assert look(world, signed) == before
    world.clock.pass_s(60)
    assert look(world, open_one) == 0
    look(world, signed)
    world.clock.pass_s(60)
    assert look(world, signed) == before
    world.take(world.record(encounter_record(signed, 2)))  # what the resident adds opens it again
    look(world, open_one)
    look(world, signed)
    world.clock.pass_s(30)
    assert look(world, signed) == before + 30
