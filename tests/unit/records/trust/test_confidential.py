"""SEV-SNP and TDX: published evidence of real chips, then self-made evidence for what real evidence cannot show."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from records.errors import NotAdmitted, Refusal
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.trust.evidence.chains import vendor_roots
from records.trust.evidence.platforms import SnpPlatform, SnpTcb, TdxPlatform, read_platform
from records.trust.evidence.snp_policy import SnpPolicy
from records.trust.evidence.statement import NodeEvidence, Statement
from records.trust.evidence.tdx_pck import EXTENSION, Processor
from records.trust.evidence.tdx_policy import TdxPolicy
from records.trust.evidence.tdx_quote import MalformedQuote, TdxQuote
from records.trust.evidence.verifying import Verifier
from tests.unit.records.trust.hardware import INTEL_LEVELS, LAUNCH, Amd, Intel

SAMPLES = Path(__file__).parents[3] / "vectors" / "evidence"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
MEASUREMENT = "5a" * 32
ZERO_TCB = SnpTcb(boot_loader=0, tee=0, snp=0, microcode=0)
STATEMENT = Statement(
    generate_signing_key(), generate_kem_key().public_bytes, bytes(32), "https://node.example", MEASUREMENT
)
BOUND = hashlib.sha512(STATEMENT.claim).digest()


def sample(name: str, part: str) -> bytes:
    return base64.b64decode(json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))[part])


def refusal(run: Callable[[], Any]) -> Refusal:
    with pytest.raises(NotAdmitted) as refused:
        run()
    return refused.value.refusal


# published evidence

GENOA_LAUNCH = "09ef32acf90fcfeb6206d1a46c13145cef736ebbb83f18eaff680b686232031546ff5fd39c44599699ee8734cbbeb519"
TDX_MRTD = "7357a10d2e2724dffe68813e3cc4cfcde6814d749f2fb62e3953e54f6e0b50a219786afe2cd478f684b52c61837e1114"
TDX_PUBLISHED = {
    "minimum_tcb": "070103" + "00" * 13,
    "fmspc": "90c06f000000",
    "minimum_cpu": "0303020204010005" + "00" * 8,
    "minimum_pce": 13,
    "minimum_qe": 7,
}
"""What the published quote shows of the machine that made it, in the order of Intel's TCB info (components 1 to 16)."""
TDX_RTMR1 = "10a05f3fba7d66babcc8a8143451443a564963ced77c7fa126f004857753f87c318720e29e9ed2f46c8753b44b01004d"


def amd(*platforms: SnpPlatform, now: datetime = NOW) -> SnpPolicy:
    vendors = [SnpPolicy.Vendor(*vendor_roots(name)) for name in ("amd-milan", "amd-genoa")]
    return SnpPolicy(vendors, platforms or [SnpPlatform(launch=GENOA_LAUNCH, minimum_tcb=ZERO_TCB)], now=lambda: now)


def intel(*platforms: TdxPlatform, now: datetime = NOW) -> TdxPolicy:
    return TdxPolicy(vendor_roots("intel-sgx"), platforms or [tdx_platform()], now=lambda: now)


def tdx_platform(**changes: Any) -> TdxPlatform:
    values = {"mrtd": TDX_MRTD, "rtmrs": [None, TDX_RTMR1, None, None], **TDX_PUBLISHED}
    return TdxPlatform(**{**values, **changes})


def test_the_published_report_of_a_genoa_chip_is_genuine() -> None:
    report, _ = amd().genuine(sample("snp_genoa", "report"), sample("snp_genoa", "vcek"))
    assert report.launch == GENOA_LAUNCH
    assert report.reported_tcb == SnpTcb(boot_loader=10, tee=0, snp=23, microcode=84)
    amd().allowed(report, MEASUREMENT)


def test_the_published_report_of_a_guest_that_may_be_debugged_is_refused() -> None:
    """Chip, chain and signature are right: only the policy refuses it."""
    genuine = lambda: amd().genuine(sample("snp_milan_debug", "report"), sample("snp_milan_debug", "vcek"))  # noqa: E731
    assert refusal(genuine) is Refusal.DEBUG
    changed = bytearray(sample("snp_milan_debug", "report"))
    changed[10] ^= 0x08  # the bit cleared by whoever would like it to pass
    assert refusal(lambda: amd().genuine(bytes(changed), sample("snp_milan_debug", "vcek"))) is Refusal.QUOTE


def test_a_report_under_another_chips_certificate_is_refused() -> None:
    report, other = sample("snp_genoa", "report"), sample("snp_milan_debug", "vcek")
    assert refusal(lambda: amd().genuine(report, other)) is Refusal.QUOTE


