"""Storing what was opened: records, photos and replies, under the resident's key or the encounter's waiting key.

Revisions may come in any order. The newest is shown; an older one that comes late is kept and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Row, case, update
from sqlalchemy.dialects.postgresql import insert

from records.model import EncounterRecord, RecordUrgency, ResidentReply
from records.seal.envelope import AttachmentHeader, RecordHeader, ReplyHeader
from records.store.charts import Chart, chart_of
from records.store.database import Unit
from records.store.tables.care import Message
from records.store.tables.encounters import Attachment, Encounter

RANKS = {urgency.value: rank for rank, urgency in enumerate(RecordUrgency)}
UNKNOWN_RANK = len(RANKS)
"""Not yet known sorts after the known ones, and is shown all the same."""
# What every record passes through is plain SQL: building these statements took longer than running them.
_HOLD = "select * from encounter where id = %s for update"
_BEGIN = """
insert into encounter (id, status, revision, urgency_rank, version, unread, received_at_ms, changed_at_ms)
values (%s, 'open', 0, %s, 0, 0, %s, %s) on conflict do nothing
"""
_KEEP = """
insert into revision (encounter_id, revision, record_sealed, producer, envelope_digest, created_at_ms, received_at_ms)
values (%s, %s, %s, %s, %s, %s, %s)
"""
# Signed or not, it is open now: no doctor has seen this revision yet.
_SHOW = """
update encounter set revision = %s, stage = %s, urgency = %s, urgency_rank = %s, summary_sealed = %s, status = 'open',
  version = version + 1, received_at_ms = least(received_at_ms, %s), changed_at_ms = %s where id = %s
"""


def hold_encounter(unit: Unit, record_id: str, received_at_ms: int) -> Row[Any]:
    """Answer the encounter's row, made when this is the first that is heard of it, locked until the transaction ends."""
    found = unit.connection.exec_driver_sql(_HOLD, (record_id,)).one_or_none()
    if found is None:
        unit.connection.exec_driver_sql(_BEGIN, (record_id, UNKNOWN_RANK, received_at_ms, received_at_ms))
        found = unit.connection.exec_driver_sql(_HOLD, (record_id,)).one()
    return found


def store_record(
    unit: Unit, header: RecordHeader, record: EncounterRecord, body: bytes, *, envelope_digest: str, received_at_ms: int
) -> None:
    """Keep a revision, and let the encounter show it when it is the newest. Raises `Erased`."""
    encounter = hold_encounter(unit, header.record_id, received_at_ms)
    chart = chart_of(unit, encounter)
    sealed = chart.seal("revision", f"{header.record_id}/{header.revision}", "record", body)
    times = (header.created_at_ms, received_at_ms)
    unit.connection.exec_driver_sql(
        _KEEP, (header.record_id, header.revision, sealed, header.producer, envelope_digest, *times)
    )
    if record.attachments:
        _confirm(chart, record)
    if header.revision <= encounter.revision:
        return
    urgency = None if record.urgency is None else record.urgency.value
    rank = UNKNOWN_RANK if urgency is None else RANKS[urgency]
    shown = chart.seal("encounter", header.record_id, "summary", summary(record))
    unit.connection.exec_driver_sql(
        _SHOW,
        (header.revision, record.stage, urgency, rank, shown, received_at_ms, unit.now_ms, header.record_id),
    )


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
    """Keep what the resident wrote back, and mark the encounter as having something unread. Raises `Erased`."""
    chart = chart_of(unit, hold_encounter(unit, header.record_id, received_at_ms))
    unit.connection.execute(
        insert(Message).values(
            encounter_id=header.record_id,
            id=header.message_id,
            direction="from_resident",
            kind=reply.kind,
            body_sealed=chart.seal("message", f"{header.record_id}/{header.message_id}", "body", body),
            sent_at_ms=received_at_ms,
        )
    )
    unit.connection.execute(
        update(Encounter)
        .where(Encounter.id == header.record_id)
        .values(unread=Encounter.unread + 1, changed_at_ms=unit.now_ms)
    )


def summary(record: EncounterRecord) -> bytes:
    """Answer what a row of the work list shows, as JSON."""
    unsure = [finding.name.model_dump() for finding in record.findings if finding.status == "unsure"]
    shown = {
        "chief_complaint": record.chief_complaint,
        "age_days": record.person.age_days,
        "sex": record.person.sex,
        "unsure": unsure,
    }
    return json.dumps(shown, ensure_ascii=False).encode()


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
