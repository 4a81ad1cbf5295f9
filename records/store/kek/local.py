"""A sealing key in this process's memory: AES-256-GCM with a random nonce in front (FORMAT.md, section 12)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from records.store.errors import SealBroken
from records.store.kek.port import KEY_BYTES, KeyWrap

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


def symmetric_key_id(purpose: str, key: bytes) -> str:
    """Answer the id of a symmetric key: a one-way digest of it, 32 hex characters."""
    return hashlib.sha256(b"jiayi/v1/key-id\0" + purpose.encode() + b"\0" + key).hexdigest()[:32]


class LocalKey:
    """32 bytes in memory. At most 2^32 texts under one key (NIST SP 800-38D, 8.3: random nonces of 96 bits)."""

    local = True

    def __init__(self, key: bytes, key_id: str) -> None:
        if len(key) != KEY_BYTES:
            raise SealBroken(f"a sealing key has {KEY_BYTES} bytes")
        self._aead = AESGCM(key)
        self._id = key_id

    @property
    def key_id(self) -> str:
        """Answer the key's id."""
        return self._id

    def seal(self, text: bytes, aad: bytes) -> bytes:
        """Seal `text`, bound to `aad`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, text, aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """Open what `seal` made with the same `aad`; raises `SealBroken`."""
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise SealBroken("sealed bytes are too short")
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
        except InvalidTag:
            raise SealBroken("sealed bytes do not open: altered, moved, or another key") from None

    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal pairs of text and associated data, in order."""
        return [self.seal(text, aad) for text, aad in items]

    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open pairs of sealed bytes and associated data, in order; None for each that does not open."""
        return [self._tried(sealed, aad) for sealed, aad in items]

    def _tried(self, sealed: bytes, aad: bytes) -> bytes | None:
        try:
            return self.open(sealed, aad)
        except SealBroken:
            return None

    def __repr__(self) -> str:
        return f"<LocalKey {self._id}>"


class FileKek(KeyWrap):
    """A key-encryption key that lies in the key folder and is used in memory."""

    def __init__(self, key: bytes) -> None:
        super().__init__(LocalKey(key, symmetric_key_id("kek", key)))


def derive(folder_key: bytes, info: bytes) -> bytes:
    """Answer a key of its own for one use of the folder key: HKDF-SHA256 without salt, 32 bytes."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(folder_key)


def list_mac(folder_key: bytes, body: bytes) -> bytes:
    """Answer the mac of a key list."""
    info = b"jiayi/v1/key-list\0"
    return hmac.digest(derive(folder_key, info), info + body, "sha256")