def test_every_signed_byte_of_a_published_report_counts() -> None:
    report, vcek = sample("snp_genoa", "report"), sample("snp_genoa", "vcek")
    policy = amd()
    for at in [*range(0, 0x2A0, 13), *range(0x2A0, 1184, 29)]:
        changed = report[:at] + bytes([report[at] ^ 0x10]) + report[at + 1 :]
        assert refusal(lambda changed=changed: policy.genuine(changed, vcek)) is Refusal.QUOTE, hex(at)


def test_a_chips_certificate_out_of_its_time_is_refused() -> None:
    report, vcek = sample("snp_genoa", "report"), sample("snp_genoa", "vcek")
    for year in (2025, 2034):
        policy = amd(now=datetime(year, 1, 1, tzinfo=UTC))
        assert refusal(lambda policy=policy: policy.genuine(report, vcek)) is Refusal.ENDORSEMENT
    milan_only = SnpPolicy(
        [SnpPolicy.Vendor(*vendor_roots("amd-milan"))],
        [SnpPlatform(launch=GENOA_LAUNCH, minimum_tcb=ZERO_TCB)],
        now=lambda: NOW,
    )
    assert refusal(lambda: milan_only.genuine(report, vcek)) is Refusal.ENDORSEMENT


def test_the_published_quote_of_a_trust_domain_is_genuine() -> None:
    quote, pck = intel().genuine(sample("tdx_v4", "quote"))
    assert (quote.report.mrtd, quote.report.rtmrs[1]) == (TDX_MRTD, TDX_RTMR1)
    assert quote.report.report_data == b"7322c7143477b84284133465487049437651f0cf5739d867e4a81956410f83b9"
    assert "PCK Certificate" in pck.subject.rfc4514_string()
    processor = Processor.of(pck)
    assert processor == Processor("90c06f000000", bytes.fromhex(TDX_PUBLISHED["minimum_cpu"]), 13)
    intel().allowed(quote, processor, MEASUREMENT)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"minimum_tcb": "080103" + "00" * 13}, Refusal.TCB),
        ({"minimum_cpu": "0303020204010006" + "00" * 8}, Refusal.TCB),
        ({"minimum_cpu": "0304020204010005" + "00" * 8}, Refusal.TCB),
        ({"minimum_cpu": "00" * 15 + "01"}, Refusal.TCB),
        ({"minimum_pce": 14}, Refusal.TCB),
        ({"minimum_qe": 8}, Refusal.TCB),
        ({"fmspc": "b0c06f000000"}, Refusal.PLATFORM),
    ],
)
def test_a_published_machine_below_a_patch_level_is_refused(changes: dict[str, Any], wanted: Refusal) -> None:
    """Intel's word on the processor counts, and not only the quote's on the module: old microcode can be read."""
    quote, pck = intel().genuine(sample("tdx_v4", "quote"))
    policy = intel(tdx_platform(**changes))
    assert refusal(lambda: policy.allowed(quote, Processor.of(pck), MEASUREMENT)) is wanted


def test_levels_of_two_platforms_are_not_mixed() -> None:
    quote, pck = intel().genuine(sample("tdx_v4", "quote"))
    both = intel(tdx_platform(minimum_pce=14, minimum_qe=0), tdx_platform(minimum_pce=0, minimum_qe=8))
    assert refusal(lambda: both.allowed(quote, Processor.of(pck), MEASUREMENT)) is Refusal.TCB


def test_an_altered_extension_of_a_processor_is_refused() -> None:
    """Nobody can alter it without Intel's key; a reader that guesses would still be wrong."""
    _, pck = intel().genuine(sample("tdx_v4", "quote"))
    whole = pck.extensions.get_extension_for_oid(x509.ObjectIdentifier(EXTENSION)).value.value
    assert Processor._parse(whole).pce == 13
    for altered in (
        whole[:-1],
        whole + b"\0",
        b"",
        whole.replace(b"\2\1\x0d", b"\2\1\x8d"),
        whole.replace(b"\4\6\x90", b"\4\5\x90"),
    ):
        assert altered != whole
        with pytest.raises((ValueError, KeyError)):
            Processor._parse(altered)


def test_every_byte_of_a_published_quote_counts() -> None:
    """Up to the certificates, whose own signatures end at bytes that nobody signs twice."""
    whole = sample("tdx_v4", "quote")
    policy = intel()
    for at in range(0, 1258, 11):
        changed = whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :]
        assert refusal(lambda changed=changed: policy.genuine(changed)) in {Refusal.QUOTE, Refusal.ENDORSEMENT}, at


