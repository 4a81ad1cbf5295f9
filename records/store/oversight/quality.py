"""How it goes in a supervisor's communities: usage, answers in time, agreement, missed urgency, ratings, software; and surges.

Everything is counted from marks and times; only the reasons of bad ratings are opened, and that is audited.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select

from records.store.audit import Happening
from records.store.charts import charts_of
from records.store.database import Unit
from records.store.oversight.answering import UsageRow, usage
from records.store.oversight.marks import DAY_MS, day_of, group_indexes
from records.store.oversight.surveillance import BASELINE_DAYS, LAG_DAYS, c2
from records.store.policy import Action, Actor, require
from records.store.tables.care import Rating
from records.store.tables.encounters import Encounter
from records.store.tables.oversight import EncounterMark
from records.store.tables.people import Clinician, Community
from records.store.views import View
from records.store.waiting import targets

MOST_DAYS: Final = 92
MOST_BAD: Final = 50
MOST_MISSED: Final = 50


class SoftwareRow(View):
    """What one version of the software was worth: signed encounters by where their diagnosis stood, missed ones, ratings."""

    software: str
    encounters: int
    first: int
    listed: int
    not_listed: int
    no_list: int
    missed: int
    missed_known: int
    """Of how many it can be told."""
    good: int
    poor: int
    dangerous: int


class BadRating(View):
    """A rating that is not good, with why."""

    rating_id: str
    encounter_id: str
    community_zh: str
    target: str
    rating: str
    comment: str
    clinician: str
    software: str
    rated_at_ms: int


class MissedView(View):
    """A signed encounter whose diagnosis is more urgent than what was advised."""

    encounter_id: str
    community_zh: str
    urgency: str | None
    received_at_ms: int


class QualityView(View):
    """The supervisor's page."""

    from_day: str
    days: int
    usage: tuple[UsageRow, ...]
    software: tuple[SoftwareRow, ...]
    bad_ratings: tuple[BadRating, ...]
    missed: tuple[MissedView, ...]
    unmarked: int
    """Encounters that are not counted yet."""
    targets_minutes: dict[str, int]


class SurgeDay(View):
    """One day of one group."""

    day: str
    count: int
    threshold: float | None
    alarm: bool


class SurgeLine(View):
    """One complaint group in one community, or in all of them (`community_id` empty)."""

    group: str
    community_id: str
    community_zh: str
    days: tuple[SurgeDay, ...]


class SurgeView(View):
    """Surges: lines with an alarm on one of the last two days first. Today is not over yet."""

    lines: tuple[SurgeLine, ...]


def quality(unit: Unit, actor: Actor, *, days: int) -> QualityView:
    """Answer how the last `days` days went, today included; raises `NotAllowed`."""
    require(actor, Action.READ_QUALITY)
    minutes = targets(unit.connection)
    since = _since_ms(unit, days)
    mine = [
        Encounter.community_id.in_(sorted(actor.communities)),
        Encounter.received_at_ms >= since,
        Encounter.revision > 0,
    ]
    names = _names(unit, actor)
    answer = QualityView(
        from_day=_iso(day_of(since)),
        days=days,
        usage=usage(unit, mine, names, minutes),
        software=_software(unit, mine),
        bad_ratings=_bad_ratings(unit, mine, names),
        missed=_missed(unit, mine, names),
        unmarked=unit.connection.execute(
            select(func.count())
            .select_from(
                Encounter.__table__.outerjoin(EncounterMark.__table__, EncounterMark.encounter_id == Encounter.id)
            )
            .where(*mine, EncounterMark.encounter_id.is_(None))
        ).scalar_one(),
        targets_minutes=dict(minutes),
    )
    detail = {"days": days, "opened": len(answer.bad_ratings)}
    unit.audit(Happening(actor.role, actor.id, Action.READ_QUALITY, "quality:own", detail))
    return answer


def surges(unit: Unit, actor: Actor, groups: tuple[str, ...], *, days: int) -> SurgeView:
    """Answer the counts of each group, by community and together, with the detector's thresholds; raises `NotAllowed`."""
    require(actor, Action.READ_QUALITY)
    today = day_of(unit.now_ms)
    first = today - days + 1
    counted_from = first - BASELINE_DAYS - LAG_DAYS
    named = group_indexes(unit.vault, groups)
    names = _names(unit, actor)
    counts: dict[tuple[str, str], list[int]] = {}
    rows = unit.connection.execute(
        select(EncounterMark.community_id, EncounterMark.group_index, EncounterMark.day, func.count().label("n"))
        .where(
            EncounterMark.community_id.in_(sorted(actor.communities)),
            EncounterMark.day >= counted_from,
            EncounterMark.day <= today,
            EncounterMark.group_index.is_not(None),
        )
        .group_by(EncounterMark.community_id, EncounterMark.group_index, EncounterMark.day)
    )
    for row in rows:
        group = named.get(bytes(row.group_index), "other")
        for community in (row.community_id, ""):
            line = counts.setdefault((group, community), [0] * (today - counted_from + 1))
            line[row.day - counted_from] += row.n
    lines = [_line(group, community, names, line, counted_from, days) for (group, community), line in counts.items()]
    if len(actor.communities) == 1:
        lines = [line for line in lines if line.community_id]
    order = {group: place for place, group in enumerate(groups)}
    lines.sort(key=lambda line: (not any(day.alarm for day in line.days[-2:]), order[line.group], line.community_zh))
    unit.audit(Happening(actor.role, actor.id, Action.READ_QUALITY, "surge:own", {"days": days, "lines": len(lines)}))
    return SurgeView(lines=tuple(lines))


