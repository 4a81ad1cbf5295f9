"""Vectors of admission (section 11): evidence of each kind that is admitted, and for each reason of the closed list, and each place where
a kind of hardware can give it, evidence that is refused."""

from __future__ import annotations

import hashlib
from typing import Any

from seal_maker.attested import (
    AMD,
    HELD,
    INTEL,
    MAC_KEY,
    MAKER,
    NONCE,
    OTHER,
    OTHER_AMD,
    OTHER_INTEL,
    OTHER_MAKER,
    PLATFORMS,
    RUNS,
    TCB,
    case,
    claim,
    commission,
    credential,
    ids,
    nonce_of,
    pcrs,
    platform,
    snp,
    statement,
    tdx,
    tpm,
)
from seal_maker.hardware import (
    BEGUN,
    DAY,
    Amd,
    certificate,
    der,
    elliptic,
    machine_of,
    pem,
)
from seal_maker.writer import (
    NODE,
    NOW_MS,
    SIGNER,
    SMALL_ORDER,
    STRANGER,
    Case,
    b64u,
    fixed,
    u,
)


def common() -> list[Case]:
    at_home = commission(environment="development")
    good = statement("development")
    late = {**at_home, "now_ms": NOW_MS + 60_001}
    strange = nonce_of("strange")
    forms: dict[str, Any] = {
        "no object": [good],
        "an unknown kind": {**good, "kind": "sgx"},
        "a key too many": {**good, "more": 1},
        "a key is missing": {name: value for name, value in good.items() if name != "url"},
        "measurement in capitals": {**good, "measurement": RUNS.upper()},
        "measurement too short": {**good, "measurement": RUNS[2:]},
        "nonce of 31 bytes": {**good, "nonce": b64u(NONCE[1:])},
        "channel key of another length": {**good, "channel_key": b64u(NODE.public[1:])},
        "signing key that anybody signs for": {**good, "signing_key": b64u(SMALL_ORDER[1])},
        "signing key of another length": {**good, "signing_key": b64u(SIGNER.public[1:])},
        "url of another scheme": {**good, "url": "ftp://node-1.example"},
        "proof that is no object": {**good, "proof": "AA"},
        "development with a proof": statement("development", {"quote": "AA"}),
    }
    signed = statement("development")
    return [
        case("development: admitted", ids(None, None), good, at_home),
        *[case(f"form: {name}", "form", value, at_home) for name, value in forms.items()],
        case(
            "nonce: not given out", "nonce", {**good, "nonce": b64u(strange[:-1] + bytes([strange[-1] ^ 1]))}, at_home
        ),
        case("nonce: ended", "nonce", good, late),
        case("nonce: used", "nonce", good, {**at_home, "used": [b64u(NONCE)]}),
        case("environment: development at a production commission", "environment", good),
        case(
            "environment: development, before the nonce is wrong, after it is unknown",
            "nonce",
            {**good, "nonce": b64u(bytes(32))},
        ),
        case("environment: no https in production", "environment", tpm(url="http://node-1.example")),
        case("kind: no rule for it here", "kind", snp(), commission(platforms={"tpm2": PLATFORMS["tpm2"]})),
        case(
            "signature: of another key",
            "signature",
            statement("development", signature=b64u(STRANGER.sign(claim()))),
            at_home,
        ),
        case("signature: of 63 bytes", "signature", {**signed, "signature": signed["signature"][:-2]}, at_home),
        case("signature: url exchanged", "signature", {**signed, "url": "https://node-2.example"}, at_home),
        case("signature: measurement exchanged", "signature", {**signed, "measurement": OTHER}, at_home),
        case(
            "signature: signing key exchanged", "signature", {**signed, "signing_key": b64u(STRANGER.public)}, at_home
        ),
        case("measurement: not allowed", "measurement", statement("development", measurement=OTHER), at_home),
        case(
            "revoked: the node",
            "revoked",
            good,
            {**at_home, "nodes": [{**HELD, "node_id": SIGNER.key_id, "revoked": True}]},
        ),
        case("revoked: the measurement", "revoked", good, {**at_home, "barred": {"measurement": [RUNS]}}),
    ]


