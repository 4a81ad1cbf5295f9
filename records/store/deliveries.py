"""What the archive worker gets of the store, and what clinicians see of it: `records.archive.deliverer.SignedEncounters`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert

from records import identity_number
from records.archive.errors import ArchiveError
from records.archive.values import SignedEncounter
from records.model import Registration as Identity
from records.store.audit import Happening
from records.store.charts import Chart, keyed_chart, load_chart
from records.store.consent import Withdrawal, endings
from records.store.database import Database, Unit
from records.store.encounters import opened_registration
from records.store.errors import NotVisible
from records.store.identity_card import is_of, opened_number
from records.store.policy import Action, Actor, Role, require, require_community
from records.store.reviewed import note_with_addenda
from records.store.signatures import EnqueueArchive
from records.store.tables.care import Delivery, DeliveryOutcome, Signature
from records.store.tables.encounters import Encounter, Revision
from records.store.tables.people import Clinician, Community
from records.store.tables.residents import IdentityCard, Registration, Resident
from records.store.vault import Place
from records.store.views import DeliveryView

WORKER = Actor(Role.ARCHIVE_WORKER, "archive")
MOST = 500
_HAVE = (
    select(DeliveryOutcome.destination)
    .select_from(Delivery)
    .outerjoin(
        DeliveryOutcome,
        (DeliveryOutcome.encounter_id == Delivery.encounter_id)
        & (DeliveryOutcome.number == Delivery.number)
        & (DeliveryOutcome.state == "delivered"),
    )
    .where(Delivery.encounter_id == bindparam("encounter_id"))
)
"""Who has it as it was signed last; one row that names nobody where nobody has, none where it is not signed."""

_READ: tuple[Any, ...] = (
    Encounter.id,
    Encounter.resident_id,
    Encounter.community_id,
    Resident.data_key,
    Signature.number,
    Signature.version,
    Signature.revision,
    Signature.content_sealed,
    Signature.token,
    Signature.clinician_id,
    Signature.signed_at_ms,
    Clinician.name,
    Community.name_zh,
    Community.name_en,
    Registration.body_sealed,
    Revision.record_sealed,
    IdentityCard.number_sealed,
    IdentityCard.name_index,
    IdentityCard.seen_at_ms,
)
_SIGNED = (
    select(*_READ)
    .select_from(Encounter)
    .outerjoin(Resident, Resident.id == Encounter.resident_id)
    .outerjoin(IdentityCard, IdentityCard.resident_id == Encounter.resident_id)
    .outerjoin(Signature, Signature.encounter_id == Encounter.id)
    .outerjoin(Clinician, Clinician.id == Signature.clinician_id)
    .outerjoin(Community, Community.id == Encounter.community_id)
    .outerjoin(Registration, Registration.encounter_id == Encounter.id)
    .outerjoin(Revision, (Revision.encounter_id == Encounter.id) & (Revision.revision == Signature.revision))
    .where(Encounter.id == bindparam("encounter_id"))
    .order_by(Signature.number)
)
"""Everything that is needed of an encounter, by signature; one row without a number where it is not signed."""
_LOCKED = select(Delivery.number).where(Delivery.encounter_id == bindparam("encounter_id")).with_for_update()
_FACTS = ("number", "state", "last_error", "reason", "place", "detail_sealed", "digest", "updated_at_ms")
_INSERTED = insert(DeliveryOutcome).values({name: bindparam(name) for name in ("encounter_id", "destination", *_FACTS)})
_NOTE = _INSERTED.on_conflict_do_update(
    index_elements=[DeliveryOutcome.encounter_id, DeliveryOutcome.destination],
    set_={name: _INSERTED.excluded[name] for name in _FACTS},
)
_FAILING = select(DeliveryOutcome.last_error).where(
    DeliveryOutcome.encounter_id == bindparam("of"), DeliveryOutcome.state == "failed"
)
_SUM_UP = (
    update(Delivery)
    .where(Delivery.encounter_id == bindparam("of"))
    .values(
        state=case((_FAILING.exists(), "failed"), else_=bindparam("otherwise")),
        attempts=Delivery.attempts + 1,
        last_error=_FAILING.order_by(DeliveryOutcome.updated_at_ms.desc()).limit(1).scalar_subquery(),
        updated_at_ms=bindparam("at_ms"),
    )
)


class Deliveries:
    """The worker's side; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load_for(
        self, encounter_id: str, destinations: Sequence[str], *, away: Collection[str]
    ) -> tuple[frozenset[str], SignedEncounter | None]:
        """Answer which of the destinations do not have the encounter as it was signed last, and the encounter.

        The former are none where it is not signed. It stays closed, and is None, where they are none or all `away`. Raises as `load`.
        """
        # That it was read is lost with a power cut only while its job is unfinished, and who does that again reads it again.
        with self._database.transaction(flush=False) as unit:
            rows = unit.connection.execute(_HAVE, {"encounter_id": encounter_id}).scalars().all()
            missing = frozenset(destinations) - frozenset(rows) if rows else frozenset()
            return missing, _opened(unit, encounter_id) if missing - frozenset(away) else None

    def load(self, encounter_id: str) -> SignedEncounter:
        """Answer an encounter exactly as it was signed last, and as it was before; raises `NotVisible` (`Erased`), `StoreUnavailable`."""
        with self._database.transaction() as unit:
            return _opened(unit, encounter_id)

    def delivered(self, encounter_id: str, number: int, destination: str, digest: str) -> None:
        """Note that a destination has the encounter as this signature says."""
        self._note(encounter_id, number, destination, None, digest)

    def failed(self, encounter_id: str, number: int, destination: str, error: ArchiveError) -> None:
        """Note why a destination has it not."""
        self._note(encounter_id, number, destination, error, None)

    def _note(
        self, encounter_id: str, number: int, destination: str, error: ArchiveError | None, digest: str | None
    ) -> None:
        # Lost with a power cut, it is done again: the job ends in a later commit, which makes this one durable too.
        with self._database.transaction(flush=False) as unit:
            require(WORKER, Action.DELIVER)
            newest = unit.connection.execute(_LOCKED, {"encounter_id": encounter_id}).scalar_one_or_none()
            if newest is None:
                raise NotVisible("no such delivery")
            detail = b"" if error is None else error.detail.encode()
            outcome = {
                "number": number,
                "state": "failed" if error else "delivered",
                "last_error": None if error is None else str(error)[:500],
                "reason": None if error is None else error.reason.value,
                "place": (error.place or None) if error else None,
                "detail_sealed": load_chart(unit, encounter_id).seal(
                    "delivery_outcome", f"{encounter_id}/{destination}", "detail", detail
                )
                if detail
                else None,
                "digest": digest,
                "updated_at_ms": unit.now_ms,
            }
            unit.connection.execute(_NOTE, {"encounter_id": encounter_id, "destination": destination, **outcome})
            # Signed again meanwhile: that signature's own job says how it ends.
            otherwise = "pending" if newest > number else "delivered"
            unit.connection.execute(_SUM_UP, {"of": encounter_id, "otherwise": otherwise, "at_ms": unit.now_ms})
            said = {"destination": destination, "outcome": outcome["state"], "number": number}
            unit.audit(Happening(WORKER.role, WORKER.id, Action.DELIVER, f"encounter:{encounter_id}", said))


