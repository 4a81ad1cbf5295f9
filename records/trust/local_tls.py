"""A certificate authority and a server certificate for one development machine, so that a phone on the same network gets HTTPS.

Phones encrypt only in a secure context, which off localhost means HTTPS. What comes from here proves nothing to anybody who did not
install the authority by hand; a deployment brings certificates of its own.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALID_DAYS = 90
_RENEW_DAYS = 7


@dataclass(frozen=True)
class LocalTls:
    """Paths of PEM files: the authority to install on a phone, and what a server serves with."""

    authority: Path
    certificate: Path
    key: Path


def local_tls(folder: Path, address: str) -> LocalTls:
    """Answer the files for an IP address or host name, made when missing, near their end, or made for another address."""
    files = LocalTls(folder / "local-ca.crt", folder / f"{address}.crt", folder / f"{address}.key")
    if not (files.authority.exists() and files.key.exists() and _still_good(files)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(files, address)
    return files


def _still_good(files: LocalTls) -> bool:
    if not files.certificate.exists():
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    try:
        # The authority's file is one for all addresses: made anew for another address, it no longer vouches for this one.
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(files.authority.read_bytes()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    ends = certificate.not_valid_after_utc
    return ends - datetime.now(UTC) > timedelta(days=_RENEW_DAYS)


def _make(files: LocalTls, address: str) -> None:
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Jiayi development machine {address}")])
    authority = (
        _builder(issuer, issuer, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    try:
        name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        name = x509.DNSName(address)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    server = (
        _builder(subject, issuer, server_key.public_key())
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # The authority's own key is not kept: nothing else can ever be signed with what the phone was told to trust.
    files.authority.write_bytes(authority.public_bytes(pem))
    files.certificate.write_bytes(server.public_bytes(pem) + authority.public_bytes(pem))
    files.key.unlink(missing_ok=True)
    descriptor = os.open(files.key, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)


def _builder(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=_VALID_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
