"""What a referral letter says, gathered from the chart: the note as it stands, the record, who sends and where to. Reading is audited."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from records.paper.letter import ReferralLetter, known_from
from records.store.audit import Happening
from records.store.database import Unit
from records.store.encounters import diagnosis, registration, visible_chart
from records.store.errors import NotVisible
from records.store.policy import Action, Actor
from records.store.tables.care import Action as ActionTable
from records.store.tables.people import Clinician, Community
from records.store.views import ActionDetail


def referral(unit: Unit, actor: Actor, encounter_id: str, action_id: str) -> ReferralLetter:
    """Answer the letter of a referral that was noted with an encounter; raises `NotVisible`, also for an action of another kind."""
    chart = visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id)
    row = unit.connection.execute(
        select(ActionTable.__table__, Clinician.name.label("clinician"), Clinician.phone, Community.name_zh)
        .join(Clinician.__table__, Clinician.id == ActionTable.clinician_id)
        .join(Community.__table__, Community.id == chart.encounter.community_id)
        .where(ActionTable.id == action_id, ActionTable.encounter_id == encounter_id, ActionTable.kind == "refer")
    ).one_or_none()
    if row is None:
        raise NotVisible("no such referral")
    detail = ActionDetail()
    if row.detail_sealed is not None:
        detail = ActionDetail.model_validate_json(chart.open("action", action_id, "detail", row.detail_sealed))
    record = chart.record()
    note = chart.note(record)
    who = registration(chart)
    confirmed = diagnosis(chart)
    unit.audit(
        Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", {"letter": action_id})
    )
    return ReferralLetter(
        **known_from(record),
        number=encounter_id,
        written_at=datetime.fromtimestamp(row.acted_at_ms / 1000, UTC),
        lang="zh",  # the hospital reads it
        to_place=detail.hospital,
        to_department=detail.department,
        from_place=row.name_zh,
        from_doctor=row.clinician,
        from_phone=row.phone,
        resident_name=who.name,
        birth_date=who.birth_date,
        resident_phone=who.phone,
        reason=chart.open("action", action_id, "text", row.text_sealed).decode(),
        summary=note.subjective,
        impression=note.assessment,
        diagnosis=f"{confirmed.name}（{confirmed.icd10}）" if confirmed else "",
    )
