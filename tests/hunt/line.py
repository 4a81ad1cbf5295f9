"""A real line for the hunt: commission, archive worker and two nodes behind taps, a doctor who signs, phones that speak the protocol."""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from agents.dialogue import Reply
from app import phone
from app.bench.crash.doctor import Doctor
from app.bench.drawing import draw_token
from app.bench.ports import free_port
from records.errors import CannotOpen
from records.seal.envelope import AttachmentHeader, seal_envelope
from records.seal.frames import FrameKind
from records.trust.directory import NodeEntry, VerifiedDirectory, verify_directory
from tests.hunt.marks import Marks
from tests.hunt.photos import marked_photo
from tests.hunt.services import PATIENCE_S, Service, Services
from tests.journey.city import City
from tests.journey.wire import Tap

_MOST_TURNS: Final = 14


class Line:
    """A city with two nodes; each process has folders of its own, and an environment that tries to make it talk."""

    def __init__(self, folder: Path) -> None:
        self.city = City(folder / "city")
        port = self.city.ports["commission"]
        ports = (free_port(), free_port())
        self.taps = [Tap(each) for each in ports]
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": "lsv2_test",
            "LANGSMITH_ENDPOINT": self.city.commission,
        }
        shared = {**self.city.environment, **tracing}
        self.nodes = [
            Service(
                "node",
                f"node {number}",
                folder / f"node{number}",
                each,
                {
                    **shared,
                    "JIAYI_COMPUTE_PORT": str(each),
                    "JIAYI_COMPUTE_ORIGIN": f"http://127.0.0.1:{self.taps[number].port}",
                },
            )
            for number, each in enumerate(ports)
        ]
        own = [
            Service("commission", "commission", self.city.data / "of-commission", port, shared),
            Service("worker", "worker", self.city.data / "of-worker", None, shared),
        ]
        self.services = Services([*own, *self.nodes])
        self._guided: set[str] = set()
        self._lock = threading.Lock()
        # As the console does, past the tap: what a doctor reads is in clear, and goes over TLS where there is a wire.
        self.doctor = Doctor(f"http://127.0.0.1:{port}", self.city.login, self.guided)
        self.doctor.start()

    def guided(self) -> set[str]:
        """Answer what the doctor is to sign: the archive's worker then has work to be killed in."""
        with self._lock:
            return set(self._guided)

    def done(self, record_id: str) -> None:
        """Let the doctor sign a consultation."""
        with self._lock:
            self._guided.add(record_id)

    @property
    def archive(self) -> Path:
        """Answer the folder that signed records are delivered to, in clear, for others to read."""
        return self.city.data / "archive"

    def close(self) -> None:
        """Stop everything."""
        self.services.close()
        for tap in self.taps:
            tap.close()
        self.city.close()


