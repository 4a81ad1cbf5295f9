"""Guidance that waits: held by the record that came, in the list and late there, and released once, in one of four ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from records.model import DoctorMessage, RecordGuidance, RecordUrgency
from records.seal.keys import VerifyKey
from records.store import advice, cockpit
from records.store.advice import AdviceWish, EditedGuidance
from records.store.encounters import read_encounter
from records.store.erasure import erase_resident
from records.store.errors import NotAllowed, NotVisible, Refused, Stale
from records.store.mailbox import fetch
from records.store.oversight.quality import quality
from records.store.oversight.rules import set_rule
from records.store.policy import SYSTEM, Actor, Role
from records.store.tables.encounters import Encounter
from records.store.tables.trail import AuditEntry
from records.store.views import ActionDetail
from records.store.worklist import Filters, WorkList, work_list
from tests.fakes.commission import Phone, World, encounter_record, new_hex, open_letter

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def page(held_since: int | None = 1, **changes: Any) -> RecordGuidance:
    values: dict[str, Any] = {
        "urgency": RecordUrgency.SOON,
        "action": "see_doctor_soon",
        "headline": "请在一到三天内去看医生",
        "now": ("多休息，多喝温水。",),
        "where": ("去社区卫生服务中心看全科就可以。",),
        "bring": ("身份证和医保卡",),
        "watch_for": ("喘不上气",),
        "why": ("可能是感冒",),
        "who_looked": ("呼吸内科：一到三天内看",),
        "comfort": "别急。",
        "held_since": held_since,
    }
    return RecordGuidance(**values | changes)


def arrive(world: World, phone: Phone | None = None, **changes: Any) -> str:
    wanted: dict[str, Any] = {"urgency": RecordUrgency.SOON, "guidance": page()}
    return world.encounter(phone, **wanted | changes)


def policy(world: World, minutes: int) -> None:
    with world.database.transaction() as unit:
        set_rule(unit, SYSTEM, "advice_minutes", minutes)


def release(world: World, encounter_id: str, actor: Actor | None = None, release_id: str = "", **wish: Any) -> str:
    with world.database.transaction() as unit:
        return advice.release(
            unit,
            actor or world.doctor,
            encounter_id,
            AdviceWish(**{"revision": 1} | wish),
            signer=world.keys.receipt,
            release_id=release_id or new_hex(),
        )


def letters(world: World, phone: Phone) -> list[DoctorMessage]:
    with world.database.transaction() as unit:
        found = fetch(unit, phone.mailbox_id, phone.mailbox_secret, 0, signer=world.keys.receipt)
    key = VerifyKey(world.keys.receipt.public_bytes)
    return [DoctorMessage.model_validate_json(open_letter(phone, each.envelope, key)) for each in found]


def listed(world: World, **filters: Any) -> WorkList:
    with world.database.transaction() as unit:
        return work_list(unit, world.doctor, Filters(**filters))


def waits(world: World, encounter_id: str) -> bool:
    with world.database.reading() as connection:
        wanted = select(Encounter.held_revision).where(Encounter.id == encounter_id)
        return connection.execute(wanted).scalar_one() is not None


def audited(world: World, encounter_id: str) -> list[Any]:
    with world.database.reading() as connection:
        wanted = select(AuditEntry.detail).where(
            AuditEntry.action == "release_advice", AuditEntry.subject == f"encounter:{encounter_id}"
        )
        return [json.loads(detail) for detail in connection.execute(wanted).scalars()]


def edited(**changes: Any) -> EditedGuidance:
    kept = page().model_dump(include=set(EditedGuidance.model_fields))
    return EditedGuidance.model_validate(kept | changes)


def test_what_waits_is_in_the_list_until_it_is_released_as_it_is(world: World) -> None:
    policy(world, 60)
    phone = Phone()
    encounter_id = arrive(world, phone)
    shown = world.encounter(urgency=RecordUrgency.SOON, guidance=page(held_since=None))
    (item,) = listed(world, held=True).items
    assert item.encounter_id == encounter_id
    assert item.held
    assert item.target_s == 3600
    assert listed(world).facets.held == 1
    assert release(world, encounter_id) == "as_is"
    assert not waits(world, encounter_id)
    assert listed(world, held=True).items == []
    (letter,) = letters(world, phone)
    assert letter.action == "advice"
    assert letter.guidance == page(held_since=None)
    assert letter.revision == 1
    assert letter.from_name == world.doctor.name
    with world.database.transaction() as unit:
        view = read_encounter(unit, world.doctor, encounter_id).advice
    assert [(each.way, each.revision) for each in view.releases] == [("as_is", 1)]
    assert view.held_revision is None
    assert len(audited(world, encounter_id)) == 1
    assert not waits(world, shown)


def test_a_call_is_no_release_and_what_is_not_released_in_time_is_late(world: World) -> None:
    policy(world, 60)
    encounter_id = arrive(world)
    with world.database.transaction() as unit:
        cockpit.act(unit, world.doctor, encounter_id, "call", "先安慰了几句", detail=ActionDetail(outcome="reached"))
    world.clock.pass_s(59 * 60)
    assert listed(world, overdue=True).items == []
    world.clock.pass_s(2 * 60)
    (late,) = listed(world, overdue=True).items
    assert late.encounter_id == encounter_id
    assert not late.answered
    supervisor = Actor(Role.SUPERVISOR, world.doctor.id, world.doctor.communities)

    def figures() -> tuple[int, int, int]:
        with world.database.transaction() as unit:
            rows = quality(unit, supervisor, days=7).usage
        return tuple(
            sum(getattr(row, name) for row in rows) for name in ("answered_in_time", "answered_late", "overdue")
        )

    assert figures() == (0, 0, 1)
    release(world, encounter_id)
    assert figures() == (0, 1, 0)
    assert listed(world, overdue=True).items == []


def test_the_doctor_edits_first_or_writes_instead(world: World) -> None:
    phone = Phone()
    changed = arrive(world, phone)
    assert release(world, changed, guidance=edited(urgency="urgent", headline="今天就来站里")) == "edited"
    replaced = arrive(world, phone)
    assert release(world, replaced, text="不用吃药，明天来站里看看。", instead=True) == "instead"
    same = arrive(world, phone)
    assert release(world, same, guidance=edited(), text="照着做就行。") == "as_is"
    first, second, third = letters(world, phone)
    assert first.guidance is not None
    assert (first.guidance.urgency, first.guidance.action) == (RecordUrgency.URGENT, "see_doctor_today")
    assert first.guidance.who_looked == page().who_looked
    assert (second.guidance, second.text, second.revision) == (None, "不用吃药，明天来站里看看。", 1)
    assert third.text == "照着做就行。"


def test_twice_is_once_and_a_second_doctor_is_told_so(world: World) -> None:
    phone = Phone()
    encounter_id, once = arrive(world, phone), new_hex()
    assert release(world, encounter_id, release_id=once) == release(world, encounter_id, release_id=once) == "as_is"
    with pytest.raises(Refused) as used:
        release(world, encounter_id, release_id=once, text="别的话", instead=True)
    assert used.value.code == "used"
    other = Actor(Role.DOCTOR, world.create_clinician("li", communities=(world.community,)), world.doctor.communities)
    with pytest.raises(Refused) as late:
        release(world, encounter_id, other)
    assert late.value.code == "released"
    with pytest.raises(NotVisible):
        release(world, arrive(world), release_id=once)
    assert len(letters(world, phone)) == 1


def test_who_may_not_release_is_refused_and_a_foreign_encounter_is_not_there(world: World) -> None:
    encounter_id = arrive(world)
    with pytest.raises(NotVisible):
        release(world, encounter_id, Actor(Role.DOCTOR, world.doctor.id, frozenset({new_hex()})))
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            release(world, encounter_id, Actor(role, world.doctor.id, world.doctor.communities))
    assert waits(world, encounter_id)
    assert audited(world, encounter_id) == []


def test_what_changed_meanwhile_is_looked_at_before_it_goes_out(world: World) -> None:
    encounter_id = arrive(world)
    news = {"urgency": RecordUrgency.SOON, "guidance": page(held_since=2, headline="约个时间去看医生")}
    world.clock.pass_s(600)
    world.take(world.record(encounter_record(encounter_id, revision=2, **news)))
    with pytest.raises(Stale):
        release(world, encounter_id, revision=1)
    with world.database.transaction() as unit:
        view = read_encounter(unit, world.doctor, encounter_id)
    assert view.advice.held_revision == 2
    assert view.advice.held_since_ms == view.received_at_ms  # news gives the doctor no more time
    release(world, encounter_id, revision=2)
    # Talk after the release leaves the guidance as it was, and it waits no more; news waits again.
    world.take(world.record(encounter_record(encounter_id, revision=3, **news)))
    assert not waits(world, encounter_id)
    world.take(world.record(encounter_record(encounter_id, revision=4, guidance=page(held_since=4))))
    assert waits(world, encounter_id)
    with pytest.raises(Stale):
        release(world, encounter_id, revision=5)


@pytest.mark.parametrize("since", [2, 2**63, 2**200])
def test_guidance_that_waits_since_a_revision_to_come_can_be_released_all_the_same(world: World, since: int) -> None:
    policy(world, 60)
    phone = Phone()
    encounter_id = arrive(world, phone, guidance=page(held_since=since))
    assert waits(world, encounter_id)
    assert release(world, encounter_id) == "as_is"
    assert not waits(world, encounter_id)
    assert len(letters(world, phone)) == 1


def test_an_emergency_that_was_told_waits_no_more(world: World) -> None:
    encounter_id = arrive(world)
    told = page(held_since=None, urgency=RecordUrgency.EMERGENCY, action="call_120")
    grave = encounter_record(encounter_id, revision=2, urgency=RecordUrgency.EMERGENCY, guidance=told)
    world.take(world.record(grave))
    assert not waits(world, encounter_id)
    with pytest.raises(Refused) as none:
        release(world, encounter_id, revision=2)
    assert none.value.code == "released"


def test_after_a_withdrawal_nothing_prepared_is_sent_and_a_word_on_the_phone_ends_the_wait(world: World) -> None:
    phone = Phone()
    encounter_id = arrive(world, phone)
    world.clock.pass_s(60)
    world.take(world.reply(encounter_id, "", kind="consent_withdrawn"))
    edited = {**page().model_dump(include=set(EditedGuidance.model_fields)), "headline": "明天来站里"}
    for wish in ({}, {"guidance": edited}):
        with pytest.raises(Refused) as refused:
            release(world, encounter_id, **wish)
        assert refused.value.code == "withdrawn"
    with pytest.raises(Refused) as silent:
        release(world, encounter_id, told=True)
    assert silent.value.code == "empty"
    assert release(world, encounter_id, told=True, text="电话里说清楚了，三天内来站里") == "told"
    assert letters(world, phone) == []
    assert audited(world, encounter_id)[0]["sent"] is False
    assert not waits(world, encounter_id)


def test_after_a_withdrawal_the_doctor_s_own_words_still_go(world: World) -> None:
    phone = Phone()
    encounter_id = arrive(world, phone)
    world.clock.pass_s(60)
    world.take(world.reply(encounter_id, "", kind="consent_withdrawn"))
    assert release(world, encounter_id, instead=True, text="请今天就来站里，我担心您的心脏") == "instead"
    (sent,) = letters(world, phone)
    assert (sent.text, sent.guidance) == ("请今天就来站里，我担心您的心脏", None)
    assert audited(world, encounter_id)[0]["sent"] is True
    assert not waits(world, encounter_id)


def test_of_an_erased_resident_nothing_is_released(world: World) -> None:
    encounter_id = arrive(world)
    with world.database.transaction() as unit:
        wanted = select(Encounter.resident_id).where(Encounter.id == encounter_id)
        erase_resident(unit, SYSTEM, unit.connection.execute(wanted).scalar_one())
    with pytest.raises(NotVisible):
        release(world, encounter_id)
    assert listed(world, held=True).items == []


def test_nothing_is_signed_over_the_head_of_a_resident_who_waits(world: World) -> None:
    encounter_id = arrive(world)
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "J00", "感冒")

    def sign() -> None:
        with world.database.transaction() as unit:
            signer = world.keys.receipt
            cockpit.sign(unit, world.doctor, encounter_id, version, signer=signer, enqueue=world.queue.enqueue)

    with pytest.raises(Refused) as held:
        sign()
    assert held.value.code == "held"
    release(world, encounter_id)
    sign()


def test_advice_is_held_for_a_day_at_most_for_it_may_be_to_be_seen_within_days(world: World) -> None:
    policy(world, 24 * 60)
    with pytest.raises(Refused) as refused:
        policy(world, 24 * 60 + 1)
    assert refused.value.code == "bounds"
