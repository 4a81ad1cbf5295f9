"""Admission of compute nodes: challenge, evidence, and the state keys for a node that proved itself (FORMAT.md, section 11)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body

from app.commission.access import Address, Held
from app.commission.problems import TooOften
from app.commission.schemas import AdmissionAnswer, ChallengeAnswer, ChallengeAsk, Credential, Problem
from app.commission.services import Services
from app.logs import log
from records.errors import NotAdmitted
from records.seal.wire import b64u
from records.store.database import Unit
from records.trust.directory import NodeEntry
from records.trust.evidence.statement import NodeEvidence
from records.trust.statekeys import release_state_keys

router = APIRouter(prefix="/v1/nodes", tags=["node"])
REFUSED_WEIGHS: Final = 6
"""How many asks one that is refused counts for."""


@contextmanager
def _within_limit(held: Services, origin: str) -> Generator[None]:
    """Let an address that does not ask too often through: each ask is work, and one that is refused counts for more."""
    if wait_s := held.node_asks.wait_s(origin):
        raise TooOften(wait_s)
    held.node_asks.count(origin)
    try:
        yield
    except NotAdmitted:
        held.node_asks.count(origin, REFUSED_WEIGHS - 1)
        raise


@router.post("/challenge", responses={403: {"model": Problem}, 429: {"model": Problem}})
def challenge(held: Held, origin: Address, ask: ChallengeAsk | None = None) -> ChallengeAnswer:
    """A nonce for the evidence, and a credential for a TPM that introduces itself."""
    with _within_limit(held, origin):
        made = held.admissions.challenge(ask.tpm2 if ask is not None else None)
    credential = None
    if made.credential is not None:
        blob, secret = made.credential
        credential = Credential(blob=b64u(blob), secret=b64u(secret))
    return ChallengeAnswer(nonce=b64u(made.nonce), credential=credential)


@router.post("/admission", responses={400: {"model": Problem}, 403: {"model": Problem}, 429: {"model": Problem}})
def admission(held: Held, origin: Address, evidence: Annotated[dict[str, Any], Body()]) -> AdmissionAnswer:
    """Check the evidence, keep the node, and release the capsule keys to its channel key."""
    with _within_limit(held, origin):
        return _admit(held, NodeEvidence.parse(evidence))


def _admit(held: Services, claimed: NodeEvidence) -> AdmissionAnswer:

    def release(unit: Unit, entry: NodeEntry) -> str:
        return release_state_keys(
            held.keys.state_keys(),
            directory_key=held.keys.directory,
            channel_public=claimed.channel_bytes,
            signing_key_id=entry.node_id,
            nonce=claimed.nonce_bytes,
            # The last thing that this transaction reads: no directory is signed any more before it commits.
            directory_serial=held.announcer.serial_in_force(unit),
            expires_at=entry.expires_at,
        )

    entry, released = held.admissions.admit(claimed, release)
    log().info("node admitted", node=entry.node_id, measurement=entry.measurement, evidence=entry.evidence)
    return AdmissionAnswer(node_id=entry.node_id, expires_at=entry.expires_at, release=released)
