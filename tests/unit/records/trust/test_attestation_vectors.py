"""Vectors of admission: every kind of evidence, and for each reason of the closed list evidence that is refused for it (FORMAT.md, 11)."""

from __future__ import annotations

import hmac
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert

from records.errors import NotAdmitted, Refusal
from records.store import admissions as store
from records.store.nodes import admit
from records.store.tables.nodes import Node, NodeBar, UsedChallenge
from records.trust.evidence import building
from records.trust.evidence.building import Rules, policies_of
from records.trust.evidence.chains import load_pem
from records.trust.evidence.challenges import Challenges
from records.trust.evidence.snp_policy import SnpPolicy
from records.trust.evidence.statement import NodeEvidence
from records.trust.evidence.verifying import Proven, Verifier
from tests.fakes.commission import World
from tests.unit.records.seal.vectors import raw, read

FILE = read("attestation")
CASES = FILE["cases"]
IN_STORE = ("used", "nodes", "barred")
"""What only the commission's store knows."""
FORMAT = Path(__file__).parents[4] / "records" / "seal" / "FORMAT.md"


def mac(text: str) -> bytes:
    return hmac.digest(bytes.fromhex(FILE["mac_key"]), text.encode(), "sha256")


CHALLENGES = Challenges(mac)


@pytest.fixture(autouse=True)
def vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors' vendors of hardware in the place of those that this software holds."""
    amd = tuple(
        SnpPolicy.Vendor(*load_pem((each["signing"] + each["root"]).encode())) for each in FILE["vendors"]["amd"]
    )
    monkeypatch.setattr(building, "_amd", lambda: amd)
    intel = load_pem("".join(FILE["vendors"]["intel"]).encode())
    monkeypatch.setattr(building, "vendor_roots", lambda name: {"intel-sgx": intel}[name])


def rules_of(given: dict[str, Any]) -> Rules:
    rules = given["rules"]
    platforms = {kind: tuple(json.dumps(each) for each in found) for kind, found in rules["platforms"].items()}
    return Rules(tuple(rules["measurements"]), tuple(rules["ek_roots"]), platforms, tuple(rules["revocations"]))


def verified(given: dict[str, Any]) -> Proven:
    evidence = NodeEvidence.parse(given["evidence"])
    CHALLENGES.check(evidence.nonce_bytes, given["now_ms"])
    rules, now = rules_of(given), datetime.fromtimestamp(given["now_ms"] / 1000, UTC)
    policies = policies_of(rules, credential=CHALLENGES.credential, now=lambda: now)
    return Verifier(given["environment"], rules.measurements, policies).verify(evidence, nonce=evidence.nonce_bytes)


def outcome(run: Any) -> dict[str, Any]:
    try:
        proven = run()
    except NotAdmitted as refused:
        return {"reason": refused.refusal.value}
    return {"opens": {"machine": proven.machine, "attestation_key": proven.attestation_key}}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    given = case["given"]
    for nonce in given["nonces"]:
        assert CHALLENGES.check(raw(nonce["nonce"]), 0) == nonce["ends_at_ms"]
    if any(name in given for name in IN_STORE):
        # Refused by the store alone: all that evidence says is right.
        assert "opens" in outcome(lambda: verified(given))
    else:
        assert outcome(lambda: verified(given)) == case["wants"]


@pytest.mark.server
@pytest.mark.enable_socket
def test_every_case_as_the_commission_decides_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the store, with what it knows of nodes, of what it barred, and of nonces that were used."""
    world = World(database_url, tmp_path)
    try:
        told = {case["name"]: _decided(world, case["given"], monkeypatch) for case in CASES}
    finally:
        world.close()
    assert told == {case["name"]: case["wants"] for case in CASES}


def _decided(world: World, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    world.clock.now_ms = given["now_ms"]
    with world.database.transaction() as unit:
        for table in (Node, NodeBar, UsedChallenge):
            unit.connection.execute(delete(table))
        for nonce in given.get("used", ()):
            unit.connection.execute(insert(UsedChallenge).values(nonce=raw(nonce), ends_at_ms=given["now_ms"] + 60_000))
        for subject, values in given.get("barred", {}).items():
            for value in values:
                row = {"subject": subject, "value": value, "barred_at_ms": unit.now_ms}
                unit.connection.execute(insert(NodeBar).values(row))
        for node in given.get("nodes", ()):
            admitted_ms = given["now_ms"] - node["admitted_s_ago"] * 1000
            row = {
                "node_id": node["node_id"],
                "url": node["url"],
                "machine": node["machine"],
                "attestation_key": "7" * 64,
                "channel_key": b"",
                "signing_key": b"",
                "measurement": "0" * 64,
                "evidence": "tpm2",
                "admitted_at_ms": admitted_ms,
                "expires_at_ms": admitted_ms + store.ADMITTED_S * 1000,
                "revoked_at_ms": admitted_ms if node.get("revoked") else None,
            }
            unit.connection.execute(insert(Node).values(row))
    rules = rules_of(given)
    monkeypatch.setattr(store, "read_rules", lambda _connection: rules)
    admissions = store.Admissions(world.database, given["environment"], rules.measurements)
    admissions._challenges = CHALLENGES
    proven: list[Proven] = []
    monkeypatch.setattr(store, "admit", lambda unit, entry, found: (admit(unit, entry, found), proven.append(found)))

    def decided() -> Proven:
        admissions.admit(NodeEvidence.parse(given["evidence"]), lambda _unit, _entry: "released")
        return proven[-1]

    return outcome(decided)


def section() -> dict[str, str]:
    """Answer the parts of section 11 by heading; the text before the first under an empty one."""
    text = FORMAT.read_text(encoding="utf-8").split("## 11. Evidence")[1].split("## 12.")[0]
    first, *kinds = text.split("\n### ")
    return {"": first, **{kind.partition("\n")[0]: kind for kind in kinds}}


@pytest.mark.parametrize("kind", ["tpm2", "sev-snp", "tdx"])
def test_each_kind_has_a_vector_for_each_reason_that_the_format_names_of_it(kind: str) -> None:
    reasons = {refusal.value for refusal in Refusal}
    stated = set(re.findall(r"`(\w+)`", section()[kind].split("*Revocation*")[0])) & reasons
    shown = {
        case["wants"].get("reason")
        for case in CASES
        if isinstance(case["given"]["evidence"], dict) and case["given"]["evidence"].get("kind") == kind
    }
    assert stated
    assert stated <= shown
    assert any("opens" in case["wants"] for case in CASES if case["name"].startswith(f"{kind}: "))


def test_the_closed_list_has_a_vector_for_every_reason_and_vectors_know_no_other() -> None:
    (line,) = [line for line in section()[""].splitlines() if line.startswith("The closed list of reasons: ")]
    listed = re.findall(r"`(\w+)`", line)
    assert (
        {case["wants"].get("reason") for case in CASES} - {None}
        == set(listed)
        == {refusal.value for refusal in Refusal}
    )
    assert len({case["name"] for case in CASES}) == len(CASES)
