"""Forms of a signed encounter, for a doctor who prints one: PDF, made when it is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from app.commission.access import Held, Token
from app.commission.schemas import Problem
from records.paper.forms import basic_information_pdf, encounter_form_pdf
from records.paper.personal import PersonalInformation
from records.store.audit import Happening
from records.store.deliveries import signed_encounter
from records.store.encounters import visible_chart
from records.store.policy import Action
from records.store.sessions import authenticate

router = APIRouter(
    prefix="/v1", tags=["clinician"], responses={code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
)


@router.get(
    "/encounters/{encounter_id}/papers/{paper}",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def paper(
    encounter_id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
    paper: Literal["encounter-form", "personal-information"],
    held: Held,
    token: Token,
) -> Response:
    """接诊记录表 or 个人基本信息表 of a signed encounter, as PDF; reading it is audited. One that nobody signed is not found."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        visible_chart(unit, actor, Action.READ_ENCOUNTER, encounter_id)
        encounter = signed_encounter(unit, encounter_id)
        detail = {"paper": paper, "number": encounter.encounter_no}
        unit.audit(Happening(actor.role, actor.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", detail))
    # Typeset when nobody waits for this transaction's locks any more.
    if paper == "encounter-form":
        body = encounter_form_pdf(encounter)
    else:
        body = basic_information_pdf(PersonalInformation.from_encounter(encounter))
    name = f"{paper}-{encounter_id[:8]}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)
