"""What the console tells a browser: framed by nobody, and nothing fetched from a stranger."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.console.cookie import PATH
from app.console.serve import console


@pytest.fixture(scope="module")
def browser():
    with TestClient(console(), base_url="https://console.test") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/nothing/here"])
def test_every_answer_forbids_frames_and_strangers_pictures(browser, path):
    answer = browser.get(path)
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["form-action"] == "'self'"
    assert "http" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_cookies_request_is_not_for_other_sites(browser):
    answer = browser.post(PATH, content=b"", headers={"origin": "https://evil.test"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    asked = {
        "origin": "https://evil.test",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-jiayi",
    }
    assert "access-control-allow-origin" not in browser.options(PATH, headers=asked).headers
