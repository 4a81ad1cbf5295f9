"""The phone's half of blind signing (RFC 9474, sections 4.2 and 4.4), for tests, measurements and phones that are not a browser.

The page has its own (`app/web/src/seal/blind.ts`); both read the same vectors. Blinding and finishing belong together through a
`Blinding`, which holds what unlinks the two and is good for one token.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass, field
from typing import Final

from records.errors import CannotOpen, Reason
from records.trust.tokens import EXPONENT, NONCE_BYTES, SALT_BYTES, Token, TokenKey, signed_text

_HASH_BYTES: Final = 48
_TRAILER: Final = b"\xbc"


@dataclass(frozen=True, slots=True)
class Blinding:
    """A token on its way: `blinded` goes to the commission, the rest stays."""

    key: TokenKey
    node_key_id: str
    day: int
    nonce: bytes = field(repr=False)
    blinded: bytes
    inverse: int = field(repr=False)

    def finish(self, blind_signature: bytes) -> bytes:
        """Answer the token of 436 bytes. Raises `CannotOpen(token)` when the directory's key did not sign it."""
        signature = unblind(self.key.modulus, blind_signature, self.inverse)
        token = Token(self.key.key_id, self.day, self.nonce, signature)
        self.key.verify(token, self.node_key_id)
        return token.to_bytes()


def begin(key: TokenKey, node_key_id: str, day: int) -> Blinding:
    """Prepare a token for a node, whose last day of use is `day`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    modulus = int.from_bytes(key.modulus, "big")
    while True:
        unit = 2 + secrets.randbelow(modulus - 2)
        if math.gcd(unit, modulus) == 1:
            break
    text = signed_text(nonce, node_key_id, day)
    blinded = blind(key.modulus, text, secrets.token_bytes(SALT_BYTES), unit)
    return Blinding(key, node_key_id, day, nonce, blinded, pow(unit, -1, modulus))


def blind(modulus: bytes, prepared: bytes, salt: bytes, unit: int) -> bytes:
    """Answer the blinded message (Blind of RFC 9474) of a prepared message; `unit` is the RFC's r."""
    n = int.from_bytes(modulus, "big")
    encoded = int.from_bytes(encode_pss(prepared, salt, n.bit_length() - 1), "big")
    if math.gcd(encoded, n) != 1:
        raise CannotOpen(Reason.TOKEN)
    return (encoded * pow(unit, EXPONENT, n) % n).to_bytes(len(modulus), "big")


def unblind(modulus: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """Answer the signature (Finalize of RFC 9474, before its check). Raises `CannotOpen(token)` for another length."""
    if len(blind_signature) != len(modulus):
        raise CannotOpen(Reason.TOKEN)
    n = int.from_bytes(modulus, "big")
    return (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(len(modulus), "big")


def encode_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    """Answer EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, section 9.1.1), `bits` long."""
    length = -(-bits // 8)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(length - _HASH_BYTES - 1, b"\0")
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + _TRAILER


def _mgf1(seed: bytes, length: int) -> bytes:
    rounds = -(-length // _HASH_BYTES)
    return b"".join(hashlib.sha384(seed + at.to_bytes(4, "big")).digest() for at in range(rounds))[:length]