def test_a_cut_or_longer_quote_is_refused() -> None:
    whole = sample("tdx_v4", "quote")
    for other in (b"", whole[:47], whole[:700], whole[:-1], whole + b"\1", whole + bytes(20_000)):
        with pytest.raises(MalformedQuote):
            TdxQuote.parse(other)


def test_a_quote_out_of_its_time_or_of_another_root_is_refused() -> None:
    whole = sample("tdx_v4", "quote")
    assert refusal(lambda: intel(now=datetime(2034, 1, 1, tzinfo=UTC)).genuine(whole)) is Refusal.ENDORSEMENT
    elsewhere = TdxPolicy([Intel(NOW).root], [tdx_platform()], now=lambda: NOW)
    assert refusal(lambda: elsewhere.genuine(whole)) is Refusal.ENDORSEMENT


def test_published_evidence_is_bound_to_another_claim() -> None:
    """What somebody published cannot be played to us: it carries another claim."""
    report = {"report": b64u(sample("snp_genoa", "report")), "vcek": b64u(sample("snp_genoa", "vcek"))}
    assert refusal(lambda: amd().verify(STATEMENT.signed("sev-snp", report))) is Refusal.BINDING
    quote = {"quote": b64u(sample("tdx_v4", "quote"))}
    assert refusal(lambda: intel().verify(STATEMENT.signed("tdx", quote))) is Refusal.BINDING


# self-made evidence


@pytest.fixture(scope="module")
def chip() -> Amd:
    return Amd(NOW)


@pytest.fixture(scope="module")
def machine() -> Intel:
    return Intel(NOW)


def snp_evidence(chip: Amd, report_data: bytes = BOUND, **changes: bytes | int) -> NodeEvidence:
    proof = {"report": b64u(chip.report(report_data, **changes)), "vcek": b64u(chip.vcek)}
    return STATEMENT.signed("sev-snp", proof)


def snp_verify(chip: Amd, evidence: NodeEvidence, **platform: Any) -> Any:
    values = {"launch": LAUNCH, "minimum_tcb": SnpTcb(boot_loader=3, tee=0, snp=20, microcode=209), **platform}
    policy = SnpPolicy([chip.vendor], [SnpPlatform(**values)], now=lambda: NOW)
    return Verifier("production", [MEASUREMENT], [policy]).verify(evidence, nonce=bytes(32))


def test_a_report_that_carries_our_claim_is_admitted_to_production(chip: Amd) -> None:
    proven = snp_verify(chip, snp_evidence(chip))
    assert proven.machine == hashlib.sha256(bytes(range(64))).hexdigest()
    snp_verify(chip, snp_evidence(chip), software=MEASUREMENT)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"at_08": (0x80000 | 0x30000).to_bytes(8, "little")}, Refusal.DEBUG),
        ({"at_08": (0x40000 | 0x30000).to_bytes(8, "little")}, Refusal.DEBUG),
        ({"at_30": b"\1"}, Refusal.DEBUG),
        ({"at_00": b"\1"}, Refusal.QUOTE),
        ({"at_34": b"\2"}, Refusal.QUOTE),
        ({"at_48": b"\2"}, Refusal.QUOTE),
        ({"at_48": b"\4"}, Refusal.QUOTE),
        ({"at_1A0": b"\xff"}, Refusal.ENDORSEMENT),
        ({"at_180": b"\4"}, Refusal.ENDORSEMENT),
        ({"at_90": b"\0"}, Refusal.PLATFORM),
        ({"at_50": b"\0\0\0\0"}, Refusal.BINDING),
    ],
)
def test_a_signed_report_that_says_something_else_is_refused(
    chip: Amd, changes: dict[str, bytes], wanted: Refusal
) -> None:
    assert refusal(lambda: snp_verify(chip, snp_evidence(chip, **changes))) is wanted


def test_the_commissions_own_limits_hold_for_snp(chip: Amd) -> None:
    evidence = snp_evidence(chip)
    newer = SnpTcb(boot_loader=3, tee=0, snp=21, microcode=0)
    assert refusal(lambda: snp_verify(chip, evidence, minimum_tcb=newer)) is Refusal.TCB
    assert refusal(lambda: snp_verify(chip, evidence, software="00" * 32)) is Refusal.PLATFORM
    assert refusal(lambda: snp_verify(Amd(NOW), evidence)) is Refusal.ENDORSEMENT
    for proof in (None, {}, {"report": "AA", "vcek": 1}):
        bad = STATEMENT.signed("sev-snp", proof)
        assert refusal(lambda bad=bad: snp_verify(chip, bad)) is Refusal.FORM


