"""A phone in a script, true to the protocol, which may be killed at any instant: directory up to the pin, sealed turns, an outbox.

What is said is kept before it is sent, and answer, capsule and record are kept together; it begins again where its shelf says. It does
what the page does when something fails: it fetches the directory again, seals the same turn anew with another reply key, and asks
another node; it seals a photo anew each time it sends it, and delivers what it owes, in order, until it holds the receipt.

`python -m app.bench.crash.phone FOLDER`, told the rest by `told.json` in the folder, goes on until there is a file `stop`.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
from PIL import Image
from pydantic import TypeAdapter

from agents.dialogue import PersonInput, Photo, Reply, Say, Start, TurnInput
from app.bench.answering import ADULT_DAYS, MOST_TURNS, answer_to
from app.bench.crash.shelf import Kept, Shelf
from app.bench.drawing import draw_token
from app.phone import Asked, Line, answer, identity, invented
from records.errors import CannotOpen
from records.seal.envelope import AttachmentHeader, parse_header, seal_envelope
from records.seal.frames import FrameKind
from records.seal.keys import VerifyKey, generate_kem_key
from records.seal.wire import b64u
from records.trust.directory import NodeEntry, VerifiedDirectory, verify_directory
from records.trust.receipt import verify_receipt

PATIENCE_S = 600.0
"""How long a phone tries one turn, or the delivery of what it owes, before it counts as lost."""
STOP = "stop"
TOLD = "told.json"
TROUBLES = "troubles.jsonl"
_PAUSE_S = 0.3
_PHOTO_TURN = 2
_TIMEOUT = httpx.Timeout(15.0, connect=3.0)
_INPUT: TypeAdapter[TurnInput] = TypeAdapter(TurnInput)


class Lost(Exception):
    """The phone gave up."""


@dataclass(frozen=True)
class Told:
    """What a phone is told: where to find whom, what to complain of, and which share of its consultations has a photo."""

    commission: str
    pin: str
    magnet: str
    complaints: list[str]
    pause_s: float
    photos: float

    def write(self, folder: Path) -> None:
        """Leave it where the phone looks."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TOLD).write_text(json.dumps(asdict(self), ensure_ascii=False))


