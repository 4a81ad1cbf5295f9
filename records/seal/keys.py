"""Keys of FORMAT.md, section 1, the same in both suites: X-Wing for sealing, Ed25519 for signing, 32 bytes for capsules.

Wrappers keep raw `cryptography` objects out of the rest. Private keys show nothing in `repr`. No key is read from or
written to disk here; who keeps keys calls `to_bytes` and `from_bytes`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from records.errors import BadKey, CannotOpen, CannotSeal, Reason
from records.seal.suites import TAG_BYTES
from records.seal.wire import b64u

KEM_PUBLIC_BYTES: Final = 1216
KEM_SEED_BYTES: Final = 32
ENCAPSULATION_BYTES: Final = 1120
SEALED_OVERHEAD: Final = ENCAPSULATION_BYTES + TAG_BYTES
SIGNATURE_BYTES: Final = 64
ED25519_PUBLIC_BYTES: Final = 32
STATE_KEY_BYTES: Final = 32
_MLKEM_PUBLIC_BYTES: Final = 1184
_ED25519_PRIME: Final = 2**255 - 19
_SMALL_ORDER: Final = frozenset(
    {
        0,
        1,
        _ED25519_PRIME - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)
"""The y of the points whose order divides eight: what they sign, anybody could have signed."""
_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def key_id(public: bytes) -> str:
    """Answer the key id of a raw public key: the first 16 bytes of its SHA-256, in hex."""
    return hashlib.sha256(public).hexdigest()[:32]


def root_fingerprint(root_public: bytes) -> str:
    """Answer what a magnet's link pins: b64u of SHA-256 of the raw root key, 43 characters."""
    return b64u(hashlib.sha256(root_public).digest())


class KemPublicKey:
    """An X-Wing public key. Raises `BadKey` where the bytes are none."""

    __slots__ = ("_key", "key_id", "public_bytes")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEM_PUBLIC_BYTES:
            raise BadKey(f"an X-Wing public key has {KEM_PUBLIC_BYTES} bytes, not {len(raw)}")
        try:
            self._key = hpke.MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES]),
                X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]),
            )
        except ValueError:
            raise BadKey("not an X-Wing public key") from None
        self.public_bytes = bytes(raw)
        self.key_id = key_id(raw)

    def seal(self, text: bytes, info: bytes) -> bytes:
        """Seal `text`, bound to `info`: encapsulation, ciphertext, tag. Raises `CannotSeal` for a degenerate key."""
        try:
            return _SUITE.encrypt(text, self._key, info=info)
        except ValueError:
            raise CannotSeal("the recipient's key gives no shared secret") from None


@lru_cache(maxsize=256)
def kem_public_key(raw: bytes) -> KemPublicKey:
    """Answer the parsed key; parsing costs about as much as sealing and the same few recipients recur every turn."""
    return KemPublicKey(raw)


