"""Verifies TDX quotes: Intel's certificate, quoting enclave, attestation key, and a trust domain that its host cannot debug."""

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
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pydantic import Field

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.chains import load_pem, spki, verify_chain
from records.trust.evidence.platforms import TdxPlatform
from records.trust.evidence.proofs import proof_bytes, read_proof
from records.trust.evidence.revocations import RevocationList
from records.trust.evidence.statement import NodeEvidence
from records.trust.evidence.tdx_pck import Processor
from records.trust.evidence.tdx_quote import MalformedQuote, TdReport, TdxQuote
from records.trust.evidence.verifying import Proven
from records.trust.values import EvidenceKind, TrustValue

_QE_SIGNER: Final = bytes.fromhex("dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5")
"""MRSIGNER of Intel's quoting enclave for TDX (its QE identity names it)."""
_QE_PRODUCT: Final = 2
_SGX_DEBUG: Final = 0x02
_TUD, _SEPT_VE_DISABLE, _MIGRATABLE = 0xFF, 1 << 28, 1 << 29
"""TD attributes: debugging in the lowest byte; no exceptions by the host's page tables; export to another host."""


class TdxProof(TrustValue):
    """The proof of kind "tdx" (FORMAT.md, section 11)."""

    quote: Annotated[str, Field(max_length=22_000)]


class TdxPolicy:
    """Checks TDX proofs against Intel's root and platforms."""

    kind: ClassVar[EvidenceKind] = "tdx"
    for_production: ClassVar[bool] = True

    def __init__(
        self,
        roots: Sequence[x509.Certificate],
        platforms: Sequence[TdxPlatform],
        *,
        now: Callable[[], datetime],
        revoked: Sequence[RevocationList] = (),
    ) -> None:
        self._roots = tuple(roots)
        self._platforms = tuple(platforms)
        self._now = now
        self._revoked = tuple(revoked)
        if not self._roots or not self._platforms:
            raise ValueError("a TDX policy needs at least one root and one platform")

    def verify(self, evidence: NodeEvidence) -> Proven:
        """Check a proof. Raises `NotAdmitted`."""
        proof = read_proof(TdxProof, evidence.proof)
        quote, pck = self.genuine(proof_bytes(proof.quote))
        if not hmac.compare_digest(quote.report.report_data, hashlib.sha512(evidence.claim).digest()):
            raise NotAdmitted(Refusal.BINDING)
        self.allowed(quote, Processor.of(pck), evidence.measurement)
        return Proven(hashlib.sha256(spki(pck)).hexdigest(), hashlib.sha256(quote.attestation_key).hexdigest())

    def genuine(self, raw: bytes) -> tuple[TdxQuote, x509.Certificate]:
        """Answer a quote that Intel's enclave made about a trust domain that cannot be debugged, and the machine's certificate.

        In this order: form, PCK chain, quoting enclave, attestation key, debugging. Raises `NotAdmitted`.
        """
        try:
            quote = TdxQuote.parse(raw)
        except MalformedQuote:
            raise NotAdmitted(Refusal.QUOTE) from None
        pck, *issuers = load_pem(quote.pck_chain)
        verify_chain(pck, intermediates=issuers, roots=self._roots, now=self._now(), revoked=self._revoked)
        key = pck.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise NotAdmitted(Refusal.ENDORSEMENT)
        Processor.of(pck)
        _check_enclave(quote, key)
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\4" + quote.attestation_key)
        except ValueError:
            raise NotAdmitted(Refusal.QUOTE) from None
        _check_signature(point, quote.signature, quote.signed)
        report = quote.report
        attributes = int.from_bytes(report.td_attributes, "little")
        readable = attributes & (_TUD | _MIGRATABLE) or not attributes & _SEPT_VE_DISABLE
        if readable or any(report.seam_attributes) or any(report.mr_signer_seam):
            raise NotAdmitted(Refusal.DEBUG)
        return quote, pck

    def allowed(self, quote: TdxQuote, processor: Processor, measurement: str) -> None:
        """Refuse a trust domain or processor that no platform names (`platform`), or what is below its least patch levels (`tcb`).

        Of the TDX module, of the processor's microcode and firmware, of the certifying and of the quoting enclave.
        """
        fitting = [
            platform
            for platform in self._platforms
            if platform.fmspc == processor.fmspc and _matches(platform, quote.report, measurement)
        ]
        if not fitting:
            raise NotAdmitted(Refusal.PLATFORM)
        if not any(_patched(platform, quote, processor) for platform in fitting):
            raise NotAdmitted(Refusal.TCB)


def _check_enclave(quote: TdxQuote, pck: ec.EllipticCurvePublicKey) -> None:
    _check_signature(pck, quote.qe_signature, quote.qe_report)
    report = quote.qe_report
    bound = hashlib.sha256(quote.attestation_key + quote.qe_auth).digest() + bytes(32)
    fits = (
        hmac.compare_digest(report[320:384], bound)
        and report[128:160] == _QE_SIGNER
        and int.from_bytes(report[256:258], "little") == _QE_PRODUCT
        and not report[48] & _SGX_DEBUG
    )
    if not fits:
        raise NotAdmitted(Refusal.QUOTE)


def _check_signature(key: ec.EllipticCurvePublicKey, signature: bytes, message: bytes) -> None:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise NotAdmitted(Refusal.QUOTE) from None


def _matches(platform: TdxPlatform, report: TdReport, measurement: str) -> bool:
    if platform.software not in {None, measurement} or not hmac.compare_digest(platform.mrtd, report.mrtd):
        return False
    pairs = zip(platform.rtmrs, report.rtmrs, strict=True)
    return all(wanted is None or hmac.compare_digest(wanted, found) for wanted, found in pairs)


def _patched(platform: TdxPlatform, quote: TdxQuote, processor: Processor) -> bool:
    return (
        _reaches(quote.report.tee_tcb_svn, bytes.fromhex(platform.minimum_tcb))
        and _reaches(processor.cpu, bytes.fromhex(platform.minimum_cpu))
        and processor.pce >= platform.minimum_pce
        and quote.qe_svn >= platform.minimum_qe
    )


def _reaches(svn: bytes, minimum: bytes) -> bool:
    return all(have >= need for have, need in zip(svn, minimum, strict=True))
