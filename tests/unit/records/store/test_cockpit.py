"""What clinicians do: versions, signing and its job in one transaction, messages that only the phone opens."""

from __future__ import annotations

import json

import pytest

from records.archive.errors import DestinationAway
from records.model import DoctorMessage, Note, RecordUrgency
from records.store import cockpit
from records.store.deliveries import Deliveries, list_deliveries, retry_delivery
from records.store.encounters import read_encounter
from records.store.errors import NotVisible, Refused, Stale
from records.store.mailbox import fetch
from records.store.policy import Actor, Role
from records.store.signatures import SIGNATURE_TYP
from records.store.worklist import Filters, work_list
from records.trust import jws
from tests.fakes.commission import Phone, World, encounter_record, new_hex, open_letter

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NOTE = Note(subjective="S", objective="O", assessment="A", plan="P")


def version_of(world: World, encounter_id: str) -> int:
    with world.database.transaction() as unit:
        return read_encounter(unit, world.doctor, encounter_id).version


def diagnose(world: World, encounter_id: str) -> int:
    with world.database.transaction() as unit:
        return cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "i20.0", "不稳定型心绞痛")


def sign(world: World, encounter_id: str, version: int) -> int:
    with world.database.transaction() as unit:
        return cockpit.sign(
            unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue
        )


def test_the_work_list_puts_the_urgent_first_then_who_has_waited_longest(world: World) -> None:
    expected = {}
    for name, urgency in (
        ("home", RecordUrgency.SELF_CARE),
        ("unknown", None),
        ("urgent-early", RecordUrgency.URGENT),
        ("urgent-late", RecordUrgency.URGENT),
        ("emergency", RecordUrgency.EMERGENCY),
    ):
        expected[name] = world.encounter(urgency=urgency, stage="intake" if urgency is None else "guided")
        world.clock.pass_s(60)
    with world.database.transaction() as unit:
        found = work_list(unit, world.doctor)
        filtered = work_list(unit, world.doctor, Filters(urgency="not_known"))
    order = [item.encounter_id for item in found.items]
    assert order == [expected[n] for n in ("emergency", "urgent-early", "urgent-late", "home", "unknown")]
    assert found.counts == {
        "emergency": 1, "urgent": 2, "soon": 0, "routine": 0, "self_care": 1, "not_known": 1,
    }  # fmt: skip
    assert [item.encounter_id for item in filtered.items] == [expected["unknown"]]
    first = found.items[0]
    assert (first.waiting_s, first.name, first.age_years, first.sex) == (60, "张秀英", 56, "male")
    assert first.chief_complaint == "胸闷两天"
    assert [text.zh for text in first.unsure] == ["出汗"]


def test_a_note_over_an_old_version_is_refused_and_changes_nothing(world: World) -> None:
    encounter_id = world.encounter()
    version = version_of(world, encounter_id)
    with world.database.transaction() as unit:
        assert cockpit.edit_note(unit, world.doctor, encounter_id, NOTE, version) == version + 1
    with pytest.raises(Stale) as stale, world.database.transaction() as unit:
        cockpit.edit_note(
            unit, world.doctor, encounter_id, Note(subjective="x", objective="", assessment="", plan=""), version
        )
    assert stale.value.version == version + 1
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, encounter_id)
    assert (page.note, page.note_edited) == (NOTE, True)


def test_a_revision_that_arrives_makes_what_the_doctor_saw_stale(world: World) -> None:
    encounter_id = world.encounter()
    version = diagnose(world, encounter_id)
    world.take(world.record(encounter_record(encounter_id, 2, urgency=RecordUrgency.EMERGENCY)))
    with pytest.raises(Stale):
        sign(world, encounter_id, version)


def test_signing_needs_a_diagnosis(world: World) -> None:
    encounter_id = world.encounter()
    with pytest.raises(Refused) as refused:
        sign(world, encounter_id, version_of(world, encounter_id))
    assert refused.value.code == "no_diagnosis"
    assert world.queue.jobs(world.database) == []


@pytest.mark.parametrize("code", ["I20.0", "j06.9", "A00", "U07.1", "M54.5+", "I20.000"])
def test_any_well_formed_code_is_accepted(world: World, code: str) -> None:
    encounter_id = world.encounter()
    with world.database.transaction() as unit:
        cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, code, "name")
        found = read_encounter(unit, world.doctor, encounter_id).diagnosis
    assert found is not None
    assert found.icd10 == code.upper()


@pytest.mark.parametrize("code", ["", "20.0", "I2", "I20.", "I20.12345", "心绞痛", "I20.0; drop"])
def test_what_is_no_code_is_refused(world: World, code: str) -> None:
    encounter_id = world.encounter()
    with pytest.raises(Refused) as refused, world.database.transaction() as unit:
        cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, code, "name")
    assert refused.value.code == "icd10"


