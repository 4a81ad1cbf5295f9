"""The only place where a record is opened: after it is durable, checked, and then sealed under the resident's data key.

One envelope is one transaction: either it is stored and its sealed bytes are dropped, or nothing happened and the
reason is noted in a transaction of its own. What cannot be opened now stays with its bytes; what can be mended by
time is tried again by `sweep`, at start and periodically.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from records.errors import CannotOpen
from records.model import EncounterRecord, Registration, ResidentReply
from records.seal.envelope import (
    AttachmentHeader,
    EnvelopeHeader,
    IdentityHeader,
    RecordHeader,
    ReplyHeader,
    open_envelope,
    parse_header,
)
from records.seal.keys import KemLookup, VerifyKey
from records.store.audit import Happening
from records.store.database import Database, Unit
from records.store.errors import Erased, StoreUnavailable
from records.store.incoming import store_attachment, store_record, store_reply
from records.store.linking import register
from records.store.outcomes import RETRIED, Fault, Faulty
from records.store.policy import SYSTEM, Action
from records.store.tables.intake import Intake
from records.store.tables.nodes import Node

LATE_MS = 30 * 24 * 3600 * 1000
"""A phone may deliver a record this long after its node's admission ended."""
SKEW_MS = 5 * 60 * 1000
_RETRY_FOR_MS = 24 * 3600 * 1000
_FIRST_PAUSE_MS = 5 * 1000
_LONGEST_PAUSE_MS = 30 * 60 * 1000
_UNFINISHED = ("received", "deferred")
_TAKE = """
select id, record_id, kind, key, digest, envelope, state, attempts, received_at_ms
from intake where id = %s and state in ('received', 'deferred') for update skip locked
"""
_FINISH = "update intake set state = 'opened', envelope = null, reason = null, opened_at_ms = %s where id = %s"
_NODE = select(Node.__table__).where(Node.node_id == bindparam("node_id"))

Model = TypeVar("Model", bound=BaseModel)
Observer = Callable[[str, str], None]
"""Told the kind of an envelope and how opening it ended, for metrics."""


@dataclass(frozen=True)
class Opened:
    """How an attempt ended: `state` of the row, and the reason when it is not opened."""

    state: str
    reason: str | None = None


