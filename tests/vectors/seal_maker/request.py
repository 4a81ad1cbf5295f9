"""Cases of FORMAT.md, section 2: requests and the replay memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from seal_maker.token import token
from seal_maker.writer import (
    NODE,
    NOW_MS,
    OTHER_NODE,
    OTHER_SESSION,
    RECORD_ID,
    REPLY_KEY,
    SESSION,
    Case,
    b64u,
    case,
    fixed,
    flip,
    part,
    shortened,
    to_class,
    u,
)

FLOOR = 40 * 1024


def request_info(suite: int = 1, path: bytes = b"POST /v1/turns") -> bytes:
    return b"jiayi/v1/request\0" + u(8, suite) + path + b"\0"


def request_json(**changes: Any) -> bytes:
    value: dict[str, Any] = {
        "reply_key": b64u(REPLY_KEY),
        "sent_at_ms": NOW_MS,
        "record_id": RECORD_ID.hex(),
        "input": {"kind": "say", "text": "胸闷两天，爬楼梯加重"},
        "admission": None,
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
    info: bytes | None = None,
    padded: bytes | None = None,
) -> bytes:
    kid = NODE.key_id if kid is None else kid
    header = magic + bytes([version]) + bytes.fromhex(kid) + SESSION + u(32, turn)
    text = to_class(request_inner() if inner is None else inner, FLOOR) if padded is None else padded
    return header + NODE.seal((request_info() if info is None else info) + header, text)


def request_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, body: bytes, wants: str | dict[str, Any], **given: Any) -> None:
        cases.append(case(name, {"body": b64u(body), "now_ms": NOW_MS, "suite": 1} | given, wants))

    for group in (request_opens, request_clear, request_inside, request_texts):
        group(add)
    return shortened(cases, "body")


Add = Callable[..., None]


def opened(
    turn: int, body: bytes, capsule: bytes = b"", blobs: tuple[bytes, ...] = (), admission: str | None = None
) -> dict[str, Any]:
    return {
        "session_id": SESSION.hex(),
        "turn": turn,
        "record_id": RECORD_ID.hex(),
        "reply_key": b64u(REPLY_KEY),
        "sent_at_ms": NOW_MS,
        "input": {"kind": "say", "text": "胸闷两天，爬楼梯加重"},
        "admission": admission,
        "capsule": b64u(capsule) if capsule else None,
        "blobs": [b64u(blob) for blob in blobs],
        "digest": hashlib.sha256(body).hexdigest(),
    }


GOOD = request()
HELD = b64u(token())


def request_opens(add: Add) -> None:
    add("first turn", GOOD, opened(0, GOOD))
    admitted = request(request_inner(request_json(admission=HELD)))
    add("first turn with a token", admitted, opened(0, admitted, admission=HELD))
    capsule, blobs = fixed("capsule", 300), (fixed("photo", 2000), fixed("photo 2", 61_000))
    later = request(request_inner(None, capsule, blobs), turn=3)
    add("later turn with capsule and two photos", later, opened(3, later, capsule, blobs))
    add("sent 300 s before", GOOD, opened(0, GOOD), now_ms=NOW_MS + 300_000)
    add("sent 300 s ahead", GOOD, opened(0, GOOD), now_ms=NOW_MS - 300_000)
    add("sent more than 300 s before", GOOD, "stale", now_ms=NOW_MS + 300_001)
    add("sent more than 300 s ahead", GOOD, "stale", now_ms=NOW_MS - 300_001)
    second = request(info=request_info(2))
    add("suite 2", second, opened(0, second), suite=2)
    add("sealed for suite 2, read under suite 1", second, "decrypt")
    add("sealed for suite 1, read under suite 2", GOOD, "decrypt", suite=2)
    add("sealed for no suite", request(info=b"jiayi/v1/request\0POST /v1/turns\0"), "decrypt")
    words = request_json(input={"kind": "say", "text": "疼" * 13_500})
    long = request(request_inner(words))
    add("between the floor and 64 KiB", long, opened(0, long) | {"input": json.loads(words)["input"]})


def request_clear(add: Add) -> None:
    add("nothing", b"", "too_short")
    add("plain JSON", request_json().ljust(2000), "magic")
    add("over 8 MiB", GOOD + bytes(8 * 1024 * 1024), "too_long")
    add("over its limit by a size class", GOOD[:41] + bytes(1136 + 8 * 1024 * 1024 + 1), "too_long")
    add("header only", GOOD[:41], "too_short")
    add("no room for a tag", GOOD[: 41 + 1135], "too_short")
    add("other magic", b"JYXX" + GOOD[4:], "magic")
    add("version 2", GOOD[:4] + b"\2" + GOOD[5:], "version")
    add("version 2, sealed so", request(version=2), "version")
    add("key id of another node", request(kid=OTHER_NODE.key_id), "unknown_key")
    add("key id that was retired", GOOD, "expired_key", retired=[NODE.key_id])
    add("other session in the header", GOOD[:21] + OTHER_SESSION + GOOD[37:], "decrypt")
    add("other turn in the header", GOOD[:37] + u(32, 1) + GOOD[41:], "decrypt")
    add("sealed for another path", request(info=request_info(path=b"POST /v1/other")), "decrypt")
    add("ML-KEM part altered", flip(GOOD, 41), "decrypt")
    add("X25519 part altered", flip(GOOD, 41 + 1100), "decrypt")
    add("ciphertext altered", flip(GOOD, 41 + 1120 + 5), "decrypt")
    add("tag altered", flip(GOOD, -1), "decrypt")
    add("one byte cut off", GOOD[:-1], "padding")
    add("one byte added", GOOD + b"\0", "padding")


def request_inside(add: Add) -> None:
    add("twice the size class", request(padded=to_class(request_inner(), 65536)), "padding")
    add("no padding", request(padded=request_inner()), "padding")
    add("padding not zero", request(padded=flip(to_class(request_inner(), FLOOR), -1)), "padding")
    add("JSON runs past the end", request(u(32, 50_000) + b"{}"), "length")
    add("JSON over its limit", request(u(32, 256 * 1024 + 1) + b"{}"), "too_long")
    add("capsule over its limit", request(part(request_json()) + u(32, 1024 * 1024 + 1)), "too_long")
    add("five photos", request(request_inner(None, b"", (b"p",) * 5)), "too_long")
    add("empty photo", request(request_inner(None, b"", (b"",))), "length")
    add("capsule on turn 0", request(request_inner(None, b"c")), "length")
    add("no capsule on turn 1", request(turn=1), "length")


def request_texts(add: Add) -> None:
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
        "no admission": request_json(admission=...),
        "a list": b"[]",
        "empty": b"",
        "not UTF-8": b'{"\xff":1}',
        "byte-order mark": b"\xef\xbb\xbf" + request_json(),
        "key twice": request_json()[:-1] + b',"input":{}}',
        "NaN": request_json(input={"x": float("nan")}),
        "number too large for a double": request_json()[:-1].replace(b'"kind"', b'"x":1e999,"kind"') + b"}",
        "integer too large for a double": request_json(input={"x": 0}).replace(b"0}", b"9" * 400 + b"}"),
        "integer longer than some readers take": request_json(input={"x": 0}).replace(b"0}", b"9" * 5000 + b"}"),
        "lone surrogate": request_json(input={"text": "?"}).replace(b"?", b"\\ud800"),
        "nested too deep": request_json(input={"x": json.loads("[" * 40 + "]" * 40)}),
        "nested beyond any stack": request_json(input={"x": 0}).replace(b"0}", b"[" * 5_000 + b"]" * 5_000 + b"}"),
    }.items():
        add(f"JSON: {name}", request(request_inner(text)), "json")
    add("token on turn 1", request(request_inner(request_json(admission=HELD), b"c"), turn=1), "json")
    for name, value in {
        "of 435 bytes": b64u(token()[:-1]),
        "empty": "",
        "a number": 1,
        "with a sign": HELD[:-1] + "+",
    }.items():
        add(f"token {name}", request(request_inner(request_json(admission=value))), "token")


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
