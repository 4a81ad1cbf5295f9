"""The bench of the intake delivers real records to a real commission and answers figures that can be true."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from agents.graph import Consultation
from app.bench.casefiles import case_files, with_id
from app.bench.couriers import Undelivered, deliver
from app.bench.intake import measure_intake
from app.knowledge import load_knowledge
from records.model import EncounterRecord

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def files() -> list[list[EncounterRecord]]:
    return case_files(Consultation(load_knowledge()), ["头疼三天", "headache for three days"], seed=0)


def test_the_records_are_those_of_whole_consultations(files):
    for records in files:
        assert [record.revision for record in records] == list(range(1, len(records) + 1))
        assert len(records) >= 3
        assert records[-1].guidance is not None
        sizes = [len(with_id(record, "a" * 32)) for record in records]
        assert sizes[-1] > sizes[0]
        assert EncounterRecord.model_validate_json(with_id(records[-1], "a" * 32)).record_id == "a" * 32


def test_everything_delivered_is_opened_within_the_time_that_is_told(files):
    taken = measure_intake(files, records=20, processes=1, couriers=4)
    assert taken.records >= 20
    assert taken.envelopes > taken.records
    assert taken.records_per_s == pytest.approx(taken.records / taken.seconds)
    assert 0 < taken.receipt_p50_ms <= taken.receipt_p99_ms
    assert taken.commission_cpu_ms > 0
    assert taken.database_cpu_ms > 0


def test_another_answer_than_a_receipt_ends_the_run():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}")

        threading.Thread(target=refuse, daemon=True).start()
        with pytest.raises(ExceptionGroup) as group:
            asyncio.run(deliver(server.getsockname()[1], [[b"an envelope"]], couriers=1))
    assert isinstance(group.value.exceptions[0], Undelivered)
