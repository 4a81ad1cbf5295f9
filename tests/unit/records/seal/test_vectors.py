"""Every case of every vector file, read by the Python half. The page's tests read the same files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict

import pytest

from records.errors import CannotOpen, Reason
from records.seal.capsule import open_capsule
from records.seal.channel import FrameReader, ReplayMemory, open_request
from records.seal.envelope import AskHeader, EssentialsHeader, digest, idempotency_key, open_envelope, parse_header
from records.seal.essentials import commitment_of, open_essentials
from records.seal.keys import StateKeys, VerifyKey, is_strict_key
from records.seal.suites import SUITES
from records.seal.wire import b64u, canonical_json, parse_canonical_object, size_class
from records.trust.directory import SeenCertificate, fingerprint, verify_directory
from records.trust.log.head import SeenHead
from records.trust.receipt import verify_receipt
from records.trust.statekeys import accept_release
from records.trust.tokens import TokenKey, check_token
from tests.unit.records.seal.vectors import (
    FOLDER,
    KEM_KEYS,
    NODE,
    SIGNING_KEYS,
    STRUCTURES,
    SUITE,
    TESTS,
    Case,
    cases,
    node_ring,
    raw,
)
from tests.vectors.second_reader import notation as second


def open_request_case(given: Case) -> dict:
    opened = open_request(
        node_ring(given.get("retired", [])).find,
        raw(given["body"]),
        now_ms=given["now_ms"],
        suite=SUITES[given["suite"]],
    )
    payload = opened.payload
    return {
        "session_id": opened.session_id,
        "turn": opened.turn,
        "record_id": payload.record_id,
        "reply_key": b64u(payload.reply_key),
        "sent_at_ms": payload.sent_at_ms,
        "input": dict(payload.input),
        "admission": None if payload.admission is None else b64u(payload.admission),
        "capsule": None if payload.capsule is None else b64u(payload.capsule),
        "blobs": [b64u(blob) for blob in opened.blobs],
        "digest": opened.digest.hex(),
    }


def open_stream_case(given: Case) -> list:
    reader = FrameReader(raw(given["reply_key"]), bytes.fromhex(given["digest"]), suite=SUITES[given["suite"]])
    frames = reader.feed(raw(given["stream"]))
    reader.finish()
    return [{"kind": int(frame.kind), "body": b64u(frame.body), "last": frame.last} for frame in frames]


def open_capsule_case(given: Case) -> dict:
    keys = {int(epoch): bytes.fromhex(key) for epoch, key in given["state_keys"].items()}
    state_keys = StateKeys(keys, given["current"], given["retired"])
    place = (given["session_id"], given["turn"], given["record_id"])
    state = open_capsule(state_keys, *place, raw(given["capsule"]), suite=SUITES[given["suite"]])
    return {"state": b64u(state)}


def open_envelope_case(given: Case) -> dict:
    envelope = raw(given["envelope"])
    signers = [VerifyKey(raw(public)) for public in given["signers"]]
    recipients = {KEM_KEYS[name].key_id: name for name in ("record", "mailbox", "node")}
    used: list[str] = []

    def recipient(key_id: str):
        if key_id in given.get("retired", []):
            raise CannotOpen(Reason.EXPIRED_KEY)
        used.append(recipients.get(key_id, "none"))
        return KEM_KEYS[used[-1]] if key_id in recipients else None

    body = open_envelope(envelope, recipient, {key.key_id: key for key in signers}.get)
    header = parse_header(envelope)
    return {
        "header": header.model_dump(),
        "body": b64u(body),
        "digest": digest(envelope),
        "recipient": used[0],
        "key": None if isinstance(header, AskHeader | EssentialsHeader) else idempotency_key(header),
    }


def open_essentials_case(given: Case) -> dict:
    signers = {key.key_id: key for key in (VerifyKey(raw(public)) for public in given["signers"])}
    secret = raw(given["secret"])
    body = open_essentials(raw(given["envelope"]), NODE, signers.get, secret=secret, now_ms=given["now_ms"])
    return {"body": b64u(body), "commitment": commitment_of(secret)}


def open_directory_case(given: Case) -> dict:
    verified = verify_directory(
        given["response"],
        given["pin"],
        now_ms=given["now_ms"],
        production=given["production"],
        minimum_serial=given["minimum_serial"],
        certified=SeenCertificate(**given["certified"]) if given["certified"] else None,
    )
    now_s = (given["now_ms"] + verified.skew_ms) // 1000
    live = [node.node_id for node in verified.directory.live_nodes(now_s)]
    advice = verified.directory.advice
    return {
        "serial": verified.directory.serial,
        "suite": verified.directory.suite,
        "skew_ms": verified.skew_ms,
        "live": live,
        "certified": asdict(verified.certified),
        **({} if advice is None else {"advice": advice.model_dump()}),
    }


def open_log_case(given: Case) -> dict:
    seen = SeenHead(**given["seen"]) if given["seen"] else None
    verified = verify_directory(
        given["response"],
        given["pin"],
        now_ms=given["now_ms"],
        production=given["production"],
        minimum_serial=given["minimum_serial"],
        seen=seen,
    )
    return {"size": verified.seen.size, "root": verified.seen.root}


def open_receipt_case(given: Case) -> dict:
    return verify_receipt(given["token"], VerifyKey(raw(given["receipt_key"]))).model_dump()


def open_release_case(given: Case) -> dict:
    released = accept_release(
        given["token"],
        directory_key=SIGNING_KEYS["directory"].public,
        channel_key=NODE,
        signing_key_id=given["signing_key_id"],
        nonce=raw(given["nonce"]),
        now_s=given["now_s"],
        minimum_serial=given["minimum_serial"],
    )
    keys = released.state_keys
    return {
        "keys": {str(epoch): keys.key(epoch).hex() for epoch in keys.epochs},
        "directory_serial": released.directory_serial,
    }


def open_token_case(given: Case) -> dict:
    key = TokenKey(raw(given["key"]))
    token = check_token(
        None if given["token"] is None else raw(given["token"]),
        given["node_key_id"],
        {key.key_id: key}.get,
        now_ms=given["now_ms"],
        earliest_day=given["earliest_day"],
    )
    return {"kid": token.kid, "day": token.day, "nonce": b64u(token.nonce)}


OPENERS = {
    "request": open_request_case,
    "stream": open_stream_case,
    "capsule": open_capsule_case,
    "envelope": open_envelope_case,
    "essentials": open_essentials_case,
    "directory": open_directory_case,
    "log": open_log_case,
    "receipt": open_receipt_case,
    "release": open_release_case,
    "token": open_token_case,
}
ALL = [pytest.param(name, case, id=f"{name}: {case['name']}") for name in OPENERS for case in cases(name)]


@pytest.mark.parametrize(("structure", "case"), ALL)
def test_case(structure: str, case: Case) -> None:
    wants = case["wants"]
    if "opens" in wants:
        assert OPENERS[structure](case["given"]) == wants["opens"]
    else:
        with pytest.raises(CannotOpen) as refused:
            OPENERS[structure](case["given"])
        assert refused.value.reason == wants["reason"]
        assert str(refused.value) == "cannot open"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases("replay")])
def test_replay_case(case: Case) -> None:
    memory = ReplayMemory(**case["given"])
    for step in case["wants"]["admits"]:
        seen = None
        try:
            memory.admit(bytes.fromhex(step["digest"]), step["now_ms"])
        except CannotOpen as error:
            seen = error.reason
        assert seen == step["reason"]


def test_keys_have_the_stated_public_halves_and_ids() -> None:
    for name, key in SUITE["kem_keys"].items():
        assert (b64u(KEM_KEYS[name].public_bytes), KEM_KEYS[name].key_id) == (key["public"], key["key_id"])
    for name, key in SUITE["signing_keys"].items():
        assert (b64u(SIGNING_KEYS[name].public_bytes), SIGNING_KEYS[name].key_id) == (key["public"], key["key_id"])
    assert fingerprint(SIGNING_KEYS["root"].public_bytes) == SUITE["root_fingerprint"]


def test_keys_that_anybody_can_sign_for_verify_nothing() -> None:
    assert [key for key in SUITE["signing_keys_refused"] if is_strict_key(bytes.fromhex(key))] == []
    assert all(is_strict_key(key.public_bytes) for key in SIGNING_KEYS.values())


def test_size_classes() -> None:
    for entry in SUITE["size_classes"]:
        assert size_class(entry["length"], entry["floor"]) == entry["size"], entry


def test_canonical_json() -> None:
    for entry in SUITE["canonical"]:
        assert canonical_json(entry["value"]).decode() == entry["text"]
        assert parse_canonical_object(entry["text"].encode(), malformed=Reason.JSON) == entry["value"]


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["name"]) for entry in SUITE["canonical_texts"]])
def test_what_is_nearly_canonical_is_refused(entry: Case) -> None:
    text = raw(entry["raw"])
    if entry["reason"] is None:
        assert canonical_json(parse_canonical_object(text, malformed=Reason.JSON)) == text
        assert second.canonical(second.canonical_object(text, "json")) == text
        return
    with pytest.raises(CannotOpen) as refused:
        parse_canonical_object(text, malformed=Reason.JSON)
    assert refused.value.reason == entry["reason"]
    with pytest.raises(second.Refused) as also:
        second.canonical_object(text, "json")
    assert also.value.reason == entry["reason"]


def reasons_of_vectors() -> set[str]:
    found = {case["wants"].get("reason") for name in STRUCTURES for case in cases(name)}
    found |= {
        step["reason"] for name in ("replay", "admission") for case in cases(name) for step in case["wants"]["admits"]
    }
    return {reason for reason in found if reason is not None}


def test_one_closed_list_of_reasons_in_spec_code_page_and_vectors() -> None:
    root = TESTS.parent
    spec = (root / "records/seal/FORMAT.md").read_text(encoding="utf-8").split("## 7. Failures")[1]
    in_spec = re.findall(r"^\| `(\w+)` \|", spec, flags=re.MULTILINE)
    page = (root / "app/web/src/seal/errors.ts").read_text(encoding="utf-8")
    in_page = re.findall(r'^  "(\w+)",$', page, flags=re.MULTILINE)
    in_code = [reason.value for reason in Reason]
    assert in_spec == in_code
    assert in_page == in_code
    assert reasons_of_vectors() == set(in_code)


def reasons_by_element() -> dict[str, set[str]]:
    """Read from FORMAT.md, section 7, which element can be refused for which reasons."""
    spec = (TESTS.parent / "records/seal/FORMAT.md").read_text(encoding="utf-8")
    orders = spec.split("Where several would do")[1].split("## 8.")[0]
    found = re.findall(r"^- \*([^*]+)\*:(.*?)(?=^- \*|\Z)", orders, flags=re.MULTILINE | re.DOTALL)
    return {name: set(re.findall(r"`(\w+)`", text)) & {reason.value for reason in Reason} for name, text in found}


def test_each_element_has_a_vector_for_each_reason_that_the_spec_names_and_no_other() -> None:
    spec = reasons_by_element()
    stated = {
        "request": spec["Request"],
        "stream": spec["Stream"],
        "capsule": spec["Capsule"],
        "envelope": spec["Envelope"],
        "directory": spec["JWS"] | spec["Directory"],
        "receipt": spec["JWS"] | spec["Receipt"],
        "release": spec["JWS"] | spec["Release"],
    }
    shown = {name: {case["wants"].get("reason") for case in cases(name)} - {None} for name in stated}
    shown["request"] |= {step["reason"] for case in cases("replay") for step in case["wants"]["admits"]} - {None}
    assert shown == stated
    essentials = {case["wants"].get("reason") for case in cases("essentials")}
    assert essentials >= spec["Ask, essentials"]
    assert {case["wants"].get("reason") for case in cases("log")} >= spec["Log"] == {"rollback", "log"}
    first_turns = {step["reason"] for case in cases("admission") for step in case["wants"]["admits"]}
    assert first_turns - {None} == spec["Token"] == {"token", "replay_full"}
    assert all(any("opens" in case["wants"] for case in cases(name)) for name in stated)


def test_every_reason_is_raised_somewhere() -> None:
    folders = [TESTS.parent / "records" / name for name in ("seal", "trust")]
    code = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    assert [reason for reason in Reason if f"Reason.{reason.name}" not in code] == []


def test_vectors_are_what_their_generator_writes() -> None:
    generator = FOLDER.parent / "generate_seal.py"
    run = subprocess.run([sys.executable, generator, "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "differ: none\n"), run.stderr


def test_what_the_page_sealed_opens() -> None:
    """`by_page.json` was sealed by the page's half; `app/web/test/seal-sealing.test.ts` says how it is written anew."""
    made = json.loads((FOLDER / "by_page.json").read_text(encoding="utf-8"))
    for wants in made["requests"]:
        given = {"body": wants.pop("body"), "now_ms": wants["sent_at_ms"], "suite": wants.pop("suite")}
        assert open_request_case(given) == wants
    for wants in made["envelopes"]:
        envelope = raw(wants["envelope"])
        assert parse_header(envelope).model_dump() == wants["header"]
        assert open_envelope(envelope, KEM_KEYS["record"]) == raw(wants["body"])
    assert (len(made["requests"]), len(made["envelopes"])) == (3, 3)
