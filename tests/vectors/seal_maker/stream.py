"""Cases of FORMAT.md, section 3: the stream of frames."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from seal_maker.writer import REPLY_KEY, Case, aead, b64u, derive, fixed, flip, part, shortened, to_class, u

DIGEST = hashlib.sha256(b"a request").digest()
SALT = fixed("salt", 16)
PROGRESS, REPLY, CAPSULE, RECORD_FRAME, FAILURE = 1, 2, 3, 4, 5


FLOORS = {PROGRESS: 512, REPLY: 8192, FAILURE: 512}


def frame_inner(kind: int, body: bytes) -> bytes:
    inner = bytes([kind]) + part(body)
    return to_class(inner, FLOORS[kind]) if kind in FLOORS else inner + bytes(-len(inner) % 256)


def seal_frame(
    seq: int, last: int, padded: bytes, *, digest: bytes = DIGEST, salt: bytes = SALT, suite: int = 1
) -> bytes:
    key = derive(suite, salt, REPLY_KEY, b"jiayi/v1/frames\0" + u(8, suite) + digest)
    aad = b"jiayi/v1/frame\0" + u(8, suite) + digest + u(64, seq) + bytes([last])
    sealed = aead(suite, key, u(32, 0) + u(64, seq), padded, aad)
    return u(32, len(sealed)) + bytes([last]) + sealed


Spec = tuple[int, bytes, int]
LIFE: Spec = (PROGRESS, b"", 0)
TOLD: tuple[Spec, ...] = (
    (PROGRESS, '{"kind":"specialty_started","text":"心内科正在看"}'.encode(), 0),
    (PROGRESS, b'{"kind":"specialty_done"}', 0),
)
BEFORE: tuple[Spec, ...] = (*TOLD, *[LIFE] * 14)
END: tuple[Spec, ...] = (
    (REPLY, '{"text":"您说的我记下了"}'.encode(), 0),
    (CAPSULE, fixed("next capsule", 700), 0),
    (RECORD_FRAME, fixed("envelope", 1500), 1),
)
GOOD = (*BEFORE, *END)


def frames(*specs: Spec, suite: int = 1) -> list[bytes]:
    return [seal_frame(seq, last, frame_inner(kind, body), suite=suite) for seq, (kind, body, last) in enumerate(specs)]


def stream_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, stream: bytes, wants: str | tuple[Spec, ...], **given: Any) -> None:
        outcome: dict[str, Any] = {"reason": wants}
        if not isinstance(wants, str):
            outcome = {"opens": [{"kind": kind, "body": b64u(body), "last": bool(last)} for kind, body, last in wants]}
        base = {"reply_key": b64u(REPLY_KEY), "digest": DIGEST.hex(), "suite": 1, "stream": b64u(stream)}
        cases.append({"name": name, "given": base | given, "wants": outcome})

    for group in (stream_opens, stream_moved, stream_lengths, stream_orders):
        group(add)
    return shortened(cases, "stream")


Add = Callable[..., None]
FAILED: Spec = (FAILURE, b'{"code":"busy","retry":true}', 1)


def both(*specs: Spec, suite: int = 1) -> bytes:
    return SALT + b"".join(frames(*specs, suite=suite))


WHOLE, SECOND = both(*GOOD), both(*GOOD, suite=2)


def stream_opens(add: Add) -> None:
    add("progress, reply, capsule, record", WHOLE, GOOD)
    add("suite 2", SECOND, GOOD, suite=2)
    add("nothing told before the reply", both(*[LIFE] * 16, *END), (*[LIFE] * 16, *END))
    add("32 progress frames", both(*BEFORE, *BEFORE, *END), (*BEFORE, *BEFORE, *END))
    add("failure at once", both(FAILED), (FAILED,))
    add("failure after progress", both(*TOLD, FAILED), (*TOLD, FAILED))
    add("failure after the capsule", both(*GOOD[:-1], FAILED), (*GOOD[:-1], FAILED))
    long: Spec = (PROGRESS, b"{}".ljust(600), 0)
    add("progress of two size classes", both(long, *GOOD[1:]), (long, *GOOD[1:]))


def stream_moved(add: Add) -> None:
    good = frames(*GOOD)
    add("nothing", b"", "truncated")
    add("salt only", SALT, "truncated")
    add("half a salt", SALT[:8], "truncated")
    add("cut between frames", SALT + b"".join(good[:-1]), "truncated")
    add("cut inside a frame", WHOLE[:-1], "truncated")
    add("cut inside a frame's head", SALT + good[0] + good[1][:3], "truncated")
    add("frames swapped", SALT + good[1] + good[0] + b"".join(good[2:]), "decrypt")
    add("first frame dropped", SALT + b"".join(good[1:]), "decrypt")
    add("frame sent twice", SALT + good[0] + good[0] + b"".join(good[1:]), "decrypt")
    other = seal_frame(0, 0, frame_inner(*GOOD[0][:2]), salt=bytes(16))
    add("frame of another stream of the same request", SALT + other, "decrypt")
    add("other request", WHOLE, "decrypt", digest=hashlib.sha256(b"another").hexdigest())
    add("other reply key", WHOLE, "decrypt", reply_key=b64u(bytes(32)))
    add("made under suite 1, read under suite 2", WHOLE, "decrypt", suite=2)
    add("made under suite 2, read under suite 1", SECOND, "decrypt")
    add("suite 2: tag altered", flip(SECOND, -1), "decrypt", suite=2)
    add("suite 2: first frame dropped", SALT + b"".join(frames(*GOOD, suite=2)[1:]), "decrypt", suite=2)
    add("other salt", bytes(16) + WHOLE[16:], "decrypt")
    add("last bit set on the way", SALT + good[0][:4] + b"\1" + good[0][5:], "decrypt")
    add("last bit cleared on the way", WHOLE[: -len(good[-1]) + 4] + b"\0" + good[-1][5:], "decrypt")
    add("ciphertext altered", flip(WHOLE, 40), "decrypt")
    add("tag altered", flip(WHOLE, -1), "decrypt")
    add("last is 2", SALT + good[0][:4] + b"\2" + good[0][5:], "header")
    add("last is 2, sealed so", SALT + seal_frame(0, 2, frame_inner(*GOOD[0][:2])), "header")
    add("one byte after the end", WHOLE + b"\0", "length")
    add("a frame after the end", WHOLE + seal_frame(len(GOOD), 1, frame_inner(FAILURE, b"{}")), "length")


def stream_lengths(add: Add) -> None:
    empty = frame_inner(PROGRESS, b"")
    add("frame shorter than a tag", SALT + u(32, 15) + b"\0" + bytes(15), "too_short")
    add("frame of a tag alone", SALT + seal_frame(0, 0, b""), "padding")
    add("frame over its limit", SALT + u(32, 2 * 1024 * 1024 + 256 + 16) + b"\0", "too_long")
    add("frame not to a step", SALT + seal_frame(0, 0, empty[:-1]), "padding")
    add("progress of half its size class", SALT + seal_frame(0, 0, empty[:256]), "padding")
    add("progress of twice its size class", SALT + seal_frame(0, 0, empty + bytes(512)), "padding")
    add("frame not to a step, sealed by nobody", SALT + u(32, 300) + bytes(301), "padding")
    add("padding not zero", SALT + seal_frame(0, 0, flip(empty, -1)), "padding")
    add("body runs past the end", SALT + seal_frame(0, 0, to_class(b"\1" + u(32, 600), 512)), "length")
    add("body over its limit", SALT + seal_frame(0, 0, to_class(b"\1" + u(32, 2**31), 512)), "too_long")
    before = SALT + b"".join(frames(*BEFORE))
    reply = frame_inner(REPLY, b"{}")
    add("reply of half its size class", before + seal_frame(16, 0, reply[:4096]), "padding")
    upto = SALT + b"".join(frames(*GOOD[:-2]))
    capsule = frame_inner(CAPSULE, b"c")
    add("capsule with a step too many", upto + seal_frame(17, 0, capsule + bytes(256)), "padding")
    add("capsule filled with other than zeros", upto + seal_frame(17, 0, flip(capsule, -1)), "padding")


def stream_orders(add: Add) -> None:
    reply, capsule, record = END
    orders: dict[str, tuple[Spec, ...]] = {
        "capsule first": (capsule,),
        "record first": (record,),
        "reply without progress": END,
        "reply after two progress frames": (*TOLD, *END),
        "reply after 17 progress frames": (*BEFORE, LIFE, *END),
        "progress after the reply": (*BEFORE, reply, LIFE),
        "two replies": (*BEFORE, reply, reply),
        "record without capsule": (*BEFORE, reply, record),
        "two capsules": (*BEFORE, reply, capsule, capsule),
        "progress as the last": ((PROGRESS, b"{}", 1),),
        "reply as the last": (*BEFORE, (REPLY, b"{}", 1)),
        "record not the last": (*BEFORE, reply, capsule, (RECORD_FRAME, b"r", 0)),
        "failure not the last": ((FAILURE, b"{}", 0),),
        "kind 0": ((0, b"", 0),),
        "kind 6": ((6, b"", 0),),
    }
    for name, specs in orders.items():
        add(name, both(*specs), "order")
