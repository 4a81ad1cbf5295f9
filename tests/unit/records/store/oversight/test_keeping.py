"""What is kept and what goes: failed envelopes with a reason and a cap, residents after their years; rules with bounds."""

from __future__ import annotations

import pytest

from records.store.errors import NotAllowed, NotVisible, Refused
from records.store.oversight import keeping, rules
from records.store.policy import SYSTEM, Actor, Role
from tests.fakes.commission import World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def administrator(world: World) -> Actor:
    return Actor(Role.ADMINISTRATOR, world.doctor_id)


def fail(world: World) -> int:
    broken = bytearray(world.record(encounter_record(new_hex())))
    broken[-1] ^= 1
    intake_id = world.accept(bytes(broken)).intake_id
    assert world.opener.open(intake_id).state == "failed"
    return intake_id


def held(world: World) -> list[int]:
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "select id from intake where state = 'failed' and envelope is not null order by id"
        )
        return [row.id for row in rows]


def test_a_failed_envelope_is_shown_with_its_reason_and_dropped_with_one_by_an_administrator_only(world: World) -> None:
    intake_id = fail(world)
    with world.database.transaction() as unit:
        page = keeping.list_failed(unit, administrator(world))
    assert [(row.intake_id, row.reason) for row in page.items] == [(intake_id, "signature")]
    assert (page.held, page.held_bytes) == (1, page.items[0].bytes_held)
    for role in (Role.DOCTOR, Role.SUPERVISOR, Role.AUDITOR):
        with world.database.transaction() as unit, pytest.raises(NotAllowed):
            keeping.discard(unit, Actor(role, "x"), intake_id, "damaged")
    with world.database.transaction() as unit:
        keeping.discard(unit, administrator(world), intake_id, "damaged")
    assert held(world) == []
    with world.database.transaction() as unit:
        (row,) = keeping.list_failed(unit, administrator(world)).items
    assert (row.reason, row.bytes_held) == ("signature", 0)
    with world.database.reading() as connection:
        detail = connection.exec_driver_sql(
            "select detail from audit_entry where detail like '%%discard%%'"
        ).scalar_one()
    assert '"why":"damaged"' in detail
    with world.database.transaction() as unit, pytest.raises(Refused):
        keeping.discard(unit, administrator(world), intake_id, "damaged")


def test_what_opened_or_is_not_there_is_not_dropped(world: World) -> None:
    world.encounter()
    with world.database.reading() as connection:
        opened = connection.exec_driver_sql("select min(id) from intake").scalar_one()
    with world.database.transaction() as unit, pytest.raises(Refused):
        keeping.discard(unit, administrator(world), opened, "test")
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        keeping.discard(unit, administrator(world), 999_999, "test")
    with world.database.transaction() as unit, pytest.raises(Refused):
        keeping.require_retry(unit, administrator(world), opened)


def test_old_ones_go_by_themselves_but_never_our_own_faults(world: World) -> None:
    old, ours = fail(world), fail(world)
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql("update intake set reason = 'internal' where id = %s", (ours,))
    world.clock.pass_s(181 * 86_400)
    world.admit(world.node)
    new = fail(world)
    with world.database.transaction() as unit:
        assert keeping.drop_old_failed(unit) == 1
    assert held(world) == [ours, new]
    assert old not in held(world)


def test_the_oldest_go_when_there_are_too_many_bytes(world: World) -> None:
    ids = [fail(world) for _ in range(3)]
    with world.database.transaction() as unit:
        assert keeping.drop_old_failed(unit) == 0
        size = unit.connection.exec_driver_sql("select min(octet_length(envelope)) from intake").scalar_one()
        unit.connection.exec_driver_sql(
            "insert into house_rule (name, set_at_ms, value, actor) values ('failed_keep_mb', 1, 0, 'test')"
        )
    assert size > 0
    with world.database.transaction() as unit:
        assert keeping.drop_old_failed(unit) == 3
    assert not set(ids) & set(held(world))


def test_residents_are_erased_when_their_years_are_over_and_not_before(world: World) -> None:
    world.encounter()
    world.clock.pass_s(14 * 366 * 86_400)
    assert keeping.erase_expired(world.database) == 0
    world.admit(world.node)
    world.encounter()  # somebody else, who came lately
    world.clock.pass_s(2 * 366 * 86_400)
    assert keeping.erase_expired(world.database) == 1
    assert keeping.erase_expired(world.database) == 0
    with world.database.reading() as connection:
        kept = connection.exec_driver_sql("select count(*) from resident where data_key is not null").scalar_one()
    assert kept == 1


def test_rules_have_bounds_a_history_and_a_keeper(world: World) -> None:
    with world.database.transaction() as unit:
        rules.set_rule(unit, administrator(world), "keep_years", 30)
        rules.set_rule(unit, administrator(world), "keep_years", 20)
    with world.database.reading() as connection:
        assert rules.must(connection, "keep_years") == 20
        assert rules.value(connection, "north") is None
        assert connection.exec_driver_sql("select count(*) from house_rule").scalar_one() == 2
    for name, number in (("keep_years", 14), ("keep_years", 101), ("nothing", 1)):
        with world.database.transaction() as unit, pytest.raises(Refused):
            rules.set_rule(unit, SYSTEM, name, number)
    with world.database.transaction() as unit, pytest.raises(NotAllowed):
        rules.set_rule(unit, Actor(Role.AUDITOR, "x"), "keep_years", 20)
    with world.database.transaction() as unit:
        (years,) = [rule for rule in rules.list_rules(unit, administrator(world)) if rule.name == "keep_years"]
    assert (years.value, years.set_by) == (20, world.doctor_id)
