"""Reading the `proof` of an evidence as the kind's own value."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from records.errors import CannotOpen, NotAdmitted, Reason, Refusal
from records.seal.wire import from_b64u
from records.trust.values import TrustValue

Proof = TypeVar("Proof", bound=TrustValue)


def read_proof(model: type[Proof], value: dict[str, Any] | None) -> Proof:
    """Answer the proof. Raises `NotAdmitted(form)`."""
    try:
        return model.model_validate(value)
    except ValidationError:
        raise NotAdmitted(Refusal.FORM) from None


def proof_bytes(text: str) -> bytes:
    """Answer the bytes of a b64u field of a proof. Raises `NotAdmitted(form)`."""
    try:
        return from_b64u(text, reason=Reason.JSON)
    except CannotOpen:
        raise NotAdmitted(Refusal.FORM) from None
