"""Every screen of the console, looked at by axe in light and in dark: each place of each role, and the doors to them."""

from __future__ import annotations

from collections.abc import Generator

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journey.busy import Busy
from tests.journey.city import City
from tests.journey.doctor import LONG_MS, Doctor
from tests.journey.seeding import Seeds
from tests.journey.things import everything, sign
from tests.screens.axe import in_light_and_dark, violations

HEADINGS = {"失败与重试": "打不开的信封"}
"""Of a place that is not headed by its own name."""
NAME = "苏屏幕"
PLANTED = """() => { for (const host of document.querySelectorAll('[data-testid^=stBidiComponent]'))
  host.shadowRoot.querySelector('.list')?.append(document.createElement('button')); }"""
TAKEN_OUT = """() => { for (const host of document.querySelectorAll('[data-testid^=stBidiComponent]'))
  host.shadowRoot.querySelector('.list > button')?.remove(); }"""


@pytest.fixture(scope="module")
def things(desk_city: City) -> Generator[dict[str, str]]:
    """A consultation that has something for every screen; it is signed afterwards, for the work list is everybody's."""
    with Seeds.of(desk_city) as seeds:
        made = everything(desk_city, seeds, NAME)
        yield made
        sign(desk_city, made["encounter_id"])


@pytest.fixture(scope="module")
def busy(desk_city: City) -> Generator[Busy]:
    """Ten days of two communities; who was not answered is, afterwards."""
    with Seeds.of(desk_city) as seeds:
        made = Busy.make(desk_city, seeds)
        yield made
        made.answer()


def opens(browser: Browser, city: City, query: str = "") -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{city.console}/{query}")
    expect(page.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
    return page


def signs_in(page: Page, username: str, password: str) -> None:
    Doctor(page).settles()
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="我的账户")).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()


def looks(page: Page, there: Locator, screen: str) -> list[str]:
    """What is found on a screen once it is there, in light and in dark."""
    expect(there.first).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()
    return in_light_and_dark(page, screen)


def places(page: Page) -> dict[str, Locator]:
    """The places in the side bar, as they stand there, by their names."""
    rows = page.get_by_test_id("stSidebar").get_by_role("radiogroup").locator("label")
    expect(rows.first).to_be_visible(timeout=LONG_MS)
    return {row.inner_text().strip(): row for row in rows.all()}


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=HEADINGS.get(name, name), exact=True)


def test_the_doors_and_the_doctors_screens(desk_city, things, browser):
    page = opens(browser, desk_city)
    found = looks(page, page.get_by_label("用户名"), "sign-in")
    signs_in(page, desk_city.login.username, desk_city.login.password)
    found += looks(page, page.locator("tbody tr"), "work list")
    # Whether the list is looked into at all: it lives in a shadow root.
    page.evaluate(PLANTED)
    assert [one["id"] for one in violations(page)] == ["button-name"]
    page.evaluate(TAKEN_OUT)
    page.keyboard.press("/")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    found += looks(page, page.get_by_role("region", name="查找结果"), "search")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += looks(page, page.get_by_role("dialog", name="按键"), "keys")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="档案同步情况").click()
    found += looks(page, heading(page, "档案同步"), "deliveries")
    page.get_by_role("button", name="我的账户").click()
    found += looks(page, heading(page, "我的账户"), "account")
    page.get_by_role("button", name="绑定验证器").click()
    found += looks(page, page.get_by_test_id("stCode"), "second factor")
    page.get_by_role("button", name="← 工作列表").click()
    for name, row in places(page).items():
        row.click()
        found += looks(page, heading(page, name), name)
    page.goto(f"{desk_city.console}/?encounter={things['encounter_id']}")
    expect(page.get_by_text("各科的意见")).to_be_visible(timeout=LONG_MS)
    page.get_by_text("看照片").click()
    found += looks(page, page.get_by_test_id("stImage"), "encounter")
    page.get_by_role("button", name="居民档案").click()
    found += looks(page, page.get_by_text("就诊经过"), "resident")
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(("role", "least"), [("supervisor", 5), ("administrator", 5), ("auditor", 3)])
def test_every_place_of(desk_city, browser, role, least):
    page = opens(browser, desk_city)
    signs_in(page, desk_city.login.overseers[role], desk_city.login.password)
    found, seen = [], places(page)
    for name, row in seen.items():
        row.click()
        found += looks(page, heading(page, name), name)
    assert len(seen) >= least
    assert not found, "\n".join(found)


def test_the_supervisors_pages_when_there_is_much_to_tell(desk_city, busy, browser, pictures):
    page = opens(browser, desk_city)
    signs_in(page, busy.supervisor, desk_city.login.password)
    seen = places(page)
    seen["质量"].click()
    found = looks(page, page.get_by_text("⚠ 危险"), "quality")
    # All of it is there: each way to be answered, what was missed, and what was rated.
    for word in ("按时回应", "可能漏掉的急症", "当时建议：居家", "没有问最近有没有出过远门"):
        expect(page.get_by_text(word).first).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-quality-full-1366.png")
    page.get_by_text("最近 7 天").click()
    found += looks(page, page.get_by_text("当时建议：居家"), "quality of a week")
    seen["疫情苗头"].click()
    found += looks(page, page.get_by_text("今天或昨天超出预期：咳嗽等呼吸道"), "surges")
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-surges-full-1366.png")
    page.get_by_role("combobox", name="社区").click()
    page.get_by_role("option", name="西河镇社区").click()
    found += looks(page, page.get_by_text("腹泻　今天"), "surges of one community")
    assert not found, "\n".join(found)


def test_the_second_step_of_signing_in(desk_city, browser):
    username, password = "liang", "a password that is long enough"
    desk_city.add_doctor(username, password)
    page = opens(browser, desk_city)
    signs_in(page, username, password)
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("button", name="绑定验证器").click()
    totp = pyotp.TOTP(page.get_by_test_id("stCode").inner_text().replace(" ", "").strip())
    page.get_by_label("验证器里现在的").fill(totp.now())
    page.get_by_role("button", name="完成绑定").click()
    found = looks(page, page.get_by_test_id("stCode").filter(has_text="-"), "recovery codes")
    page.get_by_role("button", name="我已保存好").click()
    found += looks(page, page.get_by_text("还有 10 个备用码"), "account with a second factor")
    page.get_by_text("换一个验证器").click()
    found += looks(page, page.get_by_label("现在的验证码或备用码"), "another authenticator")

    page = opens(browser, desk_city)
    Doctor(page).settles()
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    found += looks(page, page.get_by_text("用户名或密码不对"), "wrong password")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    found += looks(page, page.get_by_label("验证码"), "second step")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="确认").click()
    found += looks(page, page.get_by_text("验证码不对"), "wrong code")
    assert not found, "\n".join(found)
