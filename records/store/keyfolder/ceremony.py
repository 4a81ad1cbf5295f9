"""The ceremony: a root key that never leaves an offline machine, and a commission's keys that it certifies by files.

    offline     make_root      root file under a passphrase, and the fingerprint that magnets pin
    commission  make_keys      all other keys, and a certificate request
    offline     sign_request   the answer: the root's certificate for the directory key
    commission  accept         keeps the answer beside the keys

The commission cannot serve before the answer is there; a request proves that whoever made it has the key.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from records.errors import BadKey, CannotOpen, Reason
from records.seal.keys import SigningKey, VerifyKey, generate_signing_key, root_fingerprint
from records.seal.wire import b64u, canonical_json, from_b64u, parse_canonical_object
from records.store.errors import KeyStoreError, SealBroken
from records.store.kek.local import LocalKey, derive
from records.store.kek.passphrase import Argon2id
from records.store.kek.port import KEY_BYTES
from records.store.keyfolder.doors import Ask, Doors, close_holder, open_holder, passphrase_holder
from records.store.keyfolder.entries import (
    Environment,
    Hex16,
    Holder,
    KeyEntry,
    KeyState,
    OpenHolder,
    PassphraseHolder,
    TimeMs,
    TokenHolder,
    Value,
    VaultHolder,
)
from records.store.keyfolder.files import read_private, write_private
from records.store.keyfolder.folder import KeyFolder, event
from records.store.keystore import KeyStore, fresh
from records.trust import jws
from records.trust.directory import CERTIFICATE_TYP, Certificate, sign_certificate
from records.trust.values import SigningKeyRef

MOST_DAYS: Final = 400
_PROOF: Final = b"jiayi/v1/certificate-request\0"


class SealedFile(Value):
    """A secret in a file of its own, under its own passphrase."""

    version: Literal[1] = 1
    purpose: Literal["root", "backup"]
    key_id: Annotated[str, Field(max_length=32)]
    holder: PassphraseHolder
    sealed: str


class CertificateRequest(Value):
    """What the root is asked to certify."""

    version: Literal[1] = 1
    purpose: Literal["directory"] = "directory"
    environment: Environment
    key: str
    kid: Hex16
    made_at_ms: TimeMs
    proof: str = ""

    def signed(self) -> bytes:
        """Answer what the proof is over."""
        return _PROOF + canonical_json(self.model_dump(mode="json", exclude={"proof"}))


def seal_file(purpose: Literal["root", "backup"], key_id: str, secret: bytes, ask: Ask, cost: Argon2id | None) -> bytes:
    """Answer a secret under a new passphrase, as the bytes of its file. Raises `KeyStoreError`."""
    folder_key = secrets.token_bytes(KEY_BYTES)
    holder = close_holder(passphrase_holder(cost), folder_key, Doors(ask), what=f"the {purpose} file")
    box = LocalKey(derive(folder_key, b"jiayi/v1/key-files\0"), purpose).seal(secret, _aad(purpose, key_id))
    if not isinstance(holder, PassphraseHolder):
        raise KeyStoreError("a file of its own is sealed by a passphrase")
    made = SealedFile(purpose=purpose, key_id=key_id, holder=holder, sealed=b64u(box))
    return canonical_json(made.model_dump(mode="json")) + b"\n"


def open_file(purpose: Literal["root", "backup"], content: bytes, ask: Ask, path: Path) -> tuple[SealedFile, bytes]:
    """Open what `seal_file` made. Raises `KeyStoreError` for a wrong passphrase and for a file that is something else."""
    try:
        found = SealedFile.model_validate(parse_canonical_object(content.removesuffix(b"\n"), malformed=Reason.JSON))
    except (CannotOpen, ValidationError) as error:
        raise KeyStoreError(f"{path} is no {purpose} file, or is damaged") from error
    if found.purpose != purpose:
        raise KeyStoreError(f"{path} is a {found.purpose} file, not a {purpose} file")
    folder_key = open_holder(found.holder, Doors(ask), what=f"the {purpose} file {path}")
    try:
        sealed = from_b64u(found.sealed, reason=Reason.JSON)
        return found, LocalKey(derive(folder_key, b"jiayi/v1/key-files\0"), purpose).open(
            sealed, _aad(purpose, found.key_id)
        )
    except (SealBroken, CannotOpen) as error:
        raise KeyStoreError(f"{path} is damaged; use another copy") from error


def make_root(path: Path, ask: Ask, *, cost: Argon2id | None = None) -> str:
    """Make a root key in a file under a passphrase and answer its fingerprint. Raises `KeyStoreError`."""
    if path.exists():
        raise KeyStoreError(f"{path} exists already; keys are never overwritten")
    root = generate_signing_key()
    write_private(path, seal_file("root", root.key_id, root.to_bytes(), ask, cost), replace=False)
    return root_fingerprint(root.public_bytes)


def open_root(path: Path, ask: Ask) -> SigningKey:
    """Open a root file. Raises `KeyStoreError`."""
    found, secret = open_file("root", read_private(path), ask, path)
    try:
        root = SigningKey(secret)
    except BadKey as error:
        raise KeyStoreError(f"{path} holds no root key") from error
    if root.key_id != found.key_id:
        raise KeyStoreError(f"{path} holds another key than it says")
    return root


def make_keys(
    path: Path, environment: Environment, holder: Holder, ask: Ask, *, kek_there: bool, now_ms: int
) -> tuple[KeyStore, CertificateRequest]:
    """Make all keys of a commission but the root, and answer them with the request for the root.

    `holder` is a passphrase, or a token or Vault whose `key_id` is made here; `kek_there` puts the key-encryption key there too.
    Raises `KeyStoreError`, `KeysAway`.
    """
    if environment == "production" and isinstance(holder, OpenHolder):
        raise KeyStoreError("a production commission's keys need a passphrase, a token or a Vault")
    if path.exists():
        raise KeyStoreError(f"{path} exists already; keys are never overwritten")
    doors = Doors(ask)
    made, there = fresh(), []
    if isinstance(holder, TokenHolder | VaultHolder):
        room = doors.room(holder)
        if kek_there:
            del made["kek-1"]
            there = [_kek_at(holder.model_copy(update={"key_id": room.generate()}), now_ms)]
        holder = holder.model_copy(update={"key_id": room.generate()})
    folder = KeyFolder.create(path, environment, holder, doors, made, now_ms, there=there)
    store = KeyStore(folder)
    return store, request_certificate(store)


def _kek_at(where: TokenHolder | VaultHolder, now_ms: int) -> KeyEntry:
    return KeyEntry(
        name="kek-1",
        purpose="kek",
        key_id=where.key_id,
        state=KeyState.ACTIVE,
        made_at_ms=now_ms,
        ends_at_ms=None,
        where=where,
    )


def request_certificate(store: KeyStore) -> CertificateRequest:
    """Answer the request for the directory key that was prepared, else for the one in force."""
    keys = store.keys
    entry = (keys.of("directory", KeyState.PENDING) or [keys.active("directory")])[-1]
    key = SigningKey(store.opened.secret(entry))
    asked = CertificateRequest(
        environment=keys.environment, key=b64u(key.public_bytes), kid=key.key_id, made_at_ms=store.now_ms()
    )
    return asked.model_copy(update={"proof": b64u(key.sign(asked.signed()))})


def read_request(content: bytes, path: Path) -> CertificateRequest:
    """Answer a request whose proof holds. Raises `KeyStoreError`."""
    try:
        found = CertificateRequest.model_validate(
            parse_canonical_object(content.removesuffix(b"\n"), malformed=Reason.JSON)
        )
        key = VerifyKey(from_b64u(found.key, reason=Reason.JSON, length=32))
        if key.key_id != found.kid:
            raise KeyStoreError(f"{path} names another key than it holds")
        key.verify(from_b64u(found.proof, reason=Reason.JSON, length=64), found.signed())
    except (CannotOpen, ValidationError, BadKey) as error:
        raise KeyStoreError(f"{path} is no certificate request, or was changed on its way") from error
    return found


def sign_request(root: SigningKey, request: CertificateRequest, *, days: int, now_s: int) -> str:
    """Answer the root's answer to a request, for so many days from now. Raises `KeyStoreError`."""
    if not 1 <= days <= MOST_DAYS:
        raise KeyStoreError(f"a certificate lasts 1 to {MOST_DAYS} days")
    certificate = Certificate(
        **SigningKeyRef.of(from_b64u(request.key, reason=Reason.JSON, length=32)).model_dump(),
        not_before=now_s - 3600,
        not_after=now_s + days * 24 * 3600,
        environment=request.environment,
    )
    return f"{b64u(root.public_bytes)}\n{sign_certificate(root, certificate)}\n"


