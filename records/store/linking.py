"""An identity arrives: the resident is found or made, and what waited for it is sealed anew under the resident's key."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import String, Table, bindparam, cast, literal, select, union_all, update
from sqlalchemy.dialects.postgresql import insert

from records.errors import BadKey, CannotOpen, Reason
from records.model import Registration
from records.seal.envelope import IdentityHeader
from records.seal.keys import KEM_PUBLIC_BYTES, kem_public_key
from records.seal.wire import from_b64u
from records.store.charts import Chart
from records.store.database import Unit, new_id
from records.store.errors import Erased
from records.store.identity_card import another_told
from records.store.incoming import hold_encounter
from records.store.kek.port import DataKey, kek_of
from records.store.magnets import doctor_left
from records.store.outcomes import Fault, Faulty
from records.store.tables.care import Message
from records.store.tables.encounters import Attachment, Encounter, Revision
from records.store.tables.people import Clinician, Magnet
from records.store.tables.residents import Mailbox, Resident
from records.store.tables.residents import Registration as RegistrationTable
from records.store.vault import Place, normal_name, normal_phone

LATE_MS = 24 * 3600 * 1000
"""How long after a magnet ended an identity may come that says it is from before: a phone or a commission that was away for a day."""
_SECRET_BYTES = 32
_HANDS = 3
# Built once: an identity comes with every consultation, and building its statements took longer than running them.
_MAGNET = select(Magnet.community_id, Magnet.revoked_at_ms, Magnet.clinician_id).where(Magnet.id == bindparam("magnet"))
_STAYS = select(Clinician.id).where(Clinician.id == bindparam("shown")).with_for_update(read=True, key_share=True)
_SHOWN = (
    select(Magnet.clinician_id, doctor_left().label("left"))
    .join(Clinician, Clinician.id == Magnet.clinician_id)
    .where(Magnet.id == bindparam("magnet"))
)
_NEW_MAILBOX = insert(Mailbox)
_OPEN_MAILBOX = _NEW_MAILBOX.on_conflict_do_update(
    index_elements=[Mailbox.id],
    set_={"public_key": _NEW_MAILBOX.excluded.public_key, "secret_digest": _NEW_MAILBOX.excluded.secret_digest},
    where=Mailbox.secret_digest == b"",  # emptied by an erasure: the phone begins anew
).returning(Mailbox.id)
_SECRET_DIGEST = select(Mailbox.secret_digest).where(Mailbox.id == bindparam("mailbox"))
_KNOWN = (
    select(Resident.id, Resident.data_key)
    .where(Resident.community_id == bindparam("community"), Resident.person_index == bindparam("person"))
    .with_for_update()
)
_MAKE = (
    insert(Resident)
    .on_conflict_do_nothing(index_elements=[Resident.community_id, Resident.person_index])
    .returning(Resident.id)
)
_SAID_LAST = update(Resident).where(Resident.id == bindparam("resident"))
_LINK = update(Encounter).where(Encounter.id == bindparam("encounter"))


def register(unit: Unit, header: IdentityHeader, registration: Registration, *, received_at_ms: int) -> None:
    """Link an encounter to its resident; raises `Faulty` (form, magnet, mailbox) and stores nothing then."""
    if "\0" in registration.consent_version:
        raise Faulty(Fault.FORM)  # before it breaks the group that it came with
    encounter = hold_encounter(unit, header.record_id, received_at_ms)
    community_id, shown = _magnet(unit, header, begun_at_ms=encounter.received_at_ms, received_at_ms=received_at_ms)
    if encounter.resident_id is not None:
        raise Faulty(Fault.DUPLICATE)
    doctor_id = _doctor(unit, header.magnet, shown)
    mailbox_id = _mailbox(unit, registration)
    resident_id, key = _resident(unit, community_id, registration)
    kept = registration.model_copy(update={"mailbox_secret": ""})
    body = kept.model_dump_json().encode()
    unit.connection.execute(
        insert(RegistrationTable),
        {
            "encounter_id": header.record_id,
            "resident_id": resident_id,
            "magnet_id": header.magnet,
            "mailbox_id": mailbox_id,
            "body_sealed": unit.vault.seal(key, Place("registration", header.record_id, "body"), body),
            "consent_version": registration.consent_version,
            "consented_at_ms": registration.consented_at_ms,
            "lang": registration.lang,
        },
    )
    waiting = Chart(unit, encounter, unit.vault.waiting_key(header.record_id))
    values: dict[str, Any] = {
        "resident_id": resident_id,
        "community_id": community_id,
        "doctor_id": doctor_id,
        "changed_at_ms": unit.now_ms,
    }
    if encounter.summary_sealed is not None:
        place = Place("encounter", header.record_id, "summary")
        values["summary_sealed"] = _again(waiting, key, place, encounter.summary_sealed)
    _seal_anew(waiting, key)
    unit.connection.execute(_LINK, {"encounter": header.record_id, **values})


def _magnet(unit: Unit, header: IdentityHeader, *, begun_at_ms: int, received_at_ms: int) -> tuple[str, str]:
    """Answer the community of a magnet, and whom it shows, who may have left; raises `Faulty` for one unknown or ended.

    A talk that was going on when its magnet ended goes on to its doctor: something of it had arrived before, or the phone says that it
    began before and was kept from the store for a day at most. A phone that lies about that gains nothing: without a token, of which it
    gets none any more, no node answers it, and an identity without a record is seen by nobody.
    """
    magnet = unit.connection.execute(_MAGNET, {"magnet": header.magnet}).one_or_none()
    if magnet is None:
        raise Faulty(Fault.MAGNET)
    ended_at_ms = magnet.revoked_at_ms
    if ended_at_ms is None or begun_at_ms <= ended_at_ms or received_at_ms <= ended_at_ms:
        return magnet.community_id, magnet.clinician_id
    if header.created_at_ms <= ended_at_ms and received_at_ms - ended_at_ms <= LATE_MS:
        return magnet.community_id, magnet.clinician_id
    raise Faulty(Fault.MAGNET)


def _doctor(unit: Unit, magnet_id: str, shown: str) -> str | None:
    """Answer the doctor of a magnet, None where they have left. They are held: who leaves at this moment leaves this encounter, too.

    `shown` is whom the magnet showed. Who is waited for here may have handed it on: then whom it shows now is held and asked about,
    and where it changes hands faster than that nobody is taken for its doctor.
    """
    for _ in range(_HANDS):
        unit.connection.execute(_STAYS, {"shown": shown})
        # Another statement: it sees what was done while the lock was waited for.
        now = unit.connection.execute(_SHOWN, {"magnet": magnet_id}).one()
        if now.clinician_id == shown:
            return None if now.left else shown
        shown = now.clinician_id
    return None


def _mailbox(unit: Unit, registration: Registration) -> str:
    try:
        public = from_b64u(registration.mailbox_key, reason=Reason.JSON, length=KEM_PUBLIC_BYTES)
        secret = from_b64u(registration.mailbox_secret, reason=Reason.JSON, length=_SECRET_BYTES)
        mailbox_id = kem_public_key(public).key_id
    except (CannotOpen, BadKey):
        raise Faulty(Fault.MAILBOX) from None
    secret_digest = hashlib.sha256(secret).digest()
    mailbox = {
        "id": mailbox_id,
        "public_key": public,
        "secret_digest": secret_digest,
        "last_seq": 0,
        "created_at_ms": unit.now_ms,
    }
    if unit.connection.execute(_OPEN_MAILBOX, mailbox).first() is not None:
        return mailbox_id
    kept = unit.connection.execute(_SECRET_DIGEST, {"mailbox": mailbox_id}).scalar_one()
    if kept != secret_digest:  # digests of random secrets: how long the comparison takes tells nothing of use
        raise Faulty(Fault.MAILBOX)
    return mailbox_id


def _resident(unit: Unit, community_id: str, registration: Registration) -> tuple[str, DataKey]:
    """Answer the resident of this person id in this community, with name, phone and birth date as said last."""
    person = unit.vault.index("person", registration.person_id)
    known = _known(unit, community_id, person)
    if known is None:
        if (made := _made(unit, community_id, person, registration)) is not None:
            return made
        known = _known(unit, community_id, person)
    if known is None:
        raise Erased("this resident was erased")
    resident_id, key = known
    unit.connection.execute(_SAID_LAST, {"resident": resident_id, **_told(unit, resident_id, key, registration)})
    another_told(unit, resident_id, key, registration)
    return resident_id, key


def _made(unit: Unit, community_id: str, person: bytes, registration: Registration) -> tuple[str, DataKey] | None:
    """Make a resident; answer None where another one made this person meanwhile."""
    resident_id = new_id()
    # Wrapping may be a call to a token or to Vault: only somebody new costs one.
    key, wrapped = unit.vault.new_data_key(resident_id)
    values = {
        "id": resident_id,
        "community_id": community_id,
        "person_index": person,
        "kek_id": kek_of(wrapped, resident_id),
        "data_key": wrapped,
        "created_at_ms": unit.now_ms,
        **_told(unit, resident_id, key, registration),
    }
    return (resident_id, key) if unit.connection.execute(_MAKE, values).first() is not None else None


def _told(unit: Unit, resident_id: str, key: DataKey, registration: Registration) -> dict[str, bytes | None]:
    """Answer the columns that hold who somebody is, sealed under the resident's key, with their blind indexes."""

    def sealed(column: str, value: str | None) -> bytes | None:
        return None if value is None else unit.vault.seal(key, Place("resident", resident_id, column), value.encode())

    return {
        "name_sealed": sealed("name", registration.name),
        "phone_sealed": sealed("phone", registration.phone),
        "birth_sealed": sealed("birth", registration.birth_date),
        "name_index": unit.vault.index("name", normal_name(registration.name)),
        "phone_index": unit.vault.index("phone", normal_phone(registration.phone)),
    }


