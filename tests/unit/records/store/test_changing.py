"""Names, numbers and communities change; who leaves leaves no number behind that nobody answers, and no open work."""

from __future__ import annotations

import threading
import time

import pytest

from records.seal.envelope import IdentityHeader
from records.store.changing import close_clinician, update_clinician, update_community
from records.store.errors import NotAllowed, NotVisible, Refused
from records.store.linking import register
from records.store.magnets import Contact, contact_of
from records.store.policy import SYSTEM, Actor, Role
from records.store.worklist import Filters, work_list
from tests.fakes.commission import Phone, World, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def shown(world: World, magnet: str) -> Contact:
    (row,) = world.admin.find_magnets([magnet])
    with world.database.reading() as connection:
        return contact_of(connection, row)


def account(world: World, username: str):
    return next(row for row in world.admin.list_clinicians() if row.username == username)


def told(world: World, subject: str) -> list[str]:
    with world.database.reading() as connection:
        query = "select detail::text from audit_entry where subject = %s order by seq"
        return list(connection.exec_driver_sql(query, (subject,)).scalars())


def test_after_the_only_doctor_left_the_community_answers_and_then_who_follows(world: World) -> None:
    world.admin.close_clinician("wang")
    assert shown(world, world.magnet) == Contact("示范社区", "", "Demo community")
    world.admin.update_community(world.community, phone="0951-5550100")
    assert shown(world, world.magnet) == Contact("示范社区", "0951-5550100", "Demo community")
    world.create_clinician("zhang", name="张医生", communities=(world.community,))
    assert shown(world, world.magnet) == Contact("张医生", "0951-5550120")
    # Of several, none is picked out for the resident.
    world.create_clinician("zhao", name="赵医生", communities=(world.community,))
    assert shown(world, world.magnet) == Contact("示范社区", "0951-5550100", "Demo community")
    world.admin.update_community(world.community, phone="")
    assert shown(world, world.magnet).phone == account(world, "zhang").phone
    # Closing again hands on what was left.
    world.admin.close_clinician("wang", magnets_to={world.community: "zhao"})
    assert shown(world, world.magnet) == Contact("赵医生", "0951-5550120")
    assert account(world, "zhao").magnets == {world.community: 1}


def test_a_name_and_a_number_change_and_the_magnets_say_so(world: World) -> None:
    world.admin.update_clinician("wang", name=" 王秀英 ", phone="０９５１－5550199 转 8012")
    assert (account(world, "wang").name, account(world, "wang").phone) == ("王秀英", "0951-5550199 转 8012")
    assert shown(world, world.magnet) == Contact("王秀英", "0951-5550199 转 8012")
    assert '"name,phone"' in told(world, f"clinician:{world.doctor_id}")[-1]
    world.admin.update_clinician("wang", phone="")
    assert account(world, "wang").communities == (world.community,)  # what is not named stays


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"phone": "张三"}, "phone"),
        ({"phone": "0951-5550121/0951-5550122"}, "phone"),
        ({"communities": ["0" * 32]}, "community"),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(world: World, changes: dict[str, object], code: str) -> None:
    before = account(world, "wang")
    with pytest.raises(Refused) as refused:
        world.admin.update_clinician("wang", **{"name": "新名", **changes})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert account(world, "wang") == before


def test_who_moves_to_another_community_leaves_magnets_and_open_work_there(world: World) -> None:
    encounter = world.encounter()
    other = world.admin.create_community("别处", "Elsewhere")
    with pytest.raises(Refused) as refused:
        world.admin.update_clinician("wang", communities=[])
    assert refused.value.code == "last_community"
    li = Actor(
        Role.DOCTOR,
        world.create_clinician("li", name="李医生", communities=(world.community,)),
        world.doctor.communities,
    )
    with pytest.raises(Refused, match="name who takes them"):
        world.admin.update_clinician("wang", communities=[other])
    world.admin.update_clinician("wang", communities=[other], magnets_to={world.community: "li"})
    assert account(world, "wang").communities == (other,)
    assert shown(world, world.magnet).name == "李医生"
    with world.database.transaction() as unit:
        assert [item.encounter_id for item in work_list(unit, li, Filters(whose="nobody")).items] == [encounter]
    assert f'"leaves":"{world.community}"' in told(world, f"clinician:{world.doctor_id}")[-1].replace(" ", "")
    world.admin.update_clinician("wang", communities=[])  # nothing is open any more


