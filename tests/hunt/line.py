"""A real line for the hunt: two nodes behind taps, phones that speak the protocol, and somebody who kills nodes in the middle of turns."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from agents.dialogue import Reply
from app import phone
from app.bench.drawing import draw_token
from app.bench.ports import free_port
from records.errors import CannotOpen
from records.seal.frames import FrameKind
from records.trust.directory import NodeEntry, VerifiedDirectory, verify_directory
from tests.fakes.report_images import BLOOD_COUNT, draw_report
from tests.hunt.marks import Marks
from tests.hunt.places import Content, proc_of
from tests.journey.city import City
from tests.journey.wire import Tap

_SIGNALS: Final = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL)
"""Crashes that would leave a core file among them."""
_PATIENCE_S: Final = 240.0
_MOST_TURNS: Final = 14
_ROOT: Final = Path(__file__).parents[2]


@dataclass
class Node:
    """One node: its process, where it runs, and what was read of it before it died."""

    number: int
    folder: Path
    port: int
    tap: Tap
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0


class Line:
    """A city with two nodes; each has folders of its own, and an environment that tries to make it talk."""

    def __init__(self, folder: Path) -> None:
        self.city = City(folder / "city")
        self.city.start("commission")
        self.nodes = [
            Node(number, folder / f"node{number}", port, Tap(port))
            for number, port in enumerate((free_port(), free_port()))
        ]
        self.seen: list[Content] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        for node in self.nodes:
            self._start(node)
        self._keeper.start()

    def _start(self, node: Node) -> None:
        for name in ("cwd", "tmp", "home"):
            (node.folder / name).mkdir(parents=True, exist_ok=True)
        home = str(node.folder / "home")
        places = {"TMPDIR": str(node.folder / "tmp"), "HOME": home, "XDG_CACHE_HOME": home, "PYTHONPATH": str(_ROOT)}
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": "lsv2_test",
            "LANGSMITH_ENDPOINT": self.city.commission,
            "PYTHONFAULTHANDLER": "1",
        }
        own = {"JIAYI_COMPUTE_PORT": str(node.port), "JIAYI_COMPUTE_ORIGIN": f"http://127.0.0.1:{node.tap.port}"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIAYI_")}
        with (node.folder / "stderr").open("ab") as log:
            node.process = subprocess.Popen(
                ["/bin/sh", "-c", 'ulimit -c unlimited; exec "$0" -m app.cli serve compute', sys.executable],
                cwd=node.folder / "cwd",
                env={**kept, **self.city.environment, **tracing, **own, **places},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            for node in self.nodes:
                if node.process is not None and node.process.poll() is not None and not self._over.is_set():
                    node.deaths += 1
                    self._start(node)

    def look(self) -> None:
        """Keep what the nodes show of themselves at this moment: metrics, health, and /proc."""
        for node in self.nodes:
            for path in ("/metrics", "/healthz"):
                with contextlib.suppress(httpx.HTTPError):
                    answer = httpx.get(f"http://127.0.0.1:{node.port}{path}", timeout=5, trust_env=False)
                    self._keep_seen(f"{path} of node {node.number}", answer.content)
            if node.process is not None:
                for name, content in proc_of(node.process.pid):
                    self._keep_seen(name, content)

    def _keep_seen(self, name: str, content: bytes) -> None:
        with self._lock:
            self.seen.append((name, content))

    def kill(self, rng: random.Random) -> bool:
        """Kill a node while it is at work; never the only one that serves, and then answer False."""
        if not all(self.serves(node) for node in self.nodes):
            return False
        self.look()
        victim = rng.choice(self.nodes).process
        if victim is None:
            return False
        os.kill(victim.pid, rng.choice(_SIGNALS))
        return True

    def serves(self, node: Node) -> bool:
        """Answer whether a node is admitted and answers."""
        try:
            return httpx.get(f"http://127.0.0.1:{node.port}/healthz", timeout=5, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def wait(self) -> None:
        """Wait until all nodes serve; raises AssertionError when they do not."""
        deadline = time.monotonic() + _PATIENCE_S
        while not all(self.serves(node) for node in self.nodes):
            assert time.monotonic() < deadline, [(node.folder / "stderr").read_text()[-500:] for node in self.nodes]
            time.sleep(0.2)

    def close(self) -> None:
        """Stop everything."""
        self._over.set()
        self._keeper.join()
        for node in self.nodes:
            if node.process is not None:
                node.process.kill()
                node.process.wait()
            node.tap.close()
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

    def _next(self, reply: Reply) -> dict[str, Any]:
        question = reply.question
        if question is None:
            return {"kind": "finish"}
        if not question.options or self.rng.random() < 0.2:
            return {"kind": "answer", "question_id": question.id, "text": f"说不清，{self.phrase}"}
        return {"kind": "answer", "question_id": question.id, "options": [self.rng.choice(question.options).index]}

    def _photo(self) -> Reply | None:
        photo = draw_report(BLOOD_COUNT, title=f"{self.phrase}检验报告单")
        self.ends["photos"] += 1
        given = {"kind": "photo", "attachment_id": secrets.token_hex(16), "media_type": "image/png", "blob": 0}
        return self._take({**given, "digest": hashlib.sha256(photo).hexdigest()}, photo)

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
            with contextlib.suppress(httpx.HTTPError, CannotOpen):
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
        answer = self._client.post(
            f"{self.line.city.commission}/v1/envelopes",
            content=envelope,
            headers={"content-type": "application/octet-stream"},
        )
        assert answer.is_success, answer.text

    def _directory(self) -> VerifiedDirectory:
        response = self._client.get(f"{self.line.city.commission}/v1/directory").raise_for_status().json()
        return verify_directory(response, self.line.city.login.root_fingerprint, now_ms=_now_ms(), production=False)

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
        deadline = time.monotonic() + _PATIENCE_S
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
