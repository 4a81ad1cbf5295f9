"""What an auditor does: search the audit trail, and check its chain."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.commission.access import Held, Token
from app.commission.schemas import NO_NUL, Problem
from records.store.anchors import AnchorFile
from records.store.oversight import auditing
from records.store.oversight.auditing import AuditPage, ChainView, Wanted
from records.store.policy import Action, require
from records.store.sessions import authenticate

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 422, 503)}
router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=_REFUSALS)
Word = Annotated[str | None, Query(min_length=1, max_length=100, pattern=NO_NUL)]
Time = Annotated[int | None, Query(ge=0, le=2**53)]


@router.get("")
def search(
    held: Held,
    token: Token,
    actor: Word = None,
    role: Word = None,
    action: Word = None,
    subject: Word = None,
    from_ms: Time = None,
    until_ms: Time = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> AuditPage:
    """A page of the audit trail, newest first."""
    wanted = Wanted(
        actor=actor,
        role=role,
        action=action,
        subject=subject,
        from_ms=from_ms,
        until_ms=until_ms,
        before=before,
    )
    with held.database.transaction() as unit:
        return auditing.search(unit, authenticate(unit, token), wanted)


@router.post("/check")
def check(held: Held, token: Token) -> ChainView:
    """Walk the whole chain, against the anchors beside the keys."""
    with held.database.transaction() as unit:
        who = authenticate(unit, token)
        require(who, Action.VERIFY_AUDIT)
    return auditing.check_chain(held.database, who, AnchorFile(held.keys.folder).read())
