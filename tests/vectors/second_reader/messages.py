"""Sections 2 to 4 of the format: request, reply and capsule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tests.vectors.second_reader.notation import (
    JSON,
    KIB,
    MIB,
    Inside,
    b64u_decode,
    is_hex,
    number,
    plain_object,
    refuse,
    size_class,
)
from tests.vectors.second_reader.suites import Kems, aead_open, kdf

# Section 2: request ---------------------------------------------------------------------------------------------------


def read_request(body: bytes, *, keys: Kems, suite: int, now_ms: int) -> dict[str, JSON]:
    if len(body) < 1177:
        refuse("too_short")
    if len(body) > 41 + 1136 + 8 * MIB:
        refuse("too_long")
    if body[:4] != b"JYRQ":
        refuse("magic")
    if body[4] != 1:
        refuse("version")
    header = body[:41]
    kem = keys(header[5:21].hex())
    size = len(body) - 1177
    if size > 8 * MIB:
        refuse("too_long")
    if size != size_class(size, 40 * KIB):
        refuse("padding")
    inside = Inside(kem.hpke_open(b"jiayi/v1/request\0" + bytes([suite]) + b"POST /v1/turns\0" + header, body[41:]))
    text, capsule = inside.part(256 * KIB), inside.part(MIB)
    count = number(inside.take(4))
    if count > 4:
        refuse("too_long")
    blobs = [inside.part(8 * MIB) for _ in range(count)]
    inside.padded_to(size_class(inside.at, 40 * KIB))
    turn = number(header[37:41])
    if b"" in blobs or (capsule == b"") != (turn == 0):
        refuse("length")
    session_id = header[21:37].hex()
    value = read_request_json(text, session_id=session_id, turn=turn)
    if abs(now_ms - value["sent_at_ms"]) > 300_000:
        refuse("stale")
    clear = {"session_id": session_id, "turn": turn, "digest": hashlib.sha256(body).hexdigest()}
    return clear | value | {"capsule": capsule, "blobs": blobs}


def read_request_json(text: bytes, *, session_id: str, turn: int) -> dict[str, JSON]:
    value = plain_object(text)
    if value.keys() != {"reply_key", "sent_at_ms", "record_id", "input", "admission"}:
        refuse("json")
    fits = type(value["sent_at_ms"]) is int and is_hex(value["record_id"], 16) and isinstance(value["input"], dict)
    if not fits or value["record_id"] == session_id:
        refuse("json")
    b64u_decode(value["reply_key"], "json", 32)
    if value["admission"] is not None:
        if turn != 0:
            refuse("json")
        b64u_decode(value["admission"], "token", 436)
    return value


def read_replays(steps: Iterable[tuple[str, int]], capacity: int, window_s: int) -> list[str | None]:
    """Whether each request of (digest, time in ms) is admitted, as a reason or None."""
    seen: dict[str, int] = {}
    latest, told = 0, []
    for digest, now_ms in steps:
        if now_ms < latest - 300_000:
            told.append("stale")
            continue
        latest = max(latest, now_ms)
        seen = {known: at for known, at in seen.items() if at >= latest - window_s * 1000}
        told.append("replay" if digest in seen else "replay_full" if len(seen) >= capacity else None)
        if told[-1] is None:
            seen[digest] = latest
    return told


# Section 3: reply -----------------------------------------------------------------------------------------------------

_FLOORS = {1: 512, 2: 8 * KIB, 5: 512}
_AFTER = {1: {0, 1}, 2: {1}, 3: {2}, 4: {3}, 5: {0, 1, 2, 3}}


def read_stream(stream: bytes, *, reply_key: bytes, request_digest: bytes, suite: int) -> list[dict[str, JSON]]:  # noqa: C901 - one list of checks, in the order of the text
    if len(stream) > 16 * MIB:
        refuse("too_long")
    if len(stream) < 16:
        refuse("truncated")
    bound = bytes([suite]) + request_digest
    key = kdf(suite, stream[:16], reply_key, b"jiayi/v1/frames\0" + bound)
    frames: list[dict[str, JSON]] = []
    at, before = 16, 0
    while not frames or not frames[-1]["last"]:
        if len(stream) - at < 5:
            refuse("truncated")
        if len(frames) == 4096:
            refuse("too_long")
        length, last = number(stream[at : at + 4]), stream[at + 4]
        if last > 1:
            refuse("header")
        if length < 16:
            refuse("too_short")
        if length - 16 > 2 * MIB:
            refuse("too_long")
        if length == 16 or (length - 16) % 256:
            refuse("padding")
        if len(stream) - at - 5 < length:
            refuse("truncated")
        seq = len(frames).to_bytes(8, "big")
        aad = b"jiayi/v1/frame\0" + bound + seq + bytes([last])
        inside = Inside(aead_open(suite, key, bytes(4) + seq, stream[at + 5 : at + 5 + length], aad))
        kind, body = inside.take(1)[0], inside.part(2 * MIB)
        if kind not in _AFTER:
            refuse("order")
        inside.padded_to(size_class(inside.at, _FLOORS[kind]) if kind in _FLOORS else -(-inside.at // 256) * 256)
        whole = kind != 2 or (len(frames) > 0 and len(frames) % 16 == 0)
        if before not in _AFTER[kind] or not whole or last != (kind in {4, 5}):
            refuse("order")
        frames.append({"kind": kind, "body": body, "last": last == 1})
        at, before = at + 5 + length, kind
    return frames if at == len(stream) else refuse("length")


# Section 4: capsule ---------------------------------------------------------------------------------------------------


def read_capsule(
    capsule: bytes,
    *,
    state_keys: dict[int, bytes],
    retired: Iterable[int],
    suite: int,
    session_id: str,
    turn: int,
    record_id: str,
) -> bytes:
    if len(capsule) < 37:
        refuse("too_short")
    if len(capsule) > 37 + 512 * KIB:
        refuse("too_long")
    if capsule[:4] != b"JYCP":
        refuse("magic")
    if capsule[4] != 1:
        refuse("version")
    epoch = number(capsule[5:9])
    if epoch in retired:
        refuse("expired_key")
    if epoch not in state_keys:
        refuse("unknown_key")
    if len(capsule) - 37 != size_class(len(capsule) - 37, 32 * KIB):
        refuse("padding")
    key = state_keys[epoch]
    if suite == 2:
        key = kdf(2, b"", key, b"jiayi/v1/capsule-key\0\2")
    place = bytes.fromhex(session_id) + turn.to_bytes(4, "big") + bytes.fromhex(record_id)
    aad = b"jiayi/v1/capsule\0" + bytes([suite]) + capsule[:9] + place
    inside = Inside(aead_open(suite, key, capsule[9:21], capsule[21:], aad))
    state = inside.part(512 * KIB)
    inside.padded_to(size_class(inside.at, 32 * KIB))
    return state
