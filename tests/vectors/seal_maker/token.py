"""Cases of FORMAT.md, section 10: admission tokens, how they are blinded, and what a node remembers. Plain RSA and EMSA-PSS by RFC 8017."""

from __future__ import annotations

import hashlib
from typing import Any

from seal_maker.writer import (
    NODE,
    NOW,
    NOW_MS,
    OTHER_NODE,
    OTHER_SESSION,
    RECORD_ID,
    SESSION,
    Case,
    b64u,
    case,
    fixed,
    flip,
    key_id,
    u,
)

E = 65537
DAY = NOW // 86_400
MIDNIGHT_MS = (DAY + 1) * 86_400_000


class Rsa:
    """Two primes from fixed bytes: each is the first prime at or after them, so many further on."""

    def __init__(self, name: str, further_p: int, further_q: int) -> None:
        self.p, self.q = (
            (int.from_bytes(fixed(f"{name} {which}", 192), "big") | 3 << 1534 | 1) + further
            for which, further in (("p", further_p), ("q", further_q))
        )
        self.n = self.p * self.q
        self.d = pow(E, -1, (self.p - 1) * (self.q - 1))
        self.modulus = self.n.to_bytes(384, "big")
        self.key_id = key_id(self.modulus)

    def sign(self, message: bytes, salt: bytes) -> bytes:
        encoded = int.from_bytes(emsa_pss(message, salt, self.n.bit_length() - 1), "big")
        return pow(encoded, self.d, self.n).to_bytes(384, "big")


KEY = Rsa("admission", 2668, 1876)
OTHER_KEY = Rsa("other admission", 960, 696)


