"""Vendors of hardware that the vectors are themselves: chains, reports and quotes of the published formats, each the same at every run.

Written from FORMAT.md, section 11, and the vendors' texts that it names. That the formats are the vendors' own is shown by published
evidence (`tests/vectors/evidence`), which cannot show what a chip that lies would sign.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from seal_maker.writer import NOW, b64u, fixed, u

DAY = timedelta(days=1)
BEGUN = datetime.fromtimestamp(NOW, UTC) - DAY
ENDS = BEGUN + 30 * DAY
EK_USAGE = "2.23.133.8.1"
Edits = dict[int, bytes]


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def elliptic(name: str, curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    # 16 bytes fewer than the curve's order has: below it, and as good as any for a vector.
    return ec.derive_private_key(int.from_bytes(fixed(f"curve {name}", curve.key_size // 8 - 16), "big"), curve)


def ecdsa(key: ec.EllipticCurvePrivateKey, message: bytes, digest: hashes.HashAlgorithm) -> tuple[int, int]:
    """As RFC 6979 makes it: the same at every run."""
    return decode_dss_signature(key.sign(message, ec.ECDSA(digest, deterministic_signing=True)))


def certificate(
    subject: str,
    public: Any,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool = False,
    extensions: dict[str, bytes] | None = None,
    usage: str | None = None,
    ends: datetime = ENDS,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(public)
        .serial_number(int.from_bytes(fixed(f"serial {subject} {usage} {ends}", 8), "big"))
        .not_valid_before(BEGUN)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)]), critical=False)
    for oid, value in (extensions or {}).items():
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), critical=False)
    return builder.sign(key, hashes.SHA384(), ecdsa_deterministic=True)


def der(made: x509.Certificate) -> str:
    return b64u(made.public_bytes(Encoding.DER))


def pem(made: x509.Certificate | x509.CertificateRevocationList) -> str:
    return made.public_bytes(Encoding.PEM).decode()


def machine_of(made: x509.Certificate) -> str:
    public = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()


def edited(data: bytes, edits: Edits) -> bytes:
    raw = bytearray(data)
    for at, value in edits.items():
        raw[at : at + len(value)] = value
    return bytes(raw)


class Maker:
    """A maker of TPMs, and one TPM: EK certificate, attestation key, quotes (TPM 2.0 Library, part 2)."""

    attributes = 0x00050472
    selection = u(32, 1) + u(16, 0x0B) + b"\3\xff\xff\0"

    def __init__(self, name: str = "maker") -> None:
        self.root_key = elliptic(name, ec.SECP384R1())
        self.root = certificate(name, self.root_key.public_key(), name, self.root_key, ca=True)
        p, q = (
            (int.from_bytes(fixed(f"ek {which}", 128), "big") | 3 << 1022 | 1) + further
            for which, further in (("p", 988), ("q", 278))
        )
        d = pow(65537, -1, (p - 1) * (q - 1))
        numbers = rsa.RSAPrivateNumbers(
            p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q)
        )
        self.ek = numbers.private_key().public_key()
        self.certificate = self.certified()
        self.ak = elliptic("ak", ec.SECP256R1())
        self.public = self.public_of()
        self.name = u(16, 0x0B) + hashlib.sha256(self.public).digest()

    def certified(self, usage: str | None = EK_USAGE, ends: datetime = ENDS) -> x509.Certificate:
        issuer = self.root.subject.rfc4514_string().removeprefix("CN=")
        return certificate("ek", self.ek, issuer, self.root_key, usage=usage, ends=ends)

    def public_of(self, attributes: int = attributes, scheme: int = 0x18) -> bytes:
        point = self.ak.public_key().public_numbers()
        head = u(16, 0x23) + u(16, 0x0B) + u(32, attributes) + u(16, 0) + u(16, 0x10)
        kind = u(16, scheme) + u(16, 0x0B) + u(16, 3) + u(16, 0x10)
        return head + kind + b"".join(u(16, 32) + u(256, value) for value in (point.x, point.y))

    def attest(
        self,
        extra: bytes,
        pcrs: list[str],
        *,
        head: bytes = b"\xffTCG\x80\x18",
        selection: bytes = selection,
        more: bytes = b"",
    ) -> bytes:
        signer = u(16, 0x0B) + hashlib.sha256(u(32, 0x4000000B) + self.name).digest()
        digest = hashlib.sha256(b"".join(map(bytes.fromhex, pcrs))).digest()
        clock = u(64, 5) + u(32, 1) + u(32, 0) + b"\1" + u(64, 7)
        fields = [u(16, len(each)) + each for each in (signer, extra, digest)]
        return head + fields[0] + fields[1] + clock + selection + fields[2] + more

    def signature(self, attest: bytes) -> bytes:
        r, s = ecdsa(self.ak, attest, hashes.SHA256())
        return u(16, 0x18) + u(16, 0x0B) + u(16, 32) + u(256, r) + u(16, 32) + u(256, s)

    def proof(self, extra: bytes, pcrs: list[str], secret: bytes, **changes: Any) -> dict[str, Any]:
        """Answer a proof; `changes` are its fields, or an `attest` that is signed in place of the right one."""
        attest = changes.pop("attest", None) or self.attest(extra, pcrs)
        made = {
            "ek_certificate": der(self.certificate),
            "ak_public": b64u(self.public),
            "activated": b64u(secret),
            "quote": b64u(attest),
            "quote_signature": b64u(self.signature(attest)),
            "pcrs": pcrs,
        }
        return {**made, **changes}

    def took_back(self, *certificates: x509.Certificate) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder().issuer_name(self.root.subject).last_update(BEGUN).next_update(ENDS)
        )
        for each in certificates:
            taken = x509.RevokedCertificateBuilder().serial_number(each.serial_number).revocation_date(BEGUN).build()
            builder = builder.add_revoked_certificate(taken)
        return builder.sign(self.root_key, hashes.SHA384(), ecdsa_deterministic=True)


class Amd:
    """A maker of SEV-SNP chips, and one chip (AMD 56860, 57230)."""

    chip = bytes(range(64))
    launch = "aa" * 48
    oid = "1.3.6.1.4.1.3704.1."

    def __init__(self, name: str = "amd") -> None:
        ark, ask, self.key = (elliptic(f"{name} {each}", ec.SECP384R1()) for each in ("ark", "ask", "vcek"))
        self.ark = certificate(f"{name} ark", ark.public_key(), f"{name} ark", ark, ca=True)
        self.ask = certificate(f"{name} ask", ask.public_key(), f"{name} ark", ark, ca=True)
        parts = {"3.1": b"\2\1\3", "3.2": b"\2\1\0", "3.3": b"\2\1\x14", "3.8": b"\2\2\0\xd1"}
        extensions = {self.oid + "4": self.chip} | {self.oid + each: value for each, value in parts.items()}
        self.vcek = certificate(f"{name} vcek", self.key.public_key(), f"{name} ask", ask, extensions=extensions)

    def report(self, report_data: bytes, edits: Edits) -> bytes:
        right = {
            0x00: b"\3",
            0x08: (0x30000).to_bytes(8, "little"),
            0x34: b"\1",
            0x50: report_data,
            0x90: bytes.fromhex(self.launch),
            0x180: bytes([3, 0, 0, 0, 0, 0, 20, 209]),
            0x1A0: self.chip,
        }
        signed = edited(edited(bytes(0x2A0), right), {at: value for at, value in edits.items() if at < 0x2A0})
        r, s = ecdsa(self.key, signed, hashes.SHA384())
        whole = signed + r.to_bytes(72, "little") + s.to_bytes(72, "little") + bytes(368)
        return edited(whole, {at: value for at, value in edits.items() if at >= 0x2A0})


class Intel:
    """A maker of TDX machines, and one machine (Intel TDX DCAP quoting library API, appendix A; PCK certificate profile, 1.3.5)."""

    mrtd = "aa" * 48
    cpu = bytes.fromhex("0202020203010005") + bytes(8)
    fmspc = "b0c06f000000"
    extension = "1.2.840.113741.1.13.1"

    def __init__(self, name: str = "intel") -> None:
        root, self.key, self.attestation = (
            elliptic(f"{name} {each}", ec.SECP256R1()) for each in ("root", "pck", "ak")
        )
        self.root = certificate(f"{name} root", root.public_key(), f"{name} root", root, ca=True)
        extensions = {self.extension: self._levels()}
        self.pck = certificate(f"{name} pck", self.key.public_key(), f"{name} root", root, extensions=extensions)
        point = self.attestation.public_key().public_numbers()
        self.point = u(256, point.x) + u(256, point.y)

    def _levels(self) -> bytes:
        base = bytes.fromhex("2a864886f84d010d01")
        parts = [_pair(base + b"\2" + bytes([at]), _element(0x02, bytes([svn]))) for at, svn in enumerate(self.cpu, 1)]
        parts += [_pair(base + b"\2\x11", _element(0x02, b"\x0b")), _pair(base + b"\2\x12", _element(0x04, self.cpu))]
        family = _pair(base + b"\4", _element(0x04, bytes.fromhex(self.fmspc)))
        return _element(0x30, _pair(base + b"\2", _element(0x30, b"".join(parts))) + family)

    def quote(
        self,
        report_data: bytes,
        *,
        version: int = 4,
        head: Edits | None = None,
        body: Edits | None = None,
        enclave: Edits | None = None,
    ) -> bytes:
        """Sign a quote; `head`, `body` and `enclave` change header, TD report and the quoting enclave's report."""
        right = {120: b"\0\0\0\x10\0\0\0\0", 136: bytes.fromhex(self.mrtd), 520: report_data}
        report = edited(edited(bytes(584 if version == 4 else 648), right), body or {})
        begins = (
            u(8, version)
            + b"\0\2\0\x81\0\0\0"
            + bytes(4)
            + bytes.fromhex("939a7233f79c4ca9940a0db3957f0607")
            + bytes(20)
        )
        described = b"" if version == 4 else b"\3\0" + len(report).to_bytes(4, "little")
        signed = edited(begins, head or {}) + described + report
        auth = b"authentication"
        quoting = edited(
            edited(
                bytes(384),
                {
                    128: bytes.fromhex("dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5"),
                    256: b"\2\0\4\0",
                    320: hashlib.sha256(self.point + auth).digest(),
                },
            ),
            enclave or {},
        )
        chain = (pem(self.pck) + pem(self.root)).encode()
        certified = quoting + _raw(self.key, quoting) + len(auth).to_bytes(2, "little") + auth
        certified += b"\5\0" + len(chain).to_bytes(4, "little") + chain
        data = _raw(self.attestation, signed) + self.point + b"\6\0" + len(certified).to_bytes(4, "little") + certified
        return signed + len(data).to_bytes(4, "little") + data


def _raw(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    return b"".join(u(256, value) for value in ecdsa(key, message, hashes.SHA256()))


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + u(16, size)
    return bytes([tag]) + length + content


def _pair(name: bytes, value: bytes) -> bytes:
    return _element(0x30, _element(0x06, name) + value)
