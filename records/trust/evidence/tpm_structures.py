"""The TPM structures that the verifier reads (TPM 2.0 Library, part 2), parsed strictly: big-endian, nothing left over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from records.errors import NotAdmitted, Refusal

ALG_SHA256: Final = 0x000B
ALG_NULL: Final = 0x0010
ALG_ECDSA: Final = 0x0018
ALG_ECC: Final = 0x0023
CURVE_P256: Final = 0x0003
RH_ENDORSEMENT: Final = 0x4000000B
GENERATED: Final = 0xFF544347
"""TPM_GENERATED_VALUE: a restricted key signs nothing that begins so unless the TPM itself made it."""
ST_ATTEST_QUOTE: Final = 0x8018
AK_ATTRIBUTES: Final = 0x00050472
"""fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, noDA, restricted, sign."""
QUOTED_PCRS: Final = range(16)
PCR_SELECTION: Final = b"\0\0\0\1" + ALG_SHA256.to_bytes(2, "big") + b"\3\xff\xff\0"
"""TPML_PCR_SELECTION: one selection, SHA-256 bank, PCRs 0 to 15."""
MAX_PUBLIC: Final = 1024
MAX_ATTEST: Final = 1024
_SCALAR: Final = 32


class Malformed(ValueError):
    """Bytes that are not the structure asked for."""


class Reader:
    """Reads big-endian fields from the front; a field that runs past the end raises `Malformed`."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def take(self, count: int) -> bytes:
        """Answer the next `count` bytes."""
        if self._at + count > len(self._raw):
            raise Malformed("runs past the end")
        part = self._raw[self._at : self._at + count]
        self._at += count
        return part

    def u16(self) -> int:
        """Answer a u16."""
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        """Answer a u32."""
        return int.from_bytes(self.take(4), "big")

    def sized(self) -> bytes:
        """Answer a TPM2B: u16 length and so many bytes."""
        return self.take(self.u16())

    def end(self) -> None:
        """Refuse bytes that are left over."""
        if self._at != len(self._raw):
            raise Malformed("bytes are left over")


@dataclass(frozen=True, slots=True)
class AttestationKey:
    """A TPM's attestation key: its name (nameAlg || digest), its qualified name, and its public point."""

    name: bytes
    qualified_name: bytes
    public_key: ec.EllipticCurvePublicKey

    @classmethod
    def parse(cls, public: bytes) -> AttestationKey:
        """Answer the key in a TPMT_PUBLIC. Raises `NotAdmitted(attestation_key)` for any other kind than FORMAT.md's."""
        try:
            if len(public) > MAX_PUBLIC:
                raise Malformed("too long")
            reader = Reader(public)
            kind, name_algorithm, attributes = reader.u16(), reader.u16(), reader.u32()
            policy, symmetric = reader.sized(), reader.u16()
            scheme, scheme_hash, curve, kdf = reader.u16(), reader.u16(), reader.u16(), reader.u16()
            x, y = reader.sized(), reader.sized()
            reader.end()
            stated = (kind, name_algorithm, attributes, policy, symmetric, scheme, scheme_hash, curve, kdf)
            wanted = (
                *(ALG_ECC, ALG_SHA256, AK_ATTRIBUTES, b"", ALG_NULL),
                *(ALG_ECDSA, ALG_SHA256, CURVE_P256, ALG_NULL),
            )
            if stated != wanted or len(x) != _SCALAR or len(y) != _SCALAR:
                raise Malformed("another kind of key")
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\4" + x + y)
        except ValueError:
            raise NotAdmitted(Refusal.ATTESTATION_KEY) from None
        prefix = ALG_SHA256.to_bytes(2, "big")
        name = prefix + hashlib.sha256(public).digest()
        qualified = prefix + hashlib.sha256(RH_ENDORSEMENT.to_bytes(4, "big") + name).digest()
        return cls(name, qualified, point)


@dataclass(frozen=True, slots=True)
class Quote:
    """A TPMS_ATTEST of type quote: who signed, what for, and over which PCRs."""

    qualified_signer: bytes
    extra_data: bytes
    selection: bytes
    pcr_digest: bytes

    @classmethod
    def parse(cls, raw: bytes) -> Quote:
        """Answer the quote. Raises `Malformed`."""
        if len(raw) > MAX_ATTEST:
            raise Malformed("too long")
        reader = Reader(raw)
        if reader.u32() != GENERATED or reader.u16() != ST_ATTEST_QUOTE:
            raise Malformed("not a quote that a TPM made")
        signer, extra = reader.sized(), reader.sized()
        reader.take(8 + 4 + 4 + 1 + 8)  # clock, reset count, restart count, safe, firmware version
        selection, digest = reader.take(len(PCR_SELECTION)), reader.sized()
        reader.end()
        return cls(signer, extra, selection, digest)


def parse_signature(raw: bytes) -> bytes:
    """Answer the DER signature of a TPMT_SIGNATURE (ECDSA with SHA-256, P-256). Raises `Malformed`."""
    reader = Reader(raw)
    if (reader.u16(), reader.u16()) != (ALG_ECDSA, ALG_SHA256):
        raise Malformed("another signature scheme")
    r, s = reader.sized(), reader.sized()
    reader.end()
    if max(len(r), len(s)) > _SCALAR:
        raise Malformed("too long")
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
