"""From what a commission allows to the verifier that enforces it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from records.trust.evidence.chains import load_pem, vendor_roots
from records.trust.evidence.platforms import SnpPlatform, TdxPlatform, TpmPlatform
from records.trust.evidence.snp_policy import SnpPolicy
from records.trust.evidence.tdx_policy import TdxPolicy
from records.trust.evidence.tpm_policy import TpmPolicy
from records.trust.evidence.verifying import DevelopmentPolicy, EvidencePolicy


@dataclass(frozen=True)
class Rules:
    """What is allowed: measurements (hex), EK roots (PEM), platforms (JSON) by kind of hardware."""

    measurements: tuple[str, ...] = ()
    ek_roots: tuple[str, ...] = ()
    platforms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _amd() -> tuple[SnpPolicy.Vendor, ...]:
    return tuple(SnpPolicy.Vendor(*vendor_roots(name)) for name in ("amd-milan", "amd-genoa"))


def tpm_policy(
    rules: Rules, *, credential: Callable[[bytes, bytes], bytes], now: Callable[[], datetime]
) -> TpmPolicy | None:
    """Answer the policy for TPMs, or None where no root or no platform is allowed."""
    platforms = [TpmPlatform.model_validate_json(text) for text in rules.platforms.get("tpm2", ())]
    if not platforms or not rules.ek_roots:
        return None
    roots = [certificate for pem in rules.ek_roots for certificate in load_pem(pem.encode())]
    return TpmPolicy(roots, platforms, credential=credential, now=now)


def policies_of(
    rules: Rules, *, credential: Callable[[bytes, bytes], bytes], now: Callable[[], datetime]
) -> list[EvidencePolicy]:
    """Answer a policy for each kind that the rules speak of, and the one for development, which production refuses."""
    policies: list[EvidencePolicy] = [DevelopmentPolicy()]
    tpm = tpm_policy(rules, credential=credential, now=now)
    if tpm is not None:
        policies.append(tpm)
    snp = [SnpPlatform.model_validate_json(text) for text in rules.platforms.get("sev-snp", ())]
    if snp:
        policies.append(SnpPolicy(_amd(), snp, now=now))
    tdx = [TdxPlatform.model_validate_json(text) for text in rules.platforms.get("tdx", ())]
    if tdx:
        policies.append(TdxPolicy(vendor_roots("intel-sgx"), tdx, now=now))
    return policies
