"""The archive's queue on a real PostgreSQL: with the transaction or not at all, in order per resident, once in effect."""

from __future__ import annotations

import asyncio
import json
import threading

import httpx
import psycopg
import pytest

from records.archive.deliverer import Deliverer
from records.archive.destinations.drop_folder import DropFolder
from records.archive.destinations.fhir_server import FhirServer
from records.archive.errors import DestinationAway
from records.archive.patience import Patience
from records.archive.plan import plan
from records.archive.worker import ArchiveQueue, alone, ensure_queue, wake, work
from records.store.errors import StoreUnavailable
from tests.fakes.signed_encounters import signed

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

FIRST, SECOND, OTHER = ("11" * 16, "22" * 16, "33" * 16)


class Encounters:
    """What was signed, and what the worker noted."""

    def __init__(self):
        self.numbers = {FIRST: 1, SECOND: 2, OTHER: 3}
        self.notes = []

    def load_for(self, encounter_id, destinations, *, away):
        assert not away
        return frozenset(destinations), self.load(encounter_id)

    def load(self, encounter_id):
        return signed(self.numbers[encounter_id], encounter_id)

    def delivered(self, encounter_id, number, destination, digest):
        assert number == self.numbers[encounter_id]
        assert len(digest) == 64
        self.notes.append((encounter_id, destination))

    def failed(self, encounter_id, number, destination, error):
        assert number == self.numbers[encounter_id]
        self.notes.append((encounter_id, str(error)) if destination == "watched" else (encounter_id, destination))


class Watched:
    """A destination that is away for the first encounter `away` times, and notes what it took."""

    name = "watched"

    def __init__(self, away=0):
        self.away = away
        self.taken = []
        self.lock = threading.Lock()

    def deliver(self, plan, *, overwrite=False):
        assert not overwrite
        with self.lock:
            if self.away and plan.encounter_id == FIRST:
                self.away -= 1
                raise DestinationAway("nobody answers")
            self.taken.append(plan.encounter_id)

    def parts(self, plan):
        return {"all": plan.manifest.sha256}

    def held(self, sent):
        return {each.encounter_id: {} for each in sent}

    def inventory(self):
        return iter(self.taken)


@pytest.fixture
def queue(database_url):
    ensure_queue(database_url)
    ensure_queue(database_url)  # a second process does the same
    return ArchiveQueue()


def drain(url, deliverer, patience=None):
    asyncio.run(work(url, deliverer, wait=False, patience=patience))


def test_what_is_rolled_back_is_not_delivered(queue, database_url):
    with psycopg.connect(database_url) as connection:
        queue.enqueue(connection, FIRST, "r-1")
        connection.rollback()
    destination = Watched()
    drain(database_url, Deliverer(Encounters(), (destination,)))
    assert destination.taken == []


def test_a_resident_s_encounters_arrive_in_order_and_others_do_not_wait(queue, database_url):
    with psycopg.connect(database_url) as connection:
        for encounter, resident in ((FIRST, "r-1"), (SECOND, "r-1"), (OTHER, "r-2")):
            queue.enqueue(connection, encounter, resident)
    destination = Watched(away=1)
    encounters = Encounters()
    # The wait is ended below by hand; on a busy machine two seconds may pass before the queue has been walked once.
    drain(database_url, Deliverer(encounters, (destination,)), Patience(first_s=60))
    # The first met a destination that was away and waits; the second of the same resident waits behind it.
    assert destination.taken == [OTHER]
    # The two residents' jobs run beside each other; which of them is noted first is nobody's promise.
    assert sorted(encounters.notes) == [(FIRST, "nobody answers"), (OTHER, "watched")]
    wake(database_url)
    for _ in range(2):
        drain(database_url, Deliverer(encounters, (destination,)))
    assert destination.taken == [OTHER, FIRST, SECOND]


