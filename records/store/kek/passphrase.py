"""A key under a passphrase: Argon2id, with the parameters stored beside it and bounded before anything is allocated.

Floors: OWASP Password Storage Cheat Sheet (19 MiB, 2 passes). What is written is four times the memory of the second
recommendation of RFC 9106, section 4 (64 MiB, 3 passes, 4 lanes): a key folder is opened a few times a day at most.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from records.store.errors import KeyStoreError

SALT_BYTES: Final = 16
SHORTEST_PASSPHRASE: Final = 12
_LONGEST_PASSPHRASE: Final = 1024
_MEMORY_KIB: Final = range(19_456, 4_194_304 + 1)
_PASSES: Final = range(2, 64 + 1)
_LANES: Final = range(1, 16 + 1)


@dataclass(frozen=True)
class Argon2id:
    """The cost of trying one passphrase: memory in KiB, passes over it, lanes. Raises `KeyStoreError` out of bounds."""

    memory_kib: int = 262_144
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        for value, bounds, name in (
            (self.memory_kib, _MEMORY_KIB, "memory_kib"),
            (self.passes, _PASSES, "passes"),
            (self.lanes, _LANES, "lanes"),
        ):
            if type(value) is not int or value not in bounds:
                raise KeyStoreError(
                    f"Argon2id with {name} = {value} is refused; {bounds[0]} to {bounds[-1]} is allowed"
                )

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """Answer the 32-byte key of a passphrase. Raises `KeyStoreError` for one that cannot be."""
        secret = unicodedata.normalize("NFC", passphrase).encode()
        if not 0 < len(secret) <= _LONGEST_PASSPHRASE or len(salt) != SALT_BYTES:
            raise KeyStoreError(f"a passphrase has 1 to {_LONGEST_PASSPHRASE} bytes, and its salt {SALT_BYTES}")
        try:
            return hash_secret_raw(
                secret,
                salt,
                time_cost=self.passes,
                memory_cost=self.memory_kib,
                parallelism=self.lanes,
                hash_len=32,
                type=Type.ID,
                version=0x13,
            )
        except MemoryError as error:
            raise KeyStoreError(
                f"this machine has no {self.memory_kib // 1024} MiB of memory free to try it"
            ) from error


def require_good(passphrase: str) -> str:
    """Answer a new passphrase that is long enough; raises `KeyStoreError` with what to do."""
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        raise KeyStoreError(
            f"a passphrase needs {SHORTEST_PASSPHRASE} characters or more; five or six words that nobody chose are good"
        )
    return passphrase
