"""A commission behind a transport, a node admitted by it, and a phone: real keys, chain, evidence and graph; only the wire is in memory."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import structlog

from agents.dialogue import Reply
from agents.graph import Consultation
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.turns import TurnService
from app.knowledge import load_knowledge
from app.logs import configure_logs
from records.errors import NotAdmitted, Reason
from records.model import EncounterRecord
from records.seal.channel import FrameReader, RequestPayload, request_digest, seal_request
from records.seal.envelope import RecordHeader, open_envelope, parse_header
from records.seal.frames import Frame, FrameKind
from records.seal.keys import StateKeys, VerifyKey, generate_kem_key, generate_signing_key, generate_state_key, key_id
from records.seal.suites import SUITES, SuiteId
from records.seal.wire import b64u, from_b64u
from records.trust.directory import (
    AfterRelease,
    Certificate,
    Commission,
    Directory,
    NodeEntry,
    fingerprint,
    sign_certificate,
    sign_directory,
)
from records.trust.evidence.challenges import Challenges
from records.trust.evidence.statement import NodeEvidence, node_entry
from records.trust.evidence.verifying import DevelopmentPolicy, Verifier
from records.trust.measurement import measurement
from records.trust.statekeys import release_state_keys
from records.trust.values import AdmissionKeyRef, RecordKeyRef, SigningKeyRef
from tests.fakes.admission import make_token, signer
from tests.fakes.translog import MemoryLog

ORIGIN = "http://127.0.0.1:8701"
COMMISSION = "http://commission.test"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def wait_until(true: Callable[[], object], timeout_s: float = 60.0) -> None:
    """Wait for a thread; a test that waits in vain fails."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@dataclass
