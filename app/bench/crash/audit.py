"""What must be true afterwards: everything a phone was given is in the store once, and everything signed is in the archive once, in order.

The tables are read as they are, and the newest record of each encounter is opened through the store's own keys; what is found wrong is
a sentence each, and an empty list is the result that counts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.bench.crash.ledger import Consultation, Key
from records.store.admin import Administration
from records.store.charts import Chart, load_chart
from records.store.database import Unit
from records.store.errors import NotVisible
from records.store.tables.encounters import Attachment
from records.trust.receipt import verify_receipt

_INTAKE = "select kind, key, digest, state, envelope is null as dropped from intake where record_id = %s"
_PHOTO_LINE = "（发来一张照片）"
"""As a consultation in Chinese tells a photo (`agents.intake.phrases`)."""
_SIGNED = """
select s.number, s.encounter_id, e.resident_id from signature as s join encounter as e on e.id = s.encounter_id
order by s.number
"""
_OPENED = """
select subject, detail::json ->> 'kind' as kind, detail::json ->> 'key' as key from audit_entry
where action = 'store_envelope' and detail::json ->> 'outcome' = 'opened'
"""


def store_troubles(admin: Administration, consultations: list[Consultation]) -> list[str]:
    """Answer what is lost, twice or altered between phones and store."""
    troubles: list[str] = []
    with admin.database.transaction() as unit:
        opened = Counter((row.subject, row.kind, row.key) for row in unit.connection.exec_driver_sql(_OPENED))
        troubles += [f"{key} was opened {count} times" for key, count in opened.items() if count > 1]
        for consultation in consultations:
            troubles += _of_one(unit, admin, consultation)
        people = unit.connection.exec_driver_sql("select count(*) from resident").scalar_one()
    if people != len({consultation.person_id for consultation in consultations}):
        troubles.append(f"there are {people} residents")
    verdict = admin.verify_audit()
    if verdict.broken_at is not None:
        troubles.append(f"the audit chain breaks at {verdict.broken_at}: {verdict.reason}")
    return troubles


def _of_one(unit: Unit, admin: Administration, consultation: Consultation) -> Iterator[str]:
    record_id = consultation.record_id
    rows: dict[Key, list[Any]] = {}
    for row in unit.connection.exec_driver_sql(_INTAKE, (record_id,)):
        rows.setdefault((row.kind, row.key), []).append(row)
    for key in consultation.envelopes:
        if (trouble := _envelope(rows.get(key, []), consultation.receipts.get(key), admin)) is not None:
            yield f"{record_id} {key}: {trouble}"
    revisions = unit.connection.exec_driver_sql("select revision from revision where encounter_id = %s", (record_id,))
    kept = set(revisions.scalars())
    if not consultation.revisions <= kept:
        yield f"{record_id}: revisions {sorted(consultation.revisions - kept)} are lost"
    if not consultation.revisions:
        return
    try:
        chart = load_chart(unit, record_id)
    except NotVisible:
        yield f"{record_id}: there is no such encounter"
        return
    if chart.encounter.resident_id is None or chart.encounter.revision != max(kept):
        yield f"{record_id}: not linked, or an old revision is shown"
    told = [turn.text for turn in chart.record().transcript if turn.who == "resident"]
    if any(told.count(text) != 1 for text in consultation.said):
        yield f"{record_id}: what was said stands there {[told.count(text) for text in consultation.said]} times"
    yield from _photos(unit, chart, consultation)


def _photos(unit: Unit, chart: Chart, consultation: Consultation) -> Iterator[str]:
    """Open the photos of an encounter and hold them against what the phone has, and what the node saw."""
    record_id = consultation.record_id
    rows = unit.connection.execute(
        select(Attachment.attachment_id, Attachment.state, Attachment.body_sealed).where(
            Attachment.encounter_id == record_id
        )
    ).all()
    if sorted(row.attachment_id for row in rows) != sorted(consultation.photos):
        yield f"{record_id}: {len(consultation.photos)} photos were sent and {len(rows)} are there"
        return
    named = {item.attachment_id: item.digest for item in chart.record().attachments}
    for row in rows:
        body = chart.open("attachment", f"{record_id}/{row.attachment_id}", "body", row.body_sealed)
        sent = consultation.photos[row.attachment_id]
        if row.state != "confirmed" or named.get(row.attachment_id) != hashlib.sha256(body).hexdigest():
            yield f"{record_id}: a photo is {row.state}, and not what the node saw"
        if sent not in (b"", body):
            yield f"{record_id}: a photo has other bytes than the phone's"


def _envelope(found: list[Any], token: str | None, admin: Administration) -> str | None:
    if len(found) != 1:
        return f"{len(found)} envelopes"
    if (found[0].state, found[0].dropped) != ("opened", True):
        return str(found[0].state)
    if token and verify_receipt(token, admin.keys.receipt.public).digest != found[0].digest:
        return "the receipt is for an envelope that does not stand"
    return None


def archive_troubles(admin: Administration, drop: Path, expected: set[str]) -> list[str]:
    """Answer what is lost, twice, broken or out of order between the signatures and the drop folder."""
    troubles: list[str] = []
    with admin.database.reading() as connection:
        signed = list(connection.exec_driver_sql(_SIGNED))
        pending = connection.exec_driver_sql("select count(*) from delivery where state <> 'delivered'").scalar_one()
    times = Counter(row.encounter_id for row in signed)
    troubles += [f"{one} is not signed" for one in expected - set(times)]
    troubles += [f"{one} is signed {count} times" for one, count in times.items() if count > 1]
    if pending:
        troubles.append(f"{pending} deliveries are not done")
    folders = {path.name: path for path in drop.iterdir() if not path.name.startswith(".")} if drop.exists() else {}
    last: dict[str, int] = {}
    for row in signed:
        folder = folders.pop(f"{row.number:010d}-{row.encounter_id}", None)
        if folder is None:
            troubles.append(f"signature {row.number} is not in the archive")
            continue
        troubles += _broken(folder)
        written = (folder / "manifest.json").stat().st_mtime_ns
        if written < last.get(row.resident_id, 0):
            troubles.append(f"signature {row.number} came before an earlier one of the same resident")
        last[row.resident_id] = written
    return troubles + [f"{name} was delivered and is not signed" for name in folders]


def told_troubles(drop: Path, consultations: list[Consultation]) -> list[str]:
    """Answer what was said and does not stand once in what the archive was given. It is given no photos, only that there was one."""
    troubles: list[str] = []
    for one in consultations:
        for folder in drop.glob(f"[!.]*-{one.record_id}") if one.guided else ():
            answers = list(_answers(json.loads((folder / "bundle.json").read_text())))
            troubles += [
                f"{folder.name}: what was said stands in the archive {answers.count(text)} times"
                for text in one.said
                if answers.count(text) != 1
            ]
            if (shown := answers.count(_PHOTO_LINE)) != len(one.photos):
                troubles.append(f"{folder.name}: of {len(one.photos)} photos the archive tells {shown}")
    return troubles


def _answers(bundle: dict[str, Any]) -> Iterator[str]:
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "QuestionnaireResponse":
            for item in entry["resource"]["item"]:
                yield from (answer["valueString"] for answer in item.get("answer", ()))


def _broken(folder: Path) -> list[str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    return [
        f"{folder.name}/{document['name']} is not what its manifest says"
        for document in manifest["documents"]
        if hashlib.sha256((folder / document["name"]).read_bytes()).hexdigest() != document["sha256"]
    ]
