"""What clinicians do with an encounter: note, ratings, actions, messages, diagnosis, signature.

Each is checked against the policy, sealed under the resident's data key, and in the audit trail. Nothing that was signed
is changed without being signed again.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from records.model import DoctorMessage, Note, RecordUrgency
from records.seal.keys import SigningKey
from records.store.attention import beat
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.consent import withdrawn_at_ms
from records.store.database import Unit, new_id
from records.store.encounters import diagnosis, visible_chart
from records.store.errors import NotVisible, Refused, Stale
from records.store.followups import FARTHEST
from records.store.mailbox import post
from records.store.policy import Action, Actor
from records.store.reviewed import require_same
from records.store.reviewing import judge_edits
from records.store.signatures import EnqueueArchive, put_signature, signed_content
from records.store.tables.care import Action as ActionTable
from records.store.tables.care import Diagnosis, Message, Rating, Signature
from records.store.tables.care import Note as NoteTable
from records.store.tables.encounters import Encounter
from records.store.views import ActionDetail, ActionKind, DiagnosisView, RatingWord
from records.store.waiting import answered, answers

MOST_TEXT = 4_000
MOST_NOTE = 20_000
_TARGET = re.compile(r"guidance|question:\d{1,4}|turn:\d{1,4}|opinion:[a-z0-9_]{1,60}")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?([+*])?")
"""Three characters, at most four more after the dot (ICD-10 and its Chinese clinical extension), dagger or asterisk."""


def edit_note(
    unit: Unit, actor: Actor, encounter_id: str, note: Note, version: int, *, urgency: RecordUrgency | None = None
) -> int:
    """Save the note over the version that the actor saw, and answer the new version; raises `Stale`, `Refused`.

    `urgency` is how urgent the actor holds it to be, None for what the record says. What stands there already is not saved twice: a
    click whose answer was lost may be made again. What was signed is no longer edited.
    """
    chart = visible_chart(unit, actor, Action.EDIT_NOTE, encounter_id, for_update=True)
    parts = (note.subjective, note.objective, note.assessment, note.plan)
    if max(map(len, parts)) > MOST_NOTE:
        raise Refused("too_long", f"each part of a note has at most {MOST_NOTE} characters")
    if not any(part.strip() for part in parts):
        raise Refused("empty_note", "a note has at least one part")
    newest = _newest_note(chart)
    if newest == (actor.id, note, urgency):
        return int(chart.encounter.version)
    if chart.encounter.status == "signed":
        raise Refused("signed", "what was signed is corrected by an addendum")
    _require_version(chart, version)
    number = version + 1
    unit.connection.execute(
        insert(NoteTable).values(
            encounter_id=encounter_id,
            version=number,
            clinician_id=actor.id,
            body_sealed=chart.seal("note", f"{encounter_id}/{number}", "body", note.model_dump_json().encode()),
            written_at_ms=unit.now_ms,
            revision=chart.encounter.revision,
            urgency=urgency,
        )
    )
    judge_edits(chart)
    beat(chart, actor)
    return _changed(chart, actor, Action.EDIT_NOTE)


def _newest_note(chart: Chart) -> tuple[str, Note, RecordUrgency | None] | None:
    row = chart.unit.connection.execute(
        select(NoteTable.__table__)
        .where(NoteTable.encounter_id == chart.id)
        .order_by(NoteTable.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    body = chart.open("note", f"{chart.id}/{row.version}", "body", row.body_sealed)
    return row.clinician_id, Note.model_validate_json(body), RecordUrgency(row.urgency) if row.urgency else None


def rate(unit: Unit, actor: Actor, encounter_id: str, target: str, rating: RatingWord, comment: str) -> None:
    """Note what the actor thinks of one part of the answer, instead of what the actor thought before. Raises `Refused`.

    Whoever calls an answer dangerous says why; a supervisor has to read it (`records.store.dangers`).
    """
    chart = visible_chart(unit, actor, Action.RATE, encounter_id, for_update=True)
    if not _TARGET.fullmatch(target):
        raise Refused("target", "rate guidance, question:<turn>, turn:<n> or opinion:<specialty>")
    _require_length(comment)
    if rating == "dangerous" and not comment.strip():
        raise Refused("why", "say why it is dangerous")
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
        "seen_at_ms": None,
        "seen_by": None,
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


def act(
    unit: Unit,
    actor: Actor,
    encounter_id: str,
    kind: ActionKind,
    text: str,
    *,
    detail: ActionDetail | None = None,
    action_id: str | None = None,
) -> str:
    """Note a call, an invitation or a referral, and answer its id; the same id again notes nothing twice. Raises `Refused`.

    A call answers only if somebody was reached: else the resident waits on, and the encounter stays where it was in the list.
    """
    chart = visible_chart(unit, actor, Action.ACT, encounter_id, for_update=True)
    _require_length(text)
    if detail is not None:
        _require_sense(unit, kind, detail)
    action_id = action_id or new_id()
    said = detail.model_dump_json().encode() if detail else b""
    known = unit.connection.execute(select(ActionTable.__table__).where(ActionTable.id == action_id)).one_or_none()
    if known is not None:
        if (known.encounter_id, known.clinician_id) != (encounter_id, actor.id):
            raise NotVisible("no such action")
        require_same(chart.open("action", action_id, "text", known.text_sealed).decode(), text)
        kept = known.detail_sealed and chart.open("action", action_id, "detail", known.detail_sealed).decode()
        require_same(kept or "", said.decode())
        return action_id
    sealed = chart.seal("action", action_id, "detail", said) if said else None
    reached = answers(kind, detail)
    unit.connection.execute(
        insert(ActionTable).values(
            id=action_id,
            encounter_id=encounter_id,
            kind=kind,
            text_sealed=chart.seal("action", action_id, "text", text.encode()),
            detail_sealed=sealed,
            clinician_id=actor.id,
            acted_at_ms=unit.now_ms,
            answers=reached,
        )
    )
    if reached:
        answered(unit, encounter_id)
    unit.audit(
        Happening(actor.role, actor.id, Action.ACT, f"encounter:{encounter_id}", {"kind": kind, "id": action_id})
    )
    return action_id


def _require_sense(unit: Unit, kind: ActionKind, detail: ActionDetail) -> None:
    if kind != "invite" or detail.at_ms is None:
        return
    if detail.at_ms < unit.now_ms:
        raise Refused("past", "the time of the invitation has passed")
    if detail.at_ms > unit.now_ms + FARTHEST.total_seconds() * 1000:
        raise Refused("far", "the invitation is more than two years away")


def write_message(
    unit: Unit,
    actor: Actor,
    encounter_id: str,
    text: str,
    *,
    signer: SigningKey,
    kind: Literal["message", "call", "invite", "refer"] = "message",
    message_id: str | None = None,
) -> str:
    """Write to the resident: sealed to the phone's mailbox key, and kept in the chart. Answers the message's id.

    The same id again sends nothing twice. A withdrawn consent does not end it: what a doctor says in person is neither the assistant's
    nor the archive's use of what was told, and a danger has to be tellable (decision 26). That it was written after one is audited.
    """
    chart = visible_chart(unit, actor, Action.WRITE_MESSAGE, encounter_id, for_update=True)
    _require_length(text)
    if not text.strip():
        raise Refused("empty", "a message has a text")
    if message_id is not None:
        known = unit.connection.execute(
            select(Message.clinician_id, Message.body_sealed).where(
                Message.encounter_id == encounter_id, Message.id == message_id
            )
        ).one_or_none()
        if known is not None:
            if known.clinician_id != actor.id:
                raise NotVisible("no such message")
            said = chart.open("message", f"{encounter_id}/{message_id}", "body", known.body_sealed)
            require_same(DoctorMessage.model_validate_json(said).text, text)
            return message_id
    message = DoctorMessage(
        record_id=encounter_id, text=text, from_name=actor.name, sent_at_ms=unit.now_ms, action=kind
    )
    message_id = post(chart, message, signer=signer, clinician_id=actor.id, message_id=message_id)
    answered(unit, encounter_id)
    gone = withdrawn_at_ms(unit, str(chart.encounter.resident_id)) is not None
    detail = {"kind": kind, "id": message_id, **({"withdrawn": True} if gone else {})}
    unit.audit(Happening(actor.role, actor.id, Action.WRITE_MESSAGE, f"encounter:{encounter_id}", detail))
    return message_id


def confirm_diagnosis(
    unit: Unit,
    actor: Actor,
    encounter_id: str,
    icd10: str,
    name: str,
    *,
    urgency: RecordUrgency | None = None,
) -> int:
    """Confirm a diagnosis (any well-formed ICD-10 code) and answer the new version; raises `Refused`.

    `urgency` is how urgent it turned out to have been. What is confirmed already is not confirmed twice.
    """
    chart = visible_chart(unit, actor, Action.CONFIRM_DIAGNOSIS, encounter_id, for_update=True)
    wanted = DiagnosisView(icd10=icd10.strip().upper(), name=name.strip(), urgency=urgency)
    if diagnosis(chart) == wanted:
        return int(chart.encounter.version)
    if chart.encounter.status == "signed":
        raise Refused("signed", "what was signed is corrected by an addendum")
    put_diagnosis(chart, actor, wanted)
    judge_edits(chart)
    beat(chart, actor)
    return _changed(chart, actor, Action.CONFIRM_DIAGNOSIS)


def put_diagnosis(chart: Chart, actor: Actor, wanted: DiagnosisView) -> DiagnosisView:
    """Keep a diagnosis, and answer it as it is kept; raises `Refused`."""
    icd10, name = wanted.icd10.strip().upper(), wanted.name.strip()
    if not _ICD10.fullmatch(icd10):
        raise Refused("icd10", "an ICD-10 code looks like I20.0")
    if not name or len(name) > 200:  # noqa: PLR2004 - longer than any title of ICD-10
        raise Refused("name", "a diagnosis has a name of at most 200 characters")
    kept = DiagnosisView(icd10=icd10, name=name, urgency=wanted.urgency)
    values = {
        "body_sealed": chart.seal("diagnosis", chart.id, "body", kept.model_dump_json().encode()),
        "clinician_id": actor.id,
        "confirmed_at_ms": chart.unit.now_ms,
        "urgency": kept.urgency,
    }
    chart.unit.connection.execute(
        upsert(Diagnosis)
        .values(encounter_id=chart.id, **values)
        .on_conflict_do_update(index_elements=[Diagnosis.encounter_id], set_=values)
    )
    return kept


def sign(
    unit: Unit, actor: Actor, encounter_id: str, version: int, *, signer: SigningKey, enqueue: EnqueueArchive
) -> int:
    """Sign exactly what the actor saw, and put its delivery to the archive into the same transaction.

    Answers the time of the signature, in ms. Whoever signed this version already is answered with that signature: a click whose answer
    was lost may be made again, whatever came since. Raises `Stale`, `Refused` (no diagnosis, signed by somebody else).
    """
    chart = visible_chart(unit, actor, Action.SIGN, encounter_id, for_update=True)
    earlier = unit.connection.execute(
        select(Signature.clinician_id, Signature.signed_at_ms)
        .where(Signature.encounter_id == encounter_id, Signature.version == version)
        .limit(1)
    ).one_or_none()
    if earlier is not None and earlier.clinician_id == actor.id:
        return int(earlier.signed_at_ms)
    if chart.encounter.status == "signed":
        raise Refused("signed", "this version is signed already")
    _require_version(chart, version)
    if chart.encounter.held_revision is not None:
        raise Refused("held", "release the guidance, or note that the resident was told, before signing")
    confirmed = diagnosis(chart)
    if confirmed is None:
        raise Refused("no_diagnosis", "confirm a diagnosis before signing")
    record = chart.record()
    content: dict[str, Any] = {
        "note": chart.note(record).model_dump(),
        "diagnosis": confirmed.model_dump(include={"icd10", "name"}),
        "referral": _referral(chart),
        "addenda": _earlier_addenda(chart),
    }
    beat(chart, actor)
    number = put_signature(chart, actor, record, content, version, signer=signer, enqueue=enqueue)
    answered(unit, encounter_id)
    detail = {"version": version, "revision": record.revision, "number": number}
    unit.audit(Happening(actor.role, actor.id, Action.SIGN, f"encounter:{encounter_id}", detail))
    return unit.now_ms


def _referral(chart: Chart) -> str:
    row = chart.unit.connection.execute(
        select(ActionTable.id, ActionTable.text_sealed, ActionTable.detail_sealed)
        .where(ActionTable.encounter_id == chart.id, ActionTable.kind == "refer")
        .order_by(ActionTable.acted_at_ms.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return ""
    text = chart.open("action", row.id, "text", row.text_sealed).decode()
    if row.detail_sealed is None:
        return text
    detail = ActionDetail.model_validate_json(chart.open("action", row.id, "detail", row.detail_sealed))
    return "，".join(part for part in (f"{detail.hospital}{detail.department}", text) if part)


def _earlier_addenda(chart: Chart) -> list[Any]:
    """Answer what was added to an earlier signature: a resident's new revision opens the encounter again, and nothing may drop out."""
    try:
        return list(signed_content(chart).get("addenda", []))
    except NotVisible:
        return []


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
