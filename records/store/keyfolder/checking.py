"""Whether every key is there and opens, what ends when, and what somebody should do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from records.errors import CannotOpen, Reason
from records.seal.keys import VerifyKey
from records.seal.wire import from_b64u
from records.store.errors import KeysAway, KeyStoreError
from records.store.keyfolder.entries import LIVE, InFile, KeyEntry, KeyState, OpenHolder
from records.store.keyfolder.rotation import DAY_MS
from records.store.keystore import KeyStore
from records.trust import jws
from records.trust.directory import CERTIFICATE_TYP, Certificate

_SOON_MS: Final = 21 * DAY_MS
_BACK_MS: Final = 5 * 60 * 1000


@dataclass(frozen=True)
class Finding:
    """One thing found. `wrong` stops something, `soon` will."""

    weight: Literal["fine", "soon", "wrong"]
    about: str
    says: str


def check(store: KeyStore) -> list[Finding]:
    """Answer what was found, key by key; nothing is changed."""
    now_ms, keys = store.now_ms(), store.keys
    found: list[Finding] = []
    if now_ms < keys.changed_at_ms - _BACK_MS:
        found.append(
            Finding("wrong", "clock", "this machine's clock is earlier than the last change of the keys: set it")
        )
    found += [_key(store, entry, now_ms) for entry in keys.keys]
    found.append(_certificate(store, now_ms))
    if isinstance(keys.holder, OpenHolder):
        found.append(Finding("soon", "holder", "nothing protects this folder: for development only"))
    else:
        found.append(Finding("fine", "holder", f"the folder is held by {keys.holder.kind}"))
    found += [
        Finding("soon", name, "stands in no list: left by a change that did not finish")
        for name in store.opened.leftovers()
    ]
    if keys.pending:
        found.append(Finding("soon", "audit", f"{len(keys.pending)} events wait for the audit trail"))
    return found


def _key(store: KeyStore, entry: KeyEntry, now_ms: int) -> Finding:
    if entry.state not in LIVE:
        if entry.state is KeyState.DESTROYED and (store.folder / f"{entry.name}.key").exists():
            return Finding("wrong", entry.name, "is destroyed, and its file is still here: destroy it again")
        return Finding("fine", entry.name, entry.state.value)
    try:
        where = _tried(store, entry)
    except (KeysAway, KeyStoreError) as error:
        return Finding("wrong", entry.name, str(error))
    if entry.ends_at_ms is None:
        return Finding("fine", entry.name, entry.state.value + where)
    if now_ms >= entry.ends_at_ms:
        return Finding("soon", entry.name, "its end is reached, it opens no more: destroy it")
    return Finding("fine", entry.name, f"{entry.state.value}, {_days(entry.ends_at_ms - now_ms)} more days{where}")


def _tried(store: KeyStore, entry: KeyEntry) -> str:
    if isinstance(entry.where, InFile):
        store.opened.secret(entry)
        return ""
    if not store.opened.doors.room(entry.where).holds(entry.key_id):
        raise KeyStoreError(f"{entry.where.kind} does not hold it as a key that cannot leave; restore its own backup")
    return f", in {entry.where.kind}: only that one's own backup has a second copy"


def _certificate(store: KeyStore, now_ms: int) -> Finding:
    about = f"{store.directory_name}.certificate"
    if store.has_root:
        return Finding("fine", about, "made anew by the root key, which lies here")
    try:
        root_text, token = store.kept_certificate(about)
        root = VerifyKey(from_b64u(root_text, reason=Reason.JSON, length=32))
        certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, token, root))
    except (KeyStoreError, CannotOpen) as error:
        return Finding(
            "wrong", about, f"missing or damaged ({error}): have the root sign a request, and accept its answer"
        )
    left_ms = certificate.not_after * 1000 - now_ms
    if certificate.kid != store.directory.key_id or left_ms <= 0:
        return Finding(
            "wrong", about, "is for another key or has ended: have the root sign a request, and accept its answer"
        )
    weight: Literal["fine", "soon"] = "soon" if left_ms < _SOON_MS else "fine"
    return Finding(weight, about, f"{_days(left_ms)} more days")


def _days(ms: int) -> int:
    return ms // DAY_MS
