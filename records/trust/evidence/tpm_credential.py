"""MakeCredential in software (TPM 2.0 Library, part 1, "Credential Protection").

One TPM alone reads the secret in it, and only while it holds the key whose name the secret was made for.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from records.errors import NotAdmitted, Refusal

_EK_BITS: Final = 2048
_SEED_BYTES: Final = 32
_STORAGE_KEY_BITS: Final = 128
_BLOCK: Final = 16


def make_credential(endorsement: x509.Certificate, name: bytes, secret: bytes) -> tuple[bytes, bytes]:
    """Answer (TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET) over `secret` for the key called `name`.

    The certificate is that of an RSA-2048 storage key with AES-128-CFB and SHA-256 (template L-1). Raises
    `NotAdmitted(endorsement)` for another key.
    """
    key = endorsement.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size != _EK_BITS:
        raise NotAdmitted(Refusal.ENDORSEMENT)
    seed = secrets.token_bytes(_SEED_BYTES)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), b"IDENTITY\0")
    encrypted_seed = key.encrypt(seed, oaep)
    storage_key = kdfa(seed, b"STORAGE", name, _STORAGE_KEY_BITS)
    identity = _cfb(storage_key, _sized(secret))
    integrity_key = kdfa(seed, b"INTEGRITY", b"", 256)
    integrity = hmac.new(integrity_key, identity + name, hashlib.sha256).digest()
    return _sized(_sized(integrity) + identity), _sized(encrypted_seed)


def kdfa(key: bytes, label: bytes, context: bytes, bits: int) -> bytes:
    """KDFa with SHA-256, at most one block (part 1, 11.4.10.2; SP 800-108 in counter mode). Raises `ValueError` above 256 bits."""
    if bits > 256:  # noqa: PLR2004 - one block of SHA-256
        raise ValueError("one block has 256 bits")
    message = (1).to_bytes(4, "big") + label + b"\0" + context + bits.to_bytes(4, "big")
    return hmac.new(key, message, hashlib.sha256).digest()[: bits // 8]


def _cfb(key: bytes, text: bytes) -> bytes:
    """AES-CFB with full blocks and a zero IV, from single block encryptions: the library is about to drop the mode."""
    encrypt = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the block cipher itself, for CFB
    sealed, last = b"", bytes(_BLOCK)
    for start in range(0, len(text), _BLOCK):
        part = text[start : start + _BLOCK]
        last = bytes(a ^ b for a, b in zip(part, encrypt.update(last), strict=False))
        sealed += last
    return sealed


def _sized(raw: bytes) -> bytes:
    return len(raw).to_bytes(2, "big") + raw
