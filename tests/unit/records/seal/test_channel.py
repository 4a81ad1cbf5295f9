from __future__ import annotations

import dataclasses
import threading

import pytest

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.channel import (
    MAX_BODY_BYTES,
    FrameKind,
    FrameReader,
    FrameWriter,
    ReplayMemory,
    RequestPayload,
    open_request,
    request_digest,
    seal_request,
)
from records.seal.keys import KemKeyring, generate_kem_key
from tests.unit.records.seal.vectors import KEM_KEYS, NODE

SESSION, RECORD = "a1" * 16, "b2" * 16
NOW_MS = 1_795_000_000_000
PAYLOAD = RequestPayload(RECORD, {"kind": "say", "text": "胸闷两天"}, b"capsule", NOW_MS)


def sealed(turn: int = 1, payload: RequestPayload = PAYLOAD, blobs: tuple[bytes, ...] = (), **changes) -> bytes:
    given = {"node_public": NODE.public_bytes, "node_key_id": NODE.key_id, "session_id": SESSION} | changes
    return seal_request(**given, turn=turn, payload=payload, blobs=blobs)


def test_a_request_opens_to_what_was_sealed() -> None:
    body = sealed(blobs=(b"one", b"two"))
    opened = open_request(NODE, body, now_ms=NOW_MS)
    assert (opened.session_id, opened.turn, opened.blobs) == (SESSION, 1, (b"one", b"two"))
    assert opened.payload == PAYLOAD
    assert opened.digest == request_digest(body)


def test_reply_keys_are_fresh() -> None:
    assert RequestPayload(RECORD, {}, None, 0).reply_key != RequestPayload(RECORD, {}, None, 0).reply_key


def test_nothing_secret_is_shown() -> None:
    shown = repr(open_request(NODE, sealed(), now_ms=NOW_MS)) + repr(PAYLOAD) + repr(NODE)
    assert "胸闷" not in open_request(NODE, sealed(), now_ms=NOW_MS).__repr__()
    assert "reply_key" not in shown
    assert NODE.to_bytes().hex() not in shown
    assert repr(NODE.to_bytes()) not in shown


def test_size_does_not_tell_a_short_text_from_a_long_one() -> None:
    long = dataclasses.replace(PAYLOAD, input={"kind": "say", "text": "痛" * 900})
    assert len(sealed()) == len(sealed(payload=long))


@pytest.mark.parametrize(
    ("changes", "payload"),
    [
        ({"turn": 0}, {}),
        ({"turn": -1}, {}),
        ({"turn": 2**32}, {}),
        ({"node_key_id": "00" * 16}, {}),
        ({"session_id": "A1" * 16}, {}),
        ({"blobs": (b"",)}, {}),
        ({"blobs": (b"x",) * 5}, {}),
        ({"blobs": (bytes(9 * 2**20),)}, {}),
        ({}, {"capsule": None}),
        ({}, {"capsule": b""}),
        ({}, {"capsule": bytes(2**20 + 1)}),
        ({}, {"record_id": SESSION}),
        ({}, {"record_id": "B2" * 16}),
        ({}, {"reply_key": bytes(31)}),
        ({}, {"sent_at_ms": -1}),
        ({}, {"input": {"x": float("nan")}}),
        ({}, {"input": {"x": "\ud800"}}),
        ({}, {"input": {"x": b"bytes"}}),
        ({}, {"input": {"x": "a" * 2**18}}),
    ],
)
def test_what_no_node_would_open_is_not_sealed(changes: dict, payload: dict) -> None:
    with pytest.raises(CannotSeal):
        sealed(payload=dataclasses.replace(PAYLOAD, **payload), **changes)


def test_a_body_over_the_limit_is_refused_before_it_is_opened() -> None:
    with pytest.raises(CannotOpen) as refused:
        open_request(NODE, sealed() + bytes(MAX_BODY_BYTES), now_ms=NOW_MS)
    assert refused.value.reason is Reason.TOO_LONG


def test_two_live_channel_keys_and_a_retired_one() -> None:
    new = generate_kem_key()
    ring = KemKeyring([NODE, new])
    for key in (NODE, new):
        body = sealed(node_public=key.public_bytes, node_key_id=key.key_id)
        assert open_request(ring.find, body, now_ms=NOW_MS).session_id == SESSION
    with pytest.raises(CannotOpen) as refused:
        open_request(KemKeyring([new], retired=[NODE.key_id]).find, sealed(), now_ms=NOW_MS)
    assert refused.value.reason is Reason.EXPIRED_KEY
    with pytest.raises(CannotOpen) as refused:
        open_request(KEM_KEYS["other node"], sealed(), now_ms=NOW_MS)
    assert refused.value.reason is Reason.UNKNOWN_KEY


def test_one_request_delivered_by_many_threads_is_admitted_once() -> None:
    memory = ReplayMemory()
    admitted: list[int] = []

    def deliver(number: int) -> None:
        try:
            memory.admit(b"digest", NOW_MS)
        except CannotOpen:
            return
        admitted.append(number)

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(admitted) == 1
    assert len(memory) == 1


