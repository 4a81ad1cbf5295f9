"""How a compute node proves what it runs, and the verifier that decides (FORMAT.md, section 6, admission).

Kinds of hardware plug in as an `EvidencePolicy`. Development evidence is only a signature: it binds the node's keys to
the challenge and proves nothing about the machine, so a production verifier refuses it whatever it is given.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from typing import Any, ClassVar, Final, Protocol

from pydantic import ValidationError

from records.errors import BadKey, CannotOpen, NotAdmitted, Reason, Refusal
from records.seal.keys import KemPublicKey, SigningKey, VerifyKey, key_id
from records.seal.wire import b64u, from_b64u
from records.trust.directory import NodeEntry
from records.trust.measurement import measurement as own_measurement
from records.trust.values import Environment, EvidenceKind, Hex32, KemKeyRef, SigningKeyRef, TrustValue, Url

NONCE_BYTES: Final = 32
CHALLENGE_S: Final = 120
_SIGNATURE_BYTES: Final = 64


def claim(*, nonce: bytes, channel_key: bytes, signing_key: bytes, url: str, measurement: str) -> bytes:
    """Answer the bytes that a node signs, and whose SHA-256 a TPM quote carries as qualifying data."""
    parts = (hashlib.sha256(part).digest() for part in (channel_key, signing_key, url.encode()))
    return b"jiayi/v1/admission\0" + nonce + b"".join(parts) + bytes.fromhex(measurement)


class NodeEvidence(TrustValue):
    """What a node answers to a challenge. Keys, nonce and signature are b64u; the measurement is hex."""

    kind: EvidenceKind
    measurement: Hex32
    channel_key: str
    signing_key: str
    nonce: str
    url: Url
    signature: str

    @classmethod
    def parse(cls, value: Any) -> NodeEvidence:
        """Answer the evidence in a JSON value. Raises `NotAdmitted(form)`."""
        try:
            evidence = cls.model_validate(value)
            KemPublicKey(evidence.channel_bytes)
            VerifyKey(evidence.signing_bytes)
        except (ValidationError, BadKey, CannotOpen):
            raise NotAdmitted(Refusal.FORM) from None
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
    def claim(self) -> bytes:
        """The bytes that the signature is over. Raises `CannotOpen(json)` for a malformed field."""
        return claim(
            nonce=from_b64u(self.nonce, reason=Reason.JSON, length=NONCE_BYTES),
            channel_key=self.channel_bytes,
            signing_key=self.signing_bytes,
            url=self.url,
            measurement=self.measurement,
        )


def development_evidence(
    *, signing_key: SigningKey, channel_public: bytes, nonce: bytes, url: str, measurement: str | None = None
) -> NodeEvidence:
    """Make the evidence of a development node; its measurement is that of this process unless a test states one."""
    measured = own_measurement() if measurement is None else measurement
    message = claim(
        nonce=nonce, channel_key=channel_public, signing_key=signing_key.public_bytes, url=url, measurement=measured
    )
    return NodeEvidence(
        kind="development",
        measurement=measured,
        channel_key=b64u(channel_public),
        signing_key=b64u(signing_key.public_bytes),
        nonce=b64u(nonce),
        url=url,
        signature=b64u(signing_key.sign(message)),
    )


class EvidencePolicy(Protocol):
    """Checks what one kind of evidence says about the machine; the verifier has checked the signature before."""

    kind: ClassVar[EvidenceKind]
    for_production: ClassVar[bool]

    def verify(self, evidence: NodeEvidence) -> None:
        """Refuse evidence that does not prove its claim. Raises `NotAdmitted`."""


class DevelopmentPolicy:
    """Accepts the node's word. There is nothing more to check, which is why `for_production` is false."""

    kind: ClassVar[EvidenceKind] = "development"
    for_production: ClassVar[bool] = False

    def verify(self, evidence: NodeEvidence) -> None:
        """Refuse another kind. Raises `NotAdmitted(kind)`."""
        if evidence.kind != self.kind:
            raise NotAdmitted(Refusal.KIND)


