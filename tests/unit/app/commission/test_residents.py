"""The interface for phones: page, directory, magnets, delivery, mailbox, and everything bad that can be sent to it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.commission.service import create_app
from records.errors import Reason
from records.model import DoctorMessage
from records.seal.envelope import MAX_ENVELOPE_BYTES, AttachmentHeader, parse_header, seal_envelope
from records.seal.essentials import commitment_of
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.store.keyfolder import rotation
from records.store.vault import DataKey, Place
from records.trust.directory import fingerprint, verify_directory
from records.trust.receipt import verify_receipt
from tests.fakes.commission import NOW_MS, Phone, World, encounter_record, new_hex, open_letter
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_the_directory_hangs_on_the_magnets_pin(api: Api) -> None:
    answer = api.client.get("/v1/directory").json()
    pin = fingerprint(api.world.keys.root.public_bytes)
    found = verify_directory(answer, pin, now_ms=NOW_MS, production=False).directory
    assert [node.node_id for node in found.nodes] == [api.world.node.key_id]
    assert found.record_key.kid == api.world.keys.record.key_id
    assert found.commission.name_zh == "测试卫健委"
    assert api.client.get("/v1/directory").json()["directory"] == answer["directory"]


def test_the_serial_grows_when_a_node_goes(api: Api) -> None:
    pin = fingerprint(api.world.keys.root.public_bytes)
    before = verify_directory(api.client.get("/v1/directory").json(), pin, now_ms=NOW_MS, production=False)
    api.world.admin.revoke_node(api.world.node.key_id)
    after = verify_directory(
        api.client.get("/v1/directory").json(),
        pin,
        now_ms=NOW_MS,
        production=False,
        minimum_serial=before.directory.serial + 1,
    )
    assert after.directory.nodes == []


def test_a_magnet_says_whose_it_is_and_what_is_agreed_to(api: Api) -> None:
    answer = api.client.get(f"/v1/magnets/{api.world.magnet}")
    found = answer.json()
    assert answer.status_code == 200
    assert found["community"] == {"name_zh": "示范社区", "name_en": "Demo community"}
    assert found["doctor"] == {"name": "王医生", "phone": "0951-5550120"}
    assert set(found["consent"]) == {"version", "zh", "en", "full_zh", "full_en"}
    assert len(found["consent"]["zh"]) == len(found["consent"]["en"]) == 3


@pytest.mark.parametrize("magnet", ["nobody", "0" * 32, "a" * 64])
def test_an_unknown_magnet_is_told_kindly(api: Api, magnet: str) -> None:
    answer = api.client.get(f"/v1/magnets/{magnet}")
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_magnet")
    assert answer.json()["text_zh"]


def test_a_revoked_magnet_says_whom_to_call(api: Api) -> None:
    api.world.admin.revoke_magnet(api.world.magnet)
    answer = api.client.get(f"/v1/magnets/{api.world.magnet}")
    assert (answer.status_code, answer.json()["error"], answer.json()["phone"]) == (
        410,
        "revoked_magnet",
        "0951-5550120",
    )


def test_no_phone_is_told_the_number_of_a_doctor_who_left(api: Api) -> None:
    world = api.world
    (ended,) = world.admin.issue_magnets(world.community, "wang", 1)
    world.admin.revoke_magnet(ended, ended_as="lost")
    world.admin.update_community(world.community, phone="0951-5550100")

    def told() -> tuple[dict[str, str], dict[str, str]]:
        in_use, gone = (api.client.get(f"/v1/magnets/{magnet}").json() for magnet in (world.magnet, ended))
        return in_use["doctor"], gone

    world.admin.close_clinician("wang")
    doctor, gone = told()
    assert doctor == {"name": "示范社区", "name_en": "Demo community", "phone": "0951-5550100"}
    assert (gone["error"], gone["phone"]) == ("revoked_magnet", "0951-5550100")
    assert "请联系示范社区换一张" in gone["text_zh"]
    assert "ask Demo community for a new one" in gone["text_en"]
    world.create_clinician("zhang", name="张医生", communities=(world.community,))
    world.admin.update_clinician("zhang", phone="0951-5550133")
    doctor, gone = told()
    assert doctor == {"name": "张医生", "phone": "0951-5550133"}
    assert gone["phone"] == "0951-5550133"
    assert "您的家庭医生" in gone["text_zh"]


def test_who_leaves_hands_magnets_on_over_the_api_and_the_phone_reads_who_follows(api: Api) -> None:
    world = api.world
    world.create_clinician("boss", role="administrator")
    world.create_clinician("zhang", name="张医生", communities=(world.community,))
    admin = api.log_in("boss")
    closing = "/v1/admin/accounts/wang/closing"
    refused = api.client.post(closing, headers=admin, json={})
    assert (refused.status_code, refused.json()["error"]) == (422, "magnets")
    nobody = api.client.post(closing, headers=admin, json={"magnets_to": {world.community: "nobody"}})
    assert nobody.status_code == 404
    assert api.client.get(f"/v1/magnets/{world.magnet}").json()["doctor"]["name"] == "王医生"
    done = api.client.post(closing, headers=admin, json={"magnets_to": {world.community: "zhang"}})
    assert done.status_code == 200, done.text
    assert api.client.get(f"/v1/magnets/{world.magnet}").json()["doctor"]["name"] == "张医生"


def test_an_envelope_is_stored_opened_and_receipted_and_again_with_the_same_receipt(api: Api) -> None:
    record_id = new_hex()
    envelopes = [api.world.identity(Phone().registration(record_id)), api.world.record(encounter_record(record_id))]
    answers = [api.deliver(envelope) for envelope in envelopes]
    assert [answer.status_code for answer in answers] == [200, 200]
    receipts = [verify_receipt(answer.json()["receipt"], api.world.keys.receipt.public) for answer in answers]
    assert [(receipt.kind, receipt.key) for receipt in receipts] == [("identity", "identity"), ("record", "1")]
    assert api.deliver(envelopes[1]).json() == answers[1].json()
    items = api.client.get("/v1/worklist", headers=api.log_in()).json()["items"]
    assert [item["encounter_id"] for item in items] == [record_id]


def test_many_deliveries_of_one_envelope_at_once_store_it_once(api: Api) -> None:
    envelope = api.world.record(encounter_record(new_hex()))
    receipts: list[str] = []

    def send() -> None:
        receipts.append(api.deliver(envelope).json()["receipt"])

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    with api.world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from revision").scalar_one() == 1


@pytest.mark.parametrize("body", [b"", b"JYEV", b"x" * 5000, b"JYEV\x01" + bytes(5000), "信封".encode() * 500])
def test_what_is_no_envelope_is_one_opaque_refusal(api: Api, body: bytes) -> None:
    answer = api.deliver(body)
    assert (answer.status_code, answer.json()) == (400, {"error": "cannot_open"})


def test_an_altered_envelope_is_the_same_refusal_and_is_counted_with_its_reason(api: Api) -> None:
    envelope = bytearray(api.world.identity(Phone().registration(new_hex())))
    envelope[-1] ^= 1
    answer = api.deliver(bytes(envelope))
    assert (answer.status_code, answer.json()) == (400, {"error": "cannot_open"})
    counted = api.client.get("/metrics").text
    assert 'jiayi_commission_envelopes_total{kind="identity",outcome="decrypt"} 1.0' in counted


def test_a_body_over_the_limit_is_cut_off_whether_it_says_so_or_not(api: Api) -> None:
    sent = 0

    def pieces() -> object:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield bytes(1024 * 1024)

    said = api.client.post("/v1/envelopes", content=b"x", headers={"content-length": str(MAX_ENVELOPE_BYTES + 1)})
    assert (said.status_code, said.json()) == (413, {"error": "too_large"})
    streamed = api.client.post("/v1/envelopes", content=pieces())
    assert (streamed.status_code, streamed.json()) == (413, {"error": "too_large"})
    small = api.client.post("/v1/session", content=b" " * 300_000, headers={"content-type": "application/json"})
    assert small.status_code == 413


def test_who_sends_rubbish_only_has_to_wait_and_who_does_not_need_not(api: Api) -> None:
    codes = [api.deliver(b"x" * 3000).status_code for _ in range(61)]
    assert codes[:60] == [400] * 60
    last = api.deliver(b"x" * 3000)
    assert (codes[60], last.status_code, last.json()["error"]) == (429, 429, "too_often")
    assert int(last.headers["retry-after"]) >= 1


def test_what_is_kept_for_nobody_counts_by_its_length_also_where_its_signer_may_yet_come(api: Api) -> None:
    stranger = generate_signing_key()
    limit = api.client.app.state.services.bad_envelopes  # type: ignore[attr-defined]
    limit._failures = 12
    heavy = kept_for_nobody(5 * 1024 * 1024)
    assert api.deliver(api.world.record(encounter_record(new_hex()), node=stranger)).status_code == 400
    assert api.deliver(heavy).status_code == 400
    assert api.deliver(heavy).status_code == 429


def kept_for_nobody(length: int) -> bytes:
    """A photo for a record key that there is not."""
    other = generate_kem_key()
    header = AttachmentHeader(
        record_id=new_hex(), attachment_id=new_hex(), key_id=other.key_id, media_type="image/jpeg", created_at_ms=NOW_MS
    )
    return seal_envelope(header, other.public_bytes, bytes(length))


def test_the_phone_fetches_the_doctors_message(api: Api) -> None:
    phone = Phone()
    encounter_id = api.world.encounter(phone)
    headers = api.log_in()
    sent = api.client.post(f"/v1/encounters/{encounter_id}/messages", json={"text": "请今天来一趟"}, headers=headers)
    assert sent.status_code == 200
    secret = {"authorization": f"Bearer {phone.mailbox_secret}"}
    url = f"/v1/mailbox/{phone.mailbox_id}"
    (letter,) = api.client.get(f"{url}?after=0", headers=secret).json()["messages"]
    envelope = from_b64u(letter["envelope"], reason=None)  # type: ignore[arg-type]
    said = DoctorMessage.model_validate_json(open_letter(phone, envelope, api.world.keys.receipt.public))
    assert (letter["seq"], said.text, said.from_name) == (1, "请今天来一趟", "王医生")
    assert api.client.get(f"{url}?after=1", headers=secret).json() == {"messages": []}
    for wrong in ({}, {"authorization": "Bearer x"}, {"authorization": f"Bearer {Phone().mailbox_secret}"}):
        assert api.client.get(url, headers=wrong).status_code == 404
    assert api.client.get(f"/v1/mailbox/{'0' * 32}", headers=secret).status_code == 404
    assert api.client.get(f"{url}?after=-1", headers=secret).status_code == 422


def test_a_message_of_before_the_receipt_key_was_changed_opens_under_the_new_one(api: Api) -> None:
    """A doctor's word is not lost because a key was rotated before the phone was online again."""
    phone, world = Phone(), api.world
    encounter_id = world.encounter(phone)
    headers = api.log_in()
    for text in ("请今天来一趟", "带上化验单"):
        api.client.post(f"/v1/encounters/{encounter_id}/messages", json={"text": text}, headers=headers)
    secret = {"authorization": f"Bearer {phone.mailbox_secret}"}
    url = f"/v1/mailbox/{phone.mailbox_id}"

    def fetched(after: int = 0) -> list[bytes]:
        found = api.client.get(f"{url}?after={after}", headers=secret).json()["messages"]
        return [from_b64u(each["envelope"], reason=None) for each in found]  # type: ignore[arg-type]

    before, old = fetched(), world.keys.receipt.public
    rotation.rotate(world.keys, "receipt")
    time.sleep(1.1)  # the service looks at the folder every second
    after = fetched()
    new = world.keys.receipt.public
    assert new.key_id != old.key_id
    assert [parse_header(each).message_id for each in after] == [parse_header(each).message_id for each in before]
    texts = [DoctorMessage.model_validate_json(open_letter(phone, each, new)).text for each in after]
    assert texts == ["请今天来一趟", "带上化验单"]
    assert fetched() == after  # once, and kept
    assert fetched(1) == after[1:]


