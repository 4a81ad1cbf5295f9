"""An archive that answers without end is refused: no memory is filled, no thread held, and no part is taken for the whole."""

from __future__ import annotations

import gzip
import itertools
import json

import httpx
import pytest

from records.archive.destinations import asking, fhir_server
from records.archive.destinations.asking import ask
from records.archive.destinations.fhir_server import FhirServer
from records.archive.destinations.tokens import ClientCredentials
from records.archive.errors import DestinationAway
from records.archive.essentials import fetch_essentials
from records.archive.plan import plan
from tests.fakes.signed_encounters import signed

BASE = "https://archive.test/fhir"


class Endless(httpx.SyncByteStream):
    """Sends for ever, and says how much."""

    def __init__(self, part: bytes = bytes(64 * 1024)) -> None:
        self.part = part
        self.sent = 0

    def __iter__(self):
        while True:
            self.sent += len(self.part)
            yield self.part


def answering(handle) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(handle))


def test_an_endless_answer_is_read_no_further_than_there_is_room():
    stream = Endless()
    server = FhirServer(BASE, answering(lambda _: httpx.Response(200, stream=stream)))
    for asked in (
        lambda: server.deliver(plan(signed())),
        lambda: server.batch(["Patient?a=b"]),
        lambda: next(server.search("Patient?a=b")),
    ):
        stream.sent = 0
        with pytest.raises(DestinationAway, match="larger than"):
            asked()
        assert stream.sent <= asking.MOST_BYTES + 2 * len(stream.part)


def test_what_is_large_only_when_unpacked_is_large():
    packed = gzip.compress(bytes(4 * 1024 * 1024))
    http = answering(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, content=packed))
    with pytest.raises(DestinationAway, match="larger than 1024 KiB"):
        ask(http, "GET", BASE, most_bytes=1024 * 1024)


def test_an_answer_that_drips_holds_nobody_for_ever():
    clock = itertools.count(0.0, 40.0)
    with pytest.raises(DestinationAway, match="took longer"):
        ask(answering(lambda _: httpx.Response(200, stream=Endless(b" "))), "GET", BASE, clock=lambda: next(clock))


def test_an_answer_of_a_common_size_is_what_was_sent():
    said = {"resourceType": "Bundle", "note": "咳嗽" * 10_000}
    packed = gzip.compress(json.dumps(said).encode())
    answer = ask(
        answering(
            lambda _: httpx.Response(201, headers={"content-encoding": "gzip", "retry-after": "7"}, content=packed)
        ),
        "GET",
        BASE,
    )
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (201, "7", said)


def test_a_token_server_has_less_room():
    tokens = ClientCredentials(
        "https://archive.test/token", "me", lambda: "s", answering(lambda _: httpx.Response(200, stream=Endless()))
    )
    with pytest.raises(DestinationAway, match="larger than 256 KiB"):
        tokens.token()


def page(count: int, following: str) -> dict[str, object]:
    found = [{"resource": {"resourceType": "Condition", "id": "c"}}] * count
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": found,
        "link": [{"relation": "next", "url": following}],
    }


def test_a_search_that_goes_round_in_a_circle_ends():
    server = FhirServer(BASE, answering(lambda _: httpx.Response(200, json=page(1, f"{BASE}?page=2"))))
    with pytest.raises(DestinationAway, match="circle"):
        list(server.search("Patient?a=b"))


def test_a_server_that_makes_small_pages_is_read_to_the_end():
    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            rest = {**page(20, ""), "link": []} if "page=2" in str(request.url) else page(20, f"{BASE}?page=2")
            return httpx.Response(200, json=rest)
        first = {"response": {"status": "200"}, "resource": page(20, f"{BASE}?page=2")}
        return httpx.Response(200, json={"resourceType": "Bundle", "entry": [first]})

    (found,) = FhirServer(BASE, answering(handle)).batch(["AllergyIntolerance?patient=1"])
    assert len(found) == 40


def test_more_than_one_resident_can_have_is_refused_and_not_cut(monkeypatch):
    monkeypatch.setattr(fhir_server, "MOST_FOUND", 1200)
    number = itertools.count()

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=page(500, f"{BASE}?page={next(number)}"))
        return httpx.Response(
            200, json={"resourceType": "Bundle", "entry": [{"response": {"status": "200"}, "resource": page(500, "")}]}
        )

    with pytest.raises(DestinationAway, match="more than 1200"):
        FhirServer(BASE, answering(handle)).batch(["Condition?subject=Patient/1"])


def test_a_patient_joined_with_very_many_is_asked_for_not_at_all():
    asked: list[str] = []

    class Joined:
        def batch(self, queries):
            asked.extend(queries)
            links = [{"other": {"reference": f"Patient/{number}"}} for number in range(40)]
            return [[{"resourceType": "Patient", "id": "p", "link": links}]]

    with pytest.raises(DestinationAway, match="too many"):
        fetch_essentials(Joined(), "0" * 32)
    assert len(asked) == 1
