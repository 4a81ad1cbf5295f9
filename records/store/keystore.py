"""The commission's secret keys as a process uses them: opened once, and seen anew when the key folder changes.

The folder (`records.store.keyfolder`) is not in the database and not in its backups. A rotation needs no restart: at most a
second after the list of keys was replaced, every process works with the new one. A folder that turns unreadable while a process runs
leaves that process with the keys it has; `trouble` says what is wrong.

    root       Ed25519   signs the directory key's certificate; lives offline, or here on a development machine
    directory  Ed25519   signs the directory
    receipt    Ed25519   signs receipts and messages to phones
    record     X-Wing    opens records; the active one is announced, older ones open what comes late until their end
    admission  RSA-3072  signs admission tokens, blind; two primes; only the active one is of use
    kek        AES-256   wraps the residents' data keys: a file here, or a key in a token or Vault
    index      HMAC      blind indexes
    waiting    HMAC      derives the keys of encounters that wait for their identity
    audit      HMAC      chains the audit trail
    state      AES-256   capsule keys; the active epoch seals, those before it that are here still open
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from records.errors import BadKey, CannotOpen, Reason
from records.seal.keys import KemPrivateKey, SigningKey, StateKeys, generate_kem_key, generate_signing_key
from records.seal.suites import SUITES, SuiteId
from records.seal.wire import from_b64u
from records.store.errors import KeysAway, KeyStoreError
from records.store.kek.local import LocalKey
from records.store.kek.port import KEY_BYTES, KeyWrap
from records.store.kek.ring import KekRing
from records.store.keyfolder.doors import Ask, Doors, nobody
from records.store.keyfolder.entries import LIVE, SINGLE, InFile, KeyEntry, KeyList, KeyState, OpenHolder
from records.store.keyfolder.files import write_private
from records.store.keyfolder.folder import KeyFolder
from records.store.vault import Vault
from records.trust.blindsign import BlindSigner

_LOOK_EVERY_S: Final = 1.0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, repr=False)
class KeyView:
    """The keys as one list names them: never changed, so that threads share it, and whoever needs several gets them from one list."""

    keys: KeyList
    directory: SigningKey
    receipt: SigningKey
    record: KemPrivateKey
    records: Mapping[str, tuple[KeyEntry, KemPrivateKey | None]]
    kek_id: str
    keks: Mapping[str, KeyWrap]
    state: StateKeys
    admission: BlindSigner


class RecordKeys:
    """The record keys by id. `find` is a `KemLookup`."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store

    def find(self, wanted: str) -> KemPrivateKey | None:
        """Answer the key of this id, or None. Raises `CannotOpen(expired_key)` for one that opens no more."""
        return self._store.find_record_key(wanted)


