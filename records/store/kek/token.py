"""A sealing key inside a PKCS#11 token: made there, never extractable, used by CKM_AES_GCM with the associated data bound.

The one module that imports `pkcs11`. That library starts a token's own library for one thread (C_Initialize without
arguments), so all calls of this process go one after another; `records.store.kek.ring` keeps that from mattering. When the token
was pulled and put back, or the session was lost, the library is started anew, logs in again, and the call is tried once more.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import pkcs11
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    MultipleObjectsReturned,
    NoSuchKey,
    NoSuchToken,
    PinIncorrect,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)

from records.store.errors import KeysAway, KeyStoreError
from records.store.kek.local import NONCE_BYTES, TAG_BYTES
from records.store.kek.port import RemoteKey

_TAG_BITS: Final = 8 * TAG_BYTES
_LABEL: Final = "jiayi-kek"
_PROBE: Final = b"jiayi/v1/probe\0"
_PIN_WRONG: Final = (PinIncorrect, PinLenRange)
_one_at_a_time = threading.RLock()


class Session:
    """A session with the keys that were found in it: searching costs as much as sealing, and a search cut short spoils others."""

    def __init__(self, session: Any) -> None:
        self.raw = session
        ours = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY, pkcs11.Attribute.LABEL: _LABEL}
        self._keys: dict[str, Any] = {bytes(key.id).hex(): key for key in list(session.get_objects(ours))}

    def find(self, key_id: str) -> Any:
        """Answer the key of this id; raises `NoSuchKey`."""
        found = self._keys.get(key_id)
        if found is None:
            self.raw.generate_random(
                64
            )  # fails where the session is lost; a search cut short would end another session's
            found = self.raw.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, id=bytes.fromhex(key_id))
            self._keys[key_id] = found
        return found


class Token:
    """One token of one library, logged in. `ask_pin` answers the user PIN, each time that it must log in."""

    def __init__(self, module: str, label: str, ask_pin: Callable[[], str]) -> None:
        self.module = module
        self.label = label
        self._ask_pin = ask_pin
        self._pin: str | None = None
        with _one_at_a_time:
            self._session: Session | None = self._open_session(anew=False)

    def generate(self) -> str:
        """Make a key that stays in the token, and answer its id. Raises `KeysAway`."""
        key_id = secrets.token_hex(16)

        def make(session: Session) -> None:
            session.raw.generate_key(
                pkcs11.KeyType.AES,
                256,
                id=bytes.fromhex(key_id),
                label=_LABEL,
                store=True,
                template={
                    pkcs11.Attribute.PRIVATE: True,
                    pkcs11.Attribute.SENSITIVE: True,
                    pkcs11.Attribute.EXTRACTABLE: False,
                    pkcs11.Attribute.MODIFIABLE: False,
                    pkcs11.Attribute.ENCRYPT: True,
                    pkcs11.Attribute.DECRYPT: True,
                    pkcs11.Attribute.WRAP: False,
                    pkcs11.Attribute.UNWRAP: False,
                },
            )

        self.use(make)
        return key_id

    def destroy(self, key_id: str) -> None:
        """Destroy a key in the token; one that is not there is no error. Raises `KeysAway`."""
        with suppress(NoSuchKey):
            self.use(lambda session: session.find(key_id).destroy())

    def holds(self, key_id: str) -> bool:
        """Tell whether the token has this key, as it must be: made here and not extractable. Raises `KeysAway`."""

        def look(session: Session) -> bool:
            key = session.find(key_id)
            return bool(key[pkcs11.Attribute.NEVER_EXTRACTABLE] and key[pkcs11.Attribute.LOCAL])

        try:
            return bool(self.use(look))
        except NoSuchKey:
            return False

    def use(self, work: Callable[[Session], Any]) -> Any:
        """Run `work` with a session; when the session is lost, once more with a new one. Raises `KeysAway`.

        `NoSuchKey` and errors of the data itself pass.
        """
        with _one_at_a_time:
            for attempt in (1, 2):
                try:
                    if self._session is not None:
                        return work(self._session)
                    why = "no session"
                except (MultipleObjectsReturned, EncryptedDataInvalid, EncryptedDataLenRange):
                    raise
                except NoSuchKey:
                    if attempt == 2:  # noqa: PLR2004 - the first time it may be that the token has logged us out
                        raise
                    why = "no such key"
                except PKCS11Error as error:
                    why = type(error).__name__
                if attempt == 1:
                    self._reconnect()
            raise self._away(why)

    def _reconnect(self) -> None:
        # Closed before the library is started anew: a handle closed later would be somebody else's.
        if self._session is not None:
            with suppress(PKCS11Error):
                self._session.raw.close()
        self._session = None
        self._session = self._open_session(anew=True)

    def _open_session(self, *, anew: bool) -> Session:
        try:
            library = pkcs11.lib(self.module)
        except PKCS11Error as error:
            raise KeyStoreError(
                f"the PKCS#11 library {self.module} cannot be loaded; install it, or name the right one"
            ) from error
        try:
            if anew:
                library.reinitialize()
            token = library.get_token(token_label=self.label)
            return Session(self._login(token))
        except NoSuchToken:
            if not anew:
                return self._open_session(anew=True)  # a library learns of new tokens only when it starts
            raise self._away("no such token") from None
        except PKCS11Error as error:
            raise self._away(type(error).__name__) from error

    def _login(self, token: Any) -> Any:
        for attempt in (1, 2):
            pin = self._pin if self._pin is not None else self._ask_pin()
            try:
                session = token.open(rw=True, user_pin=pin)
            except pkcs11.exceptions.UserAlreadyLoggedIn:
                return token.open(rw=True)
            except _PIN_WRONG as error:
                if attempt == 2 or self._pin is None:  # noqa: PLR2004 - the PIN that was asked for just now
                    raise KeyStoreError(
                        f"the PIN of the token {self.label} is wrong; a few wrong tries lock the token"
                    ) from error
                self._pin = None
            except PinLocked as error:
                raise KeyStoreError(f"the token {self.label} is locked; its security officer unlocks it") from error
            else:
                self._pin = pin
                return session
        raise AssertionError("unreachable")

    def _away(self, why: str) -> KeysAway:
        return KeysAway(
            f"the token {self.label} does not answer ({why}); plug it in or start it, nothing was changed meanwhile"
        )

    def __repr__(self) -> str:
        return f"<Token {self.label}>"


class TokenKey(RemoteKey):
    """One key of a token."""

    where = "the token"

    def __init__(self, token: Token, key_id: str) -> None:
        self._token = token
        self._id = key_id

    @property
    def key_id(self) -> str:
        """Answer the key's id: its CKA_ID."""
        return self._id

    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal pairs of text and associated data, in order. Raises `KeysAway`."""

        def work(session: Session) -> list[bytes]:
            key = session.find(self._id)
            made = []
            for text, aad in items:
                nonce = secrets.token_bytes(NONCE_BYTES)
                made.append(nonce + bytes(key.encrypt(text, **_gcm(nonce, aad))))
            return made

        made: list[bytes] = self._used(work)
        return made

    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open pairs of sealed bytes and associated data, in order; None for what does not open. Raises `KeysAway`."""

        def work(session: Session) -> list[bytes | None]:
            key = session.find(self._id)
            return [self._opened(key, sealed, aad) for sealed, aad in items]

        opened: list[bytes | None] = self._used(work)
        return opened

    @staticmethod
    def _opened(key: Any, sealed: bytes, aad: bytes) -> bytes | None:
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            return None
        try:
            return bytes(key.decrypt(sealed[NONCE_BYTES:], **_gcm(sealed[:NONCE_BYTES], aad)))
        except (EncryptedDataInvalid, EncryptedDataLenRange):
            return None
        except PKCS11Error:
            # SoftHSM calls a wrong tag a general error. Where the same key still works, it was the data; else this raises.
            nonce = secrets.token_bytes(NONCE_BYTES)
            probe = bytes(key.encrypt(_PROBE, **_gcm(nonce, b"")))
            if bytes(key.decrypt(probe, **_gcm(nonce, b""))) != _PROBE:
                raise
            return None

    def _used(self, work: Callable[[Session], Any]) -> Any:
        try:
            return self._token.use(work)
        except NoSuchKey:
            raise KeysAway(
                f"the token {self._token.label} holds no key {self._id}; restore the token from its own backup"
            ) from None
        except MultipleObjectsReturned:
            raise KeyStoreError(f"the token {self._token.label} holds more than one key {self._id}") from None

    def __repr__(self) -> str:
        return f"<TokenKey {self._id}>"


def _gcm(nonce: bytes, aad: bytes) -> dict[str, Any]:
    return {
        "mechanism": pkcs11.Mechanism.AES_GCM,
        "mechanism_param": pkcs11.GCMParams(nonce, aad=aad, tag_bits=_TAG_BITS),
    }
