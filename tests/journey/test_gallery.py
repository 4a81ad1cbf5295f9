"""Every screen of the resident's page in every state, looked at by axe at the width of a small phone: languages, schemes, sizes of text."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page

from tests.screens.axe import violations
from tests.screens.fits import watch
from tests.screens.gallery import SCREENS, WAYS, gallery, look_at, names_in_the_source, prepare


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with gallery(tmp_path_factory.mktemp("gallery") / "built") as served:
        yield served


@pytest.fixture
def small(browser: Browser) -> Generator[tuple[Page, list[str]]]:
    phone = browser.new_context(
        viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True, locale="zh-CN", reduced_motion="reduce"
    )
    phone.set_default_timeout(20_000)
    prepare(phone)
    yield phone.new_page(), watch(phone)
    phone.close()


def test_axe_finds_nothing_in_any_state(address, small):
    page, cut = small
    found: list[str] = []
    seen: set[str] = set()
    for number, name in enumerate(SCREENS):
        found += look_at(page, address, name, WAYS[number % 2])
        seen.update(*(str(one.get_attribute("class")).split() for one in page.locator(".screen").all()))
    assert not found, "\n".join(found)
    assert not cut, "\n".join(cut)
    assert names_in_the_source() - seen <= {"laterpage"}  # drawn while another is on its way


def test_a_violation_is_found(address, small):
    page, _ = small
    assert look_at(page, address, "hello", [("zh", "dark", False)]) == []
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [one["id"] for one in violations(page)] == ["button-name"]
    page.evaluate("() => { document.querySelector('main > button:last-child').textContent = '好'; }")
    page.evaluate("() => { document.querySelector('h1').style.color = '#333'; }")
    assert [one["id"] for one in violations(page)] == ["color-contrast"]
