"""Vendor chains made here: each broken link is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.chains import MAX_LINKS, load_der, load_pem, vendor_roots, verify_chain

NOW = datetime(2026, 11, 28, tzinfo=UTC)
KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(8)]


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject: int, issuer: int, **changes: Any) -> x509.Certificate:
    """A certificate of key `subject` by key `issuer`; a CA unless `ca` is False."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(changes.get("name", f"key {subject}")))
        .issuer_name(name(f"key {issuer}"))
        .public_key(KEYS[subject].public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(changes.get("after", NOW - timedelta(days=1)))
        .not_valid_after(changes.get("before", NOW + timedelta(days=1)))
    )
    if changes.get("basic", True):
        basic = x509.BasicConstraints(ca=changes.get("ca", True), path_length=changes.get("path_length"))
        builder = builder.add_extension(basic, critical=True)
    if "cert_sign" in changes:
        usage = x509.KeyUsage(
            True, False, False, False, False, changes["cert_sign"], changes.get("crl_sign", True), False, False
        )
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(KEYS[changes.get("signed_by", issuer)], hashes.SHA256())


def check(leaf: x509.Certificate, *intermediates: x509.Certificate, root: x509.Certificate) -> None:
    verify_chain(leaf, intermediates=intermediates, roots=[root], now=NOW)


def refused(leaf: x509.Certificate, *intermediates: x509.Certificate, root: x509.Certificate) -> None:
    with pytest.raises(NotAdmitted) as error:
        check(leaf, *intermediates, root=root)
    assert error.value.refusal is Refusal.ENDORSEMENT


ROOT, MIDDLE, LEAF = certificate(0, 0), certificate(1, 0), certificate(2, 1, ca=False)


def test_a_chain_that_hangs_on_a_held_root() -> None:
    check(LEAF, MIDDLE, root=ROOT)
    check(LEAF, root=MIDDLE)
    check(certificate(2, 1, basic=False), certificate(1, 0, path_length=0, cert_sign=True), root=ROOT)


def test_another_root_or_a_missing_link_is_refused() -> None:
    refused(LEAF, root=ROOT)
    refused(LEAF, MIDDLE, root=certificate(3, 3))
    refused(LEAF, MIDDLE, root=certificate(0, 0, signed_by=3, name="key 0 again"))


def test_a_root_of_the_same_name_and_another_key_is_refused() -> None:
    impostor = certificate(3, 0, signed_by=3, name="key 0")
    refused(LEAF, certificate(1, 0), root=impostor)


@pytest.mark.parametrize("changes", [{"before": NOW - timedelta(hours=1)}, {"after": NOW + timedelta(hours=1)}])
def test_any_certificate_out_of_its_time_is_refused(changes: dict[str, datetime]) -> None:
    refused(certificate(2, 1, ca=False, **changes), MIDDLE, root=ROOT)
    refused(LEAF, certificate(1, 0, **changes), root=ROOT)
    refused(LEAF, MIDDLE, root=certificate(0, 0, **changes))


@pytest.mark.parametrize("changes", [{"ca": False}, {"basic": False}, {"cert_sign": False}, {"signed_by": 3}])
def test_an_issuer_that_may_not_issue_is_refused(changes: dict[str, Any]) -> None:
    refused(LEAF, certificate(1, 0, **changes), root=ROOT)


def test_path_length_and_depth_are_limits() -> None:
    long = [certificate(at + 1, at) for at in range(MAX_LINKS)]
    check(long[3], *long[:3], root=ROOT)
    refused(long[4], *long[:4], root=ROOT)
    refused(certificate(2, 1), MIDDLE, root=certificate(0, 0, path_length=0))


def test_what_is_no_certificate_is_refused() -> None:
    for run in (lambda: load_der(b"x"), lambda: load_pem(b""), lambda: load_pem(b"-----BEGIN CERTIFICATE-----\n")):
        with pytest.raises(NotAdmitted):
            run()


@pytest.mark.parametrize("vendor", ["amd-milan", "amd-genoa"])
def test_the_vendors_certificates_hang_together(vendor: str) -> None:
    signing, root = vendor_roots(vendor)
    verify_chain(signing, intermediates=[], roots=[root], now=NOW)
    assert vendor_roots("intel-sgx")[0].subject == vendor_roots("intel-sgx")[0].issuer
