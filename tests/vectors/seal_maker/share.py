"""Cases of FORMAT.md, section 13: a visit summary that is shared."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from seal_maker.writer import (
    NOW_MS,
    Case,
    aead,
    b64u,
    canonical,
    case,
    fixed,
    flip,
    hkdf_expand,
    hkdf_extract,
    part,
    shortened,
    to_class,
    u,
)

FLOOR, MOST = 4096, 32 * 1024
SHARE_ID, LINK_KEY, CODE = fixed("share", 16), fixed("link key"), "048213"
BODY: dict[str, Any] = {
    "version": 1,
    "lang": "zh",
    "made_at_ms": NOW_MS,
    "name": "李𠮷·古丽",
    "person": "女，91 岁",
    "urgency": "今天看医生",
    "headline": "请今天就去看医生",
    "summary": "主诉：胸闷三天。\n过敏：青霉素。",
}


def derived(label: str, code: str = CODE, share_id: bytes = SHARE_ID, link_key: bytes = LINK_KEY) -> bytes:
    return hkdf_expand(hkdf_extract(share_id, link_key), f"jiayi/v1/{label}\0{code}".encode(), 32)


def sealed(
    body: Any = None, *, padded: bytes | None = None, label: str = "share-key", bound: bytes = SHARE_ID
) -> bytes:
    text = body if isinstance(body, bytes) else canonical(BODY if body is None else body)
    nonce = fixed("share nonce", 12)
    filled = to_class(part(text), FLOOR) if padded is None else padded
    return nonce + aead(1, derived(label), nonce, filled, b"jiayi/v1/share\0" + bound)


def share_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, data: bytes, wants: Any, **given: str) -> None:
        base = {"share_id": SHARE_ID.hex(), "link_key": b64u(LINK_KEY), "code": CODE, "sealed": b64u(data)}
        cases.append(case(name, base | given, wants))

    good = sealed()
    proof = derived("share-proof")
    opened = {"body": BODY, "proof": b64u(proof), "proof_digest": hashlib.sha256(proof).hexdigest()}
    long = BODY | {"summary": "胸" * 6000}
    add("a summary", good, opened)
    add("the longest summary", sealed(long), opened | {"body": long})
    english = BODY | {"lang": "en", "made_at_ms": 2**53 - 1}
    add("in English, at the end of time", sealed(english), opened | {"body": english})
    add("another code", good, "decrypt", code="048214")
    add("a code without its leading zero", good, "decrypt", code="48213")
    add("another link key", good, "decrypt", link_key=b64u(fixed("another link key")))
    add("another share", good, "decrypt", share_id=fixed("another share", 16).hex())
    add("bound to another share", sealed(bound=fixed("another share", 16)), "decrypt")
    add("sealed under the proof", sealed(label="share-proof"), "decrypt")
    add("tag altered", flip(good, -1), "decrypt")
    add("nonce altered", flip(good, 0), "decrypt")
    add("nothing", b"", "too_short")
    add("one byte too short for any", good[:4123], "too_short")
    add("a version that is no number", sealed(BODY | {"version": True}), "json")
    add("over its limit", good + bytes(MOST), "too_long")
    add("of no size class", good + bytes(100), "padding")
    add("one class up", sealed(padded=to_class(part(canonical(BODY)), 2 * FLOOR)), "padding")
    add("padding not zero", sealed(padded=flip(to_class(part(canonical(BODY)), FLOOR), -1)), "padding")
    add("body runs past the end", sealed(padded=to_class(u(32, FLOOR), FLOOR)), "length")
    add("body over the limit", sealed(padded=to_class(u(32, MOST + 1), FLOOR)), "too_long")
    add("an empty body", sealed(b""), "json")
    add("no JSON", sealed(b"{"), "json")
    add("a list", sealed([BODY]), "json")
    add("a key too many", sealed(BODY | {"phone": "13900000000"}), "json")
    add("a key too few", sealed({key: value for key, value in BODY.items() if key != "name"}), "json")
    add("a key twice", sealed(canonical(BODY)[:-1] + b',"version":1}'), "not_canonical")
    add("with white space", sealed(json.dumps(BODY, ensure_ascii=False, sort_keys=True).encode()), "not_canonical")
    add("version 2", sealed(BODY | {"version": 2}), "json")
    add("another language", sealed(BODY | {"lang": "ug"}), "json")
    add("a time that is no integer", sealed(BODY | {"made_at_ms": 1.5}), "not_canonical")
    add("a time before all", sealed(BODY | {"made_at_ms": -1}), "json")
    add("a summary of 6,001", sealed(BODY | {"summary": "胸" * 6001}), "json")
    add("a name of 201", sealed(BODY | {"name": "马" * 201}), "json")
    add(
        "a name of 200 beyond the plane",
        sealed(BODY | {"name": "𠮷" * 200}),
        opened | {"body": BODY | {"name": "𠮷" * 200}},
    )
    add("a name that is no text", sealed(BODY | {"name": 7}), "json")
    add("bytes that are no text", sealed(b'{"version":1,"name":"\xff"}'), "json")
    return shortened(cases, "sealed")
