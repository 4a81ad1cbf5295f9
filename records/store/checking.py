"""Looking into a durable envelope before anything of it is stored: signature, seal, form, and that body and header agree.

Nothing here writes. Who signed is asked of the database once for a whole group (`signers`), so that a check is arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Row

from records.model import EncounterRecord, Registration, ResidentReply
from records.seal.envelope import (
    AttachmentHeader,
    EnvelopeHeader,
    IdentityHeader,
    RecordHeader,
    ReplyHeader,
    open_envelope,
)
from records.seal.keys import KemLookup, VerifyKey
from records.store.database import Unit
from records.store.outcomes import Fault, Faulty

LATE_MS = 30 * 24 * 3600 * 1000
"""A phone may deliver a record this long after its node's admission ended."""
SKEW_MS = 5 * 60 * 1000
_NODES = "select node_id, signing_key, admitted_at_ms, expires_at_ms, revoked_at_ms from node where node_id = any(%s)"

Model = TypeVar("Model", bound=BaseModel)
Content = EncounterRecord | Registration | ResidentReply | None
"""What a body says; None for a photo, which says nothing to the store."""


@dataclass(frozen=True)
class Checked:
    """An envelope that opened: its clear header, its body byte for byte, and what the body says."""

    header: EnvelopeHeader
    body: bytes
    content: Content


def producer_of(header: EnvelopeHeader) -> str | None:
    """Answer which node must have signed an envelope; None for a kind that is not signed."""
    return header.producer if isinstance(header, RecordHeader) else None


def signers(unit: Unit, node_ids: Iterable[str]) -> dict[str, Row[Any]]:
    """Answer the nodes that have these ids, admitted now or once."""
    wanted = sorted(set(node_ids))
    if not wanted:
        return {}
    return {row.node_id: row for row in unit.connection.exec_driver_sql(_NODES, (wanted,))}


def check(
    header: EnvelopeHeader,
    envelope: bytes,
    received_at_ms: int,
    record_keys: KemLookup,
    nodes: Mapping[str, Row[Any]],
    *,
    now_ms: int,
) -> Checked:
    """Open one envelope whose clear header was read; raises `CannotOpen` and `Faulty`."""

    def signer(node_id: str) -> VerifyKey:
        return _signer(nodes.get(node_id), header, received_at_ms)

    body = open_envelope(envelope, record_keys, signer)
    # After the signature: an early record is receipted, and a receipt is for what a node signed.
    if isinstance(header, RecordHeader) and header.created_at_ms > max(received_at_ms, now_ms) + SKEW_MS:
        raise Faulty(Fault.EARLY)
    content: Content = None
    match header:
        case RecordHeader():
            content = _parse(EncounterRecord, body)
            if content.revision != header.revision:
                raise Faulty(Fault.MISMATCH)
        case IdentityHeader():
            content = _parse(Registration, body)
        case ReplyHeader():
            content = _parse(ResidentReply, body)
        case AttachmentHeader():
            pass
        case _:
            raise Faulty(Fault.FORM)
    if content is not None and content.record_id != header.record_id:
        raise Faulty(Fault.MISMATCH)
    return Checked(header, body, content)


def _parse(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        raise Faulty(Fault.FORM) from None  # the validation error quotes what was said


def _signer(node: Row[Any] | None, header: EnvelopeHeader, received_at_ms: int) -> VerifyKey:
    """Answer the key of a node whose admission covers the time at which the record was made."""
    if node is None:
        raise Faulty(Fault.UNKNOWN_NODE)
    made = header.created_at_ms
    covered = node.admitted_at_ms - SKEW_MS <= made <= node.expires_at_ms + SKEW_MS
    revoked = node.revoked_at_ms is not None and node.revoked_at_ms <= received_at_ms
    if revoked or not covered or received_at_ms > node.expires_at_ms + LATE_MS:
        raise Faulty(Fault.EXPIRED_NODE)
    return VerifyKey(node.signing_key)