def tpm_cases() -> list[Case]:
    right = hashlib.sha256(claim()).digest()
    proven = ids(machine_of(MAKER.certificate), hashlib.sha256(MAKER.public).hexdigest())
    attest = MAKER.attest(right, pcrs())
    short = MAKER.signature(attest)
    unlike = {**tpm()["proof"], "pcrs": pcrs(2)}
    quotes = {
        "another magic": {"attest": MAKER.attest(right, pcrs(), head=b"\xffTCH\x80\x18")},
        "another type": {"attest": MAKER.attest(right, pcrs(), head=b"\xffTCG\x80\x17")},
        "another selection": {
            "attest": MAKER.attest(right, pcrs(), selection=u(32, 1) + u(16, 0x0B) + b"\3\xff\x7f\0")
        },
        "another bank": {"attest": MAKER.attest(right, pcrs(), selection=u(32, 1) + u(16, 0x04) + b"\3\xff\xff\0")},
        "bytes left over": {"attest": MAKER.attest(right, pcrs(), more=b"\0")},
        "cut": {"attest": attest[:-1]},
        "another signer": {"attest": attest[:8] + bytes(34) + attest[42:]},
        "altered after it was signed": {"quote": b64u(attest[:-1] + bytes([attest[-1] ^ 1]))},
        "another signature scheme": {"quote_signature": b64u(u(16, 0x14) + short[2:])},
        "signature with bytes left over": {"quote_signature": b64u(short + b"\0")},
    }
    keys = {
        "not restricted": MAKER.public_of(attributes=0x00040472),
        "not fixed to the TPM": MAKER.public_of(attributes=0x00050470),
        "another scheme": MAKER.public_of(scheme=0x1A),
        "bytes left over": MAKER.public + b"\0",
        "no point of the curve": MAKER.public[:-1] + bytes([MAKER.public[-1] ^ 1]),
    }
    ended = MAKER.certified(ends=BEGUN + DAY / 2)
    other = OTHER_MAKER.certificate
    return [
        case("tpm2: admitted", proven, tpm()),
        case("tpm2: admitted, started eight times at one moment", proven, tpm(pcrs(8))),
        case(
            "tpm2: admitted, a platform for this software", proven, tpm(), commission(**platform("tpm2", software=RUNS))
        ),
        case("form: tpm2 without a proof", "form", statement("tpm2")),
        case("form: tpm2 with 15 registers", "form", statement("tpm2", {**tpm()["proof"], "pcrs": pcrs()[:15]})),
        case("form: tpm2 whose quote is no b64u", "form", statement("tpm2", {**tpm()["proof"], "quote": "?"})),
        case("endorsement: tpm2 of another maker", "endorsement", tpm(maker=OTHER_MAKER, made=other)),
        case("endorsement: tpm2 certificate that ended", "endorsement", tpm(made=ended)),
        case(
            "endorsement: tpm2 certificate of another use",
            "endorsement",
            tpm(made=MAKER.certified(usage="1.3.6.1.5.5.7.3.1")),
        ),
        case("endorsement: tpm2 certificate of no use", "endorsement", tpm(made=MAKER.certified(usage=None))),
        case("endorsement: tpm2 no certificate", "endorsement", tpm(ek_certificate=b64u(b"certificate"))),
        case(
            "endorsement: tpm2 taken back by its maker",
            "endorsement",
            tpm(),
            commission(revocations=[pem(MAKER.took_back(MAKER.certificate))]),
        ),
        *[case(f"attestation_key: {name}", "attestation_key", tpm(public=key)) for name, key in keys.items()],
        case("activation: another secret", "activation", tpm(secret=fixed("guessed"))),
        case(
            "activation: cut",
            "activation",
            tpm(activated=b64u(credential(MAKER.public, MAKER.certificate)[:-1])),
        ),
        *[case(f"quote: tpm2 {name}", "quote", tpm(**changes)) for name, changes in quotes.items()],
        case("quote: tpm2 other registers than were quoted", "quote", statement("tpm2", unlike)),
        case("binding: tpm2 another claim", "binding", tpm(extra=hashlib.sha256(claim(measurement=OTHER)).digest())),
        case("measurement: tpm2 measured another software", "measurement", tpm(pcrs(measured=OTHER))),
        case("measurement: tpm2 measured nothing", "measurement", tpm(pcrs(0))),
        case("measurement: tpm2 extended nine times", "measurement", tpm(pcrs(9))),
        case("platform: tpm2 another boot", "platform", tpm(pcrs(boot=OTHER))),
        case("platform: tpm2 for another software", "platform", tpm(), commission(**platform("tpm2", software=OTHER))),
        case("address: another machine's that renewed a minute ago", "address", tpm(), commission(nodes=[HELD])),
        case("address: free after eleven minutes", proven, tpm(), commission(nodes=[{**HELD, "admitted_s_ago": 661}])),
        case("revoked: tpm2 the machine", "revoked", tpm(), commission(barred={"machine": [proven["machine"]]})),
        case(
            "revoked: tpm2 the attestation key",
            "revoked",
            tpm(),
            commission(barred={"attestation_key": [proven["attestation_key"]]}),
        ),
    ]


