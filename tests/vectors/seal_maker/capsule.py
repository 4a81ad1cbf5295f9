"""Cases of FORMAT.md, section 4: the capsule."""

from __future__ import annotations

from typing import Any

from seal_maker.writer import (
    OTHER_SESSION,
    RECORD_ID,
    SESSION,
    STATE_KEYS,
    Case,
    aead,
    b64u,
    derive,
    fixed,
    flip,
    part,
    shortened,
    to_class,
    u,
)

FLOOR = 32 * 1024


def capsule(
    state: bytes = b"",
    *,
    epoch: int = 8,
    key: bytes | None = None,
    turn: int = 4,
    padded: bytes | None = None,
    suite: int = 1,
    **head: Any,
) -> bytes:
    prefix = head.get("magic", b"JYCP") + bytes([head.get("version", 1)]) + u(32, epoch)
    nonce = fixed("capsule nonce", 12)
    aad = b"jiayi/v1/capsule\0" + u(8, suite) + prefix + SESSION + u(32, turn) + RECORD_ID
    text = to_class(part(state), FLOOR) if padded is None else padded
    key = STATE_KEYS[epoch] if key is None else key
    if suite == 2:
        key = derive(2, b"", key, b"jiayi/v1/capsule-key\0" + u(8, 2))
    return prefix + nonce + aead(suite, key, nonce, text, aad)


def capsule_cases() -> list[Case]:
    cases: list[Case] = []
    state = '{"findings":["胸闷"]}'.encode()
    good = capsule(state)

    def add(name: str, data: bytes, wants: str | bytes, **given: Any) -> None:
        base = {
            "state_keys": {str(epoch): key.hex() for epoch, key in STATE_KEYS.items()},
            "current": 8,
            "retired": [6],
            "suite": 1,
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
    add("state of 33,000 bytes", capsule(fixed("state", 33_000)), fixed("state", 33_000))
    second = capsule(state, suite=2)
    add("suite 2", second, state, suite=2)
    add("suite 2, earlier epoch", capsule(state, suite=2, epoch=7), state, suite=2)
    add("made under suite 2, read under suite 1", second, "decrypt")
    add("made under suite 1, read under suite 2", good, "decrypt", suite=2)
    add("suite 2: tag altered", flip(second, -1), "decrypt", suite=2)
    add("suite 2: other turn", second, "decrypt", suite=2, turn=5)
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
    add("twice the size class", capsule(padded=to_class(part(state), 2 * FLOOR)), "padding")
    add("padding not zero", capsule(padded=flip(to_class(part(state), FLOOR), -1)), "padding")
    add("state runs past the end", capsule(padded=to_class(u(32, FLOOR - 3), FLOOR)), "length")
    add("state over its limit", capsule(padded=to_class(u(32, 512 * 1024 + 1), FLOOR)), "too_long")
    add("over its limit", good + bytes(512 * 1024), "too_long")
    add("padded over its limit by nobody's sealer", good[:-1] + bytes(480 * 1024), "padding")
    return shortened(cases, "capsule")
