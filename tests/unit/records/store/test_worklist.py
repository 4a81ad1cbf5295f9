"""The work list's filters and counts, waiting against targets, taking over, a doctor who leaves, and the search."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from records.model import RecordFinding, RecordUrgency, Text
from records.store import cockpit, worklist
from records.store.errors import NotAllowed, NotVisible, Refused
from records.store.finding import find_residents
from records.store.policy import Actor, Role
from records.store.sessions import log_in
from records.store.views import ActionDetail
from records.store.waiting import DEFAULT_MINUTES, overdue, release_targets, set_target, targets
from records.store.worklist import Filters, WorkList, take, work_list
from tests.fakes.commission import PASSWORD, Phone, World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

SURE = (RecordFinding(id="cough", name=Text(zh="咳嗽", en="cough"), kind="symptom", status="present"),)


def listed(world: World, actor: Actor | None = None, *, offset: int = 0, limit: int = 500, **filters: Any) -> WorkList:
    with world.database.transaction() as unit:
        return work_list(unit, actor or world.doctor, Filters(**filters), offset=offset, limit=limit)


def ids(found: WorkList) -> list[str]:
    return [item.encounter_id for item in found.items]


def search(world: World, query: str, actor: Actor | None = None) -> list[str]:
    with world.database.transaction() as unit:
        return [item.name for item in find_residents(unit, actor or world.doctor, query).items]


def answer(world: World, encounter_id: str) -> None:
    with world.database.transaction() as unit:
        cockpit.act(unit, world.doctor, encounter_id, "call", "打过电话", detail=ActionDetail(outcome="reached"))


def test_every_filter_shows_what_its_count_says(world: World) -> None:
    red = world.encounter(urgency=RecordUrgency.EMERGENCY)
    sure = world.encounter(urgency=RecordUrgency.SOON, findings=SURE)
    world.encounter(urgency=RecordUrgency.SOON)
    wrote = world.encounter(urgency=RecordUrgency.SOON, findings=SURE)
    world.take(world.reply(wrote, "还有一件事"))
    with world.database.transaction() as unit:
        take(unit, world.doctor, sure, mine=False)
    world.clock.pass_s(11 * 60)
    whole = listed(world)
    assert whole.total == 4
    for name, value, count in [
        *(("urgency", level, count) for level, count in whole.facets.urgency.items()),
        *(("whose", whose, count) for whose, count in whole.facets.whose.items()),
        *((mark, True, getattr(whole.facets, mark)) for mark in ("unread", "overdue", "unsure")),
    ]:
        found = listed(world, **{name: value})
        assert (found.total, len(found.items)) == (count, count), name
    assert ids(listed(world, overdue=True)) == [red]
    assert ids(listed(world, unread=True)) == [wrote]
    assert ids(listed(world, whose="nobody")) == [sure]
    # The other counts follow a choice, and its own stay as they were.
    soon = listed(world, urgency="soon")
    assert soon.facets.urgency == whole.facets.urgency
    assert (soon.facets.unsure, soon.facets.overdue, soon.facets.whose["mine"]) == (1, 0, 2)


def test_an_old_encounter_whose_doubts_are_not_known_counts_as_unsure(world: World) -> None:
    encounter_id = world.encounter(findings=SURE)
    assert listed(world, unsure=True).total == 0
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql("update encounter set unsure = null")
    assert ids(listed(world, unsure=True)) == [encounter_id]


def test_pages_follow_each_other_without_gap_or_double(world: World) -> None:
    for number in range(7):
        world.encounter(urgency=RecordUrgency.SOON if number % 2 else RecordUrgency.URGENT)
        world.clock.pass_s(60)
    whole = ids(listed(world))
    pages = [ids(listed(world, offset=at, limit=3)) for at in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [one for page in pages for one in page] == whole
    assert listed(world, offset=3, limit=3).total == 7


def test_an_encounter_is_overdue_exactly_when_its_target_is_reached(world: World) -> None:
    made = {
        level: world.encounter(urgency=level, stage="intake" if level is None else "guided")
        for level in (*RecordUrgency, None)
    }
    begun = world.clock.now_ms
    for level, encounter_id in made.items():
        minutes = DEFAULT_MINUTES["not_known" if level is None else level.value]
        for off_s, late in ((-1, False), (0, True)):
            world.clock.now_ms = begun + (60 * minutes + off_s) * 1000
            (item,) = [one for one in listed(world).items if one.encounter_id == encounter_id]
            assert (item.overdue, item.target_s) == (late, 60 * minutes)
            assert (encounter_id in ids(listed(world, overdue=True))) is late


def test_who_was_answered_waits_no_more_until_the_next_word(world: World) -> None:
    first = world.encounter(urgency=RecordUrgency.URGENT)
    world.clock.pass_s(60)
    second = world.encounter(urgency=RecordUrgency.URGENT)
    world.clock.pass_s(5 * 60 * 60)
    assert ids(listed(world)) == [first, second]
    answer(world, first)
    found = listed(world)
    assert ids(found) == [second, first]  # who still waits comes before who was answered
    assert [(item.answered, item.overdue) for item in found.items] == [(False, True), (True, False)]
    world.take(world.reply(first, "还是不舒服"))
    world.clock.pass_s(60)
    item = next(item for item in listed(world).items if item.encounter_id == first)
    assert (item.answered, item.waiting_s) == (False, 60)
    answer(world, first)
    world.admit(world.node)
    assert world.take(world.record(encounter_record(first, 2))).state == "opened"
    assert not next(item for item in listed(world).items if item.encounter_id == first).answered


def test_the_commission_sets_its_targets(world: World) -> None:
    administrator = Actor(Role.ADMINISTRATOR, world.doctor_id)
    with world.database.transaction() as unit:
        set_target(unit, administrator, "urgent", 30)
        set_target(unit, administrator, "urgent", 60)
        assert targets(unit.connection) == {**DEFAULT_MINUTES, "urgent": 60}
    world.encounter(urgency=RecordUrgency.URGENT)
    world.clock.pass_s(60 * 60)
    assert listed(world).facets.overdue == 1
    assert listed(world).target_minutes["urgent"] == 60
    for urgency, minutes in (("whenever", 5), ("urgent", 0), ("urgent", 10**6)):
        with pytest.raises(Refused), world.database.transaction() as unit:
            set_target(unit, administrator, urgency, minutes)
    with pytest.raises(NotAllowed), world.database.transaction() as unit:
        set_target(unit, world.doctor, "urgent", 5)


def test_what_comes_by_a_doctors_magnet_is_the_doctors_until_another_takes_it(world: World) -> None:
    encounter_id = world.encounter()
    li = Actor(Role.DOCTOR, world.create_clinician("li", communities=(world.community,)), world.doctor.communities)
    assert ids(listed(world, whose="mine")) == [encounter_id]
    assert listed(world, li, whose="mine").total == 0
    with world.database.transaction() as unit:
        take(unit, li, encounter_id, mine=True)
    assert listed(world, whose="mine").total == 0
    (item,) = listed(world, li, whose="mine").items
    assert (item.mine, item.doctor) == (True, "王医生")
    foreign = Actor(Role.DOCTOR, li.id, frozenset({new_hex()}))
    with pytest.raises(NotVisible), world.database.transaction() as unit:
        take(unit, foreign, encounter_id, mine=True)
    supervisor = Actor(Role.SUPERVISOR, li.id, world.doctor.communities)
    with pytest.raises(NotAllowed), world.database.transaction() as unit:
        take(unit, supervisor, encounter_id, mine=True)


def test_the_work_of_a_doctor_who_leaves_goes_to_the_community(world: World) -> None:
    encounter_id = world.encounter()
    li = Actor(Role.DOCTOR, world.create_clinician("li", communities=(world.community,)), world.doctor.communities)
    log_in(world.database, "wang", PASSWORD, "1.2.3.4")
    world.admin.close_clinician("wang", magnets_to={world.community: "li"})
    assert ids(listed(world, li, whose="nobody")) == [encounter_id]
    later = world.encounter()  # by a magnet that li took over
    assert ids(listed(world, li, whose="mine")) == [later]
    assert ids(listed(world, li, whose="nobody")) == [encounter_id]
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from login_session").scalar_one() == 0


def test_a_failed_delivery_is_counted_and_found_though_the_encounter_is_signed(world: World) -> None:
    encounter_id = world.encounter()
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "I20.0", "不稳定型心绞痛")
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    assert (listed(world).facets.failed, listed(world, failed=True).total) == (0, 0)
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql("update delivery set state = 'failed'")
    assert (listed(world).total, listed(world).facets.failed) == (0, 1)
    (item,) = listed(world, failed=True).items
    assert (item.encounter_id, item.delivery_failed, item.status) == (encounter_id, True, "signed")


def test_the_number_of_statements_does_not_grow_with_the_list(world: World) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        event.listen(world.database.engine, "before_cursor_execute", note)
        try:
            listed(world)
            search(world, "张秀英")
        finally:
            event.remove(world.database.engine, "before_cursor_execute", note)
        return len(seen)

    world.encounter()
    few = statements()
    for _ in range(5):
        world.encounter()
    assert statements() == few


def test_a_name_is_found_however_it_is_typed(world: World) -> None:
    for kept, typed in (
        ("张秀英", ("张秀英", "张 秀英", "　张秀英　")),
        ("阿依古丽·买买提", ("阿依古丽买买提", "阿依古丽•买买提", "阿依古丽 · 买买提")),
        ("𠮷田花子", ("𠮷田花子",)),
        ("Li Lei", ("ＬＩ　ＬＥＩ", "lilei")),
    ):
        world.encounter(phone=Phone(name=kept))
        assert [search(world, one) for one in typed] == [[kept]] * len(typed)


def test_a_phone_number_is_found_however_it_is_typed(world: World) -> None:
    world.encounter(phone=Phone(phone="138 0951 0042"))
    for typed in (
        "13809510042",
        "+86 138-0951-0042",
        "８６１３８０９５１００４２",
        "008613809510042",
        "(138) 0951 0042",
    ):
        assert search(world, typed) == ["张秀英"], typed


def test_a_search_for_too_little_or_too_much_is_refused_and_for_a_part_finds_nobody(world: World) -> None:
    world.encounter()
    for typed in ("", " ", "张", "·", "138095", "+86 1", "张" * 201):
        with pytest.raises(Refused) as refused:
            search(world, typed)
        assert refused.value.code in {"too_short", "too_long"}, typed
    for typed in ("秀英", "张秀", "13809510043", "1380951", "%张秀英%", "'; drop table resident"):
        assert search(world, typed) == [], typed


def test_a_search_meets_residents_of_the_own_communities_with_their_newest_encounters(world: World) -> None:
    phone = Phone()
    first = world.encounter(phone=phone, urgency=RecordUrgency.SOON)
    world.clock.pass_s(60)
    second = world.encounter(phone=phone, urgency=RecordUrgency.EMERGENCY)
    with world.database.transaction() as unit:
        found = find_residents(unit, world.doctor, "张秀英")
    (person,) = found.items
    assert [one.encounter_id for one in person.encounters] == [second, first]
    assert (person.phone, person.birth_date, found.more) == ("+86 138 0951 0042", "1970-05-06", False)
    assert search(world, "张秀英", Actor(Role.DOCTOR, world.doctor_id, frozenset({new_hex()}))) == []
    with pytest.raises(NotAllowed):
        search(world, "张秀英", Actor(Role.AUDITOR, world.doctor_id, world.doctor.communities))
    with world.database.reading() as connection:
        details = connection.exec_driver_sql(
            "select detail from audit_entry where action = 'search_residents' order by seq"
        ).scalars()
        first_detail = next(iter(details))
    assert person.resident_id in first_detail  # who was looked at is known; what was typed is not kept
    assert "张秀英" not in first_detail


def test_many_of_one_name_are_cut_and_it_says_so(world: World) -> None:
    for _ in range(21):
        world.encounter(phone=Phone())
    with world.database.transaction() as unit:
        found = find_residents(unit, world.doctor, "张秀英")
    assert (len(found.items), found.more) == (20, True)


def test_counting_and_paging_read_the_index_of_what_is_open_and_of_residents_only_who_was_erased(world: World) -> None:
    filters = Filters()
    with world.database.reading() as connection:
        # Few rows are read whole by any sensible plan.
        for setting in ("enable_seqscan = off", "enable_bitmapscan = off"):
            connection.exec_driver_sql(f"set local {setting}")
        minutes = targets(connection)
        late = overdue(minutes, release_targets(connection, minutes), world.clock.now_ms)
        for asked in (
            worklist._cube(world.doctor, filters, late),
            worklist._page(world.doctor, filters, late, offset=0, limit=40),
        ):
            compiled = asked.compile(connection.engine, compile_kwargs={"render_postcompile": True})
            plan = "\n".join(connection.exec_driver_sql(f"explain {compiled}", compiled.params).scalars())
            assert "Index Only Scan using ix_encounter_open" in plan, plan
            assert "ix_resident_erased" in plan, plan


def test_who_was_erased_is_neither_listed_nor_counted(world: World) -> None:
    kept, gone = world.encounter(), world.encounter()
    with world.database.reading() as connection:
        resident = connection.exec_driver_sql("select resident_id from encounter where id = %s", (gone,)).scalar_one()
    world.admin.erase_resident(resident)
    for status in ("open", "all"):
        found = listed(world, status=status)
        assert (ids(found), found.total) == ([kept], 1)
