"""Section 9 of the format: the transparency log, a tree of RFC 9162, section 2.1."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from tests.vectors.second_reader.notation import JSON, b64u_decode, canonical, is_hex, is_int, refuse
from tests.vectors.second_reader.signed import among, form, is_key, is_time, read_form, read_jws


class Seen(NamedTuple):
    """What a reader keeps of a head."""

    size: int
    root: bytes


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def split(count: int) -> int:
    """The largest power of two below a count of at least two."""
    return 1 << (count - 1).bit_length() - 1


def tree_root(entries: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf(entries[0])
    at = split(len(entries))
    return joined(tree_root(entries[:at]), tree_root(entries[at:]))


def inclusion_path(index: int, entries: list[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1."""
    if len(entries) == 1:
        return []
    at = split(len(entries))
    if index < at:
        return [*inclusion_path(index, entries[:at]), tree_root(entries[at:])]
    return [*inclusion_path(index - at, entries[at:]), tree_root(entries[:at])]


def consistency_path(first: int, entries: list[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 9162, section 2.1.4.1."""
    if first == len(entries):
        return [] if whole else [tree_root(entries)]
    at = split(len(entries))
    if first <= at:
        return [*consistency_path(first, entries[:at], whole=whole), tree_root(entries[at:])]
    return [*consistency_path(first - at, entries[at:], whole=False), tree_root(entries[:at])]


def included(hashed: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        return False
    at, end, reached = index, size - 1, hashed
    for step in path:
        if end == 0:
            return False
        if at & 1 or at == end:
            reached = joined(step, reached)
            while not at & 1 and at:
                at, end = at >> 1, end >> 1
        else:
            reached = joined(reached, step)
        at, end = at >> 1, end >> 1
    return end == 0 and reached == root


def continued(first: Seen, second: Seen, path: list[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2, for 0 < first size < second size."""
    if not path:
        return False
    steps = [first.root, *path] if first.size & (first.size - 1) == 0 else path
    at, end = first.size - 1, second.size - 1
    while at & 1:
        at, end = at >> 1, end >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if end == 0:
            return False
        if at & 1 or at == end:
            old, new = joined(step, old), joined(step, new)
            while not at & 1 and at:
                at, end = at >> 1, end >> 1
        else:
            new = joined(new, step)
        at, end = at >> 1, end >> 1
    return end == 0 and old == first.root and new == second.root


def is_index(value: JSON) -> bool:
    return is_int(value, 0, 2**53 - 1)


def is_path(value: JSON) -> bool:
    return isinstance(value, list) and len(value) <= 64 and all(is_key(32)(step) for step in value)


_PLACE = {"index": is_index, "path": is_path}
_PROOF = {"from": is_index, "path": is_path}
_HEAD = {
    "version": among(1),
    "size": lambda v: is_int(v, 1, 2**53 - 1),
    "root": lambda v: is_hex(v, 32),
    "at": is_time,
}
LOG: dict[str, JSON] = {
    "head": lambda v: isinstance(v, str),
    "certificate": _PLACE,
    "directory": _PLACE,
    "consistency": lambda v: v is None or form(v, _PROOF),
}


def path_of(proof: dict[str, JSON]) -> list[bytes]:
    return [b64u_decode(step, "json") for step in proof["path"]]


def without_keys(value: JSON) -> JSON:
    if isinstance(value, list):
        return [without_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    both = value.keys() >= {"kid", "key"}
    return {name: without_keys(item) for name, item in value.items() if not (both and name == "key")}


def read_log(
    answer: dict[str, JSON], *, certificate: dict[str, JSON], directory: dict[str, JSON], seen: Seen | None
) -> Seen:
    """Check the log of an answer whose form, certificate and directory were found right; answer what to keep."""
    log = answer["log"]
    key = b64u_decode(certificate["key"], "json")
    head = read_form(read_jws(log["head"], "jiayi-log-head+jws", key), _HEAD, lambda _: [])
    now = Seen(head["size"], bytes.fromhex(head["root"]))
    if seen is not None:
        check_growth(log["consistency"], seen, now)
    token = answer["directory"]
    entries = {
        "certificate": {"kind": "certificate", "root_key": answer["root_key"], "token": answer["certificate"]},
        "directory": {
            "kind": "directory",
            "kid": certificate["kid"],
            "token_digest": hashlib.sha256(token.encode()).hexdigest(),
            "directory": without_keys(directory),
        },
    }
    for name, entry in entries.items():
        if not included(leaf(canonical(entry)), log[name]["index"], now.size, path_of(log[name]), now.root):
            refuse("log")
    return now


def check_growth(proof: dict[str, JSON] | None, seen: Seen, now: Seen) -> None:
    if now.size < seen.size:
        refuse("rollback")
    if now.size == seen.size:
        if now.root != seen.root:
            refuse("log")
    elif proof is None or proof["from"] != seen.size or not continued(seen, now, path_of(proof)):
        refuse("log")
