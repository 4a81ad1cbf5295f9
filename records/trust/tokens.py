"""Admission tokens as a node checks them (FORMAT.md, section 10): whose key signed, for which node, until which day.

Offline: one RSA-PSS verification, no state. What was spent is remembered by whoever admits (`app.compute.admission`); the
commission signs in `records.trust.blindsign`, the phone blinds in `records.trust.blinding`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from records.errors import BadKey, CannotOpen, Reason
from records.seal.channel import TOKEN_BYTES
from records.seal.keys import key_id
from records.seal.wire import hex16, u32
from records.trust.values import ADMISSION_MODULUS_BYTES

EXPONENT: Final = 65537
NONCE_BYTES: Final = 32
SALT_BYTES: Final = 48
"""As long as SHA-384, the hash of the variant (RFC 9474, section 5)."""
DAY_S: Final = 86_400
DAYS_AHEAD: Final = 2
"""A phone dates a token for tomorrow by its own clock; one day more lets clocks differ around midnight."""
_KID_BYTES: Final = 16
_HEAD_BYTES: Final = _KID_BYTES + 4 + NONCE_BYTES
_PSS: Final = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_BYTES)
_PURPOSE: Final = b"jiayi/v1/token\0"


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its parts; nothing of it is checked yet. `kid` is hex, `nonce` has 32 bytes, `signature` 384."""

    kid: str
    day: int
    nonce: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def read(cls, raw: bytes) -> Token:
        """Answer the parts of 436 bytes. Raises `CannotOpen(token)` for any other length."""
        if len(raw) != TOKEN_BYTES:
            raise CannotOpen(Reason.TOKEN)
        day = int.from_bytes(raw[_KID_BYTES : _KID_BYTES + 4], "big")
        return cls(raw[:_KID_BYTES].hex(), day, raw[_HEAD_BYTES - NONCE_BYTES : _HEAD_BYTES], raw[_HEAD_BYTES:])

    def to_bytes(self) -> bytes:
        """Answer the 436 bytes."""
        return hex16(self.kid) + u32(self.day) + self.nonce + self.signature


def day_of(now_ms: int) -> int:
    """Answer the day of a time, counted from 1970-01-01 UTC."""
    return now_ms // 1000 // DAY_S


def signed_text(nonce: bytes, node_key_id: str, day: int) -> bytes:
    """Answer what is signed: the nonce as the message prefix of RFC 9474, then the node's channel key id and the day."""
    return nonce + _PURPOSE + hex16(node_key_id) + u32(day)


class TokenKey:
    """The public key that tokens are signed under, from its modulus. Raises `BadKey` for bytes that are none."""

    __slots__ = ("_key", "key_id", "modulus")

    def __init__(self, modulus: bytes) -> None:
        if len(modulus) != ADMISSION_MODULUS_BYTES or not modulus[0] & 0x80 or not modulus[-1] & 1:
            raise BadKey(
                f"the modulus of an admission key is odd, of {ADMISSION_MODULUS_BYTES} bytes, the highest bit set"
            )
        try:
            self._key = rsa.RSAPublicNumbers(EXPONENT, int.from_bytes(modulus, "big")).public_key()
        except ValueError:
            raise BadKey("not the modulus of an RSA key") from None
        self.modulus = bytes(modulus)
        self.key_id = key_id(modulus)

    def verify(self, token: Token, node_key_id: str) -> None:
        """Check that this key signed the token for this node's channel key. Raises `CannotOpen(token)`."""
        if token.kid != self.key_id:
            raise CannotOpen(Reason.TOKEN)
        self.verify_text(token.signature, signed_text(token.nonce, node_key_id, token.day))

    def verify_text(self, signature: bytes, text: bytes) -> None:
        """Check an RSABSSA-SHA384-PSS signature of a prepared message. Raises `CannotOpen(token)`."""
        try:
            self._key.verify(signature, text, _PSS, hashes.SHA384())
        except InvalidSignature:
            raise CannotOpen(Reason.TOKEN) from None

    def __repr__(self) -> str:
        return f"<TokenKey {self.key_id}>"


def check_token(
    raw: bytes | None,
    node_key_id: str,
    find_key: Callable[[str], TokenKey | None],
    *,
    now_ms: int,
    earliest_day: int = 0,
) -> Token:
    """Answer a token that admits to this node now, unless it was spent. Raises `CannotOpen(token)`.

    `find_key` answers a good admission key by its id; `earliest_day` is the latest day that the node's clock has shown: one that was
    set back does not bring back days whose tokens were forgotten. The checks are those of FORMAT.md, section 10, in its order.
    """
    if raw is None:
        raise CannotOpen(Reason.TOKEN)
    token = Token.read(raw)
    key = find_key(token.kid)
    today = day_of(now_ms)
    if key is None or not max(today, earliest_day) <= token.day <= today + DAYS_AHEAD:
        raise CannotOpen(Reason.TOKEN)
    key.verify(token, node_key_id)
    return token
