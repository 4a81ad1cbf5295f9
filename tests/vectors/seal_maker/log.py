"""Cases of FORMAT.md, section 9: the tree of RFC 9162 by its recursive definitions, and a directory in a log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from seal_maker.trust import (
    CERT,
    CERT_TYP,
    DIRECTORY_TYP,
    PIN,
    VALUE,
    logged,
    token,
)
from seal_maker.writer import DIRECTORY, NOW, NOW_MS, ROOT, STRANGER, Case, b64u, canonical, case, fixed, flip, unb64u

HEAD_TYP = "jiayi-log-head+jws"
Add = Callable[..., None]


def tree() -> dict[str, Any]:
    """Every root, inclusion proof and consistency proof of the trees of up to 20 entries."""
    entries = [fixed(f"entry {number}", number * 7) for number in range(20)]
    most = len(entries) + 1
    return {
        "entries": [b64u(entry) for entry in entries],
        "roots": [mth(entries[:size]).hex() for size in range(most)],
        "inclusion": [
            {"index": index, "size": size, "path": [b64u(step) for step in path(index, entries[:size])]}
            for size in range(1, most)
            for index in range(size)
        ],
        "consistency": [
            {"from": old, "size": size, "path": [b64u(step) for step in proof(old, entries[:size])]}
            for size in range(1, most)
            for old in range(1, size + 1)
        ],
    }


def mth(entries: Sequence[bytes]) -> bytes:
    """Section 2.1.1."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.4.1."""
    return subproof(m, entries, whole=True)


def subproof(m: int, entries: Sequence[bytes], *, whole: bool) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if whole else [mth(entries)]
    k = split(n)
    if m <= k:
        return [*subproof(m, entries[:k], whole=whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], whole=False), mth(entries[:k])]


FILLER = [
    canonical({"at": NOW - 5000 + n, "kind": "node", "event": "revoked", "node_id": f"{n:032x}"}) for n in range(9)
]
AFTER = 3


def log_of(
    root_key: str, certificate: str, directory: str, payload: Any, *, seen: int = 0, entries: list[bytes] | None = None
) -> dict[str, Any]:
    """The field `log` for a directory that stands before the last three entries, its certificate fifth."""
    certified, directed = logged(root_key, certificate, directory, payload)
    whole = entries or [*FILLER[:4], certified, *FILLER[4:-AFTER], directed, *FILLER[-AFTER:]]
    continued = {"from": seen, "path": [b64u(step) for step in proof(seen, whole)]} if 0 < seen < len(whole) else None
    return {
        "head": head(whole),
        "certificate": included(4, whole),
        "directory": included(len(whole) - AFTER - 1, whole),
        "consistency": continued,
    }


def included(index: int, entries: Sequence[bytes]) -> dict[str, Any]:
    return {"index": index, "path": [b64u(step) for step in path(index, entries)]}


def head(entries: Sequence[bytes], **changes: Any) -> str:
    value = {"version": 1, "size": len(entries), "root": mth(entries).hex(), "at": NOW - 90}
    return token(HEAD_TYP, value | changes, DIRECTORY)


ROOT_KEY = b64u(ROOT.public)
CERTIFICATE, TOKEN = token(CERT_TYP, CERT, ROOT), token(DIRECTORY_TYP, VALUE, DIRECTORY)
CERTIFIED, DIRECTED = logged(ROOT_KEY, CERTIFICATE, TOKEN, VALUE)
ENTRIES = [*FILLER[:4], CERTIFIED, *FILLER[4:-AFTER], DIRECTED, *FILLER[-AFTER:]]
SIZE = len(ENTRIES)
OPENED = {"size": SIZE, "root": mth(ENTRIES).hex()}


def at(size: int) -> dict[str, Any]:
    return {"size": size, "root": mth(ENTRIES[:size]).hex()}


def log_cases() -> list[Case]:
    cases: list[Case] = []

    def add(name: str, wants: str | dict[str, Any], *, seen: dict[str, Any] | None = None, **changes: Any) -> None:
        asked = changes.pop("asked", seen["size"] if seen else 0)
        log = changes.pop("log", log_of(ROOT_KEY, CERTIFICATE, TOKEN, VALUE, seen=asked))
        if isinstance(log, dict):
            log = {name: value for name, value in (log | changes).items() if value != "absent"}
        response = {
            "root_key": ROOT_KEY,
            "certificate": CERTIFICATE,
            "directory": TOKEN,
            "log": log,
            "now_ms": NOW_MS,
        }
        given = {"response": response, "pin": PIN, "now_ms": NOW_MS, "production": True, "minimum_serial": 41}
        cases.append(case(name, given | {"seen": seen}, wants))

    for group in (log_opens, log_head, log_continues, log_includes, log_form):
        group(add)
    return cases


def log_opens(add: Add) -> None:
    add("none seen before", OPENED)
    for size in range(1, SIZE):
        add(f"seen at {size}", OPENED, seen=at(size))
    add("seen at this size", OPENED, seen=at(SIZE))
    add("seen at this size, with an older proof beside it", OPENED, seen=at(SIZE), asked=3)
    add("none seen before, with a proof that nobody asked for", OPENED, asked=6)


