"""The FHIR server as destination: what is tried again, what is refused and in which words, and that both sides can be compared."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from records.archive.destinations.fhir_server import FhirServer
from records.archive.destinations.port import Sent, digest
from records.archive.destinations.tokens import ClientCredentials
from records.archive.errors import PASSING, ArchiveError, DeliveryRefused, DestinationAway, Reason
from records.archive.plan import plan
from records.archive.words import sentence
from tests.fakes.fhir_server import SECRET
from tests.fakes.signed_encounters import signed

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PLAN = plan(signed())
KINDS = [entry["resource"]["resourceType"] for entry in json.loads(PLAN.bundle.content)["entry"]]
CONDITION = KINDS.index("Condition")


def outcome(code, expression=None, diagnostics="", severity="error"):
    issue = {"severity": severity, "code": code, "diagnostics": diagnostics}
    return {"resourceType": "OperationOutcome", "issue": [issue | ({"expression": [expression]} if expression else {})]}


def taken(changes=None):
    answers = [(changes or {}).get(number, {"status": "201"}) for number in range(len(KINDS))]
    return {"resourceType": "Bundle", "type": "transaction-response", "entry": [{"response": each} for each in answers]}


def delivered(*answers):
    """Deliver to a server that gives these answers, and answer what came of it."""
    given = iter(answers)
    http = httpx.Client(transport=httpx.MockTransport(lambda _: next(given)))
    try:
        FhirServer("https://archive.test/fhir", http, now=lambda: NOW).deliver(PLAN)
    except ArchiveError as error:
        return error
    return None


HALF = json.dumps(taken())[:300]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(500, text="oops"), Reason.SERVER_ERROR),
        (httpx.Response(503), Reason.BUSY),
        (httpx.Response(429), Reason.BUSY),
        (httpx.Response(200, html="<h1>Log in</h1>"), Reason.NO_FHIR),
        (httpx.Response(403, html="<h1>No</h1>"), Reason.LOGIN),
        (httpx.Response(404, html="<h1>No</h1>"), Reason.ADDRESS),
        (httpx.Response(418, html="<h1>teapot</h1>"), Reason.NO_FHIR),
        (httpx.Response(302, headers={"location": "https://elsewhere.test"}), Reason.ADDRESS),
        (httpx.Response(200, text=HALF), Reason.CUT),
        (httpx.Response(200, json={**taken(), "entry": taken()["entry"][:5]}), Reason.CUT),
        (httpx.Response(200, json={**taken(), "type": "searchset"}), Reason.NO_FHIR),
        (httpx.Response(200, json=taken({4: {}})), Reason.SERVER_ERROR),
        (httpx.Response(200, json=taken({4: {"status": "500"}})), Reason.SERVER_ERROR),
        (httpx.Response(409, json=outcome("conflict")), Reason.CONFLICT),
        (httpx.Response(400, json=outcome("throttled")), Reason.SERVER_ERROR),
    ],
)
def test_what_is_not_the_encounter_s_fault_is_tried_again(answer, reason):
    error = delivered(answer)
    assert isinstance(error, DestinationAway)
    assert error.reason is reason
    assert error.reason in PASSING


@pytest.mark.parametrize(
    ("answer", "reason", "place"),
    [
        (httpx.Response(422, json=outcome("code-invalid", f"Bundle.entry[{CONDITION}].resource.code")), Reason.CODE, "Condition.code"),
        (
            httpx.Response(422, json=outcome("required", f"Bundle.entry[{CONDITION}].resource.ofType(Condition).code")),
            Reason.REQUIRED,
            "Condition.code",
        ),
        (httpx.Response(400, json=outcome("business-rule", "Condition.code")), Reason.RULE, "Condition.code"),
        (httpx.Response(400, json=outcome("invalid", "张秀英 1380951")), Reason.INVALID, ""),
        (httpx.Response(412, json=outcome("multiple-matches")), Reason.SEVERAL, ""),
        (httpx.Response(413, text="too big"), Reason.TOO_LARGE, ""),
        (httpx.Response(400, text="bad"), Reason.REFUSED, ""),
        (
            httpx.Response(200, json=taken({CONDITION: {"status": "422", "outcome": outcome("value")}})),
            Reason.VALUE,
            "Condition",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_element_and_never_the_words(answer, reason, place):
    error = delivered(answer)
    assert isinstance(error, DeliveryRefused)
    assert (error.reason, error.place) == (reason, place)
    assert error.reason not in PASSING
    assert "1380951" not in f"{error}{error.place}"


def test_the_server_s_own_words_are_kept_apart():
    error = delivered(httpx.Response(422, json=outcome("value", diagnostics="张秀英 is no code")))
    assert "张秀英" in error.detail
    assert "张秀英" not in str(error)


def test_every_reason_has_a_sentence_in_both_languages_that_says_what_to_do():
    for reason in Reason:
        said = sentence(reason, "Condition.code")
        assert "{" not in said.zh + said.en
        assert len(said.zh) > 15
        assert "!" not in said.zh + said.en
    assert sentence(Reason.CODE, "Condition.code").zh.startswith("健康档案平台没有收：诊断的编码它不认。")
    assert sentence(Reason.CODE).en.startswith(
        "The health archive did not take it: it does not know the code of this record."
    )


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("100000", 3600), (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90), ("soon", None)],
)
def test_it_comes_again_when_the_server_says(said, seconds):
    error = delivered(httpx.Response(429, headers={"retry-after": said}))
    assert error.retry_after_s == seconds


def test_success_is_an_answer_for_every_entry():
    assert delivered(httpx.Response(200, json=taken())) is None


class TestTokens:
    def server(self, answers, clock=lambda: 0.0):
        asked = []

        def handle(request):
            if request.url.path == "/token":
                asked.append(request)
                return answers.pop(0)
            used.append(request.headers["authorization"])
            return (
                httpx.Response(401)
                if request.headers["authorization"] == "Bearer old"
                else httpx.Response(200, json=taken())
            )

        used: list[str] = []
        http = httpx.Client(transport=httpx.MockTransport(handle))
        tokens = ClientCredentials("https://archive.test/token", "me", lambda: "secret", http, clock=clock)
        return FhirServer("https://archive.test/fhir", http, tokens), used, asked

    def test_a_token_is_used_until_shortly_before_it_ends(self):
        now = [0.0]
        given = [httpx.Response(200, json={"access_token": name, "expires_in": 100}) for name in ("one", "two")]
        server, used, asked = self.server(given, lambda: now[0])
        for at in (0.0, 69.0, 71.0):
            now[0] = at
            server.deliver(PLAN)
        assert used == ["Bearer one", "Bearer one", "Bearer two"]
        assert asked[0].content == b"grant_type=client_credentials"

    def test_one_that_is_refused_is_replaced_once(self):
        given = [httpx.Response(200, json={"access_token": name, "expires_in": 100}) for name in ("old", "new")]
        server, used, _ = self.server(given)
        server.deliver(PLAN)
        assert used == ["Bearer old", "Bearer new"]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (httpx.Response(401, json={"error": "invalid_client"}), Reason.LOGIN),
            (httpx.Response(200, html="<h1>Log in</h1>"), Reason.LOGIN),
            (httpx.Response(200, json=[]), Reason.LOGIN),
            (httpx.Response(502), Reason.SERVER_ERROR),
        ],
    )
    def test_without_a_token_nothing_is_sent_and_it_is_tried_again(self, answer, reason):
        server, used, _ = self.server([answer])
        with pytest.raises(DestinationAway) as raised:
            server.deliver(PLAN)
        assert raised.value.reason is reason
        assert used == []


@pytest.mark.server
@pytest.mark.enable_socket
class TestOverTheWire:
    def test_a_line_that_is_cut_in_the_answer_is_no_success(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def answer():
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n" + HALF.encode())

            thread = threading.Thread(target=answer)
            thread.start()
            with httpx.Client(trust_env=False) as http, pytest.raises(DestinationAway) as raised:
                FhirServer(f"http://127.0.0.1:{listening.getsockname()[1]}", http).deliver(PLAN)
            thread.join()
        assert raised.value.reason is Reason.CUT

    def test_nobody_there(self):
        with httpx.Client(trust_env=False) as http, pytest.raises(DestinationAway) as raised:
            FhirServer("http://127.0.0.1:1", http).deliver(PLAN)
        assert raised.value.reason is Reason.UNREACHABLE

    @pytest.fixture
    def server(self, fhir_origin):
        with httpx.Client(trust_env=False) as http:
            tokens = ClientCredentials(f"{fhir_origin}/oauth2/token", "archive-client", lambda: SECRET, http)
            yield FhirServer(f"{fhir_origin}/fhir/R4", http, tokens)

    def sent(self, *plans):
        return [Sent(each.encounter_id, each.name) for each in plans]

    def test_both_sides_hold_the_same_after_two_deliveries_and_a_lost_token(self, server, fhir_origin, fresh):
        one, two = plan(fresh()), plan(fresh(2))
        for each in (one, two, one):
            server.deliver(each)
            httpx.get(f"{fhir_origin}/forget-tokens", trust_env=False)
        held = server.held(self.sent(one, two))
        assert digest(held[one.encounter_id]) == digest(server.parts(one))
        assert digest(held[two.encounter_id]) == digest(server.parts(two))
        assert Counter(server.inventory())[one.encounter_id] == 1
        assert server.held([Sent("ff" * 16, "x")]) == {"ff" * 16: {}}

    def test_what_is_missing_extra_and_altered_at_the_other_side_has_a_name(self, server, fresh):
        delivery = plan(fresh())
        server.deliver(delivery)
        found = {
            each["code"]["text"]: each
            for each in server.search(f"Observation?_tag=urn:jiayi:encounter%7C{delivery.encounter_id}")
        }
        changed = {**found["高敏肌钙蛋白I"], "valueQuantity": {"value": 1.8}}
        server._ask("PUT", f"{server._base}/Observation/{changed['id']}", json.dumps(changed).encode())
        server._ask("DELETE", f"{server._base}/Observation/{found['吸烟']['id']}")
        other = {name: value for name, value in found["发热"].items() if name != "id"}
        server._ask("POST", f"{server._base}/Observation", json.dumps(other).encode())
        sent, held = server.parts(delivery), server.held(self.sent(delivery))[delivery.encounter_id]
        enc = delivery.encounter_id
        assert sorted(set(sent) - set(held)) == [f"Observation {enc}.smoking"]
        assert sorted(set(held) - set(sent)) == [f"Observation {enc}.fever (again)"]
        # What refers to something that is gone does not say what it said.
        altered = {name for name in sent if held.get(name, sent[name]) != sent[name]}
        assert altered == {f"Observation {enc}.0", f"Composition {enc}", f"Provenance {enc}"}

    def test_a_reference_to_somebody_else_is_an_alteration(self, server, fresh):
        mine, other = plan(fresh()), plan(signed(9, "99" * 16))
        server.deliver(mine)
        server.deliver(other)
        (stranger,) = server.search("Patient?identifier=urn:jiayi:resident%7Cr-1")
        (visit,) = server.search(f"Encounter?_tag=urn:jiayi:encounter%7C{mine.encounter_id}")
        visit["subject"] = {"reference": f"Patient/{stranger['id']}"}
        server._ask("PUT", f"{server._base}/Encounter/{visit['id']}", json.dumps(visit).encode())
        sent, held = server.parts(mine), server.held(self.sent(mine))[mine.encounter_id]
        assert [name for name in sent if held.get(name) != sent[name]] == [f"Encounter {mine.encounter_id}"]


def searched(*urls):
    """Search a server whose pages go on at these addresses, and answer whom the token was shown to."""
    links = iter([*urls, None])
    asked = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "secret", "expires_in": 600})
        asked.append(str(request.url))
        assert request.headers["authorization"] == "Bearer secret"
        following = next(links)
        link = [] if following is None else [{"relation": "next", "url": following}]
        return httpx.Response(200, json={"resourceType": "Bundle", "type": "searchset", "link": link})

    http = httpx.Client(transport=httpx.MockTransport(handle))
    tokens = ClientCredentials("https://archive.test/token", "me", lambda: SECRET, http)
    try:
        list(FhirServer("https://archive.test/fhir", http, tokens).search("Patient?a=b"))
    except DestinationAway as error:
        return asked, error.reason
    return asked, None


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.test/fhir?page=2",
        "https://archive.test:443/fhir/Patient?page=2",
        "/fhir?page=2",
    ],
)
def test_a_search_goes_on_at_the_same_server(url):
    asked, end = searched(url)
    assert (len(asked), end) == (2, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.test.evil.test/fhir",
        "https://archive.test/fhir".replace("archive", "other"),
        "https://archive.test@evil.test/fhir",
        "http://archive.test/fhir",
        "https://archive.test:8443/fhir",
        "//evil.test/fhir",
        "http://169.254.169.254/fhir",
        "file:///etc/passwd",
        "https://[",
    ],
)
def test_a_search_that_goes_on_elsewhere_shows_nobody_the_token_and_is_no_whole_answer(url):
    asked, end = searched(url)
    assert (len(asked), end) == (1, Reason.ADDRESS)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503, headers=[(b"retry-after", b"\xb2")]),
        httpx.Response(503, headers={"retry-after": "Mon, 99 Foo 99999 99:99:99 GMT"}),
        httpx.Response(200, json=taken({0: "201"})),
        httpx.Response(200, json=taken({0: {"status": {"a": 1}, "outcome": [1]}})),
        httpx.Response(200, json={**taken(), "entry": [{"response": "201"}] * len(KINDS)}),
        httpx.Response(422, json=outcome("value", f"Bundle.entry[{'9' * 5000}].resource")),
        httpx.Response(200, text="[" * 100_000),
    ],
)
def test_no_answer_ends_a_delivery_in_silence(answer):
    """An error of another kind is not tried again and told to nobody: the record would be lost between the two."""
    assert isinstance(delivered(answer), DestinationAway | DeliveryRefused)
