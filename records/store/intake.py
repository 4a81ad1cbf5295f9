"""Accepting an envelope: durable first, looked into afterwards, and answered with a receipt that says so.

What is refused here is only what is no envelope of ours at all. Everything else has a row, with its bytes, in a
committed transaction before anybody tries to open it. That row is its trail until then; the opener writes the entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from records.errors import CannotOpen, Reason
from records.seal.envelope import AskHeader, EssentialsHeader, MessageHeader, digest, idempotency_key, parse_header
from records.seal.keys import SigningKey
from records.store.database import Database
from records.store.errors import StoreUnavailable
from records.trust.receipt import Receipt, sign_receipt

# A new row, unless this very envelope is here in any state, or another one holds the key (the partial unique index).
_INSERT = """
insert into intake (record_id, kind, key, digest, envelope, state, attempts, next_attempt_at_ms, received_at_ms)
select %(record_id)s::varchar, %(kind)s::varchar, %(key)s::varchar, %(digest)s::varchar, %(envelope)s::bytea,
  'received', 0, %(now_ms)s::bigint, %(now_ms)s::bigint
where not exists (
  select from intake where record_id = %(record_id)s and kind = %(kind)s and key = %(key)s and digest = %(digest)s
)
on conflict (record_id, kind, key) where state in ('received', 'opened') do nothing
returning id
"""
# The one that holds the key comes before one that is the same but did not open.
_FIND = """
select id, digest, received_at_ms, state from intake
where record_id = %(record_id)s and kind = %(kind)s and key = %(key)s
  and (digest = %(digest)s or state in ('received', 'opened'))
order by state in ('received', 'opened') desc, id desc limit 1
"""


@dataclass(frozen=True)
class Accepted:
    """A durable envelope: the one that was sent, or the first one under the same key."""

    intake_id: int
    kind: str
    record_id: str
    key: str
    digest: str
    received_at_ms: int
    state: str
    """received, deferred, opened or failed."""
    first: bool
    """False when this very envelope, or an earlier one under the same key, is here already."""

    def receipt(self, receipt_key: SigningKey) -> str:
        """Answer the commission's signed word that this envelope is stored."""
        fields = {"kind": self.kind, "record_id": self.record_id, "key": self.key, "digest": self.digest}
        return sign_receipt(receipt_key, Receipt.read({**fields, "received_at": self.received_at_ms // 1000}))


def accept(database: Database, envelope: bytes) -> Accepted:
    """Store an envelope durably, once; raises `CannotOpen` for what is none, `StoreUnavailable`.

    When it returns, the transaction is committed: a machine that loses power now loses nothing.
    """
    header = parse_header(envelope)
    if isinstance(header, MessageHeader | AskHeader | EssentialsHeader):
        raise CannotOpen(Reason.HEADER)
    row = {
        "record_id": header.record_id,
        "kind": header.kind,
        "key": idempotency_key(header),
        "digest": digest(envelope),
    }
    with database.transaction() as unit:
        values = {**row, "envelope": envelope, "now_ms": unit.now_ms}
        made = unit.connection.exec_driver_sql(_INSERT, values).scalar_one_or_none()
        if made is None:
            return _standing(unit.connection, row)
        received_at_ms = unit.now_ms
    return Accepted(made, **row, received_at_ms=received_at_ms, state="received", first=True)


def _standing(connection: Connection, row: dict[str, str]) -> Accepted:
    found = connection.exec_driver_sql(_FIND, row).one_or_none()
    if found is None:
        raise StoreUnavailable("the envelope that held this key went away meanwhile; try again")
    return Accepted(
        found.id,
        **{**row, "digest": found.digest},
        received_at_ms=found.received_at_ms,
        state=found.state,
        first=False,
    )
