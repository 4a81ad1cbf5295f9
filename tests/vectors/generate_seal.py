"""Writes the vectors of `records/seal/FORMAT.md`: `python tests/vectors/generate_seal.py` (`--check` compares only).

A second writer of the format, made from its text: it uses nothing of `records.seal`, not even its key schedule, so that
a mistake there cannot hide by being on both sides. Everything is fixed. HPKE is random only in its encapsulation, and
one encapsulation for each recipient is kept in `encapsulations.json`; the rest of HPKE (RFC 9180, section 5.1) follows
from it. A real sealer must never use one twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = Path(__file__).parent / "seal"
Case = dict[str, Any]


def fixed(name: str, count: int = 32) -> bytes:
    return hashlib.shake_256(b"jiayi vectors: " + name.encode()).digest(count)


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def u(bits: int, value: int) -> bytes:
    return value.to_bytes(bits // 8, "big")


def part(data: bytes) -> bytes:
    return u(32, len(data)) + data


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).digest()[:16].hex()


def to_class(data: bytes, floor: int) -> bytes:
    size = floor
    while size < len(data):
        size = size * 2 if size < 65536 else size + 65536
    return data + bytes(size - len(data))


# --- keys ---------------------------------------------------------------------------------------------------------


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.new(salt or bytes(32), ikm, "sha256").digest()


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    out, block, count = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([count]), "sha256").digest()
        out, count = out + block, count + 1
    return out[:length]


class Kem:
    """An X-Wing key pair from a seed, with one kept encapsulation to it."""

    _suite_id = b"HPKE" + u(16, 0x647A) + u(16, 0x0001) + u(16, 0x0002)

    def __init__(self, name: str, kept: dict[str, str]) -> None:
        self.seed = fixed(f"kem {name}")
        expanded = hashlib.shake_256(self.seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        pk_x = x25519.public_key().public_bytes_raw()
        self.public = mlkem.public_key().public_bytes_raw() + pk_x
        self.key_id = key_id(self.public)
        if name not in kept:
            ephemeral = X25519PrivateKey.from_private_bytes(fixed(f"ephemeral {name}"))
            kept[name] = b64u(mlkem.public_key().encapsulate()[1] + ephemeral.public_key().public_bytes_raw())
        self.enc = unb64u(kept[name])
        ss_m = mlkem.decapsulate(self.enc[:1088])
        ss_x = x25519.exchange(X25519PublicKey.from_public_bytes(self.enc[1088:]))
        self._shared = hashlib.sha3_256(ss_m + ss_x + self.enc[1088:] + pk_x + b"\\.//^\\").digest()

    def seal(self, info: bytes, text: bytes) -> bytes:
        def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
            return hkdf_extract(salt, b"HPKE-v1" + self._suite_id + label + ikm)

        def expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
            return hkdf_expand(secret, u(16, length) + b"HPKE-v1" + self._suite_id + label + context, length)

        context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
        secret = extract(self._shared, b"secret", b"")
        key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
        return self.enc + AESGCM(key).encrypt(nonce, text, b"")


class Sign:
    def __init__(self, name: str) -> None:
        self.seed = fixed(f"sign {name}")
        self._key = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def read_kept() -> dict[str, str]:
    path = FOLDER / "encapsulations.json"
    return json.loads(path.read_text()) if path.exists() else {}


KEPT = read_kept()
NODE, OTHER_NODE, RECORD, MAILBOX = (Kem(name, KEPT) for name in ("node", "other node", "record", "mailbox"))
ROOT, DIRECTORY, RECEIPT, SIGNER, STRANGER = (
    Sign(name) for name in ("root", "directory", "receipt", "node", "stranger")
)
SESSION, OTHER_SESSION, RECORD_ID = fixed("session", 16), fixed("other session", 16), fixed("record", 16)
NOW_MS = 1_795_000_000_000
NOW = NOW_MS // 1000
STATE_KEYS = {7: fixed("state 7"), 8: fixed("state 8")}


def flip(data: bytes, at: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# --- request ------------------------------------------------------------------------------------------------------

REQUEST_INFO = b"jiayi/v1/request\0POST /v1/turns\0"
REPLY_KEY = fixed("reply key")


def request_json(**changes: Any) -> bytes:
    value: dict[str, Any] = {
        "reply_key": b64u(REPLY_KEY),
        "sent_at_ms": NOW_MS,
        "record_id": RECORD_ID.hex(),
        "input": {"kind": "say", "text": "胸闷两天，爬楼梯加重"},
    }
    value |= changes
    return json.dumps({k: v for k, v in value.items() if v is not ...}, ensure_ascii=False).encode()


def request_inner(text: bytes | None = None, capsule: bytes = b"", blobs: tuple[bytes, ...] = ()) -> bytes:
    text = request_json() if text is None else text
    return part(text) + part(capsule) + u(32, len(blobs)) + b"".join(part(blob) for blob in blobs)


def request(
    inner: bytes | None = None,
    *,
    turn: int = 0,
    magic: bytes = b"JYRQ",
    version: int = 1,
    kid: str | None = None,
    info: bytes = REQUEST_INFO,
    padded: bytes | None = None,
) -> bytes:
    kid = NODE.key_id if kid is None else kid
    header = magic + bytes([version]) + bytes.fromhex(kid) + SESSION + u(32, turn)
    text = to_class(request_inner() if inner is None else inner, 4096) if padded is None else padded
    return header + NODE.seal(info + header, text)


def request_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, body: bytes, wants: str | dict[str, Any], **given: Any) -> None:
        cases.append({
            "name": name,
            "given": {"body": b64u(body), "now_ms": NOW_MS} | given,
            "wants": {"reason": wants} if isinstance(wants, str) else {"opens": wants},
        })

    def opened(turn: int, body: bytes, capsule: bytes = b"", blobs: tuple[bytes, ...] = ()) -> dict[str, Any]:
        return {
            "session_id": SESSION.hex(),
            "turn": turn,
            "record_id": RECORD_ID.hex(),
            "reply_key": b64u(REPLY_KEY),
            "sent_at_ms": NOW_MS,
            "input": {"kind": "say", "text": "胸闷两天，爬楼梯加重"},
            "capsule": b64u(capsule) if capsule else None,
            "blobs": [b64u(blob) for blob in blobs],
            "digest": hashlib.sha256(body).hexdigest(),
        }

    good = request()
    add("first turn", good, opened(0, good))
    capsule, blobs = fixed("capsule", 300), (fixed("photo", 2000), fixed("photo 2", 3000))
    later = request(request_inner(None, capsule, blobs), turn=3)
    add("later turn with capsule and two photos, 8 KiB", later, opened(3, later, capsule, blobs))
    add("sent 300 s before", good, opened(0, good), now_ms=NOW_MS + 300_000)
    add("sent 300 s ahead", good, opened(0, good), now_ms=NOW_MS - 300_000)
    add("sent more than 300 s before", good, "stale", now_ms=NOW_MS + 300_001)
    add("sent more than 300 s ahead", good, "stale", now_ms=NOW_MS - 300_001)
    add("nothing", b"", "too_short")
    add("header only", good[:41], "too_short")
    add("no room for a tag", good[: 41 + 1135], "too_short")
    add("other magic", b"JYXX" + good[4:], "magic")
    add("version 2", good[:4] + b"\2" + good[5:], "version")
    add("version 2, sealed so", request(version=2), "version")
    add("key id of another node", request(kid=OTHER_NODE.key_id), "unknown_key")
    add("key id that was retired", good, "expired_key", retired=[NODE.key_id])
    add("other session in the header", good[:21] + OTHER_SESSION + good[37:], "decrypt")
    add("other turn in the header", good[:37] + u(32, 1) + good[41:], "decrypt")
    add("sealed for another path", request(info=b"jiayi/v1/request\0POST /v1/other\0"), "decrypt")
    add("ML-KEM part altered", flip(good, 41), "decrypt")
    add("X25519 part altered", flip(good, 41 + 1100), "decrypt")
    add("ciphertext altered", flip(good, 41 + 1120 + 5), "decrypt")
    add("tag altered", flip(good, -1), "decrypt")
    add("one byte cut off", good[:-1], "padding")
    add("one byte added", good + b"\0", "padding")
    add("twice the size class", request(padded=request_inner().ljust(8192, b"\0")), "padding")
    add("no padding", request(padded=request_inner()), "padding")
    add("padding not zero", request(padded=flip(to_class(request_inner(), 4096), -1)), "padding")
    add("JSON runs past the end", request(u(32, 5000) + b"{}"), "length")
    add("JSON over its limit", request(u(32, 256 * 1024 + 1) + b"{}"), "too_long")
    add("capsule over its limit", request(part(request_json()) + u(32, 1024 * 1024 + 1)), "too_long")
    add("five photos", request(request_inner(None, b"", (b"p",) * 5)), "too_long")
    add("empty photo", request(request_inner(None, b"", (b"",))), "length")
    add("capsule on turn 0", request(request_inner(None, b"c")), "length")
    add("no capsule on turn 1", request(turn=1), "length")
    for name, text in {
        "unknown key": request_json(more=1),
        "missing key": request_json(input=...),
        "capsule inside the JSON": request_json(capsule=None),
        "time is text": request_json(sent_at_ms="1"),
        "time is true": request_json(sent_at_ms=True),
        "time is a fraction": request_json(sent_at_ms=1.5),
        "record id in upper case": request_json(record_id=RECORD_ID.hex().upper()),
        "record id equals session id": request_json(record_id=SESSION.hex()),
        "reply key of 31 bytes": request_json(reply_key=b64u(REPLY_KEY[:31])),
        "reply key with spare bits": request_json(reply_key=b64u(REPLY_KEY)[:-1] + "_"),
        "input is a list": request_json(input=[]),
        "a list": b"[]",
        "empty": b"",
        "not UTF-8": b'{"\xff":1}',
        "byte-order mark": b"\xef\xbb\xbf" + request_json(),
        "key twice": request_json()[:-1] + b',"input":{}}',
        "NaN": request_json(input={"x": float("nan")}),
        "number too large for a double": request_json()[:-1].replace(b'"kind"', b'"x":1e999,"kind"') + b"}",
        "lone surrogate": request_json(input={"text": "?"}).replace(b"?", b"\\ud800"),
        "nested too deep": request_json(input={"x": json.loads("[" * 40 + "]" * 40)}),
        "nested beyond any stack": request_json(input={"x": 0}).replace(b"0}", b"[" * 50_000 + b"]" * 50_000 + b"}"),
    }.items():
        add(f"JSON: {name}", request(request_inner(text)), "json")
    return cases


# --- replay memory ------------------------------------------------------------------------------------------------


def replay_cases() -> list[Case]:
    a, b, c = (hashlib.sha256(name).hexdigest() for name in (b"a", b"b", b"c"))

    def run(name: str, capacity: int, *steps: tuple[str, int, str | None]) -> Case:
        admits = [{"digest": digest, "now_ms": NOW_MS + at * 1000, "reason": reason} for digest, at, reason in steps]
        return {"name": name, "given": {"capacity": capacity, "window_s": 900}, "wants": {"admits": admits}}

    return [
        run("the same request at once", 10, (a, 0, None), (a, 0, "replay"), (b, 0, None)),
        run("the same request within the window", 10, (a, 0, None), (a, 900, "replay")),
        run("forgotten after the window", 10, (a, 0, None), (a, 901, None)),
        run("full, then room again", 2, (a, 0, None), (b, 1, None), (c, 2, "replay_full"), (c, 901, None)),
        run("a replay is a replay although full", 1, (a, 0, None), (a, 1, "replay")),
        run("clock steps back a little", 10, (a, 0, None), (b, -300, None), (b, 0, "replay")),
        run("clock steps back too far", 10, (a, 0, None), (b, -301, "stale"), (b, 0, None)),
    ]


# --- stream -------------------------------------------------------------------------------------------------------

DIGEST = hashlib.sha256(b"a request").digest()
SALT = fixed("salt", 16)
PROGRESS, REPLY, CAPSULE, RECORD_FRAME, FAILURE = 1, 2, 3, 4, 5


def frame_inner(kind: int, body: bytes) -> bytes:
    return to_class(bytes([kind]) + part(body), 256)


def seal_frame(seq: int, last: int, padded: bytes, *, digest: bytes = DIGEST, salt: bytes = SALT) -> bytes:
    key = hkdf_expand(hkdf_extract(salt, REPLY_KEY), b"jiayi/v1/frames\0" + digest, 32)
    aad = b"jiayi/v1/frame\0" + digest + u(64, seq) + bytes([last])
    sealed = AESGCM(key).encrypt(u(32, 0) + u(64, seq), padded, aad)
    return u(32, len(sealed)) + bytes([last]) + sealed


Spec = tuple[int, bytes, int]
GOOD: tuple[Spec, ...] = (
    (PROGRESS, '{"kind":"specialty_started","text":"心内科正在看"}'.encode(), 0),
    (PROGRESS, b'{"kind":"specialty_done"}', 0),
    (REPLY, '{"text":"您说的我记下了"}'.encode(), 0),
    (CAPSULE, fixed("next capsule", 700), 0),
    (RECORD_FRAME, fixed("envelope", 1500), 1),
)


def frames(*specs: Spec) -> list[bytes]:
    return [seal_frame(seq, last, frame_inner(kind, body)) for seq, (kind, body, last) in enumerate(specs)]


def stream_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, stream: bytes, wants: str | tuple[Spec, ...], **given: str) -> None:
        outcome: dict[str, Any] = {"reason": wants}
        if not isinstance(wants, str):
            outcome = {"opens": [{"kind": kind, "body": b64u(body), "last": bool(last)} for kind, body, last in wants]}
        cases.append({
            "name": name,
            "given": {"reply_key": b64u(REPLY_KEY), "digest": DIGEST.hex(), "stream": b64u(stream)} | given,
            "wants": outcome,
        })

    def both(*specs: Spec) -> bytes:
        return SALT + b"".join(frames(*specs))

    good = frames(*GOOD)
    whole = SALT + b"".join(good)
    failure: Spec = (FAILURE, b'{"code":"busy","retry":true}', 1)
    add("progress, reply, capsule, record", whole, GOOD)
    add("no progress", both(*GOOD[2:]), GOOD[2:])
    add("failure at once", both(failure), (failure,))
    add("failure after progress", both(GOOD[0], failure), (GOOD[0], failure))
    add("failure after the capsule", both(*GOOD[2:4], failure), (*GOOD[2:4], failure))
    add("nothing", b"", "truncated")
    add("salt only", SALT, "truncated")
    add("half a salt", SALT[:8], "truncated")
    add("cut between frames", SALT + b"".join(good[:-1]), "truncated")
    add("cut inside a frame", whole[:-1], "truncated")
    add("cut inside a frame's head", SALT + good[0] + good[1][:3], "truncated")
    add("frames swapped", SALT + good[1] + good[0] + b"".join(good[2:]), "decrypt")
    add("first frame dropped", SALT + b"".join(good[1:]), "decrypt")
    add("frame sent twice", SALT + good[0] + good[0] + b"".join(good[1:]), "decrypt")
    add("frame of another stream of the same request", SALT + seal_frame(0, 0, frame_inner(*GOOD[0][:2]), salt=bytes(16)), "decrypt")
    add("other request", whole, "decrypt", digest=hashlib.sha256(b"another").hexdigest())
    add("other reply key", whole, "decrypt", reply_key=b64u(bytes(32)))
    add("other salt", bytes(16) + whole[16:], "decrypt")
    add("last bit set on the way", SALT + good[0][:4] + b"\1" + good[0][5:], "decrypt")
    add("last bit cleared on the way", whole[: -len(good[4]) + 4] + b"\0" + good[4][5:], "decrypt")
    add("ciphertext altered", flip(whole, 40), "decrypt")
    add("tag altered", flip(whole, -1), "decrypt")
    add("last is 2", SALT + good[0][:4] + b"\2" + good[0][5:], "header")
    add("last is 2, sealed so", SALT + seal_frame(0, 2, frame_inner(*GOOD[0][:2])), "header")
    add("one byte after the end", whole + b"\0", "length")
    add("a frame after the end", whole + seal_frame(5, 1, frame_inner(FAILURE, b"{}")), "length")
    add("frame shorter than a tag", SALT + u(32, 15) + b"\0" + bytes(15), "too_short")
    add("frame over its limit", SALT + u(32, 2 * 1024 * 1024 + 65536 + 16) + b"\0", "too_long")
    add("frame not to a size class", SALT + seal_frame(0, 0, frame_inner(PROGRESS, b"")[:-1]), "padding")
    add("frame of twice its size class", SALT + seal_frame(0, 0, frame_inner(PROGRESS, b"") + bytes(256)), "padding")
    add("padding not zero", SALT + seal_frame(0, 0, flip(frame_inner(PROGRESS, b""), -1)), "padding")
    add("body runs past the end", SALT + seal_frame(0, 0, to_class(b"\1" + u(32, 300), 256)), "length")
    add("body over its limit", SALT + seal_frame(0, 0, to_class(b"\1" + u(32, 2**31), 256)), "too_long")
    orders: dict[str, tuple[Spec, ...]] = {
        "capsule first": (GOOD[3],),
        "record first": (GOOD[4],),
        "progress after the reply": (GOOD[2], GOOD[0]),
        "two replies": (GOOD[2], GOOD[2]),
        "record without capsule": (GOOD[2], GOOD[4]),
        "two capsules": (GOOD[2], GOOD[3], GOOD[3]),
        "progress as the last": ((PROGRESS, b"{}", 1),),
        "reply as the last": ((REPLY, b"{}", 1),),
        "record not the last": (*GOOD[2:4], (RECORD_FRAME, b"r", 0)),
        "failure not the last": ((FAILURE, b"{}", 0),),
        "kind 0": ((0, b"", 0),),
        "kind 6": ((6, b"", 0),),
    }
    for name, specs in orders.items():
        add(name, both(*specs), "order")
    return cases


# --- capsule ------------------------------------------------------------------------------------------------------


def capsule(
    state: bytes = b"", *, epoch: int = 8, key: bytes | None = None, turn: int = 4, padded: bytes | None = None, **head: Any
) -> bytes:
    prefix = head.get("magic", b"JYCP") + bytes([head.get("version", 1)]) + u(32, epoch)
    nonce = fixed("capsule nonce", 12)
    aad = b"jiayi/v1/capsule\0" + prefix + SESSION + u(32, turn) + RECORD_ID
    text = to_class(part(state), 4096) if padded is None else padded
    return prefix + nonce + AESGCM(STATE_KEYS[epoch] if key is None else key).encrypt(nonce, text, aad)


def capsule_cases() -> list[Case]:
    cases: list[Case] = []
    state = '{"findings":["胸闷"]}'.encode()
    good = capsule(state)

    def add(name: str, data: bytes, wants: str | bytes, **given: Any) -> None:
        base = {
            "state_keys": {str(epoch): key.hex() for epoch, key in STATE_KEYS.items()},
            "current": 8,
            "retired": [6],
            "session_id": SESSION.hex(),
            "turn": 4,
            "record_id": RECORD_ID.hex(),
            "capsule": b64u(data),
        }
        outcome = {"reason": wants} if isinstance(wants, str) else {"opens": {"state": b64u(wants)}}
        cases.append({"name": name, "given": base | given, "wants": outcome})

    add("current epoch", good, state)
    add("earlier epoch that is still live", capsule(state, epoch=7), state)
    add("empty state", capsule(b""), b"")
    add("state of 5,000 bytes", capsule(fixed("state", 5000)), fixed("state", 5000))
    add("retired epoch", capsule(state, epoch=6, key=fixed("state 6")), "expired_key")
    add("unknown epoch", capsule(state, epoch=9, key=fixed("state 9")), "unknown_key")
    add("other turn", good, "decrypt", turn=5)
    add("other session", good, "decrypt", session_id=OTHER_SESSION.hex())
    add("other record", good, "decrypt", record_id=bytes(16).hex())
    add("epoch changed", good[:5] + u(32, 7) + good[9:], "decrypt")
    add("nonce altered", flip(good, 10), "decrypt")
    add("tag altered", flip(good, -1), "decrypt")
    add("other magic", b"JYEV" + good[4:], "magic")
    add("version 2", capsule(state, version=2), "version")
    add("nothing", b"", "too_short")
    add("no tag", good[:36], "too_short")
    add("one byte cut off", good[:-1], "padding")
    add("twice the size class", capsule(padded=to_class(part(state), 8192)), "padding")
    add("padding not zero", capsule(padded=flip(to_class(part(state), 4096), -1)), "padding")
    add("state runs past the end", capsule(padded=to_class(u(32, 4093), 4096)), "length")
    add("state over its limit", capsule(padded=to_class(u(32, 512 * 1024 + 1), 4096)), "too_long")
    return cases


# --- envelope -----------------------------------------------------------------------------------------------------

OTHER_ID = fixed("attachment", 16).hex()
CREATED = {"created_at_ms": NOW_MS}
HEADERS: dict[str, dict[str, Any]] = {
    "record": {"record_id": RECORD_ID.hex(), "revision": 3, "producer": SIGNER.key_id},
    "identity": {"record_id": RECORD_ID.hex(), "magnet": "YC-7Q2M_x"},
    "attachment": {"record_id": RECORD_ID.hex(), "attachment_id": OTHER_ID, "media_type": "image/jpeg"},
    "reply": {"record_id": RECORD_ID.hex(), "message_id": OTHER_ID},
    "message": {"mailbox_id": fixed("mailbox", 16).hex(), "message_id": OTHER_ID, "producer": RECEIPT.key_id},
}
HEADERS = {
    kind: {"kind": kind, "key_id": (MAILBOX if kind == "message" else RECORD).key_id} | CREATED | header
    for kind, header in HEADERS.items()
}
SIGNERS = {"record": SIGNER, "message": RECEIPT}


def envelope(
    kind: str, body: bytes = b"{}", *, raw: bytes | None = None, padded: bytes | None = None, info: bytes | None = None, **options: Any
) -> bytes:
    raw = canonical(HEADERS[kind] | options.get("header", {})) if raw is None else raw
    recipient = options.get("recipient", MAILBOX if kind == "message" else RECORD)
    text = to_class(part(body), 4096) if padded is None else padded
    sealed = recipient.seal(b"jiayi/v1/envelope\0" + raw if info is None else info, text)
    unsigned = b"JYEV" + bytes([options.get("version", 1)]) + u(16, len(raw)) + raw + part(sealed)
    signer = options.get("signer", SIGNERS.get(kind))
    return unsigned if signer is None else unsigned + signer.sign(b"jiayi/v1/signed\0" + unsigned)


def envelope_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, data: bytes, wants: str | dict[str, Any], *, signers: tuple[Sign, ...] = (SIGNER, RECEIPT)) -> None:
        cases.append({
            "name": name,
            "given": {"envelope": b64u(data), "signers": [b64u(signer.public) for signer in signers]},
            "wants": {"reason": wants} if isinstance(wants, str) else {"opens": wants},
        })

    keys = {"record": "3", "identity": "identity", "attachment": OTHER_ID, "reply": OTHER_ID, "message": OTHER_ID}
    for kind, key in keys.items():
        body = '{"text":"请今天来一趟"}'.encode() if kind != "attachment" else fixed("image", 5000)
        data = envelope(kind, body)
        opened = {
            "header": HEADERS[kind],
            "body": b64u(body),
            "digest": hashlib.sha256(data).hexdigest(),
            "recipient": "mailbox" if kind == "message" else "record",
            "key": key,
        }
        add(kind, data, opened)

    record, message, identity = envelope("record"), envelope("message"), envelope("identity")
    raw = canonical(HEADERS["identity"])
    sealed_at = 7 + len(raw) + 4
    add("nothing", b"", "too_short")
    add("shorter than any envelope", identity[:1146], "too_short")
    add("other magic", b"JYCP" + identity[4:], "magic")
    add("version 2", envelope("identity", version=2), "version")
    add("header over its limit", identity[:5] + u(16, 2049) + identity[7:] + bytes(2048), "too_long")
    add("header runs past the end", identity[:5] + u(16, 2048) + identity[7:1200], "length")
    add("sealed part over its limit", identity[: sealed_at - 4] + u(32, 2**31) + identity[sealed_at:], "too_long")
    add("sealed part runs past the end", identity[: sealed_at - 4] + u(32, len(identity)) + identity[sealed_at:], "length")
    add("sealed part too short", identity[: sealed_at - 4] + u(32, 1135) + identity[sealed_at:], "too_short")
    add("one byte after the end", identity + b"\0", "length")
    add("unsigned kind with a signature", envelope("identity", signer=SIGNER), "length")
    for name, changed in {
        "space": raw.replace(b":", b": ", 1),
        "keys not sorted": json.dumps(dict(reversed(sorted(HEADERS["identity"].items()))), separators=(",", ":")).encode(),
        "key twice": raw[:-1] + b',"record_id":"' + RECORD_ID.hex().encode() + b'"}',
        "escape that is not needed": raw.replace(b'"YC', b'"\\u0059C'),
        "number as 1.0": raw.replace(b"1795000000000", b"1795000000000.0"),
        "fraction": raw.replace(b"1795000000000", b"1795000000000.5"),
        "exponent": raw.replace(b"1795000000000", b"1795e9"),
        "minus zero": raw.replace(b"1795000000000", b"-0"),
        "beyond 2^53": raw.replace(b"1795000000000", b"9007199254740993"),
        "lone surrogate": raw.replace(b"YC", b"\\ud800"),
        "key not ASCII": '{"媒":1}'.encode(),
    }.items():
        add(f"header: {name}", envelope("identity", raw=changed), "not_canonical")
    for name, changed in {
        "not JSON": b"{",
        "a list": b"[]",
        "empty": b"",
        "not UTF-8": b'{"a":"\xff"}',
        "byte-order mark": b"\xef\xbb\xbf" + raw,
        "NaN": b'{"a":NaN}',
        "kind unknown": canonical(HEADERS["identity"] | {"kind": "prescription"}),
        "kind is a word of the language": canonical(HEADERS["identity"] | {"kind": "constructor"}),
        "kind missing": canonical({k: v for k, v in HEADERS["identity"].items() if k != "kind"}),
        "field missing": canonical({k: v for k, v in HEADERS["identity"].items() if k != "magnet"}),
        "field unknown": canonical(HEADERS["identity"] | {"note": ""}),
        "field of another kind": canonical(HEADERS["identity"] | {"revision": 1}),
        "id in upper case": canonical(HEADERS["identity"] | {"record_id": RECORD_ID.hex().upper()}),
        "id too short": canonical(HEADERS["identity"] | {"record_id": RECORD_ID.hex()[:-2]}),
        "id with a line end": canonical(HEADERS["identity"] | {"record_id": RECORD_ID.hex() + "\n"}),
        "id is a number": canonical(HEADERS["identity"] | {"record_id": 1}),
        "time negative": canonical(HEADERS["identity"] | {"created_at_ms": -1}),
        "time is text": canonical(HEADERS["identity"] | {"created_at_ms": "1795000000000"}),
        "time is true": canonical(HEADERS["identity"] | {"created_at_ms": True}),
        "magnet empty": canonical(HEADERS["identity"] | {"magnet": ""}),
        "magnet with a slash": canonical(HEADERS["identity"] | {"magnet": "a/b"}),
    }.items():
        add(f"header: {name}", envelope("identity", raw=changed), "header")
    add("header: revision 0", envelope("record", header={"revision": 0}), "header")
    add("header: revision 2^32", envelope("record", header={"revision": 2**32}), "header")
    add("header: media type", envelope("attachment", header={"media_type": "text/html"}), "header")
    add("record without signature", record[:-64], "signature")
    add("message without signature", message[:-64], "signature")
    add("half a signature", record[:-32], "length")
    add("signature altered", flip(record, -1), "signature")
    add("signed by a stranger", envelope("record", signer=STRANGER), "signature")
    add("sealed part altered under the signature", flip(record, -100), "signature")
    add("signer unknown", envelope("record", header={"producer": STRANGER.key_id}, signer=STRANGER), "unknown_key")
    other = {"producer": STRANGER.key_id}
    resigned = canonical(HEADERS["record"] | other)
    moved = b"JYEV\1" + u(16, len(resigned)) + resigned + record[7 + len(canonical(HEADERS["record"])) : -64]
    moved += STRANGER.sign(b"jiayi/v1/signed\0" + moved)
    add("taken over by another signer", moved, "decrypt", signers=(SIGNER, STRANGER))
    add("recipient unknown", envelope("identity", header={"key_id": NODE.key_id}, recipient=NODE), "unknown_key")
    add("sealed under another header", envelope("identity", info=b"jiayi/v1/envelope\0" + canonical(HEADERS["reply"])), "decrypt")
    add("magnet changed", identity.replace(b"YC-7Q2M_x", b"YC-7Q2M_y"), "decrypt")
    add("encapsulation altered", flip(identity, sealed_at), "decrypt")
    add("tag altered", flip(identity, -1), "decrypt")
    add("twice the size class", envelope("identity", padded=to_class(part(b"{}"), 8192)), "padding")
    add("padding not zero", envelope("identity", padded=flip(to_class(part(b"{}"), 4096), -1)), "padding")
    add("body runs past the end", envelope("identity", padded=to_class(u(32, 4093), 4096)), "length")
    add("body over its limit", envelope("identity", padded=to_class(u(32, 2**25), 4096)), "too_long")
    return cases


# --- directory, receipt, release ----------------------------------------------------------------------------------


def token(typ: str, payload: Any, signer: Sign, **header: Any) -> str:
    head = canonical({"alg": "Ed25519", "kid": signer.key_id, "typ": typ} | header)
    return raw_token(head, payload if isinstance(payload, bytes) else canonical(payload), signer)


def raw_token(head: bytes, payload: bytes, signer: Sign) -> str:
    text = f"{b64u(head)}.{b64u(payload)}"
    return f"{text}.{b64u(signer.sign(text.encode()))}"


def ref(key: Kem | Sign) -> dict[str, str]:
    return {"kid": key.key_id, "key": b64u(key.public)}


CERT_TYP, DIRECTORY_TYP = "jiayi-directory-cert+jws", "jiayi-directory+jws"
RECEIPT_TYP, RELEASE_TYP = "jiayi-receipt+jws", "jiayi-state-keys+jws"
CERT = ref(DIRECTORY) | {"not_before": NOW - 1000, "not_after": NOW + 9000, "environment": "production"}
NODE_ENTRY = {
    "node_id": SIGNER.key_id,
    "url": "https://node-1.example/compute",
    "channel_key": ref(NODE),
    "signing_key": ref(SIGNER),
    "measurement": fixed("measurement").hex(),
    "evidence": "tpm2",
    "expires_at": NOW + 600,
}
DIRECTORY_VALUE = {
    "version": 1,
    "serial": 41,
    "issued_at": NOW - 100,
    "expires_at": NOW + 800,
    "environment": "production",
    "commission": {"name_zh": "银川市卫生健康委员会", "name_en": "Yinchuan Health Commission"},
    "record_key": ref(RECORD) | {"not_after": NOW + 100_000},
    "receipt_key": ref(RECEIPT),
    "nodes": [NODE_ENTRY],
}
PIN = b64u(hashlib.sha256(ROOT.public).digest())
DEVELOPMENT = {"environment": "development"}


def directory_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, wants: str | dict[str, Any], **parts: Any) -> None:
        certificate = parts.pop("certificate", CERT)
        value = parts.pop("directory", DIRECTORY_VALUE)
        response = {
            "root_key": b64u(ROOT.public),
            "certificate": certificate if isinstance(certificate, str) else token(CERT_TYP, certificate, ROOT),
            "directory": value if isinstance(value, str) else token(DIRECTORY_TYP, value, DIRECTORY),
            "now_ms": NOW_MS,
        } | parts.pop("response", {})
        given = {"response": response, "pin": PIN, "now_ms": NOW_MS, "production": True, "minimum_serial": 41} | parts
        cases.append({
            "name": name,
            "given": given,
            "wants": {"reason": wants} if isinstance(wants, str) else {"opens": wants},
        })

    opened = {"serial": 41, "skew_ms": 0, "live": [SIGNER.key_id]}
    value = DIRECTORY_VALUE
    development = {
        "certificate": CERT | DEVELOPMENT,
        "directory": value | DEVELOPMENT | {"nodes": [NODE_ENTRY | {"evidence": "development", "url": "http://127.0.0.1:8441"}]},
    }
    add("production", opened)
    add("development, where allowed", opened, production=False, **development)
    add("production, where development would do", opened, production=False)
    add("no nodes", opened | {"live": []}, directory=value | {"nodes": []})
    add("node expired", opened | {"live": []}, directory=value | {"nodes": [NODE_ENTRY | {"expires_at": NOW}]})
    add("phone an hour behind", opened | {"skew_ms": 3_600_000}, now_ms=NOW_MS - 3_600_000)
    add("phone a day ahead", opened | {"skew_ms": -86_400_000}, now_ms=NOW_MS + 86_400_000)
    add("issued 300 s ahead", opened, directory=value | {"issued_at": NOW + 300})
    add("other pin", "chain", pin=b64u(hashlib.sha256(STRANGER.public).digest()))
    add("empty pin", "chain", pin="")
    add("a stranger's root key", "chain", response={"root_key": b64u(STRANGER.public)})
    add("certificate by a stranger", "signature", certificate=token(CERT_TYP, CERT, STRANGER, kid=ROOT.key_id))
    add("certificate names a stranger", "unknown_key", certificate=token(CERT_TYP, CERT, STRANGER))
    add("directory by a stranger", "unknown_key", directory=token(DIRECTORY_TYP, value, STRANGER))
    add("directory by a stranger under the key's id", "signature", directory=token(DIRECTORY_TYP, value, STRANGER, kid=DIRECTORY.key_id))
    add("directory by the root", "unknown_key", directory=token(DIRECTORY_TYP, value, ROOT))
    good = token(DIRECTORY_TYP, value, DIRECTORY)
    head, body, signature = good.split(".")
    add("signature altered", "signature", directory=f"{head}.{body}.{b64u(flip(unb64u(signature), 3))}")
    add("signature missing", "signature", directory=f"{head}.{body}.")
    payload = canonical(value | {"serial": 42})
    add("payload exchanged", "signature", directory=f"{head}.{b64u(payload)}.{signature}")
    add("two parts", "length", directory=f"{head}.{body}")
    add("four parts", "length", directory=f"{good}.{body}")
    add("no text", "header", response={"directory": None})
    add("alg none", "header", directory=f"{b64u(canonical({'alg': 'none', 'kid': DIRECTORY.key_id, 'typ': DIRECTORY_TYP}))}.{body}.")
    add("alg EdDSA", "header", directory=token(DIRECTORY_TYP, value, DIRECTORY, alg="EdDSA"))
    add("header with jwk", "header", directory=token(DIRECTORY_TYP, value, DIRECTORY, jwk={"kty": "OKP"}))
    add("a certificate as directory", "header", directory=token(CERT_TYP, value, DIRECTORY))
    spaced = json.dumps({"alg": "Ed25519", "kid": DIRECTORY.key_id, "typ": DIRECTORY_TYP}).encode()
    add("header not canonical", "not_canonical", directory=raw_token(spaced, canonical(value), DIRECTORY))
    add("payload not canonical", "not_canonical", directory=token(DIRECTORY_TYP, json.dumps(value).encode(), DIRECTORY))
    add("payload not JSON", "json", directory=token(DIRECTORY_TYP, b"{", DIRECTORY))
    node_key = ref(NODE) | {"kid": RECORD.key_id}
    for name, changes in {
        "version 2": {"version": 2},
        "serial 0": {"serial": 0},
        "unknown field": {"more": 1},
        "record key too short": {"record_key": value["record_key"] | ref(SIGNER)},
        "kid of another key": {"nodes": [NODE_ENTRY | {"channel_key": node_key}]},
        "url with a user": {"nodes": [NODE_ENTRY | {"url": "https://a@evil.example"}]},
        "url of a script": {"nodes": [NODE_ENTRY | {"url": "javascript:alert(1)"}]},
        "evidence unknown": {"nodes": [NODE_ENTRY | {"evidence": "none"}]},
        "nodes missing": {"nodes": None},
    }.items():
        add(f"directory: {name}", "json", directory=value | changes)
    add("response with more", "json", response={"more": 1})
    add("response with a clock of text", "json", response={"now_ms": str(NOW_MS)})
    add("root key too short", "json", response={"root_key": b64u(ROOT.public[:31])})
    add("development, where production is required", "environment", **development)
    add("environments mixed", "environment", directory=value | DEVELOPMENT, production=False)
    add("development node in production", "environment", directory=value | {"nodes": [NODE_ENTRY | {"evidence": "development"}]})
    add("production node without TLS", "environment", directory=value | {"nodes": [NODE_ENTRY | {"url": "http://node-1.example"}]})
    add("directory expired", "expired", directory=value | {"expires_at": NOW})
    add("directory of the future", "expired", directory=value | {"issued_at": NOW + 301})
    add("certificate expired", "expired", certificate=CERT | {"not_after": NOW})
    add("certificate of the future", "expired", certificate=CERT | {"not_before": NOW + 301})
    add("phone two days behind", "expired", now_ms=NOW_MS - 2 * 86_400_000)
    add("an old directory and a server clock set back two days", "expired", response={"now_ms": NOW_MS}, now_ms=NOW_MS + 2 * 86_400_000)
    add("serial below one seen", "rollback", minimum_serial=42)
    add("record key expired", "expired_key", directory=value | {"record_key": value["record_key"] | {"not_after": NOW}})
    return cases


def receipt_cases() -> list[Case]:
    good = {"kind": "record", "record_id": RECORD_ID.hex(), "key": "3", "digest": fixed("d").hex(), "received_at": NOW}

    def case(name: str, text: str, wants: str | dict[str, Any]) -> Case:
        outcome = {"reason": wants} if isinstance(wants, str) else {"opens": wants}
        return {"name": name, "given": {"token": text, "receipt_key": b64u(RECEIPT.public)}, "wants": outcome}

    identity = good | {"kind": "identity", "key": "identity"}
    text = token(RECEIPT_TYP, good, RECEIPT)
    return [
        case("record", text, good),
        case("identity", token(RECEIPT_TYP, identity, RECEIPT), identity),
        case("by a stranger", token(RECEIPT_TYP, good, STRANGER), "unknown_key"),
        case("by a stranger under the key's id", token(RECEIPT_TYP, good, STRANGER, kid=RECEIPT.key_id), "signature"),
        case("another type", token(DIRECTORY_TYP, good, RECEIPT), "header"),
        case("empty", "", "length"),
        case("key is a number", token(RECEIPT_TYP, good | {"key": 3}, RECEIPT), "json"),
        case("key with a leading zero", token(RECEIPT_TYP, good | {"key": "03"}, RECEIPT), "json"),
        case("message has no receipt", token(RECEIPT_TYP, good | {"kind": "message"}, RECEIPT), "json"),
        case("field missing", token(RECEIPT_TYP, {"kind": "record"}, RECEIPT), "json"),
    ]


def release_cases() -> list[Case]:
    cases: list[Case] = []
    nonce = fixed("nonce")

    def sealed(epoch: int, *, info_epoch: int | None = None, node: Kem = NODE) -> str:
        info = b"jiayi/v1/state-key\0" + u(32, epoch if info_epoch is None else info_epoch) + nonce + bytes.fromhex(SIGNER.key_id)
        return b64u(node.seal(info, STATE_KEYS[epoch]))

    good = {
        "nonce": b64u(nonce),
        "channel_key_id": NODE.key_id,
        "signing_key_id": SIGNER.key_id,
        "current": 8,
        "retired": [6],
        "expires_at": NOW + 600,
        "keys": [{"epoch": 7, "sealed": sealed(7)}, {"epoch": 8, "sealed": sealed(8)}],
    }

    def add(name: str, wants: str | dict[str, str], changes: dict[str, Any] | None = None, signer: Sign = DIRECTORY, **given: Any) -> None:
        text = token(RELEASE_TYP, good | (changes or {}), signer)
        base = {"token": text, "nonce": b64u(nonce), "signing_key_id": SIGNER.key_id, "now_s": NOW}
        cases.append({
            "name": name,
            "given": base | given,
            "wants": {"reason": wants} if isinstance(wants, str) else {"opens": wants},
        })

    add("two epochs", {str(epoch): key.hex() for epoch, key in STATE_KEYS.items()})
    add("by a stranger", "unknown_key", signer=STRANGER)
    add("other nonce", "chain", nonce=b64u(bytes(32)))
    add("other node's signing key", "chain", signing_key_id=RECEIPT.key_id)
    add("other node's channel key", "chain", {"channel_key_id": OTHER_NODE.key_id})
    add("expired", "expired", now_s=NOW + 600)
    add("epochs exchanged", "decrypt", {"keys": [{"epoch": 8, "sealed": sealed(7)}]})
    add("sealed to another node", "decrypt", {"keys": [{"epoch": 8, "sealed": sealed(8, node=OTHER_NODE)}]})
    add("current epoch missing", "json", {"current": 9})
    add("current epoch retired", "json", {"retired": [8]})
    add("epoch twice", "json", {"keys": good["keys"] + good["keys"]})
    add("sealed key too short", "json", {"keys": [{"epoch": 8, "sealed": "AAAA"}]})
    add("field missing", "json", {"keys": None})
    return cases


# --- small things -------------------------------------------------------------------------------------------------


def suite() -> dict[str, Any]:
    kems = {"node": NODE, "other node": OTHER_NODE, "record": RECORD, "mailbox": MAILBOX}
    signs = {"root": ROOT, "directory": DIRECTORY, "receipt": RECEIPT, "node": SIGNER, "stranger": STRANGER}
    lengths = [0, 1, 255, 256, 257, 4095, 4096, 4097, 65535, 65536, 65537, 131072, 131073, 300_000, 8 * 1024 * 1024]
    texts = ["", "a", "胸闷", 'q"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028\u2029', "😀", "\ufeff"]
    values: list[Any] = [{"b": 1, "a": {"d": None, "c": [True, False, 0, -1]}}, {"A": 1, "a": 2, "_": 3}, {"x": 2**53 - 1}]
    return {
        "kem_keys": {
            name: {"seed": key.seed.hex(), "public": b64u(key.public), "key_id": key.key_id} for name, key in kems.items()
        },
        "signing_keys": {
            name: {"seed": key.seed.hex(), "public": b64u(key.public), "key_id": key.key_id} for name, key in signs.items()
        },
        "root_fingerprint": PIN,
        "size_classes": [
            {"length": length, "floor": floor, "size": len(to_class(bytes(length), floor))}
            for length in lengths
            for floor in (256, 4096)
        ],
        "canonical": [{"value": value, "text": canonical(value).decode()} for value in [*values, *({"t": t} for t in texts)]],
    }


def main() -> int:
    check = "--check" in sys.argv[1:]
    made: dict[str, Any] = {"encapsulations": KEPT, "suite": suite()}
    makers: dict[str, Callable[[], list[Case]]] = {
        "request": request_cases,
        "replay": replay_cases,
        "stream": stream_cases,
        "capsule": capsule_cases,
        "envelope": envelope_cases,
        "directory": directory_cases,
        "receipt": receipt_cases,
        "release": release_cases,
    }
    made |= {name: {"structure": name, "cases": maker()} for name, maker in makers.items()}
    differ = []
    for name, value in made.items():
        path, text = FOLDER / f"{name}.json", json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        if not path.exists() or path.read_text() != text:
            differ.append(path.name)
            if not check:
                FOLDER.mkdir(exist_ok=True)
                path.write_text(text)
    sys.stdout.write(f"{'differ' if check else 'written'}: {', '.join(differ) or 'none'}\n")
    return 1 if check and differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
