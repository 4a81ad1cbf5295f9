"""The work list: filters with counts, taking over, the search for a resident, and the targets. One request is one transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from app.commission.access import Background, Held, Token
from app.commission.schemas import Done, Problem
from app.commission.schemas_cockpit import (
    FacetsAnswer,
    SearchAnswer,
    SearchRequest,
    TakeRequest,
    TargetRequest,
    TargetsAnswer,
    UrgencyName,
    WorkListAnswer,
)
from records.store.finding import find_residents
from records.store.policy import Action, require
from records.store.sessions import authenticate
from records.store.waiting import set_target, targets
from records.store.worklist import MOST, Filters, Whose, take, work_list

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1", tags=["clinician"], responses=_REFUSALS)


@router.get("/worklist")
def worklist(
    held: Held,
    token: Token,
    background: Background,
    status: Literal["open", "signed", "all"] = "open",
    urgency: UrgencyName | Literal[""] | None = None,
    community: Annotated[str | None, Query(pattern=r"^([0-9a-f]{32})?$")] = None,
    whose: Whose = "all",
    unread: bool = False,
    overdue: bool = False,
    unsure: bool = False,
    waits: Annotated[bool, Query(alias="held")] = False,
    failed: bool = False,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> WorkListAnswer:
    """A page of the work list, most urgent first, then who has waited longest; and how many each other choice would show."""
    filters = Filters(
        status=status,
        urgency=urgency or None,
        community=community or None,
        whose=whose,
        unread=unread,
        overdue=overdue,
        unsure=unsure,
        held=waits,
        failed=failed,
    )
    with held.database.transaction() as unit:
        actor = authenticate(unit, token, background=background)
        found = work_list(unit, actor, filters, offset=offset, limit=limit)
    return WorkListAnswer(
        items=list(found.items),
        counts=found.counts,
        total=found.total,
        facets=FacetsAnswer.model_validate(asdict(found.facets)),
        target_minutes=dict(found.target_minutes),
    )


@router.put("/encounters/{encounter_id}/doctor")
def doctor(
    encounter_id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], request: TakeRequest, held: Held, token: Token
) -> Done:
    """Take an encounter over, or give it to the community's list."""
    with held.database.transaction() as unit:
        take(unit, authenticate(unit, token), encounter_id, mine=request.mine)
    return Done()


@router.post("/resident-search")
def search(request: SearchRequest, held: Held, token: Token) -> SearchAnswer:
    """Find residents of the own communities by their whole name or whole phone number."""
    with held.database.transaction() as unit:
        found = find_residents(unit, authenticate(unit, token), request.query)
    return SearchAnswer(items=list(found.items), more=found.more)


@router.get("/targets")
def read_targets(held: Held, token: Token) -> TargetsAnswer:
    """Within how many minutes encounters of each urgency are to be answered."""
    with held.database.transaction() as unit:
        require(authenticate(unit, token), Action.OWN_ACCOUNT)
        return TargetsAnswer(minutes=targets(unit.connection))


@router.put("/targets")
def change_target(request: TargetRequest, held: Held, token: Token) -> TargetsAnswer:
    """Change one target; for an administrator."""
    with held.database.transaction() as unit:
        set_target(unit, authenticate(unit, token), request.urgency, request.minutes)
        return TargetsAnswer(minutes=targets(unit.connection))