def test_a_doctor_who_moved_away_is_no_longer_shown_and_gets_no_more_work_there(world: World) -> None:
    other = world.admin.create_community("别处", "Elsewhere")
    world.admin.update_clinician("wang", communities=[other])
    assert shown(world, world.magnet) == Contact("示范社区", "", "Demo community")
    encounter = world.encounter()
    with world.database.reading() as connection:
        query = "select doctor_id from encounter where id = %s"
        assert connection.exec_driver_sql(query, (encounter,)).scalar_one() is None


def test_a_community_is_renamed_by_administrators_only(world: World) -> None:
    world.admin.update_community(world.community, name_zh="河东社区", name_en="Hedong")
    (row,) = world.admin.list_communities()
    assert (row.name_zh, row.name_en, row.phone) == ("河东社区", "Hedong", "")
    for changes in ({"name_en": ""}, {"phone": "no"}):
        with pytest.raises(Refused):
            world.admin.update_community(world.community, **changes)
    with pytest.raises(NotVisible):
        world.admin.update_community("0" * 32, name_zh="没有")
    with pytest.raises(NotVisible):
        world.admin.update_clinician("nobody", name="没有")
    for role in (Role.DOCTOR, Role.SUPERVISOR, Role.AUDITOR):
        actor = Actor(role, world.doctor_id, world.doctor.communities)
        with pytest.raises(NotAllowed), world.database.transaction() as unit:
            update_community(unit, actor, world.community, name_zh="我的")
        with pytest.raises(NotAllowed), world.database.transaction() as unit:
            update_clinician(unit, actor, "wang", name="我")


def test_of_two_administrators_who_close_each_other_one_stays(world: World) -> None:
    ids = {name: world.create_clinician(name, role=Role.ADMINISTRATOR, communities=()) for name in ("first", "second")}
    both, outcomes = threading.Barrier(2), []

    def close(mine: str, other: str) -> None:
        actor = Actor(Role.ADMINISTRATOR, ids[mine], frozenset(), mine)
        both.wait(10)
        try:
            with world.database.transaction() as unit:
                close_clinician(unit, actor, other)
            outcomes.append("closed")
        except NotVisible:
            outcomes.append("was closed")

    threads = [threading.Thread(target=close, args=pair) for pair in (("first", "second"), ("second", "first"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["closed", "was closed"]
    assert len({row.username for row in world.admin.list_clinicians() if not row.closed} & set(ids)) == 1


def doctor_of(world: World, encounter: str) -> str | None:
    with world.database.reading() as connection:
        query = "select doctor_id from encounter where id = %s"
        return connection.exec_driver_sql(query, (encounter,)).scalar_one()


def waits_for_a_lock(world: World) -> bool:
    with world.database.reading() as connection:
        query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        return connection.exec_driver_sql(query).scalar_one() > 0


@pytest.mark.parametrize("how", ["leaves", "moves", "hands on"])
def test_a_consultation_that_is_linked_while_its_doctor_leaves_does_not_stay_with_who_left(
    world: World, how: str
) -> None:
    other = world.admin.create_community("别处", "Elsewhere")
    heir = world.create_clinician("li", communities=(world.community,)) if how == "hands on" else None
    linked: list[str] = []
    linking = threading.Thread(target=lambda: linked.append(world.encounter()))
    with world.database.transaction() as unit:
        if how == "moves":
            update_clinician(unit, SYSTEM, "wang", communities=[other])
        else:
            close_clinician(unit, SYSTEM, "wang", magnets_to={} if heir is None else {world.community: "li"})
        linking.start()
        deadline = time.monotonic() + 30
        while not waits_for_a_lock(world):
            assert linking.is_alive(), "it did not wait for who is leaving"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    linking.join(30)
    assert doctor_of(world, linked[0]) == heir


def test_who_leaves_while_a_consultation_is_linked_leaves_it_to_the_community(world: World) -> None:
    phone = Phone()
    record_id = new_hex()
    accepted = world.accept(world.identity(phone.registration(record_id)))
    with world.database.transaction() as unit:
        header = IdentityHeader(
            record_id=record_id, magnet=world.magnet, key_id=world.keys.record.key_id, created_at_ms=unit.now_ms
        )
        register(unit, header, phone.registration(record_id), received_at_ms=accepted.received_at_ms)
        closing = threading.Thread(target=lambda: world.admin.close_clinician("wang"))
        closing.start()
        deadline = time.monotonic() + 30
        while not waits_for_a_lock(world):
            assert closing.is_alive(), "it did not wait for what is being linked"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    closing.join(30)
    assert doctor_of(world, record_id) is None
