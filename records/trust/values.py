"""The base of what is signed as JSON, and the forms that its fields share."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from records.errors import CannotOpen, Reason
from records.seal.keys import KEM_PUBLIC_BYTES, key_id
from records.seal.wire import b64u, from_b64u

Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\Z")]
ADMISSION_MODULUS_BYTES: Final = 384
TimeS = Annotated[int, Field(ge=0, le=2**40)]
"""Unix time in seconds."""
Serial = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""The number of a directory: it grows with every one that is signed."""
Environment = Literal["production", "development"]
EvidenceKind = Literal["development", "tpm2", "sev-snp", "tdx"]
Url = Annotated[str, Field(pattern=r"^https?://[0-9A-Za-z.\-\[\]:]{1,255}(/[0-9A-Za-z._~/-]{0,255})?\Z")]
"""Scheme, host, port and at most a plain path: no user, query or fragment."""


class TrustValue(BaseModel):
    """Base of all signed values: frozen, strict, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, regex_engine="python-re")

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Answer the value of a parsed payload. Raises `CannotOpen(json)`."""
        if payload.keys() != cls.model_fields.keys():  # a default is for who writes, never for who reads
            raise CannotOpen(Reason.JSON)
        try:
            return cls.model_validate(payload)
        except ValidationError:
            raise CannotOpen(Reason.JSON) from None


def _decoded(text: str, length: int) -> bytes:
    try:
        return from_b64u(text, reason=Reason.JSON, length=length)
    except CannotOpen:
        raise ValueError(f"not b64u of {length} bytes") from None


class _KeyRef(TrustValue):
    kid: Hex16
    key: str

    @property
    def public_bytes(self) -> bytes:
        """The raw public key."""
        return from_b64u(self.key, reason=Reason.JSON)

    @model_validator(mode="after")
    def _kid_is_of_key(self) -> Self:
        if self.kid != key_id(self.public_bytes):
            raise ValueError("kid is not the id of key")
        return self


class SigningKeyRef(_KeyRef):
    """An Ed25519 public key with its id."""

    @field_validator("key")
    @classmethod
    def _form(cls, value: str) -> str:
        _decoded(value, 32)
        return value

    @classmethod
    def of(cls, public: bytes) -> Self:
        """Answer the reference of raw bytes."""
        return cls(kid=key_id(public), key=b64u(public))


class KemKeyRef(_KeyRef):
    """An X-Wing public key with its id."""

    @field_validator("key")
    @classmethod
    def _form(cls, value: str) -> str:
        _decoded(value, KEM_PUBLIC_BYTES)
        return value

    @classmethod
    def of(cls, public: bytes) -> Self:
        """Answer the reference of raw bytes."""
        return cls(kid=key_id(public), key=b64u(public))


class RecordKeyRef(KemKeyRef):
    """The commission's record key and until when anything may be sealed to it (Unix seconds)."""

    not_after: TimeS

    @classmethod
    def until(cls, public: bytes, not_after: int) -> Self:
        """Answer the reference of raw bytes that ends at `not_after`."""
        return cls(kid=key_id(public), key=b64u(public), not_after=not_after)


class AdmissionKeyRef(_KeyRef):
    """The modulus of the key that signs admission tokens (FORMAT.md, section 10), good until `not_after` (Unix seconds)."""

    not_after: TimeS

    @field_validator("key")
    @classmethod
    def _form(cls, value: str) -> str:
        modulus = _decoded(value, ADMISSION_MODULUS_BYTES)
        if not modulus[0] & 0x80 or not modulus[-1] & 1:
            raise ValueError("not an odd modulus of 3072 bits")
        return value

    @classmethod
    def until(cls, modulus: bytes, not_after: int) -> Self:
        """Answer the reference of a modulus that ends at `not_after`."""
        return cls(kid=key_id(modulus), key=b64u(modulus), not_after=not_after)