class Verifier:
    """Decides whether a node is admitted. Raises `ValueError` where it could admit nothing or anything."""

    def __init__(
        self, environment: Environment, measurements: Iterable[str], policies: Iterable[EvidencePolicy]
    ) -> None:
        self._environment = environment
        self._measurements = frozenset(measurements)
        self._policies = {policy.kind: policy for policy in policies}
        if not self._measurements:
            raise ValueError("a verifier needs at least one allowed measurement")
        if not self._policies:
            raise ValueError("a verifier needs at least one kind of evidence")

    def verify(self, evidence: NodeEvidence, *, nonce: bytes) -> None:
        """Check evidence against the challenge that was given out. Raises `NotAdmitted`.

        In this order: environment and kind, nonce, signature over the claim, allowed measurement, the kind's own proof.
        """
        policy = self._policies.get(evidence.kind)
        if self._environment == "production" and (policy is None or not policy.for_production):
            raise NotAdmitted(Refusal.ENVIRONMENT)
        if policy is None:
            raise NotAdmitted(Refusal.KIND)
        if not hmac.compare_digest(evidence.nonce.encode(), b64u(nonce).encode()):
            raise NotAdmitted(Refusal.NONCE)
        try:
            signature = from_b64u(evidence.signature, reason=Reason.SIGNATURE, length=_SIGNATURE_BYTES)
            VerifyKey(evidence.signing_bytes).verify(signature, evidence.claim)
        except CannotOpen:
            raise NotAdmitted(Refusal.SIGNATURE) from None
        if evidence.measurement not in self._measurements:
            raise NotAdmitted(Refusal.MEASUREMENT)
        policy.verify(evidence)


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


class Uses(Protocol):
    """Port: where used nonces are remembered."""

    def first(self, nonce: bytes, ends_ms: int, now_ms: int) -> bool:
        """Note a use; answers whether it is the first one. What has ended may be forgotten."""
        ...


class UsesHere:
    """Remembers them in this process."""

    def __init__(self) -> None:
        self._used: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def first(self, nonce: bytes, ends_ms: int, now_ms: int) -> bool:
        """Note a use; see `Uses`."""
        with self._lock:
            self._used = {used: end for used, end in self._used.items() if end >= now_ms}
            first = nonce not in self._used
            self._used[nonce] = ends_ms
            return first


class Challenges:
    """Gives out nonces that hold once and for `CHALLENGE_S`.

    A nonce carries its own end and a MAC (u64 end in ms, 8 random bytes, 16 bytes of HMAC-SHA256), so that asking for
    challenges fills no memory; only used ones are remembered, and only until they end. Processes that share a secret and
    the memory of uses take each other's.
    """

    def __init__(self, *, secret: bytes | None = None, uses: Uses | None = None) -> None:
        self._secret = secrets.token_bytes(32) if secret is None else secret
        self._uses = UsesHere() if uses is None else uses

    def issue(self, now_ms: int) -> bytes:
        """Answer a fresh nonce."""
        head = (now_ms + CHALLENGE_S * 1000).to_bytes(8, "big") + secrets.token_bytes(8)
        return head + self._mac(head)

    def take(self, nonce: bytes, now_ms: int) -> None:
        """Use a nonce up. Raises `NotAdmitted(nonce)` unless it was given out here, is unused and has not ended."""
        head, mac = nonce[:16], nonce[16:]
        ends_ms = int.from_bytes(head[:8], "big")
        if not hmac.compare_digest(mac, self._mac(head)) or ends_ms < now_ms:
            raise NotAdmitted(Refusal.NONCE)
        if not self._uses.first(nonce, ends_ms, now_ms):
            raise NotAdmitted(Refusal.NONCE)

    def _mac(self, head: bytes) -> bytes:
        return hmac.new(self._secret, head, hashlib.sha256).digest()[:16]
