"""A phone in a script, true to the protocol: directory up to the pin, sealed turns, an outbox that is emptied by receipts.

It does what the page does when something fails: it fetches the directory again, seals the same turn anew with another reply key,
and asks another node; and it delivers what it owes, in order, until it holds the receipt.
"""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Self

import httpx

from agents.dialogue import PersonInput, Reply, Say, Start, TurnInput
from app.bench.crash.ledger import Consultation, Ledger
from app.bench.drawing import draw_token
from app.bench.turns import ADULT_DAYS, MOST_TURNS, answer_to
from app.phone import Asked, Line, answer, identity, invented
from records.errors import CannotOpen
from records.seal.envelope import parse_header
from records.seal.frames import FrameKind
from records.seal.keys import VerifyKey, generate_kem_key
from records.seal.wire import b64u
from records.store.database import wall_clock
from records.trust.directory import NodeEntry, VerifiedDirectory, verify_directory
from records.trust.receipt import verify_receipt

PATIENCE_S = 600.0
"""How long a phone tries one turn, or the delivery of what it owes, before it counts as lost."""
_PAUSE_S = 0.3
_TIMEOUT = httpx.Timeout(15.0, connect=3.0)


class Lost(Exception):
    """The phone gave up."""


class Phone:
    """One resident's phone; consultations follow one another."""

    def __init__(self, commission: str, pin: str, magnet: str, ledger: Ledger, rng: random.Random) -> None:
        self._commission, self._pin, self._magnet = commission, pin, magnet
        self._ledger, self._rng = ledger, rng
        self._client = httpx.Client(timeout=_TIMEOUT, trust_env=False)
        self._person_id = secrets.token_hex(16)
        self._mailbox = generate_kem_key()
        self._mailbox_secret = b64u(secrets.token_bytes(32))
        self._known: VerifiedDirectory | None = None
        self._begun: list[Consultation] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def settle(self) -> None:
        """Deliver what any consultation still owes, also one that was given up; raises `Lost`."""
        for consultation in self._begun:
            if consultation.owed:
                self._patiently(partial(self._owes_nothing, consultation), "what it owes was not taken")

    def consult(self, complaint: str, pause_s: float) -> None:
        """Walk one consultation to its guidance and deliver it whole; raises `Lost`."""
        begun = Consultation(self._person_id, secrets.token_hex(16))
        self._ledger.open(begun)
        self._begun.append(begun)
        begun.envelopes["identity", "identity"] = self._identity(begun.record_id)
        who = PersonInput(relation="self", age_days=ADULT_DAYS, sex=self._rng.choice(("male", "female")))
        given: TurnInput = Start(lang="zh", person=who)
        session_id, capsule = secrets.token_hex(16), None
        for turn in range(MOST_TURNS + 2):
            if isinstance(given, Say):
                begun.said.append(given.text)
            reply, capsule, envelope = self._take(session_id, begun.record_id, turn, capsule, given)
            begun.envelopes["record", str(turn + 1)] = envelope
            self._deliver(begun)
            if reply.guidance is not None:
                break
            given = answer_to(reply, self._rng) if turn else Say(text=complaint)
            time.sleep(pause_s * self._rng.random() * 2)
        self._patiently(lambda: self._owes_nothing(begun), "what it owes was not taken")
        begun.guided = True

    # turns

    def _take(
        self, session_id: str, record_id: str, turn: int, capsule: bytes | None, given: TurnInput
    ) -> tuple[Reply, bytes, bytes]:
        found: list[tuple[Reply, bytes, bytes]] = []
        line = Line(record_id, session_id)
        tokens: dict[str, bytes | None] = {}  # one a node: a turn that is repeated there shows the same

        def tried() -> bool:
            node = self._rng.choice(self._nodes())
            kid = node.channel_key.kid
            if turn == 0 and kid not in tokens:
                directory = self._directory().directory
                tokens[kid] = draw_token(self._client, self._commission, self._magnet, kid, directory)
            asked = line.ask(
                node,
                given.model_dump(mode="json"),
                turn=turn,
                capsule=capsule,
                token=tokens.get(kid),
                now_ms=wall_clock(),
            )
            found.append(self._read(node, asked))
            return True

        self._patiently(tried, f"turn {turn} was not answered")
        return found[0]

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
        if self._known is None:
            stated = self._client.get(f"{self._commission}/v1/directory").raise_for_status()
            self._known = verify_directory(stated.json(), self._pin, now_ms=wall_clock(), production=False)
        return self._known.directory.live_nodes(wall_clock() // 1000)

    def _directory(self) -> VerifiedDirectory:
        self._nodes()
        assert self._known is not None
        return self._known

    # delivery

    def _owes_nothing(self, consultation: Consultation) -> bool:
        self._deliver(consultation)
        return not consultation.owed

    def _deliver(self, consultation: Consultation) -> None:
        """Deliver what is owed, in order, as far as it goes."""
        for key in consultation.owed:
            envelope = consultation.envelopes[key]
            try:
                taken = self._client.post(f"{self._commission}/v1/envelopes", content=envelope)
                receipt_key = VerifyKey(self._directory().directory.receipt_key.public_bytes)
            except (httpx.HTTPError, CannotOpen):
                return
            if taken.status_code != httpx.codes.OK:
                if taken.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    self._ledger.trouble(f"{consultation.record_id} {key}: refused with {taken.status_code}")
                return
            token = taken.json()["receipt"]
            if not verify_receipt(token, receipt_key).holds_for(parse_header(envelope)):
                self._ledger.trouble(f"{consultation.record_id} {key}: the receipt is for something else")
            consultation.receipts[key] = token

    def _identity(self, record_id: str) -> bytes:
        self._patiently(lambda: self._directory() is not None, "there is no directory")
        record_key = self._directory().directory.record_key
        now_ms = wall_clock()
        registration = invented(
            record_id,
            now_ms,
            person_id=self._person_id,
            mailbox_key=b64u(self._mailbox.public_bytes),
            mailbox_secret=self._mailbox_secret,
        )
        return identity(
            registration, self._magnet, key_id=record_key.kid, public=record_key.public_bytes, now_ms=now_ms
        )

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
