"""Eight ways through the page, at the widths of a small phone, a phone and a tablet: nothing scrolls sideways, nothing is cut off.

The page is watched from its first script on (tests/screens/fits.js), so that every step counts, not only those that a test stops at.
One city serves all of them. The middle width speaks English: in Chinese every other journey walks there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.fakes.report_images import CARDIAC, draw_report
from tests.journey.city import City
from tests.journey.resident import LONG_MS, Resident
from tests.journey.test_main_line import prefer
from tests.screens.fits import watch

SIZES = {320: 640, 390: 844, 820: 1180}
ENGLISH = 390
TOGETHER_S = 360.0
"""What all of them may take together, without the start of the city."""


@dataclass
class Walk:
    """A phone of some width in a city, and what its screens did not hold."""

    city: City
    phone: BrowserContext
    browser: Browser
    width: int
    cut: list[str]
    report: Path

    @property
    def english(self) -> bool:
        return self.width == ENGLISH

    def words(self, zh: str, en: str) -> str:
        return en if self.english else zh

    def scans(self) -> Resident:
        return Resident.scans(self.phone, self.city.login.magnet_url)

    def finishes(self, resident: Resident, *more: str, most: int = 14) -> None:
        resident.answers_until_guidance(_denies(*more) if self.english else prefer("没有", *more), most=most)

    def begins(self, name: str, *, age: str = "58", sex: str = "male") -> Resident:
        resident = self.scans()
        resident.begins(age=age, sex=sex, name=f"{name}{self.width}", phone="13800000021")
        return resident

    def delivered(self, resident: Resident) -> None:
        expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)


def _denies(*more: str) -> Callable[[list[str]], int]:
    """Choose "No" or "None of these", else as `prefer`: "None for most of the day", of passing water, denies nothing."""
    otherwise = prefer(*more)

    def choose(options: list[str]) -> int:
        plain = [number for number, option in enumerate(options) if option == "No" or option.startswith("None of")]
        return plain[0] if plain else otherwise(options)

    return choose


def new_phone(browser: Browser, width: int) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        device_scale_factor=1,
        is_mobile=True,
        has_touch=True,
        locale="en-GB" if width == ENGLISH else "zh-CN",
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(scope="module")
def spent() -> Generator[list[float]]:
    """The seconds of each journey; they are judged when the last is over, in whatever order they ran."""
    seconds: list[float] = []
    yield seconds
    assert sum(seconds) < TOGETHER_S, f"{len(seconds)} took {sum(seconds):.0f} s, the slowest {max(seconds):.0f} s"


@pytest.fixture(params=sorted(SIZES))
def walk(request: pytest.FixtureRequest, core: City, browser: Browser, tmp_path: Path) -> Generator[Walk]:
    phone = new_phone(browser, request.param)
    report = tmp_path / "report.png"
    report.write_bytes(draw_report(CARDIAC))
    yield Walk(core, phone, browser, request.param, watch(phone), report)
    phone.close()


def a_new_complaint(walk: Walk) -> None:
    resident = walk.begins("新主诉")
    resident.says(walk.words("膝盖疼两年，上下楼疼得厉害", "My knee has hurt for two years, worse on the stairs"))
    walk.finishes(resident)
    assert resident.urgency == "routine"
    walk.delivered(resident)


def a_report_first(walk: Walk) -> None:
    resident = walk.begins("先拍单子")
    resident.waits()
    resident.photographs(walk.report)
    if resident.by("emergency").count():
        resident.by("emergency-continue").click()
    resident.waits()
    if resident.by("items-confirm").count():
        resident.by("items-confirm").click()
    walk.finishes(resident)
    assert resident.urgency == "emergency"  # a troponin five times over its range


def a_child(walk: Walk) -> None:
    resident = walk.scans()
    resident.by("start").click()
    resident.by("consent-service").check(force=True)
    resident.by("consent-sensitive").check(force=True)
    resident.by("consent-go").click()
    resident.by("who-child").click()
    resident.by("age").fill("2")
    resident.by("sex-female").click()
    resident.by("name").fill(f"小宝{walk.width}")
    resident.by("phone").fill("13800000022")
    resident.by("who-go").click()
    expect(resident.by("message-bubble").first).to_be_visible(timeout=LONG_MS)
    resident.says(
        walk.words(
            "孩子发烧一天，39度，流鼻涕，能喝水", "She has had a fever of 39 for one day, a runny nose, and drinks well"
        )
    )
    walk.finishes(resident, walk.words("和平时一样", "As usual"))
    assert resident.urgency == "soon"  # a child of two who drinks and plays, and is hot for a day


def a_worry_at_night(walk: Walk) -> None:
    resident = walk.begins("夜里睡不着", age="41", sex="female")
    resident.says(
        walk.words(
            "半夜睡不着，心里慌得很，老怕自己得了什么病",
            "I cannot sleep at night, my heart is pounding, and I keep fearing that I have some illness",
        )
    )
    resident.waits()
    expect(resident.by("message-bubble").last).to_be_visible()
    walk.finishes(resident, walk.words("几天", "days"), most=24)
    assert resident.urgency == "routine"  # palpitations with worry, no fainting, no pain


def an_emergency(walk: Walk) -> None:
    resident = walk.begins("急症", age="63")
    resident.says(
        walk.words(
            "胸口压着疼半个小时，出冷汗，左胳膊也疼",
            "Crushing pain in my chest for half an hour, cold sweat, and my left arm hurts too",
        )
    )
    expect(resident.by("emergency")).to_be_visible(timeout=LONG_MS)
    call = resident.by("emergency-call")
    assert call.get_attribute("href") == "tel:120"
    box = call.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SIZES[walk.width]  # without scrolling
    assert box["height"] >= 48
    resident.by("emergency-continue").click()
    walk.finishes(resident)
    assert resident.urgency == "emergency"


def the_doctors_reply(walk: Walk) -> None:
    resident = walk.begins("等回信")
    resident.says(walk.words("嗓子疼两天，流清鼻涕", "A sore throat for two days and a runny nose"))
    walk.finishes(resident)
    walk.delivered(resident)
    login = walk.city.login
    with httpx.Client(base_url=walk.city.commission, trust_env=False, timeout=20) as doctor:
        answer = doctor.post("/v1/session", json={"username": login.username, "password": login.password})
        doctor.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        found = doctor.get("/v1/worklist").raise_for_status().json()["items"]
        (mine,) = [item for item in found if item["name"] == f"等回信{walk.width}"]
        text = "多喝温水，三天不好来站里看看。电话 0951-5550120，https://example.org/a-very-long-address-without-any-space-in-it"
        doctor.post(f"/v1/encounters/{mine['encounter_id']}/messages", json={"text": text}).raise_for_status()
    resident.by("inbox").first.click()
    expect(resident.by("message").filter(has_text="三天不好")).to_be_visible(timeout=LONG_MS)
    resident.by("inbox-reply").first.click()
    resident.by("inbox-text").fill("好的，谢谢医生")
    resident.by("inbox-send").click()
    expect(resident.by("own-message").filter(has_text="谢谢医生")).to_be_visible(timeout=LONG_MS)


def offline_and_back(walk: Walk) -> None:
    resident = walk.begins("断网", age="29", sex="female")
    walk.phone.set_offline(True)
    said = walk.words("尿频尿急尿痛一天", "It burns when I pass water and I have to go all the time, for a day")
    resident.says(said)
    expect(resident.by("waiting").or_(resident.by("sending")).first).to_be_visible()
    time.sleep(1)
    walk.phone.set_offline(False)
    resident.page.reload()
    expect(resident.page.get_by_text(said).first).to_be_visible(timeout=LONG_MS)
    walk.finishes(resident)
    walk.delivered(resident)


def a_second_phone(walk: Walk) -> None:
    first = walk.begins("第一部手机")
    knee = walk.words("膝盖疼两年", "My knee has hurt for two years")
    first.says(knee)
    first.waits()
    other = new_phone(walk.browser, walk.width)
    walk.cut += (cut := watch(other))
    try:
        second = Resident.scans(other, walk.city.login.magnet_url)
        # The same magnet, and nothing of the first phone: no name, no words.
        expect(second.by("start")).to_be_visible(timeout=LONG_MS)
        assert second.page.get_by_text(knee).count() == 0
        second.begins(age="55", sex="female", name=f"第二部手机{walk.width}", phone="13800000023")
        second.says(walk.words("嗓子疼一天", "A sore throat for a day"))
        second.waits()
    finally:
        other.close()
    walk.cut += cut
    # A second window of the first phone: one of the two has it, and the other says so.
    window = walk.scans()
    expect(window.by("take-over")).to_be_visible(timeout=LONG_MS)
    window.by("take-over").click()
    expect(window.page.get_by_text(knee).first).to_be_visible(timeout=LONG_MS)
    expect(first.by("take-over")).to_be_visible(timeout=LONG_MS)
    walk.finishes(window)
    walk.delivered(window)


JOURNEYS: dict[str, Callable[[Walk], None]] = {
    each.__name__: each
    for each in (
        a_new_complaint,
        a_report_first,
        a_child,
        a_worry_at_night,
        an_emergency,
        the_doctors_reply,
        offline_and_back,
        a_second_phone,
    )
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_it_works_and_it_fits(walk: Walk, journey: str, spent: list[float]) -> None:
    begun = time.monotonic()
    JOURNEYS[journey](walk)
    for page in walk.phone.pages:
        page.wait_for_timeout(200)  # the last change is looked at, too
    spent.append(time.monotonic() - begun)
    assert not walk.cut, "\n".join(walk.cut)


def test_what_does_not_fit_is_told(walk: Walk) -> None:
    resident = walk.scans()
    expect(resident.by("start")).to_be_visible(timeout=LONG_MS)
    resident.page.evaluate(
        "() => { const p = document.createElement('p'); p.style.width = '2000px'; p.textContent = '宽'; "
        "document.querySelector('main').append(p); }"
    )
    resident.page.wait_for_timeout(600)
    assert walk.cut