class KemPrivateKey:
    """An X-Wing private key, kept as its 32-byte seed."""

    __slots__ = ("_key", "_seed", "key_id", "public_bytes")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEM_SEED_BYTES:
            raise BadKey(f"an X-Wing seed has {KEM_SEED_BYTES} bytes, not {len(seed)}")
        # draft-connolly-cfrg-xwing-kem, section 5.2: expandDecapsulationKey
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._seed = bytes(seed)
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public_bytes = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_bytes)

    @classmethod
    def from_bytes(cls, seed: bytes) -> KemPrivateKey:
        """Answer the key of a 32-byte seed. Raises `BadKey`."""
        return cls(seed)

    def to_bytes(self) -> bytes:
        """Answer the 32-byte seed: a secret."""
        return self._seed

    @property
    def public(self) -> KemPublicKey:
        """The public half."""
        return kem_public_key(self.public_bytes)

    def open(self, sealed: bytes | memoryview, info: bytes) -> bytes:
        """Open what was sealed to this key with this `info`. Raises `CannotOpen(decrypt)`."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=info)
        except (InvalidTag, ValueError):
            raise CannotOpen(Reason.DECRYPT) from None

    def __repr__(self) -> str:
        return f"<KemPrivateKey {self.key_id}>"


def generate_kem_key() -> KemPrivateKey:
    """Make a fresh X-Wing key."""
    return KemPrivateKey(secrets.token_bytes(KEM_SEED_BYTES))


KemLookup = Callable[[str], KemPrivateKey | None]
"""From a key id to the private key; None where there is none. May raise `CannotOpen(expired_key)`."""


def find_kem_key(key: KemPrivateKey | KemLookup, wanted: str) -> KemPrivateKey:
    """Answer the private key of this id. Raises `CannotOpen`: `unknown_key`, or what the lookup raises."""
    if not isinstance(key, KemPrivateKey):
        found = key(wanted)
    elif key.key_id == wanted:
        return key
    else:
        found = None
    if found is None:
        raise CannotOpen(Reason.UNKNOWN_KEY)
    return found


class KemKeyring:
    """A few private keys by id, with the ids of those that were retired. `find` is a `KemLookup`."""

    def __init__(self, keys: Iterable[KemPrivateKey] = (), retired: Iterable[str] = ()) -> None:
        self._keys = {key.key_id: key for key in keys}
        self._retired = frozenset(retired)

    def find(self, wanted: str) -> KemPrivateKey | None:
        """Answer the key of this id, or None. Raises `CannotOpen(expired_key)` for a retired one."""
        if wanted in self._retired:
            raise CannotOpen(Reason.EXPIRED_KEY)
        return self._keys.get(wanted)


def is_strict_key(raw: bytes) -> bool:
    """Tell whether an Ed25519 public key may verify anything: y below the prime, and no point of small order.

    Implementations are not of one mind about such keys; FORMAT.md, section 1, is. A y that is no point is the library's to refuse.
    """
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    return len(raw) == ED25519_PUBLIC_BYTES and y < _ED25519_PRIME and y not in _SMALL_ORDER


class VerifyKey:
    """An Ed25519 public key. Raises `BadKey` where the bytes are none; one that is not strict verifies nothing."""

    __slots__ = ("_key", "key_id", "public_bytes")

    def __init__(self, raw: bytes) -> None:
        try:
            self._key = Ed25519PublicKey.from_public_bytes(raw)
        except ValueError:
            raise BadKey("an Ed25519 public key has 32 bytes") from None
        self.public_bytes = bytes(raw)
        self.key_id = key_id(raw)

    @classmethod
    def from_bytes(cls, raw: bytes) -> VerifyKey:
        """Answer the key of 32 raw bytes. Raises `BadKey`."""
        return cls(raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature. Raises `CannotOpen(signature)`."""
        if not is_strict_key(self.public_bytes):
            raise CannotOpen(Reason.SIGNATURE)
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            raise CannotOpen(Reason.SIGNATURE) from None

    def __repr__(self) -> str:
        return f"<VerifyKey {self.key_id}>"


VerifyLookup = Callable[[str], VerifyKey | None]
"""From a key id to the verifying key; None where there is none. May raise `CannotOpen(expired_key)`."""


class SigningKey:
    """An Ed25519 private key, kept as its 32 raw bytes."""

    __slots__ = ("_key", "key_id", "public_bytes")

    def __init__(self, raw: bytes) -> None:
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(raw)
        except ValueError:
            raise BadKey("an Ed25519 private key has 32 bytes") from None
        self.public_bytes = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_bytes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> SigningKey:
        """Answer the key of 32 raw bytes. Raises `BadKey`."""
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Answer the 32 raw bytes: a secret."""
        return self._key.private_bytes_raw()

    @property
    def public(self) -> VerifyKey:
        """The public half."""
        return VerifyKey(self.public_bytes)

    def sign(self, message: bytes) -> bytes:
        """Answer the 64-byte signature of `message`."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"<SigningKey {self.key_id}>"


def generate_signing_key() -> SigningKey:
    """Make a fresh Ed25519 key."""
    return SigningKey(secrets.token_bytes(32))


class StateKeys:
    """The cluster's capsule keys by epoch, the epoch that seals, and the epochs that were retired.

    Raises `BadKey` for a key that has not 32 bytes, an epoch that does not fit 32 bits, or a current epoch without key.
    """

    __slots__ = ("_keys", "current", "retired")

    def __init__(self, keys: Mapping[int, bytes], current: int, retired: Iterable[int] = ()) -> None:
        self._keys = MappingProxyType({epoch: bytes(key) for epoch, key in keys.items()})
        self.current = current
        self.retired = frozenset(retired)
        if current not in self._keys:
            raise BadKey(f"epoch {current} has no state key")
        for epoch, key in self._keys.items():
            if not 0 <= epoch < 1 << 32 or len(key) != STATE_KEY_BYTES or epoch in self.retired:
                raise BadKey(f"epoch {epoch} is no u32, is retired, or its key has not {STATE_KEY_BYTES} bytes")

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs that have a key, in order."""
        return tuple(sorted(self._keys))

    def key(self, epoch: int) -> bytes:
        """Answer the key of an epoch. Raises `CannotOpen`: `expired_key` for a retired epoch, else `unknown_key`."""
        if epoch in self.retired:
            raise CannotOpen(Reason.EXPIRED_KEY)
        key = self._keys.get(epoch)
        if key is None:
            raise CannotOpen(Reason.UNKNOWN_KEY)
        return key

    def __repr__(self) -> str:
        return f"<StateKeys epochs={self.epochs} current={self.current}>"


def generate_state_key() -> bytes:
    """Make a fresh capsule key of 32 bytes."""
    return secrets.token_bytes(STATE_KEY_BYTES)
