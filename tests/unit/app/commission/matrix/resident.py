"""A resident with one encounter, as far along as a request needs it, and what must be seen by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from records.store.cockpit import confirm_diagnosis, sign
from records.store.tables.encounters import Encounter
from tests.fakes.commission import Phone, World, encounter_record, new_hex, photo_entry

Stage = Literal["open", "confirmed", "signed"]
NAME = "田秀兰"
COMPLAINT = "胸闷两天，像压了块磨盘"


@dataclass(frozen=True)
class Resident:
    """Her phone, her encounter, and the version that a doctor saw last."""

    phone: Phone
    resident_id: str
    encounter_id: str
    attachment_id: str
    photo: bytes
    version: int

    @property
    def marks(self) -> tuple[bytes, ...]:
        """What an answer that tells of her holds one of."""
        return (NAME.encode(), COMPLAINT.encode(), self.encounter_id.encode(), self.phone.phone.encode(), self.photo)


def arrive(world: World, stage: Stage) -> Resident:
    """Let her consultation arrive, and a doctor go as far as `stage`."""
    encounter_id, attachment_id, phone = new_hex(), new_hex(), Phone(name=NAME)
    photo = b"\xff\xd8" + encounter_id.encode()
    world.take(world.identity(phone.registration(encounter_id)))
    record = encounter_record(encounter_id, attachments=(photo_entry(attachment_id, photo),), chief_complaint=COMPLAINT)
    world.take(world.record(record))
    world.take(world.attachment(encounter_id, attachment_id, photo))
    version = 1
    if stage != "open":
        with world.database.transaction() as unit:
            version = confirm_diagnosis(unit, world.doctor, encounter_id, "I20.0", "不稳定型心绞痛")
    if stage == "signed":
        with world.database.transaction() as unit:
            signer = world.keys.receipt
            sign(unit, world.doctor, encounter_id, version, signer=signer, enqueue=world.queue.enqueue)
    return Resident(phone, _resident_of(world, encounter_id), encounter_id, attachment_id, photo, version)


def _resident_of(world: World, encounter_id: str) -> str:
    with world.database.reading() as connection:
        found = connection.execute(select(Encounter.resident_id).where(Encounter.id == encounter_id))
        return str(found.scalar_one())
