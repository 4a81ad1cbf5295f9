from __future__ import annotations

import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import ClassVar

import pytest

from records.errors import NotAdmitted, Reason, Refusal
from records.seal.keys import SigningKey, generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.trust.evidence.challenges import CHALLENGE_S, Challenges
from records.trust.evidence.statement import NodeEvidence, Statement, development_evidence, node_entry
from records.trust.evidence.tpm_credential import kdfa
from records.trust.evidence.tpm_policy import extended, stands_in
from records.trust.evidence.verifying import DevelopmentPolicy, Proven, Verifier

SIGNING, CHANNEL = generate_signing_key(), generate_kem_key()
MEASUREMENT = "5a" * 32
URL = "http://127.0.0.1:8441"
NONCE = bytes(range(32))
NOW_MS = 1_795_000_000_000


class QuotePolicy:
    """Stands for a kind of hardware in these tests."""

    kind: ClassVar = "tpm2"
    for_production: ClassVar = True

    def verify(self, evidence: NodeEvidence) -> Proven:
        if evidence.url.endswith("broken"):
            raise NotAdmitted(Refusal.QUOTE)
        return Proven("11" * 32, "22" * 32)


def evidence(**changes) -> NodeEvidence:
    made = development_evidence(
        signing_key=SIGNING, channel_public=CHANNEL.public_bytes, nonce=NONCE, url=URL, measurement=MEASUREMENT
    )
    return NodeEvidence.parse(made.model_dump() | changes)


def test_a_signing_key_that_anybody_can_sign_for_is_refused() -> None:
    neutral = b64u((1).to_bytes(32, "little"))
    assert refusal(lambda: evidence(signing_key=neutral)) is Refusal.FORM


def verifier(environment: str = "development", measurements: tuple = (MEASUREMENT,)) -> Verifier:
    return Verifier(environment, measurements, [DevelopmentPolicy(), QuotePolicy()])


def refusal(run) -> Refusal:
    with pytest.raises(NotAdmitted) as refused:
        run()
    return refused.value.refusal


def test_a_development_node_is_admitted_to_development() -> None:
    given = evidence()
    verifier().verify(given, nonce=NONCE)
    entry = node_entry(given, expires_at=7)
    assert (entry.node_id, entry.evidence, entry.expires_at) == (SIGNING.key_id, "development", 7)
    assert entry.channel_key.public_bytes == CHANNEL.public_bytes


def test_a_development_node_is_never_admitted_to_production() -> None:
    assert refusal(lambda: verifier("production").verify(evidence(), nonce=NONCE)) is Refusal.ENVIRONMENT
    only = Verifier("production", [MEASUREMENT], [DevelopmentPolicy()])
    assert refusal(lambda: only.verify(evidence(), nonce=NONCE)) is Refusal.ENVIRONMENT


def test_a_node_for_which_readers_would_refuse_the_whole_directory_is_never_admitted_to_production() -> None:
    plain = Statement(SIGNING, CHANNEL.public_bytes, NONCE, "http://node.example", MEASUREMENT).signed("tpm2", {})
    verifier().verify(plain, nonce=NONCE)
    assert refusal(lambda: verifier("production").verify(plain, nonce=NONCE)) is Refusal.ENVIRONMENT


def test_a_kind_without_policy_is_refused() -> None:
    only = Verifier("development", [MEASUREMENT], [DevelopmentPolicy()])
    assert refusal(lambda: only.verify(evidence(kind="tpm2"), nonce=NONCE)) is Refusal.KIND
    assert refusal(lambda: DevelopmentPolicy().verify(evidence(kind="tpm2"))) is Refusal.KIND


def test_the_kinds_own_proof_is_asked_for() -> None:
    made = development_evidence(
        signing_key=SIGNING,
        channel_public=CHANNEL.public_bytes,
        nonce=NONCE,
        url="https://node.example/broken",
        measurement=MEASUREMENT,
    )
    given = made.model_copy(update={"kind": "tpm2"})
    assert refusal(lambda: verifier("production").verify(given, nonce=NONCE)) is Refusal.QUOTE


@pytest.mark.parametrize(
    "changes",
    [
        {"channel_key": b64u(generate_kem_key().public_bytes)},
        {"signing_key": b64u(generate_signing_key().public_bytes)},
        {"url": "http://127.0.0.1:9999"},
        {"measurement": "5b" * 32},
        {"signature": b64u(bytes(64))},
        {"signature": ""},
    ],
)
def test_nothing_of_the_claim_can_be_exchanged(changes: dict) -> None:
    given = evidence(**changes)
    either = verifier(measurements=(MEASUREMENT, "5b" * 32))
    assert refusal(lambda: either.verify(given, nonce=NONCE)) is Refusal.SIGNATURE


