"""How long a clinician attended to an encounter, from opening it to its signature; time without a sign of life is not counted.

A clinician is at one encounter at a time: the signs of one clinician are put into an order, and no two of different encounters have one
time, however fast they follow each other and in whatever order their transactions end.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from records.store.charts import Chart
from records.store.policy import Actor
from records.store.tables.review import Attention

IDLE_MS: Final = 120_000
"""What may pass between two clicks and still be reading. Of a longer silence this much counts: the page was read before the doctor left."""
_LOCK: Final = 0x6A69_6174


def counted_ms(silence_ms: int) -> int:
    """Answer how much of the time between two signs of life is counted, in ms; a clock that went back counts nothing."""
    return min(max(0, silence_ms), IDLE_MS)


def beat(chart: Chart, actor: Actor) -> None:
    """Note a sign of life of this clinician on this encounter; what passed since the last one counts if that was here, too.

    After the signature nothing is counted: what is read then is no work on the answer. Nor does it count for the encounter that was open
    before: the clinician had left that. A time goes back for none of them, or a transaction that began early and ended late would let
    what came between be counted twice.
    """
    connection, now_ms = chart.unit.connection, chart.unit.now_ms
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(actor.id))))
    last = connection.execute(
        select(Attention.encounter_id, Attention.beat_at_ms)
        .where(Attention.clinician_id == actor.id)
        .order_by(Attention.beat_at_ms.desc())
        .limit(1)
    ).one_or_none()
    at_ms, gained = now_ms, 0
    if last is not None:
        here = last.encounter_id == chart.id
        at_ms = max(now_ms, last.beat_at_ms if here else last.beat_at_ms + 1)
        gained = counted_ms(now_ms - last.beat_at_ms) if here and chart.encounter.status != "signed" else 0
    connection.execute(
        insert(Attention)
        .values(encounter_id=chart.id, clinician_id=actor.id, opened_at_ms=now_ms, beat_at_ms=at_ms, active_ms=0)
        .on_conflict_do_update(
            index_elements=[Attention.encounter_id, Attention.clinician_id],
            set_={"beat_at_ms": at_ms, "active_ms": Attention.active_ms + gained},
        )
    )


def attended_ms(chart: Chart) -> int:
    """Answer how long all clinicians together attended to the encounter, in ms."""
    found = chart.unit.connection.execute(
        select(func.coalesce(func.sum(Attention.active_ms), 0)).where(Attention.encounter_id == chart.id)
    ).scalar_one()
    return int(found)
