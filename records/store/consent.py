"""Whether a resident's consent stands: it is given with every registration, and withdrawn by a sealed reply.

What the phone says last holds, by the phone's own times, since both may wait for a network and arrive in any order. A phone's clock may
be wrong, and no withdrawal may be lost by that: a consent is no later than the arrival of its consultation here, and a withdrawal no
later than its own arrival and no earlier than the consent of the consultation that it was written in. (Personal Information Protection
Law of the PRC, article 15: consent may be withdrawn, and what was done before stays lawful.)
"""

from __future__ import annotations

from sqlalchemy import select

from records.model import ResidentReply
from records.store.charts import load_chart
from records.store.database import Unit
from records.store.tables.care import Message
from records.store.tables.encounters import Encounter
from records.store.tables.residents import Registration

WITHDRAWN = "consent_withdrawn"


def withdrawn_at_ms(unit: Unit, resident_id: str) -> int | None:
    """Answer when a resident withdrew (Unix ms by the phone), or None while the consent that was given last stands."""
    rows = unit.connection.execute(
        select(Message.encounter_id, Message.id, Message.body_sealed, Message.sent_at_ms.label("arrived_at_ms"))
        .join(Encounter, Encounter.id == Message.encounter_id)
        .where(Encounter.resident_id == resident_id, Message.kind == WITHDRAWN)
    ).all()
    if not rows:
        return None
    given = {
        each.encounter_id: min(each.consented_at_ms, each.received_at_ms)
        for each in unit.connection.execute(
            select(Registration.encounter_id, Registration.consented_at_ms, Encounter.received_at_ms)
            .join(Encounter, Encounter.id == Registration.encounter_id)
            .where(Registration.resident_id == resident_id)
        )
    }
    said = []
    for row in rows:
        body = load_chart(unit, row.encounter_id).open(
            "message", f"{row.encounter_id}/{row.id}", "body", row.body_sealed
        )
        sent_at_ms = ResidentReply.model_validate_json(body).sent_at_ms
        said.append(max(min(sent_at_ms, row.arrived_at_ms), given.get(row.encounter_id, 0)))
    return max(said) if max(said) >= max(given.values(), default=0) else None
