"""Figures that may leave the commission: differentially private, from a budget that is kept for each month.

Counted are residents, not encounters: each is in one cell of each histogram, so that one more or one fewer resident changes one
count by one (L1 sensitivity 1). The noise is OpenDP's discrete Laplace (geometric) mechanism. Every cell of the public domain is in the
answer, the empty ones too, and what is small after the noise is withheld. What is protected is one resident of one community in one month.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import func, insert, select, text

from records.store.audit import Happening
from records.store.database import Unit, new_id
from records.store.errors import Refused
from records.store.oversight import rules
from records.store.oversight.marks import group_indexes
from records.store.policy import Action, Actor, Scope, require
from records.store.tables.encounters import Encounter
from records.store.tables.oversight import EncounterMark, PrivacyRelease
from records.store.tables.people import Community
from records.store.views import View

EPSILON: Final = 0.1
"""Of each histogram."""
SMALLEST: Final = 20
"""A noisy count below is withheld."""
_MICRO: Final = 1_000_000
_LOCK: Final = 0x6A69_6470
_PERIOD: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_CHINA: Final = timezone(timedelta(hours=8))
_URGENCIES: Final = ("emergency", "urgent", "soon", "routine", "self_care", "not_known")
_AGREEMENTS: Final = ("first", "listed", "not_listed", "none", "unsigned")
_RATINGS: Final = ("dangerous", "poor", "good", "unrated")

Noise = Callable[[Sequence[int], float], tuple[list[int], float]]
"""Answers noisy counts and the epsilon that they really cost, for counts of sensitivity 1 and an epsilon."""


class Cell(View):
    """One count; None where it is too small to be told."""

    community: str
    """Empty where all are counted together."""
    value: str
    count: int | None


class Histogram(View):
    """Residents by one thing."""

    name: str
    cells: tuple[Cell, ...]


class ReleaseView(View):
    """Figures as they were released."""

    period: str
    counted: str = "residents"
    mechanism: str = "discrete Laplace, OpenDP"
    epsilon: float
    smallest: int
    budget_epsilon: float
    spent_epsilon: float
    """Of this month's budget, this release included."""
    released_at_ms: int
    histograms: tuple[Histogram, ...]


def laplace(counts: Sequence[int], epsilon: float) -> tuple[list[int], float]:
    """Answer noisy counts by OpenDP, and what they cost by its own reckoning."""
    import opendp.prelude as dp  # noqa: PLC0415 - most of a second, and nobody else needs it

    dp.enable_features("contrib")
    domain = dp.vector_domain(dp.atom_domain(T=int), size=len(counts))
    measure = dp.m.make_laplace(domain, dp.l1_distance(T=int), scale=1.0 / epsilon)
    return [int(count) for count in measure(list(counts))], float(measure.map(d_in=1))  # type: ignore[no-untyped-call]


def release(unit: Unit, actor: Actor, period: str, groups: tuple[str, ...], *, noise: Noise = laplace) -> ReleaseView:
    """Answer one month's figures of the actor's communities (of all, for the system); raises `Refused` (period, nothing, budget).

    What was released once is answered again as it was, at no cost.
    """
    scope = require(actor, Action.EXPORT_FIGURES)
    first_ms, end_ms = _bounds(period, unit.now_ms)
    names = _communities(unit, actor, scope)
    if not names:
        raise Refused("nothing", "no community to count")
    # One at a time: two releases at once must not both see the last of the budget.
    unit.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    budget = rules.must(unit.connection, "privacy_milli_epsilon") * 1000
    spent = unit.connection.execute(
        select(func.coalesce(func.sum(PrivacyRelease.epsilon_micro), 0)).where(PrivacyRelease.period == period)
    ).scalar_one()
    scope_digest = hashlib.sha256("\0".join(sorted(names)).encode()).hexdigest()
    kept = unit.connection.execute(
        select(PrivacyRelease.figures, PrivacyRelease.released_at_ms).where(
            PrivacyRelease.period == period, PrivacyRelease.scope == scope_digest
        )
    ).one_or_none()
    if kept is None:
        _require_marked(unit, (first_ms, end_ms), sorted(names))
        kept_figures, cost, at_ms = _make(unit, period, (first_ms, end_ms), names, groups, noise, budget - spent)
        unit.connection.execute(
            insert(PrivacyRelease).values(
                id=new_id(),
                period=period,
                scope=scope_digest,
                epsilon_micro=cost,
                figures=json.dumps(kept_figures, ensure_ascii=False),
                actor=actor.id,
                released_at_ms=at_ms,
            )
        )
        spent += cost
    else:
        kept_figures, cost, at_ms = json.loads(kept.figures), 0, kept.released_at_ms
    detail = {"period": period, "communities": len(names), "epsilon_micro": cost}
    unit.audit(Happening(actor.role, actor.id, Action.EXPORT_FIGURES, f"figures:{period}", detail))
    return ReleaseView(
        period=period,
        epsilon=kept_figures["epsilon"],
        smallest=SMALLEST,
        budget_epsilon=budget / _MICRO,
        spent_epsilon=spent / _MICRO,
        released_at_ms=at_ms,
        histograms=tuple(Histogram.model_validate(each) for each in kept_figures["histograms"]),
    )


