"""The only place where a record is opened: after it is durable, checked, and then sealed under the resident's data key.

A group of envelopes is one transaction: each is stored and its sealed bytes dropped, or it is put aside with its reason;
or nothing happened at all, and then each is tried alone. What cannot be opened now stays with its bytes; what can be
mended by time is tried again by `sweep`, at start and periodically.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.exc import DataError, IntegrityError

from records.errors import CannotOpen
from records.model import EncounterRecord, Registration, ResidentReply
from records.seal.envelope import (
    AttachmentHeader,
    EnvelopeHeader,
    IdentityHeader,
    RecordHeader,
    ReplyHeader,
    parse_header,
)
from records.seal.keys import KemLookup
from records.store.audit import Happening
from records.store.checking import Checked, check, producer_of, signers
from records.store.database import Database, Unit
from records.store.errors import Erased, StoreUnavailable
from records.store.incoming import IncomingRecord, store_attachment, store_records, store_reply
from records.store.linking import register
from records.store.outcomes import DEFERRED, RETRIED, Fault, Faulty
from records.store.policy import SYSTEM, Action
from records.store.tables.intake import Intake

GROUP = 64
"""Envelopes that a sweep opens in one transaction."""
_RETRY_FOR_MS = 24 * 3600 * 1000
_FIRST_PAUSE_MS = 5 * 1000
_LONGEST_PAUSE_MS = 30 * 60 * 1000
_COLUMNS = "id, record_id, kind, key, digest, state, attempts, received_at_ms"
# Bytes that are in this process's memory already need not be read again.
_TAKE = f"""
select {_COLUMNS}, case when id = any(%(known)s) then null else envelope end as envelope
from intake where id = any(%(ids)s) and state in ('received', 'deferred') order by id for update skip locked
"""  # noqa: S608 - put together from constants
# A time further ahead than any pause is from before the clock was put back.
_TAKE_DUE = f"""
select {_COLUMNS}, envelope from intake
where state in ('received', 'deferred')
  and (next_attempt_at_ms <= %(now_ms)s or next_attempt_at_ms > %(now_ms)s + %(longest_ms)s)
order by next_attempt_at_ms, id limit %(limit)s for update skip locked
"""  # noqa: S608 - as above
_FINISH = "update intake set state = 'opened', envelope = null, reason = null, opened_at_ms = %s where id = any(%s)"
_STANDS = "select id, state, reason from intake where id = any(%s) order by id for share"

Observer = Callable[[str, str], None]
"""Told the kind of an envelope and how opening it ended, for metrics."""


@dataclass(frozen=True)
class Opened:
    """How an attempt ended: `state` of the row, and the reason when it is not opened."""

    state: str
    reason: str | None = None


class _GoneWrong(Exception):
    """A group could not be stored as one; carries the rows that it had taken."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"{len(ids)} envelopes")
        self.ids = ids


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
        return self.open_all([intake_id])[intake_id]

    def open_all(self, ids: Sequence[int], known: Mapping[int, bytes] | None = None) -> dict[int, Opened]:
        """Try to open envelopes, together where that works; raises `StoreUnavailable`: then those not opened wait on.

        `known` holds the bytes of those that the caller has in memory, as they were stored.
        """
        held = known or {}
        taking = {"ids": list(ids), "known": list(held)}
        try:
            ended = self._together(_TAKE, taking, held)
        except _GoneWrong:
            ended = {intake_id: self._alone(intake_id, held) for intake_id in ids}
        if missing := [intake_id for intake_id in ids if intake_id not in ended]:
            # Another one has them in hand: how that ends is waited for. Nothing is held here that it could wait for.
            with self._database.transaction(flush=False) as unit:
                found = {row.id: row for row in unit.connection.exec_driver_sql(_STANDS, (missing,))}
            for intake_id in missing:
                row = found.get(intake_id)
                ended[intake_id] = Opened(row.state, row.reason) if row else Opened("gone")
        return ended

    def sweep(self, *, limit: int = 1000) -> dict[str, int]:
        """Open what waits and is due, oldest first; answers how many ended in which state. Raises `StoreUnavailable`."""
        counts: dict[str, int] = {}
        left = limit
        while left > 0:
            taking = {"now_ms": self._database.clock(), "longest_ms": _LONGEST_PAUSE_MS, "limit": min(GROUP, left)}
            try:
                ended = self._together(_TAKE_DUE, taking, {})
            except _GoneWrong as group:
                ended = {intake_id: self._alone(intake_id, {}) for intake_id in group.ids}
            if not ended:
                break
            for opened in ended.values():
                counts[opened.state] = counts.get(opened.state, 0) + 1
            left -= len(ended)
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

    def _together(self, take: str, taking: Mapping[str, Any], known: Mapping[int, bytes]) -> dict[int, Opened]:
        """Open what `take` finds in one transaction; raises `StoreUnavailable`, `_GoneWrong`."""
        ids: list[int] = []
        try:
            # Undone by a power cut, it is done again: the envelopes' bytes would be back in the intake, too.
            with self._database.transaction(flush=False) as unit:
                rows = list(unit.connection.exec_driver_sql(take, taking))
                ids = [row.id for row in rows]
                ended = self._store_all(unit, rows, known) if rows else {}
        except StoreUnavailable:
            raise
        except Exception as error:
            raise _GoneWrong(ids) from error
        for row in rows:
            self._observe(row.kind, ended[row.id].reason or ended[row.id].state)
        return ended

    def _alone(self, intake_id: int, known: Mapping[int, bytes]) -> Opened:
        try:
            ended = self._together(_TAKE, {"ids": [intake_id], "known": list(known)}, known)
        except _GoneWrong as wrong:
            return self._note(intake_id, _fault_of(wrong.__cause__))
        return ended.get(intake_id, Opened("gone"))

    def _store_all(self, unit: Unit, rows: Sequence[Row[Any]], known: Mapping[int, bytes]) -> dict[int, Opened]:
        checked, reasons = self._check_all(unit, rows, known)
        good = [row for row in rows if row.id in checked]
        # Identities first: what comes with them is then sealed for its resident at once, and not twice.
        records = [row for row in good if isinstance(checked[row.id].header, RecordHeader)]
        others = [row for row in good if not isinstance(checked[row.id].header, RecordHeader)]
        for row in sorted(others, key=lambda row: row.kind != "identity"):
            if (reason := _store_one(unit, row, checked[row.id])) is not None:
                reasons[row.id] = reason
        faults = store_records(unit, [_incoming(row, checked[row.id]) for row in records]) if records else []
        for row, fault in zip(records, faults, strict=True):
            if fault is not None:
                reasons[row.id] = fault.value
        done = [row for row in rows if row.id not in reasons]
        if done:
            unit.connection.exec_driver_sql(_FINISH, (unit.now_ms, [row.id for row in done]))
        ended = {row.id: Opened("opened") for row in done}
        for row in rows:
            if row.id in reasons:
                ended[row.id] = _put_aside(unit, row, reasons[row.id])
            _audit(unit, row, ended[row.id])
        return ended

    def _check_all(
        self, unit: Unit, rows: Sequence[Row[Any]], known: Mapping[int, bytes]
    ) -> tuple[dict[int, Checked], dict[int, str]]:
        """Answer what opened, by id, and of what did not the reason."""
        envelopes = {row.id: row.envelope if row.envelope is not None else known[row.id] for row in rows}
        headers: dict[int, EnvelopeHeader] = {}
        checked: dict[int, Checked] = {}
        reasons: dict[int, str] = {}
        for row in rows:
            try:
                headers[row.id] = parse_header(envelopes[row.id])
            except CannotOpen as error:
                reasons[row.id] = error.reason.value
        nodes = signers(unit, filter(None, map(producer_of, headers.values())))
        for row in rows:
            if row.id not in headers:
                continue
            try:
                checked[row.id] = check(
                    headers[row.id],
                    envelopes[row.id],
                    row.received_at_ms,
                    self._record_keys,
                    nodes,
                    now_ms=unit.now_ms,
                )
            except CannotOpen as error:
                reasons[row.id] = error.reason.value
            except Faulty as error:
                reasons[row.id] = error.fault.value
        return checked, reasons

    def _note(self, intake_id: int, fault: Fault) -> Opened:
        with self._database.transaction() as unit:
            taking = {"ids": [intake_id], "known": [intake_id]}
            row = unit.connection.exec_driver_sql(_TAKE, taking).one_or_none()
            if row is None:
                return Opened("gone", fault.value)
            ended = _put_aside(unit, row, fault.value)
            _audit(unit, row, ended)
        self._observe(row.kind, fault.value)
        return ended


