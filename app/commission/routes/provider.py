"""Signing in through a provider (OpenID Connect): the ways in, the begin, and what came back. No transaction waits for the provider."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import Field

from app.commission.access import Address, Held
from app.commission.oidc.errors import ProviderAway, ProviderRefused
from app.commission.oidc.provider import Provider
from app.commission.problems import TooOften
from app.commission.routes.sign_in import session_answer
from app.commission.schemas import Body, Problem
from app.commission.schemas_cockpit import SessionAnswer
from app.commission.services import Services
from app.logs import log
from records.store import provider_flows
from records.store.errors import NotVisible, Refused
from records.store.identities import Vouched, log_in_vouched, note_refusal
from records.store.provider_flows import Flow

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (404, 422, 429, 503)}
_VISIBLE: Final = r"^[\x20-\x7e]*$"
"""VSCHAR (RFC 6749, appendix A)."""
router = APIRouter(prefix="/v1/session", tags=["clinician"])


class ProviderName(Body):
    """What stands on the button."""

    name_zh: str
    name_en: str


class Ways(Body):
    """How clinicians sign in here."""

    provider: ProviderName | None
    local: Literal["everybody", "administrators"]


class ProviderBegin(Body):
    """The SHA-256 of a secret that this browser holds."""

    browser: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ProviderAddress(Body):
    """Where to send the browser."""

    url: str


class ProviderAnswer(Body):
    """What the provider sent the browser back with, and the browser's secret."""

    state: Annotated[str, Field(max_length=200, pattern=_VISIBLE)]
    browser_secret: Annotated[str, Field(max_length=200, pattern=_VISIBLE)]
    code: Annotated[str, Field(max_length=4000, pattern=_VISIBLE)] | None = None
    error: Annotated[str, Field(max_length=200, pattern=_VISIBLE)] | None = None
    iss: Annotated[str, Field(max_length=500, pattern=_VISIBLE)] | None = None


@router.get("/ways")
def ways(held: Held) -> Ways:
    """Whether there is a provider, and who may use a password."""
    found = held.config.provider
    named = ProviderName(name_zh=found.name_zh, name_en=found.name_en) if found is not None else None
    return Ways(provider=named, local=held.config.local_sign_in)


@router.post("/provider/begin", responses=_REFUSALS)
def begin(asked: ProviderBegin, held: Held, origin: Address) -> ProviderAddress:
    """Begin a sign-in for one browser; it may come back within ten minutes, once."""
    provider = _provider(held, origin)
    provider.metadata()  # nothing is begun with a provider that is away
    with held.database.transaction() as unit:
        flow = provider_flows.begin_flow(unit, asked.browser)
    return ProviderAddress(url=provider.address(flow))


@router.post("/provider", responses=_REFUSALS)
def finish(came: ProviderAnswer, held: Held, origin: Address) -> SessionAnswer:
    """Finish a sign-in with what the provider answered. The session is like one that a password began."""
    provider = _provider(held, origin)
    with held.database.transaction() as unit:
        flow = provider_flows.take_flow(unit, came.state, came.browser_secret)
    try:
        who = _vouched(provider, flow, came)
    except ProviderRefused as refused:
        held.metrics.log_ins.labels(refused.code).inc()
        log().warning("a sign-in through the provider was refused", code=refused.code, why=str(refused))
        with held.database.transaction() as unit:
            note_refusal(unit, refused.code)
        raise Refused(refused.code, "this sign-in through the provider was refused") from refused
    except ProviderAway:
        held.metrics.log_ins.labels("provider_away").inc()
        raise
    with held.database.transaction() as unit:
        session = log_in_vouched(unit, who, second_factor_required=held.config.second_factor_required)
    held.metrics.log_ins.labels("accepted" if session else "provider_unlinked").inc()
    if session is None:
        raise Refused("provider_unlinked", "no account here is linked to this one")
    return session_answer(session)


def _vouched(provider: Provider, flow: Flow | None, came: ProviderAnswer) -> Vouched:
    if flow is None:
        raise ProviderRefused("provider_over", "no such sign-in was begun by this browser")
    provider.check_sender(came.iss)
    if came.error is not None or not came.code:
        # What it says is the provider's word, or anybody's: only what the standard knows is told apart (RFC 6749, 4.1.2.1).
        if came.error in ("server_error", "temporarily_unavailable"):
            raise ProviderAway("the provider says that it cannot")
        mine = came.error in ("invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope")
        raise ProviderRefused("provider_setup" if mine else "provider_denied", "the provider let nobody in")
    return provider.vouched(came.code, flow)


def _provider(held: Services, origin: str) -> Provider:
    if held.provider is None:
        raise NotVisible("no provider")
    if wait_s := held.provider_asks.wait_s(origin):
        raise TooOften(wait_s)
    held.provider_asks.count(origin)
    return held.provider
