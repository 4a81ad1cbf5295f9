"""Laws of the sealed structures: whatever is altered, cut or moved is refused as `CannotOpen`, and as nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.capsule import open_capsule, seal_capsule
from records.seal.channel import FrameKind, FrameReader, FrameWriter, RequestPayload, open_request, seal_request
from records.seal.envelope import IdentityHeader, RecordHeader, open_envelope, parse_header, seal_envelope
from records.seal.keys import KemPrivateKey, SigningKey, StateKeys, VerifyKey
from records.seal.wire import b64u, canonical_json, from_b64u, parse_canonical_object, size_class
from records.trust import jws
from records.trust.directory import Commission, Directory, NodeEntry, sign_directory
from records.trust.receipt import Receipt, sign_receipt, verify_receipt
from records.trust.statekeys import accept_release, release_state_keys
from records.trust.values import AdmissionKeyRef, KemKeyRef, RecordKeyRef, SigningKeyRef

NODE, RECORD = KemPrivateKey(b"n" * 32), KemPrivateKey(b"r" * 32)
SIGNER = SigningKey(b"s" * 32)
STATE_KEYS = StateKeys({3: b"k" * 32}, 3)
SESSION, RECORD_ID, NOW_MS = "a1" * 16, "b2" * 16, 1_795_000_000_000
PAYLOAD = RequestPayload(RECORD_ID, {"kind": "say", "text": "咳嗽"}, b"capsule", NOW_MS)
REQUEST = seal_request(NODE.public_bytes, NODE.key_id, SESSION, 1, PAYLOAD, [b"photo"])
CAPSULE = seal_capsule(STATE_KEYS, SESSION, 1, RECORD_ID, b"state")
IDENTITY = seal_envelope(
    IdentityHeader(key_id=RECORD.key_id, created_at_ms=1, record_id=RECORD_ID, magnet="YC-1"),
    RECORD.public_bytes,
    b"{}",
)
RECORD_ENVELOPE = seal_envelope(
    RecordHeader(key_id=RECORD.key_id, created_at_ms=1, record_id=RECORD_ID, revision=1, producer=SIGNER.key_id),
    RECORD.public_bytes,
    b"{}",
    SIGNER,
)
_writer = FrameWriter(PAYLOAD.reply_key, bytes(32))
STREAM = b"".join(
    _writer.frame(kind, b"body", last)
    for kind, last in [
        (FrameKind.PROGRESS, False),
        (FrameKind.REPLY, False),
        (FrameKind.CAPSULE, False),
        (FrameKind.RECORD, True),
    ]
)
RECEIPT = sign_receipt(
    SIGNER, Receipt(kind="record", record_id=RECORD_ID, key="1", digest="00" * 32, received_at=1)
).encode()
RELEASE = release_state_keys(
    STATE_KEYS,
    directory_key=SIGNER,
    channel_public=NODE.public_bytes,
    signing_key_id=SIGNER.key_id,
    nonce=bytes(32),
    directory_serial=1,
    expires_at=2,
).encode()


def open_stream(data: bytes) -> None:
    reader = FrameReader(PAYLOAD.reply_key, bytes(32))
    reader.feed(data)
    reader.finish()


def _signer(key_id: str) -> VerifyKey | None:
    return SIGNER.public if key_id == SIGNER.key_id else None


def open_release(data: bytes) -> None:
    accept_release(
        data.decode("latin-1"),
        directory_key=SIGNER.public,
        channel_key=NODE,
        signing_key_id=SIGNER.key_id,
        nonce=bytes(32),
        now_s=1,
        minimum_serial=1,
    )


STRUCTURES: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "request": (REQUEST, lambda data: open_request(NODE, data, now_ms=NOW_MS)),
    "capsule": (CAPSULE, lambda data: open_capsule(STATE_KEYS, SESSION, 1, RECORD_ID, data)),
    "identity envelope": (IDENTITY, lambda data: open_envelope(data, RECORD)),
    "record envelope": (RECORD_ENVELOPE, lambda data: open_envelope(data, RECORD, _signer)),
    "stream": (STREAM, open_stream),
    "receipt": (RECEIPT, lambda data: verify_receipt(data.decode("latin-1"), SIGNER.public)),
    "release": (RELEASE, open_release),
}
structure = pytest.mark.parametrize("name", STRUCTURES)


@structure
def test_untouched_it_opens(name: str) -> None:
    good, opener = STRUCTURES[name]
    opener(good)


@structure
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_refused(name: str, data: st.DataObject) -> None:
    good, opener = STRUCTURES[name]
    at = data.draw(st.integers(0, len(good) - 1))
    mask = data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        opener(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])


@pytest.mark.parametrize("name", ["capsule", "receipt"])
def test_every_single_bit_counts(name: str) -> None:
    good, opener = STRUCTURES[name]
    for at in range(len(good)):
        with pytest.raises(CannotOpen):
            opener(good[:at] + bytes([good[at] ^ (1 << at % 8)]) + good[at + 1 :])


@structure
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_cut_is_refused(name: str, data: st.DataObject) -> None:
    good, opener = STRUCTURES[name]
    length = data.draw(st.integers(0, len(good) - 1))
    with pytest.raises(CannotOpen):
        opener(good[:length])


@structure
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_anything_put_in_is_refused(name: str, data: st.DataObject) -> None:
    good, opener = STRUCTURES[name]
    at = data.draw(st.integers(0, len(good)))
    more = data.draw(st.binary(min_size=1, max_size=64))
    with pytest.raises(CannotOpen):
        opener(good[:at] + more + good[at:])


@structure
@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=6000))
def test_noise_is_refused_and_never_crashes(name: str, noise: bytes) -> None:
    good, opener = STRUCTURES[name]
    for data in (noise, good[:5] + noise, good[: len(good) // 2] + noise):
        if data != good:
            with pytest.raises(CannotOpen):
                opener(data)


ids = st.binary(min_size=16, max_size=16).map(bytes.hex)
turns = st.integers(0, 2**32 - 1)
places = st.tuples(ids, turns, ids)


@settings(max_examples=150, deadline=None)
@given(one=places, other=places, state=st.binary(max_size=9000))
def test_a_capsule_opens_at_its_place_and_at_no_other(one: tuple, other: tuple, state: bytes) -> None:
    capsule = seal_capsule(STATE_KEYS, *one, state)
    assert open_capsule(STATE_KEYS, *one, capsule) == state
    for index in range(3):
        moved = (*one[:index], other[index], *one[index + 1 :])
        if moved != one:
            with pytest.raises(CannotOpen) as refused:
                open_capsule(STATE_KEYS, *moved, capsule)
            assert refused.value.reason is Reason.DECRYPT


@settings(max_examples=60, deadline=None)
@given(session=ids, other_session=ids, turn=st.integers(1, 2**32 - 1), other_turn=turns)
def test_a_request_is_of_its_session_and_turn(session: str, other_session: str, turn: int, other_turn: int) -> None:
    if RECORD_ID in {session, other_session}:
        return
    body = seal_request(NODE.public_bytes, NODE.key_id, session, turn, PAYLOAD)
    opened = open_request(NODE, body, now_ms=NOW_MS)
    assert (opened.session_id, opened.turn) == (session, turn)
    for claimed in ((other_session, turn), (session, other_turn)):
        if claimed != (session, turn):
            moved = body[:21] + bytes.fromhex(claimed[0]) + claimed[1].to_bytes(4, "big") + body[41:]
            with pytest.raises(CannotOpen):
                open_request(NODE, moved, now_ms=NOW_MS)


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_frames_do_not_depend_on_how_the_network_cuts(cuts: list[int]) -> None:
    reader, kinds = FrameReader(PAYLOAD.reply_key, bytes(32)), []
    edges = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(edges):
        kinds += [frame.kind for frame in reader.feed(STREAM[start:end])]
    reader.finish()
    assert kinds == [*[FrameKind.PROGRESS] * 16, FrameKind.REPLY, FrameKind.CAPSULE, FrameKind.RECORD]


@settings(max_examples=60, deadline=None)
@given(key=st.binary(min_size=32, max_size=32), digest=st.binary(min_size=32, max_size=32))
def test_a_stream_answers_one_request_only(key: bytes, digest: bytes) -> None:
    if (key, digest) != (PAYLOAD.reply_key, bytes(32)):
        with pytest.raises(CannotOpen) as refused:
            FrameReader(key, digest).feed(STREAM)
        assert refused.value.reason is Reason.DECRYPT


@given(length=st.integers(0, 20 * 2**20), floor=st.sampled_from([256, 4096]))
def test_a_size_class_is_the_least_one_that_fits(length: int, floor: int) -> None:
    size = size_class(length, floor)
    assert size >= max(length, floor)
    assert size_class(size, floor) == size
    assert size <= max(floor, 2 * length) or size - length < 65536
    assert size == floor or size_class(size // 2 if size <= 65536 else size - 65536, floor) < length


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=st.dictionaries(st.text(st.characters(max_codepoint=127)), json_values, max_size=5))
def test_canonical_json_is_one_text_for_one_value(value: dict) -> None:
    raw = canonical_json(value)
    assert parse_canonical_object(raw, malformed=Reason.JSON) == value == json.loads(raw)
    assert canonical_json(dict(reversed(value.items()))) == raw


@given(
    value=st.floats()
    | st.integers(min_value=2**53)
    | st.binary()
    | st.text(st.characters(categories=["Cs"]), min_size=1)
)
def test_canonical_json_refuses_what_two_readers_could_read_differently(value: object) -> None:
    with pytest.raises(CannotSeal):
        canonical_json({"x": value})


@given(raw=st.binary(max_size=200))
def test_reading_canonical_json_never_crashes(raw: bytes) -> None:
    try:
        read = canonical_json(parse_canonical_object(raw, malformed=Reason.JSON))
    except CannotOpen as refused:
        read = refused.reason
    assert read in {raw, Reason.JSON, Reason.NOT_CANONICAL}


@given(data=st.binary(max_size=100), junk=st.text(max_size=3))
def test_base64url_has_one_text_for_one_value(data: bytes, junk: str) -> None:
    text = b64u(data)
    assert from_b64u(text, reason=Reason.JSON, length=len(data)) == data
    if junk:
        try:
            again = from_b64u(text + junk, reason=Reason.JSON)
        except CannotOpen:
            return
        assert b64u(again) == text + junk


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_header_read_without_keys_is_the_sealed_one_or_refused(data: st.DataObject) -> None:
    """Whatever header is read from altered bytes, opening under it fails: nothing is filed under a forged header."""
    at = data.draw(st.integers(0, 300))
    altered = IDENTITY[:at] + bytes([IDENTITY[at] ^ data.draw(st.integers(1, 255))]) + IDENTITY[at + 1 :]
    try:
        parse_header(altered)
    except CannotOpen:
        return
    with pytest.raises(CannotOpen):
        open_envelope(altered, RECORD)


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(max_size=100).filter(lambda text: text.isprintable()),
    serial=st.integers(1, 2**53 - 1),
    nodes=st.integers(0, 3),
)
def test_a_directory_is_read_as_it_was_signed(name: str, serial: int, nodes: int) -> None:
    entry = NodeEntry(
        node_id=SIGNER.key_id,
        url="https://node.example",
        channel_key=KemKeyRef.of(NODE.public_bytes),
        signing_key=SigningKeyRef.of(SIGNER.public_bytes),
        measurement="00" * 32,
        evidence="tpm2",
        expires_at=5,
    )
    directory = Directory(
        serial=serial,
        issued_at=1,
        expires_at=9,
        environment="production",
        commission=Commission(name_zh=name, name_en=name),
        record_key=RecordKeyRef.until(RECORD.public_bytes, 9),
        receipt_key=SigningKeyRef.of(SIGNER.public_bytes),
        admission_key=AdmissionKeyRef.until(b"\xff" * 384, 9),
        nodes=[entry] * nodes,
    )
    token = sign_directory(SIGNER, directory)
    assert Directory.read(jws.verify("jiayi-directory+jws", token, SIGNER.public)) == directory
