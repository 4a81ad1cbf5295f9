"""Erasing a resident: the data key goes, and with it every word; what stays are ids, times and the audit trail.

Backups hold the wrapped key until they are overwritten: how long they live is the commission's retention policy.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update

from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import NotVisible
from records.store.policy import Action, Actor, require
from records.store.tables.encounters import Encounter
from records.store.tables.intake import Intake
from records.store.tables.oversight import EncounterMark
from records.store.tables.residents import IdentityCard, Mailbox, MailboxItem, Registration, Resident
from records.store.vault import normal_phone


def find_residents_by_phone(unit: Unit, actor: Actor, phone: str) -> list[str]:
    """Answer the ids of residents with this phone number, through the blind index."""
    require(actor, Action.ERASE_RESIDENT)
    index = unit.vault.index("phone", normal_phone(phone))
    found = unit.connection.execute(select(Resident.id).where(Resident.phone_index == index).order_by(Resident.id))
    ids = [str(row.id) for row in found]
    unit.audit(Happening(actor.role, actor.id, Action.ERASE_RESIDENT, "resident:search", {"found": len(ids)}))
    return ids


def erase_resident(unit: Unit, actor: Actor, resident_id: str) -> None:
    """Erase a resident for good; raises `NotVisible`. Erasing twice is no error.

    Besides the data key go the blind indexes, the sealed identity, what was confirmed of an identity card, messages that wait for the
    phone, envelopes that never opened, and mailboxes that nobody else uses.
    """
    require(actor, Action.ERASE_RESIDENT)
    connection = unit.connection
    if connection.execute(select(Resident.id).where(Resident.id == resident_id).with_for_update()).first() is None:
        raise NotVisible("no such resident")
    encounters = select(Encounter.id).where(Encounter.resident_id == resident_id)
    connection.execute(
        update(Resident)
        .where(Resident.id == resident_id)
        .values(
            data_key=None,
            kek_id=None,
            person_index=None,
            phone_index=None,
            name_index=None,
            name_sealed=None,
            phone_sealed=None,
            birth_sealed=None,
            erased_at_ms=unit.now_ms,
        )
    )
    connection.execute(delete(IdentityCard).where(IdentityCard.resident_id == resident_id))
    connection.execute(delete(MailboxItem).where(MailboxItem.encounter_id.in_(encounters)))
    connection.execute(
        update(Intake)
        .where(Intake.record_id.in_(encounters), Intake.envelope.is_not(None))
        .values(state="failed", reason="erased", envelope=None)
    )
    connection.execute(update(EncounterMark).where(EncounterMark.encounter_id.in_(encounters)).values(group_index=None))
    boxes = list(
        connection.execute(select(Registration.mailbox_id).where(Registration.resident_id == resident_id)).scalars()
    )
    others = select(Registration.mailbox_id).where(
        Registration.mailbox_id.in_(boxes), Registration.resident_id != resident_id
    )
    lonely = set(boxes) - set(connection.execute(others).scalars())
    # The rows stay, because registrations point to them; without the secret's digest nobody can fetch from them.
    connection.execute(update(Mailbox).where(Mailbox.id.in_(lonely)).values(secret_digest=b"", public_key=b""))
    unit.audit(Happening(actor.role, actor.id, Action.ERASE_RESIDENT, f"resident:{resident_id}", {"do": "erase"}))
