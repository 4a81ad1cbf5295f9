"""What the review routes take and answer: history of the note, follow-ups, addenda, dangerous ratings, the signature."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.commission.schemas import Body
from records.model import Hex16
from records.store.advice import AdviceWish
from records.store.views import DangerView, DueFollowUp, FollowUpDone, NoteVersion


class HistoryAnswer(Body):
    """Every version of the note, the assistant's draft first."""

    versions: list[NoteVersion]


class FollowUpRequest(Body):
    """A task for a day in China, today at the earliest; `id` is chosen by the caller, and the same one again plans nothing twice."""

    id: Hex16
    due_on: date
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class FollowUpAnswer(Body):
    """The task's id."""

    follow_up_id: str


class FollowUpDoneAnswer(FollowUpDone):
    """Since when the task is done, and whose word that is."""


class ReleaseRequest(AdviceWish):
    """What to do with guidance that waits; `id` is chosen by the caller, and the same one again releases nothing twice."""

    id: Hex16


class ReleaseAnswer(Body):
    """In which way it was released."""

    way: Literal["as_is", "edited", "instead", "told"]


class DueAnswer(Body):
    """Open tasks, the longest overdue first; `total` counts those, too, that are not among the items."""

    items: list[DueFollowUp]
    total: int


class Correction(Body):
    """The diagnosis that an addendum puts in the place of the signed one."""

    icd10: Annotated[str, Field(max_length=16)]
    name: Annotated[str, Field(min_length=1, max_length=200)]


class AddendumRequest(Body):
    """What is added to a signed encounter; the same `id` again adds nothing twice."""

    id: Hex16
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    diagnosis: Correction | None = None


class AddendumAnswer(Body):
    """When it was signed."""

    signed_at_ms: int


class DangersAnswer(Body):
    """Ratings "dangerous", the newest first."""

    items: list[DangerView]


class SignatureAnswer(Body):
    """The newest signature: who, when, over which version; `token` is the detached JWS.

    `valid` tells whether it fits what is kept; null when it was made under an earlier key and is not judged here.
    """

    signed_by: str
    signed_at_ms: int
    version: int
    number: int
    token: str
    valid: bool | None
