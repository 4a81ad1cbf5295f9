"""Marks, quality and surges: counted once, of the own communities, and true."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from records.model import RecordFinding, RecordHypothesis, RecordUrgency, Text
from records.store import cockpit, schema
from records.store.errors import NotAllowed
from records.store.oversight.marks import mark_changed
from records.store.oversight.quality import quality, surges
from records.store.policy import Actor, Role
from records.store.views import ActionDetail
from tests.fakes.commission import Phone, World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
GROUPS = ("cough", "other")


class Medicine:
    def group(self, record: Any) -> str:
        return "cough" if any(finding.id == "cough" for finding in record.findings) else "other"

    def urgency_of(self, icd10: str) -> RecordUrgency | None:
        return {"I21.9": RecordUrgency.URGENT, "J06.9": RecordUrgency.SELF_CARE}.get(icd10)


judge = Medicine()


def supervisor(world: World, *communities: str) -> Actor:
    return Actor(Role.SUPERVISOR, world.doctor_id, frozenset(communities or (world.community,)))


def coughing(world: World, **changes: Any) -> str:
    cough = RecordFinding(id="cough", name=Text(zh="咳嗽", en="cough"), kind="symptom", status="present")
    return world.encounter(findings=(cough,), differential=(hypothesis(),), **changes)


def hypothesis() -> RecordHypothesis:
    return RecordHypothesis(
        disease="cold", name=Text(zh="感冒", en="cold"), icd10="J06.9", probability=0.5, evidence=()
    )


def sign(world: World, encounter_id: str, code: str, urgency: RecordUrgency | None = None) -> None:
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, code, "x", urgency=urgency)
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)


def call(world: World, encounter_id: str, outcome: Any) -> None:
    with world.database.transaction() as unit:
        cockpit.act(unit, world.doctor, encounter_id, "call", "", detail=ActionDetail(outcome=outcome))


def answers_of(world: World) -> tuple[int, int, int, int]:
    """How many of all encounters, of one urgency, were answered in time, late, are overdue, still have time."""
    with world.database.transaction() as unit:
        (row,) = quality(unit, supervisor(world), days=30).usage
    return (row.answered_in_time, row.answered_late, row.overdue, row.waiting)


IN_TIME, LATE, OVERDUE, WAITING = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))


def again(world: World, revision: str) -> None:
    """Take the tables back to before a migration, and forward again, as a database of then would come."""
    config = Config()
    config.set_main_option("script_location", str(schema._FOLDER))
    with world.database.transaction() as unit:
        config.attributes["connection"] = unit.connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision(revision).down_revision))
        command.upgrade(config, "head")


def test_an_encounter_is_marked_once_for_each_change_and_its_group_is_not_in_clear(world: World) -> None:
    encounter_id = coughing(world)
    assert mark_changed(world.database, judge) == 1
    assert mark_changed(world.database, judge) == 0
    sign(world, encounter_id, "J06.9")
    assert mark_changed(world.database, judge) == 1
    with world.database.reading() as connection:
        row = connection.exec_driver_sql("select agreement, missed, group_index from encounter_mark").one()
    assert row[:2] == ("first", False)
    assert row.group_index == world.database.vault.index("complaint_group", "cough")
    assert b"cough" not in row.group_index


def test_what_changed_while_nobody_marked_is_found_and_batches_end(world: World) -> None:
    for _ in range(3):
        coughing(world)
        world.clock.pass_s(700)
    assert [mark_changed(world.database, judge, limit=2) for _ in range(3)] == [2, 1, 0]
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql(
            "delete from encounter_mark where changed_at_ms = (select min(changed_at_ms) from encounter_mark)"
        )
    assert mark_changed(world.database, judge) == 0
    assert mark_changed(world.database, judge, everything=True) == 1


def test_a_consultation_under_way_is_left_until_it_has_settled(world: World) -> None:
    coughing(world)
    assert mark_changed(world.database, judge, settled_ms=120_000) == 0
    world.clock.pass_s(121)
    assert mark_changed(world.database, judge, settled_ms=120_000) == 1


def test_an_erased_resident_counts_in_no_group(world: World) -> None:
    encounter_id = coughing(world)
    mark_changed(world.database, judge)
    with world.database.reading() as connection:
        resident = connection.exec_driver_sql(
            "select resident_id from encounter where id = %s", (encounter_id,)
        ).scalar_one()
    world.admin.erase_resident(resident)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select group_index from encounter_mark").scalar_one() is None


def test_answers_are_in_time_late_overdue_or_still_have_time(world: World) -> None:
    quick = world.encounter(urgency=RecordUrgency.URGENT)
    slow = world.encounter(urgency=RecordUrgency.URGENT)
    world.encounter(urgency=RecordUrgency.EMERGENCY)
    world.encounter(urgency=RecordUrgency.ROUTINE)
    world.clock.pass_s(600)
    with world.database.transaction() as unit:
        cockpit.act(unit, world.doctor, quick, "call", "", detail=ActionDetail(outcome="reached"))
    world.clock.pass_s(5 * 3600)
    with world.database.transaction() as unit:
        cockpit.act(unit, world.doctor, slow, "call", "", detail=ActionDetail(outcome="reached"))
    with world.database.transaction() as unit:
        found = quality(unit, supervisor(world), days=30)
    rows = {row.urgency: row for row in found.usage}
    urgent = rows["urgent"]
    assert (urgent.count, urgent.answered_in_time, urgent.answered_late) == (2, 1, 1)
    assert (rows["emergency"].overdue, rows["routine"].waiting) == (1, 1)
    assert found.unmarked == 4


def test_a_call_that_reached_nobody_is_no_answer_and_what_the_resident_adds_later_takes_no_answer_away(
    world: World,
) -> None:
    encounter_id = world.encounter(urgency=RecordUrgency.URGENT)
    world.clock.pass_s(600)
    call(world, encounter_id, "no_answer")
    assert answers_of(world) == WAITING
    world.clock.pass_s(5 * 3600)
    assert answers_of(world) == OVERDUE
    with world.database.transaction() as unit:
        cockpit.write_message(unit, world.doctor, encounter_id, "请今天来。", signer=world.keys.receipt)
    assert answers_of(world) == LATE
    world.clock.pass_s(60)
    world.take(world.reply(encounter_id, "好的"))
    world.clock.pass_s(24 * 3600)
    assert answers_of(world) == LATE


def test_of_several_calls_the_first_that_reached_somebody_is_the_answer(world: World) -> None:
    encounter_id = world.encounter(urgency=RecordUrgency.URGENT)
    for outcome in ("wrong_number", None, "call_back", "reached", "no_answer"):
        world.clock.pass_s(3000)
        call(world, encounter_id, outcome)
    assert answers_of(world) == IN_TIME
    world.clock.pass_s(24 * 3600)
    assert answers_of(world) == IN_TIME


def test_a_diagnosis_that_is_confirmed_reaches_nobody(world: World) -> None:
    encounter_id = world.encounter(urgency=RecordUrgency.URGENT)
    with world.database.transaction() as unit:
        cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "J06.9", "x")
    world.clock.pass_s(5 * 3600)
    assert answers_of(world) == OVERDUE
    sign(world, encounter_id, "J06.9")
    assert answers_of(world) == LATE


def test_the_ends_of_calls_of_before_are_read_by_the_next_whole_marking(world: World) -> None:
    outcomes = ("no_answer", "reached", "reached")
    rung = {world.encounter(urgency=RecordUrgency.URGENT): outcome for outcome in outcomes}
    world.clock.pass_s(60)
    for encounter_id, outcome in rung.items():
        call(world, encounter_id, outcome)
    world.clock.pass_s(5 * 3600)
    for encounter_id in rung:
        with world.database.transaction() as unit:
            cockpit.write_message(unit, world.doctor, encounter_id, "请今天来。", signer=world.keys.receipt)
    mark_changed(world.database, judge)
    with world.database.reading() as connection:
        resident = connection.exec_driver_sql(
            "select resident_id from encounter where id = %s", (encounter_id,)
        ).scalar_one()
    world.admin.erase_resident(resident)
    again(world, "0018")
    assert answers_of(world) == (3, 0, 0, 0)
    assert mark_changed(world.database, judge, everything=True) == 3
    assert answers_of(world) == (2, 1, 0, 0)


def test_agreement_missed_and_ratings_are_told_by_software(world: World) -> None:
    right, wrong = coughing(world), coughing(world, urgency=RecordUrgency.SELF_CARE)
    sign(world, right, "J06.9")
    sign(world, wrong, "I21.9")
    with world.database.transaction() as unit:
        cockpit.rate(unit, world.doctor, wrong, "guidance", "dangerous", "胸痛没有问清")
        cockpit.rate(unit, world.doctor, right, "guidance", "good", "")
    mark_changed(world.database, judge)
    with world.database.transaction() as unit:
        found = quality(unit, supervisor(world), days=1)
    (row,) = found.software
    assert row.software == "jiayi test"
    assert (row.first, row.not_listed, row.missed, row.missed_known, row.dangerous, row.good) == (1, 1, 1, 2, 1, 1)
    assert [(bad.rating, bad.comment, bad.clinician) for bad in found.bad_ratings] == [
        ("dangerous", "胸痛没有问清", "王医生")
    ]
    assert [missed.encounter_id for missed in found.missed] == [wrong]


def test_the_doctor_s_word_on_urgency_counts_before_the_code(world: World) -> None:
    told = {
        word: coughing(world, urgency=RecordUrgency.SOON)
        for word in (RecordUrgency.EMERGENCY, RecordUrgency.ROUTINE, None)
    }
    for word, encounter_id in told.items():
        sign(world, encounter_id, "I21.9", word)
    unknown = coughing(world, urgency=RecordUrgency.SELF_CARE)
    sign(world, unknown, "Z99.9", RecordUrgency.URGENT)
    mark_changed(world.database, judge)
    with world.database.transaction() as unit:
        found = quality(unit, supervisor(world), days=1)
    assert {each.encounter_id for each in found.missed} == {told[RecordUrgency.EMERGENCY], told[None], unknown}


def test_what_was_marked_by_the_older_measure_is_marked_again(world: World) -> None:
    signed, _open = coughing(world), coughing(world)
    sign(world, signed, "J06.9")
    mark_changed(world.database, judge)
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql(
            "update encounter_mark set agreement = 'not_listed' where agreement is not null"
        )
    again(world, "0016")
    assert mark_changed(world.database, judge, everything=True) == 1
    with world.database.reading() as connection:
        told = connection.exec_driver_sql("select agreement from encounter_mark where agreement is not null").scalars()
        assert list(told) == ["first"]


def test_other_communities_are_not_counted_and_other_roles_may_not_look(world: World) -> None:
    coughing(world)
    mark_changed(world.database, judge)
    elsewhere = world.admin.create_community("别处", "Elsewhere")
    with world.database.transaction() as unit:
        assert quality(unit, supervisor(world, elsewhere), days=30).usage == ()
        assert surges(unit, supervisor(world, elsewhere), GROUPS, days=7).lines == ()
    for role in (Role.DOCTOR, Role.ADMINISTRATOR, Role.AUDITOR):
        with world.database.transaction() as unit, pytest.raises(NotAllowed):
            quality(unit, Actor(role, "x", frozenset({world.community})), days=30)


def test_a_surge_is_seen_on_its_day_and_stands_first(world: World) -> None:
    world.admit(world.node, expires_in_s=20 * 86_400)
    phone = Phone()
    for day in range(11):
        for _ in range(6 if day == 10 else 1):
            cough = RecordFinding(id="cough", name=Text(zh="咳嗽", en="cough"), kind="symptom", status="present")
            world.encounter(phone, findings=(cough,))
        world.encounter(phone)
        if day < 10:
            world.clock.pass_s(86_400)
    while mark_changed(world.database, judge):
        pass
    with world.database.transaction() as unit:
        found = surges(unit, supervisor(world), GROUPS, days=3)
    first, second = found.lines
    assert (first.group, second.group) == ("cough", "other")
    assert [(day.count, day.alarm) for day in first.days] == [(1, False), (1, False), (6, True)]
    assert not any(day.alarm for day in second.days)