def _fault_of(error: BaseException | None) -> Fault:
    """Answer what a database that stumbled over one envelope says of it."""
    if isinstance(error, IntegrityError) and "uq_intake_key" in str(error.orig):
        return Fault.DUPLICATE
    if isinstance(error, DataError):
        # A value that no column takes: time does not mend it, and whoever sent it sends it again and again.
        return Fault.FORM
    return Fault.INTERNAL  # our own fault must not lose or block an envelope; it is counted and retried


def _incoming(row: Row[Any], checked: Checked) -> IncomingRecord:
    header, record = checked.header, checked.content
    assert isinstance(header, RecordHeader)
    assert isinstance(record, EncounterRecord)
    return IncomingRecord(header, record, checked.body, row.digest, row.received_at_ms)


def _store_one(unit: Unit, row: Row[Any], checked: Checked) -> str | None:
    """Store what is no record. What goes wrong with it is undone, alone, and answered by its reason."""
    try:
        with unit.connection.begin_nested():
            _store(unit, checked.header, checked, row.received_at_ms)
    except Faulty as error:
        return error.fault.value
    except Erased:
        return Fault.ERASED.value
    return None


def _store(unit: Unit, header: EnvelopeHeader, checked: Checked, received_at_ms: int) -> None:
    match header, checked.content:
        case IdentityHeader(), Registration() as registration:
            register(unit, header, registration, received_at_ms=received_at_ms)
        case AttachmentHeader(), None:
            store_attachment(unit, header, checked.body, received_at_ms=received_at_ms)
        case ReplyHeader(), ResidentReply() as reply:
            store_reply(unit, header, reply, checked.body, received_at_ms=received_at_ms)
        case _:
            raise Faulty(Fault.FORM)


def _put_aside(unit: Unit, row: Row[Any], reason: str) -> Opened:
    again = reason in RETRIED and unit.now_ms - row.received_at_ms < _RETRY_FOR_MS
    state = ("deferred" if reason in DEFERRED else row.state) if again else "failed"
    pause_ms = min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2 ** min(row.attempts, 20))
    values: dict[str, Any] = {"state": state, "reason": reason, "attempts": row.attempts + 1}
    if reason == Fault.ERASED.value:
        values["envelope"] = None
    unit.connection.execute(
        update(Intake).where(Intake.id == row.id).values(**values, next_attempt_at_ms=unit.now_ms + pause_ms)
    )
    return Opened(state, reason)


def _audit(unit: Unit, row: Row[Any], ended: Opened) -> None:
    detail = {"kind": row.kind, "key": row.key, "digest": row.digest, "outcome": ended.state}
    if ended.reason is not None:
        detail["reason"] = ended.reason
    unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.STORE_ENVELOPE, f"record:{row.record_id}", detail))
