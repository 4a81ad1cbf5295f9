"""Opening what holds the folder key: a passphrase, a token, a Vault, or nobody at all on a development machine.

A connection to a token or Vault is made once and shared by everything that lies there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from records.errors import CannotOpen, Reason
from records.seal.wire import b64u, from_b64u
from records.store.errors import KeyStoreError, SealBroken
from records.store.kek.local import LocalKey
from records.store.kek.passphrase import SALT_BYTES, Argon2id, require_good
from records.store.kek.port import KEY_BYTES, SealingKey
from records.store.keyfolder.entries import Holder, OpenHolder, PassphraseHolder, TokenHolder, VaultHolder, holder_aad


@dataclass(frozen=True)
class Wanted:
    """Which secret is wanted: its kind, what it opens in words for people, and whether it is to be thought of now."""

    kind: Literal["passphrase", "pin", "vault_token"]
    of: str
    new: bool = False

    def __str__(self) -> str:
        words = {"passphrase": "passphrase", "pin": "PIN", "vault_token": "Vault token"}
        return f"{'a new' if self.new else 'the'} {words[self.kind]} of {self.of}"


Ask = Callable[[Wanted], str]
"""Answers a secret; raises `KeyStoreError` where it cannot."""


class KeyRoom(Protocol):
    """A token or a Vault: where keys are made, looked for and destroyed."""

    def generate(self) -> str:
        """Make a key that stays there and answer its id."""
        ...

    def holds(self, key_id: str) -> bool:
        """Tell whether it is there."""
        ...

    def destroy(self, key_id: str) -> None:
        """Destroy it; one that is not there is no error."""
        ...


def nobody(what: Wanted) -> str:
    """Answer no secret: for folders that need none."""
    raise KeyStoreError(
        f"{what} is needed; name a file with JIAYI_KEY_SECRET_FILE or a descriptor with JIAYI_KEY_SECRET_FD"
    )


class Doors:
    """The way to tokens and Vaults of one key folder."""

    def __init__(self, ask: Ask = nobody) -> None:
        self.ask = ask
        self._rooms: dict[tuple[str, ...], tuple[KeyRoom, Callable[[str], SealingKey]]] = {}

    def room(self, where: TokenHolder | VaultHolder) -> KeyRoom:
        """Answer the token or Vault that a holder names. Raises `KeysAway`, `KeyStoreError`."""
        return self._room(where)[0]

    def key(self, where: TokenHolder | VaultHolder) -> SealingKey:
        """Answer the key that a holder names. Raises `KeysAway`, `KeyStoreError`."""
        return self._room(where)[1](where.key_id)

    def _room(self, where: TokenHolder | VaultHolder) -> tuple[KeyRoom, Callable[[str], SealingKey]]:
        if isinstance(where, TokenHolder):
            place: tuple[str, ...] = (where.module, where.token)
        else:
            place = (where.url, where.mount, where.namespace, where.ca)
        if place not in self._rooms:
            self._rooms[place] = self._enter(where)
        return self._rooms[place]

    def _enter(self, where: TokenHolder | VaultHolder) -> tuple[KeyRoom, Callable[[str], SealingKey]]:
        if isinstance(where, TokenHolder):
            from records.store.kek.token import Token, TokenKey  # noqa: PLC0415 - loads a library that few need

            token = Token(where.module, where.token, lambda: self.ask(Wanted("pin", f"the token {where.token}")))
            return token, lambda key_id: TokenKey(token, key_id)
        from records.store.kek.transit import TransitKey, TransitVault, VaultAddress  # noqa: PLC0415 - as above

        address = VaultAddress(where.url, where.mount, where.namespace, where.ca)
        vault = TransitVault(address, lambda: self.ask(Wanted("vault_token", where.url)))
        return vault, lambda key_id: TransitKey(vault, key_id)


def passphrase_holder(cost: Argon2id | None = None) -> PassphraseHolder:
    """Answer a new passphrase holder with a salt of its own."""
    cost = cost or Argon2id()
    return PassphraseHolder(
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        salt=b64u(secrets.token_bytes(SALT_BYTES)),
    )


def close_holder(holder: Holder, folder_key: bytes, doors: Doors, *, what: str) -> Holder:
    """Answer the holder with the folder key sealed in it. Raises `KeysAway`, `KeyStoreError`."""
    if isinstance(holder, OpenHolder):
        return OpenHolder(sealed=b64u(folder_key))
    aad = holder_aad(holder)
    if isinstance(holder, PassphraseHolder):
        sealed = b64u(
            _passphrase_key(holder, require_good(doors.ask(Wanted("passphrase", what, new=True)))).seal(folder_key, aad)
        )
    else:
        made = doors.key(holder).seal(folder_key, aad)
        sealed = made.decode() if isinstance(holder, VaultHolder) else b64u(made)
    return holder.model_copy(update={"sealed": sealed})


def open_holder(holder: Holder, doors: Doors, *, what: str) -> bytes:
    """Answer the folder key. Raises `KeysAway`, and `KeyStoreError` for a wrong passphrase or a damaged holder."""
    try:
        text = holder.sealed
        sealed = text.encode() if isinstance(holder, VaultHolder) else from_b64u(text, reason=Reason.JSON)
        if isinstance(holder, OpenHolder):
            folder_key = sealed
        elif isinstance(holder, PassphraseHolder):
            folder_key = _passphrase_key(holder, doors.ask(Wanted("passphrase", what))).open(sealed, holder_aad(holder))
        else:
            folder_key = doors.key(holder).open(sealed, holder_aad(holder))
    except (SealBroken, CannotOpen):
        if isinstance(holder, PassphraseHolder):
            raise KeyStoreError(
                f"the passphrase does not open {what}; it is another one, or the file was changed"
            ) from None
        raise KeyStoreError(f"{what} does not open; it was changed, or belongs to another holder") from None
    if len(folder_key) != KEY_BYTES:
        raise KeyStoreError(f"{what} is damaged; restore it from its backup")
    return folder_key


def _passphrase_key(holder: PassphraseHolder, passphrase: str) -> LocalKey:
    cost = Argon2id(holder.memory_kib, holder.passes, holder.lanes)
    return LocalKey(
        cost.derive(passphrase, from_b64u(holder.salt, reason=Reason.JSON, length=SALT_BYTES)), "passphrase"
    )
