"""Where an encounter stands on its way to the archive: in words, sealed where it quotes, and true while a second signature is under way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from records.archive.errors import DeliveryRefused, DestinationAway, Reason
from records.archive.plan import plan
from records.store.archive_state import again, archive_state, expected, failures, signed_here, standing
from records.store.deliveries import Deliveries
from records.store.erasure import erase_resident
from records.store.errors import NotAllowed, NotVisible
from records.store.policy import SYSTEM, Action, Actor, Role
from records.store.tables.trail import AuditEntry
from tests.fakes.commission import World, encounter_record
from tests.fakes.signing import sign, signed_encounter_id

_READS = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == str(Action.READ_ENCOUNTER))
pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
REFUSED = DeliveryRefused(
    "the FHIR server refused Condition.code (422)",
    reason=Reason.CODE,
    place="Condition.code",
    detail="张秀英 has I20.0",
)


def state(world: World, encounter_id: str):
    with world.database.transaction() as unit:
        return archive_state(unit, world.doctor, encounter_id)


def number_of(world: World, encounter_id: str) -> int:
    return Deliveries(world.database).load(encounter_id).encounter_no


def test_a_rejection_comes_back_to_the_doctor_in_words_and_is_sealed_where_it_quotes(world: World) -> None:
    encounter_id = signed_encounter_id(world)
    number = number_of(world, encounter_id)
    deliveries = Deliveries(world.database)
    deliveries.failed(encounter_id, number, "fhir", REFUSED)
    deliveries.failed(encounter_id, number, "drop-folder", DestinationAway("full", reason=Reason.STORAGE))
    found = state(world, encounter_id)
    away, refused = found.outcomes
    assert (found.state, refused.state, away.state) == ("failed", "refused", "waiting")
    assert refused.sentence is not None
    assert refused.sentence.zh.startswith("健康档案平台没有收：诊断的编码它不认。")
    assert refused.detail == "张秀英 has I20.0"
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql("select * from delivery_outcome").all()
    assert "张秀英" not in str([tuple(bytes(x) if isinstance(x, memoryview) else x for x in row) for row in rows])
    assert b"I20.0" not in b"".join(bytes(row.detail_sealed) for row in rows if row.detail_sealed)
    with world.database.transaction() as unit:
        assert {view.detail for _, view in failures(unit, SYSTEM, limit=9)} == {""}
        assert [(each.destination, each.waiting, each.refused) for each in standing(unit, SYSTEM)[1]] == [
            ("drop-folder", 1, 0),
            ("fhir", 0, 1),
        ]


def test_others_do_not_learn_where_it_stands(world: World) -> None:
    encounter_id = signed_encounter_id(world)
    stranger = Actor(Role.DOCTOR, world.doctor_id, frozenset({"0" * 32}), "李医生")
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        archive_state(unit, stranger, encounter_id)
    for ask in (
        lambda unit: standing(unit, Actor(Role.AUDITOR, "a")),
        lambda unit: again(unit, Actor(Role.AUDITOR, "a"), [], enqueue=world.queue.enqueue),
        lambda unit: expected(unit, Actor(Role.AUDITOR, "a"), "fhir", after=0, page=9),
    ):
        with world.database.transaction() as unit, pytest.raises(NotAllowed):
            ask(unit)


def test_unsigned_is_said_and_what_arrives_late_does_not_hide_a_newer_signature(world: World) -> None:
    encounter_id = world.encounter()
    assert state(world, encounter_id).state == "unsigned"
    sign(world, encounter_id)
    first = number_of(world, encounter_id)
    deliveries = Deliveries(world.database)
    world.take(world.record(encounter_record(encounter_id, 2)))
    sign(world, encounter_id)
    deliveries.delivered(encounter_id, first, "fhir", "ab" * 32)
    found = state(world, encounter_id)
    assert (found.state, found.outdated) == ("pending", True)
    assert missing(world, encounter_id) == {"fhir", "sftp"}
    deliveries.delivered(encounter_id, first + 1, "fhir", "ab" * 32)
    assert state(world, encounter_id).outdated is False
    assert missing(world, encounter_id) == {"sftp"}


def missing(world: World, encounter_id: str) -> frozenset[str]:
    return Deliveries(world.database).load_for(encounter_id, ["fhir", "sftp"], away=())[0]


def test_a_record_is_opened_for_somebody_who_lacks_it_and_is_there_and_for_nobody_else(world: World) -> None:
    encounter_id, unsigned = signed_encounter_id(world), world.encounter()
    deliveries = Deliveries(world.database)

    def opened(some_id: str, *away: str) -> tuple[frozenset[str], bool, int]:
        with world.database.reading() as connection:
            before = connection.execute(_READS).scalar_one()
        names, signed = deliveries.load_for(some_id, ["fhir", "sftp"], away=away)
        with world.database.reading() as connection:
            return names, signed is not None, connection.execute(_READS).scalar_one() - before

    assert opened(unsigned) == (frozenset(), False, 0)
    assert opened(encounter_id, "fhir", "sftp") == ({"fhir", "sftp"}, False, 0)
    assert opened(encounter_id, "fhir") == ({"fhir", "sftp"}, True, 1)
    deliveries.delivered(encounter_id, number_of(world, encounter_id), "fhir", "ab" * 32)
    assert opened(encounter_id, "sftp") == ({"sftp"}, False, 0)
    deliveries.delivered(encounter_id, number_of(world, encounter_id), "sftp", "ab" * 32)
    assert opened(encounter_id) == (frozenset(), False, 0)


def test_what_was_signed_before_goes_along_so_that_it_can_be_taken_back(world: World) -> None:
    encounter_id = signed_encounter_id(world)
    world.take(world.record(encounter_record(encounter_id, 2, findings=())))
    sign(world, encounter_id)
    signed = Deliveries(world.database).load(encounter_id)
    assert [each.record.revision for each in (*signed.earlier, signed)] == [1, 2]
    assert signed.consented_at_ms is not None
    assert b'"entered-in-error"' in plan(signed).bundle.content


def test_again_means_what_failed_and_replay_means_everything_but_nobody_erased(world: World) -> None:
    failed, done, erased = (signed_encounter_id(world) for _ in range(3))
    deliveries = Deliveries(world.database)
    deliveries.failed(failed, number_of(world, failed), "fhir", REFUSED)
    for each in (done, erased):
        deliveries.delivered(each, number_of(world, each), "fhir", "ab" * 32)
    with world.database.transaction() as unit:
        resident = deliveries.load(erased).resident_id
        erase_resident(unit, SYSTEM, resident)
    before = len(world.queue.jobs(world.database))
    with world.database.transaction() as unit:
        assert again(unit, SYSTEM, [], enqueue=world.queue.enqueue) == 1
        page = expected(unit, SYSTEM, "fhir", after=0, page=9)
        assert [(each.encounter_id, each.erased) for each in page] == [(done, False), (erased, True)]
        assert expected(unit, SYSTEM, "fhir", after=page[-1].number, page=9) == []
        assert signed_here(unit, SYSTEM, [done, "f" * 32]) == {done}
    assert [job[0] for job in world.queue.jobs(world.database)[before:]] == [failed]
    with world.database.transaction() as unit:
        assert again(unit, SYSTEM, [], enqueue=world.queue.enqueue, replay=True) == 2
    assert [job[0] for job in world.queue.jobs(world.database)[before + 1 :]] == [failed, done]
    with world.database.transaction() as unit, pytest.raises(NotVisible):
        again(unit, SYSTEM, ["f" * 32], enqueue=world.queue.enqueue)