def test_the_page_may_run_its_own_script_and_talk_to_the_nodes_only(api: Api) -> None:
    answer = api.client.get(f"/m/{api.world.magnet}")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert answer.status_code == 200
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://127.0.0.1:8701"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/assets/index-abc.js", 200),
        ("/favicon.svg", 200),
        ("/link.txt", 404),
        ("/index.html", 404),
        ("/assets/..%2findex.html", 404),
        ("/assets/%2e%2e%2f%2e%2e%2fsecret.txt", 404),
        ("/..%2fsecret.txt", 404),
        ("/local-ca.crt", 404),
        ("/nothing", 404),
    ],
)
def test_only_the_built_page_is_served(api: Api, path: str, status: int) -> None:
    assert api.client.get(path).status_code == status


def ask_essentials(api: Api, phone: Phone, **changes: Any) -> httpx.Response:
    ask = api.world.ask(phone, commitment_of(bytes(32)), **changes)
    return api.client.post("/v1/essentials", content=ask, headers={"content-type": "application/octet-stream"})


def test_essentials_go_to_the_node_that_was_named_and_to_nobody_who_only_asks(api: Api) -> None:
    phone = Phone()
    api.world.encounter(phone)
    answer = ask_essentials(api, phone)
    assert answer.status_code == 200
    header = parse_header(from_b64u(answer.json()["envelope"], reason=Reason.JSON))
    assert (header.kind, header.key_id) == ("essentials", api.world.channel.key_id)
    for changes in ({"mailbox_secret": ""}, {"person_id": "0" * 32}, {"channel_key_id": "0" * 32}):
        refused = ask_essentials(api, phone, **changes)
        assert (refused.status_code, refused.json()) == (404, {"error": "not_found"})


