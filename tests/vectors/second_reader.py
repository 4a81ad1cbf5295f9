"""A second reader of the format, written from `records/seal/FORMAT.md` alone: no import of this project, plain functions, no speed.

It stands for whoever implements the format elsewhere; its author had seen the product's code, but shares no line with it. Every vector
must come out here as it does in the product's readers, for the same reason. Sections are named where they are read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KIB, MIB = 1 << 10, 1 << 20
JSON = Any


class Refused(Exception):
    """One reason of section 7."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse(reason: str) -> NoReturn:
    raise Refused(reason)


# Notation -----------------------------------------------------------------------------------------------------------


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def b64u_decode(text: JSON, reason: str, length: int | None = None) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9A-Za-z_-]*", text) or len(text) % 4 == 1:
        refuse(reason)
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text or (length is not None and len(data) != length):
        refuse(reason)
    return data


def is_hex(value: JSON, count: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * count}}}", value) is not None


def is_int(value: JSON, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def size_class(count: int, floor: int) -> int:
    k = 0
    while floor << k < count:
        k += 1
    return floor << k if floor << k <= 64 * KIB else -(-count // (64 * KIB)) * 64 * KIB


def canonical(value: JSON, level: int = 0) -> bytes:
    """Encode, or fail with ValueError for what canonical JSON does not hold."""
    if level > 32:
        raise ValueError
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        letters = (short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value)
        return (
            '"' + "".join(letters) + '"'
        ).encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    if isinstance(value, int) and abs(value) <= 2**53 - 1:
        return str(value).encode()
    if isinstance(value, list):
        return b"[" + b",".join(canonical(item, level + 1) for item in value) + b"]"
    if isinstance(value, dict) and all(key.isascii() for key in value):
        pairs = (canonical(key) + b":" + canonical(value[key], level + 1) for key in sorted(value))
        return b"{" + b",".join(pairs) + b"}"
    raise ValueError


def json_object(data: bytes, reason: str, pairs: Callable[[list[tuple[str, JSON]]], JSON] = dict) -> dict[str, JSON]:
    def no_constant(_name: str) -> NoReturn:
        raise ValueError

    def whole(text: str) -> JSON:
        return int(text) if math.isfinite(float(text)) else math.inf

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=no_constant, parse_int=whole)
    except (ValueError, RecursionError):
        refuse(reason)
    return value if isinstance(value, dict) else refuse(reason)


def canonical_object(data: bytes, reason: str) -> dict[str, JSON]:
    value = json_object(data, reason)
    try:
        again = canonical(value)
    except ValueError:
        refuse("not_canonical")
    return value if again == data else refuse("not_canonical")


def plain_object(data: bytes) -> dict[str, JSON]:
    def once(pairs: list[tuple[str, JSON]]) -> JSON:
        return dict(pairs) if len(dict(pairs)) == len(pairs) else (_ for _ in ()).throw(ValueError())

    def check(value: JSON, level: int) -> None:
        surrogate = isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)
        if level > 32 or surrogate or (isinstance(value, float) and not math.isfinite(value)):
            refuse("json")
        for item in value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ():
            check(item, level + 1)

    value = json_object(data, "json", once)
    check(value, 0)
    return value


class Inside:
    """Reads parts from the front of what was opened."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            refuse("length")
        self.at += count
        return self.data[self.at - count : self.at]

    def part(self, limit: int) -> bytes:
        length = number(self.take(4))
        return refuse("too_long") if length > limit else self.take(length)

    def padded_to(self, size: int) -> None:
        if len(self.data) != size or any(self.data[self.at :]):
            refuse("padding")


# Section 1: suites and keys ------------------------------------------------------------------------------------------


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:32]


def hkdf(digest: str, salt: bytes, ikm: bytes, info: bytes, length: int) -> bytes:
    prk = hmac.digest(salt or bytes(32), ikm, digest)
    out = block = b""
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([len(out) // 32 + 1]), digest)
        out += block
    return out[:length]


def kdf(suite: int, salt: bytes, ikm: bytes, info: bytes) -> bytes:
    return hkdf("sha256", salt, ikm, info, 32) if suite == 1 else hkdf("sm3", salt, ikm, info, 16)


def aead_open(suite: int, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        if suite == 1:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-16:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(sealed[:-16]) + decryptor.finalize()
    except InvalidTag:
        refuse("decrypt")


class Kem:
    def __init__(self, seed: bytes) -> None:
        expanded = hashlib.shake_256(seed).digest(96)
        self.mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        self.x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.x_public = self.x25519.public_key().public_bytes_raw()
        self.key_id = key_id(self.mlkem.public_key().public_bytes_raw() + self.x_public)

    def hpke_open(self, info: bytes, sealed: bytes) -> bytes:
        """RFC 9180, base mode: section 4.1 for X-Wing's draft, 5.1 for the schedule."""
        try:
            of_mlkem = self.mlkem.decapsulate(sealed[:1088])
            of_x = self.x25519.exchange(X25519PublicKey.from_public_bytes(sealed[1088:1120]))
        except ValueError:
            refuse("decrypt")
        shared = hashlib.sha3_256(
            of_mlkem + of_x + sealed[1088:1120] + self.x_public + b"\x5c\x2e\x2f\x2f\x5e\x5c"
        ).digest()
        suite_id = b"HPKE\x64\x7a\x00\x01\x00\x02"

        def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
            return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite_id + label + ikm, "sha256")

        def expand(label: bytes, context: bytes, length: int) -> bytes:
            labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + context
            return hmac.digest(secret, labelled + b"\1", "sha256")[:length]

        context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
        secret = extract(shared, b"secret", b"")
        key, nonce = expand(b"key", context, 32), expand(b"base_nonce", context, 12)
        return aead_open(1, key, nonce, sealed[1120:], b"")