def _known(unit: Unit, community_id: str, person: bytes) -> tuple[str, DataKey] | None:
    """Answer the resident of this person index, held until the transaction ends; None where there is none."""
    found = unit.connection.execute(_KNOWN, {"community": community_id, "person": person}).one_or_none()
    if found is None:
        return None
    if found.data_key is None:
        raise Erased("this resident was erased")
    return found.id, unit.vault.data_key(found.data_key, found.id)


def _again(waiting: Chart, key: DataKey, place: Place, sealed: bytes) -> bytes:
    vault = waiting.unit.vault
    return vault.seal(key, place, vault.open(waiting.key, place, sealed))


def _seal_anew(waiting: Chart, key: DataKey) -> None:
    """Seal every waiting value of an encounter under the resident's key."""
    for row in waiting.unit.connection.execute(_WAITING, {"encounter": waiting.id}).all():
        table, part, column, name = _SEALED_PARTS[row.kept_in]
        place = Place(table.name, f"{waiting.id}/{row.part}", name)
        waiting.unit.connection.execute(
            update(table)
            .where(table.c.encounter_id == waiting.id, cast(table.c[part], String) == row.part)
            .values({column: _again(waiting, key, place, row.sealed)})
        )


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


_SEALED_PARTS: Final[tuple[tuple[Table, str, str, str], ...]] = (
    (_table(Revision), "revision", "record_sealed", "record"),
    (_table(Attachment), "attachment_id", "body_sealed", "body"),
    (_table(Message), "id", "body_sealed", "body"),
)
_WAITING = union_all(
    *(
        select(
            literal(place).label("kept_in"),
            cast(table.c[part], String).label("part"),
            table.c[column].label("sealed"),
        ).where(table.c.encounter_id == bindparam("encounter"))
        for place, (table, part, column, _) in enumerate(_SEALED_PARTS)
    )
)
