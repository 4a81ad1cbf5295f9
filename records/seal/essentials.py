"""A resident's essentials on their way to one node, for one consultation (FORMAT.md, section 5).

The phone commits itself to a secret before the commission seals, and shows the secret to the node alone: whoever copies the
envelope between the two cannot use it. Opening answers the whole body or raises `CannotOpen`.
"""

from __future__ import annotations

import hashlib
from typing import Final

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.envelope import AskHeader, EssentialsHeader, open_envelope, parse_header, seal_envelope
from records.seal.keys import KemLookup, KemPrivateKey, SigningKey, VerifyLookup, kem_public_key

SECRET_BYTES: Final = 32
FRESH_MS: Final = 900_000
"""How far `created_at_ms` may lie from the reader's clock, either way: what is sealed may wait on a phone without signal."""
_LABEL: Final = b"jiayi/v1/essentials\0"


def commitment_of(secret: bytes) -> str:
    """Answer the hex commitment to a secret of 32 bytes. Raises `CannotSeal` for another length."""
    if len(secret) != SECRET_BYTES:
        raise CannotSeal(f"the secret of a release has {SECRET_BYTES} bytes")
    return hashlib.sha256(_LABEL + secret).hexdigest()


def open_ask(envelope: bytes, record_key: KemLookup, *, now_ms: int) -> bytes:
    """Answer the body of an ask for essentials.

    Raises:
        CannotOpen: what `open_envelope` raises; `header` for another kind, `stale` for one made too long ago or ahead of time.
    """
    header = parse_header(envelope)
    if not isinstance(header, AskHeader):
        raise CannotOpen(Reason.HEADER)
    body = open_envelope(envelope, record_key)
    if abs(now_ms - header.created_at_ms) > FRESH_MS:
        raise CannotOpen(Reason.STALE)
    return body


def seal_essentials(
    body: bytes, *, channel_public: bytes, commitment: str, signer: SigningKey, created_at_ms: int
) -> bytes:
    """Seal essentials to a node's channel key, signed by the receipt key. Raises `BadKey`, `CannotSeal`."""
    header = EssentialsHeader(
        key_id=kem_public_key(channel_public).key_id,
        created_at_ms=created_at_ms,
        commitment=commitment,
        producer=signer.key_id,
    )
    return seal_envelope(header, channel_public, body, signer)


def open_essentials(
    envelope: bytes, channel_key: KemPrivateKey, receipt_key: VerifyLookup, *, secret: bytes, now_ms: int
) -> bytes:
    """Answer the body of essentials released to this node for the holder of `secret`.

    Raises:
        CannotOpen: what `open_envelope` raises; `header` for an envelope of another kind, `decrypt` for another secret,
            `stale` for one that was made too long ago or ahead of time.
    """
    header = parse_header(envelope)
    if not isinstance(header, EssentialsHeader):
        raise CannotOpen(Reason.HEADER)
    body = open_envelope(envelope, channel_key, receipt_key)
    # Compared after the signature was checked; the commitment is no secret, so how long this takes tells nothing.
    if len(secret) != SECRET_BYTES or header.commitment != commitment_of(secret):
        raise CannotOpen(Reason.DECRYPT)
    if abs(now_ms - header.created_at_ms) > FRESH_MS:
        raise CannotOpen(Reason.STALE)
    return body
