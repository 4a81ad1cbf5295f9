"""What goes to the archive, as values: a signed encounter, the documents that are made of it, and the names of both.

Makes no document itself: that is `records.archive.plan`, which may read everything that reads this.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from records.model import EncounterRecord, Hex16, Note

BUNDLE: Final = "bundle.json"


class SignedEncounter(BaseModel):
    """Everything the archive is told: the record as reviewed, who the resident is, the doctor's note, diagnosis and signature.

    `encounter_no` is the store's number of the signature, ascending; per resident the archive receives them in this order.
    An encounter that is signed again after a new revision has a new number and is a new delivery, whose bundle updates the same resources.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    encounter_id: Hex16
    encounter_no: int = Field(ge=1)
    resident_id: str
    resident_name: str
    resident_phone: str
    resident_identity_number: str = ""
    """As the resident typed it, for the printed form that a person checks; empty where it was not told or cannot be right."""
    resident_identity_card: str = ""
    """As a doctor saw it on the card before this signature, and nobody has taken it back: the one that people are matched by."""
    birth_date: str | None
    record: EncounterRecord
    note: Note
    diagnosis_icd10: str
    diagnosis_name: str
    referral: str = ""
    practitioner_id: str
    practitioner_name: str
    community_id: str
    community_name_zh: str
    community_name_en: str
    signed_at: datetime
    signature: str
    """Detached signature over the content, as the store made it: a compact JWS."""
    consent_version: str = ""
    consented_at_ms: int | None = None
    """When the resident agreed; None where the store does not know."""
    consent_ended_at_ms: int | None = None
    """When the resident withdrew it, where that was known by this signature; None while it stood."""
    earlier: tuple[SignedEncounter, ...] = ()
    """The same encounter as it was signed before, oldest first: what it said then and does not say now is an error."""

    @property
    def signature_base64(self) -> str:
        """Answer the signature as FHIR's base64Binary."""
        return base64.b64encode(self.signature.encode()).decode()


@dataclass(frozen=True)
class Document:
    """One file of a delivery."""

    name: str
    media_type: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Answer the hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Plan:
    """One delivery: its name at the destination, and its documents in the order in which they are written."""

    encounter_id: str
    name: str
    documents: tuple[Document, ...]

    @property
    def bundle(self) -> Document:
        """Answer the FHIR transaction bundle."""
        return next(each for each in self.documents if each.name == BUNDLE)

    @cached_property
    def read_bundle(self) -> Mapping[str, Any]:
        """Answer the bundle as read from its bytes, once for everybody who looks into it: nobody changes it."""
        read: dict[str, Any] = orjson.loads(self.bundle.content)
        return read

    @cached_property
    def manifest(self) -> Document:
        """Answer the manifest, whose presence at the destination says that the delivery is whole."""
        content = {
            "encounter": self.encounter_id,
            "delivery": self.name,
            "documents": [
                {"name": d.name, "media_type": d.media_type, "bytes": len(d.content), "sha256": d.sha256}
                for d in self.documents
            ],
        }
        return Document("manifest.json", "application/json", json.dumps(content, indent=2, sort_keys=True).encode())


def name_of(encounter_no: int, encounter_id: str) -> str:
    """Answer the name of a delivery, which sorts in the order of the signatures."""
    return f"{encounter_no:010d}-{encounter_id}"


def local(time_ms: int) -> str:
    """Answer a Unix time in milliseconds as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(time_ms / 1000, UTC).replace(microsecond=0).isoformat()
