"""What an encounter page shows of guidance that waits for a release, and of what was released."""

from __future__ import annotations

from sqlalchemy import select

from records.store.charts import Chart
from records.store.tables.advice import AdviceRelease
from records.store.tables.people import Clinician
from records.store.views import AdviceView, ReleaseView
from records.store.waiting import NOT_KNOWN, release_targets, targets

_MINUTE_MS = 60_000


def advice_of(chart: Chart) -> AdviceView:
    """Answer whether guidance of this encounter waits, until when it should be released, and its releases."""
    connection, encounter = chart.unit.connection, chart.encounter
    rows = connection.execute(
        select(AdviceRelease.way, AdviceRelease.revision, AdviceRelease.released_at_ms, Clinician.name)
        .join(Clinician.__table__, Clinician.id == AdviceRelease.clinician_id)
        .where(AdviceRelease.encounter_id == chart.id)
        .order_by(AdviceRelease.released_at_ms, AdviceRelease.id)
    )
    due_ms = None
    if encounter.held_since_ms is not None:
        minutes = release_targets(connection, targets(connection))[encounter.urgency or NOT_KNOWN]
        due_ms = encounter.held_since_ms + minutes * _MINUTE_MS
    return AdviceView(
        held_revision=encounter.held_revision,
        held_since_ms=encounter.held_since_ms,
        due_ms=due_ms,
        releases=tuple(
            ReleaseView(way=row.way, revision=row.revision, clinician=row.name, released_at_ms=row.released_at_ms)
            for row in rows
        ),
    )
