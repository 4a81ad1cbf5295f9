"""Whose identity card a doctor has seen: one number of one resident, who saw it and when, until it is taken back.

The number that a resident typed joins nobody. A doctor who has compared it with the card, in person, says so; from then on what is
signed goes to the archive with it. The word holds for exactly that number and that person: it is over when another number arrives, or
another name, sex or birth date, since a phone keeps the id of a person whose name is written over, and that may be a sister. In one
community a number belongs to one resident, found by its blind index; what other communities hold is not asked, since that would tell of
them.
What one account confirmed an administrator takes back at once: a doctor who did not look, or somebody who was not the doctor.
The trail names who confirmed and who took back, never a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from records import identity_number
from records.model import Registration as Identity
from records.store.accounts import find_clinician
from records.store.audit import Happening
from records.store.charts import Chart, charts_of, resident_key
from records.store.database import Unit
from records.store.encounters import registration
from records.store.errors import NotVisible, Refused
from records.store.kek.port import DataKey
from records.store.policy import Action, Actor, Role, require, require_community
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician
from records.store.tables.residents import IdentityCard, Registration, Resident
from records.store.vault import Place, Vault, normal_name
from records.store.views import View


class SeenCard(View):
    """The number that a doctor saw on the card."""

    number: str
    by: str
    seen_at_ms: int


class SameNumber(View):
    """Another resident of the community, for whom this number was confirmed."""

    resident_id: str
    name: str


def confirm_identity(unit: Unit, actor: Actor, resident_id: str, number: str, name: str) -> bool:
    """Note that the actor saw this number and this name on the resident's card; said twice, the first word stands.

    Answers False, and notes nothing but that the actor learnt so much, where the number was confirmed for another resident of the
    community: that is for the trail, too, so the caller commits before it refuses.

    Raises `NotAllowed`, `NotVisible` (foreign, unknown, erased), `Refused` (`number_changed`: one of them is not what the resident said
    last; `number_invalid`; `number_disagrees` with birth date or sex).
    """
    row = _held(unit, actor, Action.CONFIRM_IDENTITY, resident_id)
    seen = card_seen(unit, resident_id)
    told = newest_identity(unit, resident_id)
    if number != (told.identity_number or (seen.number if seen else "")) or normal_name(name) != normal_name(told.name):
        raise Refused("number_changed", "the resident's number or name is another one by now")
    says = identity_number.read(number)
    if says is None:
        raise Refused("number_invalid", "no identity number has this form")
    if says.sex != told.sex or told.birth_date not in (None, says.birth_date.isoformat()):
        raise Refused("number_disagrees", "the number says another birth date or sex than the record")
    key = resident_key(unit, resident_id)
    made = unit.connection.execute(
        insert(IdentityCard)
        .values(
            resident_id=resident_id,
            community_id=row.community_id,
            number_index=_index(unit, row.community_id, number),
            number_sealed=unit.vault.seal(key, _place(resident_id), number.encode()),
            name_index=_name_index(unit.vault, told.name),
            clinician_id=actor.id,
            seen_at_ms=unit.now_ms,
        )
        .on_conflict_do_nothing()
        .returning(IdentityCard.resident_id)
    ).first()
    if made is None and (seen is None or seen.number != number):
        other = confirmed_elsewhere(unit, resident_id, number)
        detail = {"same_number": other.resident_id if other else ""}
        unit.audit(Happening(actor.role, actor.id, Action.READ_RESIDENT, f"resident:{resident_id}", detail))
        return False
    unit.audit(Happening(actor.role, actor.id, Action.CONFIRM_IDENTITY, f"resident:{resident_id}"))
    return True


def withdraw_identity(unit: Unit, actor: Actor, resident_id: str) -> None:
    """Take the word back; where there is none nothing changes. Raises `NotAllowed`, `NotVisible`."""
    _held(unit, actor, Action.WITHDRAW_IDENTITY, resident_id)
    gone = unit.connection.execute(delete(IdentityCard).where(IdentityCard.resident_id == resident_id)).rowcount
    detail = {"do": "take_back", "cards": gone}
    unit.audit(Happening(actor.role, actor.id, Action.WITHDRAW_IDENTITY, f"resident:{resident_id}", detail))


def withdraw_all(unit: Unit, actor: Actor, username: str, *, since_ms: int = 0) -> int:
    """Take back what one account confirmed at a time or after it, of every resident, and answer of how many.

    The trail says so of the account and of each resident. Raises `NotAllowed`, `NotVisible` (no such account).
    """
    require(actor, Action.WITHDRAW_IDENTITIES)
    clinician_id = find_clinician(unit, username)
    mine = (IdentityCard.clinician_id == clinician_id, IdentityCard.seen_at_ms >= since_ms)
    # In one order: two administrators at once do not wait for each other.
    held = select(IdentityCard.resident_id).where(*mine).order_by(IdentityCard.resident_id).with_for_update()
    residents = [str(row.resident_id) for row in unit.connection.execute(held)]
    unit.connection.execute(delete(IdentityCard).where(IdentityCard.resident_id.in_(residents), *mine))
    detail = {"cards": len(residents), "since_ms": since_ms}
    unit.audit(Happening(actor.role, actor.id, Action.WITHDRAW_IDENTITIES, f"clinician:{clinician_id}", detail))
    for resident_id in residents:
        of = {"do": "take_back_all", "of": clinician_id}
        unit.audit(Happening(actor.role, actor.id, Action.WITHDRAW_IDENTITY, f"resident:{resident_id}", of))
    return len(residents)


def another_told(unit: Unit, resident_id: str, key: DataKey, said: Identity) -> None:
    """End what was confirmed where the resident, whom the caller holds, says to be another now. No number says nothing."""
    row = unit.connection.execute(
        select(IdentityCard.number_sealed, IdentityCard.name_index).where(IdentityCard.resident_id == resident_id)
    ).one_or_none()
    if row is None or is_of(unit.vault, opened_number(unit.vault, key, resident_id, row.number_sealed), row, said):
        return
    unit.connection.execute(delete(IdentityCard).where(IdentityCard.resident_id == resident_id))
    detail = {"do": "another_told"}
    unit.audit(Happening(Role.RESIDENT, resident_id, Action.WITHDRAW_IDENTITY, f"resident:{resident_id}", detail))


def is_of(vault: Vault, number: str, card: Any, said: Identity) -> bool:
    """Tell whether a confirmed number can be of who an encounter says the resident is; `card` holds the name's index beside it."""
    says = identity_number.read(number)
    return (
        says is not None
        and said.identity_number in ("", number)
        and said.sex == says.sex
        and said.birth_date in (None, says.birth_date.isoformat())
        and bytes(card.name_index) == _name_index(vault, said.name)
    )


