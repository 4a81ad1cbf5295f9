"""The port to whoever holds a key-encryption key, and the wrapping of data keys over it (FORMAT.md, section 12).

A `SealingKey` is an AES-256-GCM key that may be anywhere: in memory, in a token, behind Vault. It binds what it seals to
associated data; `KeyWrap` puts the data key's owner there, so that a wrapped key moved to another resident does not open.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final, NewType, Protocol

from records.store.errors import SealBroken

DataKey = NewType("DataKey", bytes)
WrappedKey = NewType("WrappedKey", bytes)

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_HEAD_BYTES: Final = 17
_LONGEST: Final = _HEAD_BYTES + 512


class SealingKey(Protocol):
    """Port: an authenticated key that seals short secrets to associated data. Raises `KeysAway` where it is out of reach."""

    @property
    def key_id(self) -> str:
        """Answer 32 hex characters that name this key."""
        ...

    @property
    def local(self) -> bool:
        """Tell whether using it costs no call to another machine or device."""
        ...

    def seal(self, text: bytes, aad: bytes) -> bytes:
        """Seal `text`, bound to `aad`."""
        ...

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """Open what `seal` made with the same `aad`; raises `SealBroken`."""
        ...

    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal pairs of text and associated data, in order."""
        ...

    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open pairs of sealed bytes and associated data, in order; None for each that does not open."""
        ...


class KeyEncryptionKey(Protocol):
    """Port of the vault: wraps data keys for their owners. `unwrap` raises `SealBroken`, both `KeysAway`."""

    @property
    def kek_id(self) -> str:
        """Answer 32 hex characters that name the key in force."""
        ...

    def wrap(self, key: DataKey, owner: str) -> WrappedKey:
        """Seal a data key for its owner."""
        ...

    def unwrap(self, wrapped: WrappedKey, owner: str) -> DataKey:
        """Open what `wrap` made for the same owner."""
        ...


class RemoteKey(ABC):
    """A key that stays with its holder, which is asked for many things at once; one thing is a batch of one."""

    local = False
    where: ClassVar[str]
    """The holder, in words."""

    @abstractmethod
    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal pairs of text and associated data, in order. Raises `KeysAway`."""

    @abstractmethod
    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open pairs of sealed bytes and associated data, in order; None for each that does not open. Raises `KeysAway`."""

    def seal(self, text: bytes, aad: bytes) -> bytes:
        """Seal `text`, bound to `aad`. Raises `KeysAway`."""
        return self.seal_many([(text, aad)])[0]

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """Open what `seal` made with the same `aad`. Raises `SealBroken`, `KeysAway`."""
        opened = self.open_many([(sealed, aad)])[0]
        if opened is None:
            raise SealBroken(f"sealed bytes do not open in {self.where}: altered, moved, or another key")
        return opened


class KeyWrap:
    """Wraps data keys under one sealing key."""

    def __init__(self, key: SealingKey) -> None:
        self._key = key
        self._head = _VERSION + bytes.fromhex(key.key_id)

    @property
    def kek_id(self) -> str:
        """Answer the id of the sealing key."""
        return self._key.key_id

    @property
    def local(self) -> bool:
        """Tell whether unwrapping is a matter of this process alone."""
        return self._key.local

    def wrap(self, key: DataKey, owner: str) -> WrappedKey:
        """Seal a data key for its owner."""
        return WrappedKey(self._head + self._key.seal(key, self._aad(owner)))

    def unwrap(self, wrapped: WrappedKey, owner: str) -> DataKey:
        """Open a data key; raises `SealBroken` for another owner's, another key's or an altered one."""
        return _data_key(self._key.open(self._body(wrapped, owner), self._aad(owner)), owner)

    def wrap_many(self, keys: Sequence[tuple[DataKey, str]]) -> list[WrappedKey]:
        """Seal data keys for their owners, in order."""
        made = self._key.seal_many([(key, self._aad(owner)) for key, owner in keys])
        return [WrappedKey(self._head + body) for body in made]

    def unwrap_many(self, wrapped: Sequence[tuple[bytes, str]]) -> list[DataKey | None]:
        """Open data keys, in order; None for each that does not open."""
        items: list[tuple[bytes, bytes]] = []
        places: list[int] = []
        answer: list[DataKey | None] = [None] * len(wrapped)
        for place, (each, owner) in enumerate(wrapped):
            if each[:_HEAD_BYTES] == self._head and len(each) <= _LONGEST:
                items.append((each[_HEAD_BYTES:], self._aad(owner)))
                places.append(place)
        for place, opened in zip(places, self._key.open_many(items), strict=True):
            if opened is not None and len(opened) == KEY_BYTES:
                answer[place] = DataKey(opened)
        return answer

    def _body(self, wrapped: bytes, owner: str) -> bytes:
        if kek_of(wrapped, owner) != self._key.key_id:
            raise SealBroken(f"data key of {owner} was wrapped under another key")
        return wrapped[_HEAD_BYTES:]

    def _aad(self, owner: str) -> bytes:
        return b"jiayi/v1/data-key\0" + self._head + owner.encode()


def kek_of(wrapped: bytes, owner: str) -> str:
    """Answer the id of the key that wrapped a data key; raises `SealBroken` where the form is wrong."""
    if wrapped[:1] != _VERSION or not _HEAD_BYTES < len(wrapped) <= _LONGEST:
        raise SealBroken(f"data key of {owner}: unknown form")
    return bytes(wrapped[1:_HEAD_BYTES]).hex()


def _data_key(opened: bytes, owner: str) -> DataKey:
    if len(opened) != KEY_BYTES:
        raise SealBroken(f"data key of {owner} has not {KEY_BYTES} bytes")
    return DataKey(opened)