def snp_cases() -> list[Case]:
    proven = ids(hashlib.sha256(Amd.chip).hexdigest(), machine_of(AMD.vcek))
    report = AMD.report(hashlib.sha512(claim()).digest(), {})
    bare = certificate("amd vcek", AMD.key.public_key(), "amd ask", elliptic("amd ask", AMD.key.curve))
    quotes: dict[str, dict[int, bytes]] = {
        "version 1": {0x00: b"\1"},
        "version 6": {0x00: b"\6"},
        "another signature algorithm": {0x34: b"\2"},
        "signed by the VLEK": {0x48: b"\4"},
        "chip key masked": {0x48: b"\2"},
        "signature altered": {0x2A0: b"\0\0"},
        "signature too long": {0x2A0 + 48: b"\1"},
        "bytes after the signature": {0x2A0 + 144: b"\1"},
    }
    debugs = {
        "the host may debug": {0x08: (0xB0000).to_bytes(8, "little")},
        "it may be migrated": {0x08: (0x70000).to_bytes(8, "little")},
        "another privilege level": {0x30: b"\1"},
    }
    return [
        case("sev-snp: admitted", proven, snp()),
        case("sev-snp: admitted, version 5", proven, snp({0x00: b"\5"})),
        case("form: sev-snp without a proof", "form", statement("sev-snp")),
        case("form: sev-snp with a key too many", "form", snp(more="AA")),
        case("endorsement: sev-snp of another vendor", "endorsement", snp(chip=OTHER_AMD)),
        case("endorsement: sev-snp no certificate", "endorsement", snp(vcek=b64u(b"vcek"))),
        case("endorsement: sev-snp certificate without a chip", "endorsement", snp(vcek=der(bare))),
        case("endorsement: sev-snp another chip", "endorsement", snp({0x1A0: b"\xff"})),
        case("endorsement: sev-snp another patch level than certified", "endorsement", snp({0x180: b"\4"})),
        case("quote: sev-snp cut", "quote", snp(report=b64u(report[:-1]))),
        case(
            "quote: sev-snp altered after it was signed",
            "quote",
            snp(report=b64u(report[:0x90] + b"\0" + report[0x91:])),
        ),
        *[case(f"quote: sev-snp {name}", "quote", snp(edits)) for name, edits in quotes.items()],
        *[case(f"debug: sev-snp {name}", "debug", snp(edits)) for name, edits in debugs.items()],
        case(
            "binding: sev-snp another claim",
            "binding",
            snp(data=hashlib.sha512(claim(url="https://node-2.example")).digest()),
        ),
        case("platform: sev-snp another launch", "platform", snp({0x90: b"\0"})),
        case(
            "platform: sev-snp for another software",
            "platform",
            snp(),
            commission(**platform("sev-snp", software=OTHER)),
        ),
        *[
            case(
                f"tcb: sev-snp {part}",
                "tcb",
                snp(),
                commission(**platform("sev-snp", minimum_tcb={**TCB, part: level + 1})),
            )
            for part, level in TCB.items()
        ],
        case("revoked: sev-snp the machine", "revoked", snp(), commission(barred={"machine": [proven["machine"]]})),
    ]