def card_seen(unit: Unit, resident_id: str) -> SeenCard | None:
    """Answer what was confirmed of this resident; None where nothing was. The caller audits, and has asked who may know."""
    row = unit.connection.execute(
        select(IdentityCard.number_sealed, IdentityCard.seen_at_ms, Clinician.name)
        .join(Clinician, Clinician.id == IdentityCard.clinician_id)
        .where(IdentityCard.resident_id == resident_id)
    ).one_or_none()
    if row is None:
        return None
    number = opened_number(unit.vault, resident_key(unit, resident_id), resident_id, row.number_sealed)
    return SeenCard(number=number, by=row.name, seen_at_ms=row.seen_at_ms)


def confirmed_elsewhere(unit: Unit, resident_id: str, number: str) -> SameNumber | None:
    """Answer the other resident of the same community for whom this number was confirmed. The caller audits, as above."""
    if not number:
        return None
    home = unit.connection.execute(select(Resident.community_id).where(Resident.id == resident_id)).scalar_one()
    row = unit.connection.execute(
        select(Resident.id, Resident.name_sealed)
        .join(IdentityCard, IdentityCard.resident_id == Resident.id)
        .where(
            IdentityCard.community_id == home,
            IdentityCard.number_index == _index(unit, home, number),
            IdentityCard.resident_id != resident_id,
        )
    ).one_or_none()
    if row is None:
        return None
    name = unit.vault.open(resident_key(unit, row.id), Place("resident", row.id, "name"), row.name_sealed).decode()
    return SameNumber(resident_id=row.id, name=name)


def opened_number(vault: Vault, key: DataKey, resident_id: str, sealed: bytes) -> str:
    """Answer a number that was read already; raises `SealBroken`."""
    return vault.open(key, _place(resident_id), sealed).decode()


def newest_identity(unit: Unit, resident_id: str, charts: Mapping[str, Chart] | None = None) -> Identity:
    """Answer who the resident said to be last: names and numbers change. Raises `NotVisible`. `charts` spare an opening.

    Last is by the encounter's arrival: a phone asks for consent once, and all that it sends after has that one time of consent.
    """
    newest = unit.connection.execute(
        select(Registration.encounter_id)
        .join(Encounter, Encounter.id == Registration.encounter_id)
        .where(Registration.resident_id == resident_id)
        .order_by(Encounter.received_at_ms.desc(), Registration.consented_at_ms.desc(), Registration.encounter_id)
        .limit(1)
    ).scalar_one_or_none()
    if newest is None:
        raise NotVisible("the identity is not here")
    if charts and newest in charts:
        return registration(charts[newest])
    row = unit.connection.execute(select(Encounter.__table__).where(Encounter.id == newest)).one()
    return registration(charts_of(unit, [row])[newest])


def _held(unit: Unit, actor: Actor, action: Action, resident_id: str) -> Any:
    """Answer the resident's row, held until the transaction ends: an identity that arrives meanwhile waits."""
    require(actor, action)
    row = unit.connection.execute(
        select(Resident.community_id, Resident.data_key).where(Resident.id == resident_id).with_for_update()
    ).one_or_none()
    if row is None or row.data_key is None:
        raise NotVisible("no such resident")
    require_community(actor, action, row.community_id)
    return row


def _index(unit: Unit, community_id: str, number: str) -> bytes:
    """Answer the index of a number in one community: a stolen database does not tell that two of them know one person."""
    return unit.vault.index("identity-number", f"{community_id}/{number}")


def _name_index(vault: Vault, name: str) -> bytes:
    return vault.index("name", normal_name(name))


def _place(resident_id: str) -> Place:
    return Place("identity_card", resident_id, "number")
