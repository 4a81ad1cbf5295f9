"""Admitting compute nodes: what the commission allows, the verifier over it, and one transaction in which a node is kept.

The check is made outside of the transaction, so that rubbish holds no lock; inside, under a lock that changes of the rules wait
for, what is allowed and barred is looked at again, the challenge is used up, and the node is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from records.errors import NotAdmitted, Refusal
from records.store.database import Database, Unit
from records.store.noderules import is_barred, read_rules, share_rules
from records.store.nodes import admit
from records.store.tables.nodes import UsedChallenge
from records.trust.directory import NodeEntry
from records.trust.evidence.building import Rules, policies_of, tpm_policy
from records.trust.evidence.challenges import Challenges
from records.trust.evidence.statement import NodeEvidence, node_entry
from records.trust.evidence.tpm_policy import TpmIntroduction
from records.trust.evidence.verifying import Proven, Verifier
from records.trust.values import Environment

ADMITTED_S: Final = 3600


@dataclass(frozen=True)
class Challenge:
    """A nonce, and for a TPM the credential that it must read (TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET)."""

    nonce: bytes
    credential: tuple[bytes, bytes] | None


class Admissions:
    """Challenges nodes and admits them. `measurements` are allowed besides those in the store; raises `ValueError` without any."""

    def __init__(self, database: Database, environment: Environment, measurements: tuple[str, ...]) -> None:
        if not measurements:
            raise ValueError("at least one measurement must be allowed")
        self._database = database
        self._environment: Environment = environment
        self._measurements = measurements
        self._challenges = Challenges(partial(database.vault.index, "node-challenge"))

    def challenge(self, introduction: TpmIntroduction | None) -> Challenge:
        """Answer a challenge. Raises `NotAdmitted` for a TPM that nobody vouches for."""
        now_ms = self._database.clock()
        nonce = self._challenges.issue(now_ms)
        if introduction is None:
            return Challenge(nonce, None)
        with self._database.reading() as connection:
            rules = read_rules(connection)
        policy = tpm_policy(rules, credential=self._challenges.credential, now=_at(now_ms))
        if policy is None:
            raise NotAdmitted(Refusal.KIND)
        return Challenge(nonce, policy.challenge(introduction, nonce))

    def admit(self, evidence: NodeEvidence, release: Callable[[Unit, NodeEntry], str]) -> tuple[NodeEntry, str]:
        """Verify the evidence and keep the node; answer its entry and what `release` made for it. Raises `NotAdmitted`.

        `release` is called when nothing can refuse the node any more, in the transaction that keeps it, before the commit.
        """
        now_ms = self._database.clock()
        ends_ms = self._challenges.check(evidence.nonce_bytes, now_ms)
        with self._database.reading() as connection:
            rules = read_rules(connection)
        proven = self._verify(rules, evidence, now_ms)
        entry = node_entry(evidence, expires_at=now_ms // 1000 + ADMITTED_S)
        with self._database.transaction() as unit:
            share_rules(unit)
            current = read_rules(unit.connection)
            if current != rules:
                proven = self._verify(current, evidence, now_ms)
            _refuse_barred(unit, entry, proven)
            _use_up(unit, evidence.nonce_bytes, ends_ms)
            admit(unit, entry, proven)
            released = release(unit, entry)
        return entry, released

    def _verify(self, rules: Rules, evidence: NodeEvidence, now_ms: int) -> Proven:
        policies = policies_of(rules, credential=self._challenges.credential, now=_at(now_ms))
        verifier = Verifier(self._environment, (*self._measurements, *rules.measurements), policies)
        return verifier.verify(evidence, nonce=evidence.nonce_bytes)


def _at(now_ms: int) -> Callable[[], datetime]:
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    return lambda: moment


def _refuse_barred(unit: Unit, entry: NodeEntry, proven: Proven) -> None:
    subjects = {
        "measurement": entry.measurement,
        "machine": proven.machine,
        "attestation_key": proven.attestation_key,
    }
    if is_barred(unit.connection, subjects):
        raise NotAdmitted(Refusal.REVOKED)


def _use_up(unit: Unit, nonce: bytes, ends_ms: int) -> None:
    """Use a nonce up, whichever process gave it out; forget those that have ended."""
    unit.connection.execute(delete(UsedChallenge).where(UsedChallenge.ends_at_ms < unit.now_ms))
    fresh = unit.connection.execute(
        insert(UsedChallenge)
        .values(nonce=nonce, ends_at_ms=ends_ms)
        .on_conflict_do_nothing()
        .returning(UsedChallenge.ends_at_ms)
    ).scalar_one_or_none()
    if fresh is None:
        raise NotAdmitted(Refusal.NONCE)
