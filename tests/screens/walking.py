"""A walk over every screen of the page, with somebody who looks at each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journey.resident import LONG_MS, Resident

Look = Callable[[Page, str], None]
"""Given the page as it stands, and the screen's name."""


def walk(phone: BrowserContext, link: str, report: Path, look: Look) -> None:
    """Walk all screens of one phone: from the greeting to the guidance, by way of an alarm, and the screens beside."""
    resident = Resident.scans(phone, link)
    page = resident.page
    expect(resident.by("start")).to_be_visible(timeout=LONG_MS)
    look(page, "hello")
    resident.by("start").click()
    look(page, "consent")
    resident.by("consent-full").click()
    look(page, "consent in full")
    for tick in ("consent-service", "consent-sensitive"):
        # Not by the mouse: the page has just been shown in both languages and sizes, and may still be moving.
        resident.by(tick).evaluate("(box) => { box.click(); }")
        expect(resident.by(tick)).to_be_checked()
    resident.by("consent-go").click()
    look(page, "who")
    resident.by("who-self").click()
    resident.by("age").fill("58")
    resident.by("sex-male").click()
    resident.by("name").fill("测𠮷·老汉")
    resident.by("phone").fill("13800000011")
    look(page, "who, filled in")
    resident.by("who-go").click()
    expect(resident.by("message-bubble").first).to_be_visible(timeout=LONG_MS)
    resident.waits()
    look(page, "chat, opening")
    resident.says("胸闷两天，爬楼梯加重，休息能缓解")
    resident.waits()
    look(page, "chat, question")
    if resident.by("why").count():
        resident.by("why").first.click()
        look(page, "chat, why")
    resident.by("camera").click()
    look(page, "photo")
    resident.by("photo-file").set_input_files(report)
    resident.by("photo-send").click()
    expect(resident.by("items").or_(resident.by("emergency")).first).to_be_visible(timeout=LONG_MS)
    if resident.by("emergency").count():
        look(page, "emergency")
        resident.by("emergency-continue").click()
    resident.waits()
    look(page, "chat, after the photo")
    _after_the_chat(resident, look)
    _refused(phone, link, look)


def _after_the_chat(resident: Resident, look: Look) -> None:
    """The guidance, and the screens beside the talk."""
    page = resident.page
    resident.answers_until_guidance(lambda options: len(options) - 1)
    look(page, "guidance")
    resident.by("summary").first.click()
    look(page, "summary")
    page.go_back()
    for tab in ("inbox", "history", "trust"):
        resident.by(tab).first.click()
        page.wait_for_timeout(300)
        look(page, tab)
    resident.by("history").first.click()
    resident.by("past").get_by_role("button").first.click()
    expect(resident.by("report-wrong")).to_be_visible(timeout=LONG_MS)
    look(page, "past consultation")


def _refused(phone: BrowserContext, link: str, look: Look) -> None:
    """A magnet that nobody knows, and one without its fingerprint."""
    begin, _, rest = link.partition("/m/")
    for screen, address in (
        ("unknown magnet", f"{begin}/m/{'0' * 32}#{rest.partition('#')[2]}"),
        ("no fingerprint", link.partition("#")[0]),
    ):
        page = phone.browser.new_context(viewport=phone.pages[0].viewport_size, locale="zh-CN").new_page()
        page.goto(address)
        expect(page.get_by_test_id("error").first).to_be_visible(timeout=LONG_MS)
        look(page, screen)
        page.context.close()
