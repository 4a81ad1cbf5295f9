"""What happens to keys, told to the database: one function writes it, once each, with its entries of audit trail and transparency log.

A key may change while the database is away. Its event then waits in the key list, which changed in the same step, and is told later.
"""

from __future__ import annotations

import secrets

from sqlalchemy.dialects.postgresql import insert

from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.keyfolder.entries import KeyEvent
from records.store.keyfolder.files import only_writer
from records.store.keyfolder.logged import note_event
from records.store.keystore import KeyStore
from records.store.policy import SYSTEM, Action, require
from records.store.tables.keys import KeyEventRow


def key_event(
    unit: Unit, purpose: str, key_id: str, what: str, *, event_id: str | None = None, at_ms: int | None = None
) -> bool:
    """Keep an event of a key, with its entries of audit trail and transparency log; answer whether it was new. All go through here.

    `what` is one closed word (made, prepared, activated, opening, revoked, destroyed, …); `event_id` and `at_ms` are those of an event
    that waited.
    """
    require(SYSTEM, Action.MANAGE_KEYS)
    event_id = event_id or secrets.token_hex(16)
    happened = unit.now_ms if at_ms is None else at_ms
    statement = insert(KeyEventRow).values(
        id=event_id, purpose=purpose, key_id=key_id, what=what, at_ms=happened, told_at_ms=unit.now_ms
    )
    new = unit.connection.execute(
        statement.on_conflict_do_nothing(index_elements=[KeyEventRow.id]).returning(KeyEventRow.id)
    ).scalar_one_or_none()
    if new is None:
        return False
    detail = {"purpose": purpose, "do": what, "event": event_id, "at_ms": happened}
    unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.MANAGE_KEYS, f"key:{key_id}", detail))
    note_event(unit, purpose, key_id, what)
    return True


def tell_waiting(database: Database, store: KeyStore) -> int:
    """Tell the database what waits in the key list, and answer how many events that were.

    Raises `StoreUnavailable`, and `KeyStoreError` while somebody else changes the folder; what was not told waits on.
    """
    folder = store.opened
    if not store.keys.pending:
        return 0
    with only_writer(folder.path):
        # Held by name: another thread may read the list again, and what it read must not be written back.
        keys = folder.read_again()
        waiting: list[KeyEvent] = keys.pending
        if not waiting:
            return 0
        with database.transaction() as unit:
            for each in waiting:
                key_event(unit, each.purpose, each.key_id, each.what, event_id=each.id, at_ms=each.at_ms)
        # Only now may the list forget them; told twice, they are kept once.
        folder.keep(keys.model_copy(update={"pending": []}))
    store.look_again()
    return len(waiting)
