"""Section 5 of the format: envelopes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from tests.vectors.second_reader.notation import (
    JSON,
    KIB,
    MIB,
    Inside,
    canonical_object,
    is_hex,
    is_int,
    number,
    refuse,
    size_class,
)
from tests.vectors.second_reader.suites import Kems, check_signature

_RECORD = {"record_id": lambda v: is_hex(v, 16)}
_HEADERS: dict[str, dict[str, Callable[[JSON], bool]]] = {
    "record": {**_RECORD, "revision": lambda v: is_int(v, 1, 2**32 - 1), "producer": lambda v: is_hex(v, 16)},
    "identity": {
        **_RECORD,
        "magnet": lambda v: isinstance(v, str) and re.fullmatch(r"[0-9A-Za-z_-]{1,64}", v) is not None,
    },
    "attachment": {
        **_RECORD,
        "attachment_id": lambda v: is_hex(v, 16),
        "media_type": lambda v: v in ("image/jpeg", "image/png", "image/webp"),
    },
    "reply": {**_RECORD, "message_id": lambda v: is_hex(v, 16)},
    "message": {name: lambda v: is_hex(v, 16) for name in ("mailbox_id", "message_id", "producer")},
    "ask": {},
    "essentials": {"commitment": lambda v: is_hex(v, 32), "producer": lambda v: is_hex(v, 16)},
}
_SIGNED = ("record", "message", "essentials")


def split_envelope(envelope: bytes) -> tuple[dict[str, JSON], bytes, bytes, bytes, bytes]:  # noqa: C901 - one list of checks, in the order of the text
    """Answer header, its bytes, what is sealed, what is signed, the signature."""
    if len(envelope) < 1147:
        refuse("too_short")
    if len(envelope) > 7 + 2 * KIB + 4 + 1136 + 16 * MIB + 64:
        refuse("too_long")
    if envelope[:4] != b"JYEV":
        refuse("magic")
    if envelope[4] != 1:
        refuse("version")
    rest = Inside(envelope)
    rest.take(5)
    length = number(rest.take(2))
    raw = refuse("too_long") if length > 2 * KIB else rest.take(length)
    header = canonical_object(raw, "header")
    fields = _HEADERS.get(header["kind"]) if isinstance(header.get("kind"), str) else None
    if fields is None or header.keys() != {"kind", "key_id", "created_at_ms", *fields}:
        refuse("header")
    if not is_hex(header["key_id"], 16) or not is_int(header["created_at_ms"], 0, 2**53 - 1):
        refuse("header")
    if not all(check(header[name]) for name, check in fields.items()):
        refuse("header")
    sealed = rest.part(1136 + 16 * MIB)
    if len(sealed) < 1136:
        refuse("too_short")
    if len(sealed) - 1136 != size_class(len(sealed) - 1136, floor_of(header)):
        refuse("padding")
    signed, signature = envelope[: rest.at], b""
    if header["kind"] in _SIGNED:
        signature = refuse("signature") if rest.at == len(envelope) else rest.take(64)
    if rest.at != len(envelope):
        refuse("length")
    return header, raw, sealed, signed, signature


def floor_of(header: dict[str, JSON]) -> int:
    return 64 * KIB if header["kind"] == "record" else 4 * KIB


def read_envelope(envelope: bytes, *, keys: Kems, signers: dict[str, bytes]) -> tuple[dict[str, JSON], bytes]:
    header, raw, sealed, signed, signature = split_envelope(envelope)
    if header["kind"] in _SIGNED:
        public = signers.get(header["producer"]) or refuse("unknown_key")
        check_signature(public, signature, b"jiayi/v1/signed\0" + hashlib.sha256(signed).digest())
    inside = Inside(keys(header["key_id"]).hpke_open(b"jiayi/v1/envelope\0" + raw, sealed))
    body = inside.part(16 * MIB)
    inside.padded_to(size_class(inside.at, floor_of(header)))
    return header, body


def idempotency_key(header: dict[str, JSON]) -> str | None:
    own = {"record": "revision", "attachment": "attachment_id", "reply": "message_id", "message": "message_id"}
    if header["kind"] == "identity":
        return "identity"
    return str(header[own[header["kind"]]]) if header["kind"] in own else None


def read_essentials(envelope: bytes, *, keys: Kems, signers: dict[str, bytes], secret: bytes, now_ms: int) -> bytes:
    if split_envelope(envelope)[0]["kind"] != "essentials":
        refuse("header")
    header, body = read_envelope(envelope, keys=keys, signers=signers)
    if len(secret) != 32 or hashlib.sha256(b"jiayi/v1/essentials\0" + secret).hexdigest() != header["commitment"]:
        refuse("decrypt")
    return body if abs(now_ms - header["created_at_ms"]) <= 900_000 else refuse("stale")


def read_ask(envelope: bytes, *, keys: Kems, now_ms: int) -> bytes:
    if split_envelope(envelope)[0]["kind"] != "ask":
        refuse("header")
    header, body = read_envelope(envelope, keys=keys, signers={})
    return body if abs(now_ms - header["created_at_ms"]) <= 900_000 else refuse("stale")
