"""One key folder, opened: its list checked against the mac, its secrets read one by one, its changes made whole.

A change is a new list that takes the place of the old one in one step; key files are written before, and removed after. A
machine that stops in between leaves either the old list or the new one, and at most a file that stands in no list.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

from records.errors import CannotOpen, Reason
from records.seal.wire import b64u, canonical_json, from_b64u
from records.store.errors import KeyStoreError, SealBroken
from records.store.kek.local import LocalKey, derive, list_mac
from records.store.kek.port import KEY_BYTES
from records.store.keyfolder.doors import Doors, close_holder, open_holder
from records.store.keyfolder.entries import (
    PURPOSES,
    Environment,
    Holder,
    InFile,
    KeyEntry,
    KeyEvent,
    KeyList,
    KeyState,
    read_list,
    write_list,
)
from records.store.keyfolder.files import (
    PATIENCE_S,
    only_writer,
    read_private,
    refuse_loose,
    sync,
    wipe,
    write_private,
)

LIST: Final = "keys.json"
_HEAD: Final = "jiayi-key 1"
_BACK_MS: Final = 5 * 60 * 1000


class KeyFolder:
    """An opened folder. `keys` is the list as it was read last."""

    def __init__(self, path: Path, keys: KeyList, folder_key: bytes, doors: Doors) -> None:
        self.path = path
        self.keys = keys
        self.doors = doors
        self._folder_key = folder_key
        self._file_key = LocalKey(derive(folder_key, b"jiayi/v1/key-files\0"), "files")

    @classmethod
    def open(cls, path: Path, doors: Doors) -> Self:
        """Open a folder; raises `KeyStoreError`, `KeysAway`."""
        if not path.is_dir():
            raise KeyStoreError(
                f"{path} is not a folder of keys; make one with jiayi keys ceremony or restore its backup"
            )
        refuse_loose(path, 0o077, "chmod 700")
        keys, mac = read_list(read_private(path / LIST), path / LIST)
        folder_key = open_holder(keys.holder, doors, what=f"the key folder {path}")
        _check(keys, mac, folder_key, path)
        return cls(path, keys, folder_key, doors)

    @classmethod
    def create(
        cls,
        path: Path,
        environment: Environment,
        holder: Holder,
        doors: Doors,
        secret_keys: dict[str, bytes],
        now_ms: int,
        *,
        there: Sequence[KeyEntry] = (),
        files: Mapping[str, str] = MappingProxyType({}),
        restored: bool = False,
    ) -> Self:
        """Make a folder, whole or not at all; raises `KeyStoreError`, `KeysAway`.

        `secret_keys` are by name, and active unless `there` has their entry, as it has those of keys that lie elsewhere. `files` go
        beside them. `restored` is the word for their events, instead of made.
        """
        if path.exists():
            raise KeyStoreError(f"{path} exists already; keys are never overwritten")
        folder_key = secrets.token_bytes(KEY_BYTES)
        keys = KeyList(
            environment=environment,
            changed_at_ms=now_ms,
            holder=close_holder(holder, folder_key, doors, what=f"the key folder {path}"),
            keys=[],
            pending=[],
        )
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
        try:
            unfinished.mkdir(mode=0o700, parents=True)
            made = cls(unfinished, keys, folder_key, doors)
            entries = [made.write_secret(name, secret, KeyState.ACTIVE, now_ms) for name, secret in secret_keys.items()]
            entries = list(({each.name: each for each in entries} | {each.name: each for each in there}).values())
            for name, content in files.items():
                write_private(unfinished / name, content.encode(), replace=False)
            word = "restored" if restored else "made"
            events = [event(each, word, now_ms) for each in entries if each.state is not KeyState.DESTROYED]
            made.keep(keys.with_(*entries, events=tuple(events), now_ms=now_ms))
            sync(unfinished)
            unfinished.rename(path)
            sync(path.parent)
        except OSError as error:
            raise KeyStoreError(f"keys cannot be written to {path}: {error.strerror}") from error
        return cls(path, made.keys, folder_key, doors)

    def stamp(self) -> tuple[int, int, int]:
        """Answer what tells whether the list has changed since; raises `KeyStoreError`."""
        try:
            found = (self.path / LIST).stat()
        except OSError as error:
            raise KeyStoreError(f"{self.path / LIST} cannot be read: {error.strerror}") from error
        return found.st_mtime_ns, found.st_ino, found.st_size

    def read_again(self) -> KeyList:
        """Read the list anew and answer it; raises `KeyStoreError` where it is not this folder's, unharmed."""
        keys, mac = read_list(read_private(self.path / LIST), self.path / LIST)
        _check(keys, mac, self._folder_key, self.path)
        self.keys = keys
        return keys

    @contextmanager
    def changing(self, now_ms: int, patience_s: float = PATIENCE_S) -> Generator[KeyList]:
        """Be the only writer and answer the newest list; raises `KeyStoreError`, also for a clock that was set back, and `KeysBusy`."""
        with only_writer(self.path, patience_s):
            keys = self.read_again()
            if now_ms < keys.changed_at_ms - _BACK_MS:
                raise KeyStoreError(
                    "this machine's clock is earlier than the last change of the keys; set the clock, then try again"
                )
            yield keys

    def secret(self, entry: KeyEntry) -> bytes:
        """Answer the secret of a key whose file lies here; raises `KeyStoreError`."""
        path = self.path / f"{entry.name}.key"
        try:
            line = read_private(path).decode("ascii").strip()
            head, _, body = line.rpartition(" ")
            if head != f"{_HEAD} {entry.name}":
                raise KeyStoreError(f"{path} does not hold this key; its line begins '{_HEAD} {entry.name}'")
            sealed = from_b64u(body, reason=Reason.JSON)
            secret = self._file_key.open(sealed, _file_aad(entry.name, entry.key_id))
        except (UnicodeDecodeError, CannotOpen, SealBroken) as error:
            raise KeyStoreError(f"{path} is damaged; restore it from the backup of the key folder") from error
        if PURPOSES[entry.purpose].key_id(secret) != entry.key_id:
            raise KeyStoreError(
                f"{path} is damaged: it holds another key than the list says; restore it from its backup"
            )
        return secret

    def write_secret(
        self, name: str, secret: bytes, state: KeyState, now_ms: int, *, made_at_ms: int | None = None
    ) -> KeyEntry:
        """Write a key file and answer its entry, which no list names yet; raises `KeyStoreError`.

        A file of this name that no list names is what a change left that did not finish: it is replaced.
        """
        purpose = name.partition("-")[0]
        key_id = PURPOSES[purpose].key_id(secret)
        line = f"{_HEAD} {name} {b64u(self._file_key.seal(secret, _file_aad(name, key_id)))}\n"
        unlisted = all(key.name != name for key in self.keys.keys)
        write_private(self.path / f"{name}.key", line.encode(), replace=unlisted)
        return KeyEntry(
            name=name,
            purpose=purpose,
            key_id=key_id,
            state=state,
            made_at_ms=now_ms if made_at_ms is None else made_at_ms,
            ends_at_ms=None,
            where=InFile(),
        )

    def keep(self, keys: KeyList) -> None:
        """Put this list in the place of the one that is there; raises `KeyStoreError`."""
        mac = b64u(list_mac(self._folder_key, canonical_json(keys.body())))
        write_private(self.path / LIST, write_list(keys, mac), replace=True)
        self.keys = keys

    def hold_otherwise(self, holder: Holder, doors: Doors, now_ms: int) -> None:
        """Seal the folder key for another holder; copies made before open as they did. Raises `KeyStoreError`, `KeysAway`.

        `doors` leads to the new holder.
        """
        # Before the folder is taken: somebody may have to type a passphrase, and a node to be revoked does not wait for that.
        closed = close_holder(holder, self._folder_key, doors, what=f"the key folder {self.path}")
        with self.changing(now_ms) as keys:
            told = tuple(event(each, "held_otherwise", now_ms) for each in keys.of("directory", KeyState.ACTIVE))
            self.keep(keys.model_copy(update={"holder": closed}).with_(events=told, now_ms=now_ms))

    def remove_secret(self, entry: KeyEntry) -> None:
        """Remove a key's file; raises `KeyStoreError`."""
        wipe(self.path / f"{entry.name}.key")

    def leftovers(self) -> list[str]:
        """Answer the files that stand in no list: what changes left that did not finish."""
        named = {f"{key.name}.key" for key in self.keys.keys if key.state is not KeyState.DESTROYED}
        return sorted(
            path.name
            for path in self.path.iterdir()
            if path.name.endswith(".unfinished") or (path.suffix == ".key" and path.name not in named)
        )

    def __repr__(self) -> str:
        return f"<KeyFolder {self.path}>"


def event(entry: KeyEntry, what: str, now_ms: int) -> KeyEvent:
    """Answer an event that the audit trail will hear of."""
    return KeyEvent(id=secrets.token_hex(16), at_ms=now_ms, purpose=entry.purpose, key_id=entry.key_id, what=what)


def _file_aad(name: str, key_id: str) -> bytes:
    return b"jiayi/v1/key-file\0" + name.encode() + b"\0" + key_id.encode()


def _check(keys: KeyList, mac: str, folder_key: bytes, path: Path) -> None:
    expected = b64u(list_mac(folder_key, canonical_json(keys.body())))
    if not hmac.compare_digest(expected, mac):
        raise KeyStoreError(
            f"{path / LIST} was changed by somebody without the key; restore the key folder from its backup"
        )
