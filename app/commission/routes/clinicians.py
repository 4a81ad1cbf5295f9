"""What clinicians do with encounters, codes and deliveries. One request is one transaction."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.commission.access import Held, Token
from app.commission.medicine import source_titles
from app.commission.schemas import (
    NO_NUL,
    ActionAnswer,
    ActionRequest,
    CodeAnswer,
    CodesAnswer,
    DiagnosisRequest,
    Done,
    EncounterAnswer,
    MessageAnswer,
    MessageRequest,
    NoteEdit,
    Problem,
    RatingRequest,
    SignAnswer,
    SignRequest,
    SyncAnswer,
    VersionAnswer,
)
from records.store import cockpit
from records.store.deliveries import list_deliveries, retry_delivery
from records.store.encounters import read_attachment, read_encounter
from records.store.policy import Action, require
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 422, 429, 503)
}
router = APIRouter(prefix="/v1", tags=["clinician"], responses=_REFUSALS)
EncounterId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.get("/encounters/{encounter_id}")
def encounter(encounter_id: EncounterId, held: Held, token: Token) -> EncounterAnswer:
    """The encounter page; reading it is audited."""
    with held.database.transaction() as unit:
        seen = read_encounter(unit, authenticate(unit, token), encounter_id)
    return EncounterAnswer(**dict(seen), sources=source_titles(seen.record))


@router.get(
    "/encounters/{encounter_id}/attachments/{attachment_id}",
    response_class=Response,
    responses={200: {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}},
)
def attachment(encounter_id: EncounterId, attachment_id: EncounterId, held: Held, token: Token) -> Response:
    """A photo that the record vouches for; reading it is audited."""
    with held.database.transaction() as unit:
        media_type, body = read_attachment(unit, authenticate(unit, token), encounter_id, attachment_id)
    return Response(body, media_type=media_type, headers={"content-disposition": "inline"})


@router.put("/encounters/{encounter_id}/note")
def note(encounter_id: EncounterId, edit: NoteEdit, held: Held, token: Token) -> VersionAnswer:
    """Save the note; 409 with the newest version when somebody or something was faster."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        version = cockpit.edit_note(unit, actor, encounter_id, edit.note, edit.version, urgency=edit.urgency)
    return VersionAnswer(version=version)


@router.post("/encounters/{encounter_id}/ratings")
def rating(encounter_id: EncounterId, given: RatingRequest, held: Held, token: Token) -> Done:
    """Rate one part of the answer; the latest word of each clinician counts."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        cockpit.rate(unit, actor, encounter_id, given.target, given.rating, given.comment)
    return Done()


@router.post("/encounters/{encounter_id}/actions")
def action(encounter_id: EncounterId, given: ActionRequest, held: Held, token: Token) -> ActionAnswer:
    """Note a call, an invitation or a referral; with `text_to_resident` the phone is told, too."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        action_id = cockpit.act(
            unit, actor, encounter_id, given.kind, given.text, detail=given.detail, action_id=given.id
        )
        message_id = None
        if given.text_to_resident:
            message_id = cockpit.write_message(
                unit,
                actor,
                encounter_id,
                given.text_to_resident,
                signer=held.keys.receipt,
                kind=given.kind,
                message_id=given.id,
            )
    return ActionAnswer(action_id=action_id, message_id=message_id)


@router.post("/encounters/{encounter_id}/messages")
def message(encounter_id: EncounterId, given: MessageRequest, held: Held, token: Token) -> MessageAnswer:
    """Write to the resident: sealed to the phone's mailbox key."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        message_id = cockpit.write_message(
            unit, actor, encounter_id, given.text, signer=held.keys.receipt, message_id=given.id
        )
    return MessageAnswer(message_id=message_id)


@router.post("/encounters/{encounter_id}/diagnosis")
def diagnosis(encounter_id: EncounterId, given: DiagnosisRequest, held: Held, token: Token) -> VersionAnswer:
    """Confirm a diagnosis; answers the version that is then to be signed."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        version = cockpit.confirm_diagnosis(unit, actor, encounter_id, given.icd10, given.name, urgency=given.urgency)
    return VersionAnswer(version=version)


@router.post("/encounters/{encounter_id}/signature")
def signature(encounter_id: EncounterId, given: SignRequest, held: Held, token: Token) -> SignAnswer:
    """Sign what was seen, and enqueue its delivery to the archive in the same transaction."""
    with held.database.transaction() as unit:
        signed_at_ms = cockpit.sign(
            unit,
            authenticate(unit, token),
            encounter_id,
            given.version,
            signer=held.keys.receipt,
            enqueue=held.enqueue_archive,
        )
    return SignAnswer(signed_at_ms=signed_at_ms)


@router.get("/icd10")
def icd10(held: Held, token: Token, q: Annotated[str, Query(max_length=100, pattern=NO_NUL)] = "") -> CodesAnswer:
    """Search ICD-10 by code or name."""
    with held.database.transaction() as unit:
        require(authenticate(unit, token), Action.SEARCH_CODES)
    found = held.codes.search(q)
    return CodesAnswer(items=[CodeAnswer(code=item.code, name_zh=item.name_zh, name_en=item.name_en) for item in found])


@router.get("/sync")
def sync(held: Held, token: Token) -> SyncAnswer:
    """Deliveries to the archive with their state and last error."""
    with held.database.transaction() as unit:
        return SyncAnswer(items=list_deliveries(unit, authenticate(unit, token)))


@router.post("/sync/{encounter_id}/retry")
def retry(encounter_id: EncounterId, held: Held, token: Token) -> Done:
    """Enqueue a delivery again."""
    with held.database.transaction() as unit:
        retry_delivery(unit, authenticate(unit, token), encounter_id, enqueue=held.enqueue_archive)
    return Done()
