"""The resident page shows what is there to the own community only, and broken glass opens it for an hour, leaving traces."""

from __future__ import annotations

from typing import Any

import pytest

from records.model import RecordFinding, RecordMedicine, RecordReportItem, RecordUrgency, Text
from records.store import cockpit
from records.store.deliveries import Deliveries
from records.store.encounters import read_encounter
from records.store.errors import LockedOut, NotAllowed, NotVisible, Refused
from records.store.oversight import glass
from records.store.oversight.resident import read_resident
from records.store.policy import Actor, Role
from tests.fakes.commission import Phone, World, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
REASON = "急诊抢救，病人昏迷，需要知道用药"


def finding(some_id: str, kind: str = "history", status: Any = "present", **more: Any) -> RecordFinding:
    return RecordFinding(id=some_id, name=Text(zh=some_id, en=some_id), kind=kind, status=status, **more)


def item(value: float, flag: Any) -> RecordReportItem:
    return RecordReportItem(
        name="总胆固醇", loinc="14647-2", value=value, unit="mmol/L", low=None, high=5.2, flag=flag, confidence=0.9
    )


def resident_of(world: World, encounter_id: str) -> str:
    with world.database.transaction() as unit:
        return read_encounter(unit, world.doctor, encounter_id).resident.resident_id


def sign(world: World, encounter_id: str, code: str, name: str) -> None:
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, code, name)
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)


def foreign_doctor(world: World) -> Actor:
    community = world.admin.create_community("别处", "Elsewhere")
    return Actor(Role.DOCTOR, world.create_clinician("li", communities=(community,)), frozenset({community}), "李医生")


