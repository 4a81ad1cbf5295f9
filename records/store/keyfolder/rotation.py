"""Changing keys: prepare, rotate, revoke, destroy. Each is one new key list, with its events in it.

Where several machines serve, `prepare` comes first: the new key opens everywhere as soon as the folder was brought to every
machine, and only then `rotate` lets it make something new.
"""

from __future__ import annotations

import secrets
from typing import Final

from records.seal.keys import generate_kem_key, generate_signing_key
from records.store.errors import KeyStoreError
from records.store.kek.port import KEY_BYTES
from records.store.keyfolder.entries import (
    PURPOSES,
    Holder,
    KeyEntry,
    KeyList,
    KeyState,
    TokenHolder,
    VaultHolder,
)
from records.store.keyfolder.files import PATIENCE_S
from records.store.keyfolder.folder import KeyFolder, event
from records.store.keystore import KeyStore
from records.trust.blindsign import BlindSigner

DAY_MS: Final = 24 * 3600 * 1000
RECORD_KEY_OPENS_MS: Final = 120 * DAY_MS
"""90 days for which a directory announced it (`records.store.announcing`), and 30 in which a phone may still deliver."""
SETTLED_MS: Final = 60 * 1000
"""Every process has seen a change of the key list after this time."""
LIVE_EPOCHS: Final = 2
"""So many state keys open after a rotation."""
LIVE_EPOCHS_REVOKING: Final = 16
"""So many after a node was revoked, so that several revocations in an hour end nobody's consultation."""
STATE_OPENS_MS: Final = DAY_MS
"""A state key that seals no more opens for another day: who comes back tomorrow goes on where they were."""
STATE_OPENS_REVOKED_MS: Final = 3600 * 1000
"""After a node was revoked for an hour: what it knows forges capsules until then, and consultations under way have moved on."""
_ENDS_AT_ONCE: Final = frozenset({"directory", "receipt", "admission"})
"""Keys that only sign: what they signed is checked with the public key, so the secret goes when the next one takes over."""


def prepare(store: KeyStore, purpose: str, *, where: Holder | None = None) -> KeyEntry:
    """Make the next key of a purpose without using it, and answer it; one that was prepared before is answered as it is.

    `where` is a token or Vault for a key-encryption key. Raises `KeyStoreError`, `KeysAway`.
    """
    _refuse_fixed(purpose)
    now_ms = store.now_ms()
    with store.opened.changing(now_ms) as listed:
        entry, keys = _prepared(store.opened, listed, purpose, where, now_ms)
        store.opened.keep(keys)
    store.look_again()
    return entry


def rotate(
    store: KeyStore,
    purpose: str,
    *,
    where: Holder | None = None,
    live: int = LIVE_EPOCHS,
    fresh: bool = False,
    replacing: str | None = None,
    patience_s: float = PATIENCE_S,
) -> KeyEntry:
    """Put the next key of a purpose in force, made now unless it was prepared, and answer it.

    A record key that was in force opens for another 120 days, a key-encryption key until it is destroyed, a signing key no longer,
    what an admission key signed until nodes have heard of the next one. Of state keys the newest `live` open for another day and older
    ones are destroyed; `fresh`, for when somebody may have them, leaves the others an hour and destroys prepared ones too, which nodes
    hold already. Somebody else who changes the folder is waited for so long: zero inside a database transaction. Who has waited rotates
    only if the key is still in force that was when they asked, or `replacing`: two who ask at once get one new key, unless it is `fresh`.
    Raises `KeyStoreError`, `KeysBusy`, `KeysAway`.
    """
    _refuse_fixed(purpose)
    asked_of = replacing or store.newest().keys.active(purpose).key_id
    now_ms = store.now_ms()
    folder = store.opened
    with folder.changing(now_ms, patience_s) as listed:
        if not fresh and listed.active(purpose).key_id != asked_of:
            raise KeyStoreError(
                f"somebody else put another {purpose} key in force meanwhile: {listed.active(purpose).name}; rotate again only "
                "if that one has to go as well"
            )
        if purpose == "directory" and not store.has_root and not _certified(store, listed):
            raise KeyStoreError(
                "the root key is not here: prepare the new directory key (jiayi keys rotate directory --prepare), have the "
                "root sign its request (jiayi keys ceremony sign), and accept the answer (jiayi keys ceremony accept)"
            )
        known = [_destroyed(each, now_ms) for each in listed.of(purpose, KeyState.PENDING)] if fresh else []
        entry, keys = _prepared(folder, listed.with_(*known, now_ms=now_ms), purpose, where, now_ms)
        before = keys.active(purpose)
        changed = [_ended(before, now_ms), entry.model_copy(update={"state": KeyState.ACTIVE}), *known]
        sooner: list[KeyEntry] = []
        if purpose == "state":
            ends = now_ms + (STATE_OPENS_REVOKED_MS if fresh else STATE_OPENS_MS)
            opening = keys.of("state", KeyState.OPENING)
            gone = opening[: max(0, len(opening) + 2 - live)]
            changed += [_destroyed(old, now_ms) for old in gone]
            changed[0] = changed[0].model_copy(update={"ends_at_ms": ends})
            sooner = [_by(old, ends) for old in opening if old not in gone]
        told = tuple(event(each, _word(each), now_ms) for each in changed)
        folder.keep(keys.with_(*changed, *sooner, events=told, now_ms=now_ms))
        for each in changed:
            if each.state is KeyState.DESTROYED:
                folder.remove_secret(each)
    store.look_again()
    return changed[1]


