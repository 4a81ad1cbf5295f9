"""Admission: a node takes keys from its own commission only, serves while it holds, and asks again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.compute import node as node_module
from app.compute.capsules import open_with_newest_keys
from app.compute.errors import NotReady
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from records.errors import CannotOpen, Reason, RecordsError
from records.seal.capsule import seal_capsule
from records.seal.keys import StateKeys, generate_state_key
from records.trust.evidence.verifying import DevelopmentPolicy, Verifier
from records.trust.log.entries import RevokedEntry
from tests.fakes.translog import MemoryLog
from tests.unit.app.compute.conftest import City, Phone, count, wait_until

Make = Callable[..., Node]


def test_an_admitted_node_holds_the_keys_of_its_commission(city: City, node: Node, metrics: ComputeMetrics) -> None:
    admitted = node.admitted()
    assert admitted.state_keys.key(3) == city.state_keys.key(3)
    assert (admitted.record_key, admitted.record_key_id) == (city.record_key.public_bytes, city.record_key.key_id)
    assert admitted.evidence == "development"
    assert count(metrics, "jiayi_admitted_until_seconds") == admitted.expires_at
    assert time.time() + 3500 < admitted.expires_at <= time.time() + 3600


def never_admits(node: Node, error: type[Exception], reason: Reason | None = None) -> None:
    """Ask once by hand for the reason; then let the thread try a few times."""
    with pytest.raises(error) as caught:
        node._admit()
    if reason is not None:
        assert isinstance(caught.value, CannotOpen)
        assert caught.value.reason is reason
    time.sleep(0.3)
    assert not node.ready
    with pytest.raises(NotReady):
        node.admitted()


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_module, "_FIRST_RETRY_S", 0.05)
    monkeypatch.setattr(node_module, "_LAST_RETRY_S", 0.05)


def test_a_node_of_another_root_never_admits(city: City, make_node: Make) -> None:
    never_admits(make_node(city, root_fingerprint=City().pin), CannotOpen, Reason.CHAIN)
    assert city.admissions == 0


def test_a_forged_release_is_never_accepted(city: City, make_node: Make) -> None:
    city.forge = True
    never_admits(make_node(city), CannotOpen, Reason.UNKNOWN_KEY)
    assert city.admissions >= 1


def test_a_release_for_another_node_or_another_nonce_is_never_accepted(city: City, make_node: Make, node: Node) -> None:
    """An intruder answers with a release that the commission signed, for somebody else."""
    evidence_of_another: Any = None

    def record(evidence: Any) -> Any:
        nonlocal evidence_of_another
        evidence_of_another = City._admit(city, evidence)
        return evidence_of_another

    city._admit = record  # type: ignore[method-assign]
    node._admit()
    city.answers["/v1/nodes/admission"] = evidence_of_another.json()
    never_admits(make_node(city), CannotOpen, Reason.CHAIN)
    with pytest.raises(CannotOpen):
        node._admit()  # its own keys, an older nonce


def test_a_production_node_takes_nothing_from_a_development_commission(city: City, make_node: Make) -> None:
    never_admits(make_node(city, production=True), CannotOpen, Reason.ENVIRONMENT)


def test_a_node_that_is_refused_at_renewal_gives_its_keys_up(
    city: City, make_node: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_module, "_RENEW_S", 0.05)
    node = make_node(city)
    wait_until(lambda: node.ready)
    good = city.verifier
    city.verifier = Verifier("development", {"0" * 64}, [DevelopmentPolicy()])
    wait_until(lambda: not node.ready)
    with pytest.raises(NotReady):
        node.admitted()
    city.verifier = good
    wait_until(lambda: node.ready)


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that looks often, and whose second try, in the ordinary way, is an hour off."""
    monkeypatch.setattr(node_module, "_WATCH_S", 0.05)
    monkeypatch.setattr(node_module, "_FIRST_RETRY_S", 3600.0)
    monkeypatch.setattr(node_module, "_LAST_RETRY_S", 3600.0)


