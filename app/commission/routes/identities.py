"""Which account is who at the provider: an administrator links, invites and unlinks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from app.commission.access import Held, Token
from app.commission.schemas import Body, Done, Problem
from records.store import identities
from records.store.errors import Refused
from records.store.policy import Action, require
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1/admin", tags=["administration"], responses=_REFUSALS)
Username = Annotated[str, Path(max_length=200)]


class LinkRow(Body):
    """One account's link; `over` is an invitation that lets nobody in any more."""

    username: str
    name: str
    by: Literal["subject", "invitation"]
    value: str
    made_at_ms: int
    over: bool


class Linked(Body):
    """A page of links by username; the next one begins after `next`. `invite_by` says what names may be invited."""

    provider: str | None
    invite_by: Literal["email", "preferred_username"] | None
    items: list[LinkRow]
    next: str | None


class NewLink(Body):
    """The provider's subject, or the name or e-mail that may sign in first."""

    by: Literal["subject", "invitation"]
    value: Annotated[str, Field(min_length=1, max_length=identities.LONGEST)]


@router.get("/identities")
def linked(
    held: Held, token: Token, after: Annotated[str, Query(max_length=200, pattern=r"^[a-z0-9._-]*$")] = ""
) -> Linked:
    """Accounts that are linked or invited."""
    provider = held.config.provider
    issuer = provider.issuer if provider else ""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        rows = identities.list_linked(unit, actor, issuer=issuer, after=after, limit=identities.PAGE + 1)
    page = rows[: identities.PAGE]
    return Linked(
        provider=provider.name_zh if provider else None,
        invite_by=provider.invite_claim if provider else None,
        items=[LinkRow(**asdict(row)) for row in page],
        next=page[-1].username if len(rows) > len(page) else None,
    )


@router.put("/accounts/{username}/identity")
def link(username: Username, asked: NewLink, held: Held, token: Token) -> Done:
    """Link an account to the provider's subject, or invite a name for its first sign-in."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        require(actor, Action.MANAGE_CLINICIANS)
        provider = held.config.provider
        if provider is None or (asked.by == "invitation" and provider.invite_claim is None):
            raise Refused("identity_off", "this commission does not sign in so")
        identities.link(unit, actor, username, issuer=provider.issuer, by=asked.by, value=asked.value)
    return Done()


@router.delete("/accounts/{username}/identity")
def unlink(username: Username, held: Held, token: Token) -> Done:
    """Take a link away; the account's sessions end."""
    with held.database.transaction() as unit:
        identities.unlink(unit, authenticate(unit, token), username)
    return Done()
