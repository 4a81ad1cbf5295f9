"""Bytes, keys and one HPKE sealer for the vectors, made from the text of FORMAT.md and RFC 9180 alone.

Everything is fixed. HPKE is random only in its encapsulation, and one encapsulation for each recipient is kept in
`encapsulations.json`; the rest of HPKE (RFC 9180, section 5.1) follows from it. A real sealer must never use one twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = Path(__file__).parent.parent / "seal"
Case = dict[str, Any]


def fixed(name: str, count: int = 32) -> bytes:
    return hashlib.shake_256(b"jiayi vectors: " + name.encode()).digest(count)


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def u(bits: int, value: int) -> bytes:
    return value.to_bytes(bits // 8, "big")


def part(data: bytes) -> bytes:
    return u(32, len(data)) + data


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).digest()[:16].hex()


def to_class(data: bytes, floor: int) -> bytes:
    powers = [floor << k for k in range(17) if len(data) <= floor << k <= 65536]
    size = powers[0] if powers else -(-len(data) // 65536) * 65536
    return data + bytes(size - len(data))


def hkdf_extract(salt: bytes, ikm: bytes, digest: str = "sha256") -> bytes:
    return hmac.new(salt or bytes(32), ikm, digest).digest()


def hkdf_expand(prk: bytes, info: bytes, length: int, digest: str = "sha256") -> bytes:
    out, block, count = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([count]), digest).digest()
        out, count = out + block, count + 1
    return out[:length]


HASH, KEY_BYTES = {1: "sha256", 2: "sm3"}, {1: 32, 2: 16}


def derive(suite: int, salt: bytes, ikm: bytes, info: bytes) -> bytes:
    """KDF of a suite (FORMAT.md, section 1)."""
    return hkdf_expand(hkdf_extract(salt, ikm, HASH[suite]), info, KEY_BYTES[suite], HASH[suite])


def aead(suite: int, key: bytes, nonce: bytes, text: bytes, aad: bytes) -> bytes:
    """AEAD of a suite: ciphertext and tag."""
    if suite == 1:
        return AESGCM(key).encrypt(nonce, text, aad)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


class Kem:
    """An X-Wing key pair from a seed, with one kept encapsulation to it."""

    _suite_id = b"HPKE" + u(16, 0x647A) + u(16, 0x0001) + u(16, 0x0002)

    def __init__(self, name: str, kept: dict[str, str]) -> None:
        self.seed = fixed(f"kem {name}")
        expanded = hashlib.shake_256(self.seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        pk_x = x25519.public_key().public_bytes_raw()
        self.public = mlkem.public_key().public_bytes_raw() + pk_x
        self.key_id = key_id(self.public)
        if name not in kept:
            ephemeral = X25519PrivateKey.from_private_bytes(fixed(f"ephemeral {name}"))
            kept[name] = b64u(mlkem.public_key().encapsulate()[1] + ephemeral.public_key().public_bytes_raw())
        self.enc = unb64u(kept[name])
        ss_m = mlkem.decapsulate(self.enc[:1088])
        ss_x = x25519.exchange(X25519PublicKey.from_public_bytes(self.enc[1088:]))
        self._shared = hashlib.sha3_256(ss_m + ss_x + self.enc[1088:] + pk_x + b"\\.//^\\").digest()

    def seal(self, info: bytes, text: bytes) -> bytes:
        def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
            return hkdf_extract(salt, b"HPKE-v1" + self._suite_id + label + ikm)

        def expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
            return hkdf_expand(secret, u(16, length) + b"HPKE-v1" + self._suite_id + label + context, length)

        context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
        secret = extract(self._shared, b"secret", b"")
        key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
        return self.enc + AESGCM(key).encrypt(nonce, text, b"")


class Sign:
    def __init__(self, name: str) -> None:
        self.seed = fixed(f"sign {name}")
        self._key = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_EIGHTH = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL_ORDER = [y.to_bytes(32, "little") for y in (0, 1, PRIME - 1, _EIGHTH, PRIME - _EIGHTH)]
"""The points whose order divides eight, with x even; the highest bit is the sign of x."""


class Anybody:
    """A public key that is the neutral point: [S]B = R holds for whoever knows an s, whatever the message."""

    def __init__(self, public: bytes) -> None:
        self.public = public
        self.key_id = key_id(public)

    def sign(self, message: bytes) -> bytes:
        del message
        seed = fixed("anybody")
        scalar = bytearray(hashlib.sha512(seed).digest()[:32])
        scalar[0] &= 248
        scalar[31] = scalar[31] & 63 | 64
        r = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return r + (int.from_bytes(scalar, "little") % ORDER).to_bytes(32, "little")


def read_kept() -> dict[str, str]:
    path = FOLDER / "encapsulations.json"
    return json.loads(path.read_text()) if path.exists() else {}


KEPT = read_kept()
NODE, OTHER_NODE, RECORD, MAILBOX = (Kem(name, KEPT) for name in ("node", "other node", "record", "mailbox"))
ROOT, DIRECTORY, RECEIPT, SIGNER, STRANGER = (
    Sign(name) for name in ("root", "directory", "receipt", "node", "stranger")
)
SESSION, OTHER_SESSION, RECORD_ID = fixed("session", 16), fixed("other session", 16), fixed("record", 16)
NOW_MS = 1_795_000_000_000
NOW = NOW_MS // 1000
REPLY_KEY = fixed("reply key")
STATE_KEYS = {7: fixed("state 7"), 8: fixed("state 8")}


def flip(data: bytes, at: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def case(name: str, given: dict[str, Any], wants: str | Any) -> Case:
    """A text wanted is a reason; anything else is what opens."""
    return {"name": name, "given": given, "wants": {"reason": wants} if isinstance(wants, str) else {"opens": wants}}


def in_common(one: bytes, other: bytes) -> int:
    """Answer how many bytes two texts begin with together."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if one[:middle] == other[:middle] else (least, middle - 1)
    return least


