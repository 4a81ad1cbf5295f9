"""Opening the commission's key folder: where a process gets passphrase, PIN or Vault token from, and which folders it refuses.

A secret is never an argument or a variable of the environment, which other processes can read: it comes from a file, from an inherited
descriptor, or from a person at a terminal.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from app.settings import CommissionSettings
from records.store.errors import KeyStoreError
from records.store.keyfolder.doors import Wanted, nobody
from records.store.keyfolder.files import refuse_loose
from records.store.keystore import KeyStore

_LONGEST = 4096


class Secrets:
    """Answers the secret that a key folder asks for.

    A file is read at every question, so that a Vault token that was renewed there is found; a descriptor once, and then closed; a
    person is asked once for each thing. `files` are by kind of secret, and go before the file for all.
    """

    def __init__(
        self,
        file: Path | None = None,
        descriptor: int | None = None,
        prompt: Callable[[Wanted], str] | None = None,
        files: Mapping[str, Path | None] = MappingProxyType({}),
    ) -> None:
        self._file = file
        self._files = files
        self._descriptor = descriptor
        self._prompt = prompt
        self._known: dict[Wanted | None, str] = {}

    def __call__(self, wanted: Wanted) -> str:
        """Answer the secret; raises `KeyStoreError` where there is no way to get it."""
        file = self._files.get(wanted.kind) or self._file
        if file is not None:
            return secret_line(file)
        if self._descriptor is not None:
            return self._from_descriptor(self._descriptor)
        if self._prompt is None:
            return nobody(wanted)
        if wanted not in self._known:
            self._known[wanted] = self._prompt(wanted)
        return self._known[wanted]

    def _from_descriptor(self, descriptor: int) -> str:
        if None not in self._known:
            try:
                with os.fdopen(descriptor, "rb") as stream:
                    self._known[None] = _line(stream.read(_LONGEST + 1), f"descriptor {descriptor}")
            except OSError as error:
                raise KeyStoreError(
                    f"descriptor {descriptor} of JIAYI_KEY_SECRET_FD is not open for reading"
                ) from error
        return self._known[None]

    def __repr__(self) -> str:
        return "<Secrets>"


def settings_secrets(settings: CommissionSettings) -> Secrets:
    """Answer the secrets that the settings name; at a terminal a person is asked where they name none."""
    prompt = ask_person if sys.stdin.isatty() else None
    files = {"pin": settings.key_pin_file, "vault_token": settings.vault_token_file}
    return Secrets(settings.key_secret_file, settings.key_secret_fd, prompt, files)


def open_keys(settings: CommissionSettings) -> KeyStore:
    """Open the key folder of a serving process; raises `KeyStoreError`, `KeysAway`. A production one refuses development keys."""
    production = settings.environment == "production"
    return KeyStore.open(settings.key_folder, settings_secrets(settings), production=production)


def ask_person(wanted: Wanted) -> str:
    """Ask at the terminal, without showing what is typed; something new is asked twice."""
    given = getpass.getpass(f"{wanted}: ")
    if wanted.new and getpass.getpass(f"{wanted}, once more: ") != given:
        raise KeyStoreError("the two were not the same; nothing was changed")
    return given


def secret_line(path: Path) -> str:
    """Answer the one line of a secret's file; raises `KeyStoreError` where others may read it, or it is none."""
    try:
        refuse_loose(path, 0o077, "chmod 600")
        content = path.read_bytes()[: _LONGEST + 1]
    except OSError as error:
        raise KeyStoreError(f"{path} cannot be read: {error.strerror}") from error
    return _line(content, str(path))


def _line(content: bytes, where: str) -> str:
    try:
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise KeyStoreError(f"{where} holds no text") from error
    if not text or "\n" in text or len(content) > _LONGEST:
        raise KeyStoreError(f"{where} has to hold one line: the passphrase, PIN or token")
    return text
