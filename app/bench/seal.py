"""What sealing costs: the same turns, once as a node answers them and once in plain JSON, in turn, in one run.

Sealed is everything between the request's last byte and the reply's last frame (`app.compute.turns`): open request and capsule,
replay memory, turn, frames, capsule, record envelope with its signature. Plain is the same turn with a state in JSON in and out, the
reply and the record in JSON: what a service would do that seals nothing. Neither holds a socket; what the phone seals and opens is not
counted.

Both are made for every turn, one directly after the other, which of them first being drawn, so that what else the machine does falls on
both alike. Processor time is summed over all threads; the interval is a bootstrap over whole consultations.
"""

from __future__ import annotations

import gc
import json
import os
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Any, Final

import numpy as np

from agents.casefile import record_of
from agents.dialogue import TURN_INPUT, Finish, PersonInput, Progress, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.bench.answering import ADULT_DAYS, MOST_TURNS, answer_to
from app.bench.graphs import complaints
from app.compute.admission import AdmissionKeys
from app.compute.metrics import ComputeMetrics
from app.compute.node import Admitted
from app.compute.turns import TurnService
from app.knowledge import load_knowledge
from app.logs import configure_logs
from app.version import SOFTWARE
from records.model import Provenance
from records.seal.channel import RequestPayload, request_digest, seal_request
from records.seal.frames import FrameKind, FrameReader
from records.seal.keys import StateKeys, VerifyKey, generate_kem_key, generate_signing_key, generate_state_key
from records.seal.wire import dump_plain, parse_plain_object
from records.trust import blinding
from records.trust.blindsign import BlindSigner
from records.trust.tokens import day_of
from records.trust.values import AdmissionKeyRef

_DRAWS: Final = 2000
_SHARE: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Pair:
    """One turn measured both ways: seconds by the clock, and of the processor."""

    consultation: int
    sealed_s: float
    plain_s: float
    sealed_cpu_s: float
    plain_cpu_s: float


@dataclass(frozen=True, slots=True)
class SealCost:
    """What was measured over all turns. `ci95` holds the interval of `sealed_over_plain`."""

    turns: int
    sealed_over_plain: float
    """Processor time of all sealed turns over that of all plain ones."""
    ci95: tuple[float, float]
    sealed_over_plain_wall: float
    """The same by the clock."""
    sealed_minus_plain_ms: float
    """Processor time that sealing adds to a turn, in the median."""
    p50_ms: float
    p99_ms: float
    turns_per_s: float
    """Sealed turns, all processes together."""