def test_a_replay_memory_that_could_not_protect_is_refused() -> None:
    for capacity, window_s in ((0, 900), (10, 599)):
        with pytest.raises(ValueError, match="replay memory"):
            ReplayMemory(capacity, window_s)


GOOD = ((FrameKind.PROGRESS, False), (FrameKind.REPLY, False), (FrameKind.CAPSULE, False), (FrameKind.RECORD, True))


def written(reply_key: bytes = bytes(32), digest: bytes = bytes(32), progress: int = 1) -> bytes:
    writer = FrameWriter(reply_key, digest)
    order = [*[GOOD[0]] * progress, *GOOD[1:]]
    return b"".join(writer.frame(kind, kind.name.encode(), last) for kind, last in order)


@pytest.mark.parametrize("step", [1, 3, 16, 277, 10_000])
def test_frames_are_read_however_they_are_cut(step: int) -> None:
    stream, reader, frames = written(), FrameReader(bytes(32), bytes(32)), []
    for at in range(0, len(stream), step):
        frames += reader.feed(stream[at : at + step])
    reader.finish()
    assert [frame.body for frame in frames[1:16]] == [b""] * 15
    assert [(frame.kind, frame.body.decode(), frame.last) for frame in [frames[0], *frames[16:]]] == [
        (k, k.name, last) for k, last in GOOD
    ]


def test_the_length_of_a_stream_does_not_tell_how_many_looked() -> None:
    assert len({len(written(progress=count)) for count in range(17)}) == 1
    assert len(written(progress=17)) == len(written(progress=32)) > len(written(progress=16))


def test_a_reply_that_is_refused_leaves_the_stream_as_it_was() -> None:
    writer = FrameWriter(bytes(32), bytes(32))
    for body, last in ((bytes(2**21), False), (b"", True)):
        with pytest.raises(CannotSeal):
            writer.frame(FrameKind.REPLY, body, last)
    reader = FrameReader(bytes(32), bytes(32))
    assert [frame.kind for frame in reader.feed(writer.frame(FrameKind.FAILURE, b"{}", last=True))] == [
        FrameKind.FAILURE
    ]
    reader.finish()


def test_one_request_answered_twice_shares_no_key_stream() -> None:
    first, second = written(), written()
    assert first[:16] != second[:16]
    same = sum(a == b for a, b in zip(first[21:], second[21:], strict=True))
    assert same < len(first) // 20


@pytest.mark.parametrize(
    "order",
    [
        [(FrameKind.CAPSULE, False)],
        [(FrameKind.REPLY, True)],
        [(FrameKind.FAILURE, False)],
        [(FrameKind.REPLY, False), (FrameKind.PROGRESS, False)],
        [(FrameKind.FAILURE, True), (FrameKind.PROGRESS, False)],
        [*GOOD, (FrameKind.FAILURE, True)],
    ],
)
def test_a_writer_refuses_frames_out_of_place(order: list) -> None:
    writer = FrameWriter(bytes(32), bytes(32))
    for kind, last in order[:-1]:
        writer.frame(kind, b"", last)
    with pytest.raises(CannotSeal):
        writer.frame(*order[-1][:1], b"", order[-1][1])


def test_a_writer_refuses_a_body_over_2_mib_and_an_unknown_kind() -> None:
    writer = FrameWriter(bytes(32), bytes(32))
    with pytest.raises(CannotSeal):
        writer.frame(FrameKind.REPLY, bytes(2**21), last=False)
    with pytest.raises(ValueError, match="9 is not a valid"):
        writer.frame(9, b"", last=False)
    assert not writer.ended


def test_a_reader_that_refused_refuses_for_ever() -> None:
    stream = written()
    reader = FrameReader(bytes(32), bytes(32))
    with pytest.raises(CannotOpen):
        reader.feed(stream[:30] + b"\0" + stream[31:])
    for again in (lambda: reader.feed(stream), reader.finish, lambda: reader.feed(b"")):
        with pytest.raises(CannotOpen) as refused:
            again()
        assert refused.value.reason is Reason.DECRYPT


def test_a_stream_is_bounded_in_bytes_and_in_frames() -> None:
    reader = FrameReader(bytes(32), bytes(32))
    with pytest.raises(CannotOpen) as refused:
        reader.feed(bytes(16 * 2**20 + 1))
    assert refused.value.reason is Reason.TOO_LONG
    writer = FrameWriter(bytes(32), bytes(32))
    stream = b"".join(writer.frame(FrameKind.PROGRESS, b"", last=False) for _ in range(4096))
    with pytest.raises(CannotSeal):
        writer.frame(FrameKind.PROGRESS, b"", last=False)
    reader = FrameReader(bytes(32), bytes(32))
    assert len(reader.feed(stream)) == 4096
    with pytest.raises(CannotOpen) as refused:
        reader.feed(stream[16:300])
    assert refused.value.reason is Reason.TOO_LONG
