"""How long a slow phone on a weak network takes from the scan to a page that can be used, and from a tap to the next question.

The processor is slowed four times and the network given 400 ms of delay and 400 kbit/s, which is what Chromium's own tools call
slow 3G (https://developer.chrome.com/docs/devtools/settings/throttling has their presets); `FAST` is Lighthouse's mobile network.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Page, expect

from tests.journey.resident import LONG_MS, Resident


@dataclass(frozen=True)
class Network:
    """A weak network: delay in milliseconds, rate in kbit/s."""

    name: str
    delay_ms: int
    kbit_s: int


SLOW: Final = Network("slow 3G", 400, 400)
FAST: Final = Network("slow 4G", 150, 1638)
SLOWER: Final = 4
"""How many times slower the processor is."""


def throttle(page: Page, network: Network) -> None:
    """Make a page live on a slow phone."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Network.enable")
    rate = network.kbit_s * 1000 / 8
    debugger.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": network.delay_ms, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def usable_ms(browser: Browser, link: str, network: Network, *, again: bool = False) -> float:
    """Answer the time from the address to a button that works; `again`, with the page in the phone's cache."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, locale="zh-CN")
    try:
        page = phone.new_page()
        if again:
            page.goto(link)
            expect(page.get_by_test_id("start")).to_be_enabled(timeout=LONG_MS)
            page.close()
            page = phone.new_page()
        throttle(page, network)
        began = time.perf_counter()
        page.goto(link, wait_until="commit")
        expect(page.get_by_test_id("start")).to_be_enabled(timeout=LONG_MS)
        page.get_by_test_id("start").click()
        expect(page.get_by_test_id("consent-go")).to_be_visible(timeout=LONG_MS)
        return (time.perf_counter() - began) * 1000
    finally:
        phone.close()


def answer_ms(browser: Browser, link: str, network: Network) -> float:
    """Answer the time from the first words to the question that follows them."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, locale="zh-CN")
    try:
        resident = Resident.scans(phone, link)
        resident.begins(age="58", sex="male", name="测慢慢", phone="13800000012")
        resident.waits()
        throttle(resident.page, network)
        began = time.perf_counter()
        resident.says("嗓子疼两天，流清鼻涕")
        resident.waits()
        expect(resident.by("question")).to_be_visible(timeout=LONG_MS)
        return (time.perf_counter() - began) * 1000
    finally:
        phone.close()
