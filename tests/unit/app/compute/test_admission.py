"""The door of a node: vectors of FORMAT.md, section 10, threads at one token, sessions that open too much, keys that change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from agents.graph import Consultation
from app.compute.admission import FOLLOWED_S, TURNS_A_DAY, Admission, AdmissionKeys
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.turns import TurnService
from records.errors import CannotOpen, Reason
from records.seal.channel import OpenedRequest, RequestPayload
from records.trust.tokens import DAY_S
from records.trust.values import AdmissionKeyRef
from tests.fakes.admission import make_token, signer
from tests.unit.app.compute.conftest import START, City, Phone, count, now_ms, say, wait_until
from tests.unit.records.seal.vectors import Case, cases, raw

NOW_MS = 1_795_000_000_000
NODE_KEY = "ab" * 16


def request(token: bytes | None, session_id: str = "11" * 16, record_id: str = "22" * 16) -> OpenedRequest:
    payload = RequestPayload(record_id, {}, None, NOW_MS, admission=token)
    return OpenedRequest(session_id, 0, payload, (), b"d" * 32)


def door(*, capacity: int = 10, **hooks: Any) -> Admission:
    keys = AdmissionKeys()
    keys.learn(AdmissionKeyRef.until(signer().public.modulus, NOW_MS // 1000 + 10 * DAY_S), NOW_MS // 1000)
    return Admission(keys, capacity=capacity, **hooks)


def reason_of(run: Callable[[], object]) -> Reason | None:
    try:
        run()
    except CannotOpen as error:
        if str(error) != "cannot open":
            raise AssertionError("the outside is told more than it may be") from error
        return error.reason
    return None


# --- the memory


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases("admission")])
def test_vectors(case: Case) -> None:
    given = case["given"]
    keys = AdmissionKeys()
    keys.learn(AdmissionKeyRef.until(raw(given["key"]), given["not_after"]), NOW_MS // 1000)
    admission = Admission(keys, capacity=given["capacity"])
    for step in case["wants"]["admits"]:
        follows = given["follows"]
        if follows is not None and step["now_ms"] >= follows["at"] * 1000:
            keys.learn(AdmissionKeyRef.until(raw(follows["key"]), follows["not_after"]), follows["at"])
        asked = request(raw(step["token"]), step["session_id"], step["record_id"])
        met = reason_of(lambda a=asked, s=step: admission.check_token(a, given["node_key_id"], s["now_ms"]))
        assert met == step["reason"]


def test_many_threads_with_one_token_begin_one_consultation() -> None:
    token = make_token(signer(), NODE_KEY, NOW_MS)
    for _ in range(20):
        admission, outcomes = door(), []
        together = threading.Barrier(8)

        def spend(number: int, admission: Admission = admission, together: Any = together, to: Any = outcomes) -> None:
            asked = request(token, f"{number:032x}")
            together.wait()
            to.append(reason_of(lambda: admission.check_token(asked, NODE_KEY, NOW_MS)))

        threads = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes, key=str) == [None, *[Reason.TOKEN] * 7]


def test_what_was_not_signed_takes_no_place_in_the_memory() -> None:
    admission = door(capacity=1)
    good = make_token(signer(), NODE_KEY, NOW_MS)
    for at in (0, 17, 25, 60, -1):
        forged = bytearray(good)
        forged[at] ^= 1
        assert (
            reason_of(lambda raw=bytes(forged): admission.check_token(request(raw), NODE_KEY, NOW_MS)) is Reason.TOKEN
        )
    assert reason_of(lambda: admission.check_token(request(good), NODE_KEY, NOW_MS)) is None
    other = make_token(signer(), NODE_KEY, NOW_MS)
    met = reason_of(lambda: admission.check_token(request(other, "33" * 16), NODE_KEY, NOW_MS))
    assert met is Reason.REPLAY_FULL


def test_a_token_dies_with_the_process_it_names() -> None:
    token = make_token(signer(), NODE_KEY, NOW_MS)
    assert reason_of(lambda: door().check_token(request(token), "cd" * 16, NOW_MS)) is Reason.TOKEN


# --- turns of a session


def test_a_session_opens_so_many_turns_a_day_and_more_tomorrow() -> None:
    admission, asked = door(), request(None)
    for _ in range(TURNS_A_DAY):
        admission.check_turns(asked, NOW_MS)
        admission.count_turn(asked, NOW_MS)
    assert reason_of(lambda: admission.check_turns(asked, NOW_MS)) is Reason.TOKEN
    assert reason_of(lambda: admission.count_turn(asked, NOW_MS)) is Reason.TOKEN
    assert reason_of(lambda: admission.check_turns(request(None, "33" * 16), NOW_MS)) is None
    assert reason_of(lambda: admission.check_turns(asked, NOW_MS + DAY_S * 1000)) is None


def test_a_full_memory_of_sessions_refuses_new_ones_only() -> None:
    admission, known = door(capacity=1), request(None)
    admission.count_turn(known, NOW_MS)
    assert reason_of(lambda: admission.check_turns(request(None, "33" * 16), NOW_MS)) is Reason.REPLAY_FULL
    assert reason_of(lambda: admission.count_turn(known, NOW_MS)) is None


# --- keys


def test_a_key_that_is_announced_no_more_ends_soon_and_no_later_directory_prolongs_it() -> None:
    keys, now_s = AdmissionKeys(), NOW_MS // 1000
    old, new = (AdmissionKeyRef.until(signer(at).public.modulus, now_s + 2 * DAY_S) for at in (0, 1))
    keys.learn(old, now_s)
    for at in (0, 600, 899):
        keys.learn(new, now_s + at)
    assert keys.find(old.kid, now_s + FOLLOWED_S - 1) is not None
    assert keys.find(old.kid, now_s + FOLLOWED_S) is None
    assert keys.find(new.kid, now_s + FOLLOWED_S) is not None


def test_a_key_that_is_announced_no_more_is_not_good_beyond_its_end() -> None:
    keys, now_s = AdmissionKeys(), NOW_MS // 1000
    keys.learn(AdmissionKeyRef.until(signer(0).public.modulus, now_s + 100), now_s)
    keys.learn(AdmissionKeyRef.until(signer(1).public.modulus, now_s + 200), now_s + 50)
    old, new = signer(0).key_id, signer(1).key_id
    assert [keys.find(kid, now_s + 99) is not None for kid in (old, new)] == [True, True]
    assert [keys.find(kid, now_s + 100) is not None for kid in (old, new)] == [False, True]
    keys.learn(AdmissionKeyRef.until(signer(1).public.modulus, now_s + 300), now_s + 150)
    assert keys.find(new, now_s + 299) is not None


def test_an_unknown_key_is_reported_and_a_bad_signature_is_not() -> None:
    told: list[None] = []
    admission = door(on_unknown_key=lambda: told.append(None))
    foreign = make_token(signer(1), NODE_KEY, NOW_MS)
    assert reason_of(lambda: admission.check_token(request(foreign), NODE_KEY, NOW_MS)) is Reason.TOKEN
    assert len(told) == 1
    assert reason_of(lambda: admission.check_token(request(None), NODE_KEY, NOW_MS)) is Reason.TOKEN
    assert len(told) == 1


def test_a_node_that_meets_a_new_key_fetches_the_directory_at_once(
    city: City, turns: TurnService, node: Node, phone: Phone
) -> None:
    city.admission = signer(1)
    phone.tokens[node.channel_key.key_id] = make_token(signer(1), node.channel_key.key_id, now_ms())
    body = phone.seal(START)
    assert reason_of(lambda: next(turns.answer(body))) is Reason.TOKEN
    wait_until(lambda: node.admission_keys.find(signer(1).key_id, now_ms() // 1000))
    assert phone.take(turns, START).reply.turn == 0
    looked = city.admissions
    # A stranger who names keys that nobody has does not make the node ask over and over.
    for _ in range(5):
        stranger = Phone(node)
        stranger.tokens[node.channel_key.key_id] = make_token(signer(2), node.channel_key.key_id, now_ms())
        assert reason_of(lambda p=stranger: next(turns.answer(p.seal(START)))) is Reason.TOKEN
    assert city.admissions == looked


# --- through a node


def test_a_first_turn_without_a_token_is_one_opaque_refusal_and_is_counted_nowhere(
    turns: TurnService, phone: Phone, metrics: ComputeMetrics
) -> None:
    body = phone.seal(START, admission=None)
    assert reason_of(lambda: next(turns.answer(body))) is Reason.TOKEN
    assert len(turns._replay) == 0
    assert count(metrics, "jiayi_turns_total", outcome="answered") == 0


def test_a_token_buys_one_consultation_through_later_turns_and_a_repeated_first_one(
    turns: TurnService, phone: Phone, node: Node
) -> None:
    first = phone.seal(START)
    phone.read(first, turns.answer(first))
    again = phone.take(turns, START)
    assert again.reply.turn == 0
    assert phone.take(turns, say("头痛")).reply.turn == 1
    other = Phone(node, tokens=dict(phone.tokens))
    assert reason_of(lambda: next(turns.answer(other.seal(START)))) is Reason.TOKEN


def test_another_node_wants_another_token(
    city: City, turns: TurnService, phone: Phone, consultation: Consultation, pusher: Pusher, make_node: Any
) -> None:
    other = make_node(city)
    wait_until(lambda: other.ready)
    beside = TurnService(other, consultation, pusher, ComputeMetrics())
    token = phone.token(phone.node.channel_key.key_id)
    moved = Phone(other, tokens={other.channel_key.key_id: token})
    assert reason_of(lambda: next(beside.answer(moved.seal(START)))) is Reason.TOKEN
    assert phone.take(turns, START).reply.turn == 0


def test_replays_of_a_request_do_not_bring_its_session_to_an_end(turns: TurnService, phone: Phone) -> None:
    body = phone.seal(START)
    next(turns.answer(body))
    for _ in range(TURNS_A_DAY + 1):
        assert reason_of(lambda: next(turns.answer(body))) is Reason.REPLAY
    assert phone.take(turns, START).reply.turn == 0


def test_forks_of_one_consultation_end(turns: TurnService, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.compute.admission.TURNS_A_DAY", 5)
    phone.take(turns, START)
    for number in range(4):
        body = phone.seal(say(f"头痛 {number}"))
        assert reason_of(lambda b=body: next(turns.answer(b))) is None
    remembered = len(turns._replay)
    assert reason_of(lambda: next(turns.answer(phone.seal(say("又来"))))) is Reason.TOKEN
    assert len(turns._replay) == remembered


def test_a_directory_without_a_key_asks_for_no_token(
    make_node: Any, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics
) -> None:
    city = City(admission_key_s=None)
    node = make_node(city)
    wait_until(lambda: node.ready)
    turns = TurnService(node, consultation, pusher, metrics)
    phone = Phone(node)
    body = phone.seal(START, admission=None)
    assert phone.read(body, turns.answer(body)).reply.turn == 0
