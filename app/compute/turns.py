"""One turn of a consultation inside a compute node: open, answer, seal, forget.

Everything about the resident lives in this module's local variables between the request's last byte and the reply's last frame.
What is logged of a turn is how it ended, how long it took and how many padded bytes went in and out: what the wire shows anyway.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from agents.casefile import record_of
from agents.dialogue import TURN_INPUT, Progress, Start, TurnInput
from agents.errors import StateUnreadable, TurnRefused
from agents.graph import Consultation
from agents.language.opinion_record import model_named
from agents.state import ConsultationState
from app.compute.admission import Admission, AdmissionKeys
from app.compute.capsules import open_with_newest_keys
from app.compute.metrics import ComputeMetrics
from app.compute.node import Admitted
from app.logs import log
from app.version import SOFTWARE
from kg.schema import Urgency
from records.errors import CannotOpen, CannotSeal, Reason
from records.model import Essentials, Provenance
from records.seal.capsule import seal_capsule
from records.seal.channel import OpenedRequest, ReplayMemory, open_request
from records.seal.envelope import RecordHeader, seal_envelope
from records.seal.essentials import SECRET_BYTES, open_essentials
from records.seal.frames import FrameKind, FrameWriter
from records.seal.keys import KemPrivateKey, SigningKey
from records.seal.wire import dump_plain, from_b64u


class Identity(Protocol):
    """What a turn needs of the node: its keys, and what the commission lets it hold (`app.compute.node.Node`)."""

    channel_key: KemPrivateKey
    signing_key: SigningKey
    measurement: str
    admission_keys: AdmissionKeys

    def admitted(self) -> Admitted:
        """Answer the keys in force; raises NotReady."""
        ...

    def renewed(self, held: Admitted) -> Admitted:
        """Answer newer keys than `held`, or `held`; raises NotReady."""
        ...

    def look_again(self) -> None:
        """Fetch the directory soon."""
        ...


class Outgoing(Protocol):
    """Where sealed records go (`app.compute.push.Pusher`)."""

    def put(self, envelope: bytes, *, emergency: bool = False) -> None:
        """Take a sealed record; never blocks."""
        ...


_BEAT = b""
"""A progress frame that shows nothing: a sign of life (FORMAT.md, section 3)."""


@dataclass(frozen=True)
class OpenTurn:
    """A request that was opened and admitted, with the state that its capsule held (None on turn 0)."""

    request: OpenedRequest
    turn_input: TurnInput
    state: ConsultationState | None
    admitted: Admitted
    size: int
    """Bytes of the request as it came."""
    essentials: Essentials | None = None
    """What was released of this resident's record, on turn 0 only."""


