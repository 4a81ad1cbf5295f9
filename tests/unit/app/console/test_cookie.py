"""The cookie that outlives a reload: fetched once, for a minute, by our own page alone; never a token that was signed out."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.console.cookie import COOKIE, PATH, ROUTES, SAFE_COOKIE, TICKETS, Tickets

OURS = {"x-jiayi": "1"}


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def browser() -> TestClient:
    return TestClient(Starlette(routes=list(ROUTES)), base_url="https://console.test")


def test_a_ticket_is_good_once_and_for_a_minute():
    clock = Clock()
    tickets = Tickets(clock)
    first, second = tickets.leave("t-1"), tickets.leave("t-2")
    assert (tickets.fetch(first), tickets.fetch(first), tickets.fetch("guessed")) == ("t-1", None, None)
    clock.now += 61
    assert tickets.fetch(second) is None


def test_a_token_that_was_signed_out_stays_so_for_as_long_as_it_could_live():
    clock = Clock()
    tickets = Tickets(clock)
    tickets.end("t-1")
    clock.now += 11 * 60 * 60
    tickets.leave("other")
    assert tickets.ended("t-1")
    assert not tickets.ended("t-2")


def test_the_browser_gets_a_cookie_that_scripts_and_other_sites_cannot_use(browser):
    answer = browser.post(PATH, content=TICKETS.leave("t-1"), headers=OURS)
    assert answer.status_code == 204
    said = answer.headers["set-cookie"].lower()
    assert said.startswith(f"{SAFE_COOKIE}=t-1;".lower())
    assert all(word in said for word in ("httponly", "samesite=strict", "secure", "path=/"))
    dropped = browser.delete(PATH, headers=OURS).headers["set-cookie"]
    assert f'{SAFE_COOKIE}=""' in dropped
    # A browser drops a cookie of this name only where the answer says Secure too.
    assert "secure" in dropped.lower()
    assert "Max-Age=0" in dropped


@pytest.mark.parametrize("headers", [{}, {"x-jiayi": "2"}])
def test_a_request_without_our_header_gets_none(browser, headers):
    ticket = TICKETS.leave("t-1")
    assert browser.post(PATH, content=ticket, headers=headers).status_code == 403
    assert browser.delete(PATH, headers=headers).status_code == 403
    assert TICKETS.fetch(ticket) == "t-1"


@pytest.mark.parametrize("body", [b"", b"guessed", b"\xff\xfe", b"x" * 10_000])
def test_what_is_no_ticket_gets_none(browser, body):
    answer = browser.post(PATH, content=body, headers=OURS)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("forwarded", "secure"), [("https", True), ("HTTPS, http", True), ("http", False), (None, False)]
)
def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure_and_from_this_host_alone(forwarded, secure):
    inner = TestClient(Starlette(routes=list(ROUTES)), base_url="http://console.test")
    headers = OURS if forwarded is None else {**OURS, "x-forwarded-proto": forwarded}
    said = inner.post(PATH, content=TICKETS.leave("t-1"), headers=headers).headers["set-cookie"]
    assert said.startswith(f"{SAFE_COOKIE if secure else COOKIE}=t-1;")
    assert ("Secure" in said) is secure
    assert "domain" not in said.lower()


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "\u00b2"])
def test_a_length_that_is_none_is_no_ticket(browser, length):
    answer = browser.post(PATH, content=b"t", headers={**OURS, "content-length": length.encode("latin-1")})
    assert answer.status_code == 404