class KeyStore:
    """The keys of one commission. Make it with `create` or `open`; nothing here shows a key in `repr`."""

    def __init__(self, folder: KeyFolder, *, clock: Callable[[], int] = _now_ms) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._stamp = folder.stamp()
        self._looked_at = time.monotonic()
        self.trouble: str | None = None
        self._view_now = self._read(folder.keys, None)
        self._single = {name: folder.secret(folder.keys.active(name)) for name in SINGLE}
        self._ring = KekRing(self._keks, look_again=self._look_quietly)
        self.records = RecordKeys(self)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make a new set of keys for development: no passphrase, root key beside the others; raises `KeyStoreError`.

        A production set is made by `records.store.keyfolder.ceremony`.
        """
        made = KeyFolder.create(
            folder, "development", OpenHolder(), Doors(), {"root": _signing(), **fresh()}, _now_ms()
        )
        return cls(made)

    @classmethod
    def open(
        cls, folder: Path, ask: Ask = nobody, *, production: bool = False, clock: Callable[[], int] = _now_ms
    ) -> Self:
        """Read the keys of a folder; raises `KeyStoreError` that names the file and how to mend it, or `KeysAway`.

        `ask` answers passphrase, PIN or Vault token where the folder needs one. `production` refuses development keys.
        """
        opened = KeyFolder.open(folder, Doors(ask))
        if production:
            require_production(opened)
        try:
            return cls(opened, clock=clock)
        except BadKey as error:
            raise KeyStoreError(f"a file in {folder} holds no usable key: {error}") from error

    @property
    def directory(self) -> SigningKey:
        """Answer the key that signs the directory."""
        return self._view().directory

    @property
    def directory_name(self) -> str:
        """Answer the name of the directory key in force."""
        return self._view().keys.active("directory").name

    @property
    def receipt(self) -> SigningKey:
        """Answer the key that signs receipts and messages."""
        return self._view().receipt

    @property
    def record(self) -> KemPrivateKey:
        """Answer the record key that is announced."""
        return self._view().record

    @property
    def root(self) -> SigningKey:
        """Answer the root key; raises `KeyStoreError` when it is not here."""
        for entry in self._view().keys.of("root", KeyState.ACTIVE):
            return SigningKey(self._folder.secret(entry))
        raise KeyStoreError("the root key is not here, as it should be; the certificate kept beside the keys is used")

    @property
    def has_root(self) -> bool:
        """Tell whether the root key lies here."""
        return any((self.folder / f"{key.name}.key").exists() for key in self._view().keys.of("root", KeyState.ACTIVE))

    @property
    def root_public(self) -> bytes:
        """Answer the root's public key, by the root itself or by the certificate kept here; raises `KeyStoreError`."""
        if self.has_root:
            return self.root.public_bytes
        try:
            return from_b64u(
                self.kept_certificate(f"{self.directory_name}.certificate")[0], reason=Reason.JSON, length=KEY_BYTES
            )
        except CannotOpen as error:
            raise KeyStoreError(
                f"the certificate in {self.folder} is damaged; accept the root's answer again"
            ) from error

    @property
    def folder(self) -> Path:
        """Answer where the keys lie; other public files of the commission (certificate, anchors) lie there too."""
        return self._folder.path

    @property
    def opened(self) -> KeyFolder:
        """Answer the folder, for whoever changes it."""
        return self._folder

    @property
    def keys(self) -> KeyList:
        """Answer the list of keys in force."""
        return self._view().keys

    def vault(self, suite: SuiteId = 1) -> Vault:
        """Answer the vault over these keys; it seals under `suite`, and opens what was sealed under either.

        It follows a rotation of the key-encryption key by itself.
        """
        held = self._single
        return Vault(
            self._ring,
            index_key=held["index"],
            waiting_root=held["waiting"],
            audit_key=held["audit"],
            suite=SUITES[suite],
        )

    def keks(self) -> tuple[str, Mapping[str, KeyWrap]]:
        """Answer the id of the key-encryption key in force, and all that open, by id."""
        return self._keks()

    def state_keys(self) -> StateKeys:
        """Answer the live capsule keys, as the folder names them now: of those that seal no more the ones whose end is not reached."""
        view, now_ms = self.newest(), self._clock()
        over = {each.number for each in view.keys.of("state", KeyState.OPENING) if not each.opens(now_ms)}
        if not over:
            return view.state
        live = {epoch: view.state.key(epoch) for epoch in view.state.epochs if epoch not in over}
        return StateKeys(live, view.state.current, retired=view.state.retired | over)

    def admission(self) -> BlindSigner:
        """Answer the key that signs admission tokens, as the folder names it now."""
        return self.newest().admission

    def find_record_key(self, wanted: str) -> KemPrivateKey | None:
        """Answer the record key of this id, or None. Raises `CannotOpen(expired_key)` for one that opens no more."""
        found = self._view().records.get(wanted)
        if found is None:
            self._look_quietly()  # announced by a process that has seen a rotation before this one
            found = self._view_now.records.get(wanted)
        if found is None:
            return None
        entry, key = found
        if key is None or not entry.opens(self._clock()):
            raise CannotOpen(Reason.EXPIRED_KEY)
        return key

    def look_again(self) -> None:
        """Take over what changed in the folder, now; raises `KeyStoreError`."""
        with self._lock:
            self._take_over()

    def newest(self) -> KeyView:
        """Answer the keys as the folder names them now; where it cannot be read, those at hand (`trouble` says why)."""
        self._look_quietly()
        return self._view_now

    def now_ms(self) -> int:
        """Answer the time."""
        return self._clock()

    def keep_certificate(self, name: str, root_key: str, token: str) -> None:
        """Keep a certificate beside the keys, for when the root key is away; raises `KeyStoreError`."""
        write_private(self.folder / name, f"{root_key}\n{token}\n".encode("ascii"), replace=True)

    def kept_certificate(self, name: str) -> tuple[str, str]:
        """Answer root public key and certificate as they were kept beside the keys; raises `KeyStoreError`."""
        path = self.folder / name
        try:
            root_key, token = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise KeyStoreError(
                f"{path} is missing or damaged, and the root key is not here to make it anew; "
                "sign a certificate with jiayi keys ceremony sign"
            ) from error
        return root_key, token

    def _view(self) -> KeyView:
        if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
            self._look_quietly()
        return self._view_now

    def _look_quietly(self) -> None:
        """Take over what changed, or go on with the keys at hand and note what is wrong."""
        try:
            self.look_again()
        except (KeyStoreError, KeysAway) as error:
            self.trouble = str(error)

    def _take_over(self) -> None:
        self._looked_at = time.monotonic()
        stamp = self._folder.stamp()
        if stamp == self._stamp:
            self.trouble = None
            return
        self._view_now = self._read(self._folder.read_again(), self._view_now)
        self._stamp = stamp
        self.trouble = None

    def _read(self, keys: KeyList, before: KeyView | None) -> KeyView:
        """Answer the keys that a list names; what was opened before is not opened again."""
        folder = self._folder
        known = dict(before.records) if before else {}
        records: dict[str, tuple[KeyEntry, KemPrivateKey | None]] = {}
        for entry in keys.of("record"):
            key = known.get(entry.key_id, (entry, None))[1] if entry.state in LIVE else None
            if entry.state in LIVE and key is None:
                key = KemPrivateKey(folder.secret(entry))
            records[entry.key_id] = (entry, key)
        active = records[keys.active("record").key_id][1]
        if active is None:
            raise KeyStoreError("the active record key has no secret")
        known_keks = dict(before.keks) if before else {}
        keks = {entry.key_id: known_keks.get(entry.key_id) or self._kek(entry) for entry in keys.of("kek", *LIVE)}
        epochs = {entry.number: entry for entry in keys.of("state")}
        newest = keys.active("state").number
        live = {number: folder.secret(entry) for number, entry in epochs.items() if entry.state in LIVE}
        return KeyView(
            keys=keys,
            directory=SigningKey(folder.secret(keys.active("directory"))),
            receipt=SigningKey(folder.secret(keys.active("receipt"))),
            record=active,
            records=records,
            kek_id=keys.active("kek").key_id,
            keks=keks,
            state=StateKeys(live, newest, retired=[number for number in range(1, newest) if number not in live]),
            admission=self._admission(keys.active("admission"), before),
        )

    def _admission(self, entry: KeyEntry, before: KeyView | None) -> BlindSigner:
        if before is not None and before.admission.key_id == entry.key_id:
            return before.admission
        return BlindSigner(self._folder.secret(entry))

    def _kek(self, entry: KeyEntry) -> KeyWrap:
        if isinstance(entry.where, InFile):
            return KeyWrap(LocalKey(self._folder.secret(entry), entry.key_id))
        return KeyWrap(self._folder.doors.key(entry.where))

    def _keks(self) -> tuple[str, Mapping[str, KeyWrap]]:
        view = self._view()
        return view.kek_id, view.keks

    def __repr__(self) -> str:
        return f"<KeyStore {self.folder}>"


def fresh() -> dict[str, bytes]:
    """Answer the secrets of a new commission by name, without the root."""
    return {
        "directory-1": _signing(),
        "receipt-1": _signing(),
        "record-1": generate_kem_key().to_bytes(),
        "kek-1": secrets.token_bytes(KEY_BYTES),
        "state-1": secrets.token_bytes(KEY_BYTES),
        "admission-1": BlindSigner.generate().to_bytes(),
        **{f"{name}-1": secrets.token_bytes(KEY_BYTES) for name in SINGLE},
    }


def require_production(folder: KeyFolder) -> None:
    """Refuse development keys in a production setting; raises `KeyStoreError`."""
    if folder.keys.environment != "production" or isinstance(folder.keys.holder, OpenHolder):
        raise KeyStoreError(
            f"{folder.path} holds development keys, which nothing protects; a production commission takes keys from "
            "jiayi keys ceremony (or set JIAYI_ENVIRONMENT=development, which phones then show)"
        )


def _signing() -> bytes:
    return generate_signing_key().to_bytes()
