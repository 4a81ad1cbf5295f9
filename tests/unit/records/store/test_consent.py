"""A withdrawn consent, wherever it is looked at: what the archive is told, every page and the list say so, and a doctor may still write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import event, select, update

from records.archive.plan import plan
from records.model import DoctorMessage
from records.seal.keys import VerifyKey
from records.seal.wire import b64u
from records.store import cockpit
from records.store.addenda import add_addendum
from records.store.charts import load_chart
from records.store.consent import withdrawals
from records.store.deliveries import Deliveries
from records.store.encounters import read_encounter
from records.store.mailbox import fetch
from records.store.tables.care import Message
from records.store.tables.encounters import Encounter
from records.store.tables.trail import AuditEntry
from records.store.worklist import work_list
from tests.fakes.commission import Phone, World, encounter_record, new_hex, open_letter, proof_of
from tests.fakes.signing import sign

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def withdraw(world: World, encounter_id: str) -> int:
    world.clock.pass_s(60)
    world.take(world.reply(encounter_id, "我撤回同意", kind="consent_withdrawn"))
    said_at_ms = world.clock.now_ms
    world.clock.pass_s(60)
    return said_at_ms


def consent_in(world: World, encounter_id: str) -> tuple[str, str, dict[str, Any]]:
    """How the archive is told of the consent: the request's method, the status and the provision."""
    entries = json.loads(plan(Deliveries(world.database).load(encounter_id)).bundle.content)["entry"]
    (found,) = [each for each in entries if each["resource"]["resourceType"] == "Consent"]
    return found["request"]["method"], found["resource"]["status"], found["resource"]["provision"]


def page_of(world: World, encounter_id: str) -> int | None:
    with world.database.transaction() as unit:
        return read_encounter(unit, world.doctor, encounter_id).withdrawn_at_ms


def marked(world: World) -> set[str]:
    with world.database.transaction() as unit:
        return {item.encounter_id for item in work_list(unit, world.doctor).items if item.withdrawn}


def write(world: World, encounter_id: str, text: str) -> None:
    with world.database.transaction() as unit:
        cockpit.write_message(unit, world.doctor, encounter_id, text, signer=world.keys.receipt)


def letters(world: World, phone: Phone) -> list[DoctorMessage]:
    with world.database.transaction() as unit:
        found = fetch(unit, phone.mailbox_id, phone.mailbox_secret, 0, signer=world.keys.receipt)
    key = VerifyKey(world.keys.receipt.public_bytes)
    return [DoctorMessage.model_validate_json(open_letter(phone, each.envelope, key)) for each in found]


def test_what_is_signed_afterwards_tells_the_archive_that_the_consent_has_ended(world: World) -> None:
    phone = Phone()
    said_in, other = world.encounter(phone), world.encounter(phone)
    neighbour = world.encounter(Phone(name="李某某", phone="13809510043"))
    withdraw(world, said_in)
    for encounter_id in (other, neighbour):
        sign(world, encounter_id)
    method, status, provision = consent_in(world, other)
    assert (method, status) == ("POST", "inactive")
    assert provision["period"]["end"].startswith("2026-")
    assert consent_in(world, neighbour)[1:] == ("active", {"type": "permit"})


def test_a_delivery_stays_what_it_was_and_the_next_signature_puts_it_right(world: World) -> None:
    encounter_id = world.encounter()
    sign(world, encounter_id)
    before = plan(Deliveries(world.database).load(encounter_id)).manifest
    withdraw(world, encounter_id)
    # A drop folder refuses another delivery of the same name: what was signed before is the same whenever it is sent.
    assert plan(Deliveries(world.database).load(encounter_id)).manifest == before
    with world.database.transaction() as unit:
        add_addendum(
            unit,
            world.doctor,
            encounter_id,
            "居民撤回了同意",
            addendum_id=new_hex(),
            corrected=None,
            signer=world.keys.receipt,
            enqueue=world.queue.enqueue,
        )
    assert consent_in(world, encounter_id)[:2] == ("PUT", "inactive")


def test_a_consent_that_is_given_again_is_another_one(world: World) -> None:
    phone = Phone()
    first = world.encounter(phone)
    withdraw(world, first)
    again = new_hex()
    world.take(world.identity(phone.registration(again, consented_at_ms=world.clock.now_ms)))
    world.take(world.record(encounter_record(again)))
    for encounter_id in (first, again):
        sign(world, encounter_id)
    assert [consent_in(world, each)[1] for each in (first, again)] == ["inactive", "active"]
    assert [page_of(world, each) for each in (first, again)] == [None, None]
    assert marked(world) == set()


def test_every_encounter_of_that_person_says_so_on_its_page_and_in_the_list_and_nobody_else_s(world: World) -> None:
    phone = Phone()
    mine = [world.encounter(phone) for _ in range(3)]
    neighbour = world.encounter(Phone(name="李某某", phone="13809510043"))
    assert marked(world) == set()
    said_at_ms = withdraw(world, mine[1])
    assert [page_of(world, each) for each in mine] == [said_at_ms] * 3
    assert page_of(world, neighbour) is None
    assert marked(world) == set(mine)


