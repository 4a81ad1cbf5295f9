"""Envelopes: what is sealed to the commission's record key, a phone's mailbox or a node (FORMAT.md, section 5).

The header travels in clear and is authenticated; reading it opens nothing. A record is signed by the node, a message and the
essentials by the commission, and none of them is opened without its signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.keys import (
    SEALED_OVERHEAD,
    SIGNATURE_BYTES,
    KemLookup,
    KemPrivateKey,
    SigningKey,
    VerifyLookup,
    find_kem_key,
    kem_public_key,
)
from records.seal.suites import sha256
from records.seal.wire import KIB, MIB, Cursor, canonical_json, check_padded_length, pad, parse_canonical_object, part

MAGIC: Final = b"JYEV"
VERSION: Final = 1
_MAX_HEADER: Final = 2 * KIB
_FLOOR: Final = 4 * KIB
_RECORD_FLOOR: Final = 64 * KIB
"""Records of ordinary consultations are of one length, the first revision and the last (`jiayi bench sizes`)."""
_MAX_PADDED: Final = 16 * MIB
_MAX_SEALED: Final = SEALED_OVERHEAD + _MAX_PADDED
_PREFIX_BYTES: Final = 7
_MIN_BYTES: Final = _PREFIX_BYTES + 4 + SEALED_OVERHEAD
MAX_ENVELOPE_BYTES: Final = _PREFIX_BYTES + _MAX_HEADER + 4 + _MAX_SEALED + SIGNATURE_BYTES
"""A server reads no more than this."""

Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\Z")]
TimeMs = Annotated[int, Field(ge=0, le=2**53 - 1)]


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, regex_engine="python-re")

    key_id: Hex16
    """Key id of the recipient."""
    created_at_ms: TimeMs


class RecordHeader(_Header):
    """A revision of an encounter record, signed by the node `producer`."""

    kind: Literal["record"] = "record"
    record_id: Hex16
    revision: Annotated[int, Field(ge=1, le=2**32 - 1)]
    producer: Hex16


class IdentityHeader(_Header):
    """Who the resident is."""

    kind: Literal["identity"] = "identity"
    record_id: Hex16
    magnet: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}\Z")]


class AttachmentHeader(_Header):
    """An original photo."""

    kind: Literal["attachment"] = "attachment"
    record_id: Hex16
    attachment_id: Hex16
    media_type: Literal["image/jpeg", "image/png", "image/webp"]


class ReplyHeader(_Header):
    """What the resident wrote back."""

    kind: Literal["reply"] = "reply"
    record_id: Hex16
    message_id: Hex16


class MessageHeader(_Header):
    """What the doctor wrote, signed by the commission's receipt key `producer`."""

    kind: Literal["message"] = "message"
    mailbox_id: Hex16
    message_id: Hex16
    producer: Hex16


class AskHeader(_Header):
    """A phone asks for what a doctor signed of its resident."""

    kind: Literal["ask"] = "ask"


class EssentialsHeader(_Header):
    """What a doctor signed of a resident, for one node and one consultation, signed by the receipt key `producer`."""

    kind: Literal["essentials"] = "essentials"
    commitment: Hex32
    producer: Hex16


EnvelopeHeader = (
    RecordHeader | IdentityHeader | AttachmentHeader | ReplyHeader | MessageHeader | AskHeader | EssentialsHeader
)
KeyedHeader = RecordHeader | IdentityHeader | AttachmentHeader | ReplyHeader | MessageHeader
"""Those of which there is one for each key; essentials are asked for, and released, anew each time."""
_SIGNED: Final = (RecordHeader, MessageHeader, EssentialsHeader)
_HEADERS: Final[TypeAdapter[EnvelopeHeader]] = TypeAdapter(Annotated[EnvelopeHeader, Field(discriminator="kind")])


def idempotency_key(header: KeyedHeader) -> str:
    """Answer what makes two envelopes of a record the same one: the `key` of a receipt."""
    match header:
        case RecordHeader():
            return str(header.revision)
        case IdentityHeader():
            return "identity"
        case AttachmentHeader():
            return header.attachment_id
        case ReplyHeader() | MessageHeader():
            return header.message_id


def digest(envelope: bytes) -> str:
    """Answer the hex SHA-256 of a whole envelope."""
    return hashlib.sha256(envelope).hexdigest()


def _floor(header: EnvelopeHeader) -> int:
    return _RECORD_FLOOR if isinstance(header, RecordHeader) else _FLOOR


def _info(header: bytes) -> bytes:
    return b"jiayi/v1/envelope\0" + header


def _signed(before: Iterable[bytes]) -> bytes:
    return b"jiayi/v1/signed\0" + sha256(before)


