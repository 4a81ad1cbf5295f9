"""Vectors of what suite 2 is made of: SM3, HKDF over HMAC-SM3, SM4-GCM. The first of each kind is the standard's own example."""

from __future__ import annotations

import hashlib
from typing import Any

from seal_maker.writer import aead, derive, fixed, flip, hkdf_expand, hkdf_extract, u

# RFC 8998, appendix A.1
RFC_8998 = {
    "key": "0123456789abcdeffedcba9876543210",
    "nonce": "00001234567800000000abcd",
    "aad": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "text": "".join(pair * 8 for pair in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa")),
    "sealed": "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec",
}
# GB/T 32905-2016, annex A
SM3_EXAMPLES = {
    "abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}


def sm3_cases() -> list[dict[str, str]]:
    cases = [{"text": text.encode().hex(), "digest": digest} for text, digest in SM3_EXAMPLES.items()]
    for case in cases:
        assert hashlib.new("sm3", bytes.fromhex(case["text"])).hexdigest() == case["digest"]
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000):
        text = fixed(f"sm3 {length}", length)
        cases.append({"text": text.hex(), "digest": hashlib.new("sm3", text).hexdigest()})
    return cases


def hkdf_cases() -> list[dict[str, Any]]:
    cases = []
    for salt, secret, info, length in ((0, 32, 0, 16), (16, 32, 49, 16), (64, 80, 100, 32), (65, 1, 1, 100)):
        parts = fixed("salt", salt), fixed("secret", secret), fixed("info", info)
        key = hkdf_expand(hkdf_extract(parts[0], parts[1], "sm3"), parts[2], length, "sm3")
        names = dict(zip(("salt", "secret", "info"), (part.hex() for part in parts), strict=True))
        cases.append({**names, "length": length, "key": key.hex()})
    return cases


def sm4_gcm_cases() -> list[dict[str, Any]]:
    made = {name: bytes.fromhex(value) for name, value in RFC_8998.items() if name != "sealed"}
    assert aead(2, made["key"], made["nonce"], made["text"], made["aad"]).hex() == RFC_8998["sealed"]
    cases: list[dict[str, Any]] = [dict(RFC_8998)]
    for aad, length in ((0, 0), (0, 1), (1, 0), (15, 15), (16, 16), (17, 17), (40, 255), (100, 512)):
        key = derive(2, b"", fixed(f"sm4 {aad} {length}"), b"")
        nonce, text, bound = fixed("nonce", 12), fixed("text", length), fixed("aad", aad)
        sealed = aead(2, key, nonce, text, bound)
        values = {"key": key, "nonce": nonce, "aad": bound, "text": text, "sealed": sealed}
        cases.append({name: value.hex() for name, value in values.items()})
        for name, broken in (("tag", flip(sealed, -1)), ("front", flip(sealed, 0)), ("cut", sealed[:-1])):
            cases.append({**cases[-1], "text": None, "sealed": broken.hex(), "broken": name})
        cases.append({**cases[-4], "text": None, "aad": (bound + u(8, 0)).hex(), "broken": "aad"})
    return cases


def primitives() -> dict[str, Any]:
    return {"sm3": sm3_cases(), "hkdf_sm3": hkdf_cases(), "sm4_gcm": sm4_gcm_cases()}