@pytest.mark.usefixtures("watching")
def test_a_node_that_is_revoked_stops_at_the_first_refusal_and_long_before_a_renewal(
    city: City, make_node: Make
) -> None:
    node = make_node(city)
    wait_until(lambda: node.ready)
    with city.lock:
        city.entries.clear()
        city.serial += 1
        city.verifier = Verifier("development", {"0" * 64}, [DevelopmentPolicy()])
    begun = time.monotonic()
    wait_until(lambda: not node.ready, timeout_s=20)
    assert time.monotonic() - begun < 10
    with pytest.raises(NotReady):
        node.admitted()


@pytest.mark.usefixtures("watching")
def test_a_first_refusal_alone_takes_nothing_from_a_node_that_stands_in_the_directory(
    city: City, make_node: Make
) -> None:
    node = make_node(city)
    wait_until(lambda: node.ready)
    with city.lock:
        city.verifier = Verifier("development", {"0" * 64}, [DevelopmentPolicy()])
    node._renew_now = True
    node._wake.set()
    time.sleep(0.5)
    assert node.ready


@pytest.mark.usefixtures("watching")
def test_a_node_that_is_left_out_and_not_revoked_serves_on_and_asks_more_slowly_each_time(
    city: City, make_node: Make
) -> None:
    city.lists = False
    node = make_node(city)
    wait_until(lambda: node.ready)
    wait_until(lambda: city.admissions >= 4)
    before = city.admissions
    time.sleep(1.0)
    assert node.ready
    assert city.admissions - before <= 2


@pytest.mark.usefixtures("watching")
def test_a_node_whose_address_is_anothers_by_now_does_not_put_it_out_again(city: City, make_node: Make) -> None:
    node = make_node(city)
    wait_until(lambda: node.ready)
    successor = make_node(city)
    wait_until(lambda: successor.ready)
    time.sleep(0.5)
    assert city.admissions == 2
    (entry,) = city.entries.values()
    assert entry.node_id == successor.signing_key.key_id


def test_a_node_keeps_its_keys_while_the_commission_is_away(
    city: City, make_node: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_module, "_RENEW_S", 0.05)
    node = make_node(city)
    wait_until(lambda: node.ready)
    city.away = True
    time.sleep(0.5)
    assert node.ready


def test_a_node_that_runs_something_else_is_not_admitted(city: City, make_node: Make) -> None:
    city.verifier = Verifier("development", {"0" * 64}, [DevelopmentPolicy()])
    never_admits(make_node(city), Exception)
    assert city.admissions == 0


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/v1/directory", []),
        ("/v1/directory", {"root_key": 1}),
        ("/v1/nodes/challenge", []),
        ("/v1/nodes/challenge", {}),
        ("/v1/nodes/challenge", {"nonce": None}),
        ("/v1/nodes/challenge", {"nonce": "AA"}),
        ("/v1/nodes/admission", "release"),
        ("/v1/nodes/admission", {"release": {}}),
    ],
)
def test_nonsense_from_the_commission_does_not_end_the_asking(
    city: City, make_node: Make, path: str, answer: Any
) -> None:
    city.answers[path] = answer
    node = make_node(city)
    never_admits(node, Exception)
    assert node._thread.is_alive()
    city.answers.clear()
    wait_until(lambda: node.ready)


def test_a_node_waits_for_a_commission_that_is_away(city: City, make_node: Make) -> None:
    city.away = True
    node = make_node(city)
    time.sleep(0.2)
    assert not node.ready
    city.away = False
    wait_until(lambda: node.ready)


def test_an_admission_that_has_ended_serves_no_longer_and_a_new_one_does(city: City, make_node: Make) -> None:
    city.admitted_s = 3
    node = make_node(city)
    wait_until(lambda: node.ready)
    city.away = True
    ends = node.admitted().expires_at
    while time.time() < ends:
        time.sleep(0.02)
    assert not node.ready
    with pytest.raises(NotReady):
        node.admitted()
    before = city.admissions
    city.away, city.admitted_s = False, 3600
    wait_until(lambda: node.ready)
    assert city.admissions > before