def tdx_verify(machine: Intel, quote: bytes, **platform: Any) -> Any:
    values = {"mrtd": "aa" * 48, "rtmrs": [None] * 4, **INTEL_LEVELS, **platform}
    policy = TdxPolicy([machine.root], [TdxPlatform(**values)], now=lambda: NOW)
    evidence = STATEMENT.signed("tdx", {"quote": b64u(quote)})
    return Verifier("production", [MEASUREMENT], [policy]).verify(evidence, nonce=bytes(32))


@pytest.mark.parametrize(("version", "pad"), [(4, 0), (5, 0), (4, 64)])
def test_a_quote_that_carries_our_claim_is_admitted_to_production(machine: Intel, version: int, pad: int) -> None:
    proven = tdx_verify(machine, machine.quote(BOUND, version=version, pad=pad))
    assert proven.attestation_key == hashlib.sha256(machine.point).hexdigest()


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"body": {120: b"\1"}}, Refusal.DEBUG),
        ({"body": {123: b"\x30"}}, Refusal.DEBUG),
        ({"body": {123: b"\0"}}, Refusal.DEBUG),
        ({"body": {112: b"\1"}}, Refusal.DEBUG),
        ({"body": {64: b"\1"}}, Refusal.DEBUG),
        ({"body": {136: b"\0"}}, Refusal.PLATFORM),
        ({"body": {520: b"\0\0\0\0"}}, Refusal.BINDING),
        ({"enclave": {48: b"\2"}}, Refusal.QUOTE),
        ({"enclave": {128: b"\0"}}, Refusal.QUOTE),
        ({"enclave": {256: b"\1"}}, Refusal.QUOTE),
        ({"enclave": {320: b"\0\0\0\0"}}, Refusal.QUOTE),
        ({"enclave": {383: b"\1"}}, Refusal.QUOTE),
    ],
)
def test_a_signed_quote_that_says_something_else_is_refused(
    machine: Intel, changes: dict[str, Any], wanted: Refusal
) -> None:
    assert refusal(lambda: tdx_verify(machine, machine.quote(BOUND, **changes))) is wanted


def test_the_commissions_own_limits_hold_for_tdx(machine: Intel) -> None:
    quote = machine.quote(BOUND)
    assert refusal(lambda: tdx_verify(machine, quote, minimum_tcb="01" + "00" * 15)) is Refusal.TCB
    assert refusal(lambda: tdx_verify(machine, quote, minimum_cpu="00" * 15 + "01")) is Refusal.TCB
    assert refusal(lambda: tdx_verify(machine, quote, minimum_pce=12)) is Refusal.TCB
    assert refusal(lambda: tdx_verify(machine, quote, minimum_qe=5)) is Refusal.TCB
    tdx_verify(machine, machine.quote(BOUND, enclave={258: b"\5"}), minimum_qe=5)
    assert refusal(lambda: tdx_verify(machine, quote, fmspc="00" * 6)) is Refusal.PLATFORM
    assert refusal(lambda: tdx_verify(machine, quote, rtmrs=[None, None, None, "11" * 48])) is Refusal.PLATFORM
    assert refusal(lambda: tdx_verify(Intel(NOW), quote)) is Refusal.ENDORSEMENT


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sgx", "{}"),
        ("tpm2", "{}"),
        ("tpm2", '{"pcrs": {}}'),
        ("tpm2", '{"pcrs": {"13": "' + "00" * 32 + '"}}'),
        ("sev-snp", '{"launch": "aa"}'),
        ("tdx", '{"mrtd": "' + "aa" * 48 + '", "rtmrs": [], "minimum_tcb": "' + "00" * 16 + '"}'),
        ("tdx", json.dumps({"mrtd": "aa" * 48, "rtmrs": [None] * 4, "minimum_tcb": "00" * 16})),
        ("tdx", "not JSON"),
    ],
)
def test_a_platform_of_another_form_is_named(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"kind"):
        read_platform(kind, text)


@pytest.mark.parametrize("seed", range(4))
def test_altered_certificates_are_refused_and_never_an_error_of_another_kind(seed: int) -> None:
    draw = random.Random(seed)
    report, vcek = sample("snp_genoa", "report"), sample("snp_genoa", "vcek")
    policy, reasons = amd(), set()
    for _ in range(400):
        altered = bytearray(vcek)
        for _ in range(draw.randint(1, 3)):
            altered[draw.randrange(len(altered))] = draw.randrange(256)
        if bytes(altered) != vcek:
            reasons.add(refusal(lambda altered=bytes(altered): policy.genuine(report, altered)))
    assert reasons == {Refusal.ENDORSEMENT}
