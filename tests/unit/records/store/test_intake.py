"""Accepting and opening: nothing is lost, nothing is stored twice, nothing is seen before it is linked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from records.errors import CannotOpen, Reason
from records.model import RecordUrgency
from records.seal.envelope import IdentityHeader, digest, seal_envelope
from records.seal.keys import generate_kem_key, generate_signing_key
from records.store.encounters import read_attachment, read_encounter
from records.store.errors import NotVisible
from records.store.worklist import Filters, work_list
from records.trust.receipt import verify_receipt
from tests.fakes.commission import NOW_MS, Phone, World, encounter_record, new_hex, photo_entry

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    with world.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def listed(world: World, status: str = "open") -> list[str]:
    with world.database.transaction() as unit:
        return [item.encounter_id for item in work_list(unit, world.doctor, Filters(status=status)).items]


def test_the_same_envelope_twice_is_one_row_and_one_receipt(world: World) -> None:
    envelope = world.record(encounter_record(new_hex()))
    first, second = world.accept(envelope), world.accept(envelope)
    assert (first.first, second.first) == (True, False)
    assert second.intake_id == first.intake_id
    assert second.receipt(world.keys.receipt) == first.receipt(world.keys.receipt)
    assert rows(world, "select count(*) from intake") == [(1,)]


def test_another_envelope_of_a_stored_revision_is_answered_with_a_receipt_for_the_first(world: World) -> None:
    record = encounter_record(new_hex())
    first = world.accept(world.record(record))
    assert world.opener.open(first.intake_id).state == "opened"
    again = world.accept(world.record(record))
    assert again.digest == first.digest
    receipt = verify_receipt(again.receipt(world.keys.receipt), world.keys.receipt.public)
    assert (receipt.kind, receipt.record_id, receipt.key) == ("record", record.record_id, "1")
    assert receipt.digest == first.digest
    assert receipt.received_at == NOW_MS // 1000
    assert rows(world, "select count(*) from revision") == [(1,)]


def test_killed_between_durable_and_open_the_sweep_finds_it(world: World) -> None:
    record_id, phone = new_hex(), Phone()
    world.accept(world.identity(phone.registration(record_id)))
    world.accept(world.record(encounter_record(record_id)))
    assert listed(world) == []
    assert world.opener.sweep() == {"opened": 2}
    assert listed(world) == [record_id]
    assert world.opener.sweep() == {}


def test_opened_bytes_are_dropped_in_the_same_transaction(world: World) -> None:
    world.encounter()
    assert rows(world, "select distinct state, envelope is null from intake") == [("opened", True)]


def test_a_record_without_identity_is_opened_and_seen_by_nobody_until_it_arrives(world: World) -> None:
    record_id, phone, photo = new_hex(), Phone(), b"\xff\xd8 the photo"
    attachment_id = new_hex()
    record = encounter_record(record_id, attachments=(photo_entry(attachment_id, photo),))
    assert world.take(world.record(record)).state == "opened"
    assert world.take(world.attachment(record_id, attachment_id, photo)).state == "opened"
    assert world.take(world.reply(record_id, "好一点了")).state == "opened"
    assert listed(world, "all") == []
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        read_encounter(unit, world.doctor, record_id)
    assert world.admin.waiting() == 1
    before = rows(world, "select record_sealed from revision")

    assert world.take(world.identity(phone.registration(record_id))).state == "opened"
    assert listed(world) == [record_id]
    assert rows(world, "select record_sealed from revision") != before
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, record_id)
        assert page.record == record
        assert page.resident.name == phone.name
        assert [message.text for message in page.messages] == ["好一点了"]
        assert read_attachment(unit, world.doctor, record_id, attachment_id) == ("image/jpeg", photo)


def test_later_revisions_supersede_and_older_ones_that_come_late_do_not(world: World) -> None:
    record_id = new_hex()
    world.take(world.identity(Phone().registration(record_id)))
    for revision, urgency in ((2, RecordUrgency.EMERGENCY), (1, RecordUrgency.ROUTINE), (3, RecordUrgency.SOON)):
        assert world.take(world.record(encounter_record(record_id, revision, urgency=urgency))).state == "opened"
        if revision == 1:
            with world.database.transaction() as unit:
                (item,) = work_list(unit, world.doctor).items
            assert (item.revision, item.urgency) == (2, "emergency")
    with world.database.transaction() as unit:
        page = read_encounter(unit, world.doctor, record_id)
    assert (page.record.revision, page.record.urgency) == (3, RecordUrgency.SOON)
    assert page.version == 2  # the late one changed nothing that a doctor reads
    assert rows(world, "select count(*) from revision") == [(3,)]


def test_a_photo_whose_digest_the_record_does_not_name_is_kept_and_not_shown(world: World) -> None:
    record_id, attachment_id = new_hex(), new_hex()
    world.take(world.identity(Phone().registration(record_id)))
    world.take(world.record(encounter_record(record_id, attachments=(photo_entry(attachment_id, b"the true one"),))))
    assert world.take(world.attachment(record_id, attachment_id, b"another one")).state == "opened"
    assert rows(world, "select state from attachment") == [("mismatch",)]
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        read_attachment(unit, world.doctor, record_id, attachment_id)


def test_a_photo_that_comes_before_its_record_is_confirmed_by_it(world: World) -> None:
    record_id, right, wrong = new_hex(), new_hex(), new_hex()
    world.take(world.identity(Phone().registration(record_id)))
    world.take(world.attachment(record_id, right, b"right"))
    world.take(world.attachment(record_id, wrong, b"wrong"))
    assert rows(world, "select distinct state from attachment") == [("unconfirmed",)]
    entries = (photo_entry(right, b"right"), photo_entry(wrong, b"something else"))
    world.take(world.record(encounter_record(record_id, attachments=entries)))
    states = dict(rows(world, "select attachment_id, state from attachment"))
    assert states == {right: "confirmed", wrong: "mismatch"}


def test_what_is_no_envelope_is_refused_and_leaves_nothing(world: World) -> None:
    with pytest.raises(CannotOpen) as refused:
        world.accept(b"JYEV" + bytes(2000))
    assert refused.value.reason is Reason.VERSION
    assert rows(world, "select count(*) from intake") == [(0,)]


def test_altered_bytes_are_kept_with_their_reason_and_do_not_block_the_true_envelope(world: World) -> None:
    record_id = new_hex()
    true = world.record(encounter_record(record_id))
    altered = bytearray(true)
    altered[-100] ^= 1
    ended = world.take(bytes(altered))
    assert (ended.state, ended.reason) == ("failed", "signature")
    assert rows(world, "select state, reason, envelope is null from intake") == [("failed", "signature", False)]
    assert world.take(true).state == "opened"
    again = world.accept(bytes(altered))
    assert (again.state, again.digest) == ("opened", digest(true))  # a receipt for the one that stands
    assert rows(world, "select count(*) from intake") == [(2,)]


def test_a_sealed_identity_of_another_key_is_kept_as_failed(world: World) -> None:
    stranger = generate_kem_key()
    registration = Phone().registration(new_hex())
    header = IdentityHeader(
        record_id=registration.record_id, magnet=world.magnet, key_id=stranger.key_id, created_at_ms=NOW_MS
    )
    ended = world.take(seal_envelope(header, stranger.public_bytes, registration.model_dump_json().encode()))
    assert (ended.state, ended.reason) == ("failed", "unknown_key")


@pytest.mark.parametrize("revision", [2, 1])
def test_header_and_body_must_name_the_same_record_and_revision(world: World, revision: int) -> None:
    record = encounter_record(new_hex(), 1)
    changed = {"revision": 2} if revision == 2 else {"record_id": new_hex()}
    ended = world.take(world.record(record, **changed))
    assert (ended.state, ended.reason) == ("failed", "mismatch")
    assert rows(world, "select count(*) from encounter") == [(0,)]


def test_a_body_that_is_no_record_is_kept_as_failed(world: World) -> None:
    registration = Phone().registration(new_hex())
    header = IdentityHeader(
        record_id=registration.record_id, magnet=world.magnet, key_id=world.keys.record.key_id, created_at_ms=NOW_MS
    )
    ended = world.take(seal_envelope(header, world.keys.record.public_bytes, b'{"name": 1}'))
    assert (ended.state, ended.reason) == ("failed", "form")


def test_an_unknown_node_is_tried_again_and_opened_once_it_was_admitted(world: World) -> None:
    newcomer = generate_signing_key()
    envelope = world.record(encounter_record(new_hex()), node=newcomer)
    accepted = world.accept(envelope)
    ended = world.opener.open(accepted.intake_id)
    assert (ended.state, ended.reason) == ("deferred", "unknown_node")
    world.admit(newcomer)
    assert world.opener.sweep() == {}  # not due yet
    world.clock.pass_s(10)
    assert world.opener.sweep() == {"opened": 1}


def test_an_unknown_node_that_never_comes_is_kept_as_failed_after_a_day(world: World) -> None:
    accepted = world.accept(world.record(encounter_record(new_hex()), node=generate_signing_key()))
    assert world.opener.open(accepted.intake_id).state == "deferred"
    world.clock.pass_s(25 * 3600)
    assert world.opener.sweep() == {"failed": 1}
    (failed,) = world.admin.list_failed()
    assert (failed["state"], failed["reason"]) == ("failed", "unknown_node")
    assert rows(world, "select envelope is null from intake") == [(False,)]


def test_a_deferred_envelope_does_not_block_the_true_one(world: World) -> None:
    record = encounter_record(new_hex())
    assert world.take(world.record(record, node=generate_signing_key())).state == "deferred"
    assert world.take(world.record(record)).state == "opened"


def test_a_record_made_after_the_admission_ended_is_refused_and_one_made_before_may_come_late(world: World) -> None:
    early, late = new_hex(), new_hex()
    before = world.record(encounter_record(early))
    world.clock.pass_s(2 * 3600)
    after = world.record(encounter_record(late))
    assert world.take(before).state == "opened"
    ended = world.take(after)
    assert (ended.state, ended.reason) == ("failed", "expired_node")


def test_what_a_revoked_node_signed_is_refused(world: World) -> None:
    envelope = world.record(encounter_record(new_hex()))
    world.admin.revoke_node(world.node.key_id)
    ended = world.take(envelope)
    assert (ended.state, ended.reason) == ("failed", "expired_node")


def test_an_identity_needs_a_magnet_that_was_in_use_when_its_talk_began(world: World) -> None:
    unknown = world.take(world.identity(Phone().registration(new_hex()), magnet="no-such-magnet"))
    assert (unknown.state, unknown.reason) == ("failed", "magnet")
    envelope = world.identity(Phone().registration(new_hex()))
    accepted = world.accept(envelope)
    world.clock.pass_s(1)
    world.admin.revoke_magnet(world.magnet)
    assert world.opener.open(accepted.intake_id).state == "opened"  # it had arrived before
    world.clock.pass_s(1)
    new = world.take(world.identity(Phone().registration(new_hex())))
    assert (new.state, new.reason) == ("failed", "magnet")
    assert rows(world, "select count(*) from registration") == [(1,)]


def test_a_talk_that_ran_when_its_magnet_ended_goes_on_to_its_doctor(world: World) -> None:
    phone, record_id = Phone(), new_hex()
    assert world.take(world.record(encounter_record(record_id))).state == "opened"
    late = world.identity(Phone().registration(new_hex()))
    much_later = world.identity(Phone().registration(new_hex()))
    world.clock.pass_s(1)
    world.admin.revoke_magnet(world.magnet, ended_as="lost")
    world.clock.pass_s(1)
    ahead = world.identity(phone.registration(record_id))  # made after the end, of a talk whose record was here before
    assert world.take(ahead).state == "opened"
    assert world.take(world.record(encounter_record(record_id, revision=2))).state == "opened"
    world.clock.pass_s(3600)
    assert world.take(late).state == "opened"  # the phone was away for an hour
    world.clock.pass_s(24 * 3600)
    ended = world.take(much_later)
    assert (ended.state, ended.reason) == ("failed", "magnet")


def test_nobody_takes_over_a_mailbox_with_another_secret(world: World) -> None:
    phone = Phone()
    world.encounter(phone)
    thief = phone.registration(new_hex(), mailbox_secret=Phone().mailbox_secret)
    ended = world.take(world.identity(thief))
    assert (ended.state, ended.reason) == ("failed", "mailbox")
    assert rows(world, "select count(*) from registration") == [(1,)]


def test_a_person_who_comes_again_is_the_same_resident(world: World) -> None:
    phone = Phone()
    world.encounter(phone)
    phone.name = "张秀英（改名）"
    world.encounter(phone)
    world.encounter(Phone())
    assert rows(world, "select count(*) from resident") == [(2,)]
    with world.database.transaction() as unit:
        names = {item.name for item in work_list(unit, world.doctor).items}
    assert names == {"张秀英（改名）", "张秀英"}


def test_our_own_fault_is_noted_and_retried_until_a_person_must_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = world.accept(world.record(encounter_record(new_hex())))
    with monkeypatch.context() as broken:
        broken.setattr("records.store.opener.store_records", lambda *_a, **_k: 1 // 0)
        ended = world.opener.open(accepted.intake_id)
        assert (ended.state, ended.reason) == ("received", "internal")
        world.clock.pass_s(25 * 3600)
        assert world.opener.open(accepted.intake_id).state == "failed"
    world.admit(world.node, expires_in_s=0)
    assert world.admin.retry_failed(accepted.intake_id).state == "opened"


def test_two_openers_at_once_open_each_envelope_once(world: World) -> None:
    record_id = new_hex()
    world.take(world.identity(Phone().registration(record_id)))
    for revision in range(1, 9):
        world.accept(world.record(encounter_record(record_id, revision)))
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: world.opener.sweep(), range(4)))
    assert sum(count.get("opened", 0) for count in counts) >= 8
    assert rows(world, "select count(*) from revision") == [(8,)]
    assert rows(world, "select revision from encounter") == [(8,)]


def test_intake_refuses_to_hold_an_opened_row_with_bytes(world: World) -> None:
    world.accept(world.record(encounter_record(new_hex())))
    with pytest.raises(sa.exc.IntegrityError), world.database.transaction() as unit:
        unit.connection.exec_driver_sql("update intake set state = 'opened'")
