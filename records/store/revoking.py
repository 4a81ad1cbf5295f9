"""Taking compute nodes out: the node, its place in the directory and the state keys, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Literal

from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.errors import KeysBusy
from records.store.keyfolder import rotation
from records.store.keyfolder.rotation import LIVE_EPOCHS_REVOKING
from records.store.keystore import KeyStore
from records.store.nodes import RevokedBy, revoke
from records.store.policy import Action, Actor

RevokedWhy = Literal["retired", "lost", "suspect", "software"]
"""Put out of use; out of our hands; perhaps broken into; runs what must not run."""
_TRIES: Final = 20
_PAUSE_S: Final = 0.25


def revoke_nodes(
    database: Database,
    keys: KeyStore,
    who: Callable[[Unit], Actor],
    by: RevokedBy,
    value: str,
    why: RevokedWhy | None = None,
) -> tuple[list[str], int]:
    """Revoke a node, or all of a measurement, machine or attestation key; answer their ids and the state-key epoch.

    The epoch begins while admissions wait: nobody who is revoked here was given its key. For a node that was revoked before none
    begins. A commission that is telling the database of keys at this moment is waited for. Raises as `records.store.nodes.revoke`,
    and `KeyStoreError`: then nothing was revoked.
    """
    for _ in range(_TRIES):
        with suppress(KeysBusy):
            return _revoke(database, keys, who, by, value, why)
        time.sleep(_PAUSE_S)
    return _revoke(database, keys, who, by, value, why)


def _revoke(
    database: Database,
    keys: KeyStore,
    who: Callable[[Unit], Actor],
    by: RevokedBy,
    value: str,
    why: RevokedWhy | None,
) -> tuple[list[str], int]:
    with database.transaction() as unit:
        actor = who(unit)
        revoked = revoke(unit, actor, by, value, why)
        if by == "node" and not revoked:
            # It was out already, and its key with it. A few epochs more, and every consultation under way would end.
            return [], keys.state_keys().current
        # Those before stay for the capsules that are under way.
        epoch = rotation.rotate(keys, "state", live=LIVE_EPOCHS_REVOKING, fresh=True, patience_s=0).number
        detail = {"do": "rotate", "epoch": epoch, "because": "revoke"}
        unit.audit(Happening(actor.role, actor.id, Action.MANAGE_NODES, "state-key", detail))
    return revoked, epoch
