"""What phones ask for without a log-in: directory, magnet, delivery of envelopes, essentials, mailbox."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.commission.access import Address, Held, bearer
from app.commission.consent import consent_in_force
from app.commission.magnets import magnet_in_use
from app.commission.problems import TooOften
from app.commission.schemas import (
    CommunityNames,
    DirectoryAnswer,
    Doctor,
    EssentialsAnswer,
    MagnetAnswer,
    MailboxAnswer,
    MailboxMessage,
    Problem,
    ReceiptAnswer,
)
from app.commission.services import Services
from app.logs import log
from records.errors import CannotOpen, Reason
from records.seal.wire import b64u
from records.store.errors import BadCredentials, NotVisible
from records.store.essentials import release
from records.store.magnets import contact_of
from records.store.mailbox import fetch
from records.store.oversight import rules
from records.trust.log.tree import MAX_SIZE

_HEAVY_BYTES = 512 * 1024
router = APIRouter(prefix="/v1", tags=["resident"])
MagnetId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
SEALED_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
MailboxId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.get("/directory")
def directory(held: Held, seen: Annotated[int, Query(ge=0, le=MAX_SIZE)] = 0) -> DirectoryAnswer:
    """The signed directory; goes on being answered for a while when the database is away.

    With `seen`, the size of the log that the reader saw last, the log is shown to continue it.
    """
    found = held.announcer.announce(seen)
    return DirectoryAnswer(
        root_key=found.root_key,
        certificate=found.certificate,
        directory=found.directory,
        log=found.log,
        now_ms=held.database.clock(),
    )


@router.get(
    "/magnets/{magnet}",
    responses={404: {"model": Problem}, 410: {"model": Problem}},
    response_model=MagnetAnswer,
    response_model_exclude_none=True,
)
def magnet(magnet: MagnetId, held: Held) -> MagnetAnswer | Response:
    """Community, doctor and consent behind a magnet."""
    with held.database.reading() as connection:
        found = magnet_in_use(connection, magnet)
        if isinstance(found, Response):
            return found
        contact = contact_of(connection, found)
        keep_years = rules.must(connection, "keep_years")
    return MagnetAnswer(
        magnet=found.id,
        community=CommunityNames(name_zh=found.community_zh, name_en=found.community_en),
        doctor=Doctor(name=contact.name, phone=contact.phone, name_en=contact.name_en),
        consent=consent_in_force(keep_years),
    )


@router.post(
    "/envelopes",
    responses={400: {"model": Problem}, 413: {"model": Problem}, 429: {"model": Problem}, 503: {"model": Problem}},
    openapi_extra=SEALED_BODY,
)
async def envelopes(request: Request, held: Held, origin: Address) -> ReceiptAnswer:
    """Take one envelope: durable first, then opened. Sending it again is answered with the same receipt."""
    if wait_s := held.bad_envelopes.wait_s(origin):
        raise TooOften(wait_s)
    body = await request.body()
    try:
        taken = await asyncio.wrap_future(held.intake.put(body))
    except CannotOpen as error:
        held.bad_envelopes.count(origin)
        held.metrics.envelopes.labels("unknown", error.reason.value).inc()
        raise
    if taken.receipt is None:
        # Its bytes are kept: what was stored for nobody weighs by its length. Whom another's envelope keeps out is no nuisance.
        if taken.accepted.own:
            held.bad_envelopes.count(origin, 1 + len(body) // _HEAVY_BYTES)
        kind, reason = taken.accepted.kind, taken.opened.reason if taken.opened else None
        log().warning("envelope kept unopened", intake=taken.accepted.intake_id, kind=kind, reason=reason)
        raise CannotOpen(Reason.DECRYPT)
    return ReceiptAnswer(receipt=taken.receipt)


@router.post(
    "/essentials",
    responses={400: {"model": Problem}, 404: {"model": Problem}, 429: {"model": Problem}},
    openapi_extra=SEALED_BODY,
)
async def essentials(request: Request, held: Held, origin: Address) -> EssentialsAnswer:
    """A resident's own essentials, sealed to one node for one consultation; whatever does not fit is *not found*."""
    if wait_s := held.bad_essentials.wait_s(origin):
        raise TooOften(wait_s)
    body = await request.body()
    try:
        envelope = await run_in_threadpool(_release, held, body)
    except (CannotOpen, NotVisible):
        held.bad_essentials.count(origin)
        raise
    return EssentialsAnswer(envelope=b64u(envelope))


def _release(held: Services, ask: bytes) -> bytes:
    def admit(resident_id: str) -> None:
        if wait_s := held.releases.wait_s(resident_id):
            raise TooOften(wait_s)
        held.releases.count(resident_id)

    with held.database.transaction() as unit:
        return release(unit, ask, record_keys=held.keys.records.find, signer=held.keys.receipt, admit=admit)


@router.get("/mailbox/{mailbox_id}", responses={404: {"model": Problem}})
def mailbox(
    mailbox_id: MailboxId, request: Request, held: Held, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> MailboxAnswer:
    """Messages for a phone, by its bearer secret; unknown mailboxes and wrong secrets are the same."""
    try:
        secret = bearer(request)
    except BadCredentials:
        raise NotVisible("no such mailbox") from None
    with held.database.transaction() as unit:
        letters = fetch(unit, mailbox_id, secret, after, signer=held.keys.receipt)
    return MailboxAnswer(
        messages=[MailboxMessage(seq=letter.seq, envelope=b64u(letter.envelope)) for letter in letters]
    )
