"""Cases of FORMAT.md, section 4: the capsule."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seal_maker.writer import OTHER_SESSION, RECORD_ID, SESSION, STATE_KEYS, Case, b64u, fixed, flip, part, to_class, u


def capsule(
    state: bytes = b"",
    *,
    epoch: int = 8,
    key: bytes | None = None,
    turn: int = 4,
    padded: bytes | None = None,
    **head: Any,
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
