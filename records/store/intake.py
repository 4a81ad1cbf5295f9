"""Accepting envelopes: durable first, looked into afterwards, and answered with a receipt that says so.

What is refused here is only what is no envelope of ours at all. Everything else has a row, with its bytes, in a
committed transaction before anybody tries to open it. That row is its trail until then; the opener writes the entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from records.errors import CannotOpen, Reason
from records.seal.envelope import AskHeader, EssentialsHeader, MessageHeader, digest, idempotency_key, parse_header
from records.seal.keys import SigningKey
from records.store.database import Database
from records.store.errors import StoreUnavailable
from records.trust.receipt import Receipt, sign_receipt

_OFFERED = """unnest(
  %(record_ids)s::varchar[], %(kinds)s::varchar[], %(keys)s::varchar[], %(digests)s::varchar[]"""
# A new row, unless this very envelope is here in any state, or another one holds the key (the partial unique index).
# In one order everywhere: two groups that share keys wait for each other and never in a ring.
_INSERT = f"""
insert into intake (record_id, kind, key, digest, envelope, state, attempts, next_attempt_at_ms, received_at_ms)
select record_id, kind, key, digest, envelope, 'received', 0, %(now_ms)s::bigint, %(now_ms)s::bigint
from {_OFFERED}, %(envelopes)b::bytea[]) with ordinality as offered (record_id, kind, key, digest, envelope, place)
where not exists (
  select from intake as here
  where (here.record_id, here.kind, here.key, here.digest)
    = (offered.record_id, offered.kind, offered.key, offered.digest)
)
order by record_id, kind, key, place
on conflict (record_id, kind, key) where state in ('received', 'opened') do nothing
returning id, record_id, kind, key, digest
"""  # noqa: S608 - put together from constants
# The one that holds the key comes before one that is the same but did not open.
_FIND = f"""
select offered.place - 1 as place, found.* from {_OFFERED})
  with ordinality as offered (record_id, kind, key, digest, place)
join lateral (
  select id, digest, received_at_ms, state from intake
  where (record_id, kind, key) = (offered.record_id, offered.kind, offered.key)
    and (digest = offered.digest or state in ('received', 'opened'))
  order by state in ('received', 'opened') desc, id desc limit 1
) as found on true
"""  # noqa: S608 - as above


@dataclass(frozen=True, slots=True)
class Offered:
    """A well-formed envelope that may be stored: what its clear header says, and its bytes."""

    record_id: str
    kind: str
    key: str
    digest: str
    envelope: bytes


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
    own: bool
    """False when the one that is here has other bytes than the one that was sent."""

    def receipt(self, receipt_key: SigningKey) -> str:
        """Answer the commission's signed word that this envelope is stored."""
        fields = {"kind": self.kind, "record_id": self.record_id, "key": self.key, "digest": self.digest}
        return sign_receipt(receipt_key, Receipt.read({**fields, "received_at": self.received_at_ms // 1000}))


def offer(envelope: bytes) -> Offered:
    """Read what is stored beside an envelope; raises `CannotOpen` for what is none, or is not delivered this way."""
    header = parse_header(envelope)
    if isinstance(header, MessageHeader | AskHeader | EssentialsHeader):
        raise CannotOpen(Reason.HEADER)
    return Offered(header.record_id, header.kind, idempotency_key(header), digest(envelope), envelope)


def accept(database: Database, envelope: bytes) -> Accepted:
    """Store one envelope durably, once; raises `CannotOpen` for what is none, `StoreUnavailable`.

    When it returns, the transaction is committed: a machine that loses power now loses nothing.
    """
    (accepted,) = accept_all(database, [offer(envelope)])
    if accepted is None:
        raise StoreUnavailable("the envelope that held this key went away meanwhile; try again")
    return accepted


def accept_all(database: Database, offered: Sequence[Offered]) -> list[Accepted | None]:
    """Store envelopes durably, each once, in one transaction; raises `StoreUnavailable`, and then none is stored.

    Answers one for each that was offered, in order; None where the one that held the key went away meanwhile: try again.
    """
    with database.transaction() as unit:
        values = {**_columns(offered), "envelopes": [each.envelope for each in offered], "now_ms": unit.now_ms}
        made = {
            (row.record_id, row.kind, row.key, row.digest): int(row.id)
            for row in unit.connection.exec_driver_sql(_INSERT, values)
        }
        answers: list[Accepted | None] = []
        for each in offered:
            # The second of two that are the same finds the first.
            intake_id = made.pop((each.record_id, each.kind, each.key, each.digest), None)
            answers.append(None if intake_id is None else _accepted(each, intake_id, unit.now_ms))
        standing = [place for place, answer in enumerate(answers) if answer is None]
        for place, found in _standing(unit.connection, [offered[place] for place in standing]).items():
            answers[standing[place]] = found
    return answers


def _columns(offered: Sequence[Offered]) -> Mapping[str, Any]:
    return {
        "record_ids": [each.record_id for each in offered],
        "kinds": [each.kind for each in offered],
        "keys": [each.key for each in offered],
        "digests": [each.digest for each in offered],
    }


def _accepted(offered: Offered, intake_id: int, now_ms: int) -> Accepted:
    return Accepted(
        intake_id,
        offered.kind,
        offered.record_id,
        offered.key,
        offered.digest,
        received_at_ms=now_ms,
        state="received",
        first=True,
        own=True,
    )


def _standing(connection: Connection, offered: Sequence[Offered]) -> dict[int, Accepted]:
    if not offered:
        return {}
    return {
        int(row.place): Accepted(
            row.id,
            offered[row.place].kind,
            offered[row.place].record_id,
            offered[row.place].key,
            row.digest,
            received_at_ms=row.received_at_ms,
            state=row.state,
            first=False,
            own=row.digest == offered[row.place].digest,
        )
        for row in connection.exec_driver_sql(_FIND, _columns(offered))
    }
