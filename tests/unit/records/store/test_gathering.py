"""Many envelopes at once: few transactions, each caller answered for its own, and one that is wrong harms no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from records.errors import CannotOpen, Reason
from records.seal.keys import generate_signing_key
from records.store import cockpit, gathering
from records.store.database import Unit
from records.store.errors import StoreUnavailable
from records.store.gathering import Gathering
from records.store.intake import accept_all
from records.store.keyfolder import rotation
from records.trust.receipt import verify_receipt
from tests.fakes.commission import Phone, World, encounter_record, new_hex, photo_entry

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def intake(world: World) -> Iterator[Gathering]:
    """One lane that was not started: what is put waits, and is one group when it starts."""
    made = Gathering(world.database, world.opener, lambda: world.keys.receipt, lanes=1)
    yield made
    made.stop()


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    with world.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_receipts_are_signed_by_the_key_in_force(world: World, intake: Gathering) -> None:
    """A rotation needs no restart: phones believe the key that the directory names, and no other."""
    intake.start()
    old = world.keys.receipt.public
    first = intake.put(world.record(encounter_record(new_hex()))).result(60)
    assert verify_receipt(str(first.receipt), old).kind == "record"
    rotation.rotate(world.keys, "receipt")
    second = intake.put(world.record(encounter_record(new_hex()))).result(60)
    assert world.keys.receipt.key_id != old.key_id
    assert verify_receipt(str(second.receipt), world.keys.receipt.public).kind == "record"


def test_a_group_is_durable_and_opened_in_two_transactions_and_every_caller_has_its_own_receipt(
    world: World, intake: Gathering
) -> None:
    envelopes = []
    for _ in range(10):
        record_id, photo, attachment_id = new_hex(), b"\xff\xd8 photo", new_hex()
        envelopes += [
            world.identity(Phone().registration(record_id)),
            world.record(encounter_record(record_id, attachments=(photo_entry(attachment_id, photo),))),
            world.attachment(record_id, attachment_id, photo),
            world.reply(record_id, "好一点了"),
            world.record(encounter_record(record_id, 2, attachments=(photo_entry(attachment_id, photo),))),
        ]
    before = world.admin.verify_audit().entries
    answers = [intake.put(envelope) for envelope in envelopes]
    intake.start()
    taken = [answer.result(60) for answer in answers]
    assert [each.opened.state for each in taken if each.opened] == ["opened"] * 50
    for each in taken:
        receipt = verify_receipt(str(each.receipt), world.keys.receipt.public)
        assert (receipt.record_id, receipt.kind, receipt.key) == (
            each.accepted.record_id,
            each.accepted.kind,
            each.accepted.key,
        )
    assert rows(world, "select count(*), count(distinct xmin::text) from revision") == [(20, 1)]
    assert rows(world, "select state, count(*) from attachment group by 1") == [("confirmed", 10)]
    assert rows(world, "select distinct revision, unread, version from encounter") == [(2, 1, 2)]
    verdict = world.admin.verify_audit()
    assert verdict.broken_at is None
    assert verdict.entries == before + 1 + 50  # the check before, and one for each envelope


def test_what_is_wrong_with_some_is_told_to_their_callers_alone(world: World, intake: Gathering) -> None:
    record_id = new_hex()
    altered = bytearray(world.record(encounter_record(new_hex())))
    altered[-100] ^= 1
    rubbish = intake.put(b"JYEV" + bytes(2000))
    unsigned = intake.put(bytes(altered))
    magnet = intake.put(world.identity(Phone().registration(new_hex()), magnet="no-such-magnet"))
    stranger = intake.put(world.record(encounter_record(new_hex()), node=generate_signing_key()))
    good = [
        intake.put(world.record(encounter_record(record_id))),
        intake.put(world.identity(Phone().registration(record_id))),
    ]
    intake.start()
    with pytest.raises(CannotOpen) as refused:
        rubbish.result(60)
    assert refused.value.reason is Reason.VERSION
    assert [(one.result(60).receipt, one.result(60).opened) for one in (unsigned, magnet)] == [
        (None, gathering.Opened("failed", "signature")),
        (None, gathering.Opened("failed", "magnet")),
    ]
    waiting = stranger.result(60)
    assert (
        waiting.receipt is None
    )  # whoever cut the true one off on its way could sign this: no receipt that holds for that
    assert waiting.opened == gathering.Opened("deferred", "unknown_node")
    assert all(one.result(60).opened == gathering.Opened("opened") for one in good)
    assert rows(world, "select count(*) from encounter where resident_id is not null") == [(1,)]


def test_twins_in_one_group_are_one_row_and_the_first_of_a_key_stands(world: World, intake: Gathering) -> None:
    record = encounter_record(new_hex())
    first, other = world.record(record), world.record(record)
    answers = [intake.put(first), intake.put(first), intake.put(other)]
    intake.start()
    assert len({answer.result(60).receipt for answer in answers}) == 1
    assert len({answer.result(60).accepted.digest for answer in answers}) == 1
    assert rows(world, "select count(*), min(state) from intake") == [(1, "opened")]


def test_an_envelope_on_which_the_database_stumbles_takes_no_other_down(
    world: World, intake: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = world.record(encounter_record(new_hex()))

    def stumbling(database, offered):
        if any(each.envelope == poison for each in offered):
            raise sa.exc.DataError("insert", {}, Exception("no such byte"))
        return accept_all(database, offered)

    monkeypatch.setattr(gathering, "accept_all", stumbling)
    bad, good = intake.put(poison), intake.put(world.record(encounter_record(new_hex())))
    intake.start()
    assert good.result(60).receipt
    with pytest.raises(sa.exc.DataError):
        bad.result(60)


def test_there_is_only_so_much_room_to_wait_in_and_what_waits_is_finished(world: World) -> None:
    envelope = world.record(encounter_record(new_hex()))
    intake = Gathering(world.database, world.opener, lambda: world.keys.receipt, lanes=1, waiting_bytes=len(envelope))
    waiting = intake.put(envelope)
    with pytest.raises(StoreUnavailable):
        intake.put(world.record(encounter_record(new_hex())))
    intake.start()
    intake.stop()
    assert waiting.result(0).receipt
    with pytest.raises(StoreUnavailable):
        intake.put(envelope)


def test_a_caller_who_went_away_loses_nothing(world: World, intake: Gathering) -> None:
    gone = intake.put(world.record(encounter_record(new_hex())))
    assert gone.cancel()
    stays = intake.put(world.record(encounter_record(new_hex())))
    intake.start()
    assert stays.result(60).receipt
    assert rows(world, "select state, count(*) from intake group by 1") == [("opened", 2)]


def test_a_group_that_cannot_be_opened_as_one_is_opened_one_by_one(world: World) -> None:
    record, newcomer = encounter_record(new_hex()), generate_signing_key()
    early = world.accept(world.record(record, node=newcomer)).intake_id
    assert world.opener.open(early).state == "deferred"
    true = world.accept(world.record(record)).intake_id
    others = [world.accept(world.record(encounter_record(new_hex()))).intake_id for _ in range(3)]
    world.admit(newcomer)
    # Both hold the same key and both are good now: whichever comes first stands, and the other must not take the rest with it.
    ended = world.opener.open_all([early, true, *others])
    assert sorted(one.state for one in ended.values()) == ["failed", "opened", "opened", "opened", "opened"]
    assert {ended[early].state, ended[true].state} == {"opened", "failed"}
    assert rows(world, "select reason from intake where state = 'failed'") == [("duplicate",)]
    assert rows(world, "select count(*) from revision") == [(4,)]


def test_a_revision_may_be_as_large_as_the_format_allows(world: World) -> None:
    largest = encounter_record(new_hex(), 2**32 - 1)
    assert world.take(world.record(largest)).state == "opened"
    assert rows(world, "select revision from encounter") == [(2**32 - 1,)]


def test_nobody_is_receipted_for_bytes_that_another_unopened_envelope_keeps_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = new_hex()
    phone = Phone().registration(record_id)
    spoiled, true = world.identity(phone, magnet="no-such-magnet"), world.identity(phone)
    intake = Gathering(world.database, world.opener, lambda: world.keys.receipt, lanes=1)
    intake.start()
    with monkeypatch.context() as away:
        away.setattr(world.opener, "open_all", _away)
        first, second = intake.put(spoiled).result(60), intake.put(true).result(60)
    assert first.receipt  # these very bytes are durable
    assert second.receipt is None  # these are nowhere
    assert world.opener.sweep() == {"failed": 1}
    again = intake.put(true).result(60)
    intake.stop()
    assert again.receipt
    assert rows(world, "select count(*) from encounter where resident_id is not null") == [(1,)]


def _away(*_: object) -> dict[int, gathering.Opened]:
    raise StoreUnavailable("away")


def test_who_sends_what_another_lane_has_in_hand_learns_how_that_ended(world: World) -> None:
    altered = bytearray(world.record(encounter_record(new_hex())))
    altered[-100] ^= 1
    accepted = world.accept(bytes(altered))
    intake = Gathering(world.database, world.opener, lambda: world.keys.receipt, lanes=1)
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql("select 1 from intake where id = %s for update", (accepted.intake_id,))
        answer = intake.put(bytes(altered))
        intake.start()
        with pytest.raises(TimeoutError):
            answer.result(0.5)
        unit.connection.exec_driver_sql("update intake set state = 'failed' where id = %s", (accepted.intake_id,))
    assert answer.result(60).receipt is None
    intake.stop()


def test_a_record_of_the_future_has_a_receipt_only_if_a_node_signed_it(world: World, intake: Gathering) -> None:
    at_ms = world.clock.now_ms + 30 * 60 * 1000
    true = world.record(encounter_record(new_hex()), created_at_ms=at_ms)
    forged = bytearray(world.record(encounter_record(new_hex()), created_at_ms=at_ms))
    forged[-1] ^= 1
    answers = [intake.put(true), intake.put(bytes(forged))]
    intake.start()
    assert [(bool(one.result(60).receipt), one.result(60).opened) for one in answers] == [
        (True, gathering.Opened("deferred", "early")),
        (False, gathering.Opened("failed", "signature")),
    ]


def test_what_no_column_takes_fails_at_once_has_no_receipt_and_breaks_no_group(world: World, intake: Gathering) -> None:
    spoiled = intake.put(world.identity(Phone().registration(new_hex(), consent_version="2026\0")))
    good = intake.put(world.record(encounter_record(new_hex())))
    intake.start()
    assert (spoiled.result(60).opened, spoiled.result(60).receipt) == (gathering.Opened("failed", "form"), None)
    assert good.result(60).receipt
    assert rows(world, "select count(distinct xmin::text) from intake") == [(1,)]  # both in one transaction


def test_a_value_on_which_the_database_stumbles_is_the_envelopes_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.opener.register", _unstorable)
    ended = world.take(world.identity(Phone().registration(new_hex())))
    assert (ended.state, ended.reason) == ("failed", "form")


def _unstorable(unit: Unit, *_: object, **__: object) -> None:
    unit.connection.exec_driver_sql("select %s", ("\0",))


def test_a_reply_under_the_id_of_the_doctors_message_is_its_own_fault_and_breaks_no_group(
    world: World, intake: Gathering
) -> None:
    encounter_id = world.encounter()
    with world.database.transaction() as unit:
        message_id = cockpit.write_message(unit, world.doctor, encounter_id, "请多喝水", signer=world.keys.receipt)
    same = intake.put(world.reply(encounter_id, "好", message_id=message_id))
    good = intake.put(world.reply(encounter_id, "好"))
    intake.start()
    assert (same.result(60).opened, same.result(60).receipt) == (gathering.Opened("failed", "duplicate"), None)
    assert good.result(60).receipt
    assert rows(world, "select count(*) from message where direction = 'from_resident'") == [(1,)]
