"""An administrator's magnets: found, issued, handed on to another doctor, lost, replaced, ended."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from app.commission.access import Held, Token
from app.commission.schemas import NO_NUL, Body, Done, Problem
from app.printing import magnet_link
from records.store import magnets
from records.store.oversight import operations
from records.store.oversight.operations import MagnetPage
from records.store.sessions import authenticate
from records.trust.directory import fingerprint

_REFUSALS: dict[int | str, dict[str, object]] = {code: {"model": Problem} for code in (401, 403, 404, 422, 503)}
router = APIRouter(prefix="/v1/admin", tags=["administration"], responses=_REFUSALS)
MagnetId = Annotated[str, Path(max_length=64, pattern=NO_NUL)]
Doctor = Annotated[str, Field(max_length=200)]
CommunityId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class NewMagnets(Body):
    """Whose magnets, and how many."""

    community_id: CommunityId
    doctor: Doctor
    count: Annotated[int, Field(ge=1, le=magnets.MOST_AT_ONCE)]


class Links(Body):
    """What the QR codes hold."""

    links: list[str]


class HandOn(Body):
    """All magnets in use of one doctor of a community, and who takes them over."""

    community_id: CommunityId
    from_doctor: Doctor
    doctor: Doctor


class HandedOn(Body):
    """How many changed hands."""

    magnets: int


class TakenBy(Body):
    """Who takes a magnet over."""

    doctor: Doctor


class Replacing(Body):
    """Whose the new one is; without it the same doctor's."""

    doctor: Doctor | None = None


@router.get("/magnets")
def list_magnets(
    held: Held,
    token: Token,
    before_ms: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    after_id: Annotated[str | None, Query(max_length=64, pattern=NO_NUL)] = None,
    named: Annotated[str | None, Query(max_length=500, pattern=NO_NUL)] = None,
) -> MagnetPage:
    """Magnets, newest first; with `named` the one of this link, id or printed number."""
    with held.database.transaction() as unit:
        actor = authenticate(unit, token)
        return operations.magnets(unit, actor, before_ms=before_ms, after_id=after_id, named=named)


@router.post("/magnets")
def issue_magnets(asked: NewMagnets, held: Held, token: Token) -> Links:
    """Make magnets of a doctor of a community."""
    with held.database.transaction() as unit:
        made = magnets.issue_magnets(
            unit, authenticate(unit, token), community_id=asked.community_id, doctor=asked.doctor, count=asked.count
        )
    return _links(held, made)


@router.post("/magnets/hand-on")
def hand_on(asked: HandOn, held: Held, token: Token) -> HandedOn:
    """Hand all magnets in use of a doctor, who may have left, on to another one of the community."""
    with held.database.transaction() as unit:
        changed = magnets.assign_all(
            unit,
            authenticate(unit, token),
            from_doctor=asked.from_doctor,
            community_id=asked.community_id,
            doctor=asked.doctor,
        )
    return HandedOn(magnets=changed)


@router.put("/magnets/{magnet_id}/doctor")
def assign_magnet(magnet_id: MagnetId, asked: TakenBy, held: Held, token: Token) -> Done:
    """Hand a magnet in use on to another doctor of its community."""
    with held.database.transaction() as unit:
        magnets.assign_magnets(unit, authenticate(unit, token), [magnet_id], asked.doctor)
    return Done()


@router.post("/magnets/{magnet_id}/replacement")
def replace_magnet(magnet_id: MagnetId, asked: Replacing, held: Held, token: Token) -> Links:
    """End a magnet and make one in its place."""
    with held.database.transaction() as unit:
        made = magnets.replace_magnet(unit, authenticate(unit, token), magnet_id, doctor=asked.doctor)
    return _links(held, [made])


@router.delete("/magnets/{magnet_id}")
def end_magnet(magnet_id: MagnetId, held: Held, token: Token, ended_as: Literal["revoked", "lost"] = "revoked") -> Done:
    """Make a magnet useless from now on; a phone is told if it was lost."""
    with held.database.transaction() as unit:
        magnets.revoke_magnet(unit, authenticate(unit, token), magnet_id, ended_as=ended_as)
    return Done()


def _links(held: Held, made: list[str]) -> Links:
    pin = fingerprint(held.keys.root_public)
    return Links(links=[magnet_link(held.config.public_origin, magnet, pin) for magnet in made])
