"""The commission's secret keys as files in a folder that is not in the database and not in its backups.

One key a file, one line: `jiayi-key 1 <purpose> <b64u>`. The folder is 0700 and the files 0600; anything looser is
refused, because a key that others could read is no secret any more.

    root          Ed25519   signs the directory key's certificate; may be moved to a safe place once that was made
    directory     Ed25519   signs the directory
    receipt       Ed25519   signs receipts and messages to phones
    record-<n>    X-Wing    opens records; the highest number is announced, older ones still open what comes late
    kek           AES-256   wraps the residents' data keys
    index         HMAC      blind indexes
    waiting       HMAC      derives the keys of encounters that wait for their identity
    audit         HMAC      chains the audit trail
    state-<n>     AES-256   capsule key of epoch n; the highest number seals, those before it that are here still open
    admission-<n> RSA-3072  signs admission tokens, blind; two primes; only the highest number is of use
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Self

from records.errors import BadKey, CannotOpen, Reason
from records.seal.keys import (
    KemKeyring,
    KemPrivateKey,
    SigningKey,
    StateKeys,
    generate_kem_key,
    generate_signing_key,
    generate_state_key,
)
from records.seal.suites import SUITES, SuiteId
from records.seal.wire import b64u, from_b64u
from records.store.errors import KeyStoreError
from records.store.vault import FileKek, Vault
from records.trust.blindsign import SECRET_BYTES, BlindSigner

_HEAD = "jiayi-key 1"
_SINGLE = ("root", "directory", "receipt", "kek", "index", "waiting", "audit")
_KEY_BYTES = 32
_LIVE_EPOCHS = 2
LIVE_EPOCHS_REVOKING = 16


class KeyStore:
    """The keys of one commission. Make it with `create` or `open`; nothing here shows a key in `repr`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.directory: SigningKey = SigningKey(self._read("directory"))
        self.receipt: SigningKey = SigningKey(self._read("receipt"))
        self._records = [KemPrivateKey(self._read(name)) for name in self._numbered("record")]
        if not self._records:
            raise KeyStoreError(f"{folder} has no record key (record-1.key); restore the folder from its backup")
        self.records = KemKeyring(self._records)
        self._secrets = {name: self._read(name) for name in ("kek", "index", "waiting", "audit")}
        self.state_keys()
        self._admission: tuple[str, BlindSigner] | None = None
        self.admission()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make a new set of keys in a folder that does not exist yet, whole or not at all; raises `KeyStoreError`."""
        if folder.exists():
            raise KeyStoreError(f"{folder} exists already; keys are never overwritten")
        unfinished = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.unfinished")
        try:
            unfinished.mkdir(mode=0o700, parents=True)
            for name in _SINGLE:
                signing = name in ("root", "directory", "receipt")
                _write(
                    unfinished, name, generate_signing_key().to_bytes() if signing else secrets.token_bytes(_KEY_BYTES)
                )
            _write(unfinished, "record-1", generate_kem_key().to_bytes())
            _write(unfinished, "state-1", generate_state_key())
            _write(unfinished, "admission-1", BlindSigner.generate().to_bytes())
            _sync(unfinished)
            unfinished.rename(folder)
            _sync(folder.parent)
        except OSError as error:
            raise KeyStoreError(f"keys cannot be written to {folder}: {error.strerror}") from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the keys of a folder; raises `KeyStoreError` that names the file and how to mend it."""
        if not folder.is_dir():
            raise KeyStoreError(
                f"{folder} is not a folder of keys; make one with KeyStore.create or restore its backup"
            )
        _refuse_loose(folder, 0o077, "chmod 700")
        try:
            return cls(folder)
        except BadKey as error:
            raise KeyStoreError(f"a file in {folder} holds no usable key: {error}") from error

    @property
    def root(self) -> SigningKey:
        """Answer the root key; raises `KeyStoreError` when it was moved away."""
        return SigningKey(self._read("root"))

    @property
    def has_root(self) -> bool:
        """Tell whether the root key lies here."""
        return (self._folder / "root.key").exists()

    @property
    def record(self) -> KemPrivateKey:
        """Answer the record key that is announced: the newest."""
        return self._records[-1]

    @property
    def folder(self) -> Path:
        """Answer where the keys lie; other public files of the commission (certificate, anchors) lie there too."""
        return self._folder

    def vault(self, suite: SuiteId = 1) -> Vault:
        """Answer the vault over these keys; it seals under `suite`, and opens what was sealed under either."""
        held = self._secrets
        return Vault(
            FileKek(held["kek"]),
            index_key=held["index"],
            waiting_root=held["waiting"],
            audit_key=held["audit"],
            suite=SUITES[suite],
        )

    def state_keys(self) -> StateKeys:
        """Answer the live capsule keys, read anew, so that a rotation needs no restart; raises `KeyStoreError`."""
        names = self._numbered("state")
        if not names:
            raise KeyStoreError(f"{self._folder} has no state key (state-1.key); add one with rotate_state_key")
        live = {_number(name): self._read(name) for name in names}
        newest = max(live)
        return StateKeys(live, newest, retired=[n for n in range(1, newest) if n not in live])

    def rotate_state_key(self, *, live: int = _LIVE_EPOCHS) -> int:
        """Begin a new epoch and answer it. The newest `live` epochs stay; older ones are destroyed: their capsules open no more.

        After a revocation more stay (`LIVE_EPOCHS_REVOKING`), so that several in a day end nobody's consultation.
        """
        names = self._numbered("state")
        epoch = _number(names[-1]) + 1 if names else 1
        _write(self._folder, f"state-{epoch}", generate_state_key())
        for old in names[: 1 - live]:
            (self._folder / f"{old}.key").unlink()
        _sync(self._folder)
        return epoch

    def admission(self) -> BlindSigner:
        """Answer the key that signs admission tokens, read anew when there is a newer one; raises `KeyStoreError`."""
        names = self._numbered("admission")
        if not names:
            raise KeyStoreError(f"{self._folder} has no admission key (admission-1.key); restore it from its backup")
        held = self._admission
        if held is None or held[0] != names[-1]:
            held = self._admission = (names[-1], BlindSigner(self._read(names[-1], SECRET_BYTES)))
        return held[1]

    def rotate_admission_key(self) -> int:
        """Begin with a new admission key and answer its number; the old one is destroyed, what it signed is good for its days."""
        names = self._numbered("admission")
        number = _number(names[-1]) + 1 if names else 1
        _write(self._folder, f"admission-{number}", BlindSigner.generate().to_bytes())
        for old in names:
            (self._folder / f"{old}.key").unlink()
        _sync(self._folder)
        return number

    def keep_certificate(self, name: str, root_key: str, token: str) -> None:
        """Keep a certificate beside the keys, for when the root key is away; raises `KeyStoreError`."""
        unfinished = self._folder / f"{name}.{secrets.token_hex(4)}"
        try:
            unfinished.write_text(f"{root_key}\n{token}\n", encoding="ascii")
            unfinished.rename(self._folder / name)
        except OSError as error:
            raise KeyStoreError(f"{self._folder} cannot be written to: {error.strerror}") from error

    def kept_certificate(self, name: str) -> tuple[str, str]:
        """Answer root public key and certificate as they were kept beside the keys; raises `KeyStoreError`."""
        path = self._folder / name
        try:
            root_key, token = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise KeyStoreError(
                f"{path} is missing or damaged, and the root key is not here to make it anew"
            ) from error
        return root_key, token

    def _numbered(self, purpose: str) -> list[str]:
        names = [path.stem for path in self._folder.glob(f"{purpose}-*.key") if path.stem.split("-")[-1].isdecimal()]
        return sorted(names, key=_number)

    def _read(self, name: str, length: int = _KEY_BYTES) -> bytes:
        path = self._folder / f"{name}.key"
        if not path.exists():
            raise KeyStoreError(f"{path} is missing; restore it from the backup of the key folder")
        _refuse_loose(path, 0o077, "chmod 600")
        try:
            line = path.read_text(encoding="ascii").strip()
            head, _, body = line.rpartition(" ")
            if head != f"{_HEAD} {name.split('-', maxsplit=1)[0]}":
                raise KeyStoreError(f"{path} does not hold a key for this purpose; its line begins '{_HEAD} <purpose>'")
            return from_b64u(body, reason=Reason.UNKNOWN_KEY, length=length)
        except (UnicodeDecodeError, CannotOpen) as error:
            raise KeyStoreError(f"{path} is damaged; restore it from the backup of the key folder") from error
        except OSError as error:
            raise KeyStoreError(f"{path} cannot be read: {error.strerror}") from error

    def __repr__(self) -> str:
        return f"<KeyStore {self._folder}>"


def _number(name: str) -> int:
    return int(name.rsplit("-", 1)[1])


def _refuse_loose(path: Path, forbidden: int, mend: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & forbidden:
        raise KeyStoreError(f"{path} can be read by others (mode {mode:04o}); {mend} {path}")


def _write(folder: Path, name: str, key: bytes) -> None:
    descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{_HEAD} {name.split('-', maxsplit=1)[0]} {b64u(key)}\n")
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