def mgf1(seed: bytes, length: int) -> bytes:
    out = b""
    while len(out) < length:
        out += hashlib.sha384(seed + u(32, len(out) // 48)).digest()
    return out[:length]


def emsa_pss(message: bytes, salt: bytes, bits: int, digest_of: str = "sha384") -> bytes:
    size = (bits + 7) // 8
    h = hashlib.new(digest_of, bytes(8) + hashlib.new(digest_of, message).digest() + salt).digest()
    db = bytes(size - len(salt) - len(h) - 2) + b"\1" + salt
    masked = int.from_bytes(db, "big") ^ int.from_bytes(mgf1(h, len(db)), "big")
    masked &= (1 << (bits - 8 * (len(h) + 1))) - 1
    return masked.to_bytes(len(db), "big") + h + b"\xbc"


def text_of(nonce: bytes, node: str, day: int, purpose: bytes = b"jiayi/v1/token\0") -> bytes:
    return nonce + purpose + bytes.fromhex(node) + u(32, day)


def token(
    name: str = "a",
    *,
    by: Rsa = KEY,
    kid: str | None = None,
    node: str = NODE.key_id,
    day: int = DAY + 1,
    salt: bytes | None = None,
    **text: Any,
) -> bytes:
    nonce = fixed(f"nonce {name}")
    signature = by.sign(text_of(nonce, node, day, **text), fixed(f"salt {name}", 48) if salt is None else salt)
    return bytes.fromhex(by.key_id if kid is None else kid) + u(32, day) + nonce + signature


def token_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, raw: bytes | None, wants: str | dict[str, Any], **given: Any) -> None:
        base = {
            "token": None if raw is None else b64u(raw),
            "node_key_id": NODE.key_id,
            "key": b64u(KEY.modulus),
            "now_ms": NOW_MS,
            "earliest_day": DAY,
        }
        cases.append(case(name, base | given, wants))

    good = token()
    opened = {"kid": KEY.key_id, "day": DAY + 1, "nonce": b64u(fixed("nonce a"))}
    add("for tomorrow", good, opened)
    add("for today", token(day=DAY), opened | {"day": DAY})
    add("for the day after tomorrow", token(day=DAY + 2), opened | {"day": DAY + 2})
    add("on its last millisecond", token(day=DAY), opened | {"day": DAY}, now_ms=MIDNIGHT_MS - 1)
    add("after its last millisecond", token(day=DAY), "token", now_ms=MIDNIGHT_MS)
    add("for yesterday", token(day=DAY - 1), "token", earliest_day=0)
    add("for three days ahead", token(day=DAY + 3), "token")
    add("of a day that the clock has left", token(day=DAY), "token", earliest_day=DAY + 1)
    add("none", None, "token")
    add("empty", b"", "token")
    add("one byte short", good[:-1], "token")
    add("one byte long", good + b"\0", "token")
    add("of another key", token(by=OTHER_KEY), "token")
    add("of another key under this id", token(by=OTHER_KEY, kid=KEY.key_id), "token")
    add("of this key under another id", token(kid=OTHER_KEY.key_id), "token")
    add("for another node", token(node=OTHER_NODE.key_id), "token")
    add("at another node", good, "token", node_key_id=OTHER_NODE.key_id)
    add("signed for another purpose", token(purpose=b"jiayi/v1/tokem\0"), "token")
    add("salt of 32 bytes", token(salt=fixed("salt", 32)), "token")
    add("no salt", token(salt=b""), "token")
    add("day altered", good[:16] + u(32, DAY + 2) + good[20:], "token")
    add("nonce altered", flip(good, 20), "token")
    add("first byte of the signature altered", flip(good, 52), "token")
    add("last byte of the signature altered", flip(good, -1), "token")
    add("signature of zeros", good[:52] + bytes(384), "token")
    add("signature is one", good[:52] + bytes(383) + b"\1", "token")
    more = int.from_bytes(good[52:], "big") + KEY.n
    if more < 1 << 3072:
        add("signature not reduced", good[:52] + more.to_bytes(384, "big"), "token")
    inverse = (KEY.n - int.from_bytes(good[52:], "big")).to_bytes(384, "big")
    add("signature negated", good[:52] + inverse, "token")
    unpadded = pow(
        int.from_bytes(hashlib.sha384(text_of(good[20:52], NODE.key_id, DAY + 1)).digest(), "big"), KEY.d, KEY.n
    )
    add("no PSS", good[:52] + unpadded.to_bytes(384, "big"), "token")
    sha256 = pow(
        int.from_bytes(emsa_pss(text_of(good[20:52], NODE.key_id, DAY + 1), bytes(48), 3071, "sha256"), "big"),
        KEY.d,
        KEY.n,
    )
    add("SHA-256", good[:52] + sha256.to_bytes(384, "big"), "token")
    return cases


def blinding() -> dict[str, Any]:
    """Every step with what is random in it fixed; `unit` is r of RFC 9474."""
    steps = []
    for name in ("a", "b"):
        nonce, salt = fixed(f"nonce {name}"), fixed(f"salt {name}", 48)
        unit = int.from_bytes(fixed(f"unit {name}", 384), "big") % KEY.n
        encoded = int.from_bytes(emsa_pss(text_of(nonce, NODE.key_id, DAY + 1), salt, 3071), "big")
        blinded = encoded * pow(unit, E, KEY.n) % KEY.n
        signature = pow(blinded, KEY.d, KEY.n)
        steps.append(
            {
                "node_key_id": NODE.key_id,
                "day": DAY + 1,
                "nonce": b64u(nonce),
                "salt": b64u(salt),
                "unit": b64u(unit.to_bytes(384, "big")),
                "blinded": b64u(blinded.to_bytes(384, "big")),
                "blind_signature": b64u(signature.to_bytes(384, "big")),
                "token": b64u(token(name)),
            }
        )
    primes, other_primes = (
        {name: b64u(prime.to_bytes(192, "big")) for name, prime in (("p", key.p), ("q", key.q))}
        for key in (KEY, OTHER_KEY)
    )
    return {
        "key": b64u(KEY.modulus),
        "key_id": KEY.key_id,
        "primes": primes,
        "other_primes": other_primes,
        "steps": steps,
    }


def admission_cases() -> list[Case]:
    """What a node remembers: steps in their order, each with what it comes to."""
    a, b, c = (b64u(token(name)) for name in "abc")
    late = b64u(token("d", day=DAY + 2))
    cases: list[Case] = []

    def add(
        name: str, *steps: tuple[str, bytes, bytes, int, str | None], capacity: int = 10, followed_at: int | None = None
    ) -> None:
        admits = [
            {"token": raw, "session_id": session.hex(), "record_id": record.hex(), "now_ms": at, "reason": reason}
            for raw, session, record, at, reason in steps
        ]
        given = {"node_key_id": NODE.key_id, "key": b64u(KEY.modulus), "not_after": NOW + 172_800, "capacity": capacity}
        follows = {"key": b64u(OTHER_KEY.modulus), "not_after": NOW + 345_600, "at": followed_at}
        given["follows"] = None if followed_at is None else follows
        cases.append({"name": name, "given": given, "wants": {"admits": admits}})

    s, t, r = SESSION, OTHER_SESSION, RECORD_ID
    add("one token, one consultation, asked again", (a, s, r, NOW_MS, None), (a, s, r, NOW_MS + 1, None))
    add("spent again for another session", (a, s, r, NOW_MS, None), (a, t, r, NOW_MS, "token"), (a, s, r, NOW_MS, None))
    add("spent again for another record", (a, s, r, NOW_MS, None), (a, s, fixed("r", 16), NOW_MS, "token"))
    add("two tokens for one consultation", (a, s, r, NOW_MS, None), (b, s, r, NOW_MS, None))
    add(
        "full",
        *((a, s, r, NOW_MS, None), (b, t, r, NOW_MS, None), (c, s, r, NOW_MS, "replay_full")),
        (a, s, r, NOW_MS, None),
        capacity=2,
    )
    add(
        "forgotten with its day, and then too old",
        *((a, s, r, NOW_MS, None), (a, t, r, MIDNIGHT_MS, "token"), (late, t, r, MIDNIGHT_MS + 86_400_000, None)),
        (a, t, r, MIDNIGHT_MS + 86_400_000, "token"),
        capacity=1,
    )
    add("a clock set back", (late, s, r, MIDNIGHT_MS + 86_400_000, None), (a, s, r, NOW_MS, "token"))
    again = b64u(token(day=DAY))
    add(
        "two tokens of one nonce are one",
        *((a, s, r, NOW_MS, None), (again, t, r, NOW_MS, "token"), (again, s, r, NOW_MS, None)),
    )
    add(
        "two tokens of one nonce, kept for the day of the first",
        *((again, s, r, NOW_MS, None), (a, s, r, NOW_MS, None), (a, t, r, MIDNIGHT_MS, None)),
        (again, s, r, MIDNIGHT_MS, "token"),
    )
    add("spent, and the memory full", (a, s, r, NOW_MS, None), (a, t, r, NOW_MS, "token"), capacity=1)
    add(
        "a day that was shown to a turn that was refused",
        *((a, s, r, MIDNIGHT_MS + 86_400_000, "token"), (a, s, r, NOW_MS, "token")),
    )
    add("after the end of its key", (late, s, r, NOW_MS + 172_800_000, "token"))
    other = b64u(token("e", by=OTHER_KEY))
    add(
        "a key that another one follows",
        *((a, s, r, NOW_MS, None), (other, t, r, NOW_MS + 1_000, None), (b, t, r, NOW_MS + 900_999, None)),
        *((c, s, r, NOW_MS + 901_000, "token"), (a, s, r, NOW_MS + 901_000, "token")),
        followed_at=NOW + 1,
    )
    add(
        "a key that another one follows just before its end",
        (late, s, r, NOW_MS + 172_800_000, "token"),
        followed_at=NOW + 172_799,
    )
    return cases
