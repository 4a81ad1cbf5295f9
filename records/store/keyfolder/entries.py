"""The key list: which keys the commission has, in which state, and what of it the audit trail has not heard yet.

Values and their canonical JSON (FORMAT.md, section 12); nothing here reads a file or a secret.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from records.errors import CannotOpen, Reason
from records.seal.keys import KemPrivateKey, SigningKey
from records.seal.wire import canonical_json, parse_canonical_object
from records.store.errors import KeyStoreError
from records.store.kek.local import symmetric_key_id
from records.trust.blindsign import BlindSigner

Environment = Literal["production", "development"]
Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
TimeMs = Annotated[int, Field(ge=0, le=2**53 - 1)]
Word = Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]
Name = Annotated[str, Field(pattern=r"^(root|[a-z]{1,16}-[1-9][0-9]{0,8})$")]


class KeyState(StrEnum):
    """What a key may still do."""

    PENDING = "pending"
    ACTIVE = "active"
    OPENING = "opening"
    REVOKED = "revoked"
    DESTROYED = "destroyed"


LIVE: Final = frozenset({KeyState.PENDING, KeyState.ACTIVE, KeyState.OPENING})
"""Keys that open; a pending one does, so that it can be brought to every machine before it is used."""


@dataclass(frozen=True)
class Purpose:
    """What a key is for: how its id is made, and why it cannot be rotated, where it cannot."""

    key_id: Callable[[bytes], str]
    fixed: str | None = None


def _signing(secret: bytes) -> str:
    return SigningKey(secret).key_id


def _symmetric(purpose: str) -> Callable[[bytes], str]:
    return lambda secret: symmetric_key_id(purpose, secret)


PURPOSES: Final = MappingProxyType(
    {
        "root": Purpose(_signing, "its fingerprint is on every magnet: a new root key means new magnets"),
        "directory": Purpose(_signing),
        "receipt": Purpose(_signing),
        "record": Purpose(lambda secret: KemPrivateKey(secret).key_id),
        "admission": Purpose(lambda secret: BlindSigner(secret).key_id),
        "kek": Purpose(_symmetric("kek")),
        "state": Purpose(_symmetric("state")),
        "index": Purpose(_symmetric("index"), "every blind index in the database was made with it"),
        "waiting": Purpose(_symmetric("waiting"), "what waits for its identity is sealed under keys derived from it"),
        "audit": Purpose(_symmetric("audit"), "the audit chain is checked with it from its first entry"),
    }
)
SINGLE: Final = ("index", "waiting", "audit")


class Value(BaseModel):
    """Base: frozen, exactly the members stated, no conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class OpenHolder(Value):
    """The folder key in clear: development only."""

    kind: Literal["open"] = "open"
    sealed: str = ""


class PassphraseHolder(Value):
    """The folder key under a passphrase."""

    kind: Literal["passphrase"] = "passphrase"
    kdf: Literal["argon2id"] = "argon2id"
    memory_kib: int
    passes: int
    lanes: int
    salt: str
    sealed: str = ""


class TokenHolder(Value):
    """A key in a PKCS#11 token."""

    kind: Literal["pkcs11"] = "pkcs11"
    module: Annotated[str, Field(min_length=1, max_length=500)]
    token: Annotated[str, Field(min_length=1, max_length=32)]
    key_id: Hex16
    sealed: str = ""


class VaultHolder(Value):
    """A key in Vault's Transit."""

    kind: Literal["vault"] = "vault"
    url: Annotated[str, Field(min_length=1, max_length=500)]
    mount: Annotated[str, Field(pattern=r"^[0-9A-Za-z_\-/]{1,100}$")]
    namespace: Annotated[str, Field(max_length=200)] = ""
    ca: Annotated[str, Field(max_length=500)] = ""
    key_id: Hex16
    sealed: str = ""


class InFile(Value):
    """The secret is a file of the folder."""

    kind: Literal["file"] = "file"


Holder = Annotated[OpenHolder | PassphraseHolder | TokenHolder | VaultHolder, Field(discriminator="kind")]
Where = Annotated[InFile | TokenHolder | VaultHolder, Field(discriminator="kind")]


