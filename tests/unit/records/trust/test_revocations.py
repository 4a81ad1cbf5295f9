"""Revocation lists made here: what stands on one is admitted no more, and nobody but the issuer says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from records.errors import NotAdmitted, Refusal
from records.trust.evidence.building import Rules, vouched_list
from records.trust.evidence.chains import verify_chain
from records.trust.evidence.revocations import pem_of, read_list
from records.trust.evidence.snp_policy import SnpPolicy
from records.trust.evidence.tdx_policy import TdxPolicy
from tests.unit.records.trust.hardware import INTEL_LEVELS, LAUNCH, Amd, Intel
from tests.unit.records.trust.test_chains import KEYS, certificate, name
from tests.unit.records.trust.test_confidential import BOUND, ZERO_TCB, SnpPlatform, TdxPlatform, snp_evidence

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ROOT, MIDDLE, LEAF = certificate(0, 0), certificate(1, 0), certificate(2, 1, ca=False)


def revocations(issuer: str, key: Any, *serials: int, **changes: Any) -> str:
    """The PEM of a list by an issuer; `made`, `ends` and `critical` change it."""
    made = changes.get("made", NOW - timedelta(hours=1))
    builder = x509.CertificateRevocationListBuilder().issuer_name(name(issuer)).last_update(made)
    builder = builder.next_update(changes.get("ends", NOW + timedelta(days=30)))
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(made).build()
        builder = builder.add_revoked_certificate(entry)
    if "critical" in changes:
        builder = builder.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def pem(*certificates: x509.Certificate) -> str:
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in certificates)


def check(*lists: str) -> None:
    verify_chain(LEAF, intermediates=[MIDDLE], roots=[ROOT], now=NOW, revoked=[read_list(each) for each in lists])


def refused(run: Callable[[], object]) -> None:
    with pytest.raises(NotAdmitted) as error:
        run()
    assert error.value.refusal is Refusal.ENDORSEMENT


def test_what_stands_on_its_issuers_list_is_refused_at_every_link() -> None:
    check()
    check(revocations("key 1", KEYS[1]), revocations("key 0", KEYS[0], LEAF.serial_number))
    refused(lambda: check(revocations("key 1", KEYS[1], 7, LEAF.serial_number)))
    refused(lambda: check(revocations("key 0", KEYS[0], MIDDLE.serial_number)))


def test_a_list_that_another_key_signed_in_the_issuers_name_revokes_nothing() -> None:
    check(revocations("key 1", KEYS[5], LEAF.serial_number))


def test_a_list_past_its_next_update_goes_on_revoking() -> None:
    old = revocations(
        "key 1", KEYS[1], LEAF.serial_number, made=NOW - timedelta(days=90), ends=NOW - timedelta(days=60)
    )
    refused(lambda: check(old))


def test_it_may_be_der_and_is_one_list() -> None:
    text = revocations("key 1", KEYS[1], 7)
    der = read_list(text).crl.public_bytes(Encoding.DER)
    assert read_list(pem_of(der)).crl == read_list(pem_of(text.encode())).crl
    for wrong in (
        "",
        "no list",
        pem(ROOT),
        text + text,
        text + "-----BEGIN CERTIFICATE-----\n",
        "x" * (4 * 1024 * 1024 + 1),
    ):
        with pytest.raises(ValueError, match="list"):
            read_list(wrong)
    with pytest.raises(ValueError, match=r"ASN\.1|parsing"):
        pem_of(b"\x30\x03\x02\x01\x01")


def test_one_that_says_it_is_not_whole_is_not_read() -> None:
    with pytest.raises(ValueError, match=r"complete"):
        read_list(revocations("key 1", KEYS[1], critical=True))


def test_a_list_is_taken_up_only_from_somebody_who_is_trusted() -> None:
    rules = Rules(ek_roots=(pem(ROOT),))
    by_root, by_middle = revocations("key 0", KEYS[0], 7), revocations("key 1", KEYS[1], 7)
    vouched_list(rules, by_root, NOW)
    vouched_list(rules, by_middle + pem(MIDDLE), NOW)
    for text, says in (
        (by_middle, "behind it"),
        (by_root.replace(by_root, revocations("key 0", KEYS[5], 7)), "nobody"),
        (by_middle + pem(certificate(1, 5, name="key 1")), "nobody"),
        (revocations("key 0", KEYS[0], ends=NOW), "newest"),
        (revocations("key 0", KEYS[0], made=NOW + timedelta(days=2)), "newest"),
    ):
        with pytest.raises(ValueError, match=says):
            vouched_list(rules, text, NOW)
    with pytest.raises(ValueError, match="nobody"):
        vouched_list(Rules(), by_root, NOW)
    with pytest.raises(ValueError, match="nobody"):  # its key is for certificates alone
        vouched_list(Rules(ek_roots=(pem(certificate(0, 0, cert_sign=True, crl_sign=False)),)), by_root, NOW)


def test_policies_of_every_hardware_ask_the_lists() -> None:
    machine, chip = Intel(NOW), Amd(NOW)
    quote, evidence = machine.quote(BOUND), snp_evidence(chip)
    pck = x509.load_pem_x509_certificates(machine.chain)[0]

    def tdx(*serials: int) -> object:
        listed = read_list(revocations("root", machine.root_key, *serials))
        platform = TdxPlatform(mrtd="aa" * 48, rtmrs=[None] * 4, **INTEL_LEVELS)
        return TdxPolicy([machine.root], [platform], now=lambda: NOW, revoked=[listed]).genuine(quote)

    def snp(*serials: int) -> object:
        listed = read_list(revocations("ark", chip.root_key, *serials))
        platform = SnpPlatform(launch=LAUNCH, minimum_tcb=ZERO_TCB)
        return SnpPolicy([chip.vendor], [platform], now=lambda: NOW, revoked=[listed]).verify(evidence)

    assert tdx(7)
    assert snp(7)
    refused(lambda: tdx(pck.serial_number))
    refused(lambda: snp(chip.vendor.signing.serial_number))
