"""The audit trail: append-only, hash-chained, in one order for the whole store, and checkable.

Each entry's mac covers the mac before it, under a key that is not in the database: whoever can write to the database
alone can neither change, insert, drop nor reorder an entry unseen. Cutting off the newest entries shows against an
anchor, a copy of the head kept elsewhere. Entries hold ids, numbers and closed words.

Reads are entries like writes and are kept as long: nothing here removes any. (The Cybersecurity Law of the PRC, article 21,
asks for six months at least; how much longer is the commission's policy, carried out on the database as a whole.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Connection, select

from records.store.tables.trail import AuditEntry
from records.store.vault import Vault

GENESIS = bytes(32)
_LOCK = 0x6A696179  # "jiay": any constant of our own will do
_PAGE = 5_000
_HEAD = "select seq, mac from audit_entry order by seq desc limit 1"
# Two statements in one message: the head must be read in a snapshot that is taken after the lock is held.
_LOCKED_HEAD = f"select pg_advisory_xact_lock({_LOCK}); {_HEAD}"
_INSERT = """
insert into audit_entry (seq, at_ms, role, actor, action, subject, detail, mac)
select * from unnest(%(seq)s::bigint[], %(at_ms)s::bigint[], %(role)s::varchar[], %(actor)s::text[], %(action)s::text[],
  %(subject)s::text[], %(detail)s::text[], %(mac)b::bytea[])
"""


@dataclass(frozen=True)
class Happening:
    """Who did what to what. `subject` is `kind:id`; `detail` holds ids, numbers and closed words only."""

    role: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Anchor:
    """The head of the chain at some time: its number and its mac in hex."""

    seq: int
    mac: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: `broken_at` is the first entry that does not hold, None when all do."""

    entries: int
    broken_at: int | None
    reason: str | None
    head: Anchor


class AuditTrail:
    """Appends to the chain and checks it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def append(self, connection: Connection, happenings: Iterable[Happening], now_ms: int) -> None:
        """Chain entries to the head. Takes a lock that only the end of the transaction gives back: append last."""
        seq, mac = _locked_head(connection)
        rows = []
        for happening in happenings:
            seq += 1
            row: dict[str, Any] = {
                "seq": seq,
                "at_ms": now_ms,
                "role": happening.role,
                "actor": happening.actor,
                "action": happening.action,
                "subject": happening.subject,
                "detail": json.dumps(dict(happening.detail), sort_keys=True, separators=(",", ":")),
            }
            mac = self._vault.audit_mac(mac, _bytes_of(row))
            rows.append({**row, "mac": mac})
        connection.exec_driver_sql(_INSERT, {column: [row[column] for row in rows] for column in rows[0]})

    def head(self, connection: Connection) -> Anchor:
        """Answer the newest entry; number 0 when there is none yet."""
        row = connection.exec_driver_sql(_HEAD).one_or_none()
        return Anchor(row.seq, row.mac.hex()) if row else Anchor(0, GENESIS.hex())

    def verify(self, connection: Connection, anchors: Iterable[Anchor] = ()) -> Verdict:
        """Walk the whole chain and answer the first link that does not hold.

        `anchors` are heads that were seen before: one that is missing or differs means that the tail was cut or rewritten.
        """
        expected = {anchor.seq: anchor.mac for anchor in anchors if anchor.seq > 0}
        seq, mac = 0, GENESIS
        while True:
            page = connection.execute(
                select(AuditEntry.__table__).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(_PAGE)
            ).all()
            if not page:
                break
            for found in page:
                row = dict(found._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
                claimed = row.pop("mac")
                at = Anchor(seq, mac.hex())
                if row["seq"] != seq + 1:
                    return Verdict(seq, seq + 1, "missing", at)
                mac = self._vault.audit_mac(mac, _bytes_of(row))
                if mac != claimed:
                    return Verdict(seq, seq + 1, "altered", at)
                seq += 1
                if expected.pop(seq, mac.hex()) != mac.hex():
                    return Verdict(seq, seq, "rewritten", Anchor(seq, mac.hex()))
        if expected:
            return Verdict(seq, seq + 1, "cut_off", Anchor(seq, mac.hex()))
        return Verdict(seq, None, None, Anchor(seq, mac.hex()))


def _locked_head(connection: Connection) -> tuple[int, bytes]:
    """Answer number and mac of the newest entry, once nobody else can append; raises errors of psycopg."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the store runs on psycopg 3")
    with driver.cursor() as cursor:
        cursor.execute(_LOCKED_HEAD, prepare=False)  # a prepared statement is one only
        cursor.nextset()
        return cursor.fetchone() or (0, GENESIS)


def _bytes_of(row: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
