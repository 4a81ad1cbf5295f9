"""Searching the audit trail, a page at a time, and checking its chain. Both are entries of the trail themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from records.store.audit import Anchor, AuditTrail, Happening
from records.store.database import Database, Unit
from records.store.policy import Action, Actor, require
from records.store.tables.people import Clinician
from records.store.tables.trail import AuditEntry
from records.store.views import View

PAGE: Final = 100


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None does not narrow. `subject` ending in a colon means every thing of that kind."""

    actor: str | None = None
    """An id, or a username."""
    role: str | None = None
    action: str | None = None
    subject: str | None = None
    from_ms: int | None = None
    until_ms: int | None = None
    before: int | None = None
    """Only entries with a lower number: the next page."""


class EntryView(View):
    """One entry. `actor_name` is that of an account, empty for others; `detail` may list ids, as those that a search met."""

    seq: int
    at_ms: int
    role: str
    actor: str
    actor_name: str
    action: str
    subject: str
    detail: dict[str, str | int | float | bool | list[str] | list[int] | None]


class AuditPage(View):
    """A page, newest first; `before` asks for the next one."""

    items: tuple[EntryView, ...]
    before: int | None


class ChainView(View):
    """What a check of the chain found."""

    entries: int
    broken_at: int | None
    reason: str | None
    anchors: int
    """How many heads that were kept outside of the database it was held against."""


def search(unit: Unit, actor: Actor, wanted: Wanted) -> AuditPage:
    """Answer a page of entries; raises `NotAllowed`."""
    require(actor, Action.READ_AUDIT)
    query = select(AuditEntry.__table__).order_by(AuditEntry.seq.desc()).limit(PAGE)
    if wanted.actor is not None:
        named = unit.connection.execute(
            select(Clinician.id).where(Clinician.username == wanted.actor)
        ).scalar_one_or_none()
        query = query.where(AuditEntry.actor == (named or wanted.actor))
    if wanted.role is not None:
        query = query.where(AuditEntry.role == wanted.role)
    if wanted.action is not None:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.subject is not None:
        whole = not wanted.subject.endswith(":")
        query = query.where(
            AuditEntry.subject == wanted.subject
            if whole
            else AuditEntry.subject.startswith(wanted.subject, autoescape=True)
        )
    if wanted.from_ms is not None:
        query = query.where(AuditEntry.at_ms >= wanted.from_ms)
    if wanted.until_ms is not None:
        query = query.where(AuditEntry.at_ms < wanted.until_ms)
    if wanted.before is not None:
        query = query.where(AuditEntry.seq < wanted.before)
    rows = unit.connection.execute(query).all()
    accounts = select(Clinician.id, Clinician.name).where(Clinician.id.in_({row.actor for row in rows}))
    names = {row.id: row.name for row in unit.connection.execute(accounts)}
    asked = {name: value for name, value in vars(wanted).items() if value is not None and name != "actor"}
    unit.audit(Happening(actor.role, actor.id, Action.READ_AUDIT, "audit:search", {**asked, "count": len(rows)}))
    return AuditPage(
        items=tuple(
            EntryView(
                seq=row.seq,
                at_ms=row.at_ms,
                role=row.role,
                actor=row.actor,
                actor_name=names.get(row.actor, ""),
                action=row.action,
                subject=row.subject,
                detail=json.loads(row.detail),
            )
            for row in rows
        ),
        before=rows[-1].seq if len(rows) == PAGE else None,
    )


def check_chain(database: Database, actor: Actor, anchors: Iterable[Anchor]) -> ChainView:
    """Walk the whole chain against heads that were kept elsewhere; raises `NotAllowed`."""
    require(actor, Action.VERIFY_AUDIT)
    kept = list(anchors)
    with database.reading() as connection:
        verdict = AuditTrail(database.vault).verify(connection, kept)
    with database.transaction() as unit:
        detail = {"entries": verdict.entries, "broken_at": verdict.broken_at}
        unit.audit(Happening(actor.role, actor.id, Action.VERIFY_AUDIT, "audit:chain", detail))
    return ChainView(entries=verdict.entries, broken_at=verdict.broken_at, reason=verdict.reason, anchors=len(kept))
