"""A production commission, a real node and its TPM in software: admission, renewal, revocation, and several processes."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.commission.service import create_app
from app.compute import node as node_module
from app.compute.attest.attester import TpmAttester
from app.compute.capsules import open_with_newest_keys
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from records.errors import CannotOpen, Reason, Refusal
from records.seal.capsule import open_capsule, seal_capsule
from records.seal.wire import from_b64u
from records.store.errors import NotVisible, Refused
from records.store.keystore import KeyStore
from records.trust.directory import fingerprint
from records.trust.evidence.chains import load_der
from records.trust.evidence.statement import Statement, development_evidence
from records.trust.measurement import measurement
from tests.fakes.commission import World, encounter_record, new_hex
from tests.fakes.serving import SettledClient
from tests.fakes.software_tpm import SoftwareTpm, running
from tests.unit.app.commission.conftest import CODES, config_for
from tests.unit.app.compute.conftest import wait_until

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
KERNEL = b"\x11" * 32
HTTPS = "https://node.example"


@dataclass
class Deployment:
    """A production commission in two processes (two applications over one database), and a machine."""

    world: World
    clients: tuple[TestClient, TestClient]
    machine: SoftwareTpm
    attester: TpmAttester
    make: Callable[..., Node]

    def directory(self) -> list[str]:
        now_ms = self.world.clock()
        return [row.node_id for row in self.world.admin.list_nodes() if row.expires_at_ms > now_ms]

    def refused(self, node: Node) -> None:
        with pytest.raises(Exception, match="403 Forbidden") as error:  # the test client brings its own httpx
            node._admit()
        assert type(error.value).__name__ == "HTTPStatusError"


@pytest.fixture
def deployment(world: World, dist: Path, tpm_factory: Path) -> Iterator[Deployment]:
    world.clock.now_ms = time.time_ns() // 1_000_000
    config = config_for(world, dist, environment="production", public_origin="https://testserver")
    apps = [create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES) for _ in range(2)]
    with (
        running(tpm_factory / "one", tpm_factory / "maker") as machine,
        SettledClient(apps[0], raise_server_exceptions=False) as first,
        SettledClient(apps[1], raise_server_exceptions=False) as second,
    ):
        tpm = machine.connect()
        tpm.extend(4, KERNEL)
        attester = TpmAttester(tpm, measurement())

        def make(client: TestClient = first, **changes: Any) -> Node:
            values: dict[str, Any] = {
                "origin": HTTPS,
                "root_fingerprint": fingerprint(world.keys.root.public_bytes),
                "production": True,
                "metrics": ComputeMetrics(),
                "attester": attester,
            }
            return Node(client, **{**values, **changes})

        world.admin.allow_node_rule("ek-root", machine.roots_pem.decode(), "maker of the test")
        platform = {"pcrs": {"4": tpm.read_pcrs()[4].hex()}, "software": None}
        world.admin.allow_node_rule("tpm2", json.dumps(platform), "image 1")
        yield Deployment(world, (first, second), machine, attester, make)


def test_a_node_with_a_tpm_is_admitted_to_production_and_renews(deployment: Deployment) -> None:
    node = deployment.make()
    admitted = node._admit()
    assert admitted.evidence == "tpm2"
    again = node._admit()
    assert again.state_keys.key(1) == admitted.state_keys.key(1)
    (row,) = [each for each in deployment.world.admin.list_nodes() if each.node_id == node.signing_key.key_id]
    assert (row.state, row.evidence) == ("live", "tpm2")
    assert row.machine is not None
    assert row.attestation_key is not None
    entry = deployment.clients[1].get("/v1/directory").json()
    assert node.signing_key.key_id in str(_payload(entry["directory"]))


def _payload(token: str) -> Any:
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_a_challenge_of_one_process_is_answered_at_another_and_only_once(deployment: Deployment) -> None:
    first, second = deployment.clients
    node = deployment.make()
    challenge = first.post("/v1/nodes/challenge", json=deployment.attester.introduction()).json()
    evidence = prove(deployment, node, challenge)
    assert second.post("/v1/nodes/admission", json=evidence).status_code == 200
    for client in (first, second):
        assert client.post("/v1/nodes/admission", json=evidence).status_code == 403
    # at the same moment, in both: one of them
    challenge = first.post("/v1/nodes/challenge", json=deployment.attester.introduction()).json()
    evidence = prove(deployment, node, challenge)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda at: deployment.clients[at % 2].post("/v1/nodes/admission", json=evidence), range(4))
        assert sorted(each.status_code for each in answers) == [200, 403, 403, 403]
    # what failed does not use a challenge up
    challenge = first.post("/v1/nodes/challenge", json=deployment.attester.introduction()).json()
    evidence = prove(deployment, node, challenge)
    spoiled = {**evidence, "proof": {**evidence["proof"], "activated": "A" * 43}}
    assert first.post("/v1/nodes/admission", json=spoiled).status_code == 403
    assert second.post("/v1/nodes/admission", json=evidence).status_code == 200


def prove(deployment: Deployment, node: Node, challenge: dict[str, Any]) -> dict[str, Any]:
    nonce = from_b64u(challenge["nonce"], reason=Reason.JSON)
    statement = Statement(node.signing_key, node.channel_key.public_bytes, nonce, HTTPS, measurement())
    return deployment.attester.prove(statement, challenge).model_dump()


def test_production_refuses_the_nodes_word_even_beside_a_tpm(deployment: Deployment) -> None:
    node = deployment.make(attester=None)
    deployment.refused(node)
    challenge = deployment.clients[0].post("/v1/nodes/challenge", json={}).json()
    assert challenge["credential"] is None
    word = development_evidence(
        signing_key=node.signing_key,
        channel_public=node.channel_key.public_bytes,
        nonce=from_b64u(challenge["nonce"], reason=Reason.JSON),
        url=HTTPS,
    )
    assert deployment.clients[0].post("/v1/nodes/admission", json=word.model_dump()).status_code == 403


def test_what_is_allowed_no_more_admits_nobody(deployment: Deployment) -> None:
    node = deployment.make()
    node._admit()
    rules, _ = deployment.world.admin.list_node_rules()
    (platform,) = [rule for rule in rules if rule.kind == "tpm2"]
    deployment.world.admin.end_node_rule(platform.digest)
    deployment.refused(node)
    with pytest.raises(NotVisible):
        deployment.world.admin.end_node_rule(platform.digest)
    deployment.world.admin.allow_node_rule("tpm2", platform.value, "again")
    node._admit()


@pytest.mark.parametrize("by", ["node", "measurement", "machine", "attestation_key"])
def test_a_revoked_node_is_out_at_once(deployment: Deployment, by: Any) -> None:
    world = deployment.world
    node = deployment.make()
    before = node._admit()
    (row,) = [each for each in world.admin.list_nodes() if each.node_id == node.signing_key.key_id]
    value = {"node": row.node_id, "measurement": row.measurement}.get(by) or getattr(row, by)
    revoked, epoch = world.admin.revoke_nodes(by, value)
    assert revoked == [row.node_id]
    assert row.node_id not in str(_payload(deployment.clients[1].get("/v1/directory").json()["directory"]))
    # what it holds opens nothing that is sealed from now on
    after = world.keys.state_keys()
    assert after.current == epoch
    assert epoch not in before.state_keys.epochs
    record, session, capsule_id = new_hex(), new_hex(), new_hex()
    sealed = seal_capsule(after, session, 1, capsule_id, b"state")
    with pytest.raises(CannotOpen):
        open_with_newest_keys(Held(before), before, session_id=session, turn=1, record_id=capsule_id, capsule=sealed)
    # and what it signs arrives no more
    ended = world.take(world.record(encounter_record(record), node=node.signing_key))
    assert (ended.state, ended.reason) == ("failed", "expired_node")
    # it does not come back, and neither does a new process on what was barred
    deployment.refused(node)
    fresh = deployment.make()
    if by == "node":
        fresh._admit()
    else:
        deployment.refused(fresh)
    assert world.admin.verify_audit().broken_at is None


class Held:
    """A node that hears of nothing newer."""

    def __init__(self, admitted: Any) -> None:
        self._admitted = admitted

    def renewed(self, _held: Any) -> Any:
        return self._admitted


def test_consultations_go_on_at_the_other_nodes_through_several_revocations(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A capsule from before opens after; and a node that has not heard of the new epoch asks when it meets it."""
    # Far below the time to its next renewal, and more than the software's TPM takes on a busy machine.
    monkeypatch.setattr(node_module, "_RENEWAL_WAIT_S", 60.0)
    world = deployment.world
    other = deployment.make(origin="https://other.example")
    other.start()
    try:
        wait_until(lambda: other.ready)
        held = other.admitted()
        session, record = new_hex(), new_hex()
        old = seal_capsule(held.state_keys, session, 1, record, b"before")
        for _ in range(3):
            bad = deployment.make(origin=f"https://{new_hex()}.example")
            bad_keys = bad._admit()
            world.admin.revoke_node(bad.signing_key.key_id)
            assert world.keys.state_keys().current not in bad_keys.state_keys.epochs
        new = seal_capsule(world.keys.state_keys(), session, 2, record, b"after")
        newer, opened = open_with_newest_keys(other, held, session_id=session, turn=2, record_id=record, capsule=new)
        assert opened == b"after"
        _, opened = open_with_newest_keys(other, newer, session_id=session, turn=1, record_id=record, capsule=old)
        assert opened == b"before"
    finally:
        other.stop()


