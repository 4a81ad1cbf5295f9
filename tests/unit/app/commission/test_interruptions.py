"""A database that stops in mid-transaction, and a clock that jumps: no half record, and whoever repeats is answered."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

from records.store import incoming
from records.trust.receipt import verify_receipt
from tests.fakes.commission import Phone, World, encounter_record, new_hex
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
HOUR_S, DAY_S = 3600, 24 * 3600
COUNTS = (
    "select (select count(*) from intake where state = 'opened'), (select count(*) from intake), "
    "(select count(*) from revision), (select count(*) from encounter)"
)


def counts(world: World) -> tuple[int, ...]:
    with world.database.reading() as connection:
        return tuple(connection.exec_driver_sql(COUNTS).one())


def end_others(world: World) -> int:
    """Throw every other connection of this database out, as `pg_terminate_backend` and a fast shutdown do."""
    with psycopg.connect(world.database_url, autocommit=True) as connection:
        ended = connection.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
    assert ended is not None
    return int(ended[0])


def test_thrown_out_while_a_record_is_stored_it_stays_durable_and_is_opened_by_the_sweep(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = incoming._keep

    def thrown_out(unit, records, charts):
        kept = true(unit, records, charts)
        assert end_others(world) >= 1
        return kept

    record_id = new_hex()
    with monkeypatch.context() as broken:
        broken.setattr(incoming, "_keep", thrown_out)
        answer = api.deliver(world.record(encounter_record(record_id)))
    assert answer.status_code == 200  # it was durable before anybody looked into it
    assert verify_receipt(answer.json()["receipt"], world.keys.receipt.public).record_id == record_id
    assert counts(world) == (0, 1, 0, 0)  # and nothing of the half stored record is there
    assert world.opener.sweep() == {"opened": 1}
    assert counts(world) == (1, 1, 1, 1)
    assert world.admin.verify_audit().broken_at is None


def test_thrown_out_before_it_is_durable_the_phone_is_told_to_repeat(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from records.store import intake  # noqa: PLC0415 - its own function is replaced

    true = intake._standing

    def thrown_out(connection, offered):
        assert end_others(world) >= 1
        return true(connection, offered)

    envelope = world.record(encounter_record(new_hex()))
    assert api.deliver(envelope).status_code == 200
    second = world.record(encounter_record(new_hex()))
    with monkeypatch.context() as broken:
        broken.setattr(intake, "_standing", thrown_out)
        answer = api.deliver(second)
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert counts(world) == (1, 1, 1, 1)
    assert api.deliver(second).status_code == 200
    assert counts(world) == (2, 2, 2, 2)


def test_thrown_out_again_and_again_nothing_is_lost_or_twice(api: Api, world: World) -> None:
    stop = threading.Event()

    def throw_out() -> None:
        while not stop.wait(0.05):
            end_others(world)

    thrower = threading.Thread(target=throw_out, daemon=True)
    thrower.start()
    told = []
    try:
        for _ in range(15):
            record_id = new_hex()
            for envelope in (
                world.identity(Phone().registration(record_id)),
                world.record(encounter_record(record_id)),
            ):
                deadline = time.monotonic() + 60
                while (answer := api.deliver(envelope)).status_code == 503 and time.monotonic() < deadline:
                    time.sleep(0.02)
                told.append(verify_receipt(answer.json()["receipt"], world.keys.receipt.public))
    finally:
        stop.set()
        thrower.join()
    while world.opener.sweep():
        pass
    assert len({(receipt.record_id, receipt.key) for receipt in told}) == 30
    assert counts(world) == (30, 30, 15, 15)
    assert world.admin.verify_audit().broken_at is None


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, DAY_S, -DAY_S])
def test_the_clock_jumps_and_everything_is_taken_once(api: Api, world: World, jump_s: int) -> None:
    record_id, other_id = new_hex(), new_hex()
    before = world.record(encounter_record(record_id))
    sealed_before = world.record(encounter_record(other_id))
    first = api.deliver(before)
    world.clock.pass_s(jump_s)
    again = api.deliver(before)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()  # the receipt names the time at which it came, and not the time of asking
    assert api.deliver(world.identity(Phone().registration(record_id))).status_code == 200
    # Sealed while both clocks agreed. To a clock that went back it is from the future: durable, receipted, and opened later.
    answer = api.deliver(sealed_before)
    assert answer.status_code == 200
    assert verify_receipt(answer.json()["receipt"], world.keys.receipt.public).record_id == other_id
    assert counts(world) == ((3, 3, 2, 2) if jump_s > 0 else (2, 3, 1, 1))
    world.clock.pass_s(-jump_s)
    world.clock.pass_s(10)
    world.opener.sweep()
    assert counts(world) == (3, 3, 2, 2)
    world.admit(world.node)
    assert api.deliver(world.record(encounter_record(record_id, 2))).status_code == 200
    assert world.admin.verify_audit().broken_at is None


def test_what_is_from_the_future_for_longer_than_a_day_is_kept_for_a_person(world: World) -> None:
    world.admit(world.node, expires_in_s=3 * DAY_S)
    tomorrow = world.record(encounter_record(new_hex()), created_at_ms=world.clock.now_ms + 2 * DAY_S * 1000)
    accepted = world.accept(tomorrow)
    ended = world.opener.open(accepted.intake_id)
    assert (ended.state, ended.reason) == ("deferred", "early")
    world.clock.pass_s(DAY_S + HOUR_S)
    assert world.opener.sweep() == {"failed": 1}


def test_a_sweep_is_not_put_off_by_a_clock_that_went_back(world: World) -> None:
    world.accept(world.record(encounter_record(new_hex())))
    world.clock.pass_s(-DAY_S)
    assert world.opener.sweep() == {"opened": 1}