class Opener:
    """Opens what the intake holds. Safe to run in many threads and processes: a row is opened by one at a time."""

    def __init__(
        self, database: Database, record_keys: KemLookup, observe: Observer = lambda _kind, _outcome: None
    ) -> None:
        self._database = database
        self._record_keys = record_keys
        self._observe = observe

    def open(self, intake_id: int) -> Opened:
        """Try to open one envelope; raises `StoreUnavailable`, after which it still waits for the sweep."""
        kind = "unknown"
        try:
            # Undone by a power cut, it is done again: the envelope's bytes would be back in the intake, too.
            with self._database.transaction(flush=False) as unit:
                row = self._take(unit, intake_id)
                if isinstance(row, Opened):
                    return row
                kind = row.kind
                self._store(unit, row)
                self._finish(unit, row)
        except StoreUnavailable:
            raise
        except CannotOpen as error:
            ended = self._put_aside(intake_id, error.reason.value, retry=False)
        except Faulty as error:
            ended = self._put_aside(intake_id, error.fault.value, retry=error.fault in RETRIED)
        except Erased:
            ended = self._put_aside(intake_id, Fault.ERASED.value, retry=False, drop=True)
        except IntegrityError as error:
            duplicate = "uq_intake_key" in str(error.orig)
            fault = Fault.DUPLICATE if duplicate else Fault.INTERNAL
            ended = self._put_aside(intake_id, fault.value, retry=not duplicate)
        except Exception:  # noqa: BLE001 - our own fault must not lose or block an envelope; it is counted and retried
            ended = self._put_aside(intake_id, Fault.INTERNAL.value, retry=True)
        else:
            ended = Opened("opened")
        self._observe(kind, ended.reason or ended.state)
        return ended

    def sweep(self, *, limit: int = 1000) -> dict[str, int]:
        """Open what waits and is due, oldest first; answers how many ended in which state. Raises `StoreUnavailable`."""
        with self._database.reading() as connection:
            due = connection.execute(
                select(Intake.id)
                .where(Intake.state.in_(_UNFINISHED), Intake.next_attempt_at_ms <= self._database.clock())
                .order_by(Intake.next_attempt_at_ms, Intake.id)
                .limit(limit)
            ).scalars()
            waiting = list(due)
        counts: dict[str, int] = {}
        for intake_id in waiting:
            state = self.open(intake_id).state
            counts[state] = counts.get(state, 0) + 1
        return counts

    def retry(self, intake_id: int) -> Opened:
        """Try a failed envelope again, because a person mended what was wrong; raises `StoreUnavailable`."""
        with self._database.transaction() as unit:
            unit.connection.execute(
                update(Intake)
                .where(Intake.id == intake_id, Intake.state == "failed", Intake.envelope.is_not(None))
                .values(state="deferred", next_attempt_at_ms=unit.now_ms)
            )
        return self.open(intake_id)

    def _take(self, unit: Unit, intake_id: int) -> Row[Any] | Opened:
        row = unit.connection.exec_driver_sql(_TAKE, (intake_id,)).one_or_none()
        if row is not None:
            return row
        found = unit.connection.execute(select(Intake.state, Intake.reason).where(Intake.id == intake_id)).one_or_none()
        return Opened(found.state, found.reason) if found else Opened("gone")

    def _store(self, unit: Unit, row: Row[Any]) -> None:
        header = parse_header(row.envelope)
        body = open_envelope(
            row.envelope, self._record_keys, lambda node_id: _signer(unit, node_id, header, row.received_at_ms)
        )
        match header:
            case RecordHeader():
                record = _parse(EncounterRecord, body)
                if (record.record_id, record.revision) != (header.record_id, header.revision):
                    raise Faulty(Fault.MISMATCH)
                store_record(unit, header, record, body, envelope_digest=row.digest, received_at_ms=row.received_at_ms)
            case IdentityHeader():
                registration = _parse(Registration, body)
                if registration.record_id != header.record_id:
                    raise Faulty(Fault.MISMATCH)
                register(unit, header, registration, received_at_ms=row.received_at_ms)
            case AttachmentHeader():
                store_attachment(unit, header, body, received_at_ms=row.received_at_ms)
            case ReplyHeader():
                reply = _parse(ResidentReply, body)
                if reply.record_id != header.record_id:
                    raise Faulty(Fault.MISMATCH)
                store_reply(unit, header, reply, body, received_at_ms=row.received_at_ms)
            case _:
                raise Faulty(Fault.FORM)

    def _finish(self, unit: Unit, row: Row[Any]) -> None:
        unit.connection.exec_driver_sql(_FINISH, (unit.now_ms, row.id))
        detail = {"kind": row.kind, "key": row.key, "digest": row.digest, "outcome": "opened"}
        unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.STORE_ENVELOPE, f"record:{row.record_id}", detail))

    def _put_aside(self, intake_id: int, reason: str, *, retry: bool, drop: bool = False) -> Opened:
        with self._database.transaction() as unit:
            row = unit.connection.exec_driver_sql(_TAKE, (intake_id,)).one_or_none()
            if row is None:
                return Opened("gone", reason)
            again = retry and unit.now_ms - row.received_at_ms < _RETRY_FOR_MS
            state = ("deferred" if reason == Fault.UNKNOWN_NODE.value else row.state) if again else "failed"
            pause_ms = min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2 ** min(row.attempts, 20))
            values = {"state": state, "reason": reason, "attempts": row.attempts + 1}
            if drop:
                values["envelope"] = None
            unit.connection.execute(
                update(Intake).where(Intake.id == row.id).values(**values, next_attempt_at_ms=unit.now_ms + pause_ms)
            )
            detail = {"kind": row.kind, "key": row.key, "digest": row.digest, "outcome": state, "reason": reason}
            unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.STORE_ENVELOPE, f"record:{row.record_id}", detail))
            return Opened(state, reason)


def _parse(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        raise Faulty(Fault.FORM) from None  # the validation error quotes what was said


def _signer(unit: Unit, node_id: str, header: EnvelopeHeader, received_at_ms: int) -> VerifyKey:
    """Answer the key of a node whose admission covers the time at which the record was made."""
    node = unit.connection.execute(_NODE, {"node_id": node_id}).one_or_none()
    if node is None:
        raise Faulty(Fault.UNKNOWN_NODE)
    made = header.created_at_ms
    covered = node.admitted_at_ms - SKEW_MS <= made <= min(node.expires_at_ms, received_at_ms) + SKEW_MS
    revoked = node.revoked_at_ms is not None and node.revoked_at_ms <= received_at_ms
    if revoked or not covered or received_at_ms > node.expires_at_ms + LATE_MS:
        raise Faulty(Fault.EXPIRED_NODE)
    return VerifyKey(node.signing_key)
