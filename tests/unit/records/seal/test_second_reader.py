"""The format can be implemented from its text: a reader that was written from FORMAT.md alone opens and refuses as the product does.

All vectors, each with its reason, and altered messages by the thousand beside the product's own readers.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.bench.mutations.corpus import Maker
from app.bench.mutations.openers import OPENERS
from app.bench.mutations.plan import Draw, mutate
from records.errors import CannotOpen
from records.seal.wire import b64u
from tests.unit.records.seal.vectors import SUITE, TESTS, Case, cases, raw, read
from tests.vectors.second_reader import directory, envelopes, log, messages, notation, signed, suites, tokens

KEMS = {name: suites.Kem(bytes.fromhex(key["seed"])) for name, key in SUITE["kem_keys"].items()}


def ring(kems: list[suites.Kem], retired: list[str]) -> suites.Kems:
    known = {kem.key_id: kem for kem in kems}

    def find(key_id: str) -> suites.Kem:
        if key_id in retired:
            notation.refuse("expired_key")
        return known.get(key_id) or notation.refuse("unknown_key")

    return find


def signers_of(given: Case) -> dict[str, bytes]:
    return {suites.key_id(raw(public)): raw(public) for public in given["signers"]}


def request_case(given: Case) -> Any:
    keys = ring([KEMS["node"]], given.get("retired", []))
    opened = messages.read_request(raw(given["body"]), keys=keys, suite=given["suite"], now_ms=given["now_ms"])
    capsule = b64u(opened["capsule"]) if opened["capsule"] else None
    return opened | {"capsule": capsule, "blobs": [b64u(blob) for blob in opened["blobs"]]}


def stream_case(given: Case) -> Any:
    digest = bytes.fromhex(given["digest"])
    frames = messages.read_stream(
        raw(given["stream"]), reply_key=raw(given["reply_key"]), request_digest=digest, suite=given["suite"]
    )
    return [frame | {"body": b64u(frame["body"])} for frame in frames]


def capsule_case(given: Case) -> Any:
    state = messages.read_capsule(
        raw(given["capsule"]),
        state_keys={int(epoch): bytes.fromhex(key) for epoch, key in given["state_keys"].items()},
        retired=given["retired"],
        suite=given["suite"],
        session_id=given["session_id"],
        turn=given["turn"],
        record_id=given["record_id"],
    )
    return {"state": b64u(state)}


def envelope_case(given: Case) -> Any:
    envelope = raw(given["envelope"])
    names = {KEMS[name].key_id: name for name in ("record", "mailbox", "node")}
    keys = ring([KEMS[name] for name in names.values()], given.get("retired", []))
    header, body = envelopes.read_envelope(envelope, keys=keys, signers=signers_of(given))
    return {
        "header": header,
        "body": b64u(body),
        "digest": hashlib.sha256(envelope).hexdigest(),
        "recipient": names[header["key_id"]],
        "key": envelopes.idempotency_key(header),
    }


def essentials_case(given: Case) -> Any:
    body = envelopes.read_essentials(
        raw(given["envelope"]),
        keys=ring([KEMS["node"]], []),
        signers=signers_of(given),
        secret=raw(given["secret"]),
        now_ms=given["now_ms"],
    )
    return {"body": b64u(body), "commitment": envelopes.split_envelope(raw(given["envelope"]))[0]["commitment"]}


def read_answer(given: Case) -> tuple[dict[str, Any], int, log.Seen, dict[str, Any]]:
    before = given.get("seen")
    return directory.read_directory(
        given["response"],
        pin=given["pin"],
        now_ms=given["now_ms"],
        production=given["production"],
        minimum_serial=given["minimum_serial"],
        seen=log.Seen(before["size"], bytes.fromhex(before["root"])) if before else None,
        certified=given.get("certified"),
    )


def directory_case(given: Case) -> Any:
    found, skew_ms, _, certified = read_answer(given)
    now_s = (given["now_ms"] + skew_ms) // 1000
    live = [node["node_id"] for node in found["nodes"] if node["expires_at"] > now_s]
    told = {name: found[name] for name in ("serial", "suite", "advice") if name in found}
    return {**told, "skew_ms": skew_ms, "live": live, "certified": certified}


def log_case(given: Case) -> Any:
    kept = read_answer(given)[2]
    return {"size": kept.size, "root": kept.root.hex()}


def token_case(given: Case) -> Any:
    token = tokens.read_token(
        given["token"],
        node_key_id=bytes.fromhex(given["node_key_id"]),
        key=raw(given["key"]),
        now_ms=given["now_ms"],
        earliest_day=given["earliest_day"],
    )
    return {"kid": token.kid, "day": token.day, "nonce": b64u(token.nonce)}


def release_case(given: Case) -> Any:
    keys, serial = signed.read_release(
        given["token"],
        directory_key=raw(SUITE["signing_keys"]["directory"]["public"]),
        channel=KEMS["node"],
        signing_key_id=given["signing_key_id"],
        nonce=raw(given["nonce"]),
        now_s=given["now_s"],
        minimum_serial=given["minimum_serial"],
    )
    return {"keys": {str(epoch): key.hex() for epoch, key in keys.items()}, "directory_serial": serial}


READERS: dict[str, Callable[[Case], Any]] = {
    "request": request_case,
    "stream": stream_case,
    "capsule": capsule_case,
    "envelope": envelope_case,
    "essentials": essentials_case,
    "directory": directory_case,
    "log": log_case,
    "token": token_case,
    "receipt": lambda given: signed.read_receipt(given["token"], raw(given["receipt_key"])),
    "release": release_case,
}


def outcome(reader: Callable[[], Any]) -> Any:
    try:
        return {"opens": reader()}
    except notation.Refused as refused:
        return {"reason": refused.reason}


@pytest.mark.parametrize("structure", READERS)
def test_the_second_reader_agrees_with_every_vector(structure: str) -> None:
    found = cases(structure)
    assert len(found) > 5
    for case in found:
        assert outcome(lambda given=case["given"]: READERS[structure](given)) == case["wants"], case["name"]


def test_the_second_reader_admits_as_the_replay_memory_does() -> None:
    for case in cases("replay"):
        steps = case["wants"]["admits"]
        told = messages.read_replays([(step["digest"], step["now_ms"]) for step in steps], **case["given"])
        assert told == [step["reason"] for step in steps], case["name"]


def test_the_second_reader_admits_as_the_memory_of_spent_tokens_does() -> None:
    for case in cases("admission"):
        given = case["given"]
        steps = case["wants"]["admits"]
        told = tokens.read_admissions(
            [tokens.Brought(*(step[name] for name in tokens.Brought._fields)) for step in steps],
            node_key_id=bytes.fromhex(given["node_key_id"]),
            key=raw(given["key"]),
            not_after=given["not_after"],
            capacity=given["capacity"],
            follows=given["follows"],
        )
        assert told == [step["reason"] for step in steps], case["name"]


def test_the_second_reader_grows_and_proves_the_tree_of_the_vectors() -> None:
    tree = read("tree")
    entries, roots = [raw(entry) for entry in tree["entries"]], [bytes.fromhex(root) for root in tree["roots"]]
    assert [log.tree_root(entries[:size]) for size in range(len(roots))] == roots
    for case in tree["inclusion"]:
        index, size, path = case["index"], case["size"], [raw(step) for step in case["path"]]
        assert log.inclusion_path(index, entries[:size]) == path
        places = [at for at in range(size + 1) if log.included(log.leaf(entries[index]), at, size, path, roots[size])]
        assert places == [index]
    for case in tree["consistency"]:
        first, size, path = case["from"], case["size"], [raw(step) for step in case["path"]]
        assert log.consistency_path(first, entries[:size]) == path
        for end in range(first + 1, len(roots)):
            now = log.Seen(end, roots[end])
            assert log.continued(log.Seen(first, roots[first]), now, path) == (end == size)


def test_the_second_reader_knows_nothing_of_the_first() -> None:
    names: set[str] = set()
    for path in (TESTS / "vectors" / "second_reader").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                within = str(node.module).startswith("tests.vectors.second_reader.")
                names.add("itself" if within and not node.level else str(node.module).split(".")[0])
    assert names == {
        "__future__", "base64", "collections", "cryptography", "hashlib", "hmac", "itself", "json", "math", "re", "typing"
    }  # fmt: skip


Context = Mapping[str, Any]


def keys_of(context: Context) -> suites.Kems:
    return ring([suites.Kem(raw(context["seed"]))], [])


def signed_by(context: Context) -> dict[str, bytes]:
    return {suites.key_id(raw(context["signer"])): raw(context["signer"])}


ALTERED: dict[str, Callable[[bytes, Context], Any]] = {
    "request": lambda data, c: messages.read_request(data, keys=keys_of(c), suite=c["suite"], now_ms=c["now_ms"]),
    "stream": lambda data, c: messages.read_stream(
        data, reply_key=raw(c["reply_key"]), request_digest=raw(c["digest"]), suite=c["suite"]
    ),
    "capsule": lambda data, c: messages.read_capsule(
        data,
        state_keys={int(epoch): raw(key) for epoch, key in c["state_keys"].items()},
        retired=[],
        **{name: c[name] for name in ("suite", "session_id", "turn", "record_id")},
    ),
    "envelope": lambda data, c: envelopes.read_envelope(data, keys=keys_of(c), signers=signed_by(c)),
    "ask": lambda data, c: envelopes.read_ask(data, keys=keys_of(c), now_ms=c["now_ms"]),
    "essentials": lambda data, c: envelopes.read_essentials(
        data, keys=keys_of(c), signers=signed_by(c), secret=raw(c["secret"]), now_ms=c["now_ms"]
    ),
    "directory": lambda data, c: directory.read_directory(
        {**c["response"], c["part"]: data.decode("latin-1")},
        pin=c["pin"],
        now_ms=c["now_ms"],
        production=True,
        minimum_serial=c["minimum_serial"],
        seen=None,
    ),
    "receipt": lambda data, c: signed.read_receipt(data.decode("latin-1"), raw(c["signer"])),
    "release": lambda data, c: signed.read_release(
        data.decode("latin-1"),
        directory_key=raw(c["signer"]),
        channel=suites.Kem(raw(c["seed"])),
        signing_key_id=c["signing_key_id"],
        nonce=raw(c["nonce"]),
        now_s=c["now_s"],
        minimum_serial=c["minimum_serial"],
    ),
}


def test_altered_messages_are_refused_for_the_same_reason_by_both() -> None:
    corpus = Maker(11).corpus()
    like = {name: [entry for entry in corpus if entry.structure == name] for name in OPENERS}
    seen: set[tuple[str, str]] = set()
    for number in range(1200):
        draw = Draw(11, number)
        entry = corpus[draw.below(len(corpus))]
        made = mutate(entry, like[entry.structure], draw)
        first = "opens"
        try:
            OPENERS[entry.structure](made.data, made.context)
        except CannotOpen as refused:
            first = refused.reason.value
        told = outcome(lambda entry=entry, made=made: ALTERED[entry.structure](made.data, made.context))
        assert told.get("reason", "opens") == first, f"{entry.structure} {entry.name}: {made.kind}, number {number}"
        seen.add((entry.structure, first))
    assert {structure for structure, _ in seen} == set(OPENERS)
    assert len(seen) > 45
