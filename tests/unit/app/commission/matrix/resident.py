"""A resident with one encounter, as far along as a request needs it, and what must be seen by nobody else."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select

from records.identity_number import check_character
from records.model import RecordGuidance, RecordUrgency
from records.seal.share import SEALED_LENGTHS
from records.store.cockpit import act, confirm_diagnosis, rate, sign
from records.store.followups import finish_follow_up, plan_follow_up, today
from records.store.mailbox import digest_of
from records.store.oversight.glass import break_glass
from records.store.policy import Actor, Role
from records.store.shares import make_share
from records.store.tables.care import Rating
from records.store.tables.encounters import Encounter
from records.store.tables.oversight import BrokenGlass
from records.store.views import ActionDetail
from tests.fakes.commission import Phone, World, encounter_record, new_hex, photo_entry

Stage = Literal["open", "held", "confirmed", "signed"]
NAME = "田秀兰"
COMPLAINT = "胸闷两天，像压了块磨盘"
_HELD: Final = RecordGuidance(
    urgency=RecordUrgency.SOON,
    action="see_doctor_soon",
    headline="请在一到三天内去看医生",
    now=(),
    where=(),
    bring=(),
    watch_for=(),
    why=(),
    who_looked=(),
    comfort="",
    held_since=1,
)
SHARE_PROOF: Final = bytes(range(32))


@dataclass(frozen=True)
class Resident:
    """Her phone, her encounter, what hangs on it, and the version that a doctor saw last."""

    phone: Phone
    resident_id: str
    encounter_id: str
    attachment_id: str
    photo: bytes
    version: int
    things: dict[str, str]
    """By their name in a path: a referral, a task, one that is done, a rating, a broken glass, a share, an envelope that failed, a magnet,
    an account."""

    @property
    def marks(self) -> tuple[bytes, ...]:
        """What an answer that tells of her holds one of."""
        words = (NAME, COMPLAINT, self.encounter_id, self.resident_id, self.phone.phone, self.phone.identity_number)
        return (*(word.encode() for word in words), self.photo)


def arrive(world: World, stage: Stage) -> Resident:
    """Let her consultation arrive, and a doctor go as far as `stage`."""
    encounter_id, attachment_id = new_hex(), new_hex()
    phone = Phone(name=NAME, phone=f"139{random.randrange(10**8):08d}", identity_number=_card())
    photo = b"\xff\xd8" + encounter_id.encode()
    world.take(world.identity(phone.registration(encounter_id)))
    entries, guidance = (photo_entry(attachment_id, photo),), _HELD if stage == "held" else None
    record = encounter_record(encounter_id, attachments=entries, chief_complaint=COMPLAINT, guidance=guidance)
    world.take(world.record(record))
    world.take(world.attachment(encounter_id, attachment_id, photo))
    things = {
        **_care(world, encounter_id),
        **_glass(world, phone),
        **_share(world, phone),
        **_house(world, encounter_id),
    }
    version = 1
    if stage not in ("open", "held"):
        with world.database.transaction() as unit:
            version = confirm_diagnosis(unit, world.doctor, encounter_id, "I20.0", "不稳定型心绞痛")
    if stage == "signed":
        with world.database.transaction() as unit:
            signer = world.keys.receipt
            sign(unit, world.doctor, encounter_id, version, signer=signer, enqueue=world.queue.enqueue)
    return Resident(phone, _resident_of(world, encounter_id), encounter_id, attachment_id, photo, version, things)


def _card() -> str:
    """A number of somebody who was born when her registration says: in one community nobody else's."""
    first = f"{random.randrange(110_000, 660_000)}19700506{random.randrange(100):02d}1"
    return first + check_character(first)


def _care(world: World, encounter_id: str) -> dict[str, str]:
    action_id, follow_up_id, finished_id = new_hex(), new_hex(), new_hex()
    detail = ActionDetail(hospital="自治区人民医院", department="心内科")
    with world.database.transaction() as unit:
        act(unit, world.doctor, encounter_id, "refer", "请看心脏", detail=detail, action_id=action_id)
        for task in (follow_up_id, finished_id):
            plan_follow_up(unit, world.doctor, encounter_id, today(unit), "打电话问问", follow_up_id=task)
        done = finish_follow_up(unit, world.doctor, encounter_id, finished_id)
        rate(unit, world.doctor, encounter_id, "guidance", "dangerous", "太迟了")
        rating = unit.connection.execute(select(Rating.id).where(Rating.encounter_id == encounter_id)).scalar_one()
    finished = {"finished_id": finished_id, "finished_at_ms": str(done.done_at_ms)}
    return {"action_id": action_id, "follow_up_id": follow_up_id, "rating_id": rating, **finished}


def _glass(world: World, phone: Phone) -> dict[str, str]:
    """Somebody who asks for nothing else broke the glass: a doctor may do it five times a day."""
    passer_by = Actor(Role.DOCTOR, world.create_clinician(new_hex()), name="路过")
    with world.database.transaction() as unit:
        (opened,) = break_glass(unit, passer_by, phone.phone, "昏倒在门口，要看她吃什么药")
        wanted = select(BrokenGlass.id).where(BrokenGlass.resident_id == opened.resident_id)
        return {"glass_id": unit.connection.execute(wanted).scalar_one()}


def _share(world: World, phone: Phone) -> dict[str, str]:
    share_id = new_hex()
    with world.database.transaction() as unit:
        make_share(
            unit,
            share_id=share_id,
            proof_digest=hashlib.sha256(SHARE_PROOF).hexdigest(),
            owner_digest=digest_of(phone.mailbox_secret).hex(),
            sealed=bytes(SEALED_LENGTHS[0]),
        )
    return {"share_id": share_id}


def _house(world: World, encounter_id: str) -> dict[str, str]:
    (magnet,) = world.admin.issue_magnets(world.community, "wang", 1)
    username = f"spare{new_hex()}"
    world.create_clinician(username, communities=(world.community,))
    broken = bytearray(world.record(encounter_record(encounter_id, revision=2)))
    broken[-1] ^= 1
    intake_id = world.accept(bytes(broken)).intake_id
    world.opener.open(intake_id)
    return {"magnet_id": magnet, "username": username, "intake_id": str(intake_id)}


def _resident_of(world: World, encounter_id: str) -> str:
    with world.database.reading() as connection:
        found = connection.execute(select(Encounter.resident_id).where(Encounter.id == encounter_id))
        return str(found.scalar_one())