Kems = Callable[[str], Kem]


def check_signature(public: bytes, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        refuse("signature")


# Section 2: request ---------------------------------------------------------------------------------------------------


def read_request(body: bytes, *, keys: Kems, suite: int, now_ms: int) -> dict[str, JSON]:  # noqa: C901 - one list of checks, in the order of the text
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
    value = plain_object(text)
    if value.keys() != {"reply_key", "sent_at_ms", "record_id", "input"}:
        refuse("json")
    session_id = header[21:37].hex()
    fits = type(value["sent_at_ms"]) is int and is_hex(value["record_id"], 16) and isinstance(value["input"], dict)
    if not fits or value["record_id"] == session_id:
        refuse("json")
    b64u_decode(value["reply_key"], "json", 32)
    if abs(now_ms - value["sent_at_ms"]) > 300_000:
        refuse("stale")
    clear = {"session_id": session_id, "turn": turn, "digest": hashlib.sha256(body).hexdigest()}
    return clear | value | {"capsule": capsule, "blobs": blobs}


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


# Section 5: envelopes -------------------------------------------------------------------------------------------------

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
        check_signature(public, signature, b"jiayi/v1/signed\0" + signed)
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


# Section 6: signed JSON -----------------------------------------------------------------------------------------------


def read_jws(token: JSON, typ: str, public: bytes) -> dict[str, JSON]:
    if not isinstance(token, str) or not token.isascii():
        refuse("header")
    if len(token) > MIB:
        refuse("too_long")
    parts = token.split(".")
    if len(parts) != 3:
        refuse("length")
    header = canonical_object(b64u_decode(parts[0], "header"), "header")
    if header != {"alg": "Ed25519", "kid": header.get("kid"), "typ": typ} or not is_hex(header["kid"], 16):
        refuse("header")
    if header["kid"] != key_id(public):
        refuse("unknown_key")
    check_signature(public, b64u_decode(parts[2], "signature", 64), f"{parts[0]}.{parts[1]}".encode())
    return canonical_object(b64u_decode(parts[1], "not_canonical"), "json")


def form(value: JSON, wanted: JSON) -> bool:
    """Whether a value has exactly the stated keys, each of its form: a check, a list of one form, or an object of forms."""
    if callable(wanted):
        return bool(wanted(value))
    if isinstance(wanted, list):
        return isinstance(value, list) and all(form(item, wanted[0]) for item in value)
    if not isinstance(value, dict) or value.keys() != wanted.keys():
        return False
    return all(form(value[name], check) for name, check in wanted.items())


def is_key(length: int) -> Callable[[JSON], bool]:
    def check(value: JSON) -> bool:
        try:
            return len(b64u_decode(value, "json", length)) == length
        except Refused:
            return False

    return check


def key_forms(length: int) -> dict[str, Callable[[JSON], bool]]:
    return {"kid": lambda v: is_hex(v, 16), "key": is_key(length)}


def among(*values: JSON) -> Callable[[JSON], bool]:
    return lambda v: any(type(v) is type(value) and v == value for value in values)


def is_time(value: JSON) -> bool:
    return is_int(value, 0, 2**40)


def is_name(value: JSON) -> bool:
    return isinstance(value, str) and len(value) <= 100


_URL = r"https?://[0-9A-Za-z.\-\[\]:]{1,255}(/[0-9A-Za-z._~/-]{0,255})?"
_ENVIRONMENT = among("production", "development")
_CERTIFICATE = {**key_forms(32), "not_before": is_time, "not_after": is_time, "environment": _ENVIRONMENT}
_NODE = {
    "node_id": lambda v: is_hex(v, 16),
    "url": lambda v: isinstance(v, str) and re.fullmatch(_URL, v) is not None,
    "channel_key": key_forms(1216),
    "signing_key": key_forms(32),
    "measurement": lambda v: is_hex(v, 32),
    "evidence": among("development", "tpm2"),
    "expires_at": is_time,
}
_DIRECTORY = {
    "version": among(1),
    "suite": among(1, 2),
    "serial": lambda v: is_int(v, 1, 2**53 - 1),
    "issued_at": is_time,
    "expires_at": is_time,
    "environment": _ENVIRONMENT,
    "commission": {"name_zh": is_name, "name_en": is_name},
    "record_key": {**key_forms(1216), "not_after": is_time},
    "receipt_key": key_forms(32),
    "nodes": [_NODE],
}


def read_form(payload: dict[str, JSON], wanted: dict[str, JSON], refs: Callable[[JSON], list[JSON]]) -> dict[str, JSON]:
    if not form(payload, wanted):
        refuse("json")
    for ref in refs(payload):
        if key_id(b64u_decode(ref["key"], "json")) != ref["kid"]:
            refuse("json")
    return payload


def read_directory(
    answer: JSON, *, pin: str, now_ms: int, production: bool, minimum_serial: int
) -> tuple[dict[str, JSON], int]:
    """Answer the directory and the skew in ms."""
    fixed = {
        "root_key": is_key(32),
        "certificate": lambda _: True,
        "directory": lambda _: True,
        "now_ms": lambda v: type(v) is int,
    }
    if not form(answer, fixed):
        refuse("json")
    root = b64u_decode(answer["root_key"], "json")
    if base64.urlsafe_b64encode(hashlib.sha256(root).digest()).rstrip(b"=").decode() != pin:
        refuse("chain")
    signed = read_jws(answer["certificate"], "jiayi-directory-cert+jws", root)
    certificate = read_form(signed, _CERTIFICATE, lambda value: [value])
    signed = read_jws(answer["directory"], "jiayi-directory+jws", b64u_decode(certificate["key"], "json"))
    directory = read_form(
        signed,
        _DIRECTORY,
        lambda value: [
            value["record_key"],
            value["receipt_key"],
            *(node[name] for node in value["nodes"] for name in ("channel_key", "signing_key")),
        ],
    )
    if any(node["node_id"] != node["signing_key"]["kid"] for node in directory["nodes"]):
        refuse("json")
    real = directory["environment"] == "production"
    if certificate["environment"] != directory["environment"] or (production and not real):
        refuse("environment")
    if real and any(n["evidence"] == "development" or not n["url"].startswith("https://") for n in directory["nodes"]):
        refuse("environment")
    skew = max(-86_400_000, min(86_400_000, answer["now_ms"] - now_ms))
    now_s = (now_ms + skew) // 1000
    if max(certificate["not_before"], directory["issued_at"]) > now_s + 300:
        refuse("expired")
    if min(certificate["not_after"], directory["expires_at"]) <= now_s:
        refuse("expired")
    if directory["serial"] < minimum_serial:
        refuse("rollback")
    if directory["record_key"]["not_after"] <= now_s:
        refuse("expired_key")
    return directory, skew


def read_receipt(token: JSON, receipt_key: bytes) -> dict[str, JSON]:
    keys = r"[1-9][0-9]{0,9}|identity|[0-9a-f]{32}"
    wanted = {
        "kind": among("record", "identity", "attachment", "reply"),
        "record_id": lambda v: is_hex(v, 16),
        "key": lambda v: isinstance(v, str) and re.fullmatch(keys, v) is not None,
        "digest": lambda v: is_hex(v, 32),
        "received_at": is_time,
    }
    return read_form(read_jws(token, "jiayi-receipt+jws", receipt_key), wanted, lambda _: [])


def read_release(
    token: JSON, *, directory_key: bytes, channel: Kem, signing_key_id: str, nonce: bytes, now_s: int
) -> dict[int, bytes]:
    def is_epoch(value: JSON) -> bool:
        return is_int(value, 0, 2**32 - 1)

    wanted = {
        "nonce": lambda v: isinstance(v, str),
        "channel_key_id": lambda v: is_hex(v, 16),
        "signing_key_id": lambda v: is_hex(v, 16),
        "current": is_epoch,
        "retired": [is_epoch],
        "expires_at": is_time,
        "keys": [{"epoch": is_epoch, "sealed": lambda v: isinstance(v, str)}],
    }
    release = read_form(read_jws(token, "jiayi-state-keys+jws", directory_key), wanted, lambda _: [])
    stated = base64.urlsafe_b64encode(nonce).rstrip(b"=").decode(), channel.key_id, signing_key_id
    if (release["nonce"], release["channel_key_id"], release["signing_key_id"]) != stated:
        refuse("chain")
    if release["expires_at"] <= now_s:
        refuse("expired")
    keys: dict[int, bytes] = {}
    for entry in release["keys"]:
        sealed = b64u_decode(entry["sealed"], "json", 1136 + 32)
        if entry["epoch"] in keys:
            refuse("json")
        bound = entry["epoch"].to_bytes(4, "big") + nonce + bytes.fromhex(signing_key_id)
        keys[entry["epoch"]] = channel.hpke_open(b"jiayi/v1/state-key\0" + bound, sealed)
    return keys if release["current"] in keys and not keys.keys() & set(release["retired"]) else refuse("json")
