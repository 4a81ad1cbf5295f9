"""The demonstration's community: real consultations in the real store, each at its time, nothing twice, and a trail that holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from app.demo.community import run
from app.demo.community.people import Villager, read_people
from app.demo.community.run import NOTE, fill
from records.archive.worker import ensure_queue
from records.store.encounters import read_encounter
from records.store.oversight.glass import list_broken
from records.store.oversight.quality import quality
from records.store.policy import Actor, Role
from records.store.tables.nodes import Node
from records.store.worklist import Filters, work_list
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = World(database_url, tmp_path)
    ensure_queue(database_url)
    yield made
    made.close()


def some(*names: str) -> tuple[Villager, ...]:
    """These residents, without their photos: the reading of reports is tried where it matters."""
    chosen = [each for each in read_people() if each.name in names]
    bare = {"photo": None}
    return tuple(
        each.model_copy(update={"visits": tuple(visit.model_copy(update=bare) for visit in each.visits)})
        for each in chosen
    )


def test_there_are_thirty_as_a_community_has_them():
    people = read_people()
    assert len(people) == len({each.name for each in people}) == 30
    ages = [each.age for each in people]
    assert sum(age >= 60 for age in ages) >= 8
    assert sum(age < 14 for age in ages) >= 3
    assert 10 <= sum(each.sex == "female" for each in people) <= 20
    deeds = [deed for each in people for visit in each.visits for deed in visit.doctor]
    assert {deed.do for deed in deeds} == {"call", "invite", "refer", "message", "diagnosis", "rate", "sign", "glass"}
    assert any(visit.photo for each in people for visit in each.visits)
    assert any(len(each.visits) > 1 for each in people)
    for each in people:
        for visit in each.visits:
            assert all(deed.after <= visit.ago for deed in visit.doctor), each.name  # nothing is done in the future


def test_a_past_is_made_by_the_real_pipeline(world: World, database_url: str, tmp_path: Path, monkeypatch):
    chosen = some("马占林", "陈浩", "何雨欣", "韩老四", "白永福")
    world.create_clinician("su", communities=(world.admin.create_community("别处", "Elsewhere"),))
    monkeypatch.setattr(run, "read_people", lambda: chosen)
    assert fill(tmp_path, database_url, world.magnet) == 5
    now_ms = json.loads((tmp_path / NOTE).read_text())["now_ms"]
    world.clock.now_ms = now_ms
    with world.database.transaction() as unit:
        items = work_list(unit, world.doctor, Filters(status="all")).items
    found = {item.name: item for item in items}
    assert set(found) == {"马占林", "陈浩", "何雨欣", "韩老四", "白永福"}
    assert found["马占林"].urgency == "emergency"
    assert items[0].name == "马占林"
    assert found["陈浩"].urgency == "self_care"
    assert 15 * 60 < found["马占林"].waiting_s <= 25 * 60
    assert found["何雨欣"].new_messages == 1
    assert found["韩老四"].status == "signed"
    with world.database.transaction() as unit:
        seen = read_encounter(unit, world.doctor, found["韩老四"].encounter_id)
    assert seen.diagnosis is not None
    assert seen.diagnosis.icd10 == "M17.9"
    said = [turn.text for turn in seen.record.transcript if turn.who == "resident"]
    assert len(said) > 3
    assert seen.record.differential
    with world.database.reading() as connection:
        ended = connection.execute(select(Node.expires_at_ms).where(Node.url == "http://127.0.0.1:9")).scalar_one()
    assert ended <= now_ms  # no phone is sent to the node that answered: it is not there
    assert world.admin.verify_audit().broken_at is None

    # What the others are shown: a glass that was broken, agreement that is counted, an envelope that did not open.
    with world.database.transaction() as unit:
        overseer = Actor(Role.SUPERVISOR, world.doctor_id, frozenset({world.community}))
        (broken,) = list_broken(unit, overseer, open_only=True)
        how = quality(unit, overseer, days=30)
    assert broken.resident_name == "白永福"
    assert (how.unmarked, sum(row.first for row in how.software)) == (0, 2)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from intake where state = 'failed'").scalar_one() == 1

    # Begun again, nobody comes twice.
    assert fill(tmp_path, database_url, world.magnet) == 5
    with world.database.transaction() as unit:
        assert len(work_list(unit, world.doctor, Filters(status="all")).items) == 5
