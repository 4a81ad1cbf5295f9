"""What the transparency log hears of keys (FORMAT.md, section 9): that they came into use, and that they ended.

Two ways lead here, each within a transaction that others see whole: an event that is told to the database, and a directory that is
about to name keys whose events are not told yet. Whichever comes first appends; nothing is said twice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from records.store import translog
from records.store.database import Unit
from records.store.keyfolder.entries import KeyList, KeyState
from records.store.translog import HeldKey, KeyTurn

_TURNS: Final = MappingProxyType[str, KeyTurn](
    {"made": "begun", "activated": "begun", "revoked": "revoked", "destroyed": "destroyed"}
)
"""Words of events. What is only prepared is in no use yet, and what opens on has begun before."""


def note_event(unit: Unit, purpose: str, key_id: str, what: str) -> None:
    """Append what an event means to a reader of the log, where it means something and the log does not say it yet."""
    if (turn := _TURNS.get(what)) is not None:
        translog.note_keys(unit, [(turn, HeldKey(purpose, key_id))])


def note_keys(unit: Unit, keys: KeyList) -> None:
    """Append of all keys of a folder what the log does not say yet."""
    begun: list[tuple[KeyTurn, HeldKey]] = []
    ended: list[tuple[KeyTurn, HeldKey]] = []
    for entry in keys.keys:
        key = HeldKey(entry.purpose, entry.key_id)
        match entry.state:
            case KeyState.ACTIVE | KeyState.OPENING:
                begun.append(("begun", key))
            case KeyState.REVOKED:
                ended.append(("revoked", key))
            case KeyState.DESTROYED:
                ended.append(("destroyed", key))
            case KeyState.PENDING:
                continue
    translog.note_keys(unit, [*begun, *ended])
