"""What Intel certified of the processor below a trust domain: family and patch level, in an extension of its PCK certificate.

Intel SGX PCK Certificate and CRL Profile Specification, section 1.3.5. DER is read strictly, as far as it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from records.errors import NotAdmitted, Refusal

EXTENSION: Final = "1.2.840.113741.1.13.1"
"""No other certificate under Intel's root has it."""
_BASE: Final = bytes.fromhex("2a864886f84d010d01")
_TCB, _FMSPC = _BASE + b"\2", _BASE + b"\4"
_COMPONENTS: Final = 16
_PCESVN: Final = 17
_INTEGER, _OCTETS, _OID, _SEQUENCE = 0x02, 0x04, 0x06, 0x30
_SHORT: Final = 0x80
_FMSPC_BYTES: Final = 6
_MAX_SVN, _MAX_PCESVN = 0xFF, 0xFFFF


@dataclass(frozen=True, slots=True)
class Processor:
    """Family and model (FMSPC, hex), the sixteen security versions of its microcode and firmware, and that of the certifying enclave."""

    fmspc: str
    cpu: bytes
    pce: int

    @classmethod
    def of(cls, pck: x509.Certificate) -> Processor:
        """Answer what a PCK certificate says. Raises `NotAdmitted(endorsement)` for one that is none, or says it otherwise."""
        try:
            value = pck.extensions.get_extension_for_oid(x509.ObjectIdentifier(EXTENSION)).value
            return cls._parse(value.value if isinstance(value, x509.UnrecognizedExtension) else b"")
        except (x509.ExtensionNotFound, ValueError, KeyError):
            raise NotAdmitted(Refusal.ENDORSEMENT) from None

    @classmethod
    def _parse(cls, der: bytes) -> Processor:
        whole = _Der(der)
        named = _pairs(whole.take(_SEQUENCE))
        whole.end()
        tcb = _pairs(_content(named[_TCB], _SEQUENCE))
        fmspc = _content(named[_FMSPC], _OCTETS)
        if len(fmspc) != _FMSPC_BYTES:
            raise ValueError("an FMSPC has six bytes")
        cpu = bytes(_number(tcb[_TCB + bytes([part])], _MAX_SVN) for part in range(1, _COMPONENTS + 1))
        return cls(fmspc.hex(), cpu, _number(tcb[_TCB + bytes([_PCESVN])], _MAX_PCESVN))


def _pairs(content: bytes) -> Mapping[bytes, bytes]:
    """Answer the values (DER) of a SEQUENCE of SEQUENCE {OID, value} by their OIDs, each of which may stand once."""
    found: dict[bytes, bytes] = {}
    rest = _Der(content)
    while not rest.ended:
        pair = _Der(rest.take(_SEQUENCE))
        name = pair.take(_OID)
        if name in found:
            raise ValueError("an OID twice")
        found[name] = pair.rest()
    return found


def _content(der: bytes, tag: int) -> bytes:
    reader = _Der(der)
    content = reader.take(tag)
    reader.end()
    return content


def _number(der: bytes, most: int) -> int:
    content = _content(der, _INTEGER)
    value = int.from_bytes(content, "big", signed=True)
    shortest = max(1, value.bit_length() // 8 + 1)
    if not 0 <= value <= most or len(content) != shortest:
        raise ValueError("not a number from 0 on in its shortest form")
    return value


class _Der:
    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    @property
    def ended(self) -> bool:
        return self._at == len(self._raw)

    def take(self, tag: int) -> bytes:
        """Answer the content of the next element, which has this tag."""
        head, size = self._bytes(2)
        if head != tag:
            raise ValueError("another tag")
        if size >= _SHORT:
            length = self._bytes(size - _SHORT)
            size = int.from_bytes(length, "big")
            if not 0 < len(length) <= 2 or length[0] == 0 or size < _SHORT:  # noqa: PLR2004 - a certificate is shorter than 64 KiB
                raise ValueError("not the shortest length")
        return self._bytes(size)

    def rest(self) -> bytes:
        return self._bytes(len(self._raw) - self._at)

    def end(self) -> None:
        if not self.ended:
            raise ValueError("bytes are left over")

    def _bytes(self, count: int) -> bytes:
        if count < 0 or self._at + count > len(self._raw):
            raise ValueError("runs past the end")
        part = self._raw[self._at : self._at + count]
        self._at += count
        return part
