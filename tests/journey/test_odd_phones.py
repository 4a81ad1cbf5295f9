"""Phones that are full, late, early or whose magnet has ended, and a resident who takes the consent back: in a real browser.

Vitest plays these with stand-ins (app/web/test: screens-robust, screens-storage, family); here it is Chromium's storage and a page's clock.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from records.store.admin import Administration
from tests.journey.city import City
from tests.journey.resident import LONG_MS, Resident
from tests.journey.test_failures import clinician, encounters
from tests.journey.test_main_line import prefer

NEARLY_FULL = 450_000
"""Room for the page's tables and a talk, and not for a photo beside."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_CLOCK = """(() => {
  const True = Date;
  const off = %d;
  globalThis.Date = class extends True {
    constructor(...given) { if (given.length === 0) super(True.now() + off); else super(...given); }
    static now() { return True.now() + off; }
  };
})();"""


@contextmanager
def administration(city: City) -> Generator[Administration]:
    admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
    try:
        yield admin
    finally:
        admin.close()


def shown_to_the_doctor(page: Page, city: City, name: str, met: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The one encounter of that name, as the doctor's page answers it, once it is as wanted; what a phone sends takes a moment."""
    found: dict[str, Any] = {}
    for _ in range(100):
        for item in encounters(city, name):
            with clinician(city) as doctor:
                found = doctor.get(f"/v1/encounters/{item['encounter_id']}").raise_for_status().json()
        if found and met(found):
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"{name}: {found}")


@pytest.fixture
def late_phone(browser: Browser) -> Generator[Callable[[int], BrowserContext]]:
    """Makes phones whose clock is off by so many milliseconds."""
    made: list[BrowserContext] = []

    def make(off_ms: int) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(20_000)
        context.add_init_script(_CLOCK % off_ms)
        made.append(context)
        return context

    yield make
    for each in made:
        each.close()


def test_a_photo_for_which_a_full_phone_has_no_room_stays_in_hand_and_goes_when_there_is_some(
    core: City, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    wire = phone.new_cdp_session(page)
    # Before the page opens: Chromium remembers for half a minute how much room there was.
    wire.send("Storage.overrideQuotaForOrigin", {"origin": core.commission, "quotaSize": NEARLY_FULL})
    page.goto(core.login.magnet_url)
    resident = Resident(page)
    resident.begins(age="45", sex="female", name="测满满", phone="13800000071")
    resident.waits()
    photo = tmp_path / "noise.png"
    Image.frombytes("RGB", (1400, 1400), random.Random(1).randbytes(1400 * 1400 * 3)).save(photo)
    resident.by("camera").click()
    resident.by("photo-file").set_input_files(photo)
    resident.by("photo-send").click()
    expect(resident.by("error")).to_contain_text("存不下", timeout=LONG_MS)
    expect(resident.by("photo-send")).to_be_enabled()  # it is still in hand
    wire.send("Storage.overrideQuotaForOrigin", {"origin": core.commission})
    resident.by("photo-send").click()
    expect(resident.by("text")).to_be_visible(timeout=LONG_MS)
    resident.waits()
    found = shown_to_the_doctor(page, core, "测满满", lambda one: bool(one["attachments"]))
    assert len(found["attachments"]) == 1


@pytest.mark.parametrize("off_h", [-10, 10], ids=["behind", "ahead"])
def test_a_clock_that_is_hours_off_hinders_nobody_and_is_told(
    core: City, late_phone: Callable[[int], BrowserContext], off_h: int
) -> None:
    resident = Resident.scans(late_phone(off_h * HOUR_MS), core.login.magnet_url)
    name = f"测钟{off_h}"
    resident.begins(age="45", sex="female", name=name, phone="13800000072")
    resident.says("嗓子疼一天，流清鼻涕")
    resident.answers_until_guidance(prefer("没有"))
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)
    resident.by("trust").first.click()
    expect(resident.by("right-time")).to_be_visible(timeout=LONG_MS)
    # The list orders by the commission's own clock.
    (mine,) = encounters(core, name)
    assert 0 <= mine["waiting_s"] < HOUR_MS / 1000


