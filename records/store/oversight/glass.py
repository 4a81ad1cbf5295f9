"""Breaking the glass: a doctor reads the record of somebody else's resident, in an emergency, for an hour, with a reason.

The resident is found by phone number through the blind index, never by browsing. Reading is all that it lets one do. A supervisor of the
resident's community, or an auditor, says afterwards whether it was justified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, func, insert, select, update

from records.store.audit import Happening
from records.store.charts import resident_key
from records.store.database import Unit, new_id
from records.store.errors import LockedOut, NotVisible, Refused
from records.store.policy import Action, Actor, Role, Scope, require
from records.store.tables.encounters import Encounter
from records.store.tables.oversight import BrokenGlass
from records.store.tables.people import Clinician, Community
from records.store.tables.residents import Resident
from records.store.tables.trail import AuditEntry
from records.store.vault import Place, normal_phone
from records.store.views import View

LASTS_MS: Final = 60 * 60 * 1000
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 500
MOST_A_DAY: Final = 5
MOST_RESIDENTS: Final = 5
PAGE: Final = 50
_DAY_MS: Final = 24 * 60 * 60 * 1000
_TRY: Final = "broken_glass:try"

Verdict = Literal["justified", "not_justified"]


class GlassView(View):
    """One breaking of the glass, as those who review it see it."""

    id: str
    clinician: str
    community_zh: str
    resident_id: str
    resident_name: str
    """Empty once the resident is erased; so is the reason."""
    reason: str
    opened_at_ms: int
    ends_at_ms: int
    verdict: Verdict | None
    note: str
    reviewed_by: str | None
    reviewed_at_ms: int | None


@dataclass(frozen=True)
class Opened:
    """A record that may be read now."""

    resident_id: str
    name: str
    ends_at_ms: int


def break_glass(unit: Unit, actor: Actor, phone: str, reason: str) -> list[Opened]:
    """Open the records of the residents with this phone number, and answer them; raises `Refused`, `LockedOut`.

    Nobody has the number: answers none, and has used up one try of the day all the same, or numbers could be tried for being known here.
    """
    require(actor, Action.BREAK_GLASS)
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refused("reason", f"a reason has {SHORTEST_REASON} to {LONGEST_REASON} characters")
    # One at a time for each doctor: two clicks at once must not both be the fifth.
    unit.connection.execute(select(Clinician.id).where(Clinician.id == actor.id).with_for_update())
    tries, first_ms = unit.connection.execute(
        select(func.count(), func.min(AuditEntry.at_ms)).where(
            AuditEntry.actor == actor.id, AuditEntry.subject == _TRY, AuditEntry.at_ms > unit.now_ms - _DAY_MS
        )
    ).one()
    if tries >= MOST_A_DAY:
        raise LockedOut(-(-(first_ms + _DAY_MS - unit.now_ms) // 1000))
    found = unit.connection.execute(
        select(Resident.id, Resident.community_id, Resident.data_key, Resident.name_sealed)
        .where(Resident.phone_index == unit.vault.index("phone", normal_phone(phone)), Resident.data_key.is_not(None))
        # Whoever has a magnet's link can register as anybody, and must not push the one who is meant out of the few that are opened.
        .order_by(_has_encounter(status="signed").desc(), _has_encounter().desc(), Resident.created_at_ms.desc())
        .limit(MOST_RESIDENTS)
    ).all()
    unit.audit(Happening(actor.role, actor.id, Action.BREAK_GLASS, _TRY, {"found": len(found)}))
    opened = [_open(unit, actor, row, reason) for row in found]
    for one in opened:
        detail = {"do": "open", "ends_at_ms": one.ends_at_ms}
        unit.audit(Happening(actor.role, actor.id, Action.BREAK_GLASS, f"resident:{one.resident_id}", detail))
    return opened


def glass_broken(unit: Unit, actor: Actor, resident_id: str) -> int | None:
    """Answer until when this actor may read this resident's record behind broken glass; None when not now."""
    if actor.role is not Role.DOCTOR:
        return None
    return unit.connection.execute(
        select(func.max(BrokenGlass.ends_at_ms)).where(
            BrokenGlass.clinician_id == actor.id,
            BrokenGlass.resident_id == resident_id,
            BrokenGlass.ends_at_ms > unit.now_ms,
        )
    ).scalar_one()


