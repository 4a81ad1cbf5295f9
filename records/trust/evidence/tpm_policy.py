"""Verifies a TPM 2.0 proof: this key, in the TPM that its maker certified, quoted this claim and a boot that is allowed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import Field

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.chains import load_der, spki, verify_chain
from records.trust.evidence.platforms import TpmPlatform
from records.trust.evidence.proofs import proof_bytes, read_proof
from records.trust.evidence.revocations import RevocationList
from records.trust.evidence.statement import NodeEvidence
from records.trust.evidence.tpm_credential import make_credential
from records.trust.evidence.tpm_structures import (
    PCR_SELECTION,
    QUOTED_PCRS,
    AttestationKey,
    Malformed,
    Quote,
    parse_signature,
)
from records.trust.evidence.verifying import Proven
from records.trust.values import EvidenceKind, Hex32, TrustValue

MEASUREMENT_PCR: Final = 13
_EK_CERTIFICATE: Final = x509.ObjectIdentifier("2.23.133.8.1")
_MAX_CERTIFICATE: Final = 4096
_MOST_EXTENSIONS: Final = 8


class TpmIntroduction(TrustValue):
    """What a node with a TPM says before its challenge (b64u)."""

    ek_certificate: Annotated[str, Field(max_length=6000)]
    ak_public: Annotated[str, Field(max_length=2000)]


class TpmProof(TpmIntroduction):
    """The proof of kind "tpm2" (FORMAT.md, section 11)."""

    activated: Annotated[str, Field(max_length=64)]
    quote: Annotated[str, Field(max_length=2000)]
    quote_signature: Annotated[str, Field(max_length=400)]
    pcrs: Annotated[list[Hex32], Field(min_length=16, max_length=16)]


def extended(measurement: str, times: int) -> str:
    """Answer PCR 13 (hex) after a measurement was extended `times` times from zero."""
    value = bytes(32)
    for _ in range(times):
        value = hashlib.sha256(value + bytes.fromhex(measurement)).digest()
    return value.hex()


def stands_in(pcr: str, measurement: str) -> bool:
    """Tell whether a PCR 13 (hex) holds this measurement and no other, once or for a few starts at the same moment."""
    return any(hmac.compare_digest(pcr, extended(measurement, times)) for times in range(1, _MOST_EXTENSIONS + 1))


class TpmPolicy:
    """Checks TPM 2.0 proofs against EK roots and platforms.

    `credential` answers the secret of (nonce, subject); `now` the time that certificates are judged by.
    """

    kind: ClassVar[EvidenceKind] = "tpm2"
    for_production: ClassVar[bool] = True

    def __init__(
        self,
        roots: Sequence[x509.Certificate],
        platforms: Sequence[TpmPlatform],
        *,
        credential: Callable[[bytes, bytes], bytes],
        now: Callable[[], datetime],
        revoked: Sequence[RevocationList] = (),
    ) -> None:
        self._roots = tuple(roots)
        self._platforms = tuple(platforms)
        self._credential = credential
        self._now = now
        self._revoked = tuple(revoked)
        if not self._roots or not self._platforms:
            raise ValueError("a TPM policy needs at least one EK root and one platform")

    def challenge(self, introduction: TpmIntroduction, nonce: bytes) -> tuple[bytes, bytes]:
        """Answer (TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET) for a TPM that introduced itself. Raises `NotAdmitted`."""
        endorsement, key, subject = self._introduced(introduction)
        return make_credential(endorsement, key.name, self._credential(nonce, subject))

    def verify(self, evidence: NodeEvidence) -> Proven:
        """Check a proof. Raises `NotAdmitted`.

        In this order: form, EK chain, attestation key, credential, quote, claim, measurement, platform.
        """
        proof = read_proof(TpmProof, evidence.proof)
        endorsement, key, subject = self._introduced(proof)
        wanted = self._credential(evidence.nonce_bytes, subject)
        if not hmac.compare_digest(proof_bytes(proof.activated), wanted):
            raise NotAdmitted(Refusal.ACTIVATION)
        quote = _verified_quote(proof, key)
        if not hmac.compare_digest(quote.extra_data, hashlib.sha256(evidence.claim).digest()):
            raise NotAdmitted(Refusal.BINDING)
        if not stands_in(proof.pcrs[MEASUREMENT_PCR], evidence.measurement):
            raise NotAdmitted(Refusal.MEASUREMENT)
        if not any(_matches(platform, proof.pcrs, evidence.measurement) for platform in self._platforms):
            raise NotAdmitted(Refusal.PLATFORM)
        return Proven(hashlib.sha256(spki(endorsement)).hexdigest(), key.name[2:].hex())

    def _introduced(self, introduction: TpmIntroduction) -> tuple[x509.Certificate, AttestationKey, bytes]:
        raw = proof_bytes(introduction.ek_certificate)
        if len(raw) > _MAX_CERTIFICATE:
            raise NotAdmitted(Refusal.FORM)
        endorsement = load_der(raw)
        verify_chain(endorsement, intermediates=(), roots=self._roots, now=self._now(), revoked=self._revoked)
        _require_ek(endorsement)
        key = AttestationKey.parse(proof_bytes(introduction.ak_public))
        return endorsement, key, key.name + hashlib.sha256(raw).digest()


def _require_ek(certificate: x509.Certificate) -> None:
    """Refuse other certificates of a TPM's maker: their keys may be anywhere."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        raise NotAdmitted(Refusal.ENDORSEMENT) from None
    if _EK_CERTIFICATE not in usage:
        raise NotAdmitted(Refusal.ENDORSEMENT)


def _verified_quote(proof: TpmProof, key: AttestationKey) -> Quote:
    raw = proof_bytes(proof.quote)
    try:
        quote = Quote.parse(raw)
        signature = parse_signature(proof_bytes(proof.quote_signature))
        key.public_key.verify(signature, raw, ec.ECDSA(hashes.SHA256()))
    except (Malformed, InvalidSignature):
        raise NotAdmitted(Refusal.QUOTE) from None
    values = b"".join(bytes.fromhex(proof.pcrs[pcr]) for pcr in QUOTED_PCRS)
    fits = (
        quote.selection == PCR_SELECTION
        and quote.qualified_signer == key.qualified_name
        and hmac.compare_digest(quote.pcr_digest, hashlib.sha256(values).digest())
    )
    if not fits:
        raise NotAdmitted(Refusal.QUOTE)
    return quote


def _matches(platform: TpmPlatform, pcrs: Sequence[str], measurement: str) -> bool:
    if platform.software not in {None, measurement}:
        return False
    return all(hmac.compare_digest(pcrs[int(pcr)], value) for pcr, value in platform.pcrs.items())