class _Alone:
    """A node with keys of its own, admitted by nobody, and the keys of a commission that does not exist."""

    def __init__(self) -> None:
        self.channel_key = generate_kem_key()
        self.signing_key = generate_signing_key()
        self.measurement = "0" * 64
        record_key, receipt_key = generate_kem_key(), generate_signing_key()
        self._admitted = Admitted(
            state_keys=StateKeys({1: generate_state_key()}, current=1),
            record_key=record_key.public_bytes,
            record_key_id=record_key.key_id,
            receipt_key=VerifyKey(receipt_key.public_bytes),
            evidence="development",
            expires_at=2**40,
        )
        self._signer = BlindSigner.generate()
        self.admission_keys = AdmissionKeys()
        self.admission_keys.learn(AdmissionKeyRef.until(self._signer.public.modulus, 2**40), 0)

    def admitted(self) -> Admitted:
        return self._admitted

    def renewed(self, held: Admitted) -> Admitted:
        return held

    def look_again(self) -> None: ...

    def token(self) -> bytes:
        """Answer an admission token for this node, as a phone would have drawn it."""
        day = day_of(time.time_ns() // 1_000_000) + 1
        begun = blinding.begin(self._signer.public, self.channel_key.key_id, day)
        return begun.finish(self._signer.blind_sign(begun.blinded))


class _Nowhere:
    """Takes records and keeps none."""

    def put(self, envelope: bytes, *, emergency: bool = False) -> None:
        del envelope, emergency


@dataclass
class _Walk:
    """One consultation that is walked both ways at once."""

    node: _Alone
    turns: TurnService
    consultation: Consultation
    session_id: str = field(default_factory=lambda: secrets.token_hex(16))
    record_id: str = field(default_factory=lambda: secrets.token_hex(16))
    turn: int = 0
    capsule: bytes | None = None
    state: bytes | None = None

    def request(self, given: TurnInput) -> tuple[bytes, bytes]:
        """Answer what a phone sends, and the key that opens the reply."""
        payload = RequestPayload(
            self.record_id,
            given.model_dump(mode="json"),
            self.capsule,
            time.time_ns() // 1_000_000,
            admission=self.node.token() if self.turn == 0 else None,
        )
        key = self.node.channel_key
        return seal_request(key.public_bytes, key.key_id, self.session_id, self.turn, payload), payload.reply_key

    def plain(self, body: bytes) -> list[bytes]:
        """Answer the turn without a key: the parts of the reply, the last three being reply, state and record."""
        started = time.perf_counter()
        asked = parse_plain_object(body)
        given = TURN_INPUT.validate_python(asked["input"])
        state = ConsultationState.from_bytes(self.state) if self.state is not None else None
        sent: list[bytes] = []
        outcome: Outcome | None = None
        for step in self.consultation.run(state, given, turn=self.turn, now_ms=time.time_ns() // 1_000_000):
            if isinstance(step, Progress):
                sent.append(step.model_dump_json().encode())
            else:
                outcome = step
        if outcome is None:
            raise RuntimeError("the consultation ended without an outcome")
        provenance = Provenance(
            software=SOFTWARE,
            graph_version=self.consultation.knowledge.graph.version,
            node_key_id=self.node.signing_key.key_id,
            measurement=self.node.measurement,
            evidence=self.node.admitted().evidence,
            language_model=None,
        )
        record = record_of(
            outcome.state,
            provenance,
            self.consultation.knowledge.graph,
            record_id=self.record_id,
            revision=self.turn + 1,
            thought=outcome.thought,
        )
        sent += [outcome.reply.model_dump_json().encode(), outcome.state.to_bytes(), record.model_dump_json().encode()]
        self.turns.count("answered", time.perf_counter() - started, len(body), sum(map(len, sent)))
        return sent


def _listed(turns: TurnService, body: bytes) -> list[bytes]:
    return list(turns.answer(body))


def _timed(act: Callable[[], list[bytes]]) -> tuple[list[bytes], float, float]:
    cpu, begun = time.process_time(), time.perf_counter()
    answer = act()
    return answer, time.perf_counter() - begun, time.process_time() - cpu


def _pairs(walk: _Walk, complaint: str, number: int, rng: random.Random) -> Iterator[Pair]:
    sex = rng.choice(("male", "female"))
    given: TurnInput = Start(lang="zh", person=PersonInput(relation="self", age_days=ADULT_DAYS, sex=sex))
    for _ in range(MOST_TURNS + 2):
        body, reply_key = walk.request(given)
        plain_body = dump_plain({"record_id": walk.record_id, "input": given.model_dump(mode="json")})
        acts: dict[str, Callable[[], list[bytes]]] = {
            "sealed": partial(_listed, walk.turns, body),
            "plain": partial(walk.plain, plain_body),
        }
        done = {name: _timed(acts[name]) for name in rng.sample(sorted(acts), 2)}
        yield Pair(number, done["sealed"][1], done["plain"][1], done["sealed"][2], done["plain"][2])
        reader = FrameReader(reply_key, request_digest(body))
        frames = {frame.kind: frame.body for chunk in done["sealed"][0] for frame in reader.feed(chunk)}
        reader.finish()
        plain_reply, plain_state, _ = done["plain"][0][-3:]
        reply = Reply.model_validate_json(frames[FrameKind.REPLY])
        if frames[FrameKind.REPLY] != plain_reply:
            raise RuntimeError("the sealed and the plain turn answered differently")
        walk.capsule, walk.state, walk.turn = frames[FrameKind.CAPSULE], plain_state, walk.turn + 1
        if reply.guidance is not None:
            return
        given = Say(text=complaint) if walk.turn == 1 else (answer_to(reply, rng) if reply.question else Finish())


def measure_pairs(consultation: Consultation, told: Sequence[str], *, seed: int, warm: int = 2) -> list[Pair]:
    """Answer every turn of these consultations measured both ways; the first `warm` of them are walked once before.

    Raises:
        RuntimeError: a sealed turn answered something else than the plain one.
    """
    node = _Alone()
    turns = TurnService(node, consultation, _Nowhere(), ComputeMetrics())

    def walked(numbered: Iterable[tuple[int, str]]) -> list[Pair]:
        pairs: list[Pair] = []
        for number, complaint in numbered:
            rng = random.Random(seed * 100_003 + number)  # noqa: S311 - a drawing, no secret
            pairs += _pairs(_Walk(node, turns, consultation), complaint, number, rng)
        return pairs

    walked(enumerate(told[:warm]))
    return walked(enumerate(told))


def cost_of(every: Sequence[Sequence[Pair]], *, seed: int = 0) -> SealCost:
    """Answer the figures of the pairs of all processes."""
    pairs = [pair for each in every for pair in each]
    groups: dict[tuple[int, int], list[Pair]] = {}
    for process, each in enumerate(every):
        for pair in each:
            groups.setdefault((process, pair.consultation), []).append(pair)
    sums = np.array([[sum(p.sealed_cpu_s for p in g), sum(p.plain_cpu_s for p in g)] for g in groups.values()])
    drawn = np.random.default_rng(seed).integers(0, len(sums), (_DRAWS, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.percentile(totals[:, 0] / totals[:, 1], _SHARE)
    sealed = np.array([pair.sealed_s for pair in pairs])
    middle, nearly_all = np.percentile(sealed * 1000.0, [50, 99])
    return SealCost(
        turns=len(pairs),
        sealed_over_plain=float(sums[:, 0].sum() / sums[:, 1].sum()),
        ci95=(float(low), float(high)),
        sealed_over_plain_wall=float(sealed.sum() / sum(pair.plain_s for pair in pairs)),
        sealed_minus_plain_ms=float(np.median([p.sealed_cpu_s - p.plain_cpu_s for p in pairs]) * 1000.0),
        p50_ms=float(middle),
        p99_ms=float(nearly_all),
        turns_per_s=sum(len(each) / sum(pair.sealed_s for pair in each) for each in every if each),
    )


def _in_a_process(consultations: int, seed: int, number: int) -> list[dict[str, Any]]:
    # The log lines are made, as a node makes them, and nobody reads them.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    configure_logs("bench")
    knowledge = load_knowledge()
    consultation = Consultation(knowledge)
    told = complaints(knowledge.graph, consultations, "zh", seed + number)
    # As a node does at its start (`app.compute.service`): one collection over the graph takes as long as a hundred turns, and falls on one.
    gc.collect()
    gc.freeze()
    return [asdict(pair) for pair in measure_pairs(consultation, told, seed=seed + number)]


def measure_seal(consultations: int, *, processes: int, seed: int) -> SealCost:
    """Measure in so many processes at once, each with its own consultations."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        made = [pool.submit(_in_a_process, consultations, seed, number) for number in range(processes)]
        return cost_of([[Pair(**each) for each in one.result()] for one in made], seed=seed)


def as_json(cost: SealCost) -> str:
    """Answer one JSON object."""
    return json.dumps(asdict(cost))
