"""What is printed: forms of a signed encounter for its doctor, sheets of magnets for the administrator. PDF, made when asked for."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from app.commission.access import Held, Token
from app.commission.schemas import Problem
from app.printing import sheets
from records.paper.forms import basic_information_pdf, encounter_form_pdf
from records.paper.personal import PersonalInformation
from records.store.audit import Happening
from records.store.deliveries import signed_encounter
from records.store.encounters import visible_chart
from records.store.errors import NotVisible, Refused
from records.store.magnets import find_magnet
from records.store.policy import Action, require
from records.store.sessions import authenticate
from records.trust.directory import fingerprint

router = APIRouter(
    prefix="/v1", tags=["clinician"], responses={code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
)

_PDF: Final[dict[int | str, dict[str, object]]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


class SheetsRequest(BaseModel):
    """Which magnets to print."""

    model_config = ConfigDict(extra="forbid")

    magnets: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]], Field(min_length=1, max_length=400)]


@router.get(
    "/encounters/{encounter_id}/papers/{paper}",
    response_class=Response,
    responses=_PDF,
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


@router.post("/magnet-sheets", response_class=Response, responses=_PDF)
def magnet_sheets(asked: SheetsRequest, held: Held, token: Token) -> Response:
    """Print-ready A4 sheets of magnets in use, as community and doctor are called now; for the administrator."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        require(actor, Action.MANAGE_MAGNETS)
        rows = [find_magnet(unit.connection, magnet) for magnet in asked.magnets]
        known = [row for row in rows if row is not None]
        if len(known) < len(rows):
            raise NotVisible("no such magnet")
        if any(row.revoked_at_ms is not None for row in known):
            raise Refused("ended", "one of these magnets has ended and is not printed")
        if any(row.doctor_left for row in known):
            raise Refused("left", "one of these magnets shows a doctor who left: hand it on before it is printed")
        detail = {"do": "print", "count": len(known), "first": known[0].id}
        unit.audit(Happening(actor.role, actor.id, Action.MANAGE_MAGNETS, f"community:{known[0].community_id}", detail))
    try:
        body = sheets(known, held.config.public_origin, fingerprint(held.keys.root_public))
    except ValueError as error:
        raise Refused("no_room", str(error)) from error
    headers = {"content-disposition": 'attachment; filename="magnets.pdf"', "cache-control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)
