"""The request of one turn, phone to compute (FORMAT.md, section 2): sealing, opening, freshness, replay.

Opening answers a whole request or raises `CannotOpen`; there is no partly opened one, and nothing is ever read that was
not sealed. The way back is `records.seal.frames`.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.frames import Frame, FrameKind, FrameReader, FrameWriter
from records.seal.keys import SEALED_OVERHEAD, KemLookup, KemPrivateKey, find_kem_key, kem_public_key
from records.seal.suites import SUITE_1, Suite, sha256
from records.seal.wire import (
    KIB,
    MIB,
    Cursor,
    b64u,
    check_padded_length,
    dump_plain,
    from_b64u,
    hex16,
    is_hex16,
    pad,
    parse_plain_object,
    part,
    u32,
)

__all__ = [
    "Frame",
    "FrameKind",
    "FrameReader",
    "FrameWriter",
    "OpenedRequest",
    "ReplayMemory",
    "RequestPayload",
    "open_request",
    "request_digest",
    "seal_request",
]

MAGIC: Final = b"JYRQ"
VERSION: Final = 1
HEADER_BYTES: Final = 41
REPLY_KEY_BYTES: Final = 32
FRESHNESS_S: Final = 300
REPLAY_WINDOW_S: Final = 900
REPLAY_CAPACITY: Final = 200_000
MAX_BODY_BYTES: Final = HEADER_BYTES + SEALED_OVERHEAD + 8 * MIB
"""A server reads no more than this."""
_FLOOR: Final = 40 * KIB
"""Holds a capsule of the least class and seven KiB of words: turns without a photo are of one length (`jiayi bench sizes`)."""
_MAX_PADDED: Final = 8 * MIB
_MAX_JSON: Final = 256 * KIB
_MAX_CAPSULE: Final = 1 * MIB
_MAX_BLOBS: Final = 4
_JSON_KEYS: Final = frozenset({"reply_key", "sent_at_ms", "record_id", "input", "admission"})
TOKEN_BYTES: Final = 436
"""An admission token (FORMAT.md, section 10), which this module passes on unread."""


def _info(suite: Suite, header: bytes) -> bytes:
    return b"jiayi/v1/request\0" + suite.tag + b"POST /v1/turns\0" + header


def _fresh_reply_key() -> bytes:
    return secrets.token_bytes(REPLY_KEY_BYTES)


@dataclass(frozen=True, slots=True)
class RequestPayload:
    """What is inside a request besides photos.

    `record_id` is hex of 16 bytes; `input` is an `agents.dialogue.TurnInput` as a JSON object; `capsule` is None on
    turn 0 and on no other; `reply_key` is fresh unless a test fixes it; `admission` is a token, on turn 0 at most.
    """

    record_id: str
    input: Mapping[str, Any]
    capsule: bytes | None
    sent_at_ms: int
    reply_key: bytes = field(default_factory=_fresh_reply_key, repr=False)
    admission: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A fresh request. `session_id` is hex of 16 bytes; `digest` is SHA-256 of the request (32 bytes)."""

    session_id: str
    turn: int
    payload: RequestPayload = field(repr=False)
    blobs: tuple[bytes, ...] = field(repr=False)
    digest: bytes


def request_digest(body: bytes) -> bytes:
    """Answer the 32 bytes that the reply's frames are bound to."""
    return sha256((body,))


def seal_request(
    node_public: bytes,
    node_key_id: str,
    session_id: str,
    turn: int,
    payload: RequestPayload,
    blobs: Sequence[bytes] = (),
    *,
    suite: Suite = SUITE_1,
) -> bytes:
    """Seal one turn to a node's channel key, under the suite of the directory that names it.

    Raises `BadKey`, or `CannotSeal` for what no node would open: over a limit, a capsule where none belongs, a bad id.
    """
    recipient = kem_public_key(node_public)
    if recipient.key_id != node_key_id:
        raise CannotSeal("the channel key does not have the key id stated for it")
    if (payload.capsule is None) != (turn == 0) or payload.capsule == b"":
        raise CannotSeal("a capsule belongs to every turn but the first")
    if not is_hex16(payload.record_id) or payload.record_id == session_id:
        raise CannotSeal("the record id is not hex of 16 bytes, or equals the session id")
    if len(payload.reply_key) != REPLY_KEY_BYTES or payload.sent_at_ms < 0:
        raise CannotSeal("the reply key has 32 bytes and the time is not negative")
    if payload.admission is not None and (turn != 0 or len(payload.admission) != TOKEN_BYTES):
        raise CannotSeal(f"an admission token has {TOKEN_BYTES} bytes and belongs to the first turn alone")
    if len(blobs) > _MAX_BLOBS or not all(blobs):
        raise CannotSeal(f"at most {_MAX_BLOBS} blobs, none of them empty")
    header = MAGIC + bytes([VERSION]) + hex16(node_key_id) + hex16(session_id) + u32(turn)
    text = dump_plain(
        {
            "reply_key": b64u(payload.reply_key),
            "sent_at_ms": payload.sent_at_ms,
            "record_id": payload.record_id,
            "input": dict(payload.input),
            "admission": None if payload.admission is None else b64u(payload.admission),
        }
    )
    padded = pad(
        [
            *part(text, _MAX_JSON),
            *part(payload.capsule or b"", _MAX_CAPSULE),
            u32(len(blobs)),
            *(piece for blob in blobs for piece in part(blob, _MAX_PADDED)),
        ],
        floor=_FLOOR,
        limit=_MAX_PADDED,
    )
    return header + recipient.seal(padded, _info(suite, header))


