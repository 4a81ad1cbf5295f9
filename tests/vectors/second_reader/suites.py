"""Section 1 of the format: suites and keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.second_reader.notation import refuse


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:32]


def hkdf(digest: str, salt: bytes, ikm: bytes, info: bytes, length: int) -> bytes:
    prk = hmac.digest(salt or bytes(32), ikm, digest)
    out = block = b""
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([len(out) // 32 + 1]), digest)
        out += block
    return out[:length]


def kdf(suite: int, salt: bytes, ikm: bytes, info: bytes) -> bytes:
    return hkdf("sha256", salt, ikm, info, 32) if suite == 1 else hkdf("sm3", salt, ikm, info, 16)


def aead_open(suite: int, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        if suite == 1:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-16:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(sealed[:-16]) + decryptor.finalize()
    except InvalidTag:
        refuse("decrypt")


class Kem:
    def __init__(self, seed: bytes) -> None:
        expanded = hashlib.shake_256(seed).digest(96)
        self.mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        self.x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self.x_public = self.x25519.public_key().public_bytes_raw()
        self.key_id = key_id(self.mlkem.public_key().public_bytes_raw() + self.x_public)

    def hpke_open(self, info: bytes, sealed: bytes) -> bytes:
        """RFC 9180, base mode: section 4.1 for X-Wing's draft, 5.1 for the schedule."""
        try:
            of_mlkem = self.mlkem.decapsulate(sealed[:1088])
            of_x = self.x25519.exchange(X25519PublicKey.from_public_bytes(sealed[1088:1120]))
        except ValueError:
            refuse("decrypt")
        shared = hashlib.sha3_256(
            of_mlkem + of_x + sealed[1088:1120] + self.x_public + b"\x5c\x2e\x2f\x2f\x5e\x5c"
        ).digest()
        suite_id = b"HPKE\x64\x7a\x00\x01\x00\x02"

        def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
            return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite_id + label + ikm, "sha256")

        def expand(label: bytes, context: bytes, length: int) -> bytes:
            labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + context
            return hmac.digest(secret, labelled + b"\1", "sha256")[:length]

        context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
        secret = extract(shared, b"secret", b"")
        key, nonce = expand(b"key", context, 32), expand(b"base_nonce", context, 12)
        return aead_open(1, key, nonce, sealed[1120:], b"")


Kems = Callable[[str], Kem]


PRIME = 2**255 - 19
_EIGHTH = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")


def check_signature(public: bytes, signature: bytes, message: bytes) -> None:
    y = int.from_bytes(public, "little") % 2**255
    if y >= PRIME or y in {0, 1, PRIME - 1, _EIGHTH, PRIME - _EIGHTH}:
        refuse("signature")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        refuse("signature")
