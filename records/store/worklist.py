"""The work list: linked encounters of the actor's communities, most urgent first, then who has waited longest.

One statement counts, one fetches a page, one asks who of them withdrew consent: none grows with the number of rows shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, FromClause, Row, Select, exists, func, select, update

from records.model import RecordUrgency
from records.store.audit import Happening
from records.store.consent import withdrawn
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.policy import Action, Actor, require
from records.store.tables.care import Delivery
from records.store.tables.encounters import HAS_RECORD, OPEN, Encounter
from records.store.tables.people import Clinician
from records.store.tables.residents import Resident
from records.store.vault import Place
from records.store.views import WorkItem
from records.store.waiting import NOT_KNOWN, overdue, release_targets, targets

MOST = 500
_DAYS_A_YEAR = 365.2425
_MARKS: Final = ("unread", "overdue", "unsure", "held")
Whose = Literal["all", "mine", "nobody"]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is to be shown. A filter that is None (or False, or all) lets everything through.

    `failed` asks for deliveries to the archive that failed, whatever the state of their encounters.
    """

    status: Literal["open", "signed", "all"] = "open"
    urgency: str | None = None
    community: str | None = None
    whose: Whose = "all"
    unread: bool = False
    overdue: bool = False
    unsure: bool = False
    held: bool = False
    """Guidance that waits for a release."""
    failed: bool = False


@dataclass(frozen=True)
class Facets:
    """How many there would be with each choice of one filter, all the others as they are."""

    urgency: Mapping[str, int]
    community: Mapping[str, int]
    whose: Mapping[str, int]
    unread: int
    overdue: int
    unsure: int
    held: int
    failed: int


