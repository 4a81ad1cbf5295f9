"""Cases of FORMAT.md, section 3: the stream of frames."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seal_maker.writer import REPLY_KEY, Case, b64u, fixed, flip, hkdf_expand, hkdf_extract, part, to_class, u

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
        cases.append(
            {
                "name": name,
                "given": {"reply_key": b64u(REPLY_KEY), "digest": DIGEST.hex(), "stream": b64u(stream)} | given,
                "wants": outcome,
            }
        )

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
    add(
        "frame of another stream of the same request",
        SALT + seal_frame(0, 0, frame_inner(*GOOD[0][:2]), salt=bytes(16)),
        "decrypt",
    )
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
    add("frame not to a size class, sealed by nobody", SALT + u(32, 300) + bytes(301), "padding")
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
