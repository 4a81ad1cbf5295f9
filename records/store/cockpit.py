"""What clinicians do with an encounter: note, ratings, actions, messages, diagnosis, signature.

Each is checked against the policy, sealed under the resident's data key, and in the audit trail. Nothing that was signed
is changed without being signed again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Literal

import psycopg
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from records.model import DoctorMessage, Note
from records.seal.keys import SigningKey
from records.seal.wire import canonical_json
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.database import Unit, new_id
from records.store.encounters import diagnosis, visible_chart
from records.store.errors import Refused, Stale
from records.store.mailbox import post
from records.store.policy import Action, Actor
from records.store.tables.care import Action as ActionTable
from records.store.tables.care import Delivery, Diagnosis, Rating, Signature
from records.store.tables.care import Note as NoteTable
from records.store.tables.encounters import Encounter
from records.store.views import ActionKind, DiagnosisView, RatingWord
from records.store.waiting import answered
from records.trust import jws

EnqueueArchive = Callable[[psycopg.Connection[Any], str, str], None]
"""Port: puts a delivery of (encounter id, resident id) into the transaction that the connection has open."""

SIGNATURE_TYP = "jiayi-signature+jws"
MOST_TEXT = 4_000
MOST_NOTE = 20_000
_TARGET = re.compile(r"guidance|question:\d{1,4}|turn:\d{1,4}|opinion:[a-z0-9_]{1,60}")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?([+*])?")
"""Three characters, at most four more after the dot (ICD-10 and its Chinese clinical extension), dagger or asterisk."""


def edit_note(unit: Unit, actor: Actor, encounter_id: str, note: Note, version: int) -> int:
    """Save the note over the version that the actor saw, and answer the new version; raises `Stale`, `Refused`."""
    chart = visible_chart(unit, actor, Action.EDIT_NOTE, encounter_id, for_update=True)
    _require_version(chart, version)
    if max(map(len, (note.subjective, note.objective, note.assessment, note.plan))) > MOST_NOTE:
        raise Refused("too_long", f"each part of a note has at most {MOST_NOTE} characters")
    newest = version + 1
    unit.connection.execute(
        insert(NoteTable).values(
            encounter_id=encounter_id,
            version=newest,
            clinician_id=actor.id,
            body_sealed=chart.seal("note", f"{encounter_id}/{newest}", "body", note.model_dump_json().encode()),
            written_at_ms=unit.now_ms,
        )
    )
    return _changed(chart, actor, Action.EDIT_NOTE)


def rate(unit: Unit, actor: Actor, encounter_id: str, target: str, rating: RatingWord, comment: str) -> None:
    """Note what the actor thinks of one part of the answer, instead of what the actor thought before. Raises `Refused`."""
    chart = visible_chart(unit, actor, Action.RATE, encounter_id, for_update=True)
    if not _TARGET.fullmatch(target):
        raise Refused("target", "rate guidance, question:<turn>, turn:<n> or opinion:<specialty>")
    _require_length(comment)
    known = unit.connection.execute(
        select(Rating.id).where(
            Rating.encounter_id == encounter_id, Rating.target == target, Rating.clinician_id == actor.id
        )
    ).scalar_one_or_none()
    rating_id = known or new_id()
    values = {
        "rating": rating,
        "comment_sealed": chart.seal("rating", rating_id, "comment", comment.encode()),
        "rated_at_ms": unit.now_ms,
    }
    if known:
        unit.connection.execute(update(Rating).where(Rating.id == known).values(**values))
    else:
        unit.connection.execute(
            insert(Rating).values(
                id=rating_id, encounter_id=encounter_id, target=target, clinician_id=actor.id, **values
            )
        )
    detail = {"target": target, "rating": rating}
    unit.audit(Happening(actor.role, actor.id, Action.RATE, f"encounter:{encounter_id}", detail))


def act(unit: Unit, actor: Actor, encounter_id: str, kind: ActionKind, text: str) -> str:
    """Note a call, an invitation or a referral, and answer its id; raises `Refused`."""
    chart = visible_chart(unit, actor, Action.ACT, encounter_id)
    _require_length(text)
    action_id = new_id()
    unit.connection.execute(
        insert(ActionTable).values(
            id=action_id,
            encounter_id=encounter_id,
            kind=kind,
            text_sealed=chart.seal("action", action_id, "text", text.encode()),
            clinician_id=actor.id,
            acted_at_ms=unit.now_ms,
        )
    )
    answered(unit, encounter_id)
    unit.audit(
        Happening(actor.role, actor.id, Action.ACT, f"encounter:{encounter_id}", {"kind": kind, "id": action_id})
    )
    return action_id


def write_message(
    unit: Unit,
    actor: Actor,
    encounter_id: str,
    text: str,
    *,
    signer: SigningKey,
    kind: Literal["message", "call", "invite", "refer"] = "message",
) -> str:
    """Write to the resident: sealed to the phone's mailbox key, and kept in the chart. Answers the message's id."""
    chart = visible_chart(unit, actor, Action.WRITE_MESSAGE, encounter_id, for_update=True)
    _require_length(text)
    if not text.strip():
        raise Refused("empty", "a message has a text")
    message = DoctorMessage(
        record_id=encounter_id, text=text, from_name=actor.name, sent_at_ms=unit.now_ms, action=kind
    )
    message_id = post(chart, message, signer=signer, clinician_id=actor.id)
    answered(unit, encounter_id)
    detail = {"kind": kind, "id": message_id}
    unit.audit(Happening(actor.role, actor.id, Action.WRITE_MESSAGE, f"encounter:{encounter_id}", detail))
    return message_id


def confirm_diagnosis(unit: Unit, actor: Actor, encounter_id: str, icd10: str, name: str) -> int:
    """Confirm a diagnosis (any well-formed ICD-10 code) and answer the new version; raises `Refused`."""
    chart = visible_chart(unit, actor, Action.CONFIRM_DIAGNOSIS, encounter_id, for_update=True)
    icd10 = icd10.strip().upper()
    if not _ICD10.fullmatch(icd10):
        raise Refused("icd10", "an ICD-10 code looks like I20.0")
    if not name.strip() or len(name) > 200:  # noqa: PLR2004 - longer than any title of ICD-10
        raise Refused("name", "a diagnosis has a name of at most 200 characters")
    body = DiagnosisView(icd10=icd10, name=name.strip()).model_dump_json().encode()
    values = {
        "body_sealed": chart.seal("diagnosis", encounter_id, "body", body),
        "clinician_id": actor.id,
        "confirmed_at_ms": unit.now_ms,
    }
    unit.connection.execute(
        upsert(Diagnosis)
        .values(encounter_id=encounter_id, **values)
        .on_conflict_do_update(index_elements=[Diagnosis.encounter_id], set_=values)
    )
    return _changed(chart, actor, Action.CONFIRM_DIAGNOSIS)


def sign(
    unit: Unit, actor: Actor, encounter_id: str, version: int, *, signer: SigningKey, enqueue: EnqueueArchive
) -> int:
    """Sign exactly what the actor saw, and put its delivery to the archive into the same transaction.

    Answers the time of the signature; raises `Stale`, `Refused` (no diagnosis, signed already).
    """
    chart = visible_chart(unit, actor, Action.SIGN, encounter_id, for_update=True)
    _require_version(chart, version)
    if chart.encounter.status == "signed":
        raise Refused("signed", "this version is signed already")
    confirmed = diagnosis(chart)
    if confirmed is None:
        raise Refused("no_diagnosis", "confirm a diagnosis before signing")
    record = chart.record()
    content = canonical_json(
        {"note": chart.note(record).model_dump(), "diagnosis": confirmed.model_dump(), "referral": _referral(chart)}
    )
    whole = hashlib.sha256(hashlib.sha256(record.model_dump_json().encode()).digest() + content).hexdigest()
    token = jws.sign(
        SIGNATURE_TYP,
        {
            "encounter_id": encounter_id,
            "revision": record.revision,
            "version": version,
            "clinician_id": actor.id,
            "content_digest": whole,
            "signed_at": unit.now_ms // 1000,
        },
        signer,
    )
    number = unit.connection.execute(
        insert(Signature)
        .values(
            encounter_id=encounter_id,
            version=version,
            revision=record.revision,
            content_sealed=chart.seal("signature", f"{encounter_id}/{version}", "content", content),
            token=token,
            clinician_id=actor.id,
            signed_at_ms=unit.now_ms,
        )
        .returning(Signature.number)
    ).scalar_one()
    unit.connection.execute(
        update(Encounter).where(Encounter.id == encounter_id).values(status="signed", changed_at_ms=unit.now_ms)
    )
    answered(unit, encounter_id)
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
    detail = {"version": version, "revision": record.revision, "number": number}
    unit.audit(Happening(actor.role, actor.id, Action.SIGN, f"encounter:{encounter_id}", detail))
    return unit.now_ms


def _referral(chart: Chart) -> str:
    row = chart.unit.connection.execute(
        select(ActionTable.id, ActionTable.text_sealed)
        .where(ActionTable.encounter_id == chart.id, ActionTable.kind == "refer")
        .order_by(ActionTable.acted_at_ms.desc())
        .limit(1)
    ).one_or_none()
    return "" if row is None else chart.open("action", row.id, "text", row.text_sealed).decode()


def _require_version(chart: Chart, version: int) -> None:
    if chart.encounter.version != version:
        raise Stale(chart.encounter.version)


def _require_length(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Refused("too_long", f"a text has at most {MOST_TEXT} characters")


def _changed(chart: Chart, actor: Actor, action: Action) -> int:
    newest = int(chart.encounter.version) + 1
    chart.unit.connection.execute(
        update(Encounter)
        .where(Encounter.id == chart.id)
        .values(version=newest, status="open", changed_at_ms=chart.unit.now_ms)
    )
    chart.unit.audit(Happening(actor.role, actor.id, action, f"encounter:{chart.id}", {"version": newest}))
    return newest
