"""The way to the provider and back, through the console's two addresses: bound to one browser, good once, and nothing in an address."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.console import provider_door
from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut
from app.console.provider_door import BEGIN, CALLBACK, ENDED, ROUTES, Ended, cookie_name

SESSION = {"token": "t-1", "stage": "full"}
SAFE = cookie_name(secure=True)


class Commission:
    """Answers as it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.finished: list[dict[str, Any]] = []
        self.fails: Exception | None = None

    def begin_at_provider(self, digest: str) -> str:
        self.begun.append(digest)
        if self.fails:
            raise self.fails
        return "https://id.example/authorize?state=s"

    def finish_at_provider(self, came: dict[str, Any]) -> dict[str, Any]:
        self.finished.append(came)
        if self.fails:
            raise self.fails
        return SESSION


@pytest.fixture
def commission(monkeypatch: pytest.MonkeyPatch) -> Commission:
    made = Commission()
    monkeypatch.setattr(provider_door, "_client", lambda _request: made)
    return made


@pytest.fixture
def browser(commission: Commission) -> TestClient:
    assert not commission.begun
    return TestClient(Starlette(routes=list(ROUTES)), base_url="https://console.test", follow_redirects=False)


def test_the_browser_is_sent_on_with_a_secret_that_the_commission_knows_by_digest(commission, browser):
    answer = browser.get(BEGIN, headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "https://id.example/authorize?state=s")
    said = answer.headers["set-cookie"].lower()
    assert said.startswith(f"{SAFE}=".lower())
    assert all(word in said for word in ("httponly", "samesite=lax", "secure", "path=/", "max-age=600"))
    secret = browser.cookies[SAFE]
    assert commission.begun == [hashlib.sha256(secret.encode()).hexdigest()]
    browser.get(BEGIN)
    assert browser.cookies[SAFE] != secret  # what somebody planted before is worth nothing


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_begins_nothing(commission, browser, site):
    answer = browser.get(BEGIN, headers={"sec-fetch-site": site})
    assert (answer.headers["location"], commission.begun) == ("/", [])
    assert "set-cookie" not in answer.headers


def test_what_came_back_waits_for_this_browsers_page_and_is_taken_once(commission, browser):
    browser.get(BEGIN)
    answer = browser.get(
        CALLBACK, params={"state": "s", "code": "c", "iss": "https://id.example", "session_state": "x"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    secret = browser.cookies[SAFE]
    assert commission.finished == [{"state": "s", "code": "c", "iss": "https://id.example", "browser_secret": secret}]
    assert ENDED.take("another browser") is None
    assert ENDED.take(secret) == {"session": SESSION}
    assert ENDED.take(secret) is None


def test_a_browser_that_began_nothing_hands_nothing_on(commission, browser):
    answer = browser.get(CALLBACK, params={"state": "s", "code": "c"})
    assert answer.headers["location"] == "/?provider=over"
    assert commission.finished == []


@pytest.mark.parametrize("query", ["", "code=c", "state=" + "s" * 201, "state=s&code=" + "c" * 4001])
def test_what_no_provider_sends_is_not_handed_on(commission, browser, query):
    browser.get(BEGIN)
    assert browser.get(f"{CALLBACK}?{query}").headers["location"] == "/"
    assert commission.finished == []
    assert ENDED.take(browser.cookies[SAFE]) == {"trouble": "provider_over"}


@pytest.mark.parametrize(
    ("fails", "word"),
    [
        (Refused("provider_unlinked"), "provider_unlinked"),
        (Away("provider_away"), "provider_away"),
        (Away("the commission does not answer"), "away"),
        (LockedOut(60), "too_often"),
        (NoLonger("not_found"), "provider_off"),
        (SignedOut("x"), "provider_over"),
    ],
)
def test_what_was_wrong_is_said_on_the_page(commission, browser, fails, word):
    commission.fails = fails
    assert browser.get(BEGIN).headers["location"] == "/"
    assert ENDED.take(browser.cookies[SAFE]) == {"trouble": word}
    commission.fails = None
    browser.get(BEGIN)
    commission.fails = fails
    browser.get(CALLBACK, params={"state": "s", "code": "c"})
    assert ENDED.take(browser.cookies[SAFE]) == {"trouble": word}


def test_a_session_that_waits_is_not_lost_to_a_second_answer(commission, browser):
    browser.get(BEGIN)
    browser.get(CALLBACK, params={"state": "s", "code": "c"})
    commission.fails = Refused("provider_over")
    browser.get(CALLBACK, params={"state": "s", "code": "c"})  # sent twice
    browser.get(CALLBACK)  # a link that somebody sent
    assert ENDED.take(browser.cookies[SAFE]) == {"session": SESSION}


def test_nothing_waits_for_longer_than_two_minutes():
    now = [100.0]
    ended = Ended(lambda: now[0])
    ended.keep("a", {"session": SESSION})
    ended.keep("b", {"session": SESSION})
    now[0] += 119
    assert ended.take("a") == {"session": SESSION}
    now[0] += 2
    assert ended.take("b") is None