class KeyEntry(Value):
    """One key, without its secret."""

    name: Name
    purpose: Annotated[str, Field(pattern=r"^[a-z]{1,16}$")]
    key_id: Hex16
    state: Annotated[KeyState, Field(strict=False)]
    made_at_ms: TimeMs
    ends_at_ms: TimeMs | None
    where: Where

    @property
    def number(self) -> int:
        """Answer the number within the purpose; 0 for the root."""
        return int(self.name.rpartition("-")[2]) if "-" in self.name else 0

    def opens(self, now_ms: int) -> bool:
        """Tell whether what was sealed with this key opens now."""
        return self.state in LIVE and (self.ends_at_ms is None or now_ms < self.ends_at_ms)


class KeyEvent(Value):
    """Something that happened to a key; `id` lets the audit trail take it once."""

    id: Hex16
    at_ms: TimeMs
    purpose: Word
    key_id: Hex16
    what: Word


class KeyList(Value):
    """All keys of a folder. `with_` answers a changed copy."""

    version: Literal[1] = 1
    environment: Environment
    changed_at_ms: TimeMs
    holder: Holder
    keys: list[KeyEntry]
    pending: list[KeyEvent]

    def of(self, purpose: str, *states: KeyState) -> list[KeyEntry]:
        """Answer the keys of a purpose, oldest first, in these states or in any."""
        found = [key for key in self.keys if key.purpose == purpose and (not states or key.state in states)]
        return sorted(found, key=lambda key: key.number)

    def active(self, purpose: str) -> KeyEntry:
        """Answer the key in force; raises `KeyStoreError` where there is none."""
        found = self.of(purpose, KeyState.ACTIVE)
        if len(found) != 1:
            raise KeyStoreError(f"the key list has {len(found)} active {purpose} keys, not one")
        return found[0]

    def find(self, key_id: str) -> KeyEntry:
        """Answer a key by its id; raises `KeyStoreError`."""
        for key in self.keys:
            if key.key_id == key_id:
                return key
        raise KeyStoreError(f"there is no key {key_id}; jiayi keys list shows all")

    def with_(self, *changed: KeyEntry, events: tuple[KeyEvent, ...] = (), now_ms: int) -> KeyList:
        """Answer a copy with keys added or replaced by name, and events noted."""
        named = {key.name: key for key in self.keys} | {key.name: key for key in changed}
        return self.model_copy(
            update={
                "keys": list(named.values()),
                "pending": [*self.pending, *events],
                "changed_at_ms": max(self.changed_at_ms, now_ms),
            }
        )

    def body(self) -> dict[str, Any]:
        """Answer the list as plain values, without its mac."""
        return self.model_dump(mode="json")


def read_list(text: bytes, path: object) -> tuple[KeyList, str]:
    """Answer list and mac of a list file, unverified; raises `KeyStoreError`."""
    try:
        body = parse_canonical_object(text.removesuffix(b"\n"), malformed=Reason.JSON)
        mac = body.pop("mac")
        found = KeyList.model_validate(body)
    except (CannotOpen, ValidationError, KeyError, ValueError) as error:
        raise KeyStoreError(f"{path} is damaged; restore the key folder from its backup") from error
    if not isinstance(mac, str) or len({key.name for key in found.keys}) != len(found.keys):
        raise KeyStoreError(f"{path} is damaged; restore the key folder from its backup")
    for key in found.keys:
        if key.purpose not in PURPOSES or key.name.partition("-")[0] != key.purpose:
            raise KeyStoreError(f"{path} names a key that this version does not know: {key.name}")
    return found, mac


def write_list(keys: KeyList, mac: str) -> bytes:
    """Answer the bytes of a list file."""
    return canonical_json({**keys.body(), "mac": mac}) + b"\n"


def holder_aad(holder: Holder) -> bytes:
    """Answer the associated data under which the folder key is sealed."""
    return b"jiayi/v1/holder\0" + canonical_json(holder.model_dump(mode="json", exclude={"sealed"}))
