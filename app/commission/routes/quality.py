"""What a supervisor sees of the own communities: quality, surges, and figures that may leave the commission."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from app.commission.access import Held, Token
from app.commission.schemas import Body, Done, Problem
from kg.syndromes import GROUPS
from records.store.oversight import glass
from records.store.oversight.figures import ReleaseView, release
from records.store.oversight.glass import GlassView
from records.store.oversight.quality import MOST_DAYS, QualityView, SurgeView, quality, surges
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1", tags=["supervision"], responses=_REFUSALS)
Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]
GlassId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class ExportRequest(Body):
    """Which month."""

    period: Annotated[str, Field(max_length=10)]


class GlassReview(Body):
    """What a reviewer thinks of it; a verdict against somebody needs a note."""

    verdict: Literal["justified", "not_justified"]
    note: Annotated[str, Field(max_length=2000)] = ""


class GlassList(Body):
    """Newest first."""

    items: list[GlassView]


@router.get("/quality")
def how_it_goes(held: Held, token: Token, days: Days = 30) -> QualityView:
    """Usage, answers in time, agreement, missed urgency and ratings of the last days."""
    with held.database.transaction() as unit:
        return quality(unit, authenticate(unit, token), days=days)


@router.get("/surge")
def surge(held: Held, token: Token, days: Days = 28) -> SurgeView:
    """Counts by complaint group and day with EARS C2 thresholds."""
    with held.database.transaction() as unit:
        return surges(unit, authenticate(unit, token), GROUPS, days=days)


@router.post("/quality/export")
def export(asked: ExportRequest, held: Held, token: Token) -> ReleaseView:
    """Differentially private figures of one month; 422 `budget` once its budget is spent."""
    with held.database.transaction() as unit:
        return release(unit, authenticate(unit, token), asked.period, GROUPS)


@router.get("/break-glass")
def broken_glass(
    held: Held,
    token: Token,
    *,
    open_only: bool = False,
    before_ms: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> GlassList:
    """What was opened in an emergency, for those who review it."""
    with held.database.transaction() as unit:
        found = glass.list_broken(unit, authenticate(unit, token), open_only=open_only, before_ms=before_ms)
    return GlassList(items=found)


@router.post("/break-glass/{glass_id}/review")
def review(glass_id: GlassId, said: GlassReview, held: Held, token: Token) -> Done:
    """Say whether it was justified; once."""
    with held.database.transaction() as unit:
        glass.review(unit, authenticate(unit, token), glass_id, said.verdict, said.note)
    return Done()
