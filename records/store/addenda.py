"""What is added to a signed encounter: never a change, always another signature, and another delivery to the archive."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import insert, select

from records.seal.keys import SigningKey
from records.store.audit import Happening
from records.store.charts import Chart
from records.store.cockpit import put_diagnosis
from records.store.database import Unit
from records.store.encounters import visible_chart
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor
from records.store.reviewed import require_same
from records.store.reviewing import judge_edits
from records.store.signatures import EnqueueArchive, put_signature, signed_content
from records.store.tables.care import Signature
from records.store.tables.review import Addendum
from records.store.views import DiagnosisView

MOST_TEXT: Final = 4_000


def add_addendum(
    unit: Unit,
    actor: Actor,
    encounter_id: str,
    text: str,
    *,
    addendum_id: str,
    corrected: DiagnosisView | None,
    signer: SigningKey,
    enqueue: EnqueueArchive,
) -> int:
    """Add a text, and a corrected diagnosis where there is one, to what was signed; answers when it was signed, in ms.

    What was signed before stays word for word; the new signature covers it and the addition. The same id again adds nothing twice.
    Raises `Refused` (empty, too long, not signed, not a code).
    """
    chart = visible_chart(unit, actor, Action.ADD_ADDENDUM, encounter_id, for_update=True)
    known = unit.connection.execute(select(Addendum.__table__).where(Addendum.id == addendum_id)).one_or_none()
    if known is not None:
        if (known.encounter_id, known.clinician_id) != (encounter_id, actor.id):
            raise NotVisible("no such addendum")
        kept = json.loads(chart.open("addendum", addendum_id, "body", known.body_sealed))
        require_same(kept["text"], text.strip())
        return int(known.written_at_ms)
    if chart.encounter.status != "signed":
        raise Refused("not_signed", "only what was signed is added to; an open note is edited")
    if not text.strip():
        raise Refused("empty", "an addendum has a text")
    if len(text) > MOST_TEXT:
        raise Refused("too_long", f"an addendum has at most {MOST_TEXT} characters")
    record = chart.record(_signed_revision(chart))
    if corrected is not None:
        corrected = put_diagnosis(chart, actor, corrected)
        judge_edits(chart)
    body = {
        "text": text.strip(),
        "clinician": actor.name,
        "written_at_ms": unit.now_ms,
        "diagnosis": corrected.model_dump(include={"icd10", "name"}) if corrected else None,
    }
    content = signed_content(chart)
    content["addenda"] = [*content.get("addenda", []), body]
    if body["diagnosis"] is not None:
        content["diagnosis"] = body["diagnosis"]
    version = int(chart.encounter.version) + 1
    number = put_signature(chart, actor, record, content, version, signer=signer, enqueue=enqueue)
    unit.connection.execute(
        insert(Addendum).values(
            id=addendum_id,
            encounter_id=encounter_id,
            clinician_id=actor.id,
            body_sealed=chart.seal("addendum", addendum_id, "body", json.dumps(body, ensure_ascii=False).encode()),
            number=number,
            written_at_ms=unit.now_ms,
        )
    )
    detail = {"id": addendum_id, "number": number, "corrects": corrected is not None}
    unit.audit(Happening(actor.role, actor.id, Action.ADD_ADDENDUM, f"encounter:{encounter_id}", detail))
    return unit.now_ms


def _signed_revision(chart: Chart) -> int:
    return int(
        chart.unit.connection.execute(
            select(Signature.revision)
            .where(Signature.encounter_id == chart.id)
            .order_by(Signature.number.desc())
            .limit(1)
        ).scalar_one()
    )
