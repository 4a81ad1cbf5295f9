"""No directory from before: what the release told is the least that a node goes by (FORMAT.md, section 6)."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.compute import node as node_module
from app.compute.errors import NotReady
from app.compute.node import Node
from records.errors import CannotOpen, Reason
from records.seal.keys import StateKeys, generate_kem_key, generate_signing_key, generate_state_key, key_id
from records.seal.wire import from_b64u, parse_canonical_object
from records.trust import jws
from records.trust.directory import verify_directory
from tests.unit.app.compute.conftest import City, Logged, now_ms, wait_until

Make = Callable[..., Node]
HOUR_S = 3600
DIRECTORY, CHALLENGE, ADMISSION = "/v1/directory", "/v1/nodes/challenge", "/v1/nodes/admission"


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_module, "_FIRST_RETRY_S", 0.05)
    monkeypatch.setattr(node_module, "_LAST_RETRY_S", 0.05)


def another_modulus() -> Any:
    modulus = b"\xff" + secrets.token_bytes(382) + b"\x01"
    return SimpleNamespace(public=SimpleNamespace(modulus=modulus))


def refused(ask: Callable[[], object], reason: Reason) -> None:
    with pytest.raises(CannotOpen) as caught:
        ask()
    assert caught.value.reason is reason


def believed_by_itself(city: City, answer: dict[str, Any]) -> None:
    """Without a floor nothing is wrong with this directory: what the test replays is what a node was open to."""
    verify_directory(answer, city.pin, now_ms=now_ms(), production=False)


def seen(node: Node) -> int:
    """How much of the log it has seen: an answer kept for it is one that it asked for."""
    assert node._seen is not None
    return node._seen.size


def never_ready(city: City, node: Node) -> None:
    fetched = city.fetched
    wait_until(lambda: city.fetched >= fetched + 5)
    assert not node.ready
    with pytest.raises(NotReady):
        node.admitted()


def test_a_node_that_starts_again_goes_by_no_directory_from_before(city: City, make_node: Make, logged: Logged) -> None:
    """A hostile cloud kept the answer of before: another policy, another record key, another admission key."""
    before = city.directory()
    old_key = key_id(city.admission.public.modulus)
    city.admission, city.record_key = another_modulus(), generate_kem_key()
    city.within_minutes = 60
    believed_by_itself(city, before)
    city.answers[DIRECTORY] = before
    node = make_node(city)
    never_ready(city, node)
    assert city.admissions == 1  # after that it reads directories until one is new enough, and costs nothing more
    refused(node._admit, Reason.ROLLBACK)
    assert node.admission_keys.find(old_key, int(time.time())) is None
    line = logged.lines("not admitted")[-1]
    assert (line["error"], line["reason"], line["floor"]) == ("CannotOpen", "rollback", city.serial)
    city.answers.clear()
    wait_until(lambda: node.ready)
    assert (node.admitted().within_minutes, node.admitted().record_key_id) == (60, city.record_key.key_id)
    assert node.admission_keys.find(old_key, int(time.time())) is None
    assert node.admission_keys.find(key_id(city.admission.public.modulus), int(time.time())) is not None


def test_an_older_directory_whose_clock_was_set_back_as_well_is_refused(city: City, make_node: Make) -> None:
    """A reader follows the commission's clock by a day: an expired directory, told with the time of before, would hold again."""
    city.set_back_s = 20 * HOUR_S
    expired = city.directory()
    city.set_back_s = 0
    believed_by_itself(city, expired)
    city.answers[DIRECTORY] = expired
    never_ready(city, make_node(city))


@pytest.mark.parametrize("ahead_s", [-200, 500])
def test_a_commission_whose_clock_is_wrong_lowers_no_floor(city: City, node: Node, ahead_s: int) -> None:
    admitted, before = node.admitted(), city.directory(seen(node))
    city.serial += 1
    node._admit()
    city.answers[DIRECTORY] = before | {"now_ms": before["now_ms"] + ahead_s * 1000}
    refused(node._admit, Reason.ROLLBACK)
    assert node.admitted() is admitted


def test_what_was_read_before_the_release_and_is_older_is_read_again(city: City, make_node: Make) -> None:
    city.within_minutes = 60
    node = make_node(city)
    wait_until(lambda: node.ready)
    assert (node._serial, city.serial, city.fetched) == (2, 2, 2)