def list_broken(unit: Unit, actor: Actor, *, open_only: bool = False, before_ms: int | None = None) -> list[GlassView]:
    """Answer what was opened, newest first, a page at a time; a supervisor sees that of the own communities."""
    wanted = _reach(actor)
    if open_only:
        wanted.append(BrokenGlass.verdict.is_(None))
    if before_ms is not None:
        wanted.append(BrokenGlass.opened_at_ms < before_ms)
    rows = unit.connection.execute(
        select(BrokenGlass.__table__, Clinician.name, Community.name_zh, Resident.data_key, Resident.name_sealed)
        .select_from(BrokenGlass.__table__)
        .join(Clinician.__table__, Clinician.id == BrokenGlass.clinician_id)
        .join(Community.__table__, Community.id == BrokenGlass.community_id)
        .join(Resident.__table__, Resident.id == BrokenGlass.resident_id)
        .where(*wanted)
        .order_by(BrokenGlass.opened_at_ms.desc(), BrokenGlass.id)
        .limit(PAGE)
    ).all()
    reviewers = {row.reviewed_by for row in rows if row.reviewed_by}
    names = {
        row.id: row.name
        for row in unit.connection.execute(select(Clinician.id, Clinician.name).where(Clinician.id.in_(reviewers)))
    }
    unit.audit(Happening(actor.role, actor.id, Action.REVIEW_BREAK_GLASS, "broken_glass:list", {"count": len(rows)}))
    return [_view(unit, row, names.get(row.reviewed_by)) for row in rows]


def review(unit: Unit, actor: Actor, glass_id: str, verdict: Verdict, note: str) -> None:
    """Say whether it was justified; raises `NotVisible`, `Refused` (reviewed already, own, or a verdict against without a note)."""
    reach = _reach(actor)
    row = unit.connection.execute(
        select(BrokenGlass.__table__).where(BrokenGlass.id == glass_id, *reach).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotVisible("no such breaking of the glass")
    if row.verdict is not None:
        raise Refused("reviewed", "this was reviewed already")
    note = note.strip()
    if len(note) > LONGEST_REASON or (verdict == "not_justified" and not note):
        raise Refused("reason", f"a verdict against somebody needs a note of at most {LONGEST_REASON} characters")
    sealed = unit.vault.seal(
        resident_key(unit, row.resident_id), Place("broken_glass", glass_id, "note"), note.encode()
    )
    unit.connection.execute(
        update(BrokenGlass)
        .where(BrokenGlass.id == glass_id)
        .values(verdict=verdict, note_sealed=sealed, reviewed_by=actor.id, reviewed_at_ms=unit.now_ms)
    )
    detail = {"do": "review", "verdict": verdict, "clinician": row.clinician_id}
    unit.audit(Happening(actor.role, actor.id, Action.REVIEW_BREAK_GLASS, f"broken_glass:{glass_id}", detail))


def _has_encounter(**wanted: str) -> ColumnElement[bool]:
    """Tell of a resident whether there is an encounter with a record, of this status."""
    query = select(Encounter.id).where(Encounter.resident_id == Resident.id, Encounter.revision > 0)
    return query.filter_by(**wanted).exists()


def _open(unit: Unit, actor: Actor, row: Any, reason: str) -> Opened:
    glass_id = new_id()
    key = resident_key(unit, row.id)
    ends_at_ms = unit.now_ms + LASTS_MS
    unit.connection.execute(
        insert(BrokenGlass).values(
            id=glass_id,
            clinician_id=actor.id,
            resident_id=row.id,
            community_id=row.community_id,
            reason_sealed=unit.vault.seal(key, Place("broken_glass", glass_id, "reason"), reason.encode()),
            opened_at_ms=unit.now_ms,
            ends_at_ms=ends_at_ms,
        )
    )
    name = unit.vault.open(key, Place("resident", row.id, "name"), row.name_sealed or b"").decode()
    return Opened(row.id, name, ends_at_ms)


def _reach(actor: Actor) -> list[ColumnElement[bool]]:
    scope = require(actor, Action.REVIEW_BREAK_GLASS)
    return [BrokenGlass.community_id.in_(sorted(actor.communities))] if scope is Scope.OWN else []


def _view(unit: Unit, row: Any, reviewer: str | None) -> GlassView:
    name = reason = note = ""
    if row.data_key is not None:
        key = unit.vault.data_key(row.data_key, row.resident_id)
        name = unit.vault.open(key, Place("resident", row.resident_id, "name"), row.name_sealed).decode()
        reason = unit.vault.open(key, Place("broken_glass", row.id, "reason"), row.reason_sealed).decode()
        if row.note_sealed is not None:
            note = unit.vault.open(key, Place("broken_glass", row.id, "note"), row.note_sealed).decode()
    return GlassView(
        id=row.id,
        clinician=row.name,
        community_zh=row.name_zh,
        resident_id=row.resident_id,
        resident_name=name,
        reason=reason,
        opened_at_ms=row.opened_at_ms,
        ends_at_ms=row.ends_at_ms,
        verdict=row.verdict,
        note=note,
        reviewed_by=reviewer,
        reviewed_at_ms=row.reviewed_at_ms,
    )
