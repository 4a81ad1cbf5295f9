"""Advice after release, from the administrator's rule to the resident's phone: set, announced, held, released, read."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import expect

from records.store.admin import Administration
from tests.journey.city import City
from tests.journey.doctor import LONG_MS, Doctor
from tests.journey.resident import Resident
from tests.screens.axe import in_own_markup, violations

ADMINISTRATOR, PASSWORD = "guanli", "beautiful-river-42"
FULL = ("多喝", "可能是")
"""Words of a whole guidance that a phone must not have before the doctor released it."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    made = City(tmp_path_factory.mktemp("advice"))
    try:
        made.start("commission", "console")
        yield made
    finally:
        made.close()


def set_rule(city: City, browser, pictures) -> None:
    """The administrator sets the rule in the console."""
    admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
    try:
        admin.create_clinician(
            username=ADMINISTRATOR, password=PASSWORD, name="管理员", phone="", role="administrator", communities=[]
        )
    finally:
        admin.close()
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    page.goto(city.console)
    page.get_by_label("用户名").fill(ADMINISTRATOR)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("规则", exact=True).first.click()
    someone = Doctor(page)
    rule = page.get_by_label("医生看过再给建议")
    expect(rule).to_be_visible(timeout=LONG_MS)
    someone.settles()
    rule.fill("1440")
    rule.press("Enter")
    someone.settles()
    page.locator(".st-key-save-advice_minutes").get_by_role("button").click()
    expect(page.get_by_text("管理员 于").first).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-advice-rule.png")


def test_advice_waits_for_the_doctor_and_reaches_the_phone_reviewed(city, phone, browser, pictures):
    set_rule(city, browser, pictures)
    city.start("compute")
    resident = Resident.scans(phone, city.login.magnet_url)
    expect(resident.by("after-release")).to_contain_text("24 小时")
    resident.page.screenshot(path=pictures / "phone-advice-hello.png", full_page=True)
    resident.begins(age="30", sex="female", name="等信的人", phone="13800000031")
    resident.says("流鼻涕、打喷嚏两天，不发烧，嗓子不疼")
    for _ in range(14):
        resident.waits()
        chips, held = resident.page.locator("[data-testid^='chip-']"), resident.by("held")
        expect(chips.or_(held).first).to_be_visible(timeout=LONG_MS)
        if held.count():
            break
        texts = chips.all_inner_texts()
        chips.nth(next((place for place, text in enumerate(texts) if text.startswith("没有")), len(texts) - 1)).click()
        if resident.by("chips-send").count():
            resident.by("chips-send").click()
    expect(resident.by("until")).to_be_visible()
    shown = resident.page.locator("main").inner_text()
    assert not any(word in shown for word in FULL), shown
    assert resident.by("urgency").count() == 0
    resident.page.screenshot(path=pictures / "phone-advice-held.png", full_page=True)
    resident.page.set_viewport_size({"width": 320, "height": 640})
    assert resident.page.evaluate("document.documentElement.scrollWidth") <= 320
    resident.page.screenshot(path=pictures / "phone-advice-held-320.png", full_page=True)
    assert violations(resident.page) == []
    resident.by("write").scroll_into_view_if_needed()
    resident.page.screenshot(path=pictures / "phone-advice-held-320-end.png")
    resident.page.set_viewport_size({"width": 390, "height": 844})
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)

    doctor = Doctor.signs_in(browser, city.console, city.login.username, city.login.password)
    doctor.page.set_viewport_size({"width": 1366, "height": 768})
    expect(doctor.page.get_by_text("建议待放行").first).to_be_visible(timeout=LONG_MS)
    doctor.page.screenshot(path=pictures / "console-advice-list.png")
    doctor.opens_first()
    expect(doctor.page.get_by_text("居民还没看到")).to_be_visible(timeout=LONG_MS)
    doctor.settles()
    doctor.page.screenshot(path=pictures / "console-advice-held.png")
    assert in_own_markup(doctor.page, "held advice") == []
    doctor.page.get_by_role("button", name="看过，给居民").click()
    doctor.page.get_by_text("改一改", exact=True).click()
    doctor.settles()
    first = doctor.page.get_by_label("第一句")
    first.fill("在家养着，后天来站里看看")
    first.press("Enter")
    doctor.settles()
    doctor.page.screenshot(path=pictures / "console-advice-edit.png")
    doctor.page.get_by_role("button", name="放行，发给居民").click()
    expect(doctor.page.get_by_text("改过后给了居民")).to_be_visible(timeout=LONG_MS)
    doctor.settles()
    doctor.page.screenshot(path=pictures / "console-advice-released.png")

    expect(resident.by("reviewed")).to_be_visible(timeout=LONG_MS)
    expect(resident.by("urgency")).to_contain_text("在家养着，后天来站里看看")
    resident.page.screenshot(path=pictures / "phone-advice-reviewed.png", full_page=True)
    # The phone has it, whether or not there is a network.
    phone.set_offline(True)
    resident.by("history").first.click()
    resident.page.get_by_role("button", name="看看").or_(resident.by("past").get_by_role("button")).first.click()
    expect(resident.by("reviewed")).to_be_visible(timeout=LONG_MS)
    phone.set_offline(False)


def test_an_emergency_is_told_at_once_all_the_same(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="66", sex="male", name="急症的人", phone="13800000032")
    resident.says("突然胸口压着疼半小时，出冷汗，喘不上气")
    expect(resident.by("emergency")).to_be_visible(timeout=LONG_MS)
    resident.by("emergency-continue").click()
    expect(resident.by("guidance").first).to_be_visible(timeout=LONG_MS)
    assert resident.urgency == "emergency"
