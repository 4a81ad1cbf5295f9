"""The two suites of FORMAT.md, section 1: which cipher and which derivation stand in frames, capsules and at rest.

A suite is known beforehand, from the signed directory; no message names one. HPKE, signatures and ids are the same in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from records.errors import CannotOpen, Reason

SuiteId = Literal[1, 2]
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_CAPSULE_KEY: Final = b"jiayi/v1/capsule-key\0"


class Sm4Gcm:
    """SM4-GCM (RFC 8998, section 3.2.1) with the two calls of `AESGCM`; the tag of 16 bytes follows the ciphertext."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Answer ciphertext and tag."""
        encryptor = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes | memoryview, associated_data: bytes | None) -> bytes:
        """Answer the text, once all of it is authenticated. Raises `InvalidTag`."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        decryptor = Cipher(self._cipher, modes.GCM(nonce, bytes(data[-TAG_BYTES:]))).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        text = decryptor.update(data[:-TAG_BYTES])
        return text + decryptor.finalize()


def opened(cipher: AESGCM | Sm4Gcm, nonce: bytes, sealed: bytes | memoryview, aad: bytes) -> bytes:
    """Open what a cipher sealed. Raises `CannotOpen(decrypt)`."""
    try:
        return cipher.decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise CannotOpen(Reason.DECRYPT) from None


class Suite:
    """One suite. `number` is bound, as one byte (`tag`), into whatever the suite protects."""

    __slots__ = ("_aead", "_hash", "key_bytes", "number", "tag")

    def __init__(
        self, number: SuiteId, key_bytes: int, aead: Callable[[bytes], AESGCM | Sm4Gcm], derivation: HashAlgorithm
    ) -> None:
        self.number: SuiteId = number
        self.tag = bytes([number])
        self.key_bytes = key_bytes
        self._aead = aead
        self._hash = derivation

    def derive(self, secret: bytes, *, salt: bytes, info: bytes) -> bytes:
        """Answer a key of this suite's cipher: HKDF over the suite's hash."""
        return HKDF(algorithm=self._hash, length=self.key_bytes, salt=salt, info=info).derive(secret)

    def capsule_key(self, state_key: bytes) -> bytes:
        """Answer the capsule key of an epoch's 32-byte state key: itself in suite 1, derived from it where the cipher is another."""
        if self.number == 1:
            return state_key
        return self.derive(state_key, salt=b"", info=_CAPSULE_KEY + self.tag)

    def cipher(self, key: bytes) -> AESGCM | Sm4Gcm:
        """Answer the cipher under a key of `key_bytes`, its schedule made once: for the frames of one stream."""
        return self._aead(key)

    def seal(self, key: bytes, nonce: bytes, text: bytes, aad: bytes) -> bytes:
        """Answer ciphertext and tag of `text` under a key of `key_bytes`; the nonce has 12 bytes and is used once."""
        return self._aead(key).encrypt(nonce, text, aad)

    def open(self, key: bytes, nonce: bytes, sealed: bytes | memoryview, aad: bytes) -> bytes:
        """Open what `seal` made. Raises `CannotOpen(decrypt)`."""
        return opened(self._aead(key), nonce, sealed, aad)

    def __repr__(self) -> str:
        return f"<Suite {self.number}>"


def sha256(pieces: Iterable[bytes]) -> bytes:
    """Answer the 32 bytes of SHA-256 over these pieces in a row.

    By the library of the ciphers: `hashlib` has an OpenSSL of its own, whose code the processor would have to fetch for this alone.
    """
    hashed = Hash(_SHA256)
    for piece in pieces:
        hashed.update(piece)
    return hashed.finalize()


_SHA256: Final = SHA256()
SUITE_1: Final = Suite(1, 32, AESGCM, SHA256())
SUITE_2: Final = Suite(2, 16, Sm4Gcm, SM3())
SUITES: Final[dict[SuiteId, Suite]] = {1: SUITE_1, 2: SUITE_2}