def test_the_list_asks_no_more_often_where_many_withdrew(world: World) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        event.listen(world.database.engine, "before_cursor_execute", note)
        try:
            marked(world)
        finally:
            event.remove(world.database.engine, "before_cursor_execute", note)
        return len(seen)

    withdraw(world, world.encounter())
    few = statements()
    for number in range(4):
        withdraw(world, world.encounter(Phone(phone=f"1380951004{number}")))
    assert len(marked(world)) == 5
    assert statements() == few


def test_a_doctor_may_still_write_of_a_danger_and_the_trail_says_after_what(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    write(world, encounter_id, "您好")
    withdraw(world, encounter_id)
    write(world, encounter_id, "您的血钾很高，请现在就去急诊。")
    assert [each.text for each in letters(world, phone)] == ["您好", "您的血钾很高，请现在就去急诊。"]
    with world.database.transaction() as unit:
        said = unit.connection.execute(
            select(AuditEntry.detail).where(AuditEntry.action == "write_message").order_by(AuditEntry.seq)
        ).scalars()
        told = [json.loads(each) if isinstance(each, str) else each for each in said]
    assert [each.get("withdrawn") for each in told] == [None, True]


def test_a_phone_that_withdraws_a_thousand_times_slows_no_list(world: World) -> None:
    """The first and the last ones are read; their number never decides how much is opened."""
    encounter_id = world.encounter()
    for _ in range(9):
        last = withdraw(world, encounter_id)
    with world.database.transaction() as unit:
        resident = unit.connection.execute(
            select(Encounter.resident_id).where(Encounter.id == encounter_id)
        ).scalar_one()
        read = withdrawals(unit, resident)
    assert len(read) == 6
    assert max(each.at_ms for each in read) == last
    assert page_of(world, encounter_id) == last


@pytest.mark.parametrize(
    "changed",
    [
        None,
        {"mailbox_secret": b64u(bytes(32))},
        {"mailbox_secret": ""},
        {"mailbox_id": "0" * 32},
        {"person_id": "0" * 32},
        "another phone",
    ],
)
def test_a_withdrawal_that_the_phone_did_not_make_ends_no_consent_and_the_doctor_reads_it(
    world: World, changed: dict[str, str] | str | None
) -> None:
    """The node that answered knows the record id and can write under it; it knows neither mailbox secret nor person id."""
    phone, other = Phone(), Phone(name="李某某", phone="13809510043")
    encounter_id, neighbour = world.encounter(phone), world.encounter(other)
    right = proof_of(world.registered[encounter_id])
    if changed == "another phone":
        shown: dict[str, str] | None = proof_of(world.registered[neighbour])
    else:
        shown = None if changed is None else {**right, **changed}  # type: ignore[dict-item]
    world.clock.pass_s(60)
    forged = world.reply(encounter_id, "我撤回同意", kind="consent_withdrawn", proof=shown)
    assert world.take(forged).state == "opened"
    assert page_of(world, encounter_id) is None
    assert marked(world) == set()
    with world.database.transaction() as unit:
        (told,) = read_encounter(unit, world.doctor, encounter_id).messages
    assert (told.kind, told.text) == ("consent_unproven", "我撤回同意")
    withdraw(world, encounter_id)
    assert page_of(world, encounter_id) is not None


def test_nothing_of_the_proof_is_kept(world: World) -> None:
    phone = Phone()
    encounter_id = world.encounter(phone)
    withdraw(world, encounter_id)
    with world.database.transaction() as unit:
        chart = load_chart(unit, encounter_id)
        row = unit.connection.execute(select(Message.id, Message.body_sealed)).one()
        body = chart.open("message", f"{encounter_id}/{row.id}", "body", row.body_sealed).decode()
    assert "proof" not in json.loads(body)
    for secret in (phone.mailbox_secret, phone.person_id):
        assert secret not in body


def test_a_withdrawal_before_its_registration_waits_for_it(world: World) -> None:
    phone, record_id = Phone(), new_hex()
    identity = world.identity(phone.registration(record_id))
    world.clock.pass_s(1)
    withdrawal = world.reply(record_id, "我撤回同意", kind="consent_withdrawn")
    assert world.take(withdrawal).state == "deferred"
    assert world.take(identity).state == "opened"
    world.take(world.record(encounter_record(record_id)))
    world.clock.pass_s(60)
    assert world.opener.sweep() == {"opened": 1}
    assert page_of(world, record_id) is not None


def test_what_was_kept_before_proofs_were_asked_stays_withdrawn(world: World) -> None:
    encounter_id = world.encounter()
    world.clock.pass_s(60)
    world.take(world.reply(encounter_id, "我撤回同意", kind="consent_withdrawn", proof=None))
    with world.database.transaction() as unit:
        unit.connection.execute(update(Message).values(kind="consent_withdrawn"))  # as it was stored then
    assert page_of(world, encounter_id) is not None


def test_no_other_reply_carries_a_proof(world: World) -> None:
    encounter_id = world.encounter()
    with pytest.raises(ValidationError):
        world.reply(encounter_id, "谢谢", proof=proof_of(world.registered[encounter_id]))