def end_epochs(store: KeyStore) -> int:
    """Destroy the state keys whose end has come, and answer how many; nodes are given none of them from their end on.

    An epoch that seals no more and has no end, of a list from before ends were stated, gets one. Raises `KeyStoreError`, also
    while somebody else changes the folder.
    """
    now_ms = store.now_ms()
    if not any(
        each.ends_at_ms is None or each.ends_at_ms <= now_ms for each in store.keys.of("state", KeyState.OPENING)
    ):
        return 0
    folder = store.opened
    with folder.changing(now_ms) as keys:
        opening = keys.of("state", KeyState.OPENING)
        gone = [
            _destroyed(each, now_ms) for each in opening if each.ends_at_ms is not None and each.ends_at_ms <= now_ms
        ]
        dated = [_by(each, now_ms + STATE_OPENS_MS) for each in opening if each.ends_at_ms is None]
        told = tuple(event(each, _word(each), now_ms) for each in gone)
        folder.keep(keys.with_(*gone, *dated, events=told, now_ms=now_ms))
        for each in gone:
            folder.remove_secret(each)
    store.look_again()
    return len(gone)


def revoke(store: KeyStore, key_id: str) -> KeyEntry:
    """Stop a key at once: it opens and signs nothing more. One in force is replaced first. Answers what was revoked.

    Raises `KeyStoreError`, also for a key-encryption key: residents' data keys hang on it until they were wrapped anew.
    """
    entry = store.newest().keys.find(key_id)
    _refuse_fixed(entry.purpose)
    if entry.purpose == "kek":
        raise KeyStoreError(
            "residents' data keys hang on a key-encryption key: rotate it, wrap them anew (jiayi keys rewrap), destroy it"
        )
    if entry.state is KeyState.ACTIVE:
        rotate(store, entry.purpose, replacing=key_id)
    now_ms = store.now_ms()
    with store.opened.changing(now_ms) as keys:
        entry = keys.find(key_id)
        if entry.state not in {KeyState.DESTROYED, KeyState.REVOKED}:
            entry = entry.model_copy(update={"state": KeyState.REVOKED, "ends_at_ms": now_ms})
            store.opened.keep(keys.with_(entry, events=(event(entry, "revoked", now_ms),), now_ms=now_ms))
    store.look_again()
    return entry


def destroy(store: KeyStore, key_id: str, *, needed: str | None) -> KeyEntry:
    """Remove a key's secret for good and answer its entry. `needed` says what still needs it (`records.store.keyfolder.needs`).

    Raises `KeyStoreError` where it is in force, still opens, or is still needed; `KeysAway`.
    """
    now_ms = store.now_ms()
    folder = store.opened
    with folder.changing(now_ms) as keys:
        entry = keys.find(key_id)
        if entry.state is KeyState.DESTROYED:
            _remove(folder, entry)  # a machine that stopped in between left it
            return entry
        if entry.state in {KeyState.ACTIVE, KeyState.PENDING}:
            raise KeyStoreError(
                f"{entry.name} is {entry.state}: a key in force is not destroyed; rotate or revoke it first"
            )
        if entry.purpose == "kek" and now_ms - keys.changed_at_ms < SETTLED_MS:
            raise KeyStoreError("the keys were changed less than a minute ago; wait until every process has seen it")
        if needed is None and entry.state is KeyState.OPENING and entry.ends_at_ms and now_ms < entry.ends_at_ms:
            needed = "what was sealed to it may still arrive; its end is not reached (jiayi keys list), revoke it first"
        if needed is not None:
            raise KeyStoreError(f"{entry.name} is still needed: {needed}")
        gone = _destroyed(entry, now_ms)
        # The list first: should the machine stop here, the key is out of use already, and destroying it again ends it.
        folder.keep(keys.with_(gone, events=(event(gone, "destroyed", now_ms),), now_ms=now_ms))
        _remove(folder, gone)
    store.look_again()
    return gone


