"""Keeps what a resident shares of a visit for a day, and gives it to who proves the code (FORMAT.md, section 13).

The store can open none of it. A share stands beside nothing that names somebody; audit entries name its id. Every function runs in the
caller's transaction and must be committed whatever it answers: a wrong try counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from records.seal.share import has_length, proves
from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import NotVisible, Refused, SealBroken
from records.store.kek.port import DataKey
from records.store.mailbox import digest_of
from records.store.policy import Action, Actor, Role, require
from records.store.tables.shares import Share
from records.store.vault import Place

PHONE: Final = Actor(Role.RESIDENT, "phone")
READER: Final = Actor(Role.RESIDENT, "reader")
"""Whoever has a link and tries a code: nobody knows who."""
LIVES_MS: Final = 24 * 3600 * 1000
MOST_WRONG: Final = 5
MOST_OPENED: Final = 20
_EMPTIED: Final = {"sealed": b"", "sealed_digest": ""}
"""What is left of a share that was destroyed or taken back: its id is not free until its end, so that it is not made again."""
MOST_SHARES: Final = 20_000
"""At one time: some 700 MB at most. Beyond it no share is made until others end."""


@dataclass(frozen=True)
class Opened:
    """What the right proof gives."""

    sealed: bytes
    expires_at_ms: int


@dataclass(frozen=True)
class Wrong:
    """Another proof: how many tries are left; with none the share is gone."""

    tries_left: int


@dataclass(frozen=True)
class Standing:
    """What the phone that made a share is told of it."""

    opened: int
    wrong: int
    expires_at_ms: int


def make_share(unit: Unit, *, share_id: str, proof_digest: str, owner_digest: str, sealed: bytes) -> int:
    """Keep a share for a day and answer when it ends (Unix ms); the same one again is answered alike.

    Raises:
        Refused: `length` for sealed bytes that no phone makes, `taken` where another share has this id, `full` when there are too
            many at this time.
    """
    require(PHONE, Action.MAKE_SHARE)
    if not has_length(sealed):
        raise Refused("length", "sealed: not of a length that is used")
    digest = hashlib.sha256(sealed).hexdigest()
    forget_old_shares(unit)
    found = _held(unit, share_id)
    if found is not None:
        if (found.proof_digest, found.owner_digest, found.sealed_digest) != (proof_digest, owner_digest, digest):
            raise Refused("taken", "another share has this id")
        return int(found.expires_at_ms)
    if unit.connection.execute(select(func.count()).select_from(Share)).scalar_one() >= MOST_SHARES:
        raise Refused("full", "too many shares at this time")
    expires_at_ms = unit.now_ms + LIVES_MS
    kept = unit.connection.execute(
        insert(Share)
        .values(
            id=share_id,
            proof_digest=proof_digest,
            owner_digest=owner_digest,
            sealed_digest=digest,
            sealed=unit.vault.seal(_key(unit, share_id), _place(share_id), sealed),
            opened=0,
            wrong=0,
            expires_at_ms=expires_at_ms,
        )
        .on_conflict_do_nothing()
        .returning(Share.id)
    ).scalar_one_or_none()
    if kept is None:
        raise Refused("taken", "a share of this id is being made")
    _audit(unit, PHONE, Action.MAKE_SHARE, share_id, bytes=len(sealed))
    return expires_at_ms


def open_share(unit: Unit, share_id: str, proof: bytes) -> Opened | Wrong:
    """Answer what is sealed, for the right proof; raises `NotVisible`. A wrong one is counted, and the fifth destroys the share."""
    require(READER, Action.OPEN_SHARE)
    found = _living(unit, share_id)
    if found.sealed == b"":
        raise NotVisible("no such share")
    if not proves(proof, found.proof_digest):
        wrong = found.wrong + 1
        emptied = _EMPTIED if wrong >= MOST_WRONG else {}
        unit.connection.execute(update(Share).where(Share.id == share_id).values(wrong=wrong, **emptied))
        _audit(unit, READER, Action.OPEN_SHARE, share_id, wrong=wrong)
        return Wrong(MOST_WRONG - wrong)
    if found.opened >= MOST_OPENED:
        raise NotVisible("no such share")
    try:
        sealed = unit.vault.open(_key(unit, share_id), _place(share_id), found.sealed)
    except SealBroken:
        # The key at rest was changed since: it opens for nobody any more.
        raise NotVisible("no such share") from None
    unit.connection.execute(update(Share).where(Share.id == share_id).values(opened=found.opened + 1))
    _audit(unit, READER, Action.OPEN_SHARE, share_id, opened=found.opened + 1)
    return Opened(sealed, int(found.expires_at_ms))


def standing(unit: Unit, share_id: str, owner: str) -> Standing:
    """Tell the phone that made it how a share stands, or how it ended; raises `NotVisible`.

    It shows nobody anything of a resident, so nothing is noted.
    """
    require(PHONE, Action.REVOKE_SHARE)
    found = _own(unit, share_id, owner)
    return Standing(found.opened, found.wrong, int(found.expires_at_ms))


def revoke_share(unit: Unit, share_id: str, owner: str) -> None:
    """Take a share back, by its owner's secret (b64u); raises `NotVisible`."""
    require(PHONE, Action.REVOKE_SHARE)
    _own(unit, share_id, owner)
    unit.connection.execute(update(Share).where(Share.id == share_id).values(**_EMPTIED))
    _audit(unit, PHONE, Action.REVOKE_SHARE, share_id)


def forget_old_shares(unit: Unit) -> int:
    """Remove shares that are past their end; answers how many."""
    return unit.connection.execute(delete(Share).where(Share.expires_at_ms <= unit.now_ms)).rowcount


def _key(unit: Unit, share_id: str) -> DataKey:
    return unit.vault.waiting_key(f"share/{share_id}")


def _place(share_id: str) -> Place:
    return Place("share", share_id, "sealed")


def _held(unit: Unit, share_id: str) -> Row[Any] | None:
    """Answer a share's row, locked until the transaction ends: many tries at once are counted one by one."""
    return unit.connection.execute(select(Share.__table__).where(Share.id == share_id).with_for_update()).one_or_none()


def _living(unit: Unit, share_id: str) -> Row[Any]:
    found = _held(unit, share_id)
    if found is None or found.expires_at_ms <= unit.now_ms:
        raise NotVisible("no such share")
    return found


def _own(unit: Unit, share_id: str, owner: str) -> Row[Any]:
    found = _living(unit, share_id)
    if not proves_owner(owner, found.owner_digest):
        raise NotVisible("no such share")
    return found


def proves_owner(owner: str, digest: str) -> bool:
    """Tell whether a bearer secret (b64u) is the one of this digest (hex); nothing of another form is."""
    made = digest_of(owner)
    return made != b"" and made.hex() == digest


def _audit(unit: Unit, actor: Actor, action: Action, share_id: str, **detail: int) -> None:
    unit.audit(Happening(actor.role, actor.id, action, f"share:{share_id}", detail))