@pytest.mark.parametrize("off_d", [-5, 5], ids=["behind", "ahead"])
def test_a_clock_that_is_days_off_is_told_with_the_right_time_and_nothing_begins(
    core: City, late_phone: Callable[[int], BrowserContext], off_d: int
) -> None:
    resident = Resident.scans(late_phone(off_d * DAY_MS), core.login.magnet_url)
    expect(resident.by("error")).to_have_attribute("data-why", "clock", timeout=LONG_MS)
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    right, own = (f"{one.year}年{one.month}月{one.day}日" for one in (today, today + timedelta(days=off_d)))
    said = resident.by("right-time").inner_text()
    assert said.index(right) < said.index(own), said
    expect(resident.by("red-flags")).to_be_visible()
    assert resident.by("start").count() == 0


def test_a_magnet_that_was_revoked_begins_nothing_and_takes_nobody_s_past_away(
    core: City, phone: BrowserContext, browser: Browser
) -> None:
    with administration(core) as admin:
        community = admin.list_communities()[0].id
        (magnet,) = admin.issue_magnets(community, core.login.username, 1)
    link = core.login.magnet_url.replace(core.login.magnet, magnet)
    resident = Resident.scans(phone, link)
    resident.begins(age="52", sex="male", name="测旧贴", phone="13800000073")
    resident.says("膝盖疼两年")
    resident.waits()
    with administration(core) as admin:
        admin.revoke_magnet(magnet)
    resident.page.reload()
    expect(resident.by("error")).to_have_attribute("data-why", "unknown_magnet", timeout=LONG_MS)
    expect(resident.by("red-flags")).to_be_visible()
    assert resident.by("start").count() == 0
    resident.by("look-back").click()
    expect(resident.by("past")).to_contain_text("膝盖疼")
    # A neighbour's phone finds no way in, and nobody's past.
    with browser.new_context(locale="zh-CN") as other:
        stranger = Resident.scans(other, link)
        expect(stranger.by("error")).to_have_attribute("data-why", "unknown_magnet", timeout=LONG_MS)
        assert stranger.by("start").count() + stranger.by("look-back").count() == 0


def test_a_consent_is_withdrawn_the_doctor_sees_it_and_may_still_write(core: City, phone: BrowserContext) -> None:
    name = "测撤回"
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="61", sex="female", name=name, phone="13800000074")
    resident.says("嗓子疼一天，流清鼻涕")
    resident.answers_until_guidance(prefer("没有"))
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)
    assert [one["withdrawn"] for one in encounters(core, name)] == [False]
    page = resident.page
    resident.by("history").first.click()
    page.get_by_role("button", name=f"撤回{name}的同意").click()
    expect(page.get_by_role("group", name=f"撤回{name}的同意")).to_contain_text("医生还可以打电话或写给您")
    page.get_by_role("button", name="确定").click()
    expect(resident.by("own-message").filter(has_text="请不要再使用")).to_be_visible(timeout=LONG_MS)
    found = shown_to_the_doctor(page, core, name, lambda one: one["withdrawn_at_ms"] is not None)
    assert [one["withdrawn"] for one in encounters(core, name)] == [True]
    told = {"text": "知道了。喘不上气请马上打 120。"}
    with clinician(core) as doctor:
        doctor.post(f"/v1/encounters/{found['encounter_id']}/messages", json=told).raise_for_status()
    expect(resident.by("message").filter(has_text="喘不上气")).to_be_visible(timeout=LONG_MS)
    # Nothing begins before it is agreed to again.
    resident.by("history").first.click()
    resident.by("fresh").click()
    resident.by("start").click()
    expect(resident.by("consent-go")).to_be_visible()