def _remove(folder: KeyFolder, entry: KeyEntry) -> None:
    if isinstance(entry.where, TokenHolder | VaultHolder):
        folder.doors.room(entry.where).destroy(entry.key_id)
    else:
        folder.remove_secret(entry)


def _prepared(
    folder: KeyFolder, keys: KeyList, purpose: str, where: Holder | None, now_ms: int
) -> tuple[KeyEntry, KeyList]:
    waiting = keys.of(purpose, KeyState.PENDING)
    if waiting:
        if where is not None and _place(where) != _place(waiting[-1].where):
            raise KeyStoreError(f"{waiting[-1].name} was prepared elsewhere already; rotate to it, or revoke it first")
        return waiting[-1], keys
    number = max((key.number for key in keys.of(purpose)), default=0) + 1
    if purpose == "kek":
        where = where if where is not None else _same_place(keys)
    if isinstance(where, TokenHolder | VaultHolder):
        made_there = folder.doors.room(where).generate()
        entry = KeyEntry(
            name=f"{purpose}-{number}",
            purpose=purpose,
            key_id=made_there,
            state=KeyState.PENDING,
            made_at_ms=now_ms,
            ends_at_ms=None,
            where=where.model_copy(update={"key_id": made_there, "sealed": ""}),
        )
    else:
        entry = folder.write_secret(f"{purpose}-{number}", _secret(purpose), KeyState.PENDING, now_ms)
    return entry, keys.with_(entry, events=(event(entry, "prepared", now_ms),), now_ms=now_ms)


def _same_place(keys: KeyList) -> Holder | None:
    """Answer where the key-encryption key in force is, so that the next one is made there too; None for a file."""
    where = keys.active("kek").where
    return where if isinstance(where, TokenHolder | VaultHolder) else None


def _place(where: object) -> tuple[object, ...]:
    if isinstance(where, TokenHolder):
        return "pkcs11", where.module, where.token
    if isinstance(where, VaultHolder):
        return "vault", where.url, where.mount, where.namespace
    return ("file",)


def _secret(purpose: str) -> bytes:
    if purpose in {"directory", "receipt"}:
        return generate_signing_key().to_bytes()
    if purpose == "record":
        return generate_kem_key().to_bytes()
    if purpose == "admission":
        return BlindSigner.generate().to_bytes()
    return secrets.token_bytes(KEY_BYTES)


def _ended(entry: KeyEntry, now_ms: int) -> KeyEntry:
    if entry.purpose in _ENDS_AT_ONCE:
        return _destroyed(entry, now_ms)
    ends = now_ms + RECORD_KEY_OPENS_MS if entry.purpose == "record" else None
    return entry.model_copy(update={"state": KeyState.OPENING, "ends_at_ms": ends})


def _by(entry: KeyEntry, ends_at_ms: int) -> KeyEntry:
    """Answer an entry that ends then at the latest."""
    ends = ends_at_ms if entry.ends_at_ms is None else min(entry.ends_at_ms, ends_at_ms)
    return entry.model_copy(update={"ends_at_ms": ends})


def _destroyed(entry: KeyEntry, now_ms: int) -> KeyEntry:
    ends = now_ms if entry.ends_at_ms is None else entry.ends_at_ms
    return entry.model_copy(update={"state": KeyState.DESTROYED, "ends_at_ms": ends})


def _word(entry: KeyEntry) -> str:
    return "activated" if entry.state is KeyState.ACTIVE else entry.state.value


def _certified(store: KeyStore, keys: KeyList) -> bool:
    """Tell whether the root has signed a certificate for the directory key that was prepared."""
    return any(
        (store.folder / f"{entry.name}.certificate").exists() for entry in keys.of("directory", KeyState.PENDING)
    )


def _refuse_fixed(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise KeyStoreError(f"there are no {purpose} keys; there are {', '.join(PURPOSES)}")
    if PURPOSES[purpose].fixed is not None:
        raise KeyStoreError(f"the {purpose} key is not rotated: {PURPOSES[purpose].fixed}")
