"""What waits for the commission: delivered once when it is back, bounded in memory, emergencies first and kept longest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from app.compute.metrics import ComputeMetrics
from app.compute.push import Pusher
from tests.unit.app.compute.conftest import City, count, wait_until

Make = Callable[..., Pusher]


@pytest.fixture
def make(city: City, metrics: ComputeMetrics) -> Iterator[Make]:
    """Make pushers that do not run yet, and stop them at the end."""
    made: list[Pusher] = []

    def build(*, start: bool = False, **changes: float) -> Pusher:
        pusher = Pusher(city.client(), metrics, **{"first_pause_s": 0.02, **changes})  # type: ignore[arg-type]
        made.append(pusher)
        if start:
            pusher.start()
        return pusher

    yield build
    for pusher in made:
        if pusher._thread.ident is not None:
            pusher.stop()
            assert not pusher._thread.is_alive()


def envelopes(number: int) -> list[bytes]:
    return [b"envelope %d" % index for index in range(number)]


def test_the_commission_away_then_back_gets_everything_once(city: City, metrics: ComputeMetrics, make: Make) -> None:
    city.away = True
    pusher = make(start=True)
    for envelope in envelopes(20):
        pusher.put(envelope)
    wait_until(lambda: count(metrics, "jiayi_records_pushed_total", outcome="away") >= 2)
    assert count(metrics, "jiayi_records_waiting") == 20
    city.away = False
    wait_until(lambda: count(metrics, "jiayi_records_waiting") == 0)
    assert sorted(city.received) == sorted(envelopes(20))
    assert count(metrics, "jiayi_records_pushed_total", outcome="taken") == 20
    assert pusher._bytes == 0


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_refused_record_is_counted_and_not_sent_again(
    city: City, metrics: ComputeMetrics, make: Make, status: int
) -> None:
    city.statuses = [status]
    pusher = make(start=True)
    pusher.put(b"refused")
    pusher.put(b"good")
    wait_until(lambda: count(metrics, "jiayi_records_pushed_total", outcome="taken") == 1)
    assert city.received == [b"good"]
    assert count(metrics, "jiayi_records_pushed_total", outcome="refused") == 1


@pytest.mark.parametrize("status", [302, 401, 404, 408, 425, 429, 500, 502, 503])
def test_an_answer_about_the_way_there_loses_nothing(
    city: City, metrics: ComputeMetrics, make: Make, status: int
) -> None:
    city.statuses = [status, status]
    make(start=True).put(b"kept")
    wait_until(lambda: city.received)
    assert city.received == [b"kept"]
    assert count(metrics, "jiayi_records_pushed_total", outcome="away") == 2


def test_an_envelope_on_which_the_commission_stumbles_holds_up_no_other(metrics: ComputeMetrics, city: City) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.content == b"poison":
            return httpx.Response(500)
        city.received.append(request.content)
        return httpx.Response(201)

    client = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(answer))
    pusher = Pusher(client, metrics, first_pause_s=0.02)
    pusher.put(b"poison", emergency=True)
    for envelope in envelopes(5):
        pusher.put(envelope)
    pusher.start()
    wait_until(lambda: len(city.received) == 5)
    assert city.received == envelopes(5)
    assert count(metrics, "jiayi_records_waiting") == 1
    pusher.stop()


def test_memory_is_bounded_by_number_and_the_oldest_gives_way(city: City, metrics: ComputeMetrics, make: Make) -> None:
    pusher = make(capacity=10)
    for envelope in envelopes(25):
        pusher.put(envelope)
    assert count(metrics, "jiayi_records_waiting") == 10
    assert count(metrics, "jiayi_records_pushed_total", outcome="gave_way") == 15
    pusher.start()
    wait_until(lambda: len(city.received) == 10)
    assert city.received == envelopes(25)[15:]


def test_memory_is_bounded_by_bytes(city: City, metrics: ComputeMetrics, make: Make) -> None:
    pusher = make(most_bytes=1000)
    for number in range(100):
        pusher.put(bytes([number]) * 300)
    assert pusher._bytes == 900
    assert count(metrics, "jiayi_records_waiting") == 3
    pusher.start()
    wait_until(lambda: len(city.received) == 3)
    assert [envelope[0] for envelope in city.received] == [97, 98, 99]
    assert pusher._bytes == 0


def test_an_emergency_is_not_lost_when_newer_ones_come_and_goes_first(city: City, make: Make) -> None:
    pusher = make(capacity=5)
    pusher.put(b"ordinary before")
    pusher.put(b"emergency", emergency=True)
    for envelope in envelopes(50):
        pusher.put(envelope)
    pusher.start()
    wait_until(lambda: len(city.received) == 5)
    assert city.received == [b"emergency", *envelopes(50)[46:]]


@pytest.mark.parametrize("busy", [False, True])
def test_an_emergency_goes_first_when_a_commission_comes_back_that_was_away(
    city: City, metrics: ComputeMetrics, make: Make, busy: bool
) -> None:
    city.away, city.statuses = not busy, [503] * 3 if busy else []
    pusher = make(first_pause_s=0.2)
    pusher.put(b"emergency", emergency=True)
    pusher.start()
    wait_until(lambda: count(metrics, "jiayi_records_pushed_total", outcome="away") >= 1)
    for envelope in envelopes(20):
        pusher.put(envelope)
    wait_until(lambda: count(metrics, "jiayi_records_pushed_total", outcome="away") >= 2)
    city.away = False
    wait_until(lambda: len(city.received) == 21)
    assert city.received[0] == b"emergency"


def test_of_emergencies_alone_the_oldest_gives_way(city: City, make: Make) -> None:
    pusher = make(capacity=2)
    for name in (b"one", b"two", b"three"):
        pusher.put(name, emergency=True)
    pusher.put(b"ordinary")
    pusher.start()
    wait_until(lambda: len(city.received) == 2)
    assert city.received == [b"two", b"three"]


def test_a_record_that_gives_way_while_it_is_on_its_way_is_counted_down_once(metrics: ComputeMetrics) -> None:
    arrived, go_on, received = threading.Event(), threading.Event(), []

    def answer(request: httpx.Request) -> httpx.Response:
        received.append(request.content)
        arrived.set()
        go_on.wait(60)
        return httpx.Response(201)

    client = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(answer))
    pusher = Pusher(client, metrics, capacity=1)
    pusher.start()
    pusher.put(b"first")
    assert arrived.wait(60)
    pusher.put(b"second")
    go_on.set()
    wait_until(lambda: len(received) == 2 and count(metrics, "jiayi_records_waiting") == 0)
    assert received == [b"first", b"second"]
    assert pusher._bytes == 0
    pusher.stop()


def test_the_thread_outlives_an_error_that_nobody_thought_of(metrics: ComputeMetrics) -> None:
    tries: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tries.append(request.content)
        if len(tries) == 1:
            raise RuntimeError("unthought of")
        return httpx.Response(201)

    client = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(answer))
    pusher = Pusher(client, metrics, first_pause_s=0.02)
    pusher.start()
    pusher.put(b"record")
    wait_until(lambda: count(metrics, "jiayi_records_pushed_total", outcome="taken") == 1)
    assert tries == [b"record", b"record"]
    pusher.stop()


def test_stopping_sends_what_waits_and_gives_up_on_a_commission_that_is_away(city: City, make: Make) -> None:
    pusher = make(start=True)
    for envelope in envelopes(10):
        pusher.put(envelope)
    pusher.stop()
    assert city.received == envelopes(10)
    city.away = True
    away = make(start=True, first_pause_s=60.0)
    away.put(b"late")
    away.stop()
    assert not away._thread.is_alive()
    assert len(city.received) == 10
