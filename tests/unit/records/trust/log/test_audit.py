"""What an auditor holds a commission to: one lie in each log, and the one line that names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from records.errors import CannotOpen, Reason
from records.seal.keys import SigningKey, generate_signing_key, root_fingerprint
from records.seal.wire import b64u, canonical_json
from records.trust.directory import Certificate, sign_certificate
from records.trust.log.audit import LogAudit, read_head
from records.trust.log.entries import PageFile, from_bytes, page_digest
from records.trust.log.head import TreeHead, sign_head
from records.trust.values import SigningKeyRef

ROOT, KEY, OTHER = (generate_signing_key() for _ in range(3))
ROOT_KEY = b64u(ROOT.public_bytes)
NOW = 1_795_000_000
NODE_ID, RECORD, RECEIPT = "a1" * 16, "b2" * 16, "c3" * 16
ALIAS = {"node_id": "e5" * 16, "signing_key": {"kid": NODE_ID}}
Log = list[dict[str, Any]]


def certificate(key: SigningKey = KEY, by: SigningKey = ROOT, **changes: Any) -> dict[str, Any]:
    values = {"not_before": NOW - 10, "not_after": NOW + 1000, "environment": "production", **changes}
    token = sign_certificate(by, Certificate(**SigningKeyRef.of(key.public_bytes).model_dump(), **values))
    return {"kind": "certificate", "root_key": ROOT_KEY, "token": token}


def node(**changes: Any) -> dict[str, Any]:
    said = {"node_id": NODE_ID, "url": "https://n", "evidence": "tpm2", "expires_at": NOW + 5, **changes}
    return {"signing_key": {"kid": said["node_id"]}, **said}


def directory(serial: int, **changes: Any) -> dict[str, Any]:
    said = {
        "serial": serial,
        "issued_at": NOW,
        "environment": "production",
        "record_key": {"kid": RECORD},
        "receipt_key": {"kid": RECEIPT},
        "admission_key": None,
        "nodes": [node()],
    }
    return {"kind": "directory", "kid": KEY.key_id, "token_digest": "0" * 64, "directory": said | changes}


def key(purpose: str, key_id: str, event: str = "made") -> dict[str, Any]:
    return {"kind": "key", "at": NOW, "event": event, "purpose": purpose, "key_id": key_id}


def admitted(**changes: Any) -> dict[str, Any]:
    return {"kind": "node", "at": NOW, "event": "admitted", "node": node(**changes)}


def revoked(node_id: str = NODE_ID) -> dict[str, Any]:
    return {"kind": "node", "at": NOW, "event": "revoked", "node_id": node_id}


def page(**changes: Any) -> dict[str, Any]:
    files = [{"path": "assets/a.js", "digest": "1" * 64}, {"path": "index.html", "digest": "2" * 64}]
    digest = page_digest([PageFile(**file) for file in files])
    return {"kind": "page", "at": NOW, "software": "jiayi", "digest": digest, "files": files, **changes}


def good() -> Log:
    keys = [key("directory", KEY.key_id), key("record", RECORD), key("receipt", RECEIPT)]
    return [certificate(), *keys, admitted(), directory(1), page(), directory(3), revoked(), directory(4, nodes=[])]


def found(log: Log) -> list[tuple[int | None, str]]:
    audit = LogAudit(ROOT_KEY)
    for entry in log:
        audit.take(canonical_json(entry))
    return [(finding.entry, finding.what) for finding in audit.findings]


def test_an_honest_log_has_no_findings() -> None:
    assert found(good()) == []


Lie = Callable[[Log], Any]


@pytest.mark.parametrize(
    ("lie", "entry", "what"),
    [
        (lambda log: log.__setitem__(7, directory(1)), 7, "has serial 1 after 1"),
        (lambda log: log.__setitem__(9, directory(4)), 9, f"lists node {NODE_ID}, which was revoked before"),
        (lambda log: log.append(admitted()), 10, f"admits node {NODE_ID}, which was revoked before"),
        (lambda log: log.pop(4), 4, f"lists node {NODE_ID}, which was never admitted"),
        (lambda log: log.__setitem__(4, admitted(url="https://m")), 5, "otherwise than it was admitted: url"),
        (lambda log: log.__setitem__(5, directory(1, nodes=[node(), node()])), 5, "lists a node twice"),
        (lambda log: log.append(revoked("d4" * 16)), 10, "which was never admitted"),
        pytest.param(
            lambda log: log.pop(1),
            4,
            f"names the directory key {KEY.key_id}, of which the log does not know",
            id="no directory key",
        ),
        (lambda log: log.pop(2), 4, f"names the record key {RECORD}, of which the log does not know"),
        (lambda log: log.insert(5, key("record", RECORD, "revoked")), 6, f"the record key {RECORD}, which had ended"),
        (lambda log: log.insert(5, key("receipt", RECEIPT, "destroyed")), 6, "which had ended"),
        (
            lambda log: log.append(directory(5, nodes=[], admission_key={"kid": RECORD})),
            10,
            f"names the admission key {RECORD}, of which the log does not know",
        ),
        (
            lambda log: log.extend(
                [
                    key("admission", RECORD),
                    key("admission", RECORD, "destroyed"),
                    directory(5, nodes=[], admission_key={"kid": RECORD}),
                ]
            ),
            12,
            f"names the admission key {RECORD}, which had ended",
        ),
        (
            lambda log: log.extend([key("state", "1", "destroyed"), key("state", "1")]),
            11,
            "begins the state key 1 after it had ended",
        ),
        (lambda log: log.pop(0), 4, "which had no certificate for it then"),
        (lambda log: log.__setitem__(0, certificate(OTHER)), 5, "which had no certificate for it then"),
        (lambda log: log.__setitem__(0, certificate(not_after=NOW)), 5, "which had no certificate for it then"),
        (lambda log: log.__setitem__(0, certificate(environment="development")), 5, "had no certificate for it then"),
        (lambda log: log.__setitem__(0, certificate(by=OTHER)), 0, "that the root key did not sign (unknown_key)"),
        (
            lambda log: log.append(certificate(by=OTHER) | {"root_key": b64u(OTHER.public_bytes)}),
            10,
            "is a certificate under another root key",
        ),
        (lambda log: log.append(page(digest="0" * 64)), 10, "a digest that is not that of the page's files"),
        (lambda log: log.append(page(files=page()["files"][::-1])), 10, "twice or out of order"),
        (lambda log: log.append(directory(5, nodes=7)), 10, "is a directory of another form"),
        (lambda log: log.append(directory(5, nodes=["x"])), 10, "is a directory of another form"),
        (lambda log: log.append(directory(5, record_key={"kid": {}})), 10, "names the record key {}"),
        (lambda log: log.append(directory(5, environment=[])), 10, "is of development, after one of production"),
        (
            lambda log: log.extend([admitted(**ALIAS), directory(5, nodes=[node(**ALIAS)])]),
            11,
            "under another name than its signing key's",
        ),
        (
            lambda log: log.extend([certificate(environment="development"), directory(5, environment="development")]),
            11,
            "is of development, after one of production",
        ),
        (lambda log: log.append(directory(5, record_key=None)), 10, "is a directory of another form"),
        (lambda log: log.append({"kind": "else"}), 10, "is no entry of the format (json)"),
        (lambda log: log.append(revoked() | {"more": 1}), 10, "is no entry of the format (json)"),
        (lambda log: log.append(key("Record!", "x")), 10, "is no entry of the format (json)"),
        (lambda log: log.append(page(files=[{"path": "../x", "digest": "0" * 64}])), 10, "is no entry of the format"),
    ],
)
def test_each_lie_is_named_with_its_entry(lie: Lie, entry: int, what: str) -> None:
    log = good()
    lie(log)
    assert [one for one in found(log) if one[0] == entry and what in one[1]], found(log)


def test_development_evidence_in_production_is_named() -> None:
    log = good()
    log[4], log[5] = admitted(evidence="development"), directory(1, nodes=[node(evidence="development")])
    assert (5, f"lists node {NODE_ID} with development evidence in production") in found(log)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"kind": "key"}', b"{}" + b" " * 2**20])
def test_bytes_that_are_no_entry_are_a_finding_and_the_walk_goes_on(raw: bytes) -> None:
    audit = LogAudit(ROOT_KEY)
    audit.take(raw)
    for entry in good():
        audit.take(canonical_json(entry))
    assert [finding.entry for finding in audit.findings] == [0]


def test_an_entry_reads_back_as_it_was_written() -> None:
    for entry in good():
        assert canonical_json(from_bytes(canonical_json(entry)).model_dump()) == canonical_json(entry)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"more": 1}, Reason.JSON),
        ({"root_key": b64u(OTHER.public_bytes)}, Reason.CHAIN),
        ({"certificate": certificate(by=OTHER)["token"]}, Reason.UNKNOWN_KEY),
        ({"head": sign_head(OTHER, TreeHead(size=1, root="0" * 64, at=NOW))}, Reason.UNKNOWN_KEY),
        ({"head": certificate()["token"]}, Reason.HEADER),
        ({"head": None}, Reason.HEADER),
    ],
)
def test_a_head_is_read_up_to_the_pin(change: dict[str, Any], reason: Reason | None) -> None:
    head = sign_head(KEY, TreeHead(size=7, root="0" * 64, at=NOW))
    answer = {"root_key": ROOT_KEY, "certificate": certificate()["token"], "head": head} | change
    pin = root_fingerprint(ROOT.public_bytes)
    if reason is None:
        assert read_head(answer, pin).head.size == 7
        return
    with pytest.raises(CannotOpen) as refused:
        read_head(answer, pin)
    assert refused.value.reason is reason


def test_a_served_head_hangs_on_a_certificate_that_holds_today() -> None:
    head = sign_head(KEY, TreeHead(size=7, root="0" * 64, at=NOW))
    answer = {"root_key": ROOT_KEY, "certificate": certificate()["token"], "head": head}
    pin = root_fingerprint(ROOT.public_bytes)
    assert read_head(answer, pin, now_s=NOW).head.size == 7
    for then in (NOW + 1000, NOW - 4000):
        with pytest.raises(CannotOpen) as refused:
            read_head(answer, pin, now_s=then)
        assert refused.value.reason is Reason.EXPIRED
