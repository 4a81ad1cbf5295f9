"""The verifier that decides whether a node is admitted: kinds of evidence plug in as an `EvidencePolicy`.

Development evidence is only a signature: it binds the node's keys to the challenge and proves nothing about the machine,
so a production verifier refuses it whatever it is given.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from records.errors import CannotOpen, NotAdmitted, Reason, Refusal
from records.seal.keys import VerifyKey
from records.seal.wire import b64u, from_b64u
from records.trust.directory import may_list
from records.trust.evidence.statement import NodeEvidence
from records.trust.values import Environment, EvidenceKind

_SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof yields besides a yes: by these two (hex of 32 bytes) the commission can bar a machine later."""

    machine: str | None = None
    attestation_key: str | None = None


class EvidencePolicy(Protocol):
    """Checks what one kind of evidence says about the machine; the verifier has checked the signature before."""

    kind: ClassVar[EvidenceKind]
    for_production: ClassVar[bool]

    def verify(self, evidence: NodeEvidence) -> Proven:
        """Refuse evidence that does not prove its claim. Raises `NotAdmitted`."""
        ...


class DevelopmentPolicy:
    """Accepts the node's word. There is nothing more to check, which is why `for_production` is false."""

    kind: ClassVar[EvidenceKind] = "development"
    for_production: ClassVar[bool] = False

    def verify(self, evidence: NodeEvidence) -> Proven:
        """Refuse another kind, and a proof that nobody looks at. Raises `NotAdmitted(kind)`, `NotAdmitted(form)`."""
        if evidence.kind != self.kind:
            raise NotAdmitted(Refusal.KIND)
        if evidence.proof is not None:
            raise NotAdmitted(Refusal.FORM)
        return Proven()


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

    def verify(self, evidence: NodeEvidence, *, nonce: bytes) -> Proven:
        """Check evidence against the challenge that was given out. Raises `NotAdmitted`.

        In this order: environment and kind, nonce, signature over the claim, allowed measurement, the kind's own proof.
        """
        policy = self._policies.get(evidence.kind)
        unproven = self._environment == "production" and policy is not None and not policy.for_production
        if unproven or not may_list(self._environment, evidence.kind, evidence.url):
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
        return policy.verify(evidence)