def test_what_a_revoked_node_was_given_forges_no_capsule_an_hour_later(deployment: Deployment) -> None:
    """It may have been broken into: whoever has its keys makes capsules, and so turns that nobody was admitted for."""
    world = deployment.world
    other, bad = deployment.make(origin="https://other.example"), deployment.make(origin="https://bad.example")
    given = bad._admit().state_keys
    session, record = new_hex(), new_hex()
    forged = seal_capsule(given, session, 1, record, b"forged")
    world.admin.revoke_node(bad.signing_key.key_id)
    assert open_capsule(other._admit().state_keys, session, 1, record, forged) == b"forged"
    later = KeyStore.open(world.keys.folder, clock=lambda: time.time_ns() // 1_000_000 + 3600 * 1000).state_keys()
    assert not set(given.epochs) & set(later.epochs)
    with pytest.raises(CannotOpen) as refused:
        open_capsule(later, session, 1, record, forged)
    assert refused.value.reason is Reason.EXPIRED_KEY


def test_a_node_does_not_ask_again_and_again_for_an_epoch_that_nobody_has(deployment: Deployment) -> None:
    node = deployment.make()
    node.start()
    try:
        wait_until(lambda: node.ready)
        held = node.admitted()
        asked = []
        for _ in range(3):
            held = node.renewed(held)
            asked.append(node._asked_at)
        assert len(set(asked)) == 1
    finally:
        node.stop()


def test_a_revocation_waits_for_admissions_that_are_under_way(deployment: Deployment) -> None:
    """An admission that began before and commits after would otherwise slip through."""
    world = deployment.world
    node = deployment.make()
    first = deployment.clients[0]
    challenge = first.post("/v1/nodes/challenge", json=deployment.attester.introduction()).json()
    evidence = prove(deployment, node, challenge)
    with ThreadPoolExecutor(2) as pool:
        admission = pool.submit(first.post, "/v1/nodes/admission", json=evidence)
        revocation = pool.submit(world.admin.revoke_nodes, "measurement", measurement())
        status, (revoked, _) = admission.result().status_code, revocation.result()
    assert (status, revoked) in [(200, [node.signing_key.key_id]), (403, [])]
    assert node.signing_key.key_id not in deployment.directory()


def test_a_machine_whose_certificate_its_maker_took_back_renews_no_more(deployment: Deployment) -> None:
    """The operator brings the maker's list; nothing is fetched, and no older list brings the machine back."""
    world, machine = deployment.world, deployment.machine
    certificate = from_b64u(deployment.attester.introduction()["tpm2"]["ek_certificate"], reason=Reason.JSON)
    serial = load_der(certificate).serial_number
    node = deployment.make()
    node._admit()
    before = machine.revocations()
    world.admin.allow_node_rule("crl", before, "monthly")
    node._admit()
    time.sleep(1.1)  # lists state seconds
    world.admin.allow_node_rule("crl", machine.revocations(serial), "monthly")
    deployment.refused(node)
    with pytest.raises(Refused, match="newer list"):
        world.admin.allow_node_rule("crl", before, "an older one")
    deployment.refused(node)
    rules, _ = world.admin.list_node_rules()
    lists = [rule for rule in rules if rule.kind == "crl"]
    assert [rule.ended for rule in lists] == [False, True]
    assert lists[0].next_at_ms is not None
    with pytest.raises(Refused, match="nobody who is trusted"):
        world.admin.allow_node_rule("crl", machine.revocations(signed_by_a_stranger=True), "")
    world.admin.end_node_rule(lists[0].digest)
    node._admit()


def test_what_is_not_of_its_form_is_neither_allowed_nor_barred(world: World) -> None:
    for kind, value, says in (
        ("measurement", "5A" * 32, "64 hexadecimal"),
        ("ek-root", "no certificate", "PEM"),
        ("tpm2", "{}", "pcrs"),
        ("sgx", "{}", "no kind"),
    ):
        with pytest.raises(Refused, match=says):
            world.admin.allow_node_rule(kind, value, "")
    with pytest.raises(Refused, match="note"):
        world.admin.allow_node_rule("measurement", "5a" * 32, "x" * 201)
    with pytest.raises(Refused, match="64 hexadecimal"):
        world.admin.revoke_nodes("machine", "abc")
    with pytest.raises(NotVisible):
        world.admin.revoke_nodes("node", "0" * 32)
    assert world.keys.state_keys().current == 1
    assert world.admin.list_node_rules() == ([], [])
    assert Refusal.REVOKED == "revoked"
