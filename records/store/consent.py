"""Whether a resident's consent stands: it is given with every registration, and withdrawn by a sealed reply.

What the phone says last holds, by the phone's own times, since both may wait for a network and arrive in any order. A phone's clock may
be wrong, and no withdrawal may be lost by that: a consent is no later than the arrival of its consultation here, and a withdrawal no
later than its own arrival and no earlier than the consent of the consultation that it was written in. (Personal Information Protection
Law of the PRC, article 15: consent may be withdrawn, and what was done before stays lawful.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from records.model import ResidentReply
from records.store.charts import load_chart
from records.store.database import Unit
from records.store.tables.care import Message
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Registration

WITHDRAWN = "consent_withdrawn"


class Given(NamedTuple):
    """One consent: with which registration, to which version of the words, and when (Unix ms, no later than its arrival)."""

    encounter_id: str
    version: str
    at_ms: int


def withdrawn_at_ms(unit: Unit, resident_id: str) -> int | None:
    """Answer when a resident withdrew (Unix ms by the phone), or None while the consent that was given last stands."""
    rows = _withdrawals(unit, resident_id)
    if not rows:
        return None
    given = consents_given(unit, resident_id)
    last = max(_read(unit, rows, given))
    return last if last >= max((each.at_ms for each in given), default=0) else None


def withdrawals(unit: Unit, resident_id: str, given: Sequence[Given]) -> list[int]:
    """Answer every time at which a resident withdrew (Unix ms), whatever was given again afterwards; the oldest first."""
    return sorted(_read(unit, _withdrawals(unit, resident_id), given))


def consents_given(unit: Unit, resident_id: str) -> list[Given]:
    """Answer every consent that came with a registration, in no order."""
    rows = unit.connection.execute(
        select(
            Registration.encounter_id,
            Registration.consent_version,
            func.least(Registration.consented_at_ms, Encounter.received_at_ms).label("at_ms"),
        )
        .join(Encounter, Encounter.id == Registration.encounter_id)
        .where(Registration.resident_id == resident_id)
    )
    return [Given(row.encounter_id, row.consent_version, row.at_ms) for row in rows]


def _withdrawals(unit: Unit, resident_id: str) -> Sequence[Any]:
    return unit.connection.execute(
        select(Message.encounter_id, Message.id, Message.body_sealed, Message.sent_at_ms.label("arrived_at_ms"))
        .join(Encounter, Encounter.id == Message.encounter_id)
        .where(Encounter.resident_id == resident_id, Message.kind == WITHDRAWN)
    ).all()


def _read(unit: Unit, rows: Sequence[Any], given: Sequence[Given]) -> list[int]:
    first = {each.encounter_id: each.at_ms for each in given}
    said = []
    for row in rows:
        body = load_chart(unit, row.encounter_id).open(
            "message", f"{row.encounter_id}/{row.id}", "body", row.body_sealed
        )
        sent_at_ms = ResidentReply.model_validate_json(body).sent_at_ms
        said.append(max(min(sent_at_ms, row.arrived_at_ms), first.get(row.encounter_id, 0)))
    return said
