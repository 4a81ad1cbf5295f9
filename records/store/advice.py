"""Guidance that waits for a doctor, and its release: as it is, edited, in the doctor's own words instead, or told by word of mouth.

Owns when an encounter's guidance waits, and how it stops. The guidance itself is in the record; what the phone is sent is a message of the
doctor with the guidance in it, sealed as every message is. What was released is not taken back: a later word is a message.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import insert, select, update

from records.model import DoctorMessage, RecordGuidance, RecordUrgency
from records.seal.keys import SigningKey
from records.store.attention import beat
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.consent import withdrawn_at_ms
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible, Refused, Stale
from records.store.mailbox import post
from records.store.policy import Action, Actor
from records.store.reviewed import require_same
from records.store.tables.advice import AdviceRelease
from records.store.tables.encounters import Encounter
from records.store.views import View
from records.store.waiting import answered

Way = Literal["as_is", "edited", "instead", "told"]
MOST_TEXT: Final = 4_000
_ACTIONS: Final = {
    RecordUrgency.EMERGENCY: "go_to_emergency",
    RecordUrgency.URGENT: "see_doctor_today",
    RecordUrgency.SOON: "see_doctor_soon",
    RecordUrgency.ROUTINE: "book_appointment",
    RecordUrgency.SELF_CARE: "home",
}

Lines = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=400)], ...], Field(max_length=12)]


class EditedGuidance(View):
    """The resident's page as the doctor wants it. Who looked stays as it was."""

    urgency: RecordUrgency
    headline: Annotated[str, Field(min_length=1, max_length=200)]
    now: Lines
    where: Lines
    bring: Lines
    watch_for: Lines
    why: Lines
    comfort: Annotated[str, Field(max_length=1000)]


class AdviceWish(View):
    """What a doctor wants done with the guidance of `revision`, the one that was before the eyes.

    `told`: the resident was told by word of mouth, and `text` says what; `instead`: `text` goes in the place of the guidance. With neither,
    the guidance goes, with `guidance` as edited, and `text` above it.
    """

    revision: Annotated[int, Field(ge=1, le=2**32 - 1)]
    guidance: EditedGuidance | None = None
    text: Annotated[str, Field(max_length=MOST_TEXT)] = ""
    told: bool = False
    instead: bool = False


def release(
    unit: Unit, actor: Actor, encounter_id: str, wish: AdviceWish, *, signer: SigningKey, release_id: str
) -> Way:
    """Release guidance that waits, and answer in which way; the same id again releases nothing twice.

    Raises `NotVisible` (no such encounter here, an erased resident, no mailbox), `Stale` (the guidance changed since the doctor looked),
    `Refused`: `released` (it waits no more: somebody was faster, or an emergency was told at once), `withdrawn` (the resident withdrew
    consent: what was prepared from what they told is not sent, the doctor's own words are), `empty`.
    """
    chart = visible_chart(unit, actor, Action.RELEASE_ADVICE, encounter_id, for_update=True)
    asked = wish.model_dump_json()
    known = unit.connection.execute(select(AdviceRelease.__table__).where(AdviceRelease.id == release_id)).one_or_none()
    if known is not None:
        if (known.encounter_id, known.clinician_id) != (encounter_id, actor.id):
            raise NotVisible("no such release")
        require_same(chart.open("advice_release", release_id, "body", known.body_sealed).decode(), asked)
        return known.way  # type: ignore[no-any-return]
    if chart.encounter.held_revision is None:
        raise Refused("released", "no guidance of this encounter waits for a release")
    if wish.revision < chart.encounter.held_revision or wish.revision > chart.encounter.revision:
        raise Stale(chart.encounter.version)
    way, message = _message(chart, actor, wish)
    withdrawn = withdrawn_at_ms(unit, str(chart.encounter.resident_id)) is not None
    if withdrawn and way not in ("told", "instead"):
        raise Refused("withdrawn", "the resident withdrew consent: ring, or write in your own words")
    sent = not (withdrawn and way == "told")
    if sent:
        post(chart, message, signer=signer, clinician_id=actor.id, message_id=release_id)
    unit.connection.execute(
        insert(AdviceRelease).values(
            id=release_id,
            encounter_id=encounter_id,
            revision=wish.revision,
            way=way,
            body_sealed=chart.seal("advice_release", release_id, "body", asked.encode()),
            clinician_id=actor.id,
            released_at_ms=unit.now_ms,
        )
    )
    unit.connection.execute(
        update(Encounter).where(Encounter.id == encounter_id).values(held_revision=None, held_since_ms=None)
    )
    answered(unit, encounter_id)
    beat(chart, actor)
    detail = {"id": release_id, "way": way, "revision": wish.revision, "sent": sent}
    unit.audit(Happening(actor.role, actor.id, Action.RELEASE_ADVICE, f"encounter:{encounter_id}", detail))
    return way


def _message(chart: Chart, actor: Actor, wish: AdviceWish) -> tuple[Way, DoctorMessage]:
    """Answer the way and what the phone is sent; raises `Refused`."""
    kept = chart.record(wish.revision).guidance
    if kept is None:
        raise Refused("released", "this revision holds no guidance")
    text = wish.text.strip()
    if (wish.told or wish.instead) and (not text or wish.guidance is not None):
        raise Refused("empty", "say in words what the resident is told, and nothing else")
    way: Way = "told" if wish.told else "instead" if wish.instead else "as_is"
    released = None if way != "as_is" else kept.model_copy(update={"held_since": None})
    if released is not None and wish.guidance is not None:
        edited = _edited(released, wish.guidance)
        way, released = ("as_is" if edited == released else "edited"), edited
    message = DoctorMessage(
        record_id=chart.id,
        text=text or (released.headline if released is not None else ""),
        from_name=actor.name,
        sent_at_ms=chart.unit.now_ms,
        action="advice",
        guidance=released,
        revision=wish.revision,
    )
    return way, message


def _edited(kept: RecordGuidance, wanted: EditedGuidance) -> RecordGuidance:
    action: Any = kept.action if wanted.urgency is kept.urgency else _ACTIONS[wanted.urgency]
    return kept.model_copy(
        update={**{name: getattr(wanted, name) for name in type(wanted).model_fields}, "action": action}
    )
