"""The transparency log in the database: it grows within the transaction that makes what it tells of, and proves what stands in it.

Appending is serialised by one advisory lock, held until the transaction ends: entries stand in the order in which their transactions
became visible. Whoever appends what follows from the log's own order (a directory from the admissions before it) takes the lock
before it reads. Roots and proofs read O(log n) rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from sqlalchemy import Connection, Row, func, insert, select, text, tuple_

from records.store.database import Unit
from records.store.errors import Refused, StoreUnavailable
from records.store.tables.translog import LogEntry, LogNode
from records.trust.directory import NodeEntry
from records.trust.log import tree
from records.trust.log.entries import (
    AdmittedEntry,
    CertificateEntry,
    DirectoryEntry,
    Entry,
    KeyEntry,
    KeyEventName,
    PageEntry,
    PageFile,
    RevokedEntry,
    from_bytes,
    page_digest,
    to_bytes,
    without_keys,
)
from records.trust.log.tree import Coordinate

T = TypeVar("T")
_LOCK: Final = 0x6A69_6C67
KeyTurn = Literal["begun", "revoked", "destroyed"]
MOST_ENTRIES: Final = 1_000
MOST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class HeldKey:
    """A key of the commission by purpose and id, as the log names it."""

    purpose: str
    key_id: str

    @property
    def subject(self) -> str:
        """What an entry about it is found by."""
        return f"{self.purpose}:{self.key_id}"


def lock(unit: Unit) -> None:
    """Keep others from appending until this transaction ends."""
    unit.connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def append(unit: Unit, entry: Entry) -> int:
    """Append an entry and answer its number."""
    raw = to_bytes(entry)
    lock(unit)
    # A statement of its own: its snapshot is taken after the lock is held.
    index = size(unit.connection)
    read = _reader(unit.connection, tree.left_siblings(index))
    nodes = [
        {"level": at.level, "number": at.number, "hash": value}
        for at, value in tree.completed(index, tree.leaf_hash(raw), read)
    ]
    row = {
        "number": index,
        "kind": entry.kind,
        "subject": _subject(entry),
        "entry": raw,
        "appended_at_ms": unit.now_ms,
    }
    unit.connection.execute(insert(LogEntry).values(row))
    unit.connection.execute(insert(LogNode), nodes)
    return index


def note_admission(unit: Unit, entry: NodeEntry) -> None:
    """Append that a node's evidence was verified."""
    node = without_keys(entry.model_dump())
    append(unit, AdmittedEntry(at=unit.now_ms // 1000, node=node))


def note_revocation(unit: Unit, node_id: str) -> None:
    """Append that a node was revoked, once."""
    lock(unit)
    if not _stands(unit.connection, "node", f"revoked:{node_id}"):
        append(unit, RevokedEntry(at=unit.now_ms // 1000, node_id=node_id))


def note_page(unit: Unit, software: str, files: Iterable[PageFile]) -> bool:
    """Append a build of the page unless it is the newest one logged; answers whether it was appended."""
    listed = sorted(files, key=lambda file: file.path.encode())
    digest = page_digest(listed)
    lock(unit)
    newest = unit.connection.execute(
        select(LogEntry.subject).where(LogEntry.kind == "page").order_by(LogEntry.number.desc()).limit(1)
    ).scalar_one_or_none()
    if newest == digest:
        return False
    append(unit, PageEntry(at=unit.now_ms // 1000, software=software, digest=digest, files=listed))
    return True


def key_event(unit: Unit, event: KeyEventName, key: HeldKey) -> bool:
    """Append an event of a key, once; answers whether it was appended."""
    lock(unit)
    told = unit.connection.execute(
        select(LogEntry.entry).where(LogEntry.kind == "key", LogEntry.subject == key.subject)
    ).scalars()
    if any(isinstance(entry := from_bytes(raw), KeyEntry) and entry.event == event for raw in told):
        return False
    append(unit, KeyEntry(at=unit.now_ms // 1000, event=event, purpose=key.purpose, key_id=key.key_id))
    return True


def note_keys(unit: Unit, turns: Iterable[tuple[KeyTurn, HeldKey]]) -> None:
    """Append what the log does not say yet, in this order: that a key is in use (`made`), or ended.

    Keys are files and no rows: a process compares them with the log whenever it signs a directory. Of a key that was spoken of
    before, as one that ended too, no beginning is told.
    """
    for turn, key in turns:
        lock(unit)
        if turn != "begun":
            key_event(unit, turn, key)
        elif not _stands(unit.connection, "key", key.subject):
            key_event(unit, "made", key)


def index_of(connection: Connection, entry: Entry) -> int | None:
    """Answer where this very entry stands first; None where it does not."""
    rows = connection.execute(
        select(LogEntry.number, LogEntry.entry)
        .where(LogEntry.kind == entry.kind, LogEntry.subject == _subject(entry))
        .order_by(LogEntry.number)
    )
    raw = to_bytes(entry)
    return next((row.number for row in rows if bytes(row.entry) == raw), None)


def size(connection: Connection) -> int:
    """Answer how many entries there are."""
    newest = connection.execute(select(func.max(LogEntry.number))).scalar_one_or_none()
    return 0 if newest is None else newest + 1


def root(connection: Connection, count: int) -> bytes:
    """Answer the root of the first `count` entries."""
    return _made(connection, lambda read: tree.root(count, read))


def inclusion(connection: Connection, index: int, count: int) -> list[bytes]:
    """Answer the proof that entry `index` is among the first `count`; raises `Refused`."""
    if not 0 <= index < count <= size(connection):
        raise Refused("out_of_range", "the log has no such entry in a tree of this size")
    return _made(connection, lambda read: tree.inclusion_path(index, count, read))


def consistency(connection: Connection, old: int, count: int) -> list[bytes]:
    """Answer the proof that the first `count` entries begin with the first `old`; raises `Refused`."""
    if not 0 < old <= count <= size(connection):
        raise Refused("out_of_range", "the log has no trees of these sizes")
    return _made(connection, lambda read: tree.consistency_path(old, count, read))


def entries(connection: Connection, start: int, end: int) -> list[bytes]:
    """Answer entries from `start` on and before `end`: at least one, at most `MOST_ENTRIES` and `MOST_BYTES`; raises `Refused`."""
    if not 0 <= start < end or start >= size(connection):
        raise Refused("out_of_range", "the log has no entries there")
    weight = func.sum(func.length(LogEntry.entry)).over(order_by=LogEntry.number)
    until = min(end, start + MOST_ENTRIES)
    weighed = (
        select(LogEntry.number, LogEntry.entry, weight.label("weight"))
        .where(LogEntry.number >= start, LogEntry.number < until)
        .subquery()
    )
    rows = connection.execute(
        select(weighed.c.entry)
        .where((weighed.c.weight <= MOST_BYTES) | (weighed.c.number == start))
        .order_by(weighed.c.number)
    )
    return [bytes(raw) for raw in rows.scalars()]


def _made(connection: Connection, make: Callable[[tree.Read], T]) -> T:
    return make(_reader(connection, tree.coordinates(make)))


def _reader(connection: Connection, wanted: list[Coordinate]) -> tree.Read:
    rows: Iterable[Row[tuple[int, int, bytes]]] = ()
    if wanted:
        rows = connection.execute(
            select(LogNode.level, LogNode.number, LogNode.hash).where(tuple_(LogNode.level, LogNode.number).in_(wanted))
        )
    held = {Coordinate(row.level, row.number): bytes(row.hash) for row in rows}
    if len(held) != len(set(wanted)):
        raise StoreUnavailable("the log's tree is not whole; jiayi log verify tells where")
    return held.__getitem__


def _stands(connection: Connection, kind: str, subject: str) -> bool:
    found = select(LogEntry.number).where(LogEntry.kind == kind, LogEntry.subject == subject).limit(1)
    return connection.execute(found).scalar_one_or_none() is not None


def _subject(entry: Entry) -> str:
    match entry:
        case CertificateEntry():
            return hashlib.sha256(entry.token.encode()).hexdigest()
        case DirectoryEntry():
            return entry.token_digest
        case AdmittedEntry():
            return f"admitted:{entry.node['node_id']}"
        case RevokedEntry():
            return f"revoked:{entry.node_id}"
        case PageEntry():
            return entry.digest
        case KeyEntry():
            return HeldKey(entry.purpose, entry.key_id).subject
