"""A copy of the key folder in one file under a passphrase of its own, which opens where token, Vault and machine are gone.

A key-encryption key that never leaves its token or Vault is not in it: that one is kept by the token's or Vault's own backup,
and `left_out` names it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from records.errors import CannotOpen, Reason
from records.seal.wire import b64u, canonical_json, from_b64u, parse_canonical_object
from records.store.errors import KeyStoreError
from records.store.kek.passphrase import Argon2id
from records.store.keyfolder.ceremony import open_file, seal_file
from records.store.keyfolder.doors import Ask, Doors
from records.store.keyfolder.entries import Holder, InFile, KeyList, KeyState, TokenHolder, VaultHolder
from records.store.keyfolder.files import only_writer, read_private, write_private
from records.store.keyfolder.folder import KeyFolder, event
from records.store.keystore import KeyStore

_BESIDE: Final = ("*.certificate", "audit.anchors")


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds: names of keys, and those whose secret is elsewhere."""

    held: tuple[str, ...]
    left_out: tuple[str, ...]


def back_up(store: KeyStore, path: Path, ask: Ask, *, cost: Argon2id | None = None) -> BackedUp:
    """Write a backup; raises `KeyStoreError`, also where the file exists."""
    if path.exists():
        raise KeyStoreError(f"{path} exists already; a backup is never overwritten")
    folder = store.opened
    with only_writer(folder.path):
        keys = folder.read_again()
        here = [key for key in keys.keys if isinstance(key.where, InFile) and key.state is not KeyState.DESTROYED]
        body = {
            "list": {name: value for name, value in keys.body().items() if name not in {"holder", "pending"}},
            "secrets": {key.name: b64u(folder.secret(key)) for key in here},
            "files": {
                found.name: found.read_text(encoding="ascii")
                for pattern in _BESIDE
                for found in sorted(folder.path.glob(pattern))
            },
        }
        told = (event(keys.active("kek"), "backed_up", store.now_ms()),)
        folder.keep(keys.with_(events=told, now_ms=store.now_ms()))
    write_private(path, seal_file("backup", secrets.token_hex(16), canonical_json(body), ask, cost), replace=False)
    away = [key.name for key in keys.keys if not isinstance(key.where, InFile) and key.state is not KeyState.DESTROYED]
    return BackedUp(tuple(key.name for key in here), tuple(away))


def restore(path: Path, target: Path, holder: Holder, ask_backup: Ask, ask: Ask, *, now_ms: int) -> KeyStore:
    """Make a key folder from a backup, held as `holder` says, and answer it opened.

    `ask_backup` answers the backup's passphrase, `ask` what the new holder needs. Raises `KeyStoreError`, `KeysAway`.
    """
    _, text = open_file("backup", read_private(path), ask_backup, path)
    try:
        body = parse_canonical_object(text, malformed=Reason.JSON)
        listed = KeyList.model_validate({**body["list"], "holder": {"kind": "open", "sealed": ""}, "pending": []})
        held = {name: from_b64u(each, reason=Reason.JSON) for name, each in body["secrets"].items()}
        files = {str(name): str(each) for name, each in body["files"].items()}
    except (CannotOpen, ValidationError, KeyError, AttributeError) as error:
        raise KeyStoreError(f"{path} is no backup of this version") from error
    if any("/" in name or name.startswith(".") for name in files):
        raise KeyStoreError(f"{path} names files outside of a key folder")
    doors = Doors(ask)
    if isinstance(holder, TokenHolder | VaultHolder):
        holder = holder.model_copy(update={"key_id": doors.room(holder).generate()})
    folder = KeyFolder.create(
        target, listed.environment, holder, doors, held, now_ms, there=listed.keys, files=files, restored=True
    )
    return KeyStore(folder)
