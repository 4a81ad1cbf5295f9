"""Cases of FORMAT.md, section 5: envelopes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from seal_maker.writer import (
    MAILBOX,
    NODE,
    NOW_MS,
    OTHER_NODE,
    RECEIPT,
    RECORD,
    RECORD_ID,
    SIGNER,
    STRANGER,
    Case,
    Sign,
    b64u,
    canonical,
    case,
    fixed,
    flip,
    part,
    shortened,
    to_class,
    u,
)

OTHER_ID = fixed("attachment", 16).hex()
SECRET = fixed("essentials", 32)
COMMITMENT = hashlib.sha256(b"jiayi/v1/essentials\0" + SECRET).hexdigest()
CREATED = {"created_at_ms": NOW_MS}
HEADERS: dict[str, dict[str, Any]] = {
    "record": {"record_id": RECORD_ID.hex(), "revision": 3, "producer": SIGNER.key_id},
    "identity": {"record_id": RECORD_ID.hex(), "magnet": "YC-7Q2M_x"},
    "attachment": {"record_id": RECORD_ID.hex(), "attachment_id": OTHER_ID, "media_type": "image/jpeg"},
    "reply": {"record_id": RECORD_ID.hex(), "message_id": OTHER_ID},
    "message": {"mailbox_id": fixed("mailbox", 16).hex(), "message_id": OTHER_ID, "producer": RECEIPT.key_id},
    "ask": {},
    "essentials": {"commitment": COMMITMENT, "producer": RECEIPT.key_id},
}
RECIPIENTS = {"message": MAILBOX, "essentials": NODE}
HEADERS = {
    kind: {"kind": kind, "key_id": RECIPIENTS.get(kind, RECORD).key_id} | CREATED | header
    for kind, header in HEADERS.items()
}
SIGNERS = {"record": SIGNER, "message": RECEIPT, "essentials": RECEIPT}


def envelope(
    kind: str,
    body: bytes = b"{}",
    *,
    raw: bytes | None = None,
    padded: bytes | None = None,
    info: bytes | None = None,
    **options: Any,
) -> bytes:
    raw = canonical(HEADERS[kind] | options.get("header", {})) if raw is None else raw
    recipient = options.get("recipient", RECIPIENTS.get(kind, RECORD))
    text = to_class(part(body), 65536 if kind == "record" else 4096) if padded is None else padded
    sealed = recipient.seal(b"jiayi/v1/envelope\0" + raw if info is None else info, text)
    unsigned = b"JYEV" + bytes([options.get("version", 1)]) + u(16, len(raw)) + raw + part(sealed)
    signer = options.get("signer", SIGNERS.get(kind))
    return (
        unsigned if signer is None else unsigned + signer.sign(b"jiayi/v1/signed\0" + hashlib.sha256(unsigned).digest())
    )


def _essentials(add: Callable[[str, bytes, str | dict[str, Any]], None]) -> None:
    data = envelope("essentials", b'{"diagnoses":[]}')
    opened = {
        "header": HEADERS["essentials"],
        "body": b64u(b'{"diagnoses":[]}'),
        "digest": hashlib.sha256(data).hexdigest(),
        "recipient": "node",
        "key": None,
    }
    add("essentials", data, opened)
    ask = envelope("ask", b'{"consent":true}')
    opened = {"header": HEADERS["ask"], "body": b64u(b'{"consent":true}'), "recipient": "record", "key": None}
    add("ask", ask, opened | {"digest": hashlib.sha256(ask).hexdigest()})
    add("ask with a signature", envelope("ask", signer=SIGNER), "length")
    add("essentials without signature", data[:-64], "signature")
    add("essentials signed by a node", envelope("essentials", signer=SIGNER), "signature")
    add(
        "essentials: commitment in upper case",
        envelope("essentials", header={"commitment": COMMITMENT.upper()}),
        "header",
    )
    add("essentials: commitment too short", envelope("essentials", header={"commitment": COMMITMENT[:32]}), "header")


def envelope_cases() -> list[Case]:
    cases: list[Case] = []

    def add(
        name: str,
        data: bytes,
        wants: str | dict[str, Any],
        *,
        signers: tuple[Sign, ...] = (SIGNER, RECEIPT),
        retired: tuple[str, ...] = (),
    ) -> None:
        given = {"envelope": b64u(data), "signers": [b64u(signer.public) for signer in signers]}
        cases.append(case(name, given | ({"retired": list(retired)} if retired else {}), wants))

    for group in (envelope_opens, _essentials, envelope_lengths, envelope_texts, envelope_signed):
        group(add)
    return shortened(cases, "envelope")


Add = Callable[..., None]
RECORD_ENVELOPE, MESSAGE, IDENTITY = envelope("record"), envelope("message"), envelope("identity")
RAW = canonical(HEADERS["identity"])
SEALED_AT = 7 + len(RAW) + 4


def envelope_opens(add: Add) -> None:
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


def envelope_lengths(add: Add) -> None:
    add("nothing", b"", "too_short")
    add("shorter than any envelope", IDENTITY[:1146], "too_short")
    add("other magic", b"JYCP" + IDENTITY[4:], "magic")
    add("version 2", envelope("identity", version=2), "version")
    add("header over its limit", IDENTITY[:5] + u(16, 2049) + IDENTITY[7:] + bytes(2048), "too_long")
    add("header runs past the end", IDENTITY[:5] + u(16, 2048) + IDENTITY[7:1200], "length")
    add("sealed part over its limit", IDENTITY[: SEALED_AT - 4] + u(32, 2**31) + IDENTITY[SEALED_AT:], "too_long")
    add(
        "sealed part runs past the end",
        IDENTITY[: SEALED_AT - 4] + u(32, len(IDENTITY)) + IDENTITY[SEALED_AT:],
        "length",
    )
    add("sealed part too short", IDENTITY[: SEALED_AT - 4] + u(32, 1135) + IDENTITY[SEALED_AT:], "too_short")
    add("one byte after the end", IDENTITY + b"\0", "length")
    add("unsigned kind with a signature", envelope("identity", signer=SIGNER), "length")


def envelope_texts(add: Add) -> None:
    for name, changed in {
        "space": RAW.replace(b":", b": ", 1),
        "keys not sorted": json.dumps(
            dict(sorted(HEADERS["identity"].items(), reverse=True)), separators=(",", ":")
        ).encode(),
        "key twice": RAW[:-1] + b',"record_id":"' + RECORD_ID.hex().encode() + b'"}',
        "escape that is not needed": RAW.replace(b'"YC', b'"\\u0059C'),
        "number as 1.0": RAW.replace(b"1795000000000", b"1795000000000.0"),
        "fraction": RAW.replace(b"1795000000000", b"1795000000000.5"),
        "exponent": RAW.replace(b"1795000000000", b"1795e9"),
        "minus zero": RAW.replace(b"1795000000000", b"-0"),
        "beyond 2^53": RAW.replace(b"1795000000000", b"9007199254740993"),
        "lone surrogate": RAW.replace(b"YC", b"\\ud800"),
        "key not ASCII": '{"媒":1}'.encode(),
    }.items():
        add(f"header: {name}", envelope("identity", raw=changed), "not_canonical")
    for name, changed in {
        "not JSON": b"{",
        "a list": b"[]",
        "empty": b"",
        "not UTF-8": b'{"a":"\xff"}',
        "byte-order mark": b"\xef\xbb\xbf" + RAW,
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


def envelope_signed(add: Add) -> None:
    add("header: revision 0", envelope("record", header={"revision": 0}, padded=bytes(4096)), "header")
    add("header: revision 2^32", envelope("record", header={"revision": 2**32}, padded=bytes(4096)), "header")
    add("header: media type", envelope("attachment", header={"media_type": "text/html"}), "header")
    add("record without signature", RECORD_ENVELOPE[:-64], "signature")
    add("message without signature", MESSAGE[:-64], "signature")
    add("half a signature", RECORD_ENVELOPE[:-32], "length")
    add("signature altered", flip(RECORD_ENVELOPE, -1), "signature")
    undigested = RECORD_ENVELOPE[:-64] + SIGNER.sign(b"jiayi/v1/signed\0" + RECORD_ENVELOPE[:-64])
    add("signature over the bytes and not their digest", undigested, "signature")
    add("signed by a stranger", envelope("record", signer=STRANGER), "signature")
    add("sealed part altered under the signature", flip(RECORD_ENVELOPE, -100), "signature")
    add("signer unknown", envelope("record", header={"producer": STRANGER.key_id}, signer=STRANGER), "unknown_key")
    resigned = canonical(HEADERS["record"] | {"producer": STRANGER.key_id})
    moved = b"JYEV\1" + u(16, len(resigned)) + resigned + RECORD_ENVELOPE[7 + len(canonical(HEADERS["record"])) : -64]
    moved += STRANGER.sign(b"jiayi/v1/signed\0" + hashlib.sha256(moved).digest())
    add("taken over by another signer", moved, "decrypt", signers=(SIGNER, STRANGER))
    add(
        "recipient unknown",
        envelope("identity", header={"key_id": OTHER_NODE.key_id}, recipient=OTHER_NODE),
        "unknown_key",
    )
    add(
        "sealed under another header",
        envelope("identity", info=b"jiayi/v1/envelope\0" + canonical(HEADERS["reply"])),
        "decrypt",
    )
    add("magnet changed", IDENTITY.replace(b"YC-7Q2M_x", b"YC-7Q2M_y"), "decrypt")
    add("encapsulation altered", flip(IDENTITY, SEALED_AT), "decrypt")
    add("tag altered", flip(IDENTITY, -1), "decrypt")
    add("twice the size class", envelope("identity", padded=to_class(part(b"{}"), 8192)), "padding")
    cut = u(32, 1136 + 4095) + IDENTITY[SEALED_AT:-1]
    add("sealed part not to a size class", IDENTITY[: SEALED_AT - 4] + cut, "padding")
    add("padding not zero", envelope("identity", padded=flip(to_class(part(b"{}"), 4096), -1)), "padding")
    add("body runs past the end", envelope("identity", padded=to_class(u(32, 4093), 4096)), "length")
    add("body over its limit", envelope("identity", padded=to_class(u(32, 2**25), 4096)), "too_long")
    add("record key that was destroyed", IDENTITY, "expired_key", retired=(RECORD.key_id,))
    add("over its limit", RECORD_ENVELOPE + bytes(17 * 1024 * 1024), "too_long")
    add("record of the class of other kinds", envelope("record", padded=to_class(part(b"{}"), 4096)), "padding")
    add("identity of the class of a record", envelope("identity", padded=to_class(part(b"{}"), 65536)), "padding")


def essentials_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, data: bytes, wants: str | dict[str, Any], *, secret: bytes = SECRET, late_ms: int = 0) -> None:
        given = {"envelope": b64u(data), "secret": b64u(secret), "signers": [b64u(RECEIPT.public)]}
        cases.append(case(name, given | {"now_ms": NOW_MS + late_ms}, wants))

    body = b'{"diagnoses":[],"known":[]}'
    good = envelope("essentials", body)
    opened = {"body": b64u(body), "commitment": COMMITMENT}
    add("released", good, opened)
    add("as late as may be", good, opened, late_ms=900_000)
    add("as early as may be", good, opened, late_ms=-900_000)
    add("too late", good, "stale", late_ms=900_001)
    add("ahead of time", good, "stale", late_ms=-900_001)
    add("another secret", good, "decrypt", secret=fixed("another", 32))
    add("another secret and too late", good, "decrypt", secret=fixed("another", 32), late_ms=900_001)
    add("secret too short", good, "decrypt", secret=SECRET[:16])
    add("no secret", good, "decrypt", secret=b"")
    add("another kind", envelope("message", body), "header")
    add("an unsigned kind", envelope("identity", body), "header")
    add(
        "for another node",
        envelope("essentials", body, recipient=OTHER_NODE, header={"key_id": OTHER_NODE.key_id}),
        "unknown_key",
    )
    add("signed by a stranger", envelope("essentials", body, signer=STRANGER), "signature")
    other = {"commitment": hashlib.sha256(b"jiayi/v1/essentials\0" + fixed("another", 32)).hexdigest()}
    forged = good.replace(COMMITMENT.encode(), other["commitment"].encode())
    add("commitment changed under the signature", forged, "signature", secret=fixed("another", 32))
    add("altered", flip(good, -100), "signature")
    add("cut", good[:-1], "length")
    add("nothing", b"", "too_short")
    return cases