class City:
    """A commission: directory, challenge, admission, envelopes."""

    admitted_s: int = 3600
    record_key_s: int = 86_400
    admission_key_s: int | None = 86_400
    """None: the directory names no admission key."""
    suite: SuiteId = 1
    within_minutes: int | None = None
    """The advice policy: None is at once."""
    statuses: list[int] = field(default_factory=list)
    """Answers to the next envelopes instead of taking them."""
    away: bool = False
    forge: bool = False
    """The release is signed by somebody who is not the directory key."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Answers by path, instead of the right ones."""
    received: list[bytes] = field(default_factory=list)
    admissions: int = 0
    lists: bool = True
    """Whether who is admitted is put into the directory."""
    serial: int = 1
    """Of the directory in force. A node's first admission changes what it says, so that a new one is signed."""
    set_back_s: int = 0
    """How far the clock is back by which directories are signed and told."""
    fetched: int = 0
    """How often the directory was asked for."""

    def __post_init__(self) -> None:
        self.root, self.directory_key, self.receipt_key = (generate_signing_key() for _ in range(3))
        self.certified_ago_s = 60
        self.record_key = generate_kem_key()
        self.admission = signer()
        self.state_keys = StateKeys({3: generate_state_key()}, current=3)
        self.challenges = Challenges(lambda text: hmac.digest(b"city", text.encode(), "sha256"))
        self.verifier = Verifier("development", {measurement()}, [DevelopmentPolicy()])
        self.nodes: dict[str, VerifyKey] = {}
        self.entries: dict[str, NodeEntry] = {}
        """What the directory lists, by address."""
        self.lock = threading.Lock()
        self.log = MemoryLog()

    @property
    def pin(self) -> str:
        return fingerprint(self.root.public_bytes)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=COMMISSION, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if self.away:
                raise httpx.ConnectError("away", request=request)
            self.fetched += request.url.path == "/v1/directory"
            if request.url.path in self.answers:
                return httpx.Response(200, json=self.answers[request.url.path])
            if request.url.path == "/v1/directory":
                return httpx.Response(200, json=self.directory(int(request.url.params.get("seen", 0))))
            if request.url.path == "/v1/nodes/challenge":
                return httpx.Response(200, json={"nonce": b64u(self.challenges.issue(now_ms()))})
            if request.url.path == "/v1/nodes/admission":
                return self._admit(json.loads(request.content))
            assert (request.method, request.url.path) == ("POST", "/v1/envelopes")
            assert request.headers["content-type"] == "application/octet-stream"
            if self.statuses:
                return httpx.Response(self.statuses.pop(0))
            self.received.append(request.content)
            return httpx.Response(201, json={})

    def directory(self, seen: int = 0) -> dict[str, Any]:
        """What `GET /v1/directory` answers now."""
        now_s = int(time.time()) - self.set_back_s
        certificate = Certificate(
            **SigningKeyRef.of(self.directory_key.public_bytes).model_dump(),
            not_before=now_s - self.certified_ago_s,
            not_after=now_s + 86_400,
            environment="development",
        )
        directory = Directory(
            suite=self.suite,
            serial=self.serial,
            issued_at=now_s,
            expires_at=now_s + 600,
            environment="development",
            commission=Commission(name_zh="测试卫健委", name_en="Test commission"),
            record_key=RecordKeyRef.until(self.record_key.public_bytes, now_s + self.record_key_s),
            receipt_key=SigningKeyRef.of(self.receipt_key.public_bytes),
            admission_key=AdmissionKeyRef.until(self.admission.public.modulus, now_s + self.admission_key_s)
            if self.admission_key_s is not None
            else None,
            nodes=sorted(self.entries.values(), key=lambda entry: entry.node_id),
            advice=None if self.within_minutes is None else AfterRelease(within_minutes=self.within_minutes),
        )
        answer: dict[str, Any] = {
            "root_key": b64u(self.root.public_bytes),
            "certificate": sign_certificate(self.root, certificate),
            "directory": sign_directory(self.directory_key, directory),
        }
        log = self.log.answer(self.directory_key, *answer.values(), directory.model_dump(), seen=seen)
        return {**answer, "log": log, "now_ms": now_ms() - self.set_back_s * 1000}

    def _admit(self, claimed: Any) -> httpx.Response:
        try:
            evidence = NodeEvidence.parse(claimed)
            nonce = from_b64u(evidence.nonce, reason=Reason.JSON, length=32)
            self.challenges.check(nonce, now_ms())
            self.verifier.verify(evidence, nonce=nonce)
        except NotAdmitted:
            return httpx.Response(403)
        self.admissions += 1
        node = VerifyKey(evidence.signing_bytes)
        self.serial += node.key_id not in self.nodes
        self.nodes[node.key_id] = node
        if self.lists:
            self.entries[evidence.url] = node_entry(evidence, expires_at=int(time.time()) + self.admitted_s)
        release = release_state_keys(
            self.state_keys,
            directory_key=generate_signing_key() if self.forge else self.directory_key,
            channel_public=evidence.channel_bytes,
            signing_key_id=key_id(evidence.signing_bytes),
            nonce=nonce,
            directory_serial=self.serial,
            expires_at=int(time.time()) + self.admitted_s,
        )
        return httpx.Response(200, json={"release": release})

    def open(self, envelope: bytes) -> EncounterRecord:
        """Check who signed a record, and read it."""
        body = open_envelope(envelope, self.record_key, self.nodes.get)
        return EncounterRecord.model_validate_json(body)


@dataclass
class Answered:
    """What a phone read of one stream."""

    frames: list[Frame]

    def body(self, kind: FrameKind) -> bytes:
        (frame,) = [frame for frame in self.frames if frame.kind is kind]
        return frame.body

    @property
    def reply(self) -> Reply:
        return Reply.model_validate_json(self.body(FrameKind.REPLY))

    @property
    def envelope(self) -> bytes:
        return self.body(FrameKind.RECORD)

    @property
    def header(self) -> RecordHeader:
        header = parse_header(self.envelope)
        assert isinstance(header, RecordHeader)
        return header

    @property
    def failure(self) -> dict[str, Any]:
        assert self.frames[-1].last
        return json.loads(self.body(FrameKind.FAILURE))


