"""What a compute node says of itself, and what it signs (FORMAT.md, section 11)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from records.errors import BadKey, CannotOpen, NotAdmitted, Reason, Refusal
from records.seal.keys import KemPublicKey, SigningKey, is_strict_key, key_id
from records.seal.wire import b64u, from_b64u
from records.trust.directory import NodeEntry
from records.trust.measurement import measurement as own_measurement
from records.trust.values import EvidenceKind, Hex32, KemKeyRef, SigningKeyRef, TrustValue, Url

NONCE_BYTES: Final = 32


def claim(*, nonce: bytes, channel_key: bytes, signing_key: bytes, url: str, measurement: str) -> bytes:
    """Answer the bytes that a node signs, and whose digest the hardware's proof carries."""
    parts = (hashlib.sha256(part).digest() for part in (channel_key, signing_key, url.encode()))
    return b"jiayi/v1/admission\0" + nonce + b"".join(parts) + bytes.fromhex(measurement)


class NodeEvidence(TrustValue):
    """What a node answers to a challenge. Keys, nonce and signature are b64u; the measurement is hex; `proof` is the kind's own."""

    kind: EvidenceKind
    measurement: Hex32
    channel_key: str
    signing_key: str
    nonce: str
    url: Url
    signature: str
    proof: dict[str, Any] | None = None

    @classmethod
    def parse(cls, value: Any) -> NodeEvidence:
        """Answer the evidence in a JSON value. Raises `NotAdmitted(form)`."""
        try:
            evidence = cls.model_validate(value)
            KemPublicKey(evidence.channel_bytes)
            strict = is_strict_key(evidence.signing_bytes)
            _ = evidence.nonce_bytes
        except (ValidationError, BadKey, CannotOpen):
            raise NotAdmitted(Refusal.FORM) from None
        if not strict:
            raise NotAdmitted(Refusal.FORM)
        return evidence

    @property
    def channel_bytes(self) -> bytes:
        """The raw channel key."""
        return from_b64u(self.channel_key, reason=Reason.JSON)

    @property
    def signing_bytes(self) -> bytes:
        """The raw signing key."""
        return from_b64u(self.signing_key, reason=Reason.JSON, length=32)

    @property
    def nonce_bytes(self) -> bytes:
        """The raw nonce."""
        return from_b64u(self.nonce, reason=Reason.JSON, length=NONCE_BYTES)

    @property
    def claim(self) -> bytes:
        """The bytes that the signature is over. Raises `CannotOpen(json)` for a malformed field."""
        return claim(
            nonce=self.nonce_bytes,
            channel_key=self.channel_bytes,
            signing_key=self.signing_bytes,
            url=self.url,
            measurement=self.measurement,
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything of an evidence but its proof: made by the node, before its hardware is asked."""

    signing_key: SigningKey
    channel_public: bytes
    nonce: bytes
    url: str
    measurement: str

    @property
    def claim(self) -> bytes:
        """The bytes that the signing key signs and the hardware's proof carries."""
        return claim(
            nonce=self.nonce,
            channel_key=self.channel_public,
            signing_key=self.signing_key.public_bytes,
            url=self.url,
            measurement=self.measurement,
        )

    def signed(self, kind: EvidenceKind, proof: dict[str, Any] | None) -> NodeEvidence:
        """Answer the evidence, signed."""
        return NodeEvidence(
            kind=kind,
            measurement=self.measurement,
            channel_key=b64u(self.channel_public),
            signing_key=b64u(self.signing_key.public_bytes),
            nonce=b64u(self.nonce),
            url=self.url,
            signature=b64u(self.signing_key.sign(self.claim)),
            proof=proof,
        )


def development_evidence(
    *, signing_key: SigningKey, channel_public: bytes, nonce: bytes, url: str, measurement: str | None = None
) -> NodeEvidence:
    """Make the evidence of a development node; its measurement is that of this process unless a test states one."""
    measured = own_measurement() if measurement is None else measurement
    return Statement(signing_key, channel_public, nonce, url, measured).signed("development", None)


def node_entry(evidence: NodeEvidence, *, expires_at: int) -> NodeEntry:
    """Answer the directory entry of a verified node, until `expires_at` (Unix seconds)."""
    return NodeEntry(
        node_id=key_id(evidence.signing_bytes),
        url=evidence.url,
        channel_key=KemKeyRef.of(evidence.channel_bytes),
        signing_key=SigningKeyRef.of(evidence.signing_bytes),
        measurement=evidence.measurement,
        evidence=evidence.kind,
        expires_at=expires_at,
    )
