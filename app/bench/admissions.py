"""How long evidence takes: a TPM's answer to a challenge, and the commission's check of it, without the database around it."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.compute.attest.attester import TpmAttester
from app.compute.attest.device import open_transport
from app.compute.attest.tpm import Tpm
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.trust.evidence.building import Rules, tpm_policy
from records.trust.evidence.challenges import Challenges
from records.trust.evidence.statement import Statement
from records.trust.evidence.tpm_policy import TpmIntroduction
from records.trust.evidence.verifying import Verifier
from records.trust.measurement import measurement


@dataclass(frozen=True)
class AdmissionTimes:
    """Medians in milliseconds: of the TPM (quote alone; whole proof with credential and registers), and of the commission."""

    quote_ms: float
    prove_ms: float
    challenge_ms: float
    verify_ms: float

    @property
    def admissions_per_s(self) -> float:
        """What one core of a commission makes of challenges and checks, one after the other."""
        return 1000 / (self.challenge_ms + self.verify_ms)


def measure_admissions(hardware: str, ek_root_pem: str, rounds: int) -> AdmissionTimes:
    """Admit this machine's TPM `rounds` times and answer the medians. Extends PCR 13 with this software's measurement."""
    tpm = Tpm(open_transport(hardware))
    try:
        attester = TpmAttester(tpm, measurement())
        platform = f'{{"pcrs":{{"0":"{tpm.read_pcrs()[0].hex()}"}},"software":null}}'
        rules = Rules(ek_roots=(ek_root_pem,), platforms={"tpm2": (platform,)})
        challenges = Challenges(lambda text: hmac.digest(b"bench", text.encode(), "sha256"))
        return _measure(attester, rules, challenges, rounds)
    finally:
        tpm.close()


def _measure(attester: TpmAttester, rules: Rules, challenges: Challenges, rounds: int) -> AdmissionTimes:
    signing, channel = generate_signing_key(), generate_kem_key()
    introduction = TpmIntroduction.model_validate(attester.introduction()["tpm2"])
    times: dict[str, list[float]] = {"quote": [], "prove": [], "challenge": [], "verify": []}

    def timed(name: str, act: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        answer = act()
        times[name].append((time.perf_counter() - started) * 1000)
        return answer

    def admit_once() -> None:
        nonce = challenges.issue(time.time_ns() // 1_000_000)
        policy = tpm_policy(rules, credential=challenges.credential, now=lambda: datetime.now(UTC))
        assert policy is not None  # there is a root and a platform
        blob, secret = timed("challenge", lambda: policy.challenge(introduction, nonce))
        credential = {"blob": b64u(blob), "secret": b64u(secret)}
        statement = Statement(signing, channel.public_bytes, nonce, "https://node.example", measurement())
        timed("quote", lambda: attester.quote(hashlib.sha256(b"bench").digest()))
        evidence = timed("prove", lambda: attester.prove(statement, {"credential": credential}))
        verifier = Verifier("production", [measurement()], [policy])
        timed("verify", lambda: verifier.verify(evidence, nonce=nonce))

    for _ in range(rounds):
        admit_once()
    medians = {name: sorted(values)[len(values) // 2] for name, values in times.items()}
    return AdmissionTimes(**{f"{name}_ms": round(value, 3) for name, value in medians.items()})