def test_a_directory_of_the_very_serial_will_do(city: City, node: Node) -> None:
    """Nothing has changed since: a renewal reads it once."""
    fetched = city.fetched
    node._admit()
    assert city.fetched == fetched + 1


def test_a_directory_that_is_newer_than_the_release_will_do(city: City, node: Node) -> None:
    """Another node came between the release and the reading: what is in force is taken, and is the floor from then on."""
    answer = city._answer

    def late(request: httpx.Request) -> httpx.Response:
        given = answer(request)
        city.serial += request.url.path == ADMISSION
        return given

    city.serial += 1
    node._client = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(late))
    node._admit()
    node._admit()
    assert node._serial == city.serial - 1


def test_a_renewal_raises_the_floor_and_leaves_what_the_node_holds(city: City, node: Node) -> None:
    """The release of a renewal tells of a newer directory, which is kept from the node."""
    held, before = node.admitted(), city.directory(seen(node))
    city.answers[DIRECTORY] = before
    node._admit()  # as new as any
    city.serial += 1
    refused(node._admit, Reason.ROLLBACK)
    assert node._serial == city.serial
    assert node.admitted() is held
    # From now on it is refused before anything is asked for, and when it is fetched for a key that nobody knows.
    admissions = city.admissions
    refused(node._admit, Reason.ROLLBACK)
    refused(node._directory, Reason.ROLLBACK)
    assert city.admissions == admissions
    city.answers.clear()
    node._admit()


def test_an_admission_key_of_a_directory_from_before_is_not_learnt_when_looking_again(
    city: City, node: Node, logged: Logged
) -> None:
    good, city.admission = city.admission, another_modulus()
    before, old_key = city.directory(seen(node)), key_id(city.admission.public.modulus)
    city.admission = good
    city.serial += 1
    node._admit()
    city.answers[DIRECTORY] = before
    node.look_again()
    wait_until(lambda: logged.lines("no directory"))
    assert logged.lines("no directory")[-1]["reason"] == "rollback"
    assert node.admission_keys.find(old_key, int(time.time())) is None


def test_a_directory_key_that_another_one_followed_is_believed_no_more(city: City, node: Node) -> None:
    """It was stolen; its thief continues the log, which everybody can read, and its certificate has not ended."""
    stolen, city.certified_ago_s = city.directory_key, 3600
    node._admit()
    city.directory_key, city.certified_ago_s = generate_signing_key(), 60
    node._admit()
    city.directory_key, city.certified_ago_s = stolen, 3600
    city.serial += 1
    believed_by_itself(city, city.directory(seen(node)))
    refused(node._admit, Reason.ROLLBACK)


def test_a_release_of_before_with_the_challenge_of_before_gives_no_keys_of_before(city: City, node: Node) -> None:
    """Both were made for this very process; a revocation has begun an epoch since, and a directory that says so is known."""
    kept: dict[str, Any] = {}
    answer = city._answer

    def keep(request: httpx.Request) -> httpx.Response:
        given = answer(request)
        kept[request.url.path] = given.json()
        return given

    node._client = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(keep))
    node._admit()
    city.answers = {CHALLENGE: kept[CHALLENGE], ADMISSION: kept[ADMISSION]}
    node._admit()  # nothing has changed: it is as good as it was
    city.state_keys = StateKeys({3: city.state_keys.key(3), 4: generate_state_key()}, current=4)
    city.serial += 1
    refused(node._admit, Reason.ROLLBACK)
    city.answers.clear()
    assert node._admit().state_keys.current == 4


def test_a_commission_that_tells_of_no_directory_admits_nobody(city: City, make_node: Make) -> None:
    """Version 1 of the release, from a commission that was not replaced yet: signed, fresh and for this node, and no floor."""
    admit = city._admit

    def as_before(evidence: Any) -> httpx.Response:
        token = json.loads(admit(evidence).content)["release"]
        payload = parse_canonical_object(from_b64u(token.split(".")[1], reason=Reason.JSON), malformed=Reason.JSON)
        del payload["directory_serial"]
        return httpx.Response(200, json={"release": jws.sign(typ, payload, city.directory_key)})

    city._admit = as_before  # type: ignore[method-assign]
    typ = "jiayi-state-keys+jws"
    node = make_node(city)
    never_ready(city, node)
    refused(node._admit, Reason.HEADER)
    typ = "jiayi-state-keys-v2+jws"
    refused(node._admit, Reason.JSON)
