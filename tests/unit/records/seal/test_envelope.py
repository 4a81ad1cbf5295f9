from __future__ import annotations

import pytest
from pydantic import ValidationError

from records.errors import BadKey, CannotOpen, CannotSeal, Reason
from records.seal.envelope import (
    MAX_ENVELOPE_BYTES,
    AttachmentHeader,
    IdentityHeader,
    MessageHeader,
    RecordHeader,
    open_envelope,
    parse_header,
    seal_envelope,
    verify_envelope,
)
from records.seal.keys import KemKeyring, KemPrivateKey, SigningKey, VerifyKey, generate_signing_key, key_id
from tests.unit.records.seal.vectors import KEM_KEYS, SIGNING_KEYS

COMMISSION, PHONE = KEM_KEYS["record"], KEM_KEYS["mailbox"]
NODE_SIGNER, RECEIPT_SIGNER = SIGNING_KEYS["node"], SIGNING_KEYS["receipt"]
RECORD_ID = "b2" * 16
RECORD = RecordHeader(
    key_id=COMMISSION.key_id, created_at_ms=1, record_id=RECORD_ID, revision=1, producer=NODE_SIGNER.key_id
)
IDENTITY = IdentityHeader(key_id=COMMISSION.key_id, created_at_ms=1, record_id=RECORD_ID, magnet="YC-1")
MESSAGE = MessageHeader(
    key_id=PHONE.key_id, created_at_ms=1, mailbox_id="c3" * 16, message_id="d4" * 16, producer=RECEIPT_SIGNER.key_id
)


def signers(*keys: SigningKey):
    return {key.key_id: key.public for key in keys}.get


def refusal(run) -> Reason:
    with pytest.raises(CannotOpen) as refused:
        run()
    return refused.value.reason


def test_a_record_is_opened_with_its_signer_only() -> None:
    envelope = seal_envelope(RECORD, COMMISSION.public_bytes, b"{}", NODE_SIGNER)
    assert parse_header(envelope) == RECORD
    assert verify_envelope(envelope, signers(NODE_SIGNER)) == RECORD
    assert open_envelope(envelope, COMMISSION, signers(NODE_SIGNER)) == b"{}"
    assert refusal(lambda: open_envelope(envelope, COMMISSION)) is Reason.SIGNATURE
    assert refusal(lambda: open_envelope(envelope, COMMISSION, signers(RECEIPT_SIGNER))) is Reason.UNKNOWN_KEY
    assert refusal(lambda: open_envelope(envelope, PHONE, signers(NODE_SIGNER))) is Reason.UNKNOWN_KEY
    wrong = {NODE_SIGNER.key_id: RECEIPT_SIGNER.public}.get
    assert refusal(lambda: open_envelope(envelope, COMMISSION, wrong)) is Reason.SIGNATURE
    assert refusal(lambda: verify_envelope(envelope, wrong)) is Reason.SIGNATURE


def test_a_message_is_the_commissions_word() -> None:
    envelope = seal_envelope(MESSAGE, PHONE.public_bytes, b"{}", RECEIPT_SIGNER)
    assert open_envelope(envelope, PHONE, signers(RECEIPT_SIGNER)) == b"{}"
    assert refusal(lambda: open_envelope(envelope, PHONE)) is Reason.SIGNATURE


def test_keys_come_from_a_ring_and_a_retired_signer_is_expired() -> None:
    envelope = seal_envelope(RECORD, COMMISSION.public_bytes, b"x", NODE_SIGNER)
    assert open_envelope(envelope, KemKeyring([COMMISSION, PHONE]).find, signers(NODE_SIGNER)) == b"x"

    def retired(wanted: str) -> VerifyKey | None:
        raise CannotOpen(Reason.EXPIRED_KEY if wanted == NODE_SIGNER.key_id else Reason.UNKNOWN_KEY)

    assert refusal(lambda: open_envelope(envelope, COMMISSION, retired)) is Reason.EXPIRED_KEY
    ring = KemKeyring([], retired=[COMMISSION.key_id])
    assert refusal(lambda: open_envelope(envelope, ring.find, signers(NODE_SIGNER))) is Reason.EXPIRED_KEY


def test_sealing_refuses_what_the_header_does_not_say() -> None:
    for header, public, signer in (
        (RECORD, COMMISSION.public_bytes, None),
        (RECORD, COMMISSION.public_bytes, RECEIPT_SIGNER),
        (RECORD, PHONE.public_bytes, NODE_SIGNER),
        (MESSAGE, PHONE.public_bytes, None),
        (IDENTITY, COMMISSION.public_bytes, NODE_SIGNER),
    ):
        with pytest.raises(CannotSeal):
            seal_envelope(header, public, b"", signer)
    with pytest.raises(BadKey):
        seal_envelope(IDENTITY, bytes(1215), b"")


def test_limits() -> None:
    with pytest.raises(CannotSeal):
        seal_envelope(IDENTITY, COMMISSION.public_bytes, bytes(16 * 2**20))
    largest = seal_envelope(RECORD, COMMISSION.public_bytes, bytes(16 * 2**20 - 4), NODE_SIGNER)
    assert len(largest) <= MAX_ENVELOPE_BYTES
    assert len(open_envelope(largest, COMMISSION, signers(NODE_SIGNER))) == 16 * 2**20 - 4
    assert refusal(lambda: parse_header(largest + bytes(4096))) is Reason.TOO_LONG


@pytest.mark.parametrize(
    "fields",
    [
        {"record_id": "b2"},
        {"record_id": RECORD_ID + "\n"},
        {"revision": 0},
        {"revision": 1.0},
        {"revision": "1"},
        {"created_at_ms": -1},
        {"more": 1},
    ],
)
def test_a_header_is_never_half_right(fields: dict) -> None:
    with pytest.raises(ValidationError):
        RecordHeader.model_validate(RECORD.model_dump() | fields)


def test_an_attachment_names_its_type() -> None:
    header = AttachmentHeader(
        key_id=COMMISSION.key_id, created_at_ms=1, record_id=RECORD_ID, attachment_id="e5" * 16, media_type="image/png"
    )
    assert parse_header(seal_envelope(header, COMMISSION.public_bytes, b"png")) == header


def test_keys_refuse_what_is_no_key() -> None:
    for make in (KemPrivateKey.from_bytes, SigningKey.from_bytes, VerifyKey.from_bytes):
        for raw in (b"", bytes(31), bytes(33)):
            with pytest.raises(BadKey):
                make(raw)
    with pytest.raises(BadKey):
        seal_envelope(IDENTITY, b"\xff" * 1216, b"")
    # an X25519 half of zeros is a key by form and gives no secret
    degenerate = COMMISSION.public_bytes[:1184] + bytes(32)
    header = IDENTITY.model_copy(update={"key_id": key_id(degenerate)})
    with pytest.raises(CannotSeal):
        seal_envelope(header, degenerate, b"")


def test_keys_come_back_from_their_bytes_and_show_nothing() -> None:
    signing = generate_signing_key()
    assert SigningKey.from_bytes(signing.to_bytes()).public_bytes == signing.public_bytes
    assert KemPrivateKey.from_bytes(PHONE.to_bytes()).public_bytes == PHONE.public.public_bytes
    for key in (signing, PHONE):
        assert key.to_bytes().hex() not in repr(key)
        assert repr(key.to_bytes()) not in repr(key)
