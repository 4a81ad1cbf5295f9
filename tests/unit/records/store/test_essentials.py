"""What a doctor signed of a resident, released to one node: what belongs to it, and to whom it is refused."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any

import pytest

from records.errors import CannotOpen, Reason
from records.model import Essentials, RecordFinding, Text
from records.seal.essentials import commitment_of, open_essentials
from records.seal.keys import generate_kem_key
from records.seal.wire import b64u
from records.store import cockpit
from records.store.encounters import read_encounter
from records.store.errors import NotVisible
from records.store.essentials import release
from tests.fakes.commission import NOW_MS, Phone, World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SECRET = secrets.token_bytes(32)


def finding(some_id: str, kind: str, status: str = "present", *, carried: bool = False) -> RecordFinding:
    return RecordFinding(id=some_id, name=Text(zh=some_id, en=some_id), kind=kind, status=status, carried=carried)


def signed(world: World, phone: Phone, *findings: RecordFinding, code: str = "I10", name: str = "高血压") -> str:
    encounter_id = world.encounter(phone, findings=findings)
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, code, name)
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    return encounter_id


def sealed(world: World, phone: Phone, **changes: Any) -> bytes:
    ask = world.ask(phone, commitment_of(SECRET), **changes)
    with world.database.transaction() as unit:
        return release(unit, ask, record_keys=world.keys.records.find, signer=world.keys.receipt)


def released(world: World, phone: Phone, **changes: Any) -> Essentials:
    signer = world.keys.receipt.public
    body = open_essentials(
        sealed(world, phone, **changes),
        world.channel,
        {signer.key_id: signer}.get,
        secret=SECRET,
        now_ms=world.clock.now_ms,
    )
    return Essentials.model_validate_json(body)


def test_what_was_signed_is_released_the_newest_word_of_each(world: World) -> None:
    phone = Phone()
    signed(world, phone, finding("hx.asthma", "history"), finding("medicine.iron", "medicine"))
    world.clock.pass_s(60)
    later = world.clock.now_ms
    signed(
        world,
        phone,
        finding("hx.hypertension", "history"),
        finding("medicine.iron", "medicine", "absent"),
        finding("hx.gout", "history", "unsure"),
        finding("cough", "symptom"),
        code="J20.9",
        name="急性支气管炎",
    )
    found = released(world, phone)
    assert [(each.id, each.kind) for each in found.known] == [("hx.hypertension", "history"), ("hx.asthma", "history")]
    assert found.known[0].told_at_ms == later
    assert [(each.icd10, each.name) for each in found.diagnoses] == [("J20.9", "急性支气管炎"), ("I10", "高血压")]


def test_what_was_only_carried_on_stays_as_old_as_it_was_told(world: World) -> None:
    phone = Phone()
    told_at = world.clock.now_ms
    signed(world, phone, finding("medicine.iron", "medicine"), finding("hx.asthma", "history"))
    world.clock.pass_s(60)
    signed(
        world,
        phone,
        finding("medicine.iron", "medicine", carried=True),
        finding("hx.asthma", "history", carried=True),
        finding("hx.gout", "history", carried=True),
    )
    found = released(world, phone)
    assert {each.id: each.told_at_ms for each in found.known} == {"medicine.iron": told_at, "hx.asthma": told_at}


def test_an_illness_told_before_all_that_is_looked_through_is_still_released(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.essentials.ENCOUNTERS", 1)
    phone = Phone()
    signed(world, phone, finding("medicine.iron", "medicine"), finding("hx.asthma", "history"))
    signed(
        world,
        phone,
        finding("medicine.iron", "medicine", carried=True),
        finding("hx.asthma", "history", carried=True),
    )
    assert [each.id for each in released(world, phone).known] == ["hx.asthma"]


def test_what_nobody_signed_is_not_released(world: World) -> None:
    phone = Phone()
    world.encounter(phone, findings=(finding("hx.asthma", "history"),))
    found = released(world, phone)
    assert (found.known, found.diagnoses) == ((), ())


def test_what_was_changed_after_the_signature_is_not_released_before_it_is_signed_again(world: World) -> None:
    phone = Phone()
    encounter_id = signed(world, phone, finding("hx.asthma", "history"))
    world.take(world.record(encounter_record(encounter_id, 2, findings=(finding("hx.asthma", "history"),))))
    with world.database.transaction() as unit:
        cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "C34.9", "肺癌")
    assert [each.icd10 for each in released(world, phone).diagnoses] == ["I10"]
    with world.database.transaction() as unit:
        version = read_encounter(unit, world.doctor, encounter_id).version
        cockpit.sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    assert [each.icd10 for each in released(world, phone).diagnoses] == ["C34.9"]


def test_another_person_of_the_same_phone_is_another_person(world: World) -> None:
    phone = Phone()
    child = replace(phone, person_id="ab" * 16)
    signed(world, phone, finding("hx.asthma", "history"))
    world.encounter(child)
    assert released(world, child).known == ()
    assert [each.id for each in released(world, phone).known] == ["hx.asthma"]


@pytest.mark.parametrize(
    "changes",
    [
        {"mailbox_secret": b64u(bytes(32))},
        {"mailbox_secret": ""},
        {"mailbox_secret": "not a secret"},
        {"mailbox_id": "0" * 32},
        {"person_id": "0" * 32},
        {"channel_key_id": "0" * 32},
    ],
    ids=lambda changes: "-".join(f"{key}={value[:6]}" for key, value in changes.items()),
)
def test_what_does_not_fit_is_not_found_and_leaves_no_trace(world: World, changes: dict[str, str]) -> None:
    phone = Phone()
    signed(world, phone)
    with pytest.raises(NotVisible):
        sealed(world, phone, **changes)
    assert trail(world) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"consent": False}, Reason.JSON),
        ({"session_id": "0" * 32}, Reason.JSON),
        ({"commitment": "0" * 32}, Reason.JSON),
        ({"created_at_ms": NOW_MS - 900_001}, Reason.STALE),
        ({"created_at_ms": NOW_MS + 900_001}, Reason.STALE),
    ],
    ids=str,
)
def test_an_ask_without_consent_of_another_form_or_of_another_time_does_not_open(
    world: World, changes: dict[str, Any], reason: Reason
) -> None:
    phone = Phone()
    signed(world, phone)
    with pytest.raises(CannotOpen) as refused:
        sealed(world, phone, **changes)
    assert refused.value.reason is reason
    assert trail(world) == []


def test_another_envelope_is_no_ask(world: World) -> None:
    phone = Phone()
    encounter_id = signed(world, phone)
    envelope = world.identity(phone.registration(encounter_id))
    with pytest.raises(CannotOpen) as refused, world.database.transaction() as unit:
        release(unit, envelope, record_keys=world.keys.records.find, signer=world.keys.receipt)
    assert refused.value.reason is Reason.HEADER


def test_the_mailbox_of_somebody_else_does_not_speak_for_a_person(world: World) -> None:
    phone, other = Phone(), Phone(name="李四", phone="13900000000")
    signed(world, phone, finding("hx.asthma", "history"))
    world.encounter(other)
    with pytest.raises(NotVisible):
        released(world, other, person_id=phone.person_id)


def test_a_node_that_left_the_directory_gets_nothing(world: World) -> None:
    phone = Phone()
    signed(world, phone)
    world.clock.pass_s(3601)
    with pytest.raises(NotVisible):
        released(world, phone)


def test_an_erased_resident_has_nothing_to_release(world: World) -> None:
    phone = Phone()
    encounter_id = signed(world, phone)
    with world.database.transaction() as unit:
        resident_id = read_encounter(unit, world.doctor, encounter_id).resident.resident_id
    world.admin.erase_resident(resident_id)
    with pytest.raises(NotVisible):
        released(world, phone)


def test_only_the_holder_of_the_secret_at_that_node_and_soon_opens_it(world: World) -> None:
    phone = Phone()
    signed(world, phone)
    envelope = sealed(world, phone)
    signer = world.keys.receipt.public
    signers = {signer.key_id: signer}.get
    at = world.clock.now_ms
    for key, secret, now_ms, reason in (
        (world.channel, bytes(32), at, Reason.DECRYPT),
        (generate_kem_key(), SECRET, at, Reason.UNKNOWN_KEY),
        (world.channel, SECRET, at + 900_001, Reason.STALE),
    ):
        with pytest.raises(CannotOpen) as refused:
            open_essentials(envelope, key, signers, secret=secret, now_ms=now_ms)
        assert refused.value.reason is reason


def trail(world: World) -> list[dict[str, Any]]:
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "select role, actor, subject, detail from audit_entry where action = 'release_essentials'"
        )
        return [dict(row._mapping) for row in rows]


def test_a_release_is_in_the_trail_without_counts_and_words(world: World) -> None:
    phone = Phone()
    signed(world, phone, finding("hx.asthma", "history"))
    released(world, phone)
    (entry,) = trail(world)
    assert (entry["role"], entry["actor"]) == ("resident", "phone")
    assert entry["subject"].startswith("resident:")
    detail = entry["detail"] if isinstance(entry["detail"], dict) else json.loads(entry["detail"])
    assert detail == {"node": world.node.key_id, "consent": True}


def test_nothing_is_released_of_who_withdrew_until_they_consent_again(world: World) -> None:
    phone, neighbour = Phone(), Phone()
    mine = signed(world, phone, finding("hx.asthma", "history"))
    signed(world, neighbour, finding("hx.gout", "history"))
    world.clock.pass_s(60)
    world.take(world.reply(mine, "我撤回同意", kind="consent_withdrawn"))
    with pytest.raises(NotVisible):
        released(world, phone)
    assert [each.id for each in released(world, neighbour).known] == ["hx.gout"]
    world.clock.pass_s(60)
    again = phone.registration(new_hex(), consented_at_ms=world.clock.now_ms)
    world.take(world.identity(again))
    assert [each.id for each in released(world, phone).known] == ["hx.asthma"]


YEAR_S = 365 * 24 * 3_600


@pytest.mark.parametrize(
    ("consented_s", "withdrew_s"), [(YEAR_S, 0), (0, -YEAR_S), (0, YEAR_S)], ids=["ahead", "behind", "ahead_later"]
)
def test_a_withdrawal_counts_whatever_the_phone_s_clock_was(world: World, consented_s: int, withdrew_s: int) -> None:
    """A phone whose clock was ahead when it consented, and right when it withdrew; one that was right, and then behind, or ahead."""
    phone, record_id = Phone(), new_hex()
    consented_at_ms = world.clock.now_ms + consented_s * 1000
    world.take(world.identity(phone.registration(record_id, consented_at_ms=consented_at_ms)))
    world.take(world.record(encounter_record(record_id, findings=(finding("hx.asthma", "history"),))))
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, record_id, "I10", "高血压")
    with world.database.transaction() as unit:
        cockpit.sign(unit, world.doctor, record_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    assert [each.id for each in released(world, phone).known] == ["hx.asthma"]
    world.clock.pass_s(60)
    world.clock.pass_s(withdrew_s)
    withdrawal = world.reply(record_id, "我撤回同意", kind="consent_withdrawn")
    world.clock.pass_s(-withdrew_s)
    world.take(withdrawal)
    with pytest.raises(NotVisible):
        released(world, phone)
    world.clock.pass_s(60)
    world.take(world.identity(phone.registration(new_hex(), consented_at_ms=world.clock.now_ms)))
    assert [each.id for each in released(world, phone).known] == ["hx.asthma"]
