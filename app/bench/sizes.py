"""What lengths show of a consultation: the sealed sizes of whole, varied consultations over the real graph, and how many differ.

An observer of the wire sees the length of each request, of each answer and its frames, and of each record. Everything is sealed as in a
deployment; photos, whose size is their own, are left out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from agents.casefile import record_of
from agents.dialogue import Finish, PersonInput, Progress, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.state import ConsultationState
from app.bench.answering import MOST_TURNS, answer_to
from app.bench.turns import NOON_MS
from records.model import Provenance
from records.seal.capsule import seal_capsule
from records.seal.channel import RequestPayload, request_digest, seal_request
from records.seal.envelope import RecordHeader, seal_envelope
from records.seal.frames import FrameKind, FrameWriter
from records.seal.keys import KemPrivateKey, SigningKey, StateKeys
from records.seal.wire import dump_plain

_NODE: Final = KemPrivateKey(b"n" * 32)
_RECORD: Final = KemPrivateKey(b"r" * 32)
_SIGNER: Final = SigningKey(b"s" * 32)
_STATE_KEYS: Final = StateKeys({1: b"k" * 32}, 1)
_SESSION, _RECORD_ID = "a1" * 16, "b2" * 16
_AGES_DAYS: Final = (120, 900, 3_000, 6_500, 12_000, 16_436, 21_000, 25_000, 31_000)
_STEP: Final = 1024


@dataclass(slots=True)
class Sizes:
    """How often each length was seen, in bytes; `told` and `plain` are what would show without padding."""

    consultations: int = 0
    turns: int = 0
    requests: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    records: Counter[int] = field(default_factory=Counter)
    """To whole KiB: the clear header of a record is a few bytes longer from its tenth revision on, which its revision says anyway."""
    frames: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    """Progress steps that had something to tell: none, or as many as specialties looked."""
    plain: Counter[int] = field(default_factory=Counter)
    """Bytes of input, state, reply and record together."""


def measure_sizes(
    consultation: Consultation,
    complaints: Sequence[str],
    *,
    seed: int,
    progress: Callable[[int], None] = lambda _done: None,
) -> Sizes:
    """Walk a consultation for each complaint to its end and answer the lengths."""
    sizes = Sizes()
    for number, complaint in enumerate(complaints):
        _one(consultation, complaint, random.Random(seed * 100_003 + number), sizes)  # noqa: S311 - a drawing, no secret
        sizes.consultations += 1
        progress(sizes.consultations)
    return sizes


def _one(consultation: Consultation, complaint: str, rng: random.Random, sizes: Sizes) -> None:
    person = PersonInput(relation="self", age_days=rng.choice(_AGES_DAYS), sex=rng.choice(("male", "female")))
    given: TurnInput = Start(lang="en" if complaint.isascii() else "zh", person=person)
    state: bytes | None = None
    capsule: bytes | None = None
    for turn in range(MOST_TURNS + 2):
        state, capsule, reply = _turn(consultation, given, (turn, state, capsule), sizes)
        if reply.guidance is not None:
            return
        given = Say(text=complaint) if turn == 0 else answer_to(reply, rng) if turn < MOST_TURNS else Finish()


def _turn(
    consultation: Consultation, given: TurnInput, before: tuple[int, bytes | None, bytes | None], sizes: Sizes
) -> tuple[bytes, bytes, Reply]:
    turn, state, capsule = before
    payload = RequestPayload(_RECORD_ID, given.model_dump(mode="json"), capsule, NOON_MS)
    body = seal_request(_NODE.public_bytes, _NODE.key_id, _SESSION, turn, payload)
    writer = FrameWriter(payload.reply_key, request_digest(body))
    stream, told = b"", 0
    outcome: Outcome | None = None
    held = ConsultationState.from_bytes(state) if state is not None else None
    for step in consultation.run(held, given, turn=turn, now_ms=NOON_MS + turn * 60_000):
        if isinstance(step, Progress):
            stream += writer.frame(FrameKind.PROGRESS, step.model_dump_json().encode(), last=False)
            told += 1
        else:
            outcome = step
    assert outcome is not None
    after, reply = outcome.state.to_bytes(), outcome.reply.model_dump_json().encode()
    record = _record(consultation, outcome, turn)
    envelope = seal_envelope(
        RecordHeader(
            key_id=_RECORD.key_id,
            created_at_ms=NOON_MS,
            record_id=_RECORD_ID,
            revision=turn + 1,
            producer=_SIGNER.key_id,
        ),
        _RECORD.public_bytes,
        record,
        _SIGNER,
    )
    capsule = seal_capsule(_STATE_KEYS, _SESSION, turn + 1, _RECORD_ID, after)
    for kind, part in ((FrameKind.REPLY, reply), (FrameKind.CAPSULE, capsule), (FrameKind.RECORD, envelope)):
        stream += writer.frame(kind, part, last=kind is FrameKind.RECORD)
    sizes.turns += 1
    sizes.requests[len(body)] += 1
    sizes.answers[len(stream)] += 1
    sizes.records[-(-len(envelope) // _STEP) * _STEP] += 1
    sizes.frames[_frames(stream)] += 1
    sizes.told[told] += 1
    sizes.plain[len(dump_plain(dict(payload.input))) + len(state or b"") + len(reply) + len(record)] += 1
    return after, capsule, outcome.reply


def _record(consultation: Consultation, outcome: Outcome, turn: int) -> bytes:
    graph = consultation.knowledge.graph
    provenance = Provenance(
        software="jiayi bench",
        graph_version=graph.version,
        node_key_id=_SIGNER.key_id,
        measurement="00" * 32,
        evidence="development",
        language_model=None,
    )
    record = record_of(
        outcome.state, provenance, graph, record_id=_RECORD_ID, revision=turn + 1, thought=outcome.thought
    )
    return record.model_dump_json().encode()


def _frames(stream: bytes) -> int:
    count, at = 0, 16
    while at < len(stream):
        at += 5 + int.from_bytes(stream[at : at + 4], "big")
        count += 1
    return count