@dataclass
class Phone:
    """One consultation of one phone with a node."""

    node: Node
    session_id: str = field(default_factory=lambda: secrets.token_hex(16))
    record_id: str = field(default_factory=lambda: secrets.token_hex(16))
    turn: int = 0
    capsule: bytes | None = None
    reply_key: bytes = b""
    tokens: dict[str, bytes] = field(default_factory=dict)
    """By channel key id: what this consultation uses at a node."""
    suite: SuiteId = 1
    """Of the directory that this phone believes."""

    def seal(self, turn_input: dict[str, Any], *blobs: bytes, **changes: Any) -> bytes:
        """Seal the next turn; `changes` are fields of the request that differ from what is right."""
        payload = {"record_id": self.record_id, "capsule": self.capsule, "sent_at_ms": now_ms(), **changes}
        clear = {"session_id": self.session_id, "turn": self.turn}
        clear |= {name: payload.pop(name) for name in ("session_id", "turn") if name in payload}
        channel = self.node.channel_key
        if clear["turn"] == 0 and "admission" not in payload:
            payload["admission"] = self.token(channel.key_id)
        made = RequestPayload(input=turn_input, **payload)
        self.reply_key = made.reply_key
        return seal_request(
            channel.public_bytes, channel.key_id, payload=made, blobs=blobs, suite=SUITES[self.suite], **clear
        )

    def token(self, channel_key_id: str) -> bytes:
        """The token of this consultation for a node, made when it is first wanted."""
        if channel_key_id not in self.tokens:
            self.tokens[channel_key_id] = make_token(signer(), channel_key_id, now_ms())
        return self.tokens[channel_key_id]

    def read(self, body: bytes, stream: Iterable[bytes]) -> Answered:
        """Read a whole stream."""
        reader = FrameReader(self.reply_key, request_digest(body), suite=SUITES[self.suite])
        frames = [frame for chunk in stream for frame in reader.feed(chunk)]
        reader.finish()
        return Answered(frames)

    def take(self, turns: TurnService, turn_input: dict[str, Any], *blobs: bytes) -> Answered:
        """Take one turn, and keep its capsule."""
        body = self.seal(turn_input, *blobs)
        answered = self.read(body, turns.answer(body))
        if answered.frames[-1].kind is FrameKind.RECORD:
            self.capsule = answered.body(FrameKind.CAPSULE)
            self.turn += 1
        return answered


START = {
    "kind": "start",
    "lang": "zh",
    "person": {"relation": "self", "age_days": 20_500, "sex": "male", "pregnant": None},
}


def say(text: str) -> dict[str, Any]:
    return {"kind": "say", "text": text}


@pytest.fixture(scope="session")
def consultation() -> Consultation:
    """The real graph over the real knowledge, without a report reader."""
    return Consultation(load_knowledge())


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def metrics() -> ComputeMetrics:
    return ComputeMetrics()


@pytest.fixture
def make_node(metrics: ComputeMetrics) -> Iterator[Callable[..., Node]]:
    """Make nodes that are stopped at the end."""
    made: list[Node] = []

    def make(city: City, **changes: Any) -> Node:
        values: dict[str, Any] = {"origin": ORIGIN, "root_fingerprint": city.pin, "production": False}
        node = Node(city.client(), metrics=metrics, **{**values, **changes})
        made.append(node)
        node.start()
        return node

    yield make
    for node in made:
        node.stop()


@pytest.fixture
def node(city: City, make_node: Callable[..., Node]) -> Node:
    """A node that is admitted."""
    made = make_node(city)
    wait_until(lambda: made.ready)
    return made


@pytest.fixture
def pusher(city: City, metrics: ComputeMetrics) -> Iterator[Pusher]:
    made = Pusher(city.client(), metrics, first_pause_s=0.02)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def turns(node: Node, consultation: Consultation, pusher: Pusher, metrics: ComputeMetrics) -> TurnService:
    return TurnService(node, consultation, pusher, metrics)


@pytest.fixture
def phone(node: Node) -> Phone:
    return Phone(node)


class Logged:
    """What the process wrote to standard error, as text and as lines."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._read = ""

    @property
    def text(self) -> str:
        self._read += self._capsys.readouterr().err
        return self._read

    def lines(self, event: str) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.text.splitlines()) if line["event"] == event]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """The logs of a compute node."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs("compute")
    yield Logged(capsys)
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def count(metrics: ComputeMetrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(name, labels) or 0.0