def log_head(add: Add) -> None:
    value = {"version": 1, "size": SIZE, "root": mth(ENTRIES).hex(), "at": NOW - 90}
    add("head by a stranger", "unknown_key", head=token(HEAD_TYP, value, STRANGER))
    add(
        "head by a stranger under the key's id",
        "signature",
        head=token(HEAD_TYP, value, STRANGER, kid=DIRECTORY.key_id),
    )
    add("head by the root", "unknown_key", head=token(HEAD_TYP, value, ROOT))
    add("head of another type", "header", head=token(DIRECTORY_TYP, value, DIRECTORY))
    add("head is a number", "json", head=7)
    add("head of version 2", "json", head=head(ENTRIES, version=2))
    add("head of nothing", "json", head=head(ENTRIES, size=0))
    add("head with a size of text", "json", head=head(ENTRIES, size=str(SIZE)))
    add("head with an upper-case root", "json", head=head(ENTRIES, root=mth(ENTRIES).hex().upper()))
    add("head with more", "json", head=head(ENTRIES, more=1))
    add("head of more entries than there are", "log", head=head(ENTRIES, size=2**53 - 1))
    add("head of fewer entries than there are", "log", head=head(ENTRIES, size=8))
    add("head with another root", "log", head=head(ENTRIES, root=fixed("root").hex()))


def log_continues(add: Add) -> None:
    good = [b64u(step) for step in proof(6, ENTRIES)]
    add("smaller than seen", "rollback", seen={"size": SIZE + 1, "root": fixed("more").hex()})
    add("much smaller than seen", "rollback", seen={"size": 2**53 - 1, "root": fixed("more").hex()})
    add("another tree of the size seen", "log", seen={"size": SIZE, "root": fixed("fork").hex()})
    for size in (1, 2, 3, 4, 6, 8, SIZE - 1):
        add(f"does not continue what was seen at {size}", "log", seen={"size": size, "root": fixed("fork").hex()})
    add("no proof", "log", seen=at(6), consistency=None)
    add("proof from another size", "log", seen=at(6), asked=5)
    add("proof from another size, said to be this one", "log", seen=at(5), consistency={"from": 5, "path": good})
    add("proof without steps", "log", seen=at(6), consistency={"from": 6, "path": []})
    add("proof cut", "log", seen=at(6), consistency={"from": 6, "path": good[:-1]})
    add("proof with a step more", "log", seen=at(6), consistency={"from": 6, "path": [*good, good[0]]})
    add("proof turned round", "log", seen=at(6), consistency={"from": 6, "path": good[::-1]})
    altered = [b64u(flip(unb64u(good[0]), 5)), *good[1:]]
    add("proof altered", "log", seen=at(6), consistency={"from": 6, "path": altered})


def log_includes(add: Add) -> None:
    index = SIZE - AFTER - 1
    for name, right in (("certificate", included(4, ENTRIES)), ("directory", included(index, ENTRIES))):
        steps = right["path"]
        for what, change in {
            "at another index": {"index": right["index"] + 1},
            "beyond the end": {"index": SIZE},
            "at a huge index": {"index": 2**53 - 1},
            "path empty": {"path": []},
            "path cut": {"path": steps[:-1]},
            "path with a step more": {"path": [*steps, steps[0]]},
            "path altered": {"path": [b64u(flip(unb64u(steps[0]), 0)), *steps[1:]]},
        }.items():
            add(f"{name}: {what}", "log", **{name: right | change})
    other = token(DIRECTORY_TYP, VALUE | {"serial": 40}, DIRECTORY)
    add("directory that skipped the log", "log", log=log_of(ROOT_KEY, CERTIFICATE, other, VALUE | {"serial": 40}))
    earlier = token(CERT_TYP, CERT | {"not_before": 1}, ROOT)
    add("certificate that skipped the log", "log", log=log_of(ROOT_KEY, earlier, TOKEN, VALUE))
    without = [FILLER[0] if entry == DIRECTED else entry for entry in ENTRIES]
    add("log without the directory", "log", log=log_of(ROOT_KEY, CERTIFICATE, TOKEN, VALUE, entries=without))
    whole = canonical({"kind": "directory", "kid": DIRECTORY.key_id, "directory": VALUE, "token_digest": digest(TOKEN)})
    kept = [whole if entry == DIRECTED else entry for entry in ENTRIES]
    add("directory logged with its keys", "log", log=log_of(ROOT_KEY, CERTIFICATE, TOKEN, VALUE, entries=kept))


def log_form(add: Add) -> None:
    right = included(4, ENTRIES)
    add("no log", "json", log=None)
    add("a list for a log", "json", log=[])
    add("log with more", "json", more=1)
    for name in ("head", "certificate", "directory", "consistency"):
        add(f"log without {name}", "json", **{name: "absent"})
    add("index below zero", "json", certificate=right | {"index": -1})
    add("index of text", "json", certificate=right | {"index": "4"})
    add("index true", "json", certificate=right | {"index": True})
    add("proof with more", "json", certificate=right | {"more": 1})
    add("step too short", "json", certificate=right | {"path": [b64u(bytes(31))]})
    add("step of another alphabet", "json", certificate=right | {"path": ["+" * 43]})
    add("step is a number", "json", certificate=right | {"path": [1]})
    add("65 steps", "json", certificate=right | {"path": [b64u(bytes(32))] * 65})
    add("64 steps", "log", certificate=right | {"path": [b64u(bytes(32))] * 64})
    add("consistency of another form", "json", consistency=[])
    add("consistency from below zero", "json", consistency={"from": -1, "path": []})
    add("consistency of 65 steps", "json", consistency={"from": 1, "path": [b64u(bytes(32))] * 65})


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
