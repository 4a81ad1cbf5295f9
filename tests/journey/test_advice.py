"""Advice after release, on both screens: announced, held, edited and released by the doctor, read on the phone without a network."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from records.store.admin import Administration
from tests.journey.city import City
from tests.journey.doctor import LONG_MS, Doctor
from tests.journey.resident import Resident
from tests.screens.axe import in_light_and_dark, violations

ADMINISTRATOR = {"username": "guanli", "password": "beautiful-river-42"}
FULL = ("多喝", "可能是")
"""Words of a whole guidance that a phone must not have before the doctor released it."""
EDITED = "在家养着，后天来站里看看"


@pytest.fixture
def city(desk_city: City) -> Generator[City]:
    """With the rule, and a node that was admitted under it: one that runs learns of it when it renews."""
    _set_rule(desk_city, 1440)
    desk_city.start("compute")
    yield desk_city
    desk_city.kill("compute")


def _set_rule(city: City, minutes: int) -> None:
    admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
    try:
        admin.create_clinician(**ADMINISTRATOR, name="管理员", phone="", role="administrator", communities=[])
    finally:
        admin.close()
    with httpx.Client(base_url=city.commission, trust_env=False, timeout=20) as client:
        token = client.post("/v1/session", json=ADMINISTRATOR).raise_for_status().json()["token"]
        head = {"authorization": f"Bearer {token}"}
        client.put("/v1/admin/rules/advice_minutes", json={"value": minutes}, headers=head).raise_for_status()


def _asks_until_held(resident: Resident) -> None:
    for _ in range(14):
        resident.waits()
        chips, held = resident.page.locator("[data-testid^='chip-']"), resident.by("held")
        expect(chips.or_(held).first).to_be_visible(timeout=LONG_MS)
        if held.count():
            return
        texts = chips.all_inner_texts()
        chips.nth(next((place for place, text in enumerate(texts) if text.startswith("没有")), len(texts) - 1)).click()
        if resident.by("chips-send").count():
            resident.by("chips-send").click()
    raise AssertionError("still asking after the last question")


def _looks_at_held(resident: Resident, pictures: Path) -> None:
    expect(resident.by("until")).to_be_visible()
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)
    shown = resident.page.locator("main").inner_text()
    assert not any(word in shown for word in FULL), shown
    assert resident.by("urgency").count() == 0
    resident.page.screenshot(path=pictures / "phone-advice-held.png", full_page=True)
    resident.page.set_viewport_size({"width": 320, "height": 640})
    assert resident.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(resident.page) == []
    resident.page.set_viewport_size({"width": 390, "height": 844})


def _edits_and_releases(doctor: Doctor, pictures: Path) -> None:
    page = doctor.page
    expect(page.get_by_text("建议待放行").first).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-advice-list.png")
    page.get_by_role("button", name="建议待放行").click()
    expect(page.get_by_text("共 1 份")).to_be_visible(timeout=LONG_MS)
    doctor.opens_first()
    expect(page.get_by_text("居民还没看到")).to_be_visible(timeout=LONG_MS)
    doctor.settles()
    page.screenshot(path=pictures / "console-advice-held.png")
    assert in_light_and_dark(page, "held advice") == []
    page.get_by_role("button", name="看过，给居民").click()
    page.get_by_text("改一改", exact=True).click()
    doctor.settles()
    first = page.get_by_label("第一句")
    first.fill(EDITED)
    first.press("Enter")
    doctor.settles()
    page.screenshot(path=pictures / "console-advice-edit.png")
    page.get_by_role("button", name="放行，发给居民").click()
    expect(page.get_by_text("改过后给了居民")).to_be_visible(timeout=LONG_MS)


def test_advice_waits_for_the_doctor_and_reaches_the_phone_reviewed(city, phone, browser: Browser, pictures):
    resident = Resident.scans(phone, city.login.magnet_url)
    expect(resident.by("after-release")).to_contain_text("24 小时")
    resident.page.screenshot(path=pictures / "phone-advice-hello.png", full_page=True)
    resident.begins(age="30", sex="female", name="等信的人", phone="13800000031")
    resident.says("流鼻涕、打喷嚏两天，不发烧，嗓子不疼")
    _asks_until_held(resident)
    _looks_at_held(resident, pictures)
    _edits_and_releases(Doctor.signs_in(browser, city.console, city.login.username, city.login.password), pictures)
    expect(resident.by("reviewed")).to_be_visible(timeout=LONG_MS)
    expect(resident.by("urgency")).to_contain_text(EDITED)
    resident.page.screenshot(path=pictures / "phone-advice-reviewed.png", full_page=True)
    # The phone has it, whether or not there is a network.
    phone.set_offline(True)
    resident.by("history").first.click()
    resident.by("past").get_by_role("button").first.click()
    expect(resident.by("reviewed")).to_be_visible(timeout=LONG_MS)
    expect(resident.by("urgency")).to_contain_text(EDITED)
    phone.set_offline(False)
