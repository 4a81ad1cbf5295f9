"""The console's client: each answer of the commission becomes its own error, and the token goes where it belongs."""

from __future__ import annotations

import httpx
import pytest

from app.console.client import CommissionClient
from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut, Stale

ENCOUNTER = "0123456789abcdef0123456789abcdef"


def client(answer, token="t-1"):
    asked = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.Client(base_url="http://commission.test", transport=httpx.MockTransport(handle))
    return CommissionClient(http, token), asked


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (httpx.Response(401, json={"error": "no_session"}), SignedOut, "no_session"),
        (httpx.Response(404, json={"error": "not_found"}), NoLonger, "not_found"),
        (httpx.Response(409, json={"error": "stale", "version": 4}), Stale, "stale"),
        (httpx.Response(409, json={"error": "no_diagnosis"}), Refused, "no_diagnosis"),
        (httpx.Response(403, json={"error": "forbidden"}), Refused, "forbidden"),
        (httpx.Response(503, json={"error": "unavailable"}), Away, "unavailable"),
        (httpx.Response(502, text="<html>a proxy's page</html>"), Away, "502"),
        (httpx.Response(500, json=["not", "an", "object"]), Away, "500"),
        (httpx.ConnectError("refused"), Away, "does not answer"),
        (httpx.ReadTimeout("slow"), Away, "does not answer"),
    ],
)
def test_each_answer_has_its_error(answer, kind, says):
    console, _ = client(answer)
    with pytest.raises(kind, match=says) as raised:
        console.sign(ENCOUNTER, 3)
    assert type(raised.value) is kind


def test_a_wrong_password_is_no_ended_session():
    console, _ = client(httpx.Response(401, json={"error": "bad_credentials"}), token=None)
    with pytest.raises(Refused, match="bad_credentials"):
        console.log_in("wang", "wrong")


@pytest.mark.parametrize(("header", "seconds"), [({"retry-after": "900"}, 900), ({}, 60), ({"retry-after": "Mon"}, 60)])
def test_a_lock_says_how_long(header, seconds):
    console, _ = client(httpx.Response(429, json={"error": "locked"}, headers=header), token=None)
    with pytest.raises(LockedOut) as raised:
        console.log_in("wang", "wrong")
    assert raised.value.retry_after_s == seconds


def test_the_token_is_sent_and_the_sign_in_has_none():
    console, asked = client(httpx.Response(200, json={"items": [], "counts": {}}))
    console.work_list({"status": "open"})
    assert asked[0].headers["authorization"] == "Bearer t-1"
    assert "x-jiayi-background" not in asked[0].headers
    console.work_list({"status": "open"}, background=True)
    assert asked[1].headers["x-jiayi-background"] == "1"
    console, asked = client(httpx.Response(200, json={"token": "t-2"}), token=None)
    assert console.log_in("wang", "right")["token"] == "t-2"
    assert "authorization" not in asked[0].headers


def test_the_version_that_was_seen_is_the_one_signed():
    console, asked = client(httpx.Response(200, json={"signed_at_ms": 1}))
    console.sign(ENCOUNTER, 3)
    assert asked[0].url.path == f"/v1/encounters/{ENCOUNTER}/signature"
    assert asked[0].read() == b'{"version":3}'


def test_an_empty_word_to_the_resident_is_none():
    console, asked = client(httpx.Response(200, json={"action_id": "a", "message_id": None}))
    console.act(ENCOUNTER, "call", "没有人接", "")
    assert b'"text_to_resident":null' in asked[0].read()


@pytest.mark.parametrize("named", ["../account", "x/../../admin", ".", "..", "a?b=c", "a#b", "a b", "a\\b", ""])
def test_an_address_that_somebody_sent_asks_for_nothing_else_with_the_doctors_token(named):
    console, asked = client(httpx.Response(200, json={}))
    with pytest.raises(NoLonger):
        console.encounter(named)
    assert asked == []