@dataclass
class Phone:
    """One resident's phone, which says a marked phrase wherever it can."""

    line: Line
    marks: Marks
    number: int
    complaint: str
    ends: Counter[str]
    rng: random.Random
    session_id: str = field(default_factory=lambda: secrets.token_hex(16))
    record_id: str = field(default_factory=lambda: secrets.token_hex(16))
    turn: int = 0
    capsule: bytes | None = None
    tokens: dict[str, bytes | None] = field(default_factory=dict)
    """By channel key id: a turn that is repeated at a node shows the same."""

    def __post_init__(self) -> None:
        self.phrase = self.marks.phrase(self.number)
        self._client = httpx.Client(trust_env=False, timeout=60)

    def consult(self) -> None:
        """Walk one consultation to its guidance, with a photo and with errors now and then."""
        with self._client:
            self._identity()
            person = {
                "relation": "self",
                "age_days": self.rng.randrange(7_000, 30_000),
                "sex": self.rng.choice(("male", "female")),
            }
            reply = self._take(
                {"kind": "start", "lang": self.rng.choice(("zh", "zh", "en")), "person": {**person, "pregnant": None}}
            )
            reply = self._take({"kind": "say", "text": f"{self.complaint}{self.phrase}"})
            if self.number % 6 == 1:
                reply = self._photo() or reply
            if self.number % 4 == 2:
                self._errors()
            while reply.guidance is None and self.turn < _MOST_TURNS:
                reply = self._take(self._next(reply))
            if reply.guidance is None:
                reply = self._take({"kind": "finish"})
            if self.number % 5 == 0:
                self._take({"kind": "say", "text": f"布洛芬能和阿司匹林一起吃吗，{self.phrase}"})
            self.ends["guided" if reply.guidance is not None else "asked to the end"] += 1
            if self.number % 3 == 0:
                self.line.done(self.record_id)

    def _next(self, reply: Reply) -> dict[str, Any]:
        question = reply.question
        if question is None:
            return {"kind": "finish"}
        if not question.options or self.rng.random() < 0.2:
            return {"kind": "answer", "question_id": question.id, "text": f"说不清，{self.phrase}"}
        return {"kind": "answer", "question_id": question.id, "options": [self.rng.choice(question.options).index]}

    def _photo(self) -> Reply | None:
        """Show a photo to a node, and give the commission the same bytes."""
        photo = marked_photo(self.phrase)
        self.ends["photos"] += 1
        attachment_id = secrets.token_hex(16)
        given = {"kind": "photo", "attachment_id": attachment_id, "media_type": "image/png", "blob": 0}
        reply = self._take({**given, "digest": hashlib.sha256(photo).hexdigest()}, photo)
        key = self._directory().directory.record_key
        header = AttachmentHeader(
            record_id=self.record_id,
            attachment_id=attachment_id,
            media_type="image/png",
            key_id=key.kid,
            created_at_ms=_now_ms(),
        )
        self._deliver(seal_envelope(header, key.public_bytes, photo))
        return reply

    def _errors(self) -> None:
        """Send what is refused: none of it may be quoted anywhere."""
        for given in (
            {"kind": self.phrase},
            {"kind": "say", "text": self.phrase, self.phrase: 1},
            {"kind": "answer", "question_id": self.phrase, "options": [99]},
            {"kind": "say", "text": self.phrase * 2000},
            {"kind": "change", "turn": 900, "text": self.phrase},
            {"kind": "photo", "attachment_id": "0" * 32, "media_type": "image/png", "digest": "0" * 64, "blob": 3},
        ):
            with contextlib.suppress(httpx.HTTPError, CannotOpen, IndexError):
                node = self._pick(self._directory())
                asked = self._seal(node, given, self.phrase.encode() * 50)
                self._client.post(f"{node.url}/v1/turns", content=asked.body)
                self.ends["errors"] += 1
        # What no phone does: in clear, past the tap, to see that a node does not quote what it refuses.
        port = self.rng.choice(self.line.nodes).port
        for url in (f"/v1/turns?{self.phrase}", f"/{self.phrase}"):
            with contextlib.suppress(httpx.HTTPError):
                self._client.post(f"http://127.0.0.1:{port}{url}", content=self.phrase.encode() * 100)

    def _identity(self) -> None:
        key = self._directory().directory.record_key
        magnet = self.line.city.login.magnet_url.split("#")[0].rsplit("/", 1)[1]
        now_ms = _now_ms()
        registration = phone.invented(
            self.record_id, now_ms, name=self.phrase[:6], phone="13900000000", birth_date=None
        )
        self._deliver(phone.identity(registration, magnet, key_id=key.kid, public=key.public_bytes, now_ms=now_ms))

    def _deliver(self, envelope: bytes) -> None:
        def tried() -> None:
            self._client.post(
                f"{self.line.city.commission}/v1/envelopes",
                content=envelope,
                headers={"content-type": "application/octet-stream"},
            ).raise_for_status()

        self._patiently(tried, "the commission takes nothing")

    def _directory(self) -> VerifiedDirectory:
        found: list[VerifiedDirectory] = []

        def tried() -> None:
            answer = self._client.get(f"{self.line.city.commission}/v1/directory").raise_for_status().json()
            pin = self.line.city.login.root_fingerprint
            found.append(verify_directory(answer, pin, now_ms=_now_ms(), production=False))

        self._patiently(tried, "there is no directory")
        return found[0]

    def _patiently(self, tried: Callable[[], object], or_else: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                tried()
            except (httpx.HTTPError, CannotOpen):
                assert time.monotonic() < deadline, or_else
                time.sleep(0.3)
            else:
                return

    def _pick(self, directory: VerifiedDirectory) -> NodeEntry:
        return self.rng.choice(directory.directory.nodes)

    def _admit(self, node: NodeEntry, directory: VerifiedDirectory) -> None:
        kid = node.channel_key.kid
        if self.turn == 0 and kid not in self.tokens:
            magnet = self.line.city.login.magnet_url.split("#")[0].rsplit("/", 1)[1]
            self.tokens[kid] = draw_token(self._client, self.line.city.commission, magnet, kid, directory.directory)

    def _seal(self, node: NodeEntry, given: dict[str, Any], *blobs: bytes) -> phone.Asked:
        token = self.tokens.get(node.channel_key.kid) if self.turn == 0 else None
        line = phone.Line(self.record_id, self.session_id)
        return line.ask(node, given, turn=self.turn, capsule=self.capsule, token=token, now_ms=_now_ms(), blobs=blobs)

    def _take(self, given: dict[str, Any], *blobs: bytes) -> Reply:
        """Take one turn with whichever node answers it, with the same capsule until one does."""
        deadline = time.monotonic() + PATIENCE_S
        tries = 0
        while True:
            tries += 1
            try:
                directory = self._directory()
                node = self._pick(directory)
                self._admit(node, directory)
                frames = phone.answer(self._client, node, self._seal(node, given, *blobs))
                break
            except (httpx.HTTPError, CannotOpen, IndexError):
                assert time.monotonic() < deadline, "no node takes the turn"
                time.sleep(0.3)
        self.ends["turns"] += 1
        self.ends["turns tried again"] += tries > 1
        if FrameKind.FAILURE in frames:
            raise AssertionError(f"a turn failed: {frames[FrameKind.FAILURE]!r}")
        self.capsule, self.turn = frames[FrameKind.CAPSULE], self.turn + 1
        self._deliver(frames[FrameKind.RECORD])
        return Reply.model_validate_json(frames[FrameKind.REPLY])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