def tdx_cases() -> list[Case]:
    proven = ids(machine_of(INTEL.pck), hashlib.sha256(INTEL.point).hexdigest())
    quote = INTEL.quote(hashlib.sha512(claim()).digest())
    quotes: dict[str, dict[str, Any]] = {
        "version 3": {"head": {0: b"\3"}},
        "another key type": {"head": {2: b"\3"}},
        "of an enclave": {"head": {4: b"\0"}},
        "another quoting enclave": {"enclave": {128: b"\0"}},
        "another product": {"enclave": {256: b"\1"}},
        "quoting enclave that may be debugged": {"enclave": {48: b"\2"}},
        "another attestation key": {"enclave": {320: b"\0\0\0\0"}},
        "more in the enclave's data": {"enclave": {383: b"\1"}},
        "altered after it was signed": {"raw": quote[:200] + b"\1" + quote[201:]},
        "cut": {"raw": quote[:600]},
    }
    debugs = {
        "debug": {120: b"\1"},
        "another of the byte TUD": {120: b"\x10"},
        "it may be migrated": {123: b"\x30"},
        "SEPT_VE_DISABLE clear": {123: b"\0"},
        "SEAM attributes": {112: b"\1"},
        "a signer of the module": {64: b"\1"},
    }
    levels: dict[str, Any] = {
        "minimum_tcb": "01" + "00" * 15,
        "minimum_cpu": "00" * 15 + "01",
        "minimum_pce": 12,
        "minimum_qe": 5,
    }
    families = {"another build": {"body": {136: b"\0"}}}
    other_claim = hashlib.sha512(claim(measurement=OTHER)).digest()
    return [
        case("tdx: admitted", proven, tdx()),
        case("tdx: admitted, version 5", proven, tdx(version=5)),
        case("form: tdx without a proof", "form", statement("tdx")),
        case("form: tdx whose quote is no b64u", "form", statement("tdx", {"quote": "A"})),
        case("endorsement: tdx of another vendor", "endorsement", tdx(machine=OTHER_INTEL)),
        *[case(f"quote: tdx {name}", "quote", tdx(**changes)) for name, changes in quotes.items()],
        *[case(f"debug: tdx {name}", "debug", tdx(body=edits)) for name, edits in debugs.items()],
        case("binding: tdx another claim", "binding", tdx(data=other_claim)),
        *[case(f"platform: tdx {name}", "platform", tdx(**changes)) for name, changes in families.items()],
        case(
            "platform: tdx another register",
            "platform",
            tdx(),
            commission(**platform("tdx", rtmrs=[None, None, None, "11" * 48])),
        ),
        case(
            "platform: tdx another family of processors",
            "platform",
            tdx(),
            commission(**platform("tdx", fmspc="00" * 6)),
        ),
        case("platform: tdx for another software", "platform", tdx(), commission(**platform("tdx", software=OTHER))),
        *[
            case(f"tcb: tdx {name}", "tcb", tdx(), commission(**platform("tdx", **{name: level})))
            for name, level in levels.items()
        ],
        case(
            "revoked: tdx the attestation key",
            "revoked",
            tdx(),
            commission(barred={"attestation_key": [proven["attestation_key"]]}),
        ),
    ]


def attestation() -> dict[str, Any]:
    """Answer the file, with the vendors' certificates that its reader holds; a commission holds those of real vendors."""
    vendors = {"amd": [{"signing": pem(AMD.ask), "root": pem(AMD.ark)}], "intel": [pem(INTEL.root)]}
    cases = [*common(), *tpm_cases(), *snp_cases(), *tdx_cases()]
    return {"structure": "attestation", "mac_key": MAC_KEY.hex(), "vendors": vendors, "cases": cases}