def accept(store: KeyStore, answer: str, fingerprint: str) -> dict[str, Any]:
    """Keep the root's answer beside the keys and answer what it says. Raises `KeyStoreError`.

    `fingerprint` is the one that the magnets pin: an answer of another root is refused.
    """
    try:
        root_text, token = answer.split()
        root = VerifyKey(from_b64u(root_text, reason=Reason.JSON, length=32))
        certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, token, root))
    except (ValueError, CannotOpen, BadKey) as error:
        raise KeyStoreError("this is no answer of a root key, or it was changed on its way") from error
    if root_fingerprint(root.public_bytes) != fingerprint:
        raise KeyStoreError("this answer comes from another root key than the fingerprint names")
    keys = store.keys
    waiting = [*keys.of("directory", KeyState.PENDING), keys.active("directory")]
    entry = next((each for each in waiting if each.key_id == certificate.kid), None)
    if entry is None:
        raise KeyStoreError("this answer is for another directory key; make a new request")
    if certificate.environment != keys.environment:
        raise KeyStoreError(f"this answer is for {certificate.environment}, these keys are for {keys.environment}")
    if certificate.not_after * 1000 <= store.now_ms():
        raise KeyStoreError("this answer has expired already; have the root sign again")
    if certificate.not_before < _beginning_of_others(store, entry.name):
        raise KeyStoreError(
            "this answer begins before the certificate that it follows, and phones would refuse it: set the clock of the root's "
            "machine, and have the root sign again"
        )
    store.keep_certificate(f"{entry.name}.certificate", root_text, token)
    with store.opened.changing(store.now_ms()) as listed:
        told = (event(entry, "certified", store.now_ms()),)
        store.opened.keep(listed.with_(events=told, now_ms=store.now_ms()))
    store.look_again()
    return {"name": entry.name, "key_id": entry.key_id, "not_after": certificate.not_after}


def _beginning_of_others(store: KeyStore, name: str) -> int:
    """Answer when the newest certificate kept here of another directory key begins (Unix seconds); 0 where there is none."""
    newest = 0
    for path in store.folder.glob("directory-*.certificate"):
        if path.name == f"{name}.certificate":
            continue
        with suppress(KeyStoreError, CannotOpen, BadKey):
            root_text, token = store.kept_certificate(path.name)
            root = VerifyKey(from_b64u(root_text, reason=Reason.JSON, length=32))
            newest = max(newest, Certificate.read(jws.verify(CERTIFICATE_TYP, token, root)).not_before)
    return newest


def _aad(purpose: str, key_id: str) -> bytes:
    return b"jiayi/v1/key-file\0" + purpose.encode() + b"\0" + key_id.encode()