@pytest.mark.parametrize("changes", [{"consent": False}, {"commitment": "0" * 32}, {"created_at_ms": 0}], ids=str)
def test_an_ask_that_does_not_open_is_one_opaque_refusal(api: Api, changes: dict[str, Any]) -> None:
    phone = Phone()
    api.world.encounter(phone)
    answer = ask_essentials(api, phone, **changes)
    assert (answer.status_code, answer.json()) == (400, {"error": "cannot_open"})


def test_who_guesses_secrets_of_mailboxes_has_to_wait(api: Api) -> None:
    phone = Phone()
    api.world.encounter(phone)
    codes = [ask_essentials(api, phone, mailbox_secret=b64u(bytes(32))).status_code for _ in range(21)]
    assert codes == [404] * 20 + [429]


def test_one_resident_is_released_so_often_and_no_more_and_others_still_are(api: Api) -> None:
    phone, other = Phone(), Phone(name="李四", phone="13900000000")
    api.world.encounter(phone)
    api.world.encounter(other)
    ask = api.world.ask(phone, commitment_of(bytes(32)))
    codes = [api.client.post("/v1/essentials", content=ask).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    assert ask_essentials(api, other).status_code == 200
    with api.world.database.reading() as connection:
        count = connection.exec_driver_sql("select count(*) from audit_entry where action = 'release_essentials'")
        assert count.scalar_one() == 31


def test_neither_an_ask_nor_essentials_are_delivered(api: Api) -> None:
    phone = Phone()
    api.world.encounter(phone)
    envelope = from_b64u(ask_essentials(api, phone).json()["envelope"], reason=Reason.JSON)
    assert api.deliver(envelope).status_code == 400
    assert api.deliver(api.world.ask(phone, commitment_of(bytes(32)))).status_code == 400


def test_the_suite_of_the_settings_stands_in_the_directory_and_seals_what_is_stored(world: World, dist: Path) -> None:
    config = config_for(world, dist, suite=2)
    app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    pin = fingerprint(world.keys.root.public_bytes)
    with SettledClient(app) as client:
        found = verify_directory(client.get("/v1/directory").json(), pin, now_ms=NOW_MS, production=False).directory
    assert found.suite == 2
    place, key = Place("note", "1", "body"), DataKey(b"k" * 32)
    for number in (1, 2):
        sealed = world.keys.vault(number).seal(key, place, b"words")
        assert sealed[0] == number
        assert world.keys.vault(3 - number).open(key, place, sealed) == b"words"
