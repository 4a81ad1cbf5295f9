"""Marks encounters, so that they can be counted without opening them again: complaint group, agreement, missed urgency, software.

Agreement is `records.quality.agreement`; what needs medicine, the complaint group and the urgency of a code, is asked of a port. A
mark is made once for each version and status of an encounter, in small batches, by one process at a time. The group is kept as a
blind index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Row, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from records.model import EncounterRecord, RecordUrgency
from records.quality.agreement import agreement, missed
from records.store.audit import Happening
from records.store.charts import charts_of
from records.store.database import Database, Unit
from records.store.encounters import diagnosis
from records.store.policy import SYSTEM, Action, require
from records.store.tables.encounters import Encounter
from records.store.tables.oversight import EncounterMark
from records.store.vault import Vault
from records.store.views import DiagnosisView
from records.store.waiting import settle_calls

BATCH: Final = 200
_LOCK: Final = 0x6A69_6D6B
_SLACK_MS: Final = 10 * 60 * 1000
"""A transaction that began earlier may commit later: so far back is looked again."""
_CHINA_MS: Final = 8 * 3600 * 1000
DAY_MS: Final = 24 * 3600 * 1000


class Medicine(Protocol):
    """Port: what has to be known of medicine to count an encounter."""

    def group(self, record: EncounterRecord) -> str:
        """Answer the complaint group."""
        ...

    def urgency_of(self, icd10: str) -> RecordUrgency | None:
        """Answer how urgent a diagnosis is by its code; None when the code tells nothing."""
        ...


def day_of(time_ms: int) -> int:
    """Answer the day in China that a time lies in, as days since 1970-01-01."""
    return (time_ms + _CHINA_MS) // DAY_MS


def group_indexes(vault: Vault, groups: Iterable[str]) -> dict[bytes, str]:
    """Answer the groups by their blind index."""
    return {vault.index("complaint_group", group): group for group in groups}


def mark_changed(
    database: Database, medicine: Medicine, *, limit: int = BATCH, settled_ms: int = 0, everything: bool = False
) -> int:
    """Mark encounters that came or changed, oldest change first, and answer how many; raises `StoreUnavailable`.

    What changed within `settled_ms` is left for later: a consultation under way is marked once, and not at every turn. Answers 0
    when there is nothing to do, or another process is at it. `everything` looks at those that changed long ago, too.
    """
    require(SYSTEM, Action.MARK_ENCOUNTERS)
    with database.transaction(flush=False) as unit:
        if not unit.connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one():
            return 0
        rows = _changed(unit.connection, limit, until_ms=unit.now_ms - settled_ms, everything=everything)
        if not rows:
            return 0
        charts = charts_of(unit, rows)
        settle_calls(unit, charts)
        for row in rows:
            chart = charts.get(row.id)
            values: dict[str, Any] = {"version": row.version, "status": row.status, "changed_at_ms": row.changed_at_ms}
            if chart is None:
                values |= {"group_index": None, "software": None, "agreement": None, "missed": None}
            else:
                record = chart.record()
                confirmed = diagnosis(chart) if row.status == "signed" else None
                values |= {
                    "group_index": unit.vault.index("complaint_group", medicine.group(record)),
                    "software": record.provenance.software,
                    "agreement": agreement(record, confirmed.icd10) if confirmed else None,
                    "missed": missed(record.urgency, _outcome(confirmed, medicine)) if confirmed else None,
                }
            _keep(unit, row.id, row.community_id, day_of(row.received_at_ms), values)
        unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.MARK_ENCOUNTERS, "encounter:changed", {"count": len(rows)}))
        return len(rows)


def _outcome(confirmed: DiagnosisView, medicine: Medicine) -> RecordUrgency | None:
    # The doctor saw the resident; a code stands for everybody who has it.
    return confirmed.urgency or medicine.urgency_of(confirmed.icd10)


def _changed(connection: Connection, limit: int, *, until_ms: int, everything: bool) -> Sequence[Row[Any]]:
    wanted = [
        Encounter.resident_id.is_not(None),
        Encounter.revision > 0,
        Encounter.changed_at_ms <= until_ms,
        or_(
            EncounterMark.encounter_id.is_(None),
            EncounterMark.version != Encounter.version,
            EncounterMark.status != Encounter.status,
        ),
    ]
    newest = connection.execute(select(func.max(EncounterMark.changed_at_ms))).scalar_one()
    if newest is not None and not everything:
        wanted.append(Encounter.changed_at_ms >= newest - _SLACK_MS)
    return connection.execute(
        select(Encounter.__table__)
        .outerjoin(EncounterMark.__table__, EncounterMark.encounter_id == Encounter.id)
        .where(*wanted)
        .order_by(Encounter.changed_at_ms, Encounter.id)
        .limit(limit)
    ).all()


def _keep(unit: Unit, encounter_id: str, community_id: str, day: int, values: dict[str, Any]) -> None:
    unit.connection.execute(
        insert(EncounterMark)
        .values(encounter_id=encounter_id, community_id=community_id, day=day, **values)
        .on_conflict_do_update(index_elements=[EncounterMark.encounter_id], set_=values)
    )