def _line(group: str, community: str, names: Mapping[str, str], line: list[int], first: int, days: int) -> SurgeLine:
    judged = c2(line)
    shown = range(len(line) - days, len(line))
    return SurgeLine(
        group=group,
        community_id=community,
        community_zh=names.get(community, ""),
        days=tuple(
            SurgeDay(
                day=_iso(first + place),
                count=judged[place].count,
                threshold=judged[place].threshold,
                alarm=judged[place].alarm,
            )
            for place in shown
        ),
    )


def _names(unit: Unit, actor: Actor) -> dict[str, str]:
    found = select(Community.id, Community.name_zh).where(Community.id.in_(sorted(actor.communities)))
    return {row.id: row.name_zh for row in unit.connection.execute(found)}


def _since_ms(unit: Unit, days: int) -> int:
    # Midnight in China, `days` - 1 days ago.
    return (day_of(unit.now_ms) - days + 1) * DAY_MS - 8 * 3600 * 1000


def _iso(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def _software(unit: Unit, mine: list[ColumnElement[bool]]) -> tuple[SoftwareRow, ...]:
    counts: dict[str, dict[str, int]] = {}
    blank = dict.fromkeys([name for name in SoftwareRow.model_fields if name != "software"], 0)
    marked = Encounter.__table__.join(EncounterMark.__table__, EncounterMark.encounter_id == Encounter.id)
    for row in unit.connection.execute(
        select(EncounterMark.software, EncounterMark.agreement, EncounterMark.missed, func.count().label("n"))
        .select_from(marked)
        .where(*mine, EncounterMark.software.is_not(None))
        .group_by(EncounterMark.software, EncounterMark.agreement, EncounterMark.missed)
    ):
        line = counts.setdefault(row.software, dict(blank))
        line["encounters"] += row.n
        if row.agreement is not None:
            line["no_list" if row.agreement == "none" else row.agreement] += row.n
        if row.missed is not None:
            line["missed_known"] += row.n
            line["missed"] += row.n if row.missed else 0
    for rated in unit.connection.execute(
        select(EncounterMark.software, Rating.rating, func.count().label("n"))
        .select_from(
            Encounter.__table__.join(Rating.__table__, Rating.encounter_id == Encounter.id).outerjoin(
                EncounterMark.__table__, EncounterMark.encounter_id == Encounter.id
            )
        )
        .where(*mine)
        .group_by(EncounterMark.software, Rating.rating)
    ):
        # A dangerous answer counts even before its encounter is marked; empty is "not known yet".
        counts.setdefault(rated.software or "", dict(blank))[rated.rating] += rated.n
    return tuple(SoftwareRow(software=software, **line) for software, line in sorted(counts.items(), reverse=True))


def _bad_ratings(unit: Unit, mine: list[ColumnElement[bool]], names: Mapping[str, str]) -> tuple[BadRating, ...]:
    rows = unit.connection.execute(
        select(
            Rating.id.label("rating_id"),
            Rating.target,
            Rating.rating,
            Rating.comment_sealed,
            Rating.rated_at_ms,
            Rating.encounter_id,
            Clinician.name,
            EncounterMark.software,
        )
        .join(Encounter, Encounter.id == Rating.encounter_id)
        .join(Clinician, Clinician.id == Rating.clinician_id)
        .outerjoin(EncounterMark, EncounterMark.encounter_id == Rating.encounter_id)
        .where(*mine, Rating.rating != "good")
        .order_by(Rating.rating != "dangerous", Rating.rated_at_ms.desc())
        .limit(MOST_BAD)
    ).all()
    wanted = {row.encounter_id for row in rows}
    charts = charts_of(unit, unit.connection.execute(select(Encounter.__table__).where(Encounter.id.in_(wanted))).all())
    return tuple(
        BadRating(
            rating_id=row.rating_id,
            encounter_id=row.encounter_id,
            community_zh=names[str(charts[row.encounter_id].encounter.community_id)],
            target=row.target,
            rating=row.rating,
            comment=charts[row.encounter_id].open("rating", row.rating_id, "comment", row.comment_sealed).decode(),
            clinician=row.name,
            software=row.software or "",
            rated_at_ms=row.rated_at_ms,
        )
        for row in rows
        if row.encounter_id in charts
    )


def _missed(unit: Unit, mine: list[ColumnElement[bool]], names: Mapping[str, str]) -> tuple[MissedView, ...]:
    rows = unit.connection.execute(
        select(Encounter.id, Encounter.community_id, Encounter.urgency, Encounter.received_at_ms)
        .join(EncounterMark, EncounterMark.encounter_id == Encounter.id)
        .where(*mine, EncounterMark.missed.is_(True))
        .order_by(Encounter.received_at_ms.desc())
        .limit(MOST_MISSED)
    )
    return tuple(
        MissedView(
            encounter_id=row.id,
            community_zh=names[str(row.community_id)],
            urgency=row.urgency,
            received_at_ms=row.received_at_ms,
        )
        for row in rows
    )
