"""Visit summaries that residents share for a day (FORMAT.md, section 13). No log-in: who made one has its secret, who reads one the code.

Nothing that is logged or counted here names a share.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from app.commission.access import Address, Held, bearer
from app.commission.problems import TooOften, problem
from app.commission.schemas import Body, Problem
from app.commission.services import Services
from records.errors import Reason
from records.seal.share import PROOF_BYTES, SEALED_LENGTHS
from records.seal.wire import b64u, from_b64u
from records.store.errors import BadCredentials, NotVisible, Refused
from records.store.shares import Wrong, make_share, open_share, revoke_share, standing

router = APIRouter(prefix="/v1/shares", tags=["resident"])
ShareId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_FULL: Final = Problem(
    error="full",
    text_zh="现在分享的人太多，暂时做不了。请直接把小结打开给医生看，或过一会儿再试。",
    text_en="Too many are sharing just now. Please show the doctor the summary itself, or try again later.",
)
_FULL_S: Final = 600
_DIGEST = r"^[0-9a-f]{64}$"
_B64U = r"^[0-9A-Za-z_-]+$"


class ShareMade(Body):
    """What a phone gives: everything of it is sealed or a digest."""

    share_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    proof_digest: Annotated[str, Field(pattern=_DIGEST)]
    owner_digest: Annotated[str, Field(pattern=_DIGEST)]
    sealed: Annotated[str, Field(pattern=_B64U, max_length=-(-max(SEALED_LENGTHS) * 4 // 3))]


class ShareEnds(Body):
    """When a share ends."""

    expires_at_ms: int


class ShareProof(Body):
    """What link and code make together, 32 bytes in b64u."""

    proof: Annotated[str, Field(pattern=_B64U, min_length=43, max_length=43)]


class ShareOpened(Body):
    """What was sealed."""

    sealed: str
    expires_at_ms: int


class ShareStanding(Body):
    """How often a share was opened and missed."""

    opened: int
    wrong: int
    expires_at_ms: int


@router.post("", responses={code: {"model": Problem} for code in (400, 409, 429)}, response_model=ShareEnds)
def make(given: ShareMade, held: Held, origin: Address) -> ShareEnds | Response:
    """Keep a sealed summary for a day."""
    if wait_s := held.shares_made.wait_s(origin):
        raise TooOften(wait_s)
    held.shares_made.count(origin)
    sealed = from_b64u(given.sealed, reason=Reason.JSON)
    try:
        with held.database.transaction() as unit:
            ends = make_share(
                unit,
                share_id=given.share_id,
                proof_digest=given.proof_digest,
                owner_digest=given.owner_digest,
                sealed=sealed,
            )
    except Refused as refused:
        if refused.code != "full":
            raise
        return problem(503, _FULL, {"Retry-After": str(_FULL_S)})
    return ShareEnds(expires_at_ms=ends)


@router.post(
    "/{share_id}/open",
    responses={code: {"model": Problem} for code in (400, 403, 404, 429)},
    response_model=ShareOpened,
)
def open_(share_id: ShareId, given: ShareProof, held: Held, origin: Address) -> ShareOpened | Response:
    """Give what is sealed to who proves the code; the fifth wrong proof destroys it."""
    proof = from_b64u(given.proof, reason=Reason.JSON, length=PROOF_BYTES)
    with _guarded(held, origin), held.database.transaction() as unit:
        found = open_share(unit, share_id, proof)
    if isinstance(found, Wrong):
        held.bad_shares.count(origin)
        return problem(403, _wrong(found.tries_left))
    return ShareOpened(sealed=b64u(found.sealed), expires_at_ms=found.expires_at_ms)


@router.get("/{share_id}", responses={404: {"model": Problem}, 429: {"model": Problem}})
def stands(share_id: ShareId, request: Request, held: Held, origin: Address) -> ShareStanding:
    """Tell the phone that made it how a share stands."""
    with _guarded(held, origin), held.database.transaction() as unit:
        found = standing(unit, share_id, _owner(request))
    return ShareStanding(opened=found.opened, wrong=found.wrong, expires_at_ms=found.expires_at_ms)


@router.delete("/{share_id}", status_code=204, responses={404: {"model": Problem}, 429: {"model": Problem}})
def take_back(share_id: ShareId, request: Request, held: Held, origin: Address) -> None:
    """Take a share back: from now on nobody opens it."""
    with _guarded(held, origin), held.database.transaction() as unit:
        revoke_share(unit, share_id, _owner(request))


@contextmanager
def _guarded(held: Services, origin: str) -> Generator[None]:
    """Let an address look for shares that are not there only so often."""
    if wait_s := held.bad_shares.wait_s(origin):
        raise TooOften(wait_s)
    try:
        yield
    except NotVisible:
        held.bad_shares.count(origin)
        raise


def _owner(request: Request) -> str:
    try:
        return bearer(request)
    except BadCredentials:
        raise NotVisible("no such share") from None


def _wrong(tries_left: int) -> Problem:
    if tries_left == 0:
        return Problem(
            error="wrong_code",
            text_zh="号码错了五次，这个码已经作废。请居民在手机上重新做一个。",
            text_en="The number was wrong five times, so this code is void. Please ask for a new one.",
            tries_left=0,
        )
    return Problem(
        error="wrong_code",
        text_zh=f"号码不对，还可以试 {tries_left} 次。请再看一眼居民手机上的六个数字。",
        text_en=f"That number is not right; {tries_left} more may be tried. Please look at the six digits again.",
        tries_left=tries_left,
    )
