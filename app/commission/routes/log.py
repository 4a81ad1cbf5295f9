"""The transparency log, for everybody: its head, its entries and the proofs (FORMAT.md, section 9). Nothing here is about a resident."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from app.commission.access import Held
from app.commission.schemas import Body, Problem
from records.seal.wire import b64u
from records.store import translog
from records.trust.log.head import path_text
from records.trust.log.tree import MAX_SIZE

router = APIRouter(prefix="/v1/log", tags=["log"])
Number = Annotated[int, Query(ge=0, le=MAX_SIZE)]
_REFUSED: dict[int | str, dict[str, Any]] = {422: {"model": Problem}}


class HeadAnswer(Body):
    """The newest tree's head, and what its signature hangs on."""

    root_key: str
    certificate: str
    head: str


class EntriesAnswer(Body):
    """Entries from `start` on, b64u; fewer than asked for where they are many or long."""

    start: int
    entries: Annotated[list[str], Field(min_length=1)]


class PathAnswer(Body):
    """A proof, b64u."""

    path: list[str]


@router.get("/head", responses=_REFUSED)
def head(held: Held) -> HeadAnswer:
    """The signed head of all entries there are."""
    root_key, certificate, token = held.announcer.head()
    return HeadAnswer(root_key=root_key, certificate=certificate, head=token)


@router.get("/entries", responses=_REFUSED)
def entries(held: Held, start: Number, end: Number) -> EntriesAnswer:
    """Entries from `start` on and before `end`."""
    with held.database.reading() as connection:
        found = translog.entries(connection, start, end)
    return EntriesAnswer(start=start, entries=[b64u(entry) for entry in found])


@router.get("/inclusion", responses=_REFUSED)
def inclusion(held: Held, index: Number, size: Number) -> PathAnswer:
    """The proof that an entry is in the tree of a size."""
    with held.database.reading() as connection:
        return PathAnswer(path=path_text(translog.inclusion(connection, index, size)))


@router.get("/consistency", responses=_REFUSED)
def consistency(
    held: Held, size: Number, from_size: Annotated[int, Query(ge=0, le=MAX_SIZE, alias="from")]
) -> PathAnswer:
    """The proof that the tree of a size continues a smaller one."""
    with held.database.reading() as connection:
        return PathAnswer(path=path_text(translog.consistency(connection, from_size, size)))
