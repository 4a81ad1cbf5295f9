"""Verifies SEV-SNP attestation reports (AMD 56860, SEV-SNP firmware ABI, table "ATTESTATION_REPORT"; VCEK: AMD 57230)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pydantic import Field

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.chains import load_der, spki, verify_chain
from records.trust.evidence.platforms import SnpPlatform, SnpTcb
from records.trust.evidence.proofs import proof_bytes, read_proof
from records.trust.evidence.revocations import RevocationList
from records.trust.evidence.statement import NodeEvidence
from records.trust.evidence.verifying import Proven
from records.trust.values import EvidenceKind, TrustValue

REPORT_BYTES: Final = 1184
_SIGNED_BYTES: Final = 0x2A0
_COORDINATE_BYTES: Final = 72
_P384_BYTES: Final = 48
_VERSIONS: Final = range(2, 6)
_POLICY_MIGRATE_MA, _POLICY_DEBUG = 1 << 18, 1 << 19
_FLAGS_NOT_VCEK: Final = 0b11110
"""Bits of the flags: chip key masked (1), signing key (4 to 2; 0 is the VCEK)."""
_OID: Final = "1.3.6.1.4.1.3704.1."
_CHIP_ID: Final = _OID + "4"
_TCB_PARTS: Final = {"boot_loader": (0, "3.1"), "tee": (1, "3.2"), "snp": (6, "3.3"), "microcode": (7, "3.8")}
"""Byte of a TCB_VERSION (Milan, Genoa), and the VCEK's extension, of each part."""


class SnpProof(TrustValue):
    """The proof of kind "sev-snp" (FORMAT.md, section 11)."""

    report: Annotated[str, Field(max_length=1600)]
    vcek: Annotated[str, Field(max_length=4000)]


@dataclass(frozen=True, slots=True)
class SnpReport:
    """The fields of a report that decide; numbers were little-endian."""

    policy: int
    vmpl: int
    flags: int
    report_data: bytes
    launch: str
    reported_tcb: SnpTcb
    chip_id: bytes
    signed: bytes
    signature: bytes

    @classmethod
    def parse(cls, raw: bytes) -> SnpReport:
        """Answer the report. Raises `NotAdmitted(quote)`."""
        if len(raw) != REPORT_BYTES or _number(raw, 0x00, 4) not in _VERSIONS or _number(raw, 0x34, 4) != 1:
            raise NotAdmitted(Refusal.QUOTE)
        tcb = raw[0x180:0x188]
        rest = raw[_SIGNED_BYTES:]
        r, s = rest[:_COORDINATE_BYTES], rest[_COORDINATE_BYTES : 2 * _COORDINATE_BYTES]
        if any(r[_P384_BYTES:]) or any(s[_P384_BYTES:]) or any(rest[2 * _COORDINATE_BYTES :]):
            raise NotAdmitted(Refusal.QUOTE)
        return cls(
            policy=_number(raw, 0x08, 8),
            vmpl=_number(raw, 0x30, 4),
            flags=_number(raw, 0x48, 4),
            report_data=raw[0x50:0x90],
            launch=raw[0x90:0xC0].hex(),
            reported_tcb=SnpTcb(**{part: tcb[at] for part, (at, _) in _TCB_PARTS.items()}),
            chip_id=raw[0x1A0:0x1E0],
            signed=raw[:_SIGNED_BYTES],
            signature=encode_dss_signature(int.from_bytes(r, "little"), int.from_bytes(s, "little")),
        )


