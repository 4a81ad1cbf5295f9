"""What the archive said of a resident: sealed, with its origin and date for the doctor, and as little as needed for a consultation."""

from __future__ import annotations

import pytest

from records.archive.essentials import Archived, ArchivedEssentials
from records.archive.fhir.coding import ICD10
from records.model import RecordFinding, RecordMedicine, Text
from records.store.archive_essentials import RELEASED_MS, STALE_MS, Fetched, essentials_for, from_archive
from records.store.charts import load_chart
from records.store.deliveries import Deliveries
from records.store.encounters import registration
from records.store.erasure import erase_resident
from records.store.errors import NotVisible
from records.store.essentials import _essentials
from records.store.policy import SYSTEM, Actor, Role
from tests.fakes.commission import World
from tests.fakes.signing import signed_encounter_id

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SAID = ArchivedEssentials(
    known=True,
    statements=(
        Archived(
            sort="problem", name="2型糖尿病", code_system=ICD10, code="E11", at_ms=1_700_000_000_000, confirmed=True
        ),
        Archived(sort="problem", name="疑似", code_system=ICD10, code="C34", at_ms=1_700_000_000_000),
        Archived(sort="allergy", name="磺胺", at_ms=1_700_000_000_000),
        Archived(sort="allergy", name="头孢"),
        Archived(sort="medicine", name="二甲双胍"),
    ),
)
HYPERTENSION = RecordFinding(
    id="hx.hypertension", name=Text(zh="高血压", en="hypertension"), kind="history", status="present", icd10="I10"
)
AMLODIPINE = RecordMedicine(id="amlodipine", name=Text(zh="氨氯地平", en="Amlodipine"), atc="C08CA01")


def look(world: World, encounter_id: str, asked: list[str]):
    with world.database.transaction() as unit:
        return essentials_for(unit, world.doctor, encounter_id, enqueue=lambda _, resident: asked.append(resident))


def test_the_doctor_sees_both_each_with_its_origin_and_asks_the_archive_when_its_word_is_old(world: World) -> None:
    encounter_id = signed_encounter_id(world, findings=(HYPERTENSION,), medicines=(AMLODIPINE,))
    resident = Deliveries(world.database).load(encounter_id).resident_id
    asked: list[str] = []
    before = look(world, encounter_id, asked)
    assert (before.fetched_at_ms, before.known_to_archive, asked) == (None, None, [resident])
    Fetched(world.database).keep(resident, SAID)
    found = look(world, encounter_id, asked)
    assert asked == [resident]
    assert [(each.sort, each.name, each.origin) for each in found.statements] == [
        ("problem", "高血压", "signed_here"),
        ("medicine", "氨氯地平", "signed_here"),
        ("problem", "2型糖尿病", "archive"),
        ("problem", "疑似", "archive"),
        ("allergy", "磺胺", "archive"),
        ("allergy", "头孢", "archive"),
        ("medicine", "二甲双胍", "archive"),
    ]
    with world.database.reading() as connection:
        (row,) = connection.exec_driver_sql("select body_sealed from archive_essentials").all()
    assert "磺胺".encode() not in bytes(row.body_sealed)
    world.clock.pass_s(STALE_MS / 1000 + 1)
    assert look(world, encounter_id, asked).fetched_at_ms == found.fetched_at_ms
    assert asked == [resident, resident]
    stranger = Actor(Role.DOCTOR, world.doctor_id, frozenset({"0" * 32}), "李医生")
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        essentials_for(unit, stranger, encounter_id)


def test_a_consultation_gets_what_is_confirmed_and_dated_and_nothing_after_a_season(world: World) -> None:
    encounter_id = signed_encounter_id(world)
    resident = Deliveries(world.database).load(encounter_id).resident_id
    Fetched(world.database).keep(resident, SAID)
    with world.database.transaction() as unit:
        allergies, diagnoses = from_archive(unit, resident)
        released = _essentials(unit, resident)
    assert [(each.id, each.name.zh) for each in allergies] == [("", "磺胺"), ("", "头孢")]
    assert allergies[1].told_at_ms == world.clock.now_ms  # it says since when of one only
    assert [each.icd10 for each in diagnoses] == ["E11"]
    assert [each.icd10 for each in released.diagnoses] == ["I20.0", "E11"]
    assert [each.id for each in released.known] == ["hx.allergy"]
    assert (released.allergies, released.medicines) == (allergies, ())
    world.clock.pass_s(RELEASED_MS / 1000 + 1)
    with world.database.transaction() as unit:
        assert from_archive(unit, resident) == ((), ())


def test_what_names_a_person_or_a_number_stays_in_the_archive(world: World) -> None:
    """Compute is never told who it is about, not by an archive's free text either."""
    encounter_id = signed_encounter_id(world)
    resident = Deliveries(world.database).load(encounter_id).resident_id
    with world.database.transaction() as unit:
        who = registration(load_chart(unit, encounter_id))
    texts = (
        f"{who.name}：青霉素皮试(+)",
        "鸡蛋，女儿电话13809510042",
        f"鸡蛋 {' '.join(who.phone)}",
        "青霉素\n既往史：无\x0b",
        "很长" * 30,
        "青霉素类、鸡蛋",
    )
    said = ArchivedEssentials(
        known=True,
        statements=(
            *(Archived(sort="allergy", name=each) for each in texts),
            Archived(
                sort="problem", name=f"{who.name}的糖尿病", code_system=ICD10, code="E11", at_ms=1, confirmed=True
            ),
        ),
    )
    Fetched(world.database).keep(resident, said)
    with world.database.transaction() as unit:
        allergies, diagnoses = from_archive(unit, resident)
    other = "另一种过敏（见健康档案）"
    assert [each.name.zh for each in allergies] == [other, other, other, "青霉素 既往史：无", other, "青霉素类、鸡蛋"]
    assert [each.name for each in diagnoses] == ["E11"]


def test_of_somebody_erased_nothing_is_kept(world: World) -> None:
    encounter_id = signed_encounter_id(world)
    resident = Deliveries(world.database).load(encounter_id).resident_id
    with world.database.transaction() as unit:
        erase_resident(unit, SYSTEM, resident)
    Fetched(world.database).keep(resident, SAID)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from archive_essentials").scalar_one() == 0