def _opened(unit: Unit, encounter_id: str) -> SignedEncounter:
    require(WORKER, Action.READ_ENCOUNTER)
    made = signed_encounter(unit, encounter_id)
    detail = {"number": made.encounter_no, "revision": made.record.revision}
    unit.audit(Happening(WORKER.role, WORKER.id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}", detail))
    return made


def signed_encounter(unit: Unit, encounter_id: str) -> SignedEncounter:
    """Answer an encounter as it was signed last, with what was signed before; raises `NotVisible` (`Erased`). The caller audits."""
    rows = unit.connection.execute(_SIGNED, {"encounter_id": encounter_id}).all()
    if not rows:
        raise NotVisible("no such encounter")
    chart = keyed_chart(unit, rows[0])
    if rows[0].number is None:
        raise NotVisible("this encounter is not signed")
    who = opened_registration(chart, rows[0].body_sealed)
    ended = endings(unit, str(chart.encounter.resident_id), encounter_id)
    *earlier, last = [_as_signed(chart, who, row, ended) for row in rows]
    return last.model_copy(update={"earlier": tuple(earlier)})


def _as_signed(chart: Chart, who: Identity, row: Row[Any], ended: Sequence[Withdrawal]) -> SignedEncounter:
    content: dict[str, Any] = json.loads(
        chart.open("signature", f"{chart.id}/{row.version}", "content", row.content_sealed)
    )
    return SignedEncounter(
        encounter_id=chart.id,
        encounter_no=row.number,
        resident_id=str(chart.encounter.resident_id),
        resident_name=who.name,
        resident_phone=who.phone,
        resident_identity_number=who.identity_number if identity_number.read(who.identity_number) else "",
        resident_identity_card=_on_the_card(chart, who, row),
        birth_date=who.birth_date,
        record=chart.opened_record(row.revision, row.record_sealed),
        note=note_with_addenda(content),
        diagnosis_icd10=content["diagnosis"]["icd10"],
        diagnosis_name=content["diagnosis"]["name"],
        referral=content["referral"],
        practitioner_id=row.clinician_id,
        practitioner_name=row.name,
        community_id=str(chart.encounter.community_id),
        community_name_zh=row.name_zh,
        community_name_en=row.name_en,
        signed_at=datetime.fromtimestamp(row.signed_at_ms / 1000, UTC),
        signature=row.token,
        consent_version=who.consent_version,
        consented_at_ms=who.consented_at_ms,
        # As it was known when this was signed: what is delivered twice is the same twice.
        consent_ended_at_ms=next((each.at_ms for each in ended if each.known_at_ms <= row.signed_at_ms), None),
    )


def _on_the_card(chart: Chart, who: Identity, row: Row[Any]) -> str:
    """Answer the confirmed number where it was confirmed by the time of this signature, and this encounter says to be of that person.

    What was signed before stays as it was.
    """
    if row.number_sealed is None or row.seen_at_ms > row.signed_at_ms:
        return ""
    vault = chart.unit.vault
    number = opened_number(vault, chart.key, str(chart.encounter.resident_id), row.number_sealed)
    return number if is_of(vault, number, row, who) else ""


def list_deliveries(unit: Unit, actor: Actor, *, limit: int = MOST) -> list[DeliveryView]:
    """Answer the deliveries of the actor's communities: what failed first, then what waits, then the newest."""
    require(actor, Action.LIST_DELIVERIES)
    rows = unit.connection.execute(
        select(Delivery.__table__, Resident.name_sealed, Resident.data_key)
        .join(Encounter.__table__, Encounter.id == Delivery.encounter_id)
        .join(Resident.__table__, Resident.id == Delivery.resident_id)
        .where(Encounter.community_id.in_(sorted(actor.communities)), Resident.data_key.is_not(None))
        .order_by(Delivery.state != "failed", Delivery.state != "pending", Delivery.updated_at_ms.desc())
        .limit(min(limit, MOST))
    ).all()
    outcomes: dict[str, list[tuple[str, str]]] = {}
    for found in unit.connection.execute(
        select(DeliveryOutcome.__table__)
        .where(DeliveryOutcome.encounter_id.in_([row.encounter_id for row in rows]))
        .order_by(DeliveryOutcome.destination)
    ):
        outcomes.setdefault(found.encounter_id, []).append((found.destination, found.state))
    unit.audit(Happening(actor.role, actor.id, Action.LIST_DELIVERIES, "deliveries:own", {"count": len(rows)}))
    return [
        DeliveryView(
            encounter_id=row.encounter_id,
            name=unit.vault.open(
                unit.vault.data_key(row.data_key, row.resident_id),
                Place("resident", row.resident_id, "name"),
                row.name_sealed,
            ).decode(),
            state=row.state,
            attempts=row.attempts,
            last_error=row.last_error,
            destinations=tuple(outcomes.get(row.encounter_id, ())),
            updated_at_ms=row.updated_at_ms,
        )
        for row in rows
    ]


def retry_delivery(unit: Unit, actor: Actor, encounter_id: str, *, enqueue: EnqueueArchive) -> None:
    """Enqueue a delivery again, in this transaction; raises `NotVisible`."""
    require(actor, Action.RETRY_DELIVERY)
    row = unit.connection.execute(
        select(Delivery.resident_id, Encounter.community_id)
        .join(Encounter, Encounter.id == Delivery.encounter_id)
        .where(Delivery.encounter_id == encounter_id)
    ).one_or_none()
    if row is None:
        raise NotVisible("no such delivery")
    require_community(actor, Action.RETRY_DELIVERY, row.community_id)
    unit.connection.execute(
        update(Delivery).where(Delivery.encounter_id == encounter_id).values(state="pending", updated_at_ms=unit.now_ms)
    )
    enqueue(unit.driver_connection(), encounter_id, row.resident_id)
    unit.audit(Happening(actor.role, actor.id, Action.RETRY_DELIVERY, f"encounter:{encounter_id}"))
