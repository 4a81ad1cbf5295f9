"""From what a commission allows to the verifier that enforces it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from records.errors import NotAdmitted
from records.trust.evidence.chains import load_pem, vendor_roots, verify_chain
from records.trust.evidence.platforms import SnpPlatform, TdxPlatform, TpmPlatform
from records.trust.evidence.revocations import RevocationList, may_sign_lists, read_list, read_lists
from records.trust.evidence.snp_policy import SnpPolicy
from records.trust.evidence.tdx_policy import TdxPolicy
from records.trust.evidence.tpm_policy import TpmPolicy
from records.trust.evidence.verifying import DevelopmentPolicy, EvidencePolicy


@dataclass(frozen=True)
class Rules:
    """What is allowed: measurements (hex), EK roots (PEM), platforms (JSON) by kind of hardware; and vendors' revocation lists (PEM)."""

    measurements: tuple[str, ...] = ()
    ek_roots: tuple[str, ...] = ()
    platforms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revocations: tuple[str, ...] = ()


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
    return TpmPolicy(roots, platforms, credential=credential, now=now, revoked=read_lists(rules.revocations))


def policies_of(
    rules: Rules, *, credential: Callable[[bytes, bytes], bytes], now: Callable[[], datetime]
) -> list[EvidencePolicy]:
    """Answer a policy for each kind that the rules speak of, and the one for development, which production refuses."""
    policies: list[EvidencePolicy] = [DevelopmentPolicy()]
    tpm = tpm_policy(rules, credential=credential, now=now)
    if tpm is not None:
        policies.append(tpm)
    revoked = read_lists(rules.revocations)
    snp = [SnpPlatform.model_validate_json(text) for text in rules.platforms.get("sev-snp", ())]
    if snp:
        policies.append(SnpPolicy(_amd(), snp, now=now, revoked=revoked))
    tdx = [TdxPlatform.model_validate_json(text) for text in rules.platforms.get("tdx", ())]
    if tdx:
        policies.append(TdxPolicy(vendor_roots("intel-sgx"), tdx, now=now, revoked=revoked))
    return policies


def vouched_list(rules: Rules, text: str, now: datetime) -> RevocationList:
    """Answer a revocation list whose issuer hangs on a root that is held here. Raises `ValueError` that says what is wrong.

    The issuer is a vendor's certificate that comes with this software, an EK root that is allowed, or one that stands behind the
    list in the text. `now` is aware.
    """
    found = read_list(text)
    held = [certificate for pem in rules.ek_roots for certificate in load_pem(pem.encode())]
    vendors = [each for name in ("amd-milan", "amd-genoa", "intel-sgx") for each in vendor_roots(name)]
    roots = [*held, *vendors]
    for issuer in (*found.certificates, *roots):
        if not found.is_by(issuer) or not may_sign_lists(issuer):
            continue
        with suppress(NotAdmitted):
            verify_chain(issuer, intermediates=found.certificates, roots=roots, now=now)
            break
    else:
        raise ValueError(
            "nobody who is trusted here signed this list: put the certificates of its issuer behind it in the file, up to a vendor's "
            "root, or allow the maker's EK root first"
        )
    if found.made_at > now + timedelta(days=1) or (found.next_at is not None and found.next_at <= now):
        raise ValueError("this list has ended, or has not begun: fetch the newest one")
    return found
