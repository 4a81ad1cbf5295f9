"""Finding residents by name or phone: through the blind indexes, so by the whole name or the whole number, and never by a scan.

What is typed is brought to the form that was indexed (`records.store.vault`): width, spaces, middle dots and +86 make no difference. Part
of a name finds nobody: an index of parts would tell the database who shares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, text

from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import Refused
from records.store.policy import Action, Actor, require
from records.store.tables.residents import Resident
from records.store.vault import Place, normal_name, normal_phone
from records.store.views import FoundEncounter, FoundResident

MOST: Final = 20
MOST_TEXT: Final = 200
MIN_NAME: Final = 2
"""Characters: every Chinese name has two, and one letter would only be a slip."""
MIN_PHONE: Final = 7
"""Digits: a local number without its area code."""
_ENCOUNTERS_EACH: Final = 3
_PHONE_MARKS: Final = frozenset("+-()（）. \u3000－＋")
_NEWEST: Final = text("""
select newest.* from unnest(cast(:ids as varchar[])) as wanted (resident_id)
cross join lateral (
  select id, resident_id, urgency, status, received_at_ms from encounter
  where encounter.resident_id = wanted.resident_id and encounter.revision > 0
  order by received_at_ms desc limit :each
) as newest
""")


@dataclass(frozen=True)
class Found:
    """Residents whom a search met; `more` when there are others of the same name."""

    items: Sequence[FoundResident]
    more: bool


def find_residents(unit: Unit, actor: Actor, query: str) -> Found:
    """Answer the residents of the actor's communities with this name or phone number; raises `Refused` (`too_short`, `too_long`)."""
    require(actor, Action.SEARCH_RESIDENTS)
    if len(query) > MOST_TEXT:
        raise Refused("too_long", f"a search has at most {MOST_TEXT} characters")
    kind, value = _kind(query)
    if len(value) < (MIN_PHONE if kind == "phone" else MIN_NAME):
        raise Refused("too_short", f"the whole name ({MIN_NAME} characters), or the whole number ({MIN_PHONE} digits)")
    column = Resident.phone_index if kind == "phone" else Resident.name_index
    rows = unit.connection.execute(
        select(Resident.__table__)
        .where(
            Resident.community_id.in_(sorted(actor.communities)),
            column == unit.vault.index(kind, value),
            Resident.data_key.is_not(None),
        )
        .order_by(Resident.created_at_ms.desc(), Resident.id)
        .limit(MOST + 1)
    ).all()
    shown = rows[:MOST]
    encounters = _encounters(unit, [row.id for row in shown])
    items = []
    for row in shown:
        key = unit.vault.data_key(row.data_key, row.id)
        opened = {
            column: None if sealed is None else unit.vault.open(key, Place("resident", row.id, column), sealed).decode()
            for column, sealed in (("name", row.name_sealed), ("phone", row.phone_sealed), ("birth", row.birth_sealed))
        }
        items.append(
            FoundResident(
                resident_id=row.id,
                community_id=row.community_id,
                name=opened["name"] or "",
                phone=opened["phone"] or "",
                birth_date=opened["birth"],
                encounters=tuple(encounters.get(row.id, ())),
            )
        )
    detail = {"by": kind, "found": [row.id for row in shown], "more": len(rows) > MOST}
    unit.audit(Happening(actor.role, actor.id, Action.SEARCH_RESIDENTS, "residents:own", detail))
    return Found(items, len(rows) > MOST)


def _kind(query: str) -> tuple[str, str]:
    """Answer what was typed, a phone number or a name, in its one form."""
    told = [letter for letter in query if letter not in _PHONE_MARKS]
    if told and all(letter.isdigit() for letter in told):
        return "phone", normal_phone(query)
    return "name", normal_name(query)


def _encounters(unit: Unit, residents: Sequence[str]) -> dict[str, list[FoundEncounter]]:
    found: dict[str, list[FoundEncounter]] = {}
    if residents:
        for row in unit.connection.execute(_NEWEST, {"ids": list(residents), "each": _ENCOUNTERS_EACH}):
            shown = FoundEncounter(
                encounter_id=row.id, urgency=row.urgency, status=row.status, received_at_ms=row.received_at_ms
            )
            found.setdefault(row.resident_id, []).append(shown)
    return found
