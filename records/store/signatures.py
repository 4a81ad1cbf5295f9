"""Putting a doctor's name to an encounter: the token over the digest of exactly what was seen, and its delivery, in one transaction.

The signature is detached: the content stands sealed beside it, and whoever has record and content can recompute the digest. It is the
commission's word (its receipt key) that this clinician signed this content at this time: no certificate of a licensed authority stands
behind it (decision 41 says what of WS/T 847-2024 is met and what is not).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from records.errors import CannotOpen, Reason
from records.model import EncounterRecord
from records.seal.keys import SigningKey, VerifyKey
from records.seal.wire import canonical_json
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible
from records.store.policy import Action, Actor
from records.store.tables.care import Delivery, Signature
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician
from records.trust import jws

EnqueueArchive = Callable[[psycopg.Connection[Any], str, str], None]
"""Port: puts a delivery of (encounter id, resident id) into the transaction that the connection has open."""

SIGNATURE_TYP = "jiayi-signature+jws"


def put_signature(
    chart: Chart,
    actor: Actor,
    record: EncounterRecord,
    content: dict[str, Any],
    version: int,
    *,
    signer: SigningKey,
    enqueue: EnqueueArchive,
) -> int:
    """Sign record and content as this version of the encounter, and enqueue it for the archive; answers the signature's number."""
    unit, encounter_id = chart.unit, chart.id
    body = canonical_json(content)
    token = jws.sign(
        SIGNATURE_TYP,
        {
            "encounter_id": encounter_id,
            "revision": record.revision,
            "version": version,
            "clinician_id": actor.id,
            "content_digest": _digest(chart.record_as_kept(record.revision), body),
            "signed_at": unit.now_ms // 1000,
        },
        signer,
    )
    number: int = unit.connection.execute(
        insert(Signature)
        .values(
            encounter_id=encounter_id,
            version=version,
            revision=record.revision,
            content_sealed=chart.seal("signature", f"{encounter_id}/{version}", "content", body),
            token=token,
            clinician_id=actor.id,
            signed_at_ms=unit.now_ms,
        )
        .returning(Signature.number)
    ).scalar_one()
    unit.connection.execute(
        update(Encounter)
        .where(Encounter.id == encounter_id)
        .values(status="signed", version=version, changed_at_ms=unit.now_ms)
    )
    resident_id = str(chart.encounter.resident_id)
    delivery = {
        "resident_id": resident_id,
        "number": number,
        "state": "pending",
        "attempts": 0,
        "last_error": None,
        "updated_at_ms": unit.now_ms,
    }
    unit.connection.execute(
        upsert(Delivery)
        .values(encounter_id=encounter_id, **delivery)
        .on_conflict_do_update(index_elements=[Delivery.encounter_id], set_=delivery)
    )
    enqueue(unit.driver_connection(), encounter_id, resident_id)
    return number


def signed_content(chart: Chart) -> dict[str, Any]:
    """Answer what was signed last: note, diagnosis, referral, addenda. Raises `NotVisible` where nothing was."""
    row = _newest(chart)
    found: dict[str, Any] = json.loads(
        chart.open("signature", f"{chart.id}/{row.version}", "content", row.content_sealed)
    )
    return found


def read_signature(unit: Unit, actor: Actor, encounter_id: str, key: VerifyKey) -> dict[str, Any]:
    """Answer the newest signature (`signed_by`, `signed_at_ms`, `version`, `number`, `token`) and whether it is `valid`.

    Valid means: the commission's key signed it, for this encounter, version and clinician, and its digest is that of record and content
    as they are kept. None: signed under an earlier key, whose certificate is in the transparency log; not judged here. Raises `NotVisible`
    where nothing was signed.
    """
    chart = visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id)
    row = _newest(chart)
    body = chart.open("signature", f"{chart.id}/{row.version}", "content", row.content_sealed)
    signed_by = unit.connection.execute(select(Clinician.name).where(Clinician.id == row.clinician_id)).scalar_one()
    detail = {"signature": row.number}
    unit.audit(Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", detail))
    return {
        "signed_by": signed_by,
        "signed_at_ms": row.signed_at_ms,
        "version": row.version,
        "number": row.number,
        "token": row.token,
        "valid": _holds(chart, row, body, key),
    }


def _holds(chart: Chart, row: Any, body: bytes, key: VerifyKey) -> bool | None:
    try:
        claims = jws.verify(SIGNATURE_TYP, row.token, key)
    except CannotOpen as error:
        return None if error.reason is Reason.UNKNOWN_KEY else False
    wanted = {"encounter_id": chart.id, "version": row.version, "clinician_id": row.clinician_id}
    if any(claims.get(name) != value for name, value in wanted.items()):
        return False
    kept, claimed = chart.record_as_kept(row.revision), str(claims.get("content_digest"))
    # Early signatures are over the record as the model of their day wrote it, which is how a node of that day had sealed it, too. Where it
    # was not (an older node's record), today's model may still write the same.
    written = EncounterRecord.model_validate_json(kept).model_dump_json().encode()
    return any(hmac.compare_digest(claimed, _digest(each, body)) for each in (kept, written))


def _newest(chart: Chart) -> Any:
    row = chart.unit.connection.execute(
        select(Signature.__table__).where(Signature.encounter_id == chart.id).order_by(Signature.number.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NotVisible("this encounter is not signed")
    return row


def _digest(record: bytes, content: bytes) -> str:
    whole = hashlib.sha256(record).digest() + content
    return hashlib.sha256(whole).hexdigest()
