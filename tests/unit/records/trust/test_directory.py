from __future__ import annotations

import pytest
from pydantic import ValidationError

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.envelope import IdentityHeader, MessageHeader, RecordHeader
from records.seal.keys import StateKeys, generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.trust import jws
from records.trust.directory import (
    Certificate,
    Commission,
    Directory,
    fingerprint,
    sign_certificate,
    sign_directory,
    verify_directory,
)
from records.trust.receipt import Receipt, sign_receipt, verify_receipt
from records.trust.statekeys import accept_release, release_state_keys
from records.trust.values import KemKeyRef, RecordKeyRef, SigningKeyRef
from tests.fakes.translog import MemoryLog

ROOT, DIRECTORY_KEY, RECEIPT_KEY = (generate_signing_key() for _ in range(3))
RECORD_KEY, CHANNEL = generate_kem_key(), generate_kem_key()
NOW = 1_795_000_000
ID = "a1" * 16


def response(**changes) -> dict:
    certificate = Certificate(
        **SigningKeyRef.of(DIRECTORY_KEY.public_bytes).model_dump(),
        not_before=NOW - 10,
        not_after=NOW + 1000,
        environment="development",
    )
    directory = Directory(
        serial=1,
        issued_at=NOW,
        expires_at=NOW + 100,
        environment="development",
        commission=Commission(name_zh="中卫市", name_en="Zhongwei"),
        record_key=RecordKeyRef.until(RECORD_KEY.public_bytes, NOW + 100),
        receipt_key=SigningKeyRef.of(RECEIPT_KEY.public_bytes),
        admission_key=None,
        nodes=[],
    )
    answer: dict = {
        "root_key": b64u(ROOT.public_bytes),
        "certificate": sign_certificate(ROOT, certificate),
        "directory": sign_directory(DIRECTORY_KEY, directory),
    }
    log = MemoryLog().answer(DIRECTORY_KEY, *answer.values(), directory.model_dump())
    return answer | {"log": log, "now_ms": NOW * 1000} | changes


PIN = fingerprint(ROOT.public_bytes)


def test_a_pin_of_43_characters_holds_the_whole_chain() -> None:
    assert len(PIN) == 43
    verified = verify_directory(response(), PIN, now_ms=NOW * 1000, production=False)
    assert verified.directory.commission.name_zh == "中卫市"
    assert verified.directory_key.public_bytes == DIRECTORY_KEY.public_bytes


@pytest.mark.parametrize("broken", [None, [], {}, "x", {"root_key": 1}])
def test_an_answer_of_another_form_is_refused(broken: object) -> None:
    with pytest.raises(CannotOpen) as refused:
        verify_directory(broken, PIN, now_ms=NOW * 1000, production=False)
    assert refused.value.reason is Reason.JSON


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("root_key", 5, Reason.JSON),
        ("root_key", "", Reason.JSON),
        ("now_ms", True, Reason.JSON),
        ("certificate", None, Reason.HEADER),
        ("certificate", "é.e.e", Reason.HEADER),
        ("directory", "..", Reason.HEADER),
        ("directory", "", Reason.LENGTH),
        ("directory", "a" * (2**20 + 1), Reason.TOO_LONG),
    ],
)
def test_a_broken_part_is_refused(part: str, value: object, reason: Reason) -> None:
    with pytest.raises(CannotOpen) as refused:
        verify_directory(response(**{part: value}), PIN, now_ms=NOW * 1000, production=False)
    assert refused.value.reason is reason


def test_a_key_reference_holds_its_own_id() -> None:
    good = KemKeyRef.of(RECORD_KEY.public_bytes)
    for bad in ({"kid": ID}, {"key": b64u(bytes(32))}, {"key": good.key + "="}):
        with pytest.raises(ValidationError):
            KemKeyRef.model_validate(good.model_dump() | bad)


def test_a_receipt_holds_for_the_same_envelope_and_no_other() -> None:
    receipt = Receipt(kind="record", record_id=ID, key="2", digest="00" * 32, received_at=NOW)
    assert verify_receipt(sign_receipt(RECEIPT_KEY, receipt), RECEIPT_KEY.public) == receipt
    record = RecordHeader(key_id=ID, created_at_ms=1, record_id=ID, revision=2, producer=ID)
    assert receipt.holds_for(record)
    assert not receipt.holds_for(record.model_copy(update={"revision": 3}))
    assert not receipt.holds_for(record.model_copy(update={"record_id": "b2" * 16}))
    assert not receipt.holds_for(IdentityHeader(key_id=ID, created_at_ms=1, record_id=ID, magnet="m"))
    assert not receipt.holds_for(MessageHeader(key_id=ID, created_at_ms=1, mailbox_id=ID, message_id=ID, producer=ID))


def test_a_token_over_the_limit_is_not_signed() -> None:
    with pytest.raises(CannotSeal):
        jws.sign("t", {"x": "a" * 2**20}, ROOT)


def test_state_keys_reach_the_node_that_asked() -> None:
    state_keys = StateKeys({1: b"1" * 32, 2: b"2" * 32}, 2, retired=[0])
    node = generate_signing_key()
    given = {
        "directory_key": DIRECTORY_KEY.public,
        "channel_key": CHANNEL,
        "signing_key_id": node.key_id,
        "nonce": b"n" * 32,
        "now_s": NOW,
        "minimum_serial": 7,
    }
    token = release_state_keys(
        state_keys,
        directory_key=DIRECTORY_KEY,
        channel_public=CHANNEL.public_bytes,
        signing_key_id=node.key_id,
        nonce=b"n" * 32,
        directory_serial=7,
        expires_at=NOW + 1,
    )
    released = accept_release(token, **given)
    assert [released.state_keys.key(epoch) for epoch in released.state_keys.epochs] == [b"1" * 32, b"2" * 32]
    assert (released.state_keys.current, released.state_keys.retired, released.expires_at) == (2, {0}, NOW + 1)
    assert released.directory_serial == 7
    for change, reason in (
        ({"nonce": b"m" * 32}, Reason.CHAIN),
        ({"signing_key_id": ID}, Reason.CHAIN),
        ({"channel_key": RECORD_KEY}, Reason.CHAIN),
        ({"directory_key": RECEIPT_KEY.public}, Reason.UNKNOWN_KEY),
        ({"now_s": NOW + 1}, Reason.EXPIRED),
        ({"minimum_serial": 8}, Reason.ROLLBACK),
    ):
        with pytest.raises(CannotOpen) as refused:
            accept_release(token, **(given | change))
        assert refused.value.reason is reason
