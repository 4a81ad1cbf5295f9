"""Storing what was opened: records, photos and replies, under the resident's key or the encounter's waiting key.

Revisions may come in any order. The newest is shown; an older one that comes late is kept and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, update
from sqlalchemy.dialects.postgresql import insert

from records.model import EncounterRecord, RecordUrgency, ResidentReply
from records.seal.envelope import AttachmentHeader, RecordHeader, ReplyHeader
from records.store.charts import Chart, chart_of, charts_of
from records.store.database import Unit
from records.store.outcomes import Fault, Faulty
from records.store.proving import UNPROVEN, WITHDRAWN, is_proven
from records.store.tables.care import Message
from records.store.tables.encounters import Attachment, Encounter

RANKS = {urgency.value: rank for rank, urgency in enumerate(RecordUrgency)}
UNKNOWN_RANK = len(RANKS)
"""Not yet known sorts after the known ones, and is shown all the same."""
# What every record passes through is plain SQL, for many at once: building and sending these one by one took longer than
# running them. Rows are locked and made in one order, so that two groups never wait for each other in a ring.
_HOLD = "select * from encounter where id = any(%s) order by id for update"
_BEGIN = """
insert into encounter (id, status, revision, urgency_rank, version, unread, received_at_ms, changed_at_ms, waiting_since_ms)
select id, 'open', 0, %(rank)s::smallint, 0, 0, at_ms, at_ms, at_ms
from unnest(%(ids)s::varchar[], %(times)s::bigint[]) as first (id, at_ms) order by id on conflict do nothing returning *
"""
_KEEP = """
insert into revision (encounter_id, revision, record_sealed, producer, envelope_digest, created_at_ms, received_at_ms)
select * from unnest(%(ids)s::varchar[], %(revisions)s::bigint[], %(sealed)b::bytea[], %(producers)s::varchar[],
  %(digests)s::varchar[], %(created)s::bigint[], %(received)s::bigint[])
on conflict do nothing returning encounter_id, revision
"""
# Signed or not, it is open now: no doctor has seen this revision yet.
_SHOW = """
update encounter set revision = shown.revision, stage = shown.stage, urgency = shown.urgency,
  urgency_rank = shown.urgency_rank, summary_sealed = shown.summary_sealed, status = 'open',
  version = version + shown.changes, received_at_ms = least(received_at_ms, shown.at_ms), changed_at_ms = %(now_ms)s,
  unsure = shown.unsure, waiting_since_ms = least(waiting_since_ms, shown.at_ms),
  held_revision = shown.waits, held_since_ms = case when shown.waits is not null then coalesce(held_since_ms, shown.at_ms) end
from (select given.*, case when not exists (select from advice_release
    where advice_release.encounter_id = given.id and advice_release.revision >= given.held) then given.held end as waits
  from unnest(%(ids)s::varchar[], %(revisions)s::bigint[], %(stages)s::varchar[], %(urgencies)s::varchar[],
  %(ranks)s::smallint[], %(summaries)b::bytea[], %(changes)s::int[], %(received)s::bigint[], %(unsure)s::smallint[], %(held)s::bigint[])
  as given (id, revision, stage, urgency, urgency_rank, summary_sealed, changes, at_ms, unsure, held)) as shown
