"""What clinicians are shown: frozen values that the API answers as they are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from records.model import EncounterRecord, Note, RecordUrgency, Text

Status = Literal["open", "signed"]
AttachmentState = Literal["unconfirmed", "confirmed", "mismatch"]
ActionKind = Literal["call", "invite", "refer"]
RatingWord = Literal["good", "poor", "dangerous"]


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkItem(View):
    """One row of the work list. `urgency` None means not yet known; `unsure` names what the resident did not know.

    `waiting_s` is how long the resident has waited for an answer since the last word, or was waiting when it was `answered`: then it
    counts from the first word and is nobody's debt. `target_s` is the commission's policy for this urgency.
    """

    encounter_id: str
    community_id: str
    doctor: str | None
    """The clinician whose work it is; None: the community's."""
    mine: bool
    answered: bool
    held: bool
    """Guidance waits for a release."""
    withdrawn: bool
    """The resident withdrew consent, with this encounter or another, and has not given it again."""
    target_s: int
    overdue: bool
    delivery_failed: bool
    urgency: str | None
    stage: str
    received_at_ms: int
    waiting_s: int
    name: str
    age_years: int
    age_days: int
    sex: Literal["male", "female"]
    chief_complaint: str
    unsure: tuple[Text, ...]
    new_messages: int
    status: Status
    revision: int


class ResidentView(View):
    """Who the resident is, from the identity that came with this encounter."""

    resident_id: str
    name: str
    phone: str
    relation: Literal["self", "child", "parent", "other"]
    birth_date: str | None
    age_years: int | None
    sex: Literal["male", "female"]
    lang: Literal["zh", "en"]
    community_id: str


class RatingView(View):
    """One clinician's latest word on one part of the answer; `mine` when that is who asks."""

    target: str
    mine: bool
    rating: RatingWord
    comment: str
    clinician: str
    rated_at_ms: int


class ActionDetail(View):
    """What belongs to one kind of action: how a call ended; when (ms) and where to come; where to be sent.

    `outcome` None: it was not said whether anybody was reached, and the resident waits on.
    """

    outcome: Literal["reached", "no_answer", "wrong_number", "call_back"] | None = None
    at_ms: Annotated[int | None, Field(ge=0)] = None
    place: Annotated[str, Field(max_length=200)] = ""
    hospital: Annotated[str, Field(max_length=200)] = ""
    department: Annotated[str, Field(max_length=200)] = ""


class ActionView(View):
    """A call, an invitation or a referral."""

    action_id: str
    kind: ActionKind
    text: str
    detail: ActionDetail
    clinician: str
    acted_at_ms: int


class MessageView(View):
    """One message; `from_name` is empty for the resident's own."""

    message_id: str
    direction: Literal["to_resident", "from_resident"]
    kind: str
    text: str
    from_name: str
    sent_at_ms: int


class AttachmentView(View):
    """A photo. Only a confirmed one (its digest is named by the record) can be fetched."""

    attachment_id: str
    media_type: str
    state: AttachmentState


class DiagnosisView(View):
    """A diagnosis that a doctor confirmed; `urgency`: how urgent it turned out to have been, None when that was not said."""

    icd10: str
    name: str
    urgency: RecordUrgency | None = None


class NoteVersion(View):
    """One version of the note. `author` is empty for the assistant's draft (version 0); `effect` None until a diagnosis is confirmed."""

    version: int
    author: str
    written_at_ms: int
    note: Note
    urgency: RecordUrgency | None
    effect: Literal["improved", "unchanged", "worsened"] | None


class FollowUpView(View):
    """A task for a day (in China)."""

    follow_up_id: str
    due_on: date
    text: str
    clinician: str
    done_at_ms: int | None
    done_by: str | None
    reopened_at_ms: int | None
    """When it was last taken back that it was done, and who did."""
    reopened_by: str | None


class FollowUpDone(View):
    """Since when a task is done, and who said so."""

    done_at_ms: int
    done_by: str


class DueFollowUp(View):
    """An open task whose day has come, as the work list shows it: about whom, for what, and who planned it."""

    follow_up_id: str
    encounter_id: str
    community_id: str
    name: str
    sex: Literal["male", "female"]
    age_days: int
    text: str
    clinician: str
    due_on: date
    overdue_days: int


class DueList(View):
    """The longest overdue tasks first; `total` counts those, too, that are not among the items."""

    items: tuple[DueFollowUp, ...]
    total: int


class AddendumView(View):
    """What was added after the signature; `diagnosis` when it was corrected."""

    addendum_id: str
    text: str
    diagnosis: DiagnosisView | None
    clinician: str
    written_at_ms: int


class DangerView(View):
    """A rating "dangerous" with its reason, for the supervisor."""

    rating_id: str
    encounter_id: str
    target: str
    comment: str
    clinician: str
    rated_at_ms: int
    seen_at_ms: int | None


class ReleaseView(View):
    """One release of guidance that had waited: in which way, of which revision, by whom."""

    way: Literal["as_is", "edited", "instead", "told"]
    revision: int
    clinician: str
    released_at_ms: int


class AdviceView(View):
    """Whether guidance waits: since when (ms), and until when it should be released; and what was released before, oldest first."""

    held_revision: int | None
    held_since_ms: int | None
    due_ms: int | None
    releases: tuple[ReleaseView, ...]


class EncounterView(View):
    """The encounter page. `version` counts every change of record, note and diagnosis.

    `urgency` is how urgent the newest note holds it to be, None where no doctor said otherwise than the record.
    `attended_ms`: how long clinicians have worked on it.
    """

    encounter_id: str
    status: Status
    record: EncounterRecord
    resident: ResidentView
    note: Note
    note_edited: bool
    note_author: str
    """Who saved the newest note; empty for the assistant's draft."""
    urgency: RecordUrgency | None
    ratings: tuple[RatingView, ...]
    actions: tuple[ActionView, ...]
    messages: tuple[MessageView, ...]
    attachments: tuple[AttachmentView, ...]
    diagnosis: DiagnosisView | None
    follow_ups: tuple[FollowUpView, ...]
    addenda: tuple[AddendumView, ...]
    signed_at_ms: int | None
    signed_by: str | None
    attended_ms: int
    advice: AdviceView
    withdrawn_at_ms: int | None
    """When the resident withdrew consent, with this encounter or another; None while the consent given last stands."""
    received_at_ms: int
    version: int


class FoundEncounter(View):
    """One encounter of a resident who was looked for."""

    encounter_id: str
    urgency: str | None
    status: Status
    received_at_ms: int


class FoundResident(View):
    """A resident whom a search met, with the newest encounters. `birth_date` None: not told."""

    resident_id: str
    community_id: str
    name: str
    phone: str
    birth_date: str | None
    encounters: tuple[FoundEncounter, ...]


class DeliveryView(View):
    """Where a signed encounter stands on its way to the archive."""

    encounter_id: str
    name: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    last_error: str | None
    destinations: tuple[tuple[str, str], ...]
    """(destination, delivered or failed)."""
    updated_at_ms: int
