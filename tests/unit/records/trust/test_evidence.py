from __future__ import annotations

from typing import ClassVar

import pytest

from records.errors import NotAdmitted, Refusal
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.trust.evidence import (
    CHALLENGE_S,
    Challenges,
    DevelopmentPolicy,
    NodeEvidence,
    UsesHere,
    Verifier,
    development_evidence,
    node_entry,
)

SIGNING, CHANNEL = generate_signing_key(), generate_kem_key()
MEASUREMENT = "5a" * 32
URL = "http://127.0.0.1:8441"
NONCE = bytes(range(32))
NOW_MS = 1_795_000_000_000


class QuotePolicy:
    """Stands for a kind of hardware in these tests."""

    kind: ClassVar = "tpm2"
    for_production: ClassVar = True

    def verify(self, evidence: NodeEvidence) -> None:
        if evidence.url.endswith("broken"):
            raise NotAdmitted(Refusal.SIGNATURE)


def evidence(**changes) -> NodeEvidence:
    made = development_evidence(
        signing_key=SIGNING, channel_public=CHANNEL.public_bytes, nonce=NONCE, url=URL, measurement=MEASUREMENT
    )
    return NodeEvidence.parse(made.model_dump() | changes)


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


def test_a_kind_without_policy_is_refused() -> None:
    only = Verifier("development", [MEASUREMENT], [DevelopmentPolicy()])
    assert refusal(lambda: only.verify(evidence(kind="tpm2"), nonce=NONCE)) is Refusal.KIND
    assert refusal(lambda: DevelopmentPolicy().verify(evidence(kind="tpm2"))) is Refusal.KIND


def test_the_kinds_own_proof_is_asked_for() -> None:
    made = development_evidence(
        signing_key=SIGNING,
        channel_public=CHANNEL.public_bytes,
        nonce=NONCE,
        url=URL + "/broken",
        measurement=MEASUREMENT,
    )
    given = made.model_copy(update={"kind": "tpm2"})
    assert refusal(lambda: verifier("production").verify(given, nonce=NONCE)) is Refusal.SIGNATURE


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


def test_a_challenge_holds_once_and_for_two_minutes() -> None:
    challenges = Challenges()
    nonce = challenges.issue(NOW_MS)
    challenges.take(nonce, NOW_MS + CHALLENGE_S * 1000)
    assert refusal(lambda: challenges.take(nonce, NOW_MS + CHALLENGE_S * 1000)) is Refusal.NONCE
    late = challenges.issue(NOW_MS)
    assert refusal(lambda: challenges.take(late, NOW_MS + CHALLENGE_S * 1000 + 1)) is Refusal.NONCE


def test_a_challenge_is_not_made_by_others() -> None:
    challenges = Challenges()
    nonce = challenges.issue(NOW_MS)
    for forged in (Challenges().issue(NOW_MS), bytes(32), b"", nonce[:-1], nonce + b"\0", b"\xff" + nonce[1:]):
        assert refusal(lambda forged=forged: challenges.take(forged, NOW_MS)) is Refusal.NONCE
    challenges.take(nonce, NOW_MS)


def test_used_challenges_are_forgotten_when_they_end() -> None:
    uses = UsesHere()
    challenges = Challenges(uses=uses)
    for at in range(100):
        challenges.take(challenges.issue(NOW_MS + at * 10_000), NOW_MS + at * 10_000)
    assert len(uses._used) <= CHALLENGE_S // 10 + 1