def test_an_admission_is_renewed_before_it_ends(city: City, make_node: Make) -> None:
    city.admitted_s = 5
    node = make_node(city)
    wait_until(lambda: node.ready)
    first = node.admitted().expires_at
    ready = []
    while time.time() < first + 1:
        ready.append(node.ready)
        time.sleep(0.02)
    assert all(ready)
    assert node.admitted().expires_at > first


def test_nothing_is_sealed_to_a_record_key_past_its_end(city: City, make_node: Make) -> None:
    city.record_key_s = 100
    node = make_node(city)
    wait_until(lambda: node.ready)
    assert node.admitted().expires_at <= time.time() + 100


def test_a_renewal_that_is_refused_leaves_the_admission_until_it_ends(city: City, node: Node) -> None:
    city.forge = True
    with pytest.raises(RecordsError):
        node._admit()
    assert node.ready
    assert node.admitted().state_keys.key(3) == city.state_keys.key(3)


def test_a_node_asks_for_the_proof_that_the_log_goes_on(city: City, node: Node) -> None:
    seen = node._seen
    assert seen is not None
    city.log.append(RevokedEntry(at=1, node_id="0" * 32))
    node._admit()
    assert node._seen is not None
    assert node._seen.size > seen.size


@pytest.mark.parametrize(
    ("entries", "reason"), [(0, Reason.ROLLBACK), (9, Reason.LOG)], ids=["a shorter log", "another history"]
)
def test_a_node_takes_no_keys_from_a_commission_whose_log_is_another(
    city: City, node: Node, entries: int, reason: Reason
) -> None:
    for number in range(5):
        city.log.append(RevokedEntry(at=number, node_id="1" * 32))
    node._admit()
    city.log = MemoryLog()
    for number in range(entries):
        city.log.append(RevokedEntry(at=number, node_id="0" * 32))
    with pytest.raises(CannotOpen) as refused:
        node._admit()
    assert refused.value.reason is reason


def test_a_key_that_nobody_named_costs_a_directory_and_no_admission(city: City, node: Node) -> None:
    before, seen = city.admissions, node._seen
    city.log.append(RevokedEntry(at=1, node_id="0" * 32))
    node.look_again()
    wait_until(lambda: node._seen != seen)
    assert city.admissions == before


def test_an_epoch_that_nobody_has_is_asked_for_more_and_more_slowly(
    city: City, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger names it, without a token: each asking in vain costs the commission an entry of its log."""
    clock = [1000.0]
    monkeypatch.setattr(node_module, "_RENEWAL_WAIT_S", 60.0)
    monkeypatch.setattr(node_module.time, "monotonic", lambda: clock[0])
    before, asked_at = city.admissions, []
    for second in range(600):
        clock[0] = 1000.0 + second
        admissions = city.admissions
        node.renewed(node.admitted())
        if city.admissions > admissions:
            asked_at.append(second)
    assert asked_at[:5] == [0, 10, 30, 70, 130]
    assert city.admissions - before <= 13
    city.state_keys = StateKeys({3: city.state_keys.key(3), 4: generate_state_key()}, current=4)
    clock[0] += 60
    assert node.renewed(node.admitted()).state_keys.current == 4
    clock[0] += 5
    admissions = city.admissions
    node.renewed(node.admitted())
    assert city.admissions == admissions + 1


def test_a_capsule_of_an_epoch_before_the_newest_is_not_asked_for(city: City, node: Node, phone: Phone) -> None:
    before = city.admissions
    foreign = StateKeys({2: generate_state_key()}, current=2)
    capsule = seal_capsule(foreign, phone.session_id, 1, phone.record_id, b"{}")
    with pytest.raises(CannotOpen) as refused:
        open_with_newest_keys(
            node, node.admitted(), session_id=phone.session_id, turn=1, record_id=phone.record_id, capsule=capsule
        )
    assert refused.value.reason is Reason.UNKNOWN_KEY
    assert city.admissions == before