def seal_envelope(
    header: EnvelopeHeader, recipient_public: bytes, body: bytes, signer: SigningKey | None = None
) -> bytes:
    """Seal `body` under `header`.

    Raises `BadKey`, or `CannotSeal` where the header names another recipient or signer, where a signed kind comes
    without signer or another kind with one, or where the body is over 16 MiB.
    """
    recipient = kem_public_key(recipient_public)
    if recipient.key_id != header.key_id:
        raise CannotSeal("the header names another recipient")
    if isinstance(header, _SIGNED):
        if signer is None or signer.key_id != header.producer:
            raise CannotSeal("the header names another signer")
    elif signer is not None:
        raise CannotSeal(f"an envelope of kind {header.kind} is not signed")
    raw = canonical_json(header.model_dump())
    padded = pad(part(body, _MAX_PADDED), floor=_floor(header), limit=_MAX_PADDED)
    sealed = recipient.seal(padded, _info(raw))
    pieces = (MAGIC, bytes([VERSION]), len(raw).to_bytes(2, "big"), raw, *part(sealed, _MAX_SEALED))
    if signer is None:
        return b"".join(pieces)
    return b"".join((*pieces, signer.sign(_signed(pieces))))


@dataclass(frozen=True, slots=True)
class _Parts:
    header: EnvelopeHeader
    raw_header: bytes
    sealed: bytes
    unsigned: bytes
    signature: bytes


def parse_header(envelope: bytes) -> EnvelopeHeader:
    """Read the clear header of a well-formed envelope: not authenticated yet. Raises `CannotOpen`."""
    return _split(envelope).header


def _split(envelope: bytes) -> _Parts:
    if len(envelope) < _MIN_BYTES:
        raise CannotOpen(Reason.TOO_SHORT)
    if len(envelope) > MAX_ENVELOPE_BYTES:
        raise CannotOpen(Reason.TOO_LONG)
    cursor = Cursor(envelope)
    if cursor.take(4) != MAGIC:
        raise CannotOpen(Reason.MAGIC)
    if cursor.u8() != VERSION:
        raise CannotOpen(Reason.VERSION)
    header_bytes = cursor.u16()
    if header_bytes > _MAX_HEADER:
        raise CannotOpen(Reason.TOO_LONG)
    raw = cursor.take(header_bytes)
    value = parse_canonical_object(raw, malformed=Reason.HEADER)
    try:
        header = _HEADERS.validate_python(value)
    except ValidationError:
        raise CannotOpen(Reason.HEADER) from None
    sealed = cursor.part(_MAX_SEALED)
    if len(sealed) < SEALED_OVERHEAD:
        raise CannotOpen(Reason.TOO_SHORT)
    check_padded_length(len(sealed) - SEALED_OVERHEAD, floor=_floor(header), limit=_MAX_PADDED)
    unsigned = envelope[: cursor.at]
    signature = b""
    if isinstance(header, _SIGNED):
        if not cursor.left:
            raise CannotOpen(Reason.SIGNATURE)
        signature = cursor.take(SIGNATURE_BYTES)
    cursor.end()
    return _Parts(header, raw, sealed, unsigned, signature)


def verify_envelope(envelope: bytes, verify_key: VerifyLookup) -> EnvelopeHeader:
    """Check the signature of a signed kind without opening it. Raises `CannotOpen`; unsigned kinds have none."""
    parts = _split(envelope)
    _check_signature(parts, verify_key)
    return parts.header


def _check_signature(parts: _Parts, verify_key: VerifyLookup | None) -> None:
    if not isinstance(parts.header, _SIGNED):
        return
    if verify_key is None:
        raise CannotOpen(Reason.SIGNATURE)
    key = verify_key(parts.header.producer)
    if key is None:
        raise CannotOpen(Reason.UNKNOWN_KEY)
    key.verify(parts.signature, _signed((parts.unsigned,)))


def open_envelope(
    envelope: bytes, private_key: KemPrivateKey | KemLookup, verify_key: VerifyLookup | None = None
) -> bytes:
    """Check and open an envelope, answering its body. Raises `CannotOpen`.

    `private_key` is the recipient's key or a lookup by key id; `verify_key` looks up signers. Without `verify_key` a
    signed kind is refused: there is no opening of unsigned ones.
    """
    parts = _split(envelope)
    _check_signature(parts, verify_key)
    found = find_kem_key(private_key, parts.header.key_id)
    inner = Cursor(found.open(parts.sealed, _info(parts.raw_header)))
    body = inner.part(_MAX_PADDED)
    inner.end_padded(_floor(parts.header))
    return body
