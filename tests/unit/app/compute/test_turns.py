"""A consultation turn by turn through a node: what comes back, what is refused, and that a failure says nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import generate_latest

from agents.graph import Consultation
from app.compute.errors import NotReady
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.turns import TurnService
from records.errors import CannotOpen, Reason
from records.seal.capsule import open_capsule, seal_capsule
from records.seal.channel import REPLAY_WINDOW_S
from records.seal.frames import FrameKind
from records.seal.keys import StateKeys, generate_signing_key, generate_state_key
from records.seal.suites import SUITE_1, SUITE_2, SuiteId
from tests.unit.app.compute.conftest import START, City, Logged, Phone, count, now_ms, say, wait_until

WORDS = "胸闷两天，爬楼梯加重"
EMERGENCY = "胸口压榨样疼痛半小时，出汗，左臂发麻"


def test_a_consultation_turn_by_turn(city: City, turns: TurnService, phone: Phone, node: Node) -> None:
    envelopes = []
    for number, given in enumerate((START, say(WORDS), {"kind": "finish"})):
        answered = phone.take(turns, given)
        kinds = [frame.kind for frame in answered.frames]
        assert kinds[-3:] == [FrameKind.REPLY, FrameKind.CAPSULE, FrameKind.RECORD]
        assert kinds[:-3] == [FrameKind.PROGRESS] * 16  # whoever looked, and before the first question too
        assert answered.reply.turn == number
        header = answered.header
        assert (header.record_id, header.revision) == (phone.record_id, number + 1)
        assert (header.producer, header.key_id) == (node.signing_key.key_id, city.record_key.key_id)
        record = city.open(answered.envelope)
        assert (record.record_id, record.revision) == (phone.record_id, number + 1)
        envelopes.append(answered.envelope)
    assert answered.reply.guidance is not None
    said = [line.text for line in record.transcript if line.who == "resident"]
    assert WORDS in said
    assert record.provenance.evidence == "development"
    assert record.provenance.node_key_id == node.signing_key.key_id
    assert record.provenance.measurement == node.measurement
    wait_until(lambda: len(city.received) == len(envelopes))
    assert city.received == envelopes


def test_under_the_policy_after_release_the_phone_gets_what_cannot_wait_and_the_commission_the_rest(
    make_node: Callable[..., Node], consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics
) -> None:
    city = City(within_minutes=60)
    node = make_node(city)
    wait_until(lambda: node.ready)
    turns, phone = TurnService(node, consultation, pusher, metrics), Phone(node)
    for given in (START, say("流鼻涕、打喷嚏两天，不发烧"), {"kind": "finish"}):
        answered = phone.take(turns, given)
    held, kept = answered.reply.held, city.open(answered.envelope).guidance
    assert answered.reply.guidance is None
    assert held is not None
    assert 0 < held.due_ms - now_ms() <= 3_600_000
    assert kept is not None
    assert kept.held_since == phone.turn
    assert not any(line in answered.body(FrameKind.REPLY).decode() for line in (kept.headline, *kept.now, *kept.why))


def test_a_record_that_was_altered_is_not_the_nodes(city: City, turns: TurnService, phone: Phone) -> None:
    envelope = bytearray(phone.take(turns, START).envelope)
    envelope[-1] ^= 1
    with pytest.raises(CannotOpen) as caught:
        city.open(bytes(envelope))
    assert caught.value.reason is Reason.SIGNATURE


def test_another_node_goes_on_with_the_consultation(
    city: City, turns: TurnService, phone: Phone, consultation: Consultation, pusher: Pusher, make_node: Any
) -> None:
    phone.take(turns, START)
    phone.take(turns, say(WORDS))
    other = make_node(city)
    wait_until(lambda: other.ready)
    phone.node = other
    answered = phone.take(TurnService(other, consultation, pusher, ComputeMetrics()), {"kind": "finish"})
    record = city.open(answered.envelope)
    assert (record.revision, record.provenance.node_key_id) == (3, other.signing_key.key_id)
    assert WORDS in [line.text for line in record.transcript]


def test_the_record_names_the_evidence_that_the_node_was_admitted_with(
    turns: TurnService, phone: Phone, node: Node, city: City
) -> None:
    assert node.admitted().evidence == "development"
    node._admitted = replace(node.admitted(), evidence="tpm2")
    assert city.open(phone.take(turns, START).envelope).provenance.evidence == "tpm2"


# --- what is refused


def refused(turns: TurnService, body: bytes) -> Reason:
    """The reason inside; outside there is one text, and never a frame."""
    with pytest.raises(CannotOpen) as caught:
        next(turns.answer(body))
    assert str(caught.value) == "cannot open"
    return caught.value.reason


def test_a_request_to_another_node_key_is_refused(turns: TurnService, phone: Phone, city: City, make_node: Any) -> None:
    phone.node = make_node(city)
    assert refused(turns, phone.seal(START)) is Reason.UNKNOWN_KEY


def test_a_request_with_the_right_key_id_but_another_key_is_refused(turns: TurnService, phone: Phone) -> None:
    body = bytearray(phone.seal(START))
    body[-1] ^= 1
    assert refused(turns, bytes(body)) is Reason.DECRYPT


def test_a_replayed_request_is_refused(turns: TurnService, phone: Phone) -> None:
    body = phone.seal(START)
    assert phone.read(body, turns.answer(body)).reply.turn == 0
    assert refused(turns, body) is Reason.REPLAY


def test_a_request_that_was_refused_once_cannot_be_sent_again(turns: TurnService, phone: Phone) -> None:
    body = phone.seal({"kind": "nonsense"})
    assert refused(turns, body) is Reason.JSON
    assert refused(turns, body) is Reason.REPLAY


@pytest.mark.parametrize("off_ms", [-301_000, 301_000])
def test_a_stale_request_is_refused(turns: TurnService, phone: Phone, off_ms: int) -> None:
    assert refused(turns, phone.seal(START, sent_at_ms=now_ms() + off_ms)) is Reason.STALE


def test_a_node_that_started_again_opens_nothing_from_before(
    city: City, turns: TurnService, phone: Phone, consultation: Consultation, pusher: Pusher, make_node: Any
) -> None:
    """Its replay memory is empty, within the freshness window; its channel key is another, so nothing old opens."""
    body = phone.seal(START)
    phone.read(body, turns.answer(body))
    again = make_node(city)
    wait_until(lambda: again.ready)
    assert refused(TurnService(again, consultation, pusher, ComputeMetrics()), body) is Reason.UNKNOWN_KEY


def test_the_replay_memory_outlasts_the_freshness_whatever_the_clock_does(
    node: Node, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics, phone: Phone
) -> None:
    clock = [now_ms()]
    turns = TurnService(node, consultation, pusher, metrics, now_ms=lambda: clock[0])
    body = phone.seal(START, sent_at_ms=clock[0] + 299_000)
    phone.read(body, turns.answer(body))
    for step_s in (1, 300, 598, 599):
        clock[0] = now_ms() + step_s * 1000 - 1000
        assert refused(turns, body) in {Reason.REPLAY, Reason.STALE}
    clock[0] += (REPLAY_WINDOW_S + 1) * 1000
    assert refused(turns, body) is Reason.STALE


@pytest.mark.parametrize(
    "changes",
    [
        {"session_id": secrets.token_hex(16)},
        {"record_id": secrets.token_hex(16)},
        {"turn": 2},
        {"turn": 7},
    ],
    ids=["another session", "another record id", "the next turn", "a later turn"],
)
def test_a_capsule_opens_only_where_it_belongs(turns: TurnService, phone: Phone, changes: dict[str, Any]) -> None:
    phone.take(turns, START)
    assert refused(turns, phone.seal(say(WORDS), **changes)) is Reason.DECRYPT
    assert phone.take(turns, say(WORDS)).reply.turn == 1


def test_a_capsule_of_another_consultation_is_refused(turns: TurnService, phone: Phone, node: Node) -> None:
    other = Phone(node)
    other.take(turns, START)
    phone.take(turns, START)
    assert refused(turns, phone.seal(say(WORDS), capsule=other.capsule)) is Reason.DECRYPT


@pytest.mark.parametrize(("retired", "reason"), [((), Reason.UNKNOWN_KEY), ((9,), Reason.EXPIRED_KEY)])
def test_a_capsule_of_an_epoch_without_a_key_is_refused(
    city: City,
    retired: tuple[int, ...],
    reason: Reason,
    consultation: Consultation,
    pusher: Pusher,
    metrics: ComputeMetrics,
    make_node: Any,
) -> None:
    city.state_keys = StateKeys({3: city.state_keys.key(3)}, current=3, retired=retired)
    node = make_node(city)
    wait_until(lambda: node.ready)
    phone, turns = Phone(node), TurnService(node, consultation, pusher, metrics)
    phone.take(turns, START)
    foreign = StateKeys({9: generate_state_key()}, current=9)
    phone.capsule = seal_capsule(foreign, phone.session_id, 1, phone.record_id, b"{}")
    assert refused(turns, phone.seal(say(WORDS))) is reason


def test_a_capsule_with_an_unreadable_state_is_refused_like_everything_else(
    city: City, turns: TurnService, phone: Phone
) -> None:
    phone.take(turns, START)
    phone.capsule = seal_capsule(city.state_keys, phone.session_id, 1, phone.record_id, b'{"version":99}')
    assert refused(turns, phone.seal(say(WORDS))) is Reason.JSON


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "nonsense"},
        {**START, "more": 1},
        {**START, "person": {**START["person"], "age_days": -1}},  # type: ignore[dict-item]
        {"kind": "say"},
        say(WORDS),
        {"kind": "finish"},
    ],
)
def test_an_input_that_is_not_a_start_opens_no_consultation(
    turns: TurnService, phone: Phone, given: dict[str, Any]
) -> None:
    assert refused(turns, phone.seal(given)) is Reason.JSON


def test_a_start_belongs_to_turn_0_only(turns: TurnService, phone: Phone) -> None:
    phone.take(turns, START)
    assert refused(turns, phone.seal(START)) is Reason.JSON


def test_a_node_that_is_not_admitted_opens_nothing(
    city: City, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics, make_node: Any
) -> None:
    city.away = True
    node = make_node(city)
    turns = TurnService(node, consultation, pusher, metrics)
    with pytest.raises(NotReady):
        next(turns.answer(Phone(node).seal(START)))


# --- what goes wrong in the agents


class Failing:
    """The real consultation until the words come, then an error that quotes them."""

    def __init__(self, real: Consultation, error: Callable[[str], Exception]) -> None:
        self.knowledge = real.knowledge
        self._real = real
        self._error = error

    def run(self, state: Any, given: Any, blobs: Any, **when: Any) -> Iterator[Any]:
        steps = self._real.run(state, given, blobs, **when)
        yield next(steps)
        if given.kind == "finish":
            raise self._error(WORDS)
        yield from steps


def test_a_turn_that_fails_ends_with_an_authenticated_frame_and_says_nothing(
    node: Node,
    consultation: Consultation,
    pusher: Pusher,
    metrics: ComputeMetrics,
    city: City,
    logged: Logged,
) -> None:
    failing: Any = Failing(consultation, lambda words: ValueError(f"cannot understand {words}"))
    turns, phone = TurnService(node, failing, pusher, metrics), Phone(node)
    phone.take(turns, START)
    phone.take(turns, say(WORDS))
    wait_until(lambda: len(city.received) == 2)
    answered = phone.take(turns, {"kind": "finish"})
    assert answered.frames[0].kind is FrameKind.PROGRESS
    assert answered.failure == {"code": "internal", "retry": True}
    assert count(metrics, "jiayi_turns_total", outcome="failed") == 1
    assert count(metrics, "jiayi_turns_total", outcome="answered") == 2
    (failed,) = logged.lines("turn failed")
    assert (failed["error"], failed["at"][-1].split(":")[-1]) == ("ValueError", "run")
    assert WORDS not in logged.text
    assert WORDS not in generate_latest(metrics.registry).decode()
    # The same turn, asked again, is answered: nothing was used up.
    assert phone.take(TurnService(node, consultation, pusher, metrics), {"kind": "finish"}).reply.guidance is not None
    wait_until(lambda: len(city.received) == 3)


def test_an_input_that_the_agents_refuse_is_not_asked_again(turns: TurnService, phone: Phone, city: City) -> None:
    """Turn 2 with the state of turn 0: a capsule that the cluster sealed wrongly, the only way to get there."""
    phone.take(turns, START)
    assert phone.capsule is not None
    state = open_capsule(city.state_keys, phone.session_id, 1, phone.record_id, phone.capsule)
    phone.turn = 2
    phone.capsule = seal_capsule(city.state_keys, phone.session_id, 2, phone.record_id, state)
    assert phone.take(turns, say(WORDS)).failure == {"code": "refused", "retry": False}


def test_a_turn_is_logged_by_its_outcome_and_sizes_alone(
    turns: TurnService, phone: Phone, node: Node, logged: Logged
) -> None:
    phone.take(turns, START)
    phone.take(turns, say(WORDS))
    lines = logged.lines("turn")
    assert len(lines) == 2
    allowed = {"event", "process", "level", "timestamp", "outcome", "ms", "bytes_in", "bytes_out", "node"}
    for line in lines:
        assert set(line) == allowed
        assert (line["outcome"], line["node"]) == ("answered", node.signing_key.key_id)
        assert line["bytes_in"] > 4096
        assert line["bytes_out"] > 4096
    for secret in (phone.session_id, phone.record_id, WORDS):
        assert secret not in logged.text


def test_an_emergency_is_pushed_as_one(node: Node, consultation: Consultation, metrics: ComputeMetrics) -> None:
    kept: list[bool] = []

    class Noting(Pusher):
        def put(self, envelope: bytes, *, emergency: bool = False) -> None:
            del envelope
            kept.append(emergency)

    turns = TurnService(node, consultation, Noting(City().client(), metrics), metrics)
    for words in ("流清鼻涕打喷嚏两天，不发烧", EMERGENCY):
        phone = Phone(node)
        phone.take(turns, START)
        phone.take(turns, say(words))
    assert kept == [False, False, False, True]


def test_who_signs_with_another_key_is_not_the_node(node: Node, city: City) -> None:
    assert city.nodes.get(generate_signing_key().key_id) is None
    assert city.nodes[node.signing_key.key_id].public_bytes == node.signing_key.public_bytes


def test_the_directory_alone_says_which_suite_a_turn_is_sealed_with(
    make_node: Callable[..., Node], consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics
) -> None:
    second = City(suite=2)
    node = make_node(second)
    wait_until(lambda: node.ready)
    turns = TurnService(node, consultation, pusher, metrics)
    phone = Phone(node, suite=2)
    for given in (START, say(WORDS)):
        phone.take(turns, given)
    assert phone.capsule is not None
    place = (phone.session_id, phone.turn, phone.record_id, phone.capsule)
    assert open_capsule(second.state_keys, *place, suite=SUITE_2)
    with pytest.raises(CannotOpen):
        open_capsule(second.state_keys, *place, suite=SUITE_1)


@pytest.mark.parametrize(("of_city", "of_phone"), [(1, 2), (2, 1)])
def test_a_request_under_another_suite_than_the_directorys_is_refused(
    of_city: SuiteId,
    of_phone: SuiteId,
    make_node: Callable[..., Node],
    consultation: Consultation,
    pusher: Pusher,
    metrics: ComputeMetrics,
) -> None:
    node = make_node(City(suite=of_city))
    wait_until(lambda: node.ready)
    with pytest.raises(CannotOpen) as refused:
        TurnService(node, consultation, pusher, metrics).open(Phone(node, suite=of_phone).seal(START))
    assert refused.value.reason is Reason.DECRYPT
