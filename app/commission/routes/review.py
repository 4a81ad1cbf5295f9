"""What a review of an encounter leaves: history of the note, tasks for a day, additions after the signature, dangerous ratings."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.commission.access import Background, Held, Token
from app.commission.review_schemas import (
    AddendumAnswer,
    AddendumRequest,
    DangersAnswer,
    DueAnswer,
    FollowUpAnswer,
    FollowUpDoneAnswer,
    FollowUpRequest,
    HistoryAnswer,
    ReleaseAnswer,
    ReleaseRequest,
    SignatureAnswer,
)
from app.commission.schemas import Done, Problem
from records.paper.letter import referral_letter
from records.store import addenda, advice, dangers, followups
from records.store.advice import AdviceWish
from records.store.letters import referral
from records.store.reviewing import note_history
from records.store.sessions import authenticate
from records.store.signatures import read_signature
from records.store.views import DiagnosisView

_REFUSALS: dict[int | str, dict[str, object]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 422, 429, 503)
}
router = APIRouter(prefix="/v1", tags=["review"], responses=_REFUSALS)
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.get("/encounters/{encounter_id}/note/history")
def history(encounter_id: Id, held: Held, token: Token) -> HistoryAnswer:
    """Who wrote what into the note, when, and what it did for the answer; reading it is audited."""
    with held.database.transaction() as unit:
        return HistoryAnswer(versions=list(note_history(unit, authenticate(unit, token), encounter_id)))


@router.get("/encounters/{encounter_id}/signature")
def signature(encounter_id: Id, held: Held, token: Token) -> SignatureAnswer:
    """The newest signature, checked against record and content as they are kept; 404 where there is none."""
    with held.database.transaction() as unit:
        found = read_signature(unit, authenticate(unit, token), encounter_id, held.keys.receipt.public)
    return SignatureAnswer(**found)


@router.post("/encounters/{encounter_id}/advice")
def release_advice(encounter_id: Id, given: ReleaseRequest, held: Held, token: Token) -> ReleaseAnswer:
    """Release guidance that waits, sealed to the phone: as it is, edited, or a text instead; or note that it was told."""
    wish = AdviceWish.model_validate(given.model_dump(exclude={"id"}))
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        way = advice.release(unit, actor, encounter_id, wish, signer=held.keys.receipt, release_id=given.id)
    return ReleaseAnswer(way=way)


@router.post("/encounters/{encounter_id}/addenda")
def addendum(encounter_id: Id, given: AddendumRequest, held: Held, token: Token) -> AddendumAnswer:
    """Add to what was signed, under a signature of its own; it goes to the archive in the same transaction."""
    right = given.diagnosis
    corrected = None if right is None else DiagnosisView(icd10=right.icd10, name=right.name)
    with held.database.transaction() as unit:
        signed_at_ms = addenda.add_addendum(
            unit,
            authenticate(unit, token),
            encounter_id,
            given.text,
            addendum_id=given.id,
            corrected=corrected,
            signer=held.keys.receipt,
            enqueue=held.enqueue_archive,
        )
    return AddendumAnswer(signed_at_ms=signed_at_ms)


@router.get(
    "/encounters/{encounter_id}/actions/{action_id}/letter",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def letter(encounter_id: Id, action_id: Id, held: Held, token: Token) -> Response:
    """The letter of a referral, as PDF; reading it is audited."""
    with held.database.transaction() as unit:
        said = referral(unit, authenticate(unit, token), encounter_id, action_id)
    # Typeset when nobody waits for this transaction's locks any more.
    headers = {"content-disposition": f'attachment; filename="referral-{action_id[:8]}.pdf"'}
    return Response(referral_letter(said), media_type="application/pdf", headers=headers)


@router.post("/encounters/{encounter_id}/follow-ups")
def plan(encounter_id: Id, given: FollowUpRequest, held: Held, token: Token) -> FollowUpAnswer:
    """Plan a task for a day; it is in the list of due tasks from that day on."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        planned = followups.plan_follow_up(unit, actor, encounter_id, given.due_on, given.text, follow_up_id=given.id)
    return FollowUpAnswer(follow_up_id=planned)


@router.post("/encounters/{encounter_id}/follow-ups/{follow_up_id}/done")
def finish(encounter_id: Id, follow_up_id: Id, held: Held, token: Token) -> FollowUpDoneAnswer:
    """Note that a task is done; one that was done before is answered with that word."""
    with held.database.transaction() as unit:
        done = followups.finish_follow_up(unit, authenticate(unit, token), encounter_id, follow_up_id)
    return FollowUpDoneAnswer(**done.model_dump())


@router.delete("/encounters/{encounter_id}/follow-ups/{follow_up_id}/done")
def reopen(
    encounter_id: Id,
    follow_up_id: Id,
    held: Held,
    token: Token,
    done_at_ms: Annotated[int, Query(ge=0, le=2**53)],
) -> Done:
    """Take back that a task was done, at the time that was seen: it is in the list of due tasks again."""
    with held.database.transaction() as unit:
        followups.reopen_follow_up(unit, authenticate(unit, token), encounter_id, follow_up_id, done_at_ms)
    return Done()


@router.get("/follow-ups")
def due(
    held: Held,
    token: Token,
    background: Background,
    until: date | None = None,
    limit: Annotated[int, Query(ge=1, le=followups.MOST)] = followups.MOST,
) -> DueAnswer:
    """Open tasks of the own communities that are due by a day, today unless said."""
    with held.database.transaction() as unit:
        found = followups.due_follow_ups(
            unit, authenticate(unit, token, background=background), until=until, limit=limit
        )
    return DueAnswer(items=list(found.items), total=found.total)


@router.get("/ratings/dangerous")
def dangerous(
    held: Held,
    token: Token,
    seen: bool = False,
    limit: Annotated[int, Query(ge=1, le=dangers.MOST)] = dangers.MOST,
) -> DangersAnswer:
    """What clinicians called dangerous, for the supervisor; with `seen` also what was read already."""
    with held.database.transaction() as unit:
        return DangersAnswer(items=dangers.dangerous_ratings(unit, authenticate(unit, token), seen=seen, limit=limit))


@router.post("/ratings/{rating_id}/read")
def read(rating_id: Id, held: Held, token: Token) -> Done:
    """Note that a supervisor has read a dangerous rating."""
    with held.database.transaction() as unit:
        dangers.mark_read(unit, authenticate(unit, token), rating_id)
    return Done()