def edits(old: bytes, new: bytes) -> list[list[Any]]:
    """Answer what makes `new` of `old`: [place in old, bytes taken out, b64u put in, or how many zeros], from front to back."""
    if len(old) != len(new):
        same = in_common(old, new)
        tail = in_common(old[same:][::-1], new[same:][::-1])
        put = new[same : len(new) - tail]
        return [[same, len(old) - same - tail, len(put) if len(put) > 64 and not any(put) else b64u(put)]]
    found: list[list[Any]] = []
    at = 0
    while at < len(old):
        if old[at : at + 64] == new[at : at + 64]:
            at += 64
            continue
        if old[at] == new[at]:
            at += 1
            continue
        end = at + 1
        while end < len(old) and old[end : end + 8] != new[end : end + 8]:
            end += 1
        found.append([at, end - at, b64u(new[at:end])])
        at = end
    return found


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether half of two texts of one length is the same."""
    chunks = range(0, len(one), 64)
    return sum(one[at : at + 64] == other[at : at + 64] for at in chunks) * 2 > len(chunks)


def shortened(cases: list[Case], field: str) -> list[Case]:
    """Write long values of `field` as edits of an earlier case's: one key and nonce give one key stream, so little differs."""
    kept: list[tuple[str, bytes]] = []
    for each in cases:
        text = each["given"][field]
        data = unb64u(text)
        best: dict[str, Any] | None = None
        for name, base in kept if len(data) > 6000 else []:
            if len(base) == len(data) and not alike(base, data):
                continue
            made = {"like": name, "edits": edits(base, data)}
            if best is None or len(json.dumps(made)) < len(json.dumps(best)):
                best = made
        if best is not None and len(json.dumps(best)) * 2 < len(text):
            each["given"][field] = best
        elif len(data) > 6000:
            kept.append((each["name"], data))
    return cases
