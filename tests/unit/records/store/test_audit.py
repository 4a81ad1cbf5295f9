"""The audit chain: every reading and writing is in it, and no change of it goes unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from records.store.audit import Anchor, AuditTrail, Happening
from records.store.encounters import read_encounter
from records.store.policy import Action
from records.store.worklist import work_list
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def tamper(world: World, statement: str) -> None:
    """What somebody with full rights on the database can do: switch the triggers off first."""
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("alter table audit_entry disable trigger all")
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("alter table audit_entry enable trigger all")


def verdict(world: World, *anchors: Anchor) -> tuple[int | None, str | None]:
    with world.database.reading() as connection:
        found = AuditTrail(world.database.vault).verify(connection, anchors)
    return found.broken_at, found.reason


def test_reading_and_writing_are_in_the_trail_and_it_holds(world: World) -> None:
    encounter_id = world.encounter()
    with world.database.transaction() as unit:
        work_list(unit, world.doctor)
        read_encounter(unit, world.doctor, encounter_id)
    with world.database.reading() as connection:
        found = connection.exec_driver_sql("select actor, action, subject from audit_entry order by seq").all()
    assert (world.doctor_id, Action.LIST_ENCOUNTERS, "worklist:own") in found
    assert (world.doctor_id, Action.READ_ENCOUNTER, f"encounter:{encounter_id}") in found
    assert (
        sum(action == Action.STORE_ENVELOPE for _, action, _ in found) == 2
    )  # identity and record, as they were opened
    assert verdict(world) == (None, None)


def test_what_is_rolled_back_leaves_no_entry(world: World) -> None:
    with world.database.reading() as connection:
        before = AuditTrail(world.database.vault).head(connection)

    def fail() -> None:
        with world.database.transaction() as unit:
            unit.audit(Happening("system", "test", "nothing", "test:1"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with world.database.reading() as connection:
        assert AuditTrail(world.database.vault).head(connection) == before


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'x' where seq = 1",
        "delete from audit_entry where seq = 1",
        "truncate audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_trail(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), world.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert verdict(world) == (None, None)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("update audit_entry set actor = 'somebody else' where seq = 3", (3, "altered")),
        ("update audit_entry set at_ms = at_ms + 1 where seq = 2", (2, "altered")),
        ("delete from audit_entry where seq = 2", (2, "missing")),
        ("delete from audit_entry where seq = 1", (1, "missing")),
        (
            "insert into audit_entry select seq + 9, at_ms, role, actor, action, subject, detail, mac from audit_entry",
            None,
        ),
        ("update audit_entry set seq = -seq where seq in (2, 3)", (2, "missing")),
    ],
)
def test_every_change_shows_at_the_first_link_that_does_not_hold(
    world: World, statement: str, expected: tuple[int, str] | None
) -> None:
    world.encounter()
    with world.database.reading() as connection:
        entries = AuditTrail(world.database.vault).head(connection).seq
    tamper(world, statement)
    assert verdict(world) == (expected or (entries + 1, "missing"))


def test_a_tail_that_was_cut_off_shows_against_an_anchor(world: World) -> None:
    anchor = world.admin.anchor_audit()
    world.encounter()
    assert verdict(world, anchor) == (None, None)
    tamper(world, f"delete from audit_entry where seq >= {anchor.seq}")
    assert verdict(world) == (None, None)  # alone the chain cannot know
    assert verdict(world, anchor) == (anchor.seq, "cut_off")
    found = world.admin.verify_audit()
    assert (found.broken_at, found.reason) == (anchor.seq, "cut_off")


def test_a_chain_rewritten_with_another_key_shows(world: World) -> None:
    world.encounter()
    tamper(world, "update audit_entry set mac = sha256(mac)")
    assert verdict(world) == (1, "altered")


def test_entries_written_at_once_by_many_stand_in_one_order(world: World) -> None:
    def note(number: int) -> None:
        with world.database.transaction() as unit:
            unit.audit(Happening("system", "test", "count", f"test:{number}"))
            unit.audit(Happening("system", "test", "count", f"test:{number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(40)))
    assert verdict(world) == (None, None)
    with world.database.reading() as connection:
        subjects = (
            connection.execute(sa.text("select subject from audit_entry where action = 'count' order by seq"))
            .scalars()
            .all()
        )
    assert subjects[::2] == subjects[1::2]
    assert len(set(subjects)) == 40