class SnpPolicy:
    """Checks SEV-SNP proofs against AMD's roots and platforms."""

    kind: ClassVar[EvidenceKind] = "sev-snp"
    for_production: ClassVar[bool] = True

    class Vendor(NamedTuple):
        """AMD's two certificates for one product: the signing key (ASK) and the root (ARK)."""

        signing: x509.Certificate
        root: x509.Certificate

    def __init__(
        self,
        vendors: Sequence[Vendor],
        platforms: Sequence[SnpPlatform],
        *,
        now: Callable[[], datetime],
        revoked: Sequence[RevocationList] = (),
    ) -> None:
        self._vendors = tuple(vendors)
        self._platforms = tuple(platforms)
        self._now = now
        self._revoked = tuple(revoked)
        if not self._vendors or not self._platforms:
            raise ValueError("an SEV-SNP policy needs at least one root and one platform")

    def verify(self, evidence: NodeEvidence) -> Proven:
        """Check a proof. Raises `NotAdmitted`."""
        proof = read_proof(SnpProof, evidence.proof)
        report, vcek = self.genuine(proof_bytes(proof.report), proof_bytes(proof.vcek))
        if not hmac.compare_digest(report.report_data, hashlib.sha512(evidence.claim).digest()):
            raise NotAdmitted(Refusal.BINDING)
        self.allowed(report, evidence.measurement)
        return Proven(hashlib.sha256(report.chip_id).hexdigest(), hashlib.sha256(spki(vcek)).hexdigest())

    def genuine(self, raw: bytes, vcek_der: bytes) -> tuple[SnpReport, x509.Certificate]:
        """Answer a report that a chip of AMD's made about a guest that its host cannot read, and the chip's certificate.

        In this order: VCEK chain, form and signature, debugging, the chip and its patch level. Raises `NotAdmitted`.
        """
        vcek = load_der(vcek_der)
        verify_chain(
            vcek,
            intermediates=[vendor.signing for vendor in self._vendors],
            roots=[vendor.root for vendor in self._vendors],
            now=self._now(),
            revoked=self._revoked,
        )
        report = SnpReport.parse(raw)
        key = vcek.public_key()
        if report.flags & _FLAGS_NOT_VCEK or not isinstance(key, ec.EllipticCurvePublicKey):
            raise NotAdmitted(Refusal.QUOTE)
        try:
            key.verify(report.signature, report.signed, ec.ECDSA(hashes.SHA384()))
        except InvalidSignature:
            raise NotAdmitted(Refusal.QUOTE) from None
        if report.policy & (_POLICY_DEBUG | _POLICY_MIGRATE_MA) or report.vmpl != 0:
            raise NotAdmitted(Refusal.DEBUG)
        if not hmac.compare_digest(_extension(vcek, _CHIP_ID), report.chip_id) or _tcb(vcek) != report.reported_tcb:
            raise NotAdmitted(Refusal.ENDORSEMENT)
        return report, vcek

    def allowed(self, report: SnpReport, measurement: str) -> None:
        """Refuse a launch that no platform names (`platform`), or a chip below its least patch level (`tcb`)."""
        fitting = [
            platform
            for platform in self._platforms
            if hmac.compare_digest(platform.launch, report.launch) and platform.software in {None, measurement}
        ]
        if not fitting:
            raise NotAdmitted(Refusal.PLATFORM)
        if not any(_reaches(report.reported_tcb, platform.minimum_tcb) for platform in fitting):
            raise NotAdmitted(Refusal.TCB)


def _number(raw: bytes, at: int, size: int) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _extension(vcek: x509.Certificate, oid: str) -> bytes:
    try:
        found = vcek.extensions.get_extension_for_oid(x509.ObjectIdentifier(oid)).value
    except (x509.ExtensionNotFound, ValueError):
        raise NotAdmitted(Refusal.ENDORSEMENT) from None
    return found.value if isinstance(found, x509.UnrecognizedExtension) else b""


def _tcb(vcek: x509.Certificate) -> SnpTcb:
    parts = {}
    for part, (_, oid) in _TCB_PARTS.items():
        integer = _extension(vcek, _OID + oid)
        value = int.from_bytes(integer[2:], "big")
        if integer[:1] != b"\x02" or len(integer) != 2 + integer[1] or value > 255:  # noqa: PLR2004 - DER, one byte's value
            raise NotAdmitted(Refusal.ENDORSEMENT)
        parts[part] = value
    return SnpTcb(**parts)


def _reaches(tcb: SnpTcb, minimum: SnpTcb) -> bool:
    return all(getattr(tcb, part) >= getattr(minimum, part) for part in _TCB_PARTS)
