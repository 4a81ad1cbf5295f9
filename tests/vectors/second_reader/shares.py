"""Section 13 of the format: a shared summary, as a reader with link and code opens it."""

from __future__ import annotations

from tests.vectors.second_reader.notation import JSON, KIB, Inside, canonical_object, is_int, refuse, size_class
from tests.vectors.second_reader.suites import aead_open, hkdf

LONGEST = {"name": 200, "person": 200, "urgency": 200, "headline": 400, "summary": 6000}


def proof(share_id: bytes, link_key: bytes, code: str) -> bytes:
    return hkdf("sha256", share_id, link_key, b"jiayi/v1/share-proof\0" + code.encode(), 32)


def read_share(sealed: bytes, *, share_id: bytes, link_key: bytes, code: str) -> dict[str, JSON]:
    size = len(sealed) - 12 - 16
    if size < 4 * KIB:
        refuse("too_short")
    if size > 32 * KIB:
        refuse("too_long")
    if size != size_class(size, 4 * KIB):
        refuse("padding")
    key = hkdf("sha256", share_id, link_key, b"jiayi/v1/share-key\0" + code.encode(), 32)
    inside = Inside(aead_open(1, key, sealed[:12], sealed[12:], b"jiayi/v1/share\0" + share_id))
    text = inside.part(32 * KIB)
    inside.padded_to(size_class(inside.at, 4 * KIB))
    body = canonical_object(text, "json")
    texts = all(isinstance(body.get(name), str) and len(body[name]) <= most for name, most in LONGEST.items())
    rest = body.get("version") == 1 and type(body["version"]) is int and body.get("lang") in ("zh", "en")
    if not texts or not rest or not is_int(body.get("made_at_ms"), 0, 2**53 - 1) or len(body) != 3 + len(LONGEST):
        refuse("json")
    return body
