"""Who was answered in time: counted from times alone, by what ends a resident's waiting in the work list and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all

from records.store.database import Unit
from records.store.tables.advice import AdviceRelease
from records.store.tables.care import Action as ActionTable
from records.store.tables.care import Message, Signature
from records.store.tables.encounters import Encounter
from records.store.views import View
from records.store.waiting import release_targets


class UsageRow(View):
    """Encounters of one community and one urgency (`not_known` while the interview goes on)."""

    community_id: str
    community_zh: str
    urgency: str
    count: int
    answered_in_time: int
    answered_late: int
    overdue: int
    """Not answered, and the time is over."""
    waiting: int
    """Not answered yet, within its time."""


def usage(
    unit: Unit, mine: list[ColumnElement[bool]], names: Mapping[str, str], minutes: Mapping[str, int]
) -> tuple[UsageRow, ...]:
    """Answer usage by community and urgency of the encounters that these conditions name; `minutes` are the answer targets."""
    answers, releases = _answers(mine), _releases(mine)
    held = Encounter.held_revision.is_not(None)
    of_advice = or_(held, releases.c.at.is_not(None))
    within = release_targets(unit.connection, minutes)
    allowed = case(
        *[(and_(of_advice, Encounter.urgency == level), value * 60_000) for level, value in within.items()],
        (of_advice, within["not_known"] * 60_000),
        *[(Encounter.urgency == level, value * 60_000) for level, value in minutes.items()],
        else_=minutes["not_known"] * 60_000,
    )
    due = Encounter.received_at_ms + allowed
    # Guidance that waits is no answer, whatever else was said; the first release is what it is measured by.
    at = case((held, None), else_=func.coalesce(releases.c.at, answers.c.at))
    in_time = and_(at.is_not(None), at <= due)
    late = and_(at.is_not(None), at > due)
    overdue = and_(at.is_(None), due < unit.now_ms)
    rows = unit.connection.execute(
        select(
            Encounter.community_id,
            Encounter.urgency,
            func.count().label("n"),
            func.count().filter(in_time).label("in_time"),
            func.count().filter(late).label("late"),
            func.count().filter(overdue).label("overdue"),
        )
        .select_from(
            Encounter.__table__.outerjoin(answers, answers.c.id == Encounter.id).outerjoin(
                releases, releases.c.id == Encounter.id
            )
        )
        .where(*mine)
        .group_by(Encounter.community_id, Encounter.urgency, Encounter.urgency_rank)
        .order_by(Encounter.community_id, Encounter.urgency_rank)
    )
    return tuple(
        UsageRow(
            community_id=row.community_id,
            community_zh=names[row.community_id],
            urgency=row.urgency or "not_known",
            count=row.n,
            answered_in_time=row.in_time,
            answered_late=row.late,
            overdue=row.overdue,
            waiting=row.n - row.in_time - row.late - row.overdue,
        )
        for row in rows
    )


def _answers(mine: list[ColumnElement[bool]]) -> Any:
    """Answer, for each encounter, when a clinician first answered: by what ends the resident's waiting in the work list, and nothing else.

    A call that reached nobody is no answer, and a diagnosis that was confirmed is none until something follows.
    """
    of = select(Encounter.id).where(*mine)
    times = union_all(
        select(ActionTable.encounter_id.label("id"), ActionTable.acted_at_ms.label("at"))
        .join(Encounter.__table__, Encounter.id == ActionTable.encounter_id)
        .where(
            ActionTable.encounter_id.in_(of),
            # Of a call that was never read for its end it is known only whether the resident waited on after it.
            or_(
                ActionTable.answers.is_(True),
                and_(
                    ActionTable.answers.is_(None),
                    or_(Encounter.waiting_since_ms.is_(None), Encounter.waiting_since_ms > ActionTable.acted_at_ms),
                ),
            ),
        ),
        select(Message.encounter_id, Message.sent_at_ms).where(
            Message.direction == "to_resident", Message.encounter_id.in_(of)
        ),
        select(Signature.encounter_id, Signature.signed_at_ms).where(Signature.encounter_id.in_(of)),
    ).subquery()
    return select(times.c.id, func.min(times.c.at).label("at")).group_by(times.c.id).subquery()


def _releases(mine: list[ColumnElement[bool]]) -> Any:
    """Answer, for each encounter whose guidance waited, when a doctor first released it."""
    of = select(Encounter.id).where(*mine)
    return (
        select(AdviceRelease.encounter_id.label("id"), func.min(AdviceRelease.released_at_ms).label("at"))
        .where(AdviceRelease.encounter_id.in_(of))
        .group_by(AdviceRelease.encounter_id)
        .subquery()
    )
