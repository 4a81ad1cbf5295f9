"""Admission of compute nodes: challenge, evidence, and the state keys for a node that proved itself (FORMAT.md, section 11)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from app.commission.access import Held
from app.commission.schemas import AdmissionAnswer, ChallengeAnswer, ChallengeAsk, Credential, Problem
from app.logs import log
from records.seal.wire import b64u
from records.trust.directory import NodeEntry
from records.trust.evidence.statement import NodeEvidence
from records.trust.statekeys import release_state_keys

router = APIRouter(prefix="/v1/nodes", tags=["node"])


@router.post("/challenge", responses={403: {"model": Problem}})
def challenge(held: Held, ask: ChallengeAsk | None = None) -> ChallengeAnswer:
    """A nonce for the evidence, and a credential for a TPM that introduces itself."""
    made = held.admissions.challenge(ask.tpm2 if ask is not None else None)
    credential = None
    if made.credential is not None:
        blob, secret = made.credential
        credential = Credential(blob=b64u(blob), secret=b64u(secret))
    return ChallengeAnswer(nonce=b64u(made.nonce), credential=credential)


@router.post("/admission", responses={400: {"model": Problem}, 403: {"model": Problem}})
def admission(held: Held, evidence: Annotated[dict[str, Any], Body()]) -> AdmissionAnswer:
    """Check the evidence, keep the node, and release the capsule keys to its channel key."""
    claimed = NodeEvidence.parse(evidence)

    def release(entry: NodeEntry) -> str:
        return release_state_keys(
            held.keys.state_keys(),
            directory_key=held.keys.directory,
            channel_public=claimed.channel_bytes,
            signing_key_id=entry.node_id,
            nonce=claimed.nonce_bytes,
            expires_at=entry.expires_at,
        )

    entry, released = held.admissions.admit(claimed, release)
    log().info("node admitted", node=entry.node_id, measurement=entry.measurement, evidence=entry.evidence)
    return AdmissionAnswer(node_id=entry.node_id, expires_at=entry.expires_at, release=released)
