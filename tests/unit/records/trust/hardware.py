"""Makers of hardware that we are ourselves: chains, reports and quotes of the published formats under keys made here.

They show how the checks of a claim behave; that the formats are the vendors' own is shown by the published samples.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from records.trust.evidence.snp_policy import SnpPolicy

AMD = "1.3.6.1.4.1.3704.1."
CHIP = bytes(range(64))
TCB = {"3.1": 3, "3.2": 0, "3.3": 20, "3.8": 209}
LAUNCH = "aa" * 48


def issue(
    subject: str, key: Any, issuer: str, issuer_key: Any, now: datetime, *, ca: bool, extensions: dict[str, bytes]
) -> x509.Certificate:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    for oid, value in extensions.items():
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), critical=False)
    return builder.sign(issuer_key, hashes.SHA384())


class Amd:
    """A maker of SEV-SNP chips with one chip."""

    def __init__(self, now: datetime) -> None:
        ark, ask = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        self.key, self.root_key = ec.generate_private_key(ec.SECP384R1()), ark
        self.vendor = SnpPolicy.Vendor(
            issue("ask", ask, "ark", ark, now, ca=True, extensions={}),
            issue("ark", ark, "ark", ark, now, ca=True, extensions={}),
        )
        extensions = {AMD + "4": CHIP} | {AMD + part: b"\x02" + _integer(svn) for part, svn in TCB.items()}
        vcek = issue("vcek", self.key, "ask", ask, now, ca=False, extensions=extensions)
        self.vcek = vcek.public_bytes(Encoding.DER)

    def report(self, report_data: bytes, **changes: bytes | int) -> bytes:
        """Sign a report; `changes` are at_<offset in hex>=bytes."""
        raw = bytearray(1184)

        def put(at: int, value: bytes) -> None:
            raw[at : at + len(value)] = value

        put(0x00, b"\3")
        put(0x08, (0x30000).to_bytes(8, "little"))
        put(0x34, b"\1")
        put(0x50, report_data)
        put(0x90, bytes.fromhex(LAUNCH))
        put(0x180, bytes([3, 0, 0, 0, 0, 0, 20, 209]))
        put(0x1A0, CHIP)
        for at, value in changes.items():
            assert isinstance(value, bytes)
            put(int(at.removeprefix("at_"), 16), value)
        r, s = decode_dss_signature(self.key.sign(bytes(raw[:0x2A0]), ec.ECDSA(hashes.SHA384())))
        put(0x2A0, r.to_bytes(72, "little"))
        put(0x2A0 + 72, s.to_bytes(72, "little"))
        return bytes(raw)


INTEL_LEVELS: dict[str, Any] = {
    "minimum_tcb": "00" * 16,
    "fmspc": "b0c06f000000",
    "minimum_cpu": "0202020203010005" + "00" * 8,
    "minimum_pce": 11,
    "minimum_qe": 4,
}
"""The levels that Intel stated to be up to date for this family of processors on 13 March 2025 (TCB info, evaluation data 17)."""


def _pck_extension() -> bytes:
    """Answer the SGX extension of a processor at those levels (Intel SGX PCK Certificate and CRL Profile Specification, 1.3.5)."""
    base = bytes.fromhex("2a864886f84d010d01")

    def element(tag: int, content: bytes) -> bytes:
        length = bytes([len(content)]) if len(content) < 128 else b"\x82" + len(content).to_bytes(2, "big")
        if 128 <= len(content) < 256:
            length = b"\x81" + bytes([len(content)])
        return bytes([tag]) + length + content

    def pair(name: bytes, value: bytes) -> bytes:
        return element(0x30, element(0x06, name) + value)

    cpu = bytes.fromhex(INTEL_LEVELS["minimum_cpu"])
    parts = [pair(base + b"\2" + bytes([at]), element(0x02, bytes([svn]))) for at, svn in enumerate(cpu, 1)]
    parts += [pair(base + b"\2\x11", element(0x02, bytes([INTEL_LEVELS["minimum_pce"]])))]
    parts += [pair(base + b"\2\x12", element(0x04, cpu))]
    tcb = pair(base + b"\2", element(0x30, b"".join(parts)))
    return element(0x30, tcb + pair(base + b"\4", element(0x04, bytes.fromhex(INTEL_LEVELS["fmspc"]))))


class Intel:
    """A maker of TDX machines with one machine."""

    def __init__(self, now: datetime) -> None:
        root = ec.generate_private_key(ec.SECP256R1())
        self.key, self.attestation = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.root, self.root_key = issue("root", root, "root", root, now, ca=True, extensions={}), root
        pck = issue(
            "pck", self.key, "root", root, now, ca=False, extensions={"1.2.840.113741.1.13.1": _pck_extension()}
        )
        self.chain = pck.public_bytes(Encoding.PEM) + self.root.public_bytes(Encoding.PEM)
        point = self.attestation.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.point = point[1:]

    def quote(
        self,
        report_data: bytes,
        *,
        version: int = 4,
        body: dict[int, bytes] | None = None,
        enclave: dict[int, bytes] | None = None,
        pad: int = 0,
    ) -> bytes:
        """Sign a quote; `body` and `enclave` change bytes of the TD report and of the quoting enclave's."""
        td = bytearray(584 if version == 4 else 648)
        for at, value in ({120: b"\0\0\0\x10\0\0\0\0", 136: b"\xaa" * 48, 520: report_data} | (body or {})).items():
            td[at : at + len(value)] = value
        header = version.to_bytes(2, "little") + b"\2\0" + b"\x81\0\0\0" + bytes(4)
        header += bytes.fromhex("939a7233f79c4ca9940a0db3957f0607") + bytes(20)
        described = b"" if version == 4 else b"\3\0" + len(td).to_bytes(4, "little")
        signed = header + described + bytes(td)
        auth = b"authentication"
        qe = bytearray(384)
        parts = {
            128: bytes.fromhex("dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5"),
            256: b"\2\0\4\0",
            320: hashlib.sha256(self.point + auth).digest(),
        }
        for at, value in (parts | (enclave or {})).items():
            qe[at : at + len(value)] = value
        chain = b"\5\0" + len(self.chain).to_bytes(4, "little") + self.chain
        certification = bytes(qe) + _raw(self.key, bytes(qe)) + len(auth).to_bytes(2, "little") + auth + chain
        data = _raw(self.attestation, signed) + self.point + b"\6\0" + len(certification).to_bytes(4, "little")
        data += certification
        return signed + len(data).to_bytes(4, "little") + data + bytes(pad)


def _raw(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _integer(value: int) -> bytes:
    """Answer length and contents of a DER INTEGER from 0 to 255."""
    contents = value.to_bytes(2, "big") if value >= 128 else value.to_bytes(1, "big")
    return bytes([len(contents)]) + contents
