"""Admission of compute nodes: challenge, evidence, and the state keys for a node that proved itself."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from app.commission.access import Held
from app.commission.schemas import AdmissionAnswer, ChallengeAnswer, Problem
from app.logs import log
from records.errors import Reason
from records.seal.wire import b64u, from_b64u
from records.store.nodes import admit
from records.trust.evidence import NONCE_BYTES, NodeEvidence, node_entry
from records.trust.statekeys import release_state_keys

router = APIRouter(prefix="/v1/nodes", tags=["node"])
ADMITTED_S = 3600


@router.post("/challenge")
def challenge(held: Held) -> ChallengeAnswer:
    """A nonce for the evidence."""
    return ChallengeAnswer(nonce=b64u(held.challenges.issue(held.database.clock())))


@router.post("/admission", responses={400: {"model": Problem}, 403: {"model": Problem}})
def admission(held: Held, evidence: Annotated[dict[str, Any], Body()]) -> AdmissionAnswer:
    """Check the evidence, keep the node, and release the capsule keys to its channel key."""
    claimed = NodeEvidence.parse(evidence)
    nonce = from_b64u(claimed.nonce, reason=Reason.JSON, length=NONCE_BYTES)
    now_ms = held.database.clock()
    held.challenges.take(nonce, now_ms)
    held.verifier.verify(claimed, nonce=nonce)
    expires_at = now_ms // 1000 + ADMITTED_S
    entry = node_entry(claimed, expires_at=expires_at)
    release = release_state_keys(
        held.keys.state_keys(),
        directory_key=held.keys.directory,
        channel_public=claimed.channel_bytes,
        signing_key_id=entry.node_id,
        nonce=nonce,
        expires_at=expires_at,
    )
    with held.database.transaction() as unit:
        admit(unit, entry)
    log().info("node admitted", node=entry.node_id, measurement=entry.measurement, evidence=entry.evidence)
    return AdmissionAnswer(node_id=entry.node_id, expires_at=expires_at, release=release)
