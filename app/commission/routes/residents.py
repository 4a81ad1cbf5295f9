"""A resident's page, the risk scores, and breaking the glass. One request is one transaction; every reading is audited."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.commission.access import Held, Token
from app.commission.risk import RiskAnswer, risk
from app.commission.schemas import Body, Done, Problem
from kg.scores.values import Given
from records.store.errors import NotVisible, Refused
from records.store.identity_card import confirm_identity, withdraw_identity
from records.store.oversight import glass, rules
from records.store.oversight.resident import ResidentPage, read_resident
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 429, 503)}
router = APIRouter(prefix="/v1", tags=["resident page"], responses=_REFUSALS)
ResidentId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


class CardSeen(Body):
    """Number and name on the card, as the page showed them to whoever compared the two."""

    number: Annotated[str, Field(pattern=r"^[0-9]{17}[0-9X]$")]
    name: Annotated[str, Field(max_length=60)]


class GlassRequest(Body):
    """Whose record, and why."""

    phone: Annotated[str, Field(min_length=3, max_length=40)]
    reason: Annotated[str, Field(max_length=2000)]


class OpenedRecord(Body):
    """A record that may be read until then."""

    resident_id: str
    name: str
    ends_at_ms: int


class GlassAnswer(Body):
    """All residents with this phone number."""

    opened: list[OpenedRecord]


@router.get("/residents/{resident_id}")
def resident(resident_id: ResidentId, held: Held, token: Token) -> ResidentPage:
    """One resident's page, for the own community, or behind broken glass."""
    with held.database.transaction() as unit:
        page, _facts = read_resident(unit, authenticate(unit, token), resident_id)
    return page


@router.post("/residents/{resident_id}/risk")
def risk_scores(resident_id: ResidentId, given: Given, held: Held, token: Token) -> RiskAnswer:
    """Risk scores from the records and what is given here, which is not kept."""
    with held.database.transaction() as unit:
        page, facts = read_resident(unit, authenticate(unit, token), resident_id)
        region = rules.value(unit.connection, "north")
        north = None if region is None else bool(region)
        return risk(facts, page.sex, given, now_ms=unit.now_ms, north=north)


@router.put("/residents/{resident_id}/identity-card", responses={409: {"model": Problem}})
def card_was_seen(resident_id: ResidentId, seen: CardSeen, held: Held, token: Token) -> Done:
    """A doctor of the community has seen this number on the resident's identity card: what is signed from now on carries it."""
    with held.database.transaction() as unit:
        confirmed = confirm_identity(unit, authenticate(unit, token), resident_id, seen.number, seen.name)
    if not confirmed:
        raise Refused("number_taken", "this number was confirmed for another resident of the community")
    return Done()


@router.delete("/residents/{resident_id}/identity-card")
def card_was_not_seen(resident_id: ResidentId, held: Held, token: Token) -> Done:
    """Take that back: nothing carries the number any more."""
    with held.database.transaction() as unit:
        withdraw_identity(unit, authenticate(unit, token), resident_id)
    return Done()


@router.post("/break-glass")
def break_glass(asked: GlassRequest, held: Held, token: Token) -> GlassAnswer:
    """Open the record of somebody else's resident for an hour. A supervisor or auditor looks at the reason afterwards."""
    with held.database.transaction() as unit:
        opened = glass.break_glass(unit, authenticate(unit, token), asked.phone, asked.reason)
    if not opened:  # after the transaction: the try is in the audit trail
        raise NotVisible("nobody has this number")
    return GlassAnswer(
        opened=[
            OpenedRecord(resident_id=each.resident_id, name=each.name, ends_at_ms=each.ends_at_ms) for each in opened
        ]
    )
