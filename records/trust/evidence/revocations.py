"""Lists of certificates that vendors of hardware took back (X.509 CRLs, RFC 5280, section 5), as an operator brings them.

Nothing is fetched: whether a node is admitted must not hang on other people's services. A list that is past its next update goes on
taking back what it names, since nothing that was revoked comes back; that a newer one is due is for the operator to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

_END: Final = "-----END X509 CRL-----"
MAX_LIST: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class RevocationList:
    """One list, and the certificates that came with it, which lead from its issuer to a root."""

    text: str
    crl: x509.CertificateRevocationList
    certificates: tuple[x509.Certificate, ...]

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return self.crl.last_update_utc

    @property
    def next_at(self) -> datetime | None:
        """When its issuer makes the next one at the latest."""
        return self.crl.next_update_utc

    @property
    def source(self) -> bytes:
        """Answer what tells issuers apart: the name, and the key where the list states its id."""
        try:
            key = self.crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b""
        except x509.ExtensionNotFound:
            key = b""
        return self.crl.issuer.public_bytes() + b"\0" + key

    def is_by(self, issuer: x509.Certificate) -> bool:
        """Tell whether this certificate's key signed the list."""
        return self.crl.issuer == issuer.subject and _signed(self, issuer)

    def names(self, certificate: x509.Certificate) -> bool:
        """Tell whether a certificate of its issuer stands on it."""
        return self.crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None

    def __hash__(self) -> int:
        return hash(self.text)


def pem_of(content: bytes) -> str:
    """Answer the PEM text of a list that may be DER. Raises `ValueError`."""
    if b"-----BEGIN" in content:
        return content.decode("ascii")
    return x509.load_der_x509_crl(content).public_bytes(Encoding.PEM).decode("ascii")


@lru_cache(maxsize=64)
def read_list(text: str) -> RevocationList:
    """Answer the list in a PEM text: one, and after it the certificates of its issuer. Raises `ValueError` that says what is wrong."""
    if len(text) > MAX_LIST:
        raise ValueError("the list is longer than 4 MiB")
    head, end, rest = text.partition(_END)
    try:
        crl = x509.load_pem_x509_crl((head + end).encode("ascii"))
        strange = [each.oid.dotted_string for each in crl.extensions if each.critical]
        certificates = tuple(x509.load_pem_x509_certificates(rest.encode("ascii"))) if "-----BEGIN" in rest else ()
    except (ValueError, UnicodeEncodeError, x509.DuplicateExtension) as error:
        raise ValueError(
            "this is no revocation list in PEM or DER form, with nothing but certificates after it"
        ) from error
    if strange:
        # A delta or an indirect list says so in a critical extension: it must not be read as a whole one.
        raise ValueError(f"this list says of itself what is not read here ({', '.join(strange)}): take a complete one")
    return RevocationList(text, crl, certificates)


def read_lists(texts: Iterable[str]) -> tuple[RevocationList, ...]:
    """Answer several, each of which was read before it was kept."""
    return tuple(read_list(text) for text in texts)


def is_revoked(certificate: x509.Certificate, issuer: x509.Certificate, lists: Sequence[RevocationList]) -> bool:
    """Tell whether a list of this issuer's names the certificate."""
    return any(each.names(certificate) for each in lists if each.is_by(issuer))


def may_sign_lists(issuer: x509.Certificate) -> bool:
    """Tell whether a certificate may sign lists, where it states what its key is for."""
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


@lru_cache(maxsize=256)
def _signed(each: RevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    return isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and each.crl.is_signature_valid(key)
