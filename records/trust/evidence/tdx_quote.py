"""TDX quotes, versions 4 and 5, read strictly (Intel TDX DCAP: Quote Generation Library and Quote Verification Library, appendix A).

Little-endian; nothing may be left over but the zero bytes that hosts pad quotes with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_QUOTE: Final = 16 * 1024
_HEADER_BYTES: Final = 48
_BODY_10, _BODY_15 = 584, 648
_V4, _V5 = 4, 5
_KEY_P256, _TEE_TDX = 2, 0x81
_QE_VENDOR: Final = bytes.fromhex("939a7233f79c4ca9940a0db3957f0607")
"""Intel's quoting enclave."""
_QE_REPORT_BYTES: Final = 384
_TYPE_QE_REPORT, _TYPE_PCK_CHAIN = 6, 5


class MalformedQuote(ValueError):
    """Bytes that are not a TDX quote of a known form."""


@dataclass(frozen=True, slots=True)
class TdReport:
    """What a quote says of a trust domain."""

    tee_tcb_svn: bytes
    mr_signer_seam: bytes
    seam_attributes: bytes
    td_attributes: bytes
    mrtd: str
    rtmrs: tuple[str, ...]
    report_data: bytes

    @classmethod
    def parse(cls, body: bytes) -> TdReport:
        """Answer the report at the front of a body of either type."""
        rtmrs = tuple(body[at : at + 48].hex() for at in range(328, 520, 48))
        return cls(body[0:16], body[64:112], body[112:120], body[120:128], body[136:184].hex(), rtmrs, body[520:584])


@dataclass(frozen=True, slots=True)
class TdxQuote:
    """A quote taken apart; `signed` is what the attestation key signed."""

    report: TdReport
    signed: bytes
    signature: bytes
    attestation_key: bytes
    qe_report: bytes
    qe_signature: bytes
    qe_auth: bytes
    pck_chain: bytes

    @property
    def qe_svn(self) -> int:
        """The quoting enclave's security version (ISVSVN)."""
        return int.from_bytes(self.qe_report[258:260], "little")

    @classmethod
    def parse(cls, raw: bytes) -> TdxQuote:
        """Answer the quote. Raises `MalformedQuote`."""
        if not _HEADER_BYTES <= len(raw) <= MAX_QUOTE:
            raise MalformedQuote("too short or too long")
        reader = _Reader(raw)
        version, key_type, tee = reader.u16(), reader.u16(), reader.u32()
        reader.take(4)
        vendor = reader.take(16)
        reader.take(20)
        if (key_type, tee, vendor) != (_KEY_P256, _TEE_TDX, _QE_VENDOR):
            raise MalformedQuote("not of TDX, or of another quoting enclave")
        body = reader.take(_body_bytes(version, reader))
        signed = raw[: reader.at]
        authentication = _Reader(reader.take(reader.u32()))
        if any(raw[reader.at :]):
            raise MalformedQuote("bytes are left over")
        signature, key = authentication.take(64), authentication.take(64)
        certification = authentication.typed(_TYPE_QE_REPORT)
        if not authentication.ended:
            raise MalformedQuote("bytes are left over")
        qe_report, qe_signature = certification.take(_QE_REPORT_BYTES), certification.take(64)
        qe_auth = certification.take(certification.u16())
        chain = certification.typed(_TYPE_PCK_CHAIN)
        if not certification.ended:
            raise MalformedQuote("bytes are left over")
        pem = chain.rest().rstrip(b"\0")
        return cls(TdReport.parse(body), signed, signature, key, qe_report, qe_signature, qe_auth, pem)


def _body_bytes(version: int, reader: _Reader) -> int:
    if version == _V4:
        return _BODY_10
    if version == _V5:
        kind, size = reader.u16(), reader.u32()
        if (kind, size) in {(2, _BODY_10), (3, _BODY_15)}:
            return size
    raise MalformedQuote("another version or type of body")


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw, self.at = raw, 0

    @property
    def ended(self) -> bool:
        return self.at == len(self._raw)

    def take(self, count: int) -> bytes:
        if self.at + count > len(self._raw):
            raise MalformedQuote("runs past the end")
        part = self._raw[self.at : self.at + count]
        self.at += count
        return part

    def rest(self) -> bytes:
        return self.take(len(self._raw) - self.at)

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def typed(self, wanted: int) -> _Reader:
        if self.u16() != wanted:
            raise MalformedQuote("another type of certification data")
        return _Reader(self.take(self.u32()))