def _make(
    unit: Unit,
    period: str,
    bounds: tuple[int, int],
    names: Mapping[str, str],
    groups: tuple[str, ...],
    noise: Noise,
    left: int,
) -> tuple[dict[str, Any], int, int]:
    counted = _counted(unit, bounds, sorted(names), groups)
    wanted = math.ceil(EPSILON * _MICRO) * len(counted)
    if wanted > left:
        raise Refused("budget", f"the privacy budget of {period} is spent: {left / _MICRO:g} is left of it")
    histograms, total = [], 0.0
    for name, (domain, counts) in counted.items():
        cells = [(community, value) for community in domain[0] for value in domain[1]]
        noisy, cost = noise([counts.get(cell, 0) for cell in cells], EPSILON)
        total += cost
        histograms.append(
            {
                "name": name,
                "cells": [
                    {
                        "community": names.get(community, ""),
                        "value": value,
                        "count": count if count >= SMALLEST else None,
                    }
                    for (community, value), count in zip(cells, noisy, strict=True)
                ],
            }
        )
    return {"epsilon": total, "histograms": histograms}, math.ceil(total * _MICRO), unit.now_ms


def _require_marked(unit: Unit, bounds: tuple[int, int], communities: list[str]) -> None:
    # What is released is kept as it is: a month that is not counted to its end must not be.
    unmarked = unit.connection.execute(
        select(func.count())
        .select_from(Encounter.__table__.outerjoin(EncounterMark.__table__, EncounterMark.encounter_id == Encounter.id))
        .where(
            Encounter.community_id.in_(communities),
            Encounter.received_at_ms >= bounds[0],
            Encounter.received_at_ms < bounds[1],
            Encounter.revision > 0,
            EncounterMark.encounter_id.is_(None),
        )
    ).scalar_one()
    if unmarked:
        raise Refused(
            "unmarked", f"{unmarked} encounters of this month are not counted yet; try again in a few minutes"
        )


_Counted = dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], dict[tuple[str, str], int]]]

_ROWS = """
select e.resident_id, e.community_id, min(e.urgency_rank) as rank,
  (array_agg(m.group_index order by e.received_at_ms desc, e.id))[1] as newest_group,
  (array_agg(m.agreement order by e.received_at_ms desc, e.id) filter (where m.agreement is not null))[1] as agreement,
  min(r.worst) as worst
from encounter e
left join encounter_mark m on m.encounter_id = e.id
left join (
  select encounter_id, min(case rating when 'dangerous' then 0 when 'poor' then 1 else 2 end) as worst from rating group by encounter_id
) r on r.encounter_id = e.id
where e.community_id = any(:communities) and e.received_at_ms >= :first_ms and e.received_at_ms < :end_ms and e.revision > 0
group by e.resident_id, e.community_id
"""


def _counted(unit: Unit, bounds: tuple[int, int], communities: list[str], groups: tuple[str, ...]) -> _Counted:
    """Answer the true counts: each resident is in one cell of each histogram."""
    named = group_indexes(unit.vault, groups)
    everywhere = tuple(communities)
    answer: _Counted = {
        "urgency": ((everywhere, _URGENCIES), {}),
        "complaint": ((everywhere, groups), {}),
        "agreement": ((("",), _AGREEMENTS), {}),
        "rating": ((("",), _RATINGS), {}),
    }
    rows = unit.connection.execute(
        text(_ROWS), {"communities": communities, "first_ms": bounds[0], "end_ms": bounds[1]}
    )
    for row in rows:
        group = "other" if row.newest_group is None else named.get(bytes(row.newest_group), "other")
        for name, cell in (
            ("urgency", (row.community_id, _URGENCIES[row.rank])),
            ("complaint", (row.community_id, group)),
            ("agreement", ("", row.agreement or "unsigned")),
            ("rating", ("", "unrated" if row.worst is None else _RATINGS[row.worst])),
        ):
            counts = answer[name][1]
            counts[cell] = counts.get(cell, 0) + 1
    return answer


def _bounds(period: str, now_ms: int) -> tuple[int, int]:
    if not _PERIOD.fullmatch(period):
        raise Refused("period", "a period is a month such as 2026-10")
    first = datetime(int(period[:4]), int(period[5:]), 1, tzinfo=_CHINA)
    end = (first + timedelta(days=32)).replace(day=1)
    if end.timestamp() * 1000 > now_ms:
        raise Refused("period", "only a month that is over can be released")
    return int(first.timestamp() * 1000), int(end.timestamp() * 1000)


def _communities(unit: Unit, actor: Actor, scope: Scope) -> dict[str, str]:
    found = select(Community.id, Community.name_zh)
    if scope is Scope.OWN:
        found = found.where(Community.id.in_(sorted(actor.communities)))
    return {row.id: row.name_zh for row in unit.connection.execute(found)}
