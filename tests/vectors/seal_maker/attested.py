"""What the vectors of admission are made from: a commission as it holds rules, and evidence of each kind as a node makes it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from seal_maker.evidence import claim_of, extended
from seal_maker.hardware import Amd, Intel, Maker, der, pem
from seal_maker.writer import NODE, NOW_MS, SIGNER, Case, b64u, fixed, u, unb64u

URL = "https://node-1.example"
RUNS, OTHER = fixed("runs").hex(), fixed("runs other").hex()
MAC_KEY = fixed("commission mac")
BOOT = fixed("boot").hex()
TCB = {"boot_loader": 3, "tee": 0, "snp": 20, "microcode": 209}
LEVELS = {
    "minimum_tcb": "00" * 16,
    "fmspc": Intel.fmspc,
    "minimum_cpu": Intel.cpu.hex(),
    "minimum_pce": 11,
    "minimum_qe": 4,
}
MAKER, AMD, INTEL = Maker(), Amd(), Intel()
OTHER_MAKER, OTHER_AMD, OTHER_INTEL = Maker("other maker"), Amd("other amd"), Intel("other intel")
PLATFORMS: dict[str, Any] = {
    "tpm2": [{"pcrs": {"4": BOOT}, "software": None}],
    "sev-snp": [{"launch": Amd.launch, "minimum_tcb": TCB, "software": None}],
    "tdx": [{"mrtd": Intel.mrtd, "rtmrs": [None] * 4, **LEVELS, "software": None}],
}
RULES: dict[str, Any] = {
    "measurements": [RUNS],
    "ek_roots": [pem(MAKER.root)],
    "platforms": PLATFORMS,
    "revocations": [],
}
HELD = {"url": URL, "node_id": "5" * 32, "machine": "6" * 64, "admitted_s_ago": 60}


def nonce_of(name: str, ends_ms: int = NOW_MS + 60_000) -> bytes:
    head = u(64, ends_ms) + fixed(f"nonce {name}", 8)
    return head + hmac.digest(MAC_KEY, f"nonce {head.hex()}".encode(), "sha256")[:16]


NONCE = nonce_of("attestation")


def statement(
    kind: str, proof: Any = None, *, signer: Any = SIGNER, signature: str | None = None, **changes: Any
) -> dict[str, Any]:
    """Answer evidence as a node signs it; `changes` come before the signature is made."""
    said = {
        "measurement": RUNS,
        "channel_key": b64u(NODE.public),
        "signing_key": b64u(signer.public),
        "nonce": b64u(NONCE),
        "url": URL,
    }
    said |= changes
    signed = b64u(signer.sign(claim(said["url"], said["measurement"]))) if signature is None else signature
    return {"kind": kind, **said, "signature": signed, "proof": proof}


def claim(url: str = URL, measurement: str = RUNS) -> bytes:
    return claim_of(NONCE, NODE.public, SIGNER.public, url, bytes.fromhex(measurement))


def commission(*, environment: str = "production", **changes: Any) -> dict[str, Any]:
    """What the commission holds; `platform` changes the one of each kind."""
    rules = {**RULES, **{name: changes.pop(name) for name in [*changes] if name in RULES}}
    return {"environment": environment, "now_ms": NOW_MS, "rules": rules, **changes}


def platform(kind: str, **changes: Any) -> dict[str, Any]:
    (only,) = PLATFORMS[kind]
    return {"platforms": {**PLATFORMS, kind: [{**only, **changes}]}}


def case(name: str, wants: dict[str, Any] | str, evidence: Any, held: dict[str, Any] | None = None) -> Case:
    wanted = {"reason": wants} if isinstance(wants, str) else {"opens": wants}
    given = {
        "nonces": [{"nonce": b64u(NONCE), "ends_at_ms": NOW_MS + 60_000}],
        **(held or commission()),
        "evidence": evidence,
    }
    return {"name": name, "given": given, "wants": wanted}


def ids(machine: str | None, attestation_key: str | None) -> dict[str, Any]:
    return {"machine": machine, "attestation_key": attestation_key}


def pcrs(times: int = 1, measured: str = RUNS, boot: str = BOOT) -> list[str]:
    values = [boot if at == 4 else "00" * 32 for at in range(16)]
    return [*values[:13], extended(bytes.fromhex(measured), times), *values[14:]]


def credential(public: bytes, made: Any) -> bytes:
    raw = unb64u(der(made))
    subject = u(16, 0x0B) + hashlib.sha256(public).digest() + hashlib.sha256(raw).digest()
    return hmac.digest(MAC_KEY, f"credential {NONCE.hex()} {subject.hex()}".encode(), "sha256")[:32]


def tpm(
    registers: list[str] | None = None,
    *,
    maker: Maker = MAKER,
    url: str = URL,
    made: Any = None,
    public: bytes | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Answer the evidence of a node with a TPM; `changes` are of its proof."""
    shown, key = made or maker.certificate, maker.public if public is None else public
    extra = changes.pop("extra", hashlib.sha256(claim(url)).digest())
    activated = changes.pop("secret", None) or credential(key, shown)
    values = {"ek_certificate": der(shown), "ak_public": b64u(key), **changes}
    return statement("tpm2", maker.proof(extra, registers or pcrs(), activated, **values), url=url)


def snp(
    edits: dict[int, bytes] | None = None, *, chip: Amd = AMD, data: bytes | None = None, **changes: Any
) -> dict[str, Any]:
    report = chip.report(hashlib.sha512(claim()).digest() if data is None else data, edits or {})
    return statement("sev-snp", {"report": b64u(report), "vcek": der(chip.vcek), **changes})


def tdx(
    *, machine: Intel = INTEL, data: bytes | None = None, raw: bytes | None = None, **changes: Any
) -> dict[str, Any]:
    quote = machine.quote(hashlib.sha512(claim()).digest() if data is None else data, **changes) if raw is None else raw
    return statement("tdx", {"quote": b64u(quote)})
