"""The key folder as files: who may read them, whole writes, and one writer at a time. Knows nothing of what they hold."""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from records.store.errors import KeysBusy, KeyStoreError

_LOCK: Final = "keys.lock"
_LARGEST: Final = 16 * 1024 * 1024
PATIENCE_S: Final = 5.0
"""A change of the folder takes milliseconds; a commission that tells its database of one, seldom more than a second."""
_PAUSE_S: Final = 0.02


def refuse_loose(path: Path, forbidden: int, mend: str) -> None:
    """Refuse what others could read; raises `KeyStoreError` with the command that mends it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & forbidden:
        raise KeyStoreError(f"{path} can be read by others (mode {mode:04o}); {mend} {path}")


def read_private(path: Path) -> bytes:
    """Answer a file that nobody else may read; raises `KeyStoreError`."""
    try:
        if not path.exists():
            raise KeyStoreError(f"{path} is missing; restore it from the backup of the key folder")
        refuse_loose(path, 0o077, "chmod 600")
        if path.stat().st_size > _LARGEST:
            raise KeyStoreError(f"{path} is far too long for what it should be")
        return path.read_bytes()
    except OSError as error:
        raise KeyStoreError(f"{path} cannot be read: {error.strerror}") from error


def write_private(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file whole or not at all, for its owner only. Raises `KeyStoreError`, without `replace` also where it exists."""
    if not replace and path.exists():
        raise KeyStoreError(f"{path} exists already; keys are never overwritten")
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        beside.rename(path)
        sync(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise KeyStoreError(f"{path} cannot be written: {error.strerror}") from error


def wipe(path: Path) -> None:
    """Overwrite a file and remove it; one that is not there is no error.

    On flash and copying file systems the old bytes may outlive this; they are sealed.
    """
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise KeyStoreError(f"{path} cannot be removed: {error.strerror}") from error


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_writer(folder: Path, patience_s: float = PATIENCE_S) -> Generator[None]:
    """Be the only one who changes the folder. Ends with the process.

    Whoever is at it is waited for so long; then, or where the folder cannot be written to, raises `KeysBusy` or `KeyStoreError`.
    A caller inside a database transaction must not wait: who holds the folder may be waiting for that transaction.
    """
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise KeyStoreError(f"{folder} cannot be written to: {error.strerror}") from error
    try:
        until = time.monotonic() + patience_s
        while not _locked(descriptor):
            if time.monotonic() >= until:
                raise KeysBusy(f"somebody else is changing the keys in {folder}; try again when that is done")
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