def test_signing_enqueues_in_the_same_transaction(world: World) -> None:
    encounter_id = world.encounter()
    version = diagnose(world, encounter_id)
    world.queue.broken = True
    with pytest.raises(RuntimeError, match="after it had enqueued"):
        sign(world, encounter_id, version)
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, encounter_id)
        assert (page.status, page.signed_at_ms) == ("open", None)
        assert list_deliveries(unit, world.doctor) == []
    assert world.queue.jobs(world.database) == []

    world.queue.broken = False
    signed_at_ms = sign(world, encounter_id, version)
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, encounter_id)
        (delivery,) = list_deliveries(unit, world.doctor)
    assert (page.status, page.signed_at_ms, page.signed_by) == ("signed", signed_at_ms, "王医生")
    assert (delivery.state, delivery.encounter_id, delivery.name) == ("pending", encounter_id, "张秀英")
    assert world.queue.jobs(world.database) == [(encounter_id, page.resident.resident_id)]
    world.clock.pass_s(5)
    assert sign(world, encounter_id, version) == signed_at_ms  # the answer was lost, the click came again
    assert len(world.queue.jobs(world.database)) == 1
    colleague = Actor(Role.DOCTOR, world.create_clinician("li"), world.doctor.communities, "李医生")
    with pytest.raises(Refused) as refused, world.database.transaction() as unit:
        cockpit.sign(unit, colleague, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    assert refused.value.code == "signed"


def test_what_comes_after_the_signature_opens_the_encounter_again(world: World) -> None:
    encounter_id = world.encounter()
    sign(world, encounter_id, diagnose(world, encounter_id))
    with world.database.transaction() as unit:
        assert work_list(unit, world.doctor).items == []
        assert [item.encounter_id for item in work_list(unit, world.doctor, Filters(status="signed")).items] == [
            encounter_id
        ]
    world.take(world.reply(encounter_id, "我写错了，是三天"))
    with world.database.transaction() as unit:
        (item,) = work_list(unit, world.doctor).items
        assert (item.status, item.new_messages) == ("signed", 1)
        read_encounter(unit, world.doctor, encounter_id)
        assert work_list(unit, world.doctor).items == []
    world.take(world.record(encounter_record(encounter_id, 2)))
    with world.database.transaction() as unit:
        (item,) = work_list(unit, world.doctor).items
    assert (item.status, item.revision) == ("open", 2)


def test_a_supervisor_who_reads_leaves_replies_unread(world: World) -> None:
    encounter_id = world.encounter()
    world.take(world.reply(encounter_id, "请看"))
    supervisor = Actor(Role.SUPERVISOR, world.doctor_id, world.doctor.communities, "督导")
    with world.database.transaction() as unit:
        read_encounter(unit, supervisor, encounter_id)
        (item,) = work_list(unit, world.doctor).items
    assert item.new_messages == 1


def test_the_archive_gets_what_was_signed_and_not_what_came_later(world: World) -> None:
    encounter_id = world.encounter()
    version = version_of(world, encounter_id)
    with world.database.transaction() as unit:
        cockpit.edit_note(unit, world.doctor, encounter_id, NOTE, version)
        cockpit.act(unit, world.doctor, encounter_id, "refer", "转心内科")
    sign(world, encounter_id, diagnose(world, encounter_id))
    world.take(world.record(encounter_record(encounter_id, 2, chief_complaint="别的")))
    signed = Deliveries(world.database).load(encounter_id)
    assert (signed.record.revision, signed.record.chief_complaint) == (1, "胸闷两天")
    assert (signed.note, signed.diagnosis_icd10, signed.referral) == (NOTE, "I20.0", "转心内科")
    assert (signed.resident_name, signed.practitioner_name, signed.community_name_zh) == (
        "张秀英",
        "王医生",
        "示范社区",
    )
    claims = jws.verify(SIGNATURE_TYP, signed.signature, world.keys.receipt.public)
    assert (claims["encounter_id"], claims["revision"], claims["clinician_id"]) == (encounter_id, 1, world.doctor_id)


def test_an_unsigned_encounter_is_not_given_to_the_archive(world: World) -> None:
    with pytest.raises(NotVisible):
        Deliveries(world.database).load(world.encounter())


def test_deliveries_show_their_last_error_and_can_be_tried_again(world: World) -> None:
    encounter_id = world.encounter()
    sign(world, encounter_id, diagnose(world, encounter_id))
    deliveries = Deliveries(world.database)
    number = deliveries.load(encounter_id).encounter_no
    deliveries.delivered(encounter_id, number, "fhir", "ab" * 32)
    deliveries.failed(encounter_id, number, "drop", DestinationAway("the folder is away"))
    with world.database.transaction() as unit:
        (found,) = list_deliveries(unit, world.doctor)
    assert (found.state, found.last_error, found.attempts) == ("failed", "the folder is away", 2)
    assert found.destinations == (("drop", "failed"), ("fhir", "delivered"))
    with world.database.transaction() as unit:
        retry_delivery(unit, world.doctor, encounter_id, enqueue=world.queue.enqueue)
        (found,) = list_deliveries(unit, world.doctor)
    assert found.state == "pending"
    assert len(world.queue.jobs(world.database)) == 2
    deliveries.delivered(encounter_id, number, "drop", "ab" * 32)
    with world.database.transaction() as unit:
        (found,) = list_deliveries(unit, world.doctor)
    assert (found.state, found.last_error) == ("delivered", None)


def test_a_message_is_sealed_to_the_phone_and_fetched_with_its_secret_only(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    with world.database.transaction() as unit:
        for text in ("请今天来一趟", "带上报告"):
            cockpit.write_message(unit, world.doctor, encounter_id, text, signer=world.keys.receipt, kind="invite")
    with world.database.transaction() as unit:
        letters = fetch(unit, phone.mailbox_id, phone.mailbox_secret, 0, signer=world.keys.receipt)
        assert [
            letter.seq for letter in fetch(unit, phone.mailbox_id, phone.mailbox_secret, 1, signer=world.keys.receipt)
        ] == [2]
        for secret in (Phone().mailbox_secret, "", "not b64u!"):
            with pytest.raises(NotVisible):
                fetch(unit, phone.mailbox_id, secret, 0, signer=world.keys.receipt)
        with pytest.raises(NotVisible):
            fetch(unit, "0" * 32, phone.mailbox_secret, 0, signer=world.keys.receipt)
    bodies = [json.loads(open_letter(phone, letter.envelope, world.keys.receipt.public)) for letter in letters]
    said = [DoctorMessage.model_validate(body) for body in bodies]
    assert [message.text for message in said] == ["请今天来一趟", "带上报告"]
    assert {(message.from_name, message.action, message.record_id) for message in said} == {
        ("王医生", "invite", encounter_id)
    }


def test_ratings_keep_each_clinicians_latest_word(world: World) -> None:
    encounter_id = world.encounter()
    with world.database.transaction() as unit:
        cockpit.rate(unit, world.doctor, encounter_id, "guidance", "good", "")
        cockpit.rate(unit, world.doctor, encounter_id, "guidance", "dangerous", "低估了")
        cockpit.rate(unit, world.doctor, encounter_id, "opinion:cardiology", "good", "")
        found = read_encounter(unit, world.doctor, encounter_id).ratings
        with pytest.raises(Refused):
            cockpit.rate(unit, world.doctor, encounter_id, "everything", "good", "")
    assert {(r.target, r.rating, r.comment) for r in found} == {
        ("guidance", "dangerous", "低估了"),
        ("opinion:cardiology", "good", ""),
    }


def test_another_community_sees_and_touches_nothing(world: World) -> None:
    encounter_id = world.encounter()
    elsewhere = world.admin.create_community("别的社区", "Another community")
    stranger = Actor(
        Role.DOCTOR, world.create_clinician("li", communities=(elsewhere,)), frozenset({elsewhere}), "李医生"
    )
    key = world.keys.receipt
    tries = (
        lambda unit: read_encounter(unit, stranger, encounter_id),
        lambda unit: cockpit.edit_note(unit, stranger, encounter_id, NOTE, 1),
        lambda unit: cockpit.rate(unit, stranger, encounter_id, "guidance", "good", ""),
        lambda unit: cockpit.act(unit, stranger, encounter_id, "call", ""),
        lambda unit: cockpit.write_message(unit, stranger, encounter_id, "您好", signer=key),
        lambda unit: cockpit.confirm_diagnosis(unit, stranger, encounter_id, "I20.0", "x"),
        lambda unit: cockpit.sign(unit, stranger, encounter_id, 1, signer=key, enqueue=world.queue.enqueue),
        lambda unit: read_encounter(unit, stranger, new_hex()),
    )
    for attempt in tries:
        with pytest.raises(NotVisible), world.database.transaction() as unit:
            attempt(unit)
    with world.database.transaction() as unit:
        assert work_list(unit, stranger, Filters(status="all")).items == []
        assert list_deliveries(unit, stranger) == []
    assert version_of(world, encounter_id) == 1