def test_a_person_s_retry_does_not_wait_behind_the_scheduled_one(queue, database_url):
    destination = Watched(away=1)
    deliverer = Deliverer(Encounters(), (destination,))
    with psycopg.connect(database_url) as connection:
        queue.enqueue(connection, FIRST, "retrying")
        connection.commit()
        asyncio.run(work(database_url, deliverer, wait=False))
        connection.execute(
            "update procrastinate_jobs set scheduled_at = now() + interval '3 days' where lock = 'retrying'"
        )
        connection.commit()
        asyncio.run(work(database_url, deliverer, wait=False))
        assert destination.taken == []
        queue.enqueue(connection, FIRST, "retrying")
        connection.commit()
    asyncio.run(work(database_url, deliverer, wait=False))
    assert set(destination.taken) == {FIRST}


def test_what_cannot_be_mapped_is_noted_without_the_patient_s_words():
    encounters = Encounters()
    broken = signed(1, FIRST).model_copy(update={"birth_date": "spring"})
    encounters.load = lambda _: broken
    watched = Watched()
    Deliverer(encounters, (watched,)).deliver(FIRST)
    ((_, said),) = encounters.notes
    assert "birthDate" in said
    assert "spring" not in said
    assert watched.taken == []


def test_a_job_whose_worker_died_is_done_again_with_one_effect(queue, database_url, tmp_path):
    with psycopg.connect(database_url) as connection:
        queue.enqueue(connection, FIRST, "r-1")
    folder = DropFolder(tmp_path / "drop")

    # What a worker leaves that is killed after the delivery was written and before it was noted: the job half done, no heartbeat.
    folder.deliver(plan(Encounters().load(FIRST)))
    with psycopg.connect(database_url) as connection:
        worker = connection.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
        ).fetchone()
        connection.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", worker)
    encounters = Encounters()
    drain(database_url, Deliverer(encounters, (folder,)))
    assert encounters.notes == [(FIRST, "drop-folder")]
    assert len(list((tmp_path / "drop").iterdir())) == 1


def test_the_archive_is_asked_once_about_a_resident_however_often_a_doctor_looks(queue, database_url):
    with psycopg.connect(database_url) as connection:
        for _ in range(3):
            queue.enqueue_fetch(connection, "r-1")
        queue.enqueue_fetch(connection, "r-2")
    asked = []
    asyncio.run(work(database_url, Deliverer(Encounters(), ()), wait=False, fetch=asked.append))
    assert sorted(asked) == ["r-1", "r-2"]


def test_two_workers_never_tell_an_archive_of_a_new_community_at_the_same_time(database_url):
    """Two conditional updates that both find nothing would both make it, and every later one would find two."""
    inside, met = 0, []
    second_waits = threading.Event()

    def handle(request: httpx.Request) -> httpx.Response:
        nonlocal inside
        inside += 1
        met.append(inside)
        if len(met) == 1:
            second_waits.wait(30)
        inside -= 1
        entries = [{"response": {"status": "201"}} for _ in json.loads(request.content)["entry"]]
        return httpx.Response(200, json={"resourceType": "Bundle", "type": "transaction-response", "entry": entries})

    def deliver(number: int, encounter_id: str) -> None:
        # Each as in a process of its own: nothing is shared but the database.
        with httpx.Client(transport=httpx.MockTransport(handle)) as http:
            FhirServer("https://archive.test", http, alone=lambda: alone(database_url)).deliver(
                plan(signed(number, encounter_id))
            )

    threads = [threading.Thread(target=deliver, args=each) for each in ((1, FIRST), (2, OTHER))]
    for thread in threads:
        thread.start()
    with psycopg.connect(database_url, autocommit=True) as connection:
        while connection.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        ).fetchone() == (0,):
            assert any(thread.is_alive() for thread in threads)
            threads[1].join(0.02)
    second_waits.set()
    for thread in threads:
        thread.join(30)
    assert met == [1, 1]


def test_a_turn_without_a_database_is_tried_again():
    with pytest.raises(StoreUnavailable), alone("postgresql://127.0.0.1:1/nothing"):
        raise AssertionError("nobody had a turn")
