"""Reading one encounter: the page, the photos. Every reading is in the audit trail."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from records.model import DoctorMessage, RecordUrgency, Registration, ResidentReply
from records.store.attention import attended_ms, beat
from records.store.audit import Happening
from records.store.charts import Chart, load_chart
from records.store.consent import withdrawn_at_ms
from records.store.database import Unit
from records.store.errors import NotVisible
from records.store.held import advice_of
from records.store.oversight.glass import glass_broken
from records.store.policy import Action, Actor, Role, require, require_community
from records.store.reviewed import addenda, follow_ups
from records.store.tables.care import Action as ActionTable
from records.store.tables.care import Diagnosis, Message, Rating, Signature
from records.store.tables.care import Note as NoteTable
from records.store.tables.encounters import Attachment, Encounter
from records.store.tables.people import Clinician
from records.store.tables.residents import Registration as RegistrationTable
from records.store.views import (
    ActionDetail,
    ActionView,
    AttachmentView,
    DiagnosisView,
    EncounterView,
    MessageView,
    RatingView,
    ResidentView,
)

_REGISTRATION = select(RegistrationTable.body_sealed).where(RegistrationTable.encounter_id == bindparam("encounter_id"))
_BEHIND_GLASS = frozenset({Action.READ_ENCOUNTER, Action.READ_ATTACHMENT})


def visible_chart(unit: Unit, actor: Actor, action: Action, encounter_id: str, *, for_update: bool = False) -> Chart:
    """Answer a chart that the actor may do this to; raises `NotAllowed`, `NotVisible` (foreign, unknown or unlinked)."""
    require(actor, action)
    chart = load_chart(unit, encounter_id, for_update=for_update)
    try:
        require_community(actor, action, chart.encounter.community_id)
    except NotVisible:
        # Broken glass lets one read, and nothing else.
        if action not in _BEHIND_GLASS or glass_broken(unit, actor, str(chart.encounter.resident_id)) is None:
            raise
    if not chart.encounter.revision:
        raise NotVisible("no revision is here yet")
    return chart


def read_encounter(unit: Unit, actor: Actor, encounter_id: str) -> EncounterView:
    """Answer the encounter page; a doctor's reading marks the resident's replies as seen. Raises as `visible_chart`."""
    chart = visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id, for_update=actor.role is Role.DOCTOR)
    record = chart.record()
    signature = unit.connection.execute(
        select(Signature.signed_at_ms, Clinician.name)
        .join(Clinician, Clinician.id == Signature.clinician_id)
        .where(Signature.encounter_id == encounter_id)
        .order_by(Signature.number.desc())
        .limit(1)
    ).one_or_none()
    signed = signature if chart.encounter.status == "signed" else None
    edited = unit.connection.execute(
        select(NoteTable.urgency, Clinician.name)
        .join(Clinician.__table__, Clinician.id == NoteTable.clinician_id)
        .where(NoteTable.encounter_id == encounter_id)
        .order_by(NoteTable.version.desc())
        .limit(1)
    ).one_or_none()
    foreign = chart.encounter.community_id not in actor.communities
    if actor.role is Role.DOCTOR and not foreign:
        beat(chart, actor)
    view = EncounterView(
        encounter_id=encounter_id,
        status=chart.encounter.status,
        record=record,
        resident=_resident(chart),
        note=chart.note(record),
        note_edited=edited is not None,
        note_author=edited.name if edited else "",
        urgency=RecordUrgency(edited.urgency) if edited and edited.urgency else None,
        ratings=_ratings(chart, actor),
        actions=_actions(chart),
        messages=_messages(chart),
        attachments=_attachments(chart),
        diagnosis=diagnosis(chart),
        follow_ups=follow_ups(chart),
        addenda=addenda(chart),
        signed_at_ms=signed.signed_at_ms if signed else None,
        signed_by=signed.name if signed else None,
        attended_ms=attended_ms(chart),
        advice=advice_of(chart),
        withdrawn_at_ms=withdrawn_at_ms(unit, str(chart.encounter.resident_id)),
        received_at_ms=chart.encounter.received_at_ms,
        version=chart.encounter.version,
    )
    if actor.role is Role.DOCTOR and chart.encounter.unread and not foreign:
        _mark_seen(unit, encounter_id)
    detail = {"revision": record.revision, "version": view.version, **({"glass": True} if foreign else {})}
    unit.audit(Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", detail))
    return view


def read_attachment(unit: Unit, actor: Actor, encounter_id: str, attachment_id: str) -> tuple[str, bytes]:
    """Answer media type and bytes of a photo; raises `NotVisible`, also for one that the record does not vouch for."""
    chart = visible_chart(unit, actor, Action.READ_ATTACHMENT, encounter_id)
    row = unit.connection.execute(
        select(Attachment.media_type, Attachment.body_sealed).where(
            Attachment.encounter_id == encounter_id,
            Attachment.attachment_id == attachment_id,
            Attachment.state == "confirmed",
        )
    ).one_or_none()
    if row is None:
        raise NotVisible("no such photo")
    detail = {"attachment": attachment_id}
    unit.audit(Happening(actor.role, actor.id, Action.READ_ATTACHMENT, f"encounter:{encounter_id}", detail))
    return row.media_type, chart.open("attachment", f"{encounter_id}/{attachment_id}", "body", row.body_sealed)


def diagnosis(chart: Chart) -> DiagnosisView | None:
    """Answer the confirmed diagnosis."""
    sealed = chart.unit.connection.execute(
        select(Diagnosis.body_sealed).where(Diagnosis.encounter_id == chart.id)
    ).scalar_one_or_none()
    if sealed is None:
        return None
    return DiagnosisView.model_validate_json(chart.open("diagnosis", chart.id, "body", sealed))


def registration(chart: Chart) -> Registration:
    """Answer the identity that came with the encounter; raises `NotVisible`. Its mailbox secret is not kept."""
    sealed = chart.unit.connection.execute(_REGISTRATION, {"encounter_id": chart.id}).scalar_one_or_none()
    return opened_registration(chart, sealed)


def opened_registration(chart: Chart, sealed: bytes | None) -> Registration:
    """Answer the identity that was read already; raises `NotVisible` where there is none."""
    if sealed is None:
        raise NotVisible("the identity is not here")
    return Registration.model_validate_json(chart.open("registration", chart.id, "body", sealed))


def _resident(chart: Chart) -> ResidentView:
    who = registration(chart)
    return ResidentView(
        resident_id=chart.encounter.resident_id,
        name=who.name,
        phone=who.phone,
        relation=who.relation,
        birth_date=who.birth_date,
        age_years=who.age_years,
        sex=who.sex,
        lang=who.lang,
        community_id=chart.encounter.community_id,
    )


def _ratings(chart: Chart, actor: Actor) -> tuple[RatingView, ...]:
    rows = chart.unit.connection.execute(
        select(Rating.__table__, Clinician.name.label("clinician"))
        .join(Clinician, Clinician.id == Rating.clinician_id)
        .where(Rating.encounter_id == chart.id)
        .order_by(Rating.rated_at_ms)
    )
    return tuple(
        RatingView(
            target=row.target,
            mine=row.clinician_id == actor.id,
            rating=row.rating,
            comment=chart.open("rating", row.id, "comment", row.comment_sealed).decode(),
            clinician=row.clinician,
            rated_at_ms=row.rated_at_ms,
        )
        for row in rows
    )


def _actions(chart: Chart) -> tuple[ActionView, ...]:
    rows = chart.unit.connection.execute(
        select(ActionTable.__table__, Clinician.name.label("clinician"))
        .join(Clinician, Clinician.id == ActionTable.clinician_id)
        .where(ActionTable.encounter_id == chart.id)
        .order_by(ActionTable.acted_at_ms)
    )
    return tuple(
        ActionView(
            action_id=row.id,
            kind=row.kind,
            text=chart.open("action", row.id, "text", row.text_sealed).decode(),
            detail=(
                ActionDetail.model_validate_json(chart.open("action", row.id, "detail", row.detail_sealed))
                if row.detail_sealed
                else ActionDetail()
            ),
            clinician=row.clinician,
            acted_at_ms=row.acted_at_ms,
        )
        for row in rows
    )


def _messages(chart: Chart) -> tuple[MessageView, ...]:
    rows = chart.unit.connection.execute(
        select(Message.__table__).where(Message.encounter_id == chart.id).order_by(Message.sent_at_ms, Message.id)
    )
    views = []
    for row in rows:
        body = chart.open("message", f"{chart.id}/{row.id}", "body", row.body_sealed)
        model = DoctorMessage if row.direction == "to_resident" else ResidentReply
        said = model.model_validate_json(body)
        views.append(
            MessageView(
                message_id=row.id,
                direction=row.direction,
                kind=row.kind,
                text=said.text,
                from_name=said.from_name if isinstance(said, DoctorMessage) else "",
                sent_at_ms=row.sent_at_ms,
            )
        )
    return tuple(views)


def _attachments(chart: Chart) -> tuple[AttachmentView, ...]:
    rows = chart.unit.connection.execute(
        select(Attachment.attachment_id, Attachment.media_type, Attachment.state)
        .where(Attachment.encounter_id == chart.id)
        .order_by(Attachment.received_at_ms, Attachment.attachment_id)
    )
    return tuple(
        AttachmentView(attachment_id=row.attachment_id, media_type=row.media_type, state=row.state) for row in rows
    )


def _mark_seen(unit: Unit, encounter_id: str) -> None:
    unit.connection.execute(
        update(Message)
        .where(Message.encounter_id == encounter_id, Message.direction == "from_resident", Message.seen_at_ms.is_(None))
        .values(seen_at_ms=unit.now_ms)
    )
    unit.connection.execute(update(Encounter).where(Encounter.id == encounter_id).values(unread=0))
