"""What a scripted phone keeps on its disk (SQLite), as the page keeps it in IndexedDB, and what its resident saw.

One `write` is one transaction: all of it stands, or none, however the process ends. What the resident saw is a file beside it: a line
is written once what it tells of is kept, so that at the end the two can be held against each other.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.bench.crash.ledger import Consultation

_TABLES: Final = """
create table if not exists phone (name text primary key, value text not null);
create table if not exists consultation (
  place integer primary key autoincrement, record_id text unique not null, session_id text not null, complaint text not null,
  turn integer not null default 0, capsule blob, pending text, guided integer not null default 0,
  attachment_id text, photo blob
);
create table if not exists said (place integer primary key autoincrement, record_id text not null, text text not null);
create table if not exists envelope (
  place integer primary key autoincrement, record_id text not null, kind text not null, key text not null, bytes blob, receipt text,
  unique (record_id, kind, key)
);
create table if not exists token (record_id text not null, kid text not null, token blob, primary key (record_id, kid));
"""
_FILE, _SEEN = "phone.sqlite", "seen.jsonl"


@dataclass
class Kept:
    """One consultation as it is kept. `pending` is what was said and not answered: it is kept before it is sent."""

    record_id: str
    session_id: str
    complaint: str
    turn: int
    capsule: bytes | None
    pending: dict[str, Any] | None
    guided: bool
    attachment_id: str | None
    photo: bytes | None


class Shelf:
    """One phone's storage, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / _FILE, isolation_level=None, timeout=30.0)
        self._file.execute("pragma journal_mode = wal")
        self._file.executescript(_TABLES)
        self._seen = os.open(folder / _SEEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def close(self) -> None:
        """Close what is open."""
        self._file.close()
        os.close(self._seen)

    def saw(self, record_id: str, **what: Any) -> None:
        """Note what the resident now believes to be kept."""
        os.write(self._seen, json.dumps({"record_id": record_id, **what}, ensure_ascii=False).encode() + b"\n")

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection]:
        """Run one transaction."""
        self._file.execute("begin immediate")
        try:
            yield self._file
        except BaseException:
            self._file.execute("rollback")
            raise
        self._file.execute("commit")

    def once(self, name: str, made: str) -> str:
        """Answer what is kept under a name; `made` is kept where there is nothing."""
        self._file.execute("insert into phone values (?, ?) on conflict do nothing", (name, made))
        (value,) = self._file.execute("select value from phone where name = ?", (name,)).fetchone()
        return str(value)

    def unfinished(self) -> Kept | None:
        """Answer the consultation that goes on, if one does."""
        row = self._file.execute(
            "select record_id, session_id, complaint, turn, capsule, pending, guided, attachment_id, photo from consultation"
            " where not guided order by place desc limit 1"
        ).fetchone()
        if row is None:
            return None
        record_id, session_id, complaint, turn, capsule, pending, guided, attachment_id, photo = row
        return Kept(
            record_id,
            session_id,
            complaint,
            turn,
            capsule,
            None if pending is None else json.loads(pending),
            bool(guided),
            attachment_id,
            photo,
        )

    def said(self, record_id: str) -> list[str]:
        """Answer what was said in words."""
        return [
            text
            for (text,) in self._file.execute("select text from said where record_id = ? order by place", (record_id,))
        ]

    def owed(self, record_id: str | None = None) -> list[tuple[str, str, str, bytes | None]]:
        """Answer record id, kind, key and bytes of what has no receipt, in order; no bytes: the photo, sealed when it is sent."""
        found = self._file.execute(
            "select record_id, kind, key, bytes from envelope where receipt is null and ? in (record_id, '') order by place",
            (record_id or "",),
        )
        return list(found)

    def receipted(self, record_id: str, kind: str, key: str, receipt: str) -> None:
        """Keep a receipt."""
        self._file.execute(
            "update envelope set receipt = ? where (record_id, kind, key) = (?, ?, ?)", (receipt, record_id, kind, key)
        )

    def token(self, record_id: str, kid: str) -> tuple[bool, bytes | None]:
        """Answer whether a token for a node is kept, and it: a turn that is repeated there shows the same."""
        row = self._file.execute("select token from token where (record_id, kid) = (?, ?)", (record_id, kid)).fetchone()
        return row is not None, None if row is None else row[0]

    def photo(self, attachment_id: str) -> bytes:
        """Answer the bytes of a photo."""
        (photo,) = self._file.execute(
            "select photo from consultation where attachment_id = ?", (attachment_id,)
        ).fetchone()
        return bytes(photo)


def seen(folder: Path) -> Iterator[dict[str, Any]]:
    """Answer what a phone's resident saw, in order; the last line may be cut short and is left out then."""
    path = folder / _SEEN
    if path.exists():
        yield from (json.loads(line) for line in path.read_bytes().split(b"\n")[:-1])


def consultations(folder: Path) -> list[Consultation]:
    """Answer what a phone has kept, once it is not running."""
    shelf = Shelf(folder)
    try:
        person_id = shelf.once("person_id", "")
        made: dict[str, Consultation] = {}
        with shelf.write() as file:
            for record_id, guided, attachment_id, photo, pending in file.execute(
                "select record_id, guided, attachment_id, photo, pending from consultation order by place"
            ):
                made[record_id] = Consultation(person_id, record_id, said=shelf.said(record_id), guided=bool(guided))
                if attachment_id is not None:
                    made[record_id].photos[attachment_id] = bytes(photo)
                if pending is not None:
                    made[record_id].unanswered = True
            for record_id, kind, key, body, receipt in file.execute(
                "select record_id, kind, key, bytes, receipt from envelope order by place"
            ):
                made[record_id].envelopes[kind, key] = body or b""
                if receipt is not None:
                    made[record_id].receipts[kind, key] = receipt
    finally:
        shelf.close()
    for one in made.values():
        # A photo that there was no turn for is no photo.
        one.photos = {key: photo for key, photo in one.photos.items() if ("attachment", key) in one.envelopes}
    return list(made.values())


def forgotten(folder: Path, kept: list[Consultation]) -> list[str]:
    """Answer what the resident saw and the phone does not hold any more."""
    by_id = {one.record_id: one for one in kept}
    troubles: list[str] = []
    for line in seen(folder):
        held = by_id.get(line["record_id"])
        if held is None:
            troubles.append(f"{line['record_id']}: the phone lost a consultation")
        elif "said" in line and held.said.count(line["said"]) != 1:
            troubles.append(f"{held.record_id}: the phone holds what was said {held.said.count(line['said'])} times")
        elif "answered" in line and ("record", str(line["answered"] + 1)) not in held.envelopes:
            troubles.append(f"{held.record_id}: the phone lost the answer to turn {line['answered']}")
        elif "receipt" in line and tuple(line["receipt"]) not in held.receipts:
            troubles.append(f"{held.record_id}: the phone lost the receipt of {line['receipt']}")
        elif "photo" in line and line["photo"] not in held.photos:
            troubles.append(f"{held.record_id}: the phone lost a photo")
        elif "guided" in line and not held.guided:
            troubles.append(f"{held.record_id}: the phone lost that the consultation is over")
    return troubles