class TurnService:
    """Answers turns. Holds keys, knowledge and the replay memory; holds no resident's word between turns."""

    def __init__(
        self,
        node: Identity,
        consultation: Consultation,
        pusher: Outgoing,
        metrics: ComputeMetrics,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._node = node
        self._consultation = consultation
        self._pusher = pusher
        self._metrics = metrics
        self._now_ms = now_ms
        self._replay = ReplayMemory()
        self._admission = Admission(node.admission_keys, on_unknown_key=node.look_again)

    def open(self, body: bytes) -> OpenTurn:
        """Open one request and the capsule inside it.

        Raises:
            CannotOpen: it is not a fresh request to this node, or its capsule belongs elsewhere.
            NotReady: the node holds no keys yet.
        """
        admitted = self._node.admitted()
        now_ms = self._now_ms()
        request = open_request(self._node.channel_key, body, now_ms=now_ms, suite=admitted.suite)
        payload = request.payload
        # Admitted before it is remembered: what anybody can seal takes no place in the replay memory.
        opened: bytes | None = None
        if payload.capsule is None:
            self._admission.check_token(request, self._node.channel_key.key_id, now_ms)
        else:
            admitted, opened = open_with_newest_keys(
                self._node,
                admitted,
                session_id=request.session_id,
                turn=request.turn,
                record_id=payload.record_id,
                capsule=payload.capsule,
            )
        self._admission.check_turns(request, now_ms)
        self._replay.admit(request.digest, now_ms)
        self._admission.count_turn(request, now_ms)
        try:
            turn_input = TURN_INPUT.validate_python(dict(payload.input))
        except ValidationError:
            raise CannotOpen(Reason.JSON) from None
        if isinstance(turn_input, Start) != (request.turn == 0):
            raise CannotOpen(Reason.JSON)
        state = None
        if opened is not None:
            try:
                state = ConsultationState.from_bytes(opened)
            except StateUnreadable:
                raise CannotOpen(Reason.JSON) from None
        essentials = self._essentials(request, turn_input, admitted)
        return OpenTurn(request, turn_input, state, admitted, len(body), essentials)

    def _essentials(self, request: OpenedRequest, turn_input: TurnInput, admitted: Admitted) -> Essentials | None:
        """Answer what a doctor signed of this resident, if the phone brought it along.

        Raises:
            CannotOpen: it was brought, and was not released by the commission to this node for this phone just now.
        """
        grant = turn_input.essentials if isinstance(turn_input, Start) else None
        if grant is None:
            return None
        if grant.blob >= len(request.blobs):
            raise CannotOpen(Reason.JSON)
        key = admitted.receipt_key
        body = open_essentials(
            request.blobs[grant.blob],
            self._node.channel_key,
            {key.key_id: key}.get,
            secret=from_b64u(grant.secret, reason=Reason.JSON, length=SECRET_BYTES),
            now_ms=self._now_ms(),
        )
        try:
            return Essentials.model_validate_json(body)
        except ValidationError:
            raise CannotOpen(Reason.JSON) from None

    def answer(self, body: bytes) -> Answer:
        """Answer the reply to a request, to be taken frame by frame.

        Nothing is opened before the first frame is asked for; whatever `open` raises is raised then and never later.
        """
        return Answer(self, body)

    def count(self, outcome: str, seconds: float, size: int, sent: int) -> None:
        """Count and log how a turn ended."""
        self._metrics.turns.labels(outcome).inc()
        self._metrics.turn_seconds.observe(seconds)
        log().info(
            "turn",
            outcome=outcome,
            ms=round(seconds * 1000, 1),
            bytes_in=size,
            bytes_out=sent,
            node=self._node.signing_key.key_id,
        )

    def parts(self, turn: OpenTurn) -> Iterator[tuple[FrameKind, bytes]]:
        """Take the turn, and answer what goes into the frames as it is ready; the last one is the record."""
        request, admitted = turn.request, turn.admitted
        record_id = request.payload.record_id
        now_ms = self._now_ms()
        outcome = None
        for step in self._consultation.run(
            turn.state,
            turn.turn_input,
            request.blobs,
            turn=request.turn,
            now_ms=now_ms,
            essentials=turn.essentials,
            within_minutes=admitted.within_minutes,
        ):
            if isinstance(step, Progress):
                yield FrameKind.PROGRESS, step.model_dump_json().encode()
            else:
                outcome = step
        if outcome is None:
            raise RuntimeError("the consultation ended without an outcome")
        record = record_of(
            outcome.state,
            self._provenance(admitted, outcome.state),
            self._consultation.knowledge.graph,
            record_id=record_id,
            revision=request.turn + 1,
            thought=outcome.thought,
        )
        envelope = seal_envelope(
            RecordHeader(
                key_id=admitted.record_key_id,
                created_at_ms=now_ms,
                record_id=record_id,
                revision=request.turn + 1,
                producer=self._node.signing_key.key_id,
            ),
            admitted.record_key,
            record.model_dump_json().encode(),
            self._node.signing_key,
        )
        # Directly after the envelope, whose ciphers are in the processor's cache now: before `record_of` it costs four times as much.
        capsule = seal_capsule(
            admitted.state_keys,
            request.session_id,
            request.turn + 1,
            record_id,
            outcome.state.to_bytes(),
            suite=admitted.suite,
        )
        urgent = outcome.state.stage == "emergency" or outcome.state.assessment.urgency is Urgency.EMERGENCY
        reply = outcome.reply.model_dump_json().encode()  # before the doctor is given what the phone might not get
        self._pusher.put(envelope, emergency=urgent)
        yield FrameKind.REPLY, reply
        yield FrameKind.CAPSULE, capsule
        yield FrameKind.RECORD, envelope

    def _provenance(self, admitted: Admitted, state: ConsultationState) -> Provenance:
        return Provenance(
            software=SOFTWARE,
            graph_version=self._consultation.knowledge.graph.version,
            node_key_id=self._node.signing_key.key_id,
            measurement=self._node.measurement,
            evidence=admitted.evidence,
            language_model=model_named(state),
        )


class Answer:
    """The reply to one request: frames as they are ready, and beats in between while the turn takes its time.

    One thread takes the frames; another may call `beat` meanwhile. Frames are numbered as they are sealed, so who seals one holds the lock
    until it has been handed on: `__next__` keeps it from the sealing of a frame until the next one is asked for.
    """

    def __init__(self, turns: TurnService, body: bytes) -> None:
        self._turns = turns
        self._frames = self._sealed(body)
        self._lock = threading.Lock()
        self._writer: FrameWriter | None = None
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        return self._frames

    def __next__(self) -> bytes:
        return next(self._frames)

    def beat(self, hand: Callable[[bytes], object]) -> bool:
        """Hand on a frame that says only that the node is at it; answer False, and hand on nothing, where none belongs.

        None does before the request is opened, while another frame is being handed on, and once the reply has begun.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if self._writer is None or not self._writer.may(FrameKind.PROGRESS):
                return False
            frame = self._writer.frame(FrameKind.PROGRESS, _BEAT, last=False)
            self._sent += len(frame)
            hand(frame)
            return True
        finally:
            self._lock.release()

    def _sealed(self, body: bytes) -> Iterator[bytes]:
        """Answer the reply's bytes as they are ready. Ends with a failure frame when the turn could not be answered."""
        turn = self._turns.open(body)
        started = time.perf_counter()
        writer = FrameWriter(turn.request.payload.reply_key, turn.request.digest, suite=turn.admitted.suite)
        with self._lock:
            self._writer = writer
        outcome = "cut"
        try:
            for kind, text in self._turns.parts(turn):
                with self._lock:
                    yield self._frame(writer, kind, text, last=kind is FrameKind.RECORD)
            outcome = "answered"
        except Exception as error:  # noqa: BLE001 - whatever failed, the phone is told in an authenticated frame
            outcome, failure = _failure(error)
            with self._lock:
                yield self._frame(writer, FrameKind.FAILURE, dump_plain(failure), last=True)
        finally:
            self._turns.count(outcome, time.perf_counter() - started, turn.size, self._sent)

    def _frame(self, writer: FrameWriter, kind: FrameKind, text: bytes, *, last: bool) -> bytes:
        frame = writer.frame(kind, text, last=last)
        self._sent += len(frame)
        return frame


def _failure(error: Exception) -> tuple[str, dict[str, str | bool]]:
    """Answer how a turn that raised is counted, and what its phone is told: no detail, and whether asking again helps."""
    if isinstance(error, TurnRefused):
        return "refused", {"code": "refused", "retry": False}
    log().error("turn failed", exc_info=error)
    # The same turn over the same state grows over the same limit again.
    return "failed", {"code": "internal", "retry": not isinstance(error, CannotSeal)}
