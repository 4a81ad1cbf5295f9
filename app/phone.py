"""A phone's side of the line, for whoever plays one: benchmarks, the fuzzing, the hunt, the demonstration (FORMAT.md, sections 2, 3 and 5).

It reads and seals with `records.seal`, as the services do: a mistake in the format itself is found by the page's own reader in
TypeScript and by `tests/vectors`, not here.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from records.model import Registration
from records.seal.channel import RequestPayload, request_digest, seal_request
from records.seal.envelope import IdentityHeader, seal_envelope
from records.seal.frames import FrameKind, FrameReader
from records.seal.keys import generate_kem_key
from records.seal.wire import b64u
from records.trust.directory import NodeEntry


def invented(record_id: str, now_ms: int, **told: Any) -> Registration:
    """Answer the registration of somebody who does not exist, a new person unless `told` otherwise; raises `ValidationError`."""
    nobody: dict[str, Any] = {
        "record_id": record_id,
        "person_id": secrets.token_hex(16),
        "name": "测量",
        "phone": "+86 138 0951 0042",
        "relation": "self",
        "birth_date": "1981-05-06",
        "age_years": 45,
        "sex": "male",
        "consent_version": "none",
        "consent_service": True,
        "consent_sensitive": True,
        "consented_at_ms": now_ms,
        "mailbox_key": b64u(generate_kem_key().public_bytes),
        "mailbox_secret": b64u(secrets.token_bytes(32)),
        "lang": "zh",
    }
    return Registration(**{**nobody, **told})


def identity(registration: Registration, magnet: str, *, key_id: str, public: bytes, now_ms: int) -> bytes:
    """Answer the sealed identity of a consultation, for the commission's record key."""
    header = IdentityHeader(record_id=registration.record_id, magnet=magnet, key_id=key_id, created_at_ms=now_ms)
    return seal_envelope(header, public, registration.model_dump_json().encode())


@dataclass(frozen=True)
class Asked:
    """A sealed request, and what opens its answer."""

    body: bytes
    reply_key: bytes


@dataclass(frozen=True)
class Line:
    """One consultation's line: its ids stay the same from turn to turn and from node to node."""

    record_id: str
    session_id: str

    def ask(
        self,
        node: NodeEntry,
        given: dict[str, Any],
        *,
        turn: int,
        capsule: bytes | None,
        token: bytes | None,
        now_ms: int,
        blobs: Sequence[bytes] = (),
    ) -> Asked:
        """Seal one turn for a node, each time with a reply key of its own; `token` admits a first turn."""
        payload = RequestPayload(self.record_id, given, capsule, now_ms, admission=token)
        key = node.channel_key
        body = seal_request(key.public_bytes, key.kid, self.session_id, turn, payload, blobs)
        return Asked(body, payload.reply_key)


def answer(client: httpx.Client, node: NodeEntry, asked: Asked) -> dict[FrameKind, bytes]:
    """Send a turn and answer the last frame of each kind; raises `httpx.HTTPError`, and `CannotOpen` also for a stream cut short."""
    reader = FrameReader(asked.reply_key, request_digest(asked.body))
    bodies: dict[FrameKind, bytes] = {}
    headers = {"content-type": "application/octet-stream"}
    with client.stream("POST", f"{node.url}/v1/turns", content=asked.body, headers=headers) as streamed:
        streamed.raise_for_status()
        for chunk in streamed.iter_raw():
            bodies |= {frame.kind: frame.body for frame in reader.feed(chunk)}
    reader.finish()
    return bodies
