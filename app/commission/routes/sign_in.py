"""Signing in and out, the second factor, and the own account. One request is one transaction, but where a try is counted first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from fastapi import APIRouter

from app.commission.access import Address, Background, Held, Token
from app.commission.schemas import CommunityAnswer, Done, Problem
from app.commission.schemas_cockpit import (
    AccountAnswer,
    CodeShown,
    EndedAnswer,
    EnrolAnswer,
    EnrolledAnswer,
    EnrolRequest,
    LogIn,
    RoleName,
    SessionAnswer,
    TourRequest,
)
from records.store.errors import BadCredentials, LockedOut, Refused
from records.store.sessions import (
    LoggedIn,
    authenticate,
    confirm,
    enrol,
    log_in,
    log_out,
    log_out_everywhere,
    note_tour,
    read_account,
    show_code,
)

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 422, 429, 503)}
router = APIRouter(prefix="/v1", tags=["clinician"], responses=_REFUSALS)


@router.post("/session")
def begin(request: LogIn, held: Held, origin: Address) -> SessionAnswer:
    """Log in. Five wrong passwords within 15 minutes lock the account for this address for 15 minutes, then 30, 60 and 120."""
    try:
        session = log_in(
            held.database,
            request.username,
            request.password,
            origin,
            second_factor_required=held.config.second_factor_required,
            administrators_only=held.config.local_sign_in == "administrators",
        )
    except (BadCredentials, LockedOut, Refused) as error:
        held.metrics.log_ins.labels(type(error).__name__).inc()
        raise
    held.metrics.log_ins.labels("accepted").inc()
    return session_answer(session)


@router.post("/session/code")
def code(shown: CodeShown, held: Held, token: Token) -> SessionAnswer:
    """Complete a log-in with a code, once: a code that was taken is not taken again. Wrong ones lock as passwords do."""
    try:
        return session_answer(show_code(held.database, token, shown.code))
    except (Refused, LockedOut) as error:
        held.metrics.log_ins.labels(type(error).__name__).inc()
        raise


@router.delete("/session")
def end(held: Held, token: Token) -> Done:
    """Log out."""
    with held.database.transaction() as unit:
        log_out(unit, token)
    return Done()


@router.delete("/sessions")
def end_all(held: Held, token: Token) -> EndedAnswer:
    """Log out everywhere, here too."""
    with held.database.transaction() as unit:
        return EndedAnswer(ended=log_out_everywhere(unit, token))


@router.get("/account")
def account(held: Held, token: Token) -> AccountAnswer:
    """The own account: who, for which communities, second factor, sessions."""
    with held.database.transaction() as unit:
        found = read_account(unit, token)
    return AccountAnswer(
        name=found.actor.name,
        username=found.username,
        role=cast("RoleName", found.actor.role.value),
        communities=_communities(found.community_names),
        second_factor=found.second_factor,
        recovery_codes=found.recovery_codes,
        sessions=found.sessions,
        toured=found.toured,
    )


@router.get("/session/alive")
def alive(held: Held, token: Token, background: Background) -> Done:
    """Whether the session goes on; asked by the screen itself, it does not keep it alive."""
    with held.database.transaction() as unit:
        authenticate(unit, token, background=background)
    return Done()


@router.post("/account/tour")
def tour(request: TourRequest, held: Held, token: Token) -> Done:
    """Note that the first-use tour was seen."""
    with held.database.transaction() as unit:
        note_tour(unit, token, seen=request.seen)
    return Done()


@router.post("/account/second-factor")
def begin_second_factor(request: EnrolRequest, held: Held, token: Token) -> EnrolAnswer:
    """Begin to set up an authenticator; who has one shows a code of it first."""
    begun = enrol(held.database, token, request.code)
    return EnrolAnswer(secret=begun.secret, uri=begun.uri)


@router.post("/account/second-factor/confirmation")
def confirm_second_factor(shown: CodeShown, held: Held, token: Token) -> EnrolledAnswer:
    """Put the authenticator in force with a code of it; answers recovery codes, once."""
    codes, session = confirm(held.database, token, shown.code)
    return EnrolledAnswer(recovery_codes=codes, session=session_answer(session))


def session_answer(session: LoggedIn) -> SessionAnswer:
    """Answer a new session as the console takes it."""
    return SessionAnswer(
        token=session.token,
        name=session.actor.name,
        role=cast("RoleName", session.actor.role.value),
        communities=_communities(session.community_names),
        stage=session.stage,
    )


def _communities(names: Iterable[tuple[str, str, str]]) -> list[CommunityAnswer]:
    return [CommunityAnswer(id=community, name_zh=zh, name_en=en) for community, zh, en in names]