def test_another_nonce_and_another_measurement_are_refused() -> None:
    assert refusal(lambda: verifier().verify(evidence(), nonce=bytes(32))) is Refusal.NONCE
    other = verifier(measurements=("5b" * 32,))
    assert refusal(lambda: other.verify(evidence(), nonce=NONCE)) is Refusal.MEASUREMENT


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "none"},
        {"measurement": "5A" * 32},
        {"channel_key": b64u(bytes(31))},
        {"channel_key": b64u(b"\xff" * 1216)},
        {"signing_key": "?"},
        {"url": "file:///etc/passwd"},
        {"more": 1},
    ],
)
def test_malformed_evidence_is_refused(changes: dict) -> None:
    assert refusal(lambda: evidence(**changes)) is Refusal.FORM
    assert refusal(lambda: NodeEvidence.parse([])) is Refusal.FORM


def test_a_verifier_that_would_admit_nothing_or_anything_is_not_made() -> None:
    with pytest.raises(ValueError, match="measurement"):
        Verifier("development", [], [DevelopmentPolicy()])
    with pytest.raises(ValueError, match="evidence"):
        Verifier("development", [MEASUREMENT], [])


def challenges(key: bytes = b"k") -> Challenges:
    """As two processes of one commission make them: from the same key."""
    return Challenges(lambda text: hmac.digest(key, text.encode(), "sha256"))


def test_a_challenge_holds_for_two_minutes_in_every_process() -> None:
    nonce = challenges().issue(NOW_MS)
    assert challenges().check(nonce, NOW_MS + CHALLENGE_S * 1000) == NOW_MS + CHALLENGE_S * 1000
    assert refusal(lambda: challenges().check(nonce, NOW_MS + CHALLENGE_S * 1000 + 1)) is Refusal.NONCE


def test_a_challenge_is_not_made_by_others() -> None:
    nonce = challenges().issue(NOW_MS)
    for forged in (challenges(b"x").issue(NOW_MS), bytes(32), b"", nonce[:-1], nonce + b"\0", b"\xff" + nonce[1:]):
        assert refusal(lambda forged=forged: challenges().check(forged, NOW_MS)) is Refusal.NONCE


def test_a_credential_is_for_one_nonce_and_one_subject() -> None:
    made = {challenges().credential(nonce, subject) for nonce in (NONCE, bytes(32)) for subject in (b"a", b"b")}
    assert len(made) == 4
    assert challenges().credential(NONCE, b"a") in made


def test_a_development_proof_that_nobody_looks_at_is_refused() -> None:
    assert refusal(lambda: DevelopmentPolicy().verify(evidence(proof={"quote": "x"}))) is Refusal.FORM


VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "seal" / "evidence.json").read_text(encoding="utf-8"))
CASES = {each["name"]: each for each in VECTORS["cases"]}


@pytest.mark.parametrize("name", ["claim: first", "claim: second"])
def test_vectors_of_claims(name: str) -> None:
    case = CASES[name]
    made = Statement(
        SigningKey(bytes.fromhex(case["signing_seed"])),
        from_b64u(case["channel_key"], reason=Reason.JSON),
        from_b64u(case["nonce"], reason=Reason.JSON),
        case["url"],
        case["measurement"],
    )
    assert made.claim.hex() == case["claim"]
    assert made.signed("tpm2", {}).signature == case["signature"]
    assert NodeEvidence.parse(made.signed("tpm2", {}).model_dump()).claim.hex() == case["claim"]
    digests = [hashlib.new(each, made.claim).hexdigest() for each in ("sha256", "sha512")]
    assert digests == [case["sha256"], case["sha512"]]
    assert [extended(case["measurement"], times) for times in range(9)] == case["pcr13"]
    fits = [stands_in(pcr, case["measurement"]) for pcr in case["pcr13"]]
    assert fits == [False, *[True] * 8]
    assert not stands_in(extended(case["measurement"], 9), case["measurement"])


def test_vectors_of_credentials() -> None:
    case = CASES["credential: keys"]
    seed, subject = bytes.fromhex(case["seed"]), bytes.fromhex(case["object_name"])
    assert kdfa(seed, b"STORAGE", subject, 128).hex() == case["storage_key"]
    assert kdfa(seed, b"INTEGRITY", b"", 256).hex() == case["integrity_key"]


def test_the_reasons_are_the_closed_list_of_the_format() -> None:
    text = (Path(__file__).parents[4] / "records" / "seal" / "FORMAT.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("The closed list of reasons: ")]
    assert re.findall(r"`(\w+)`", line) == [*dict.fromkeys(re.findall(r"`(\w+)`", line))]
    assert set(re.findall(r"`(\w+)`", line)) == {refusal.value for refusal in Refusal}
