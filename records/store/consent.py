"""Whether a resident's consent stands: it is given with every registration, and withdrawn by a sealed reply with a proof.

What the phone says last holds, by the phone's own times, since both may wait for a network and arrive in any order. A phone's clock may
be wrong, and no withdrawal may be lost by that: a consent is no later than the arrival of its consultation here, and a withdrawal no
later than its own arrival and no earlier than the consent of the consultation that it was written in. (Personal Information Protection
Law of the PRC, article 15: consent may be withdrawn, and what was done before stays lawful.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from records.model import ResidentReply
from records.store.charts import charts_of
from records.store.database import Unit
from records.store.proving import WITHDRAWN
from records.store.tables.care import Message
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Registration

_READ = 3
"""So many withdrawals of one consultation are read, from either end: a phone that sends thousands slows nobody's list."""


class Given(NamedTuple):
    """One consent: with which registration, to which version of the words, and when (Unix ms, no later than its arrival)."""

    encounter_id: str
    version: str
    at_ms: int


class Withdrawal(NamedTuple):
    """One withdrawal: when by the phone, put right as above, and when it was known here (both Unix ms)."""

    at_ms: int
    known_at_ms: int


def withdrawn_at_ms(unit: Unit, resident_id: str) -> int | None:
    """Answer when a resident withdrew (Unix ms by the phone), or None while the consent that was given last stands."""
    return withdrawn(unit, (resident_id,)).get(resident_id)


def withdrawn(unit: Unit, resident_ids: Collection[str]) -> dict[str, int]:
    """Answer `withdrawn_at_ms` of those of these residents who withdrew: one statement while nobody did, three however many did."""
    rows = _withdrawals(unit, resident_ids)
    if not rows:
        return {}
    given = _given(unit, {row.resident_id for row in rows})
    last = {resident_id: max(ended).at_ms for resident_id, ended in _read(unit, rows, given).items()}
    return {
        resident_id: at_ms
        for resident_id, at_ms in last.items()
        if at_ms >= max((each.at_ms for each in given[resident_id]), default=0)
    }


def withdrawals(unit: Unit, resident_id: str) -> list[Withdrawal]:
    """Answer every time at which a resident withdrew, whatever was given again afterwards; the oldest first."""
    rows = _withdrawals(unit, (resident_id,))
    return sorted(_read(unit, rows, _given(unit, (resident_id,)))[resident_id]) if rows else []


def endings(unit: Unit, resident_id: str, encounter_id: str) -> list[Withdrawal]:
    """Answer the withdrawals that came after the consent of one encounter, the oldest first. What is given later is another consent."""
    ended = withdrawals(unit, resident_id)
    if not ended:
        return []
    at_ms = next((each.at_ms for each in consents_given(unit, resident_id) if each.encounter_id == encounter_id), 0)
    return [each for each in ended if each.at_ms >= at_ms]


def consents_given(unit: Unit, resident_id: str) -> list[Given]:
    """Answer every consent that came with a registration, in no order."""
    return _given(unit, (resident_id,))[resident_id]


def _given(unit: Unit, resident_ids: Collection[str]) -> dict[str, list[Given]]:
    rows = unit.connection.execute(
        select(
            Registration.resident_id,
            Registration.encounter_id,
            Registration.consent_version,
            func.least(Registration.consented_at_ms, Encounter.received_at_ms).label("at_ms"),
        )
        .join(Encounter, Encounter.id == Registration.encounter_id)
        .where(Registration.resident_id.in_(sorted(resident_ids)))
    )
    given: dict[str, list[Given]] = defaultdict(list)
    for row in rows:
        given[row.resident_id].append(Given(row.encounter_id, row.consent_version, row.at_ms))
    return given


def _withdrawals(unit: Unit, resident_ids: Collection[str]) -> Sequence[Any]:
    place = (Message.sent_at_ms, Message.id)
    oldest = func.row_number().over(partition_by=Message.encounter_id, order_by=place)
    newest = func.row_number().over(partition_by=Message.encounter_id, order_by=[each.desc() for each in place])
    those = (
        select(
            Encounter.id,
            Encounter.resident_id,
            Message.id.label("message_id"),
            Message.body_sealed,
            Message.sent_at_ms.label("arrived_at_ms"),
            func.least(oldest, newest).label("place"),
        )
        .join(Encounter, Encounter.id == Message.encounter_id)
        .where(Encounter.resident_id.in_(sorted(resident_ids)), Message.kind == WITHDRAWN)
        .subquery()
    )
    return unit.connection.execute(select(those).where(those.c.place <= _READ)).all()


def _read(unit: Unit, rows: Sequence[Any], given: dict[str, list[Given]]) -> dict[str, list[Withdrawal]]:
    charts = charts_of(unit, rows)
    said: dict[str, list[Withdrawal]] = defaultdict(list)
    for row in rows:
        if row.id not in charts:
            continue
        body = charts[row.id].open("message", f"{row.id}/{row.message_id}", "body", row.body_sealed)
        sent_at_ms = ResidentReply.model_validate_json(body).sent_at_ms
        first = next((each.at_ms for each in given[row.resident_id] if each.encounter_id == row.id), 0)
        said[row.resident_id].append(Withdrawal(max(min(sent_at_ms, row.arrived_at_ms), first), row.arrived_at_ms))
    return said