where encounter.id = shown.id
"""


@dataclass(frozen=True)
class IncomingRecord:
    """An opened record with what is kept beside it. `body` is the JSON of `record`, byte for byte as it was sealed."""

    header: RecordHeader
    record: EncounterRecord
    body: bytes
    envelope_digest: str
    received_at_ms: int


def hold_encounters(unit: Unit, received_at_ms: Mapping[str, int]) -> dict[str, Row[Any]]:
    """Answer encounters by id, locked until the transaction ends.

    One of which this is the first that is heard is made, as received at the time given with its id.
    """
    found = _held(unit, received_at_ms)
    if missing := [record_id for record_id in received_at_ms if record_id not in found]:
        times = [received_at_ms[record_id] for record_id in missing]
        begun = {"rank": UNKNOWN_RANK, "ids": missing, "times": times}
        found |= {row.id: row for row in unit.connection.exec_driver_sql(_BEGIN, begun)}
        # Another one began it meanwhile.
        if others := [record_id for record_id in missing if record_id not in found]:
            found |= _held(unit, others)
    return found


def _held(unit: Unit, record_ids: Iterable[str]) -> dict[str, Row[Any]]:
    return {row.id: row for row in unit.connection.exec_driver_sql(_HOLD, (list(record_ids),))}


def hold_encounter(unit: Unit, record_id: str, received_at_ms: int) -> Row[Any]:
    """Answer one encounter as `hold_encounters` does."""
    return hold_encounters(unit, {record_id: received_at_ms})[record_id]


def store_records(unit: Unit, incoming: Sequence[IncomingRecord]) -> list[Fault | None]:
    """Keep revisions, and let each encounter show its newest.

    Answers for each, in order, None when it is kept, or why it is not: its resident was erased, or another envelope of
    this revision was stored before it.
    """
    first: dict[str, int] = {}
    for each in incoming:
        first[each.header.record_id] = min(each.received_at_ms, first.get(each.header.record_id, each.received_at_ms))
    charts = charts_of(unit, hold_encounters(unit, first).values())
    faults: list[Fault | None] = [None if each.header.record_id in charts else Fault.ERASED for each in incoming]
    living = [place for place, fault in enumerate(faults) if fault is None]
    kept = _keep(unit, [incoming[place] for place in living], charts)
    shown: dict[str, list[IncomingRecord]] = {}
    for place in living:
        each = incoming[place]
        if (each.header.record_id, each.header.revision) not in kept:
            faults[place] = Fault.DUPLICATE
            continue
        kept.remove((each.header.record_id, each.header.revision))
        chart = charts[each.header.record_id]
        if each.record.attachments:
            _confirm(chart, each.record)
        earlier = shown.get(chart.id)
        newest = earlier[-1].header.revision if earlier else chart.encounter.revision
        if each.header.revision > newest:
            shown.setdefault(chart.id, []).append(each)
    if shown:
        _show(unit, shown, charts)
    return faults


def _keep(unit: Unit, incoming: Sequence[IncomingRecord], charts: Mapping[str, Chart]) -> set[tuple[str, int]]:
    """Insert revisions, each sealed for its place; answers those that were not here yet."""
    if not incoming:
        return set()
    headers = [each.header for each in incoming]
    values = {
        "ids": [header.record_id for header in headers],
        "revisions": [header.revision for header in headers],
        "sealed": [
            charts[each.header.record_id].seal(
                "revision", f"{each.header.record_id}/{each.header.revision}", "record", each.body
            )
            for each in incoming
        ],
        "producers": [header.producer for header in headers],
        "digests": [each.envelope_digest for each in incoming],
        "created": [header.created_at_ms for header in headers],
        "received": [each.received_at_ms for each in incoming],
    }
    return {(row.encounter_id, row.revision) for row in unit.connection.exec_driver_sql(_KEEP, values)}


def _show(unit: Unit, shown: Mapping[str, Sequence[IncomingRecord]], charts: Mapping[str, Chart]) -> None:
    newest = [each[-1].record for each in shown.values()]
    urgencies = [None if record.urgency is None else record.urgency.value for record in newest]
    values = {
        "now_ms": unit.now_ms,
        "ids": list(shown),
        "revisions": [each[-1].header.revision for each in shown.values()],
        "stages": [record.stage for record in newest],
        "urgencies": urgencies,
        "ranks": [UNKNOWN_RANK if urgency is None else RANKS[urgency] for urgency in urgencies],
        "summaries": [
            charts[record_id].seal("encounter", record_id, "summary", summary(each[-1].record))
            for record_id, each in shown.items()
        ],
        "changes": [len(each) for each in shown.values()],
        "received": [min(one.received_at_ms for one in each) for each in shown.values()],
        "held": [_held_since(record) for record in newest],
        "unsure": [min(len(_unsure(record)), 32_767) for record in newest],
    }
    unit.connection.exec_driver_sql(_SHOW, values)


def store_attachment(unit: Unit, header: AttachmentHeader, body: bytes, *, received_at_ms: int) -> None:
    """Keep a photo; it is shown once a record names its digest. Raises `Erased`."""
    chart = chart_of(unit, hold_encounter(unit, header.record_id, received_at_ms))
    digest = hashlib.sha256(body).hexdigest()
    state = "unconfirmed"
    if chart.encounter.revision:
        named = {item.attachment_id: item.digest for item in chart.record().attachments}
        if header.attachment_id in named:
            state = "confirmed" if named[header.attachment_id] == digest else "mismatch"
    unit.connection.execute(
        insert(Attachment).values(
            encounter_id=header.record_id,
            attachment_id=header.attachment_id,
            media_type=header.media_type,
            state=state,
            digest_index=unit.vault.index("attachment", digest),
            body_sealed=chart.seal("attachment", f"{header.record_id}/{header.attachment_id}", "body", body),
            received_at_ms=received_at_ms,
        )
    )


def store_reply(unit: Unit, header: ReplyHeader, reply: ResidentReply, body: bytes, *, received_at_ms: int) -> None:
    """Keep what the resident wrote back, and mark the encounter as having something unread. Raises `Erased`, `Faulty`.

    What proves a withdrawal is looked at and not kept.
    """
    chart = chart_of(unit, hold_encounter(unit, header.record_id, received_at_ms))
    kind: str = reply.kind
    if kind == WITHDRAWN and not is_proven(unit, chart.encounter.resident_id, reply.proof):
        kind = UNPROVEN
    if reply.proof is not None:
        body = reply.model_copy(update={"proof": None}).model_dump_json(exclude_none=True).encode()
    kept = unit.connection.execute(
        insert(Message)
        .values(
            encounter_id=header.record_id,
            id=header.message_id,
            direction="from_resident",
            kind=kind,
            body_sealed=chart.seal("message", f"{header.record_id}/{header.message_id}", "body", body),
            sent_at_ms=received_at_ms,
        )
        .on_conflict_do_nothing()
        .returning(Message.id)
    ).scalar_one_or_none()
    if kept is None:
        raise Faulty(Fault.DUPLICATE)  # the id of a message that the doctor wrote
    unit.connection.execute(
        update(Encounter)
        .where(Encounter.id == header.record_id)
        .values(
            unread=Encounter.unread + 1,
            waiting_since_ms=func.least(Encounter.waiting_since_ms, received_at_ms),
            changed_at_ms=unit.now_ms,
        )
    )


def summary(record: EncounterRecord) -> bytes:
    """Answer what a row of the work list shows, as JSON."""
    shown = {
        "chief_complaint": record.chief_complaint,
        "age_days": record.person.age_days,
        "sex": record.person.sex,
        "unsure": _unsure(record),
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _held_since(record: EncounterRecord) -> int | None:
    """Answer since which revision guidance waits. Not since one that is still to come: no release would reach it, and nobody could sign."""
    since = None if record.guidance is None else record.guidance.held_since
    return None if since is None else min(since, record.revision)


def _unsure(record: EncounterRecord) -> list[dict[str, str]]:
    return [finding.name.model_dump() for finding in record.findings if finding.status == "unsure"]


def _confirm(chart: Chart, record: EncounterRecord) -> None:
    indexes = {item.attachment_id: chart.unit.vault.index("attachment", item.digest) for item in record.attachments}
    right = [
        (Attachment.attachment_id == attachment_id) & (Attachment.digest_index == index)
        for attachment_id, index in indexes.items()
    ]
    state = case(*[(one, "confirmed") for one in right], else_="mismatch")
    chart.unit.connection.execute(
        update(Attachment)
        .where(
            Attachment.encounter_id == chart.id,
            Attachment.attachment_id.in_(indexes),
            Attachment.state == "unconfirmed",
        )
        .values(state=state)
    )
