"""What the health archive has of a signed encounter, in words, and what it says of a resident. One request is one transaction."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from app.commission.access import Held, Token
from app.commission.schemas import Problem
from records.store.archive_essentials import EssentialsView, essentials_for
from records.store.archive_state import ArchiveView, archive_state
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1", tags=["archive"], responses=_REFUSALS)
EncounterId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.get("/encounters/{encounter_id}/archive")
def state(encounter_id: EncounterId, held: Held, token: Token) -> ArchiveView:
    """Per destination: there, tried again by itself, or refused and why."""
    with held.database.transaction() as unit:
        return archive_state(unit, authenticate(unit, token), encounter_id)


@router.get("/encounters/{encounter_id}/essentials")
def essentials(encounter_id: EncounterId, held: Held, token: Token) -> EssentialsView:
    """The resident's allergies, problems, medicines and last readings, each with its origin and date."""
    with held.database.transaction() as unit:
        return essentials_for(unit, authenticate(unit, token), encounter_id, enqueue=held.enqueue_fetch)