def test_the_page_tells_what_happened_over_time_and_the_last_word(world: World) -> None:
    phone = Phone()
    first = world.encounter(
        phone,
        urgency=RecordUrgency.SOON,
        report_items=(item(6.4, "high"),),
        findings=(
            finding("smoking", "risk"),
            finding("hx.allergy", said="过敏"),
            finding("medicine.calcium_antagonist", "medicine", said="吃氨氯地平"),
            finding("medicine.arb", "medicine", said="代文"),
        ),
        allergies=(RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides")),),
        medicines=(RecordMedicine(id="amlodipine", name=Text(zh="氨氯地平", en="Amlodipine"), atc="C08CA01"),),
    )
    sign(world, first, "I10", "高血压")
    world.clock.pass_s(3_000)
    world.encounter(
        phone,
        report_items=(item(5.0, "normal"),),
        findings=(
            finding("smoking", "risk", "absent"),
            finding("low_bp", "symptom", "absent", value=152.0, unit="mm[Hg]"),
        ),
    )
    with world.database.transaction() as unit:
        page, facts = read_resident(unit, world.doctor, resident_of(world, first))
    assert [entry.urgency for entry in page.encounters] == ["urgent", "soon"]
    assert [(p.diagnosis.icd10, p.signed_by) for p in page.problems if p.diagnosis] == [("I10", "王医生")]
    assert [(known.id, known.name.zh, known.signed) for known in page.allergies] == [("sulfonamide", "磺胺类", True)]
    assert [(known.id, known.said, known.signed) for known in page.medicines] == [
        ("amlodipine", "", True),
        ("medicine.arb", "代文", True),
    ]
    assert page.histories == ()
    lines = {line.key: line for line in page.series}
    assert [point.value for point in lines["14647-2"].points] == [6.4, 5.0]
    assert (lines["14647-2"].low, lines["14647-2"].high) == (None, 5.2)
    assert [point.value for point in lines["told:systolic"].points] == [152.0]
    assert facts.findings["smoking"].status == "absent"
    assert facts.items["14647-2"].value == 5.0
    assert [consent.version for consent in page.consents] == ["2026-11"]


def test_the_last_word_on_an_allergy_hides_none_that_was_named_or_told_in_words(world: World) -> None:
    phone = Phone()
    sulfa = RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides"))
    world.encounter(phone, findings=(finding("hx.allergy", said="海鲜过敏"),))
    world.clock.pass_s(60)
    world.encounter(phone, findings=(finding("hx.allergy", said="过敏"),), allergies=(sulfa,))
    world.clock.pass_s(60)
    last = world.encounter(phone, findings=(finding("hx.allergy", status="absent", said="没有"),))
    with world.database.transaction() as unit:
        page, _ = read_resident(unit, world.doctor, resident_of(world, last))
    assert [(each.id, each.status, each.said) for each in page.allergies] == [
        ("hx.allergy", "absent", ""),
        ("sulfonamide", "present", ""),
        ("hx.allergy", "present", "海鲜过敏"),
    ]


def test_a_withdrawn_consent_is_shown_as_withdrawn_until_a_new_one_is_given(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    resident_id = resident_of(world, encounter_id)

    def shown() -> list[tuple[str, bool, int | None]]:
        with world.database.transaction() as unit:
            page, _ = read_resident(unit, world.doctor, resident_id)
        return [(each.version, each.consented_at_ms > 0, each.withdrawn_at_ms) for each in page.consents]

    assert shown() == [("2026-11", True, None)]
    world.clock.pass_s(3_600)
    withdrew_at_ms = world.clock.now_ms
    world.take(world.reply(encounter_id, "我撤回同意", kind="consent_withdrawn"))
    assert shown() == [("2026-11", True, withdrew_at_ms)]
    world.clock.pass_s(60)
    # New words, agreed to afterwards: they stand, and what was withdrawn stays withdrawn.
    again = phone.registration(new_hex(), consented_at_ms=world.clock.now_ms, consent_version="2026-12")
    world.take(world.identity(again))
    assert shown() == [("2026-12", True, None), ("2026-11", True, withdrew_at_ms)]
    world.clock.pass_s(60)
    # And the same words again.
    world.take(world.identity(phone.registration(new_hex(), consented_at_ms=world.clock.now_ms)))
    assert shown() == [("2026-11", True, None), ("2026-12", True, None)]


def test_a_neighbour_s_withdrawal_is_nobody_else_s(world: World) -> None:
    mine, neighbour = world.encounter(Phone()), world.encounter(Phone(phone="13809510043"))
    world.clock.pass_s(60)
    world.take(world.reply(neighbour, "我撤回同意", kind="consent_withdrawn"))
    withdrawn = []
    for encounter_id in (mine, neighbour):
        with world.database.transaction() as unit:
            page, _ = read_resident(unit, world.doctor, resident_of(world, encounter_id))
        withdrawn += [each.withdrawn_at_ms for each in page.consents]
    assert withdrawn == [None, world.clock.now_ms]


@pytest.mark.parametrize(("number", "sent"), [("11010519491231002X", True), ("110105194912310021", False), ("", False)])
def test_an_identity_number_is_kept_as_told_and_a_wrong_one_is_not_printed(
    world: World, number: str, sent: bool
) -> None:
    encounter_id = world.encounter(Phone(identity_number=number))
    sign(world, encounter_id, "I10", "高血压")
    with world.database.transaction() as unit:
        page, _ = read_resident(unit, world.doctor, resident_of(world, encounter_id))
    assert (page.identity_number, page.identity_number_valid) == (number, sent)
    assert Deliveries(world.database).load(encounter_id).resident_identity_number == (number if sent else "")


def test_who_looked_is_on_the_page_and_looking_is_one_more(world: World) -> None:
    resident_id = resident_of(world, world.encounter())
    for _ in range(2):
        with world.database.transaction() as unit:
            page, _ = read_resident(unit, world.doctor, resident_id)
    looks = [(look.name, look.action) for look in page.looked]
    assert looks == [("王医生", "read_resident"), ("王医生", "read_encounter")]
    world.clock.pass_s(700)
    for _ in range(2):
        with world.database.transaction() as unit:
            page, _ = read_resident(unit, world.doctor, resident_id)
    assert len(page.looked) == 3


def test_another_community_sees_no_such_resident_and_other_roles_may_not(world: World) -> None:
    resident_id = resident_of(world, world.encounter())
    foreign = foreign_doctor(world)
    for some_id in (resident_id, "0" * 32):
        with world.database.transaction() as unit, pytest.raises(NotVisible):
            read_resident(unit, foreign, some_id)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM):
        with world.database.transaction() as unit, pytest.raises(NotAllowed):
            read_resident(unit, Actor(role, "x"), resident_id)


def test_an_erased_resident_has_no_page(world: World) -> None:
    resident_id = resident_of(world, world.encounter())
    world.admin.erase_resident(resident_id)
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        read_resident(unit, world.doctor, resident_id)


def test_broken_glass_opens_for_an_hour_to_read_and_nothing_else(world: World) -> None:
    encounter_id = world.encounter()
    resident_id = resident_of(world, encounter_id)
    foreign = foreign_doctor(world)
    with world.database.transaction() as unit:
        (opened,) = glass.break_glass(unit, foreign, "13809510042", REASON)
    assert opened.resident_id == resident_id
    with world.database.transaction() as unit:
        page, _ = read_resident(unit, foreign, resident_id)
        assert read_encounter(unit, foreign, encounter_id).record.chief_complaint
    assert page.glass_ends_at_ms == opened.ends_at_ms
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        cockpit.rate(unit, foreign, encounter_id, "guidance", "good", "")
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        cockpit.confirm_diagnosis(unit, foreign, encounter_id, "I10", "x")
    world.clock.pass_s(3601)
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        read_encounter(unit, foreign, encounter_id)
    with world.database.transaction() as unit:
        page, _ = read_resident(unit, world.doctor, resident_id)
    assert ("王医生", "break_glass") in [(look.name, look.action) for look in page.looked]


def test_a_reading_behind_glass_does_not_take_the_new_message_from_its_doctor(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    assert world.take(world.reply(encounter_id, "更疼了")).state == "opened"
    foreign = foreign_doctor(world)
    with world.database.transaction() as unit:
        glass.break_glass(unit, foreign, phone.phone, REASON)
    with world.database.transaction() as unit:
        read_encounter(unit, foreign, encounter_id)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select unread from encounter").scalar_one() == 1


def test_a_reading_behind_glass_leaves_no_time_of_work_on_the_encounter(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    foreign = foreign_doctor(world)
    with world.database.transaction() as unit:
        glass.break_glass(unit, foreign, phone.phone, REASON)
    for _ in range(2):
        world.clock.pass_s(60)
        with world.database.transaction() as unit:
            assert read_encounter(unit, foreign, encounter_id).attended_ms == 0


def test_who_registers_under_somebody_s_number_does_not_hide_them_in_an_emergency(world: World) -> None:
    mine = Phone()
    encounter_id = world.encounter(mine)
    resident_id = resident_of(world, encounter_id)
    for number in range(glass.MOST_RESIDENTS + 1):
        world.clock.pass_s(1)
        made = f"{number:032x}"
        assert world.take(world.identity(Phone().registration(made, phone=mine.phone))).state == "opened"
    foreign = foreign_doctor(world)
    with world.database.transaction() as unit:
        opened = glass.break_glass(unit, foreign, mine.phone, REASON)
    assert resident_id in [each.resident_id for each in opened]


def test_glass_needs_a_reason_a_number_that_is_there_and_is_not_broken_all_day(world: World) -> None:
    world.encounter()
    foreign = foreign_doctor(world)
    with world.database.transaction() as unit, pytest.raises(Refused):
        glass.break_glass(unit, foreign, "13809510042", "看看")
    with world.database.transaction() as unit:
        assert glass.break_glass(unit, foreign, "13800000000", REASON) == []
    for _ in range(glass.MOST_A_DAY - 1):  # a number that nobody has was a try, too
        world.clock.pass_s(1)
        with world.database.transaction() as unit:
            glass.break_glass(unit, foreign, "13809510042", REASON)
    with world.database.transaction() as unit, pytest.raises(LockedOut):
        glass.break_glass(unit, foreign, "13809510042", REASON)
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR):
        with world.database.transaction() as unit, pytest.raises(NotAllowed):
            glass.break_glass(unit, Actor(role, "x"), "13809510042", REASON)


def test_broken_glass_is_reviewed_once_by_those_it_concerns(world: World) -> None:
    world.encounter()
    foreign = foreign_doctor(world)
    auditor = Actor(Role.AUDITOR, world.create_clinician("aud", role="auditor"))
    elsewhere = Actor(Role.SUPERVISOR, world.create_clinician("sup", role="supervisor"), foreign.communities)
    with world.database.transaction() as unit:
        glass.break_glass(unit, foreign, "13809510042", REASON)
    with world.database.transaction() as unit:
        (one,) = glass.list_broken(unit, auditor)
        assert glass.list_broken(unit, elsewhere) == []
    assert (one.clinician, one.resident_name, one.reason, one.verdict) == ("王医生", "张秀英", REASON, None)
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        glass.review(unit, elsewhere, one.id, "justified", "")
    with world.database.transaction() as unit, pytest.raises(Refused):
        glass.review(unit, auditor, one.id, "not_justified", "")
    with world.database.transaction() as unit:
        glass.review(unit, auditor, one.id, "not_justified", "没有急诊记录")
    with world.database.transaction() as unit, pytest.raises(Refused):
        glass.review(unit, auditor, one.id, "justified", "")
    with world.database.transaction() as unit:
        (one,) = glass.list_broken(unit, auditor)
        assert glass.list_broken(unit, auditor, open_only=True) == []
    assert (one.verdict, one.note) == ("not_justified", "没有急诊记录")
