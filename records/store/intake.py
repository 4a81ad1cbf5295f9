"""Accepting an envelope: durable first, looked into afterwards, and answered with a receipt that says so.

What is refused here is only what is no envelope of ours at all. Everything else has a row, with its bytes, in a
committed transaction before anybody tries to open it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.dialects.postgresql import insert

from records.errors import CannotOpen, Reason
from records.seal.envelope import MessageHeader, digest, idempotency_key, parse_header
from records.seal.keys import SigningKey
from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.errors import StoreUnavailable
from records.store.policy import Action, Role
from records.store.tables.intake import Intake
from records.trust.receipt import Receipt, sign_receipt

STANDING = ("received", "opened")
"""States in which an envelope holds its key against others."""


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
    if isinstance(header, MessageHeader):
        raise CannotOpen(Reason.HEADER)
    row = {
        "record_id": header.record_id,
        "kind": header.kind,
        "key": idempotency_key(header),
        "digest": digest(envelope),
    }
    with database.transaction() as unit:
        if same := _find(unit, Intake.digest == row["digest"], row):
            return same
        made = unit.connection.execute(
            insert(Intake)
            .values(
                **row,
                envelope=envelope,
                state="received",
                attempts=0,
                next_attempt_at_ms=unit.now_ms,
                received_at_ms=unit.now_ms,
            )
            .on_conflict_do_nothing(
                index_elements=[Intake.record_id, Intake.kind, Intake.key],
                index_where=text("state in ('received', 'opened')"),
            )
            .returning(Intake.id)
        ).scalar_one_or_none()
        if made is not None:
            unit.audit(Happening(Role.RESIDENT, "anybody", Action.STORE_ENVELOPE, f"record:{header.record_id}", row))
            return Accepted(made, **row, received_at_ms=unit.now_ms, state="received", first=True)
        standing = _find(unit, Intake.state.in_(STANDING), row)
        if standing is None:
            raise StoreUnavailable("the envelope that held this key went away meanwhile; try again")
        return standing


def _find(unit: Unit, which: ColumnElement[bool], row: dict[str, str]) -> Accepted | None:
    found = unit.connection.execute(
        select(Intake.id, Intake.digest, Intake.received_at_ms, Intake.state)
        .where(which, Intake.record_id == row["record_id"], Intake.kind == row["kind"], Intake.key == row["key"])
        .order_by(Intake.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    return Accepted(
        found.id,
        **{**row, "digest": found.digest},
        received_at_ms=found.received_at_ms,
        state=found.state,
        first=False,
    )
