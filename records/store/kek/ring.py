"""Several key-encryption keys at once: the newest wraps, each opens what it wrapped, and opened keys are remembered briefly.

What is remembered: where a key-encryption key is in a token or behind Vault, every unwrapping costs a call there, and a token of
200 calls a second would bound the intake. So opened data keys stay in memory for ten minutes, ten thousand at most: a consultation
of ten turns costs one call. An own key in memory is never remembered, because unwrapping costs less than looking up.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from records.store.errors import SealBroken
from records.store.kek.port import DataKey, KeyWrap, WrappedKey, kek_of

REMEMBERED: Final = 10_000
REMEMBERED_S: Final = 600.0


class OpenedKeys:
    """Opened data keys by the digest of what they were opened from; bounded in number and in time."""

    def __init__(
        self, limit: int = REMEMBERED, life_s: float = REMEMBERED_S, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._life_s = life_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._keys: OrderedDict[bytes, tuple[DataKey, float]] = OrderedDict()

    def find(self, wrapped: bytes, owner: str) -> DataKey | None:
        """Answer a remembered key, or None."""
        at = _place(wrapped, owner)
        with self._lock:
            self._forget_old()
            found = self._keys.get(at)
            return found[0] if found else None

    def keep(self, wrapped: bytes, owner: str, key: DataKey) -> None:
        """Remember a key; its time counts from now and is not prolonged by use."""
        if self._limit == 0:
            return
        at = _place(wrapped, owner)
        with self._lock:
            self._forget_old()
            self._keys.pop(at, None)
            while len(self._keys) >= self._limit:
                self._keys.popitem(last=False)
            self._keys[at] = (key, self._monotonic() + self._life_s)

    def _forget_old(self) -> None:
        now = self._monotonic()
        while self._keys:
            at, (_, ends) = next(iter(self._keys.items()))
            if ends > now:
                return
            del self._keys[at]

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"<OpenedKeys {len(self._keys)}>"


Keks = Callable[[], tuple[str, Mapping[str, KeyWrap]]]
"""Answers the id of the key-encryption key in force, and all that open, by id; asked at every use, so that a rotation shows at once."""


class KekRing:
    """The vault's port over a set of key-encryption keys that may change while the process runs."""

    def __init__(
        self, keks: Keks, opened: OpenedKeys | None = None, look_again: Callable[[], None] = lambda: None
    ) -> None:
        self._keks = keks
        self._opened = OpenedKeys() if opened is None else opened
        self._look_again = look_again

    @property
    def kek_id(self) -> str:
        """Answer the id of the key in force."""
        return self._keks()[0]

    def wrap(self, key: DataKey, owner: str) -> WrappedKey:
        """Seal a data key for its owner under the key in force. Raises `KeysAway`."""
        active, keks = self._keks()
        wrapped = keks[active].wrap(key, owner)
        if not keks[active].local:
            self._opened.keep(wrapped, owner, key)  # whoever just registered is about to be written to
        return wrapped

    def unwrap(self, wrapped: WrappedKey, owner: str) -> DataKey:
        """Open a data key with the key that wrapped it. Raises `SealBroken`, `KeysAway`."""
        wanted = kek_of(wrapped, owner)
        kek = self._keks()[1].get(wanted)
        if kek is None:
            self._look_again()  # another process may have seen a rotation before this one
            kek = self._keks()[1].get(wanted)
        if kek is None:
            raise SealBroken(f"data key of {owner} was wrapped under a key that is not here")
        if kek.local:
            return kek.unwrap(wrapped, owner)
        known = self._opened.find(wrapped, owner)
        if known is None:
            known = kek.unwrap(wrapped, owner)
            self._opened.keep(wrapped, owner, known)
        return known


def _place(wrapped: bytes, owner: str) -> bytes:
    return hashlib.sha256(wrapped + b"\0" + owner.encode()).digest()