def open_request(key: KemPrivateKey | KemLookup, body: bytes, *, now_ms: int, suite: Suite = SUITE_1) -> OpenedRequest:
    """Open one turn. Raises `CannotOpen`, also for one that was sealed under another suite than the directory's.

    `key` is the node's channel key, or a lookup by key id while two are live. The caller admits it (FORMAT.md, section 10)
    and hands the digest to its `ReplayMemory` before it does anything else: freshness alone does not stop a second delivery.
    """
    if len(body) < HEADER_BYTES + SEALED_OVERHEAD:
        raise CannotOpen(Reason.TOO_SHORT)
    if len(body) > MAX_BODY_BYTES:
        raise CannotOpen(Reason.TOO_LONG)
    header = body[:HEADER_BYTES]
    cursor = Cursor(header)
    if cursor.take(4) != MAGIC:
        raise CannotOpen(Reason.MAGIC)
    if cursor.u8() != VERSION:
        raise CannotOpen(Reason.VERSION)
    wanted, session_id, turn = cursor.take(16).hex(), cursor.take(16).hex(), cursor.u32()
    private = find_kem_key(key, wanted)
    check_padded_length(len(body) - HEADER_BYTES - SEALED_OVERHEAD, floor=_FLOOR, limit=_MAX_PADDED)
    padded = private.open(memoryview(body)[HEADER_BYTES:], _info(suite, header))
    payload, blobs = _read(padded, session_id=session_id, turn=turn)
    if abs(now_ms - payload.sent_at_ms) > FRESHNESS_S * 1000:
        raise CannotOpen(Reason.STALE)
    return OpenedRequest(session_id, turn, payload, blobs, request_digest(body))


def _read(padded: bytes, *, session_id: str, turn: int) -> tuple[RequestPayload, tuple[bytes, ...]]:
    cursor = Cursor(padded)
    text = cursor.part(_MAX_JSON)
    capsule = cursor.part(_MAX_CAPSULE)
    count = cursor.u32()
    if count > _MAX_BLOBS:
        raise CannotOpen(Reason.TOO_LONG)
    blobs = tuple(cursor.part(_MAX_PADDED) for _ in range(count))
    cursor.end_padded(_FLOOR)
    if not all(blobs) or bool(capsule) != (turn > 0):
        raise CannotOpen(Reason.LENGTH)
    value = parse_plain_object(text)
    sent_at_ms, record_id, turn_input = value.get("sent_at_ms"), value.get("record_id"), value.get("input")
    if (
        value.keys() != _JSON_KEYS
        or type(sent_at_ms) is not int  # bool is an int to isinstance
        or not isinstance(record_id, str)
        or not is_hex16(record_id)
        or record_id == session_id
        or not isinstance(turn_input, dict)
        or (turn > 0 and value["admission"] is not None)
    ):
        raise CannotOpen(Reason.JSON)
    reply_key = from_b64u(value["reply_key"], reason=Reason.JSON, length=REPLY_KEY_BYTES)
    token = value["admission"]
    admission = None if token is None else from_b64u(token, reason=Reason.TOKEN, length=TOKEN_BYTES)
    opened = RequestPayload(
        record_id, MappingProxyType(turn_input), capsule or None, sent_at_ms, reply_key, admission=admission
    )
    return opened, blobs


class ReplayMemory:
    """Remembers the digests of opened requests for `window_s`, at most `capacity` of them, and never forgets early.

    Why the window is longer than twice the freshness: a request sent by a phone 300 s ahead stays fresh for 600 s. The
    rest, `window_s - 600 s`, is how far the node's clock may step back before old requests could look fresh again;
    further back, everything is refused as stale until the clock has caught up.
    """

    def __init__(self, capacity: int = REPLAY_CAPACITY, window_s: int = REPLAY_WINDOW_S) -> None:
        if capacity < 1 or window_s < 2 * FRESHNESS_S:
            raise ValueError(f"a replay memory holds at least one digest for at least {2 * FRESHNESS_S} s")
        self._capacity = capacity
        self._window_ms = window_s * 1000
        self._slack_ms = self._window_ms - 2 * FRESHNESS_S * 1000
        self._latest_ms = 0
        self._seen: set[bytes] = set()
        self._order: deque[tuple[int, bytes]] = deque()
        self._lock = threading.Lock()

    def admit(self, digest: bytes, now_ms: int) -> None:
        """Remember a request that was just opened. Raises `CannotOpen`: `replay`, `replay_full`, or `stale`."""
        with self._lock:
            if now_ms < self._latest_ms - self._slack_ms:
                raise CannotOpen(Reason.STALE)
            self._latest_ms = max(self._latest_ms, now_ms)
            while self._order and self._order[0][0] < self._latest_ms - self._window_ms:
                self._seen.discard(self._order.popleft()[1])
            if digest in self._seen:
                raise CannotOpen(Reason.REPLAY)
            if len(self._seen) >= self._capacity:
                raise CannotOpen(Reason.REPLAY_FULL)
            self._seen.add(digest)
            self._order.append((self._latest_ms, digest))

    def __len__(self) -> int:
        return len(self._seen)