class Phone:
    """One resident's phone; consultations follow one another."""

    def __init__(self, folder: Path, told: Told, rng: random.Random) -> None:
        self._folder, self._told, self._rng = folder, told, rng
        self._shelf = Shelf(folder)
        self._client = httpx.Client(timeout=_TIMEOUT, trust_env=False)
        self._person_id = self._shelf.once("person_id", secrets.token_hex(16))
        self._mailbox = self._shelf.once("mailbox", b64u(generate_kem_key().public_bytes))
        self._mailbox_secret = self._shelf.once("mailbox_secret", b64u(secrets.token_bytes(32)))
        self._known: VerifiedDirectory | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._shelf.close()

    def live(self) -> None:
        """Go on with what was begun, begin anew, until it is to stop; then finish and deliver everything. Notes what is lost."""
        while True:
            kept = self._shelf.unfinished()
            if kept is None and (self._folder / STOP).exists():
                break
            try:
                self._finish(kept or self._begin(self._rng.choice(self._told.complaints)))
            except Lost as lost:
                self.trouble(str(lost))
                return
        try:
            self._patiently(self._owes_nothing, "what it owes was not taken")
        except Lost as lost:
            self.trouble(str(lost))

    def trouble(self, what: str) -> None:
        """Note what no phone may meet."""
        with (self._folder / TROUBLES).open("a") as file:
            file.write(json.dumps(what, ensure_ascii=False) + "\n")

    def _begin(self, complaint: str) -> Kept:
        record_id, session_id = secrets.token_hex(16), secrets.token_hex(16)
        sealed = self._identity(record_id)
        who = PersonInput(relation="self", age_days=ADULT_DAYS, sex=self._rng.choice(("male", "female")))
        attachment_id, photo = (
            (secrets.token_hex(16), photographed(self._rng)) if self._rng.random() < self._told.photos else (None, None)
        )
        with self._shelf.write() as file:
            file.execute(
                "insert into consultation (record_id, session_id, complaint, pending, attachment_id, photo) values (?, ?, ?, ?, ?, ?)",
                (
                    record_id,
                    session_id,
                    complaint,
                    Start(lang="zh", person=who).model_dump_json(),
                    attachment_id,
                    photo,
                ),
            )
            _owe(file, record_id, "identity", "identity", sealed)
        self._shelf.saw(record_id, begun=True)
        kept = self._shelf.unfinished()
        assert kept is not None
        return kept

    def _finish(self, kept: Kept) -> None:
        """Walk one consultation to its guidance and deliver it whole; raises `Lost`."""
        record_id = kept.record_id
        while kept.pending is not None:
            reply, capsule, envelope = self._take(kept, _INPUT.validate_python(kept.pending))
            following = None if reply.guidance is not None or kept.turn > MOST_TURNS else self._next(kept, reply)
            with self._shelf.write() as file:
                file.execute(
                    "update consultation set turn = ?, capsule = ?, pending = ? where record_id = ?",
                    (
                        kept.turn + 1,
                        capsule,
                        None if following is None else following.model_dump_json(),
                        record_id,
                    ),
                )
                _owe(file, record_id, "record", str(kept.turn + 1), envelope)
                if isinstance(following, Say):
                    file.execute("insert into said (record_id, text) values (?, ?)", (record_id, following.text))
                if isinstance(following, Photo):
                    _owe(file, record_id, "attachment", following.attachment_id, None)
            self._shelf.saw(record_id, answered=kept.turn)
            if isinstance(following, Say):
                self._shelf.saw(record_id, said=following.text)
            if isinstance(following, Photo):
                self._shelf.saw(record_id, photo=following.attachment_id)
            self._deliver(record_id)
            time.sleep(self._told.pause_s * self._rng.random() * 2)
            again = self._shelf.unfinished()
            assert again is not None
            kept = again
        self._patiently(partial(self._owes_nothing, record_id), "what it owes was not taken")
        with self._shelf.write() as file:
            file.execute("update consultation set guided = 1 where record_id = ?", (record_id,))
        self._shelf.saw(record_id, guided=True)

    def _next(self, kept: Kept, reply: Reply) -> TurnInput:
        if kept.turn == 0:
            return Say(text=kept.complaint)
        if kept.turn + 1 == _PHOTO_TURN and kept.attachment_id is not None and kept.photo is not None:
            digest = hashlib.sha256(kept.photo).hexdigest()
            return Photo(attachment_id=kept.attachment_id, media_type="image/jpeg", digest=digest)
        return answer_to(reply, self._rng)

    # turns

    def _take(self, kept: Kept, given: TurnInput) -> tuple[Reply, bytes, bytes]:
        found: list[tuple[Reply, bytes, bytes]] = []
        line = Line(kept.record_id, kept.session_id)
        blobs = (kept.photo,) if isinstance(given, Photo) and kept.photo is not None else ()

        def tried() -> bool:
            node = self._rng.choice(self._nodes())
            asked = line.ask(
                node,
                given.model_dump(mode="json"),
                turn=kept.turn,
                capsule=kept.capsule,
                token=self._token(kept.record_id, node.channel_key.kid) if kept.turn == 0 else None,
                now_ms=_now_ms(),
                blobs=blobs,
            )
            found.append(self._read(node, asked))
            return True

        self._patiently(tried, f"turn {kept.turn} was not answered")
        return found[0]

    def _token(self, record_id: str, kid: str) -> bytes | None:
        held, token = self._shelf.token(record_id, kid)
        if not held:
            told = self._told
            token = draw_token(self._client, told.commission, told.magnet, kid, self._directory().directory)
            with self._shelf.write() as file:
                file.execute("insert into token values (?, ?, ?)", (record_id, kid, token))
        return token

    def _read(self, node: NodeEntry, asked: Asked) -> tuple[Reply, bytes, bytes]:
        bodies = answer(self._client, node, asked)
        if FrameKind.FAILURE in bodies:
            failure = json.loads(bodies[FrameKind.FAILURE])
            if not failure["retry"]:
                raise Lost(f"the node said {failure['code']}")
            raise httpx.TransportError(failure["code"])
        reply = Reply.model_validate_json(bodies[FrameKind.REPLY])
        return reply, bodies[FrameKind.CAPSULE], bodies[FrameKind.RECORD]

    def _nodes(self) -> tuple[NodeEntry, ...]:
        return self._directory().directory.live_nodes(_now_ms() // 1000)

    def _directory(self) -> VerifiedDirectory:
        if self._known is None:
            stated = self._client.get(f"{self._told.commission}/v1/directory").raise_for_status()
            self._known = verify_directory(stated.json(), self._told.pin, now_ms=_now_ms(), production=False)
        return self._known

    # delivery

    def _owes_nothing(self, record_id: str | None = None) -> bool:
        self._deliver(record_id)
        return not self._shelf.owed(record_id)

    def _deliver(self, record_id: str | None) -> None:
        """Deliver what is owed, in order, as far as it goes."""
        for of, kind, key, body in self._shelf.owed(record_id):
            try:
                envelope = body or self._attachment(of, key)
                taken = self._client.post(f"{self._told.commission}/v1/envelopes", content=envelope)
                receipt_key = VerifyKey(self._directory().directory.receipt_key.public_bytes)
            except (httpx.HTTPError, CannotOpen):
                return
            if taken.status_code != httpx.codes.OK:
                # 400 also while another envelope of this key is here and not opened yet (FORMAT.md, section 5).
                if (
                    taken.status_code not in (httpx.codes.BAD_REQUEST, httpx.codes.TOO_MANY_REQUESTS)
                    and taken.is_client_error
                ):
                    self.trouble(f"{of} {kind} {key}: refused with {taken.status_code}")
                return
            token = taken.json()["receipt"]
            if not verify_receipt(token, receipt_key).holds_for(parse_header(envelope)):
                self.trouble(f"{of} {kind} {key}: the receipt is for something else")
            self._shelf.receipted(of, kind, key, token)
            self._shelf.saw(of, receipt=[kind, key])

    def _attachment(self, record_id: str, attachment_id: str) -> bytes:
        key = self._directory().directory.record_key
        header = AttachmentHeader(
            record_id=record_id,
            attachment_id=attachment_id,
            media_type="image/jpeg",
            key_id=key.kid,
            created_at_ms=_now_ms(),
        )
        return seal_envelope(header, key.public_bytes, self._shelf.photo(attachment_id))

    def _identity(self, record_id: str) -> bytes:
        self._patiently(lambda: self._directory() is not None, "there is no directory")
        record_key = self._directory().directory.record_key
        now_ms = _now_ms()
        registration = invented(
            record_id,
            now_ms,
            person_id=self._person_id,
            mailbox_key=self._mailbox,
            mailbox_secret=self._mailbox_secret,
        )
        magnet = self._told.magnet
        return identity(registration, magnet, key_id=record_key.kid, public=record_key.public_bytes, now_ms=now_ms)

    def _patiently(self, tried: Callable[[], Any], or_else: str) -> None:
        """Try until it is true; after each failure the directory is fetched again. Raises `Lost`."""
        deadline = time.monotonic() + PATIENCE_S
        last = "it was not so"
        while time.monotonic() < deadline:
            try:
                if tried():
                    return
            except (httpx.HTTPError, CannotOpen, IndexError) as error:
                last = type(error).__name__
            self._known = None
            time.sleep(_PAUSE_S * (0.5 + self._rng.random()))
        raise Lost(f"{or_else} within {PATIENCE_S:.0f} s ({last})")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _owe(file: Any, record_id: str, kind: str, key: str, body: bytes | None) -> None:
    file.execute("insert into envelope (record_id, kind, key, bytes) values (?, ?, ?, ?)", (record_id, kind, key, body))


def photographed(rng: random.Random) -> bytes:
    """Answer a JPEG that no other is like."""
    size = (rng.randrange(200, 900), rng.randrange(200, 900))
    noise = Image.frombytes("RGB", (40, 40), rng.randbytes(40 * 40 * 3)).resize(size)
    kept = io.BytesIO()
    noise.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def main(folder: Path) -> None:
    """Live, as the folder tells."""
    told = Told(**json.loads((folder / TOLD).read_text()))
    # A phone that begins again does not draw what it drew: what it must do again is kept.
    with Phone(folder, told, random.Random(secrets.randbits(64))) as phone:  # noqa: S311 - a drawing, no secret
        try:
            phone.live()
        except Exception as error:
            phone.trouble(f"a phone broke: {type(error).__name__}: {error}")
            raise


if __name__ == "__main__":
    main(Path(sys.argv[1]))
