"""A destination that is away is asked by one, after growing pauses; who comes back wakes the others. Waits end, and are honoured."""

from __future__ import annotations

import pytest
from procrastinate.jobs import Job

from records.archive.deliverer import Deliverer
from records.archive.errors import DeliveryRefused, DestinationAway, Reason
from records.archive.patience import Patience
from records.archive.plan import plan
from records.archive.steady import Steady
from tests.fakes.signed_encounters import signed

PLAN = plan(signed())


class Destination:
    name = "there"

    def __init__(self):
        self.fails = DestinationAway("gone")
        self.asked = 0

    def deliver(self, plan, *, overwrite=False):
        assert plan is PLAN or not overwrite
        self.asked += 1
        if self.fails is not None:
            raise self.fails


@pytest.fixture
def world():
    now, woken, destination = [0.0], [], Destination()
    steady = Steady(destination, clock=lambda: now[0], back=lambda: woken.append(now[0]))
    return now, woken, destination, steady


def away(steady):
    with pytest.raises(DestinationAway) as raised:
        steady.deliver(PLAN)
    return raised.value


def test_while_it_pauses_nobody_knocks_and_the_pauses_grow(world):
    now, woken, destination, steady = world
    knocks = []
    for tenth in range(1200):
        now[0] = tenth / 10
        before = destination.asked
        away(steady)
        if destination.asked > before:
            knocks.append(now[0])
    assert knocks == [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0]
    destination.fails, now[0] = None, 200.0
    steady.deliver(PLAN)
    assert woken == [200.0]
    assert steady.pause_s() == 0.0
    steady.deliver(PLAN)
    assert woken == [200.0]


def test_one_tries_and_the_others_go_on_waiting(world):
    now, _, destination, steady = world
    away(steady)
    now[0] = 1.5
    inner = []

    def slow(plan, *, overwrite=False):
        assert plan is PLAN
        assert not overwrite
        inner.append(away(steady).retry_after_s)  # another thread comes while this one is at it
        raise DestinationAway("gone")

    destination.deliver = slow
    away(steady)
    assert len(inner) == 1
    assert inner[0] > 0


def test_it_waits_as_long_as_it_was_told_and_a_refusal_is_no_absence(world):
    now, woken, destination, steady = world
    destination.fails = DestinationAway("busy", reason=Reason.BUSY, retry_after_s=30)
    away(steady)
    now[0] = 29.0
    assert away(steady).reason is Reason.BUSY
    assert destination.asked == 1
    now[0], destination.fails = 31.0, DeliveryRefused("no", reason=Reason.CODE)
    with pytest.raises(DeliveryRefused):
        steady.deliver(PLAN)
    assert woken == [31.0]
    destination.fails = DestinationAway("half", reason=Reason.CUT)
    now[0] = 100.0
    away(steady)
    away(steady)
    assert destination.asked == 4  # what was cut says nothing about the next


def test_no_record_is_opened_for_somebody_known_to_be_away(world):
    _, _, _, steady = world
    away(steady)

    class Store:
        def load_for(self, encounter_id, destinations, *, away):
            assert encounter_id
            assert set(away) == set(destinations)
            return frozenset(destinations), None

    with pytest.raises(DestinationAway) as raised:
        Deliverer(Store(), (steady,)).deliver("11" * 16)
    assert raised.value.retry_after_s == 1.0
    with pytest.raises(DestinationAway, match="pauses"):
        Deliverer(Store(), (steady,)).deliver("11" * 16, overwrite=steady.name)


def test_waits_grow_to_an_hour_and_end_after_twelve_days():
    def wait_s(error, attempts, patience=None):
        job = Job(id=1, queue="archive", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
        return (patience or Patience()).get_retry_decision(exception=error, job=job)

    from datetime import UTC, datetime  # noqa: PLC0415 - beside its only use

    def seconds(*given):
        return round((wait_s(*given).retry_at - datetime.now(UTC)).total_seconds())

    gone = DestinationAway("gone")
    assert [seconds(gone, each) for each in (0, 1, 5, 11, 200)] == [2, 4, 64, 3600, 3600]
    assert seconds(DestinationAway("busy", retry_after_s=90), 0) == 90
    assert seconds(gone, 5, Patience(pace=0.5)) == 32
    assert wait_s(gone, 300) is None
    assert wait_s(DeliveryRefused("no"), 0) is None
    assert sum(min(2 * 2**each, 3600) for each in range(300)) > 12 * 86_400