@dataclass(frozen=True)
class WorkList:
    """A page of the list; how many the filters let through; and the counts for other choices."""

    items: Sequence[WorkItem]
    total: int
    facets: Facets
    target_minutes: Mapping[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """Answer how many there are of each urgency (`not_known` while the interview goes on)."""
        return dict(self.facets.urgency)


def work_list(
    unit: Unit, actor: Actor, filters: Filters | None = None, *, offset: int = 0, limit: int = MOST
) -> WorkList:
    """Answer a page of the work list. A signed encounter with unread replies is open again: nothing unread is out of sight."""
    require(actor, Action.LIST_ENCOUNTERS)
    filters = filters or Filters()
    minutes = targets(unit.connection)
    release = release_targets(unit.connection, minutes)
    is_overdue = overdue(minutes, release, unit.now_ms)
    cells = [_Cell(row) for row in unit.connection.execute(_cube(actor, filters, is_overdue))]
    page = _page(actor, filters, is_overdue, offset=max(0, offset), limit=min(limit, MOST))
    rows = unit.connection.execute(page).all()
    gone = withdrawn(unit, {row.resident_id for row in rows})
    items = [
        _item(unit, actor, row, release if row.held_revision else minutes, withdrawn=row.resident_id in gone)
        for row in rows
    ]
    shown = {
        "status": filters.status,
        "urgency": filters.urgency,
        "community": filters.community,
        "offset": offset,
        "count": len(items),
    }
    unit.audit(Happening(actor.role, actor.id, Action.LIST_ENCOUNTERS, "worklist:own", shown))
    total = sum(cell.count for cell in cells if cell.fits(filters))
    return WorkList(items, total, _facets(actor, filters, cells, _count_failed(unit, actor)), minutes)


def _page(actor: Actor, filters: Filters, is_overdue: ColumnElement[bool], *, offset: int, limit: int) -> Select[Any]:
    """Ask for one page. Which encounters are on it is sorted out over narrow rows; what is sealed is fetched for those alone.

    What is signed comes with the newest first: there is no hurry any more.
    """
    order: tuple[ColumnElement[Any], ...] = (
        Encounter.urgency_rank.asc(),
        func.least(Encounter.waiting_since_ms, Encounter.held_since_ms).asc().nulls_last(),
        Encounter.received_at_ms.asc(),
        Encounter.id.asc(),
    )
    if filters.status == "signed":
        order = (Encounter.received_at_ms.desc(), Encounter.id.asc())
    page = (
        select(Encounter.id, is_overdue.label("overdue"))
        .select_from(_joined(filters))
        .where(*_visible(actor, filters), *_chosen(actor, filters, is_overdue))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
        .subquery("page")
    )
    joined = (
        Encounter.__table__.join(Resident.__table__, Resident.id == Encounter.resident_id)
        .outerjoin(Delivery.__table__, Delivery.encounter_id == Encounter.id)
        .outerjoin(Clinician.__table__, Clinician.id == Encounter.doctor_id)
    )
    return (
        select(
            Encounter.__table__,
            page.c.overdue,
            func.coalesce(Delivery.state == "failed", False).label("delivery_failed"),
            Clinician.name.label("doctor"),
            Resident.name_sealed,
            Resident.data_key,
        )
        .select_from(joined.join(page, page.c.id == Encounter.id))
        .order_by(*order)
    )


def take(unit: Unit, actor: Actor, encounter_id: str, *, mine: bool) -> None:
    """Take an encounter over, or with `mine` False give it to the community's list. Raises `NotVisible`, `NotAllowed`."""
    chart = visible_chart(unit, actor, Action.TAKE_ENCOUNTER, encounter_id, for_update=True)
    to = actor.id if mine else None
    unit.connection.execute(update(Encounter).where(Encounter.id == chart.id).values(doctor_id=to))
    detail = {"from": chart.encounter.doctor_id, "to": to}
    unit.audit(Happening(actor.role, actor.id, Action.TAKE_ENCOUNTER, f"encounter:{encounter_id}", detail))


def _joined(filters: Filters) -> FromClause:
    table: FromClause = Encounter.__table__
    return table.join(Delivery.__table__, Delivery.encounter_id == Encounter.id) if filters.failed else table


def _visible(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """Answer what holds whatever is chosen at the left: own communities, a record, a resident who was not erased, the state."""
    visible: list[ColumnElement[bool]] = [
        Encounter.community_id.in_(sorted(actor.communities)),
        HAS_RECORD,
        # Asked of the few who were erased, through their own index: not of everybody who ever was a resident.
        ~exists().where(Resident.id == Encounter.resident_id, Resident.data_key.is_(None)),
    ]
    if filters.failed:
        visible.append(Delivery.state == "failed")
    elif filters.status == "open":
        visible.append(OPEN)
    elif filters.status == "signed":
        visible.append(Encounter.status == "signed")
    return visible


def _chosen(actor: Actor, filters: Filters, is_overdue: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if filters.urgency is not None:
        known = filters.urgency != NOT_KNOWN
        chosen.append(Encounter.urgency == filters.urgency if known else Encounter.urgency.is_(None))
    if filters.community is not None:
        chosen.append(Encounter.community_id == filters.community)
    if filters.whose == "mine":
        chosen.append(Encounter.doctor_id == actor.id)
    elif filters.whose == "nobody":
        chosen.append(Encounter.doctor_id.is_(None))
    if filters.unread:
        chosen.append(Encounter.unread > 0)
    if filters.overdue:
        chosen.append(is_overdue)
    if filters.unsure:
        chosen.append(_UNSURE)
    if filters.held:
        chosen.append(_HELD)
    return chosen


_UNSURE: Final = func.coalesce(Encounter.unsure, 1) > 0
"""Where it is not known how much is unsure, something may be."""


_HELD: Final = Encounter.held_revision.is_not(None)


def _cube(actor: Actor, filters: Filters, is_overdue: ColumnElement[bool]) -> Any:
    """Count what is visible by everything that can be chosen: a few dozen cells, from which every count is a sum."""
    owner = func.coalesce(Encounter.doctor_id == actor.id, False)
    columns = (
        func.coalesce(Encounter.urgency, NOT_KNOWN).label("urgency"),
        Encounter.community_id,
        owner.label("mine"),
        Encounter.doctor_id.is_(None).label("nobody"),
        (Encounter.unread > 0).label("unread"),
        is_overdue.label("overdue"),
        _UNSURE.label("unsure"),
        _HELD.label("held"),
    )
    inner = select(*columns).select_from(_joined(filters)).where(*_visible(actor, filters)).subquery()
    return select(inner, func.count().label("number")).group_by(*inner.c)


class _Cell:
    """One cell of the cube."""

    def __init__(self, row: Row[Any]) -> None:
        self.urgency: str = row.urgency
        self.community: str = row.community_id
        self.whose = {"all"} | ({"mine"} if row.mine else set()) | ({"nobody"} if row.nobody else set())
        self.marks: set[str] = {mark for mark in _MARKS if getattr(row, mark)}
        self.count: int = row.number

    def fits(self, filters: Filters) -> bool:
        """Tell whether the filters let this cell through."""
        return (
            filters.urgency in (None, self.urgency)
            and filters.community in (None, self.community)
            and filters.whose in self.whose
            and all(mark in self.marks for mark in _MARKS if getattr(filters, mark))
        )


def _facets(actor: Actor, filters: Filters, cells: Sequence[_Cell], failed: int) -> Facets:
    def count(**choice: Any) -> int:
        chosen = replace(filters, **choice)
        return sum(cell.count for cell in cells if cell.fits(chosen))

    return Facets(
        urgency={name: count(urgency=name) for name in (*(level.value for level in RecordUrgency), NOT_KNOWN)},
        community={name: count(community=name) for name in sorted(actor.communities)},
        whose={name: count(whose=name) for name in ("all", "mine", "nobody")},
        unread=count(unread=True),
        overdue=count(overdue=True),
        unsure=count(unsure=True),
        held=count(held=True),
        failed=failed,
    )


def _count_failed(unit: Unit, actor: Actor) -> int:
    failed = Filters(failed=True)
    found: int = unit.connection.execute(
        select(func.count()).select_from(_joined(failed)).where(*_visible(actor, failed))
    ).scalar_one()
    return found


def _item(unit: Unit, actor: Actor, found: Row[Any], minutes: Mapping[str, int], *, withdrawn: bool) -> WorkItem:
    resident_id, encounter_id = found.resident_id, found.id
    key = unit.vault.data_key(found.data_key, resident_id)
    shown = json.loads(unit.vault.open(key, Place("encounter", encounter_id, "summary"), found.summary_sealed))
    waits = [since for since in (found.waiting_since_ms, found.held_since_ms) if since is not None]
    waiting = min(waits, default=None)
    since = found.received_at_ms if waiting is None else waiting
    return WorkItem(
        encounter_id=encounter_id,
        community_id=found.community_id,
        doctor=found.doctor,
        mine=found.doctor_id == actor.id,
        answered=waiting is None,
        held=found.held_revision is not None,
        withdrawn=withdrawn,
        target_s=60 * minutes[found.urgency or NOT_KNOWN],
        overdue=found.overdue,
        delivery_failed=found.delivery_failed,
        urgency=found.urgency,
        stage=found.stage,
        received_at_ms=found.received_at_ms,
        waiting_s=max(0, (unit.now_ms - since) // 1000),
        name=unit.vault.open(key, Place("resident", resident_id, "name"), found.name_sealed).decode(),
        age_years=int(shown["age_days"] / _DAYS_A_YEAR),
        age_days=shown["age_days"],
        sex=shown["sex"],
        chief_complaint=shown["chief_complaint"],
        unsure=shown["unsure"],
        new_messages=found.unread,
        status=found.status,
        revision=found.revision,
    )
