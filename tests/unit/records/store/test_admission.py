"""A magnet's allowance: what is granted, what comes back, many that draw at once, and a bad night in a large family."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from records.store.admission import Allowance, Drawn, draw, forget_whole_allowances
from records.store.database import Database
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
FEW = Allowance(burst=5, refill_ms=1000)


def drawn(world: World, count: int, allowance: Allowance = FEW) -> Drawn:
    with world.database.transaction() as unit:
        return draw(unit, world.magnet, count, allowance)


def rows(world: World) -> int:
    with world.database.reading() as connection:
        return connection.exec_driver_sql("select count(*) from admission_allowance").scalar_one()


def test_a_burst_and_then_one_by_one(world: World) -> None:
    assert [drawn(world, 2).granted for _ in range(3)] == [2, 2, 1]
    assert drawn(world, 1) == Drawn(0, 1000)
    world.clock.now_ms += 999
    assert drawn(world, 1) == Drawn(0, 1)
    world.clock.now_ms += 1
    assert drawn(world, 4) == Drawn(1)
    world.clock.now_ms += 2500
    assert drawn(world, 4) == Drawn(2)
    assert drawn(world, 4) == Drawn(0, 500)


def test_what_was_not_drawn_does_not_pile_up(world: World) -> None:
    drawn(world, 1)
    world.clock.pass_s(1_000_000)
    assert drawn(world, 100).granted == FEW.burst


def test_magnets_do_not_share(world: World) -> None:
    (other,) = world.admin.issue_magnets(world.community, "wang", 1)
    assert drawn(world, 5).granted == 5
    with world.database.transaction() as unit:
        assert draw(unit, other, 5, FEW).granted == 5


def test_a_refused_drawing_costs_nothing(world: World) -> None:
    drawn(world, 5)
    for _ in range(10):
        assert drawn(world, 1).granted == 0
    world.clock.pass_s(1)
    assert drawn(world, 1).granted == 1


def test_a_clock_set_back_or_a_smaller_allowance_locks_nobody_out_for_longer_than_one_filling(world: World) -> None:
    drawn(world, 5)
    world.clock.pass_s(-3600)
    assert drawn(world, 1) == Drawn(0, 1000)
    world.clock.pass_s(1)
    assert drawn(world, 1).granted == 1
    world.clock.pass_s(5)
    assert drawn(world, 5).granted == 5


def test_many_processes_at_once_grant_no_more_than_there_is(world: World) -> None:
    others = [Database(world.database_url, world.keys.vault(), clock=world.clock, pool_size=2) for _ in range(6)]
    granted: list[int] = []
    together = threading.Barrier(6)

    def take(database: Database) -> None:
        together.wait()
        for _ in range(4):
            with database.transaction() as unit:
                granted.append(draw(unit, world.magnet, 1, FEW).granted)

    threads = [threading.Thread(target=take, args=(database,)) for database in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in others:
        database.close()
    assert Counter(granted) == {1: 5, 0: 19}


def test_a_drawing_that_fails_afterwards_costs_nothing(world: World) -> None:
    def breaks() -> None:
        with world.database.transaction() as unit:
            draw(unit, world.magnet, 5, FEW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert drawn(world, 5).granted == 5


def test_nothing_is_left_of_a_magnet_whose_allowance_is_whole(world: World) -> None:
    drawn(world, 2)
    world.clock.now_ms += 1999
    with world.database.transaction() as unit:
        assert forget_whole_allowances(unit) == 0
    world.clock.now_ms += 1
    with world.database.transaction() as unit:
        assert forget_whole_allowances(unit) == 1
    assert rows(world) == 0


def test_drawing_writes_no_diary(world: World) -> None:
    with world.database.reading() as connection:
        before = connection.exec_driver_sql("select count(*) from audit_entry").scalar_one()
    for _ in range(5):
        drawn(world, 1)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from audit_entry").scalar_one() == before
    assert rows(world) == 1


def test_a_family_of_six_gets_through_a_bad_night(world: World) -> None:
    """Six phones scan the magnet in one hour (two tokens ahead each); each begins three consultations before the morning, each of
    them with a second node because the first did not answer, and draws ahead again in between. Nobody is refused."""
    default = Allowance()
    for _ in range(6):
        assert drawn(world, 2, default).granted == 2
    for _ in range(3):
        for _ in range(6):
            assert drawn(world, 2, default).granted == 2
        world.clock.pass_s(2 * 3600)
    assert drawn(world, 4, default).granted == 4


@pytest.mark.parametrize(("burst", "refill_ms"), [(0, 1), (1, 0), (-1, 1000)])
def test_an_allowance_of_nothing_is_refused(burst: int, refill_ms: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        Allowance(burst, refill_ms)
