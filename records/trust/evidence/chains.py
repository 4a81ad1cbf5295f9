"""Certificate chains of vendors of hardware, up to roots that the reader holds (FORMAT.md, section 11).

Own walk instead of a web profile's: certificates of TPMs, AMD and Intel carry critical extensions and serial numbers that
profiles for the web refuse. What is checked is what a vendor's chain means: names, signatures, times, CA, path length.
"""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.revocations import RevocationList, is_revoked

MAX_LINKS: Final = 5
_SHA256: Final = SHA256()
_ROOTS: Final = Path(__file__).parent / "roots"


@contextmanager
def _rubbish_refused() -> Generator[None]:
    """Refuse what cannot be read. The library reads parts of a certificate late, and of rubbish raises errors of many kinds."""
    try:
        yield
    except NotAdmitted:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the certificate is at fault
        raise NotAdmitted(Refusal.ENDORSEMENT) from None


def load_der(der: bytes) -> x509.Certificate:
    """Answer a certificate. Raises `NotAdmitted(endorsement)`."""
    with _rubbish_refused(), warnings.catch_warnings():
        # AMD's VCEKs all have serial number 0 (AMD 57230, table "VCEK certificate format").
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_der_x509_certificate(der)


def load_pem(pem: bytes) -> list[x509.Certificate]:
    """Answer the certificates of a PEM text, in its order. Raises `NotAdmitted(endorsement)` when there is none."""
    with _rubbish_refused():
        return x509.load_pem_x509_certificates(pem)


def vendor_roots(name: str) -> list[x509.Certificate]:
    """Answer a vendor's published certificates that come with this software (`amd-milan`, `amd-genoa`, `intel-sgx`)."""
    return load_pem((_ROOTS / f"{name}.pem").read_bytes())


def spki(certificate: x509.Certificate) -> bytes:
    """Answer the SubjectPublicKeyInfo (DER)."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def verify_chain(
    leaf: x509.Certificate,
    *,
    intermediates: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    now: datetime,
    revoked: Sequence[RevocationList] = (),
) -> None:
    """Check that `leaf` hangs on one of `roots`, and that no link stands on one of the lists `revoked`. Raises `NotAdmitted(endorsement)`.

    `now` is aware. A root counts by being held, not by being signed by itself; its time counts too.
    """
    held = {certificate.fingerprint(_SHA256) for certificate in roots}
    candidates = [*roots, *intermediates]
    current, below = leaf, 0
    with _rubbish_refused():
        for _ in range(MAX_LINKS):
            _check_time(current, now)
            if current.fingerprint(_SHA256) in held:
                return
            issuer = _issuer(current, candidates, below)
            if is_revoked(current, issuer, revoked):
                break
            current, below = issuer, below + 1
    raise NotAdmitted(Refusal.ENDORSEMENT)


def _issuer(certificate: x509.Certificate, candidates: Iterable[x509.Certificate], below: int) -> x509.Certificate:
    for candidate in candidates:
        if candidate.subject != certificate.issuer or not _may_issue(candidate, below):
            continue
        try:
            certificate.verify_directly_issued_by(candidate)
        except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
            continue
        return candidate
    raise NotAdmitted(Refusal.ENDORSEMENT)


def _may_issue(candidate: x509.Certificate, below: int) -> bool:
    """Tell whether it is a CA with `below` CAs between it and the leaf."""
    try:
        extensions = candidate.extensions
        basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    if not basic.ca or (basic.path_length is not None and below > basic.path_length):
        return False
    try:
        return extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _check_time(certificate: x509.Certificate, now: datetime) -> None:
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise NotAdmitted(Refusal.ENDORSEMENT)
