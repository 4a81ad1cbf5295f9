"""What a doctor does with the console, as steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Browser, Page, expect

LONG_MS = 30_000
_HEARD_MS = 155


@dataclass
class Doctor:
    """One doctor at one screen of 14 inches."""

    page: Page

    @classmethod
    def signs_in(cls, browser: Browser, url: str, username: str, password: str) -> Doctor:
        page = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        ).new_page()
        page.set_default_timeout(20_000)
        page.goto(url)
        doctor = cls(page)
        doctor.settles()  # what is typed while Streamlit draws the page again is lost
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("工作列表").first).to_be_visible(timeout=LONG_MS)
        return doctor

    def opens_first(self) -> None:
        # In the list itself: tasks that are due stand above it.
        self.settles()
        self.page.locator("tbody").get_by_role("button", name="打开").first.click()
        expect(self.page.get_by_text("对话与照片")).to_be_visible(timeout=LONG_MS)

    def settles(self) -> None:
        """Until Streamlit has finished its run, the one included that the last press is just asking for.

        The page says "not running" until its server has heard of the press: Streamlit's own journeys wait so long first, too
        (`wait_for_app_run` in its e2e_playwright).
        """
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=LONG_MS)
        self.page.wait_for_timeout(_HEARD_MS)
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=LONG_MS)

    def rates_guidance(self, word: str, why: str = "") -> None:
        self.settles()
        self.page.locator(".st-key-right").get_by_role("button", name="评价").first.click()
        self.settles()
        self.page.get_by_role("radio", name=word, exact=True).first.click()
        if why:
            box = self.page.get_by_label("为什么危险")
            box.fill(why)
            box.press("Enter")
        expect(self.page.get_by_text("评价已记下")).to_be_visible(timeout=LONG_MS)
        self.page.keyboard.press("Escape")

    def writes(self, text: str) -> None:
        self.settles()
        box = self.page.get_by_label("消息", exact=True)
        box.fill(text)
        box.blur()
        self.settles()
        self.page.get_by_role("button", name="发送消息").click()
        expect(self.page.get_by_text(f"：{text}")).to_be_visible(timeout=LONG_MS)

    def confirms(self, code: str, *, query: str = "") -> None:
        """One of the likely ones by its code, or what a search finds."""
        self.settles()
        self.page.get_by_role("button", name="确认诊断").click()
        self.settles()
        if query:
            box = self.page.get_by_label("ICD-10 编码、名称或拼音首字母")
            box.fill(query)
            box.press("Enter")
            self.settles()
        self.page.get_by_role("radio").filter(has_text=code).or_(
            self.page.locator("label").filter(has_text=code)
        ).first.click()
        self.settles()
        self.page.get_by_role("button", name="确认", exact=True).click()
        expect(self.page.get_by_role("button", name=f"{code}")).to_be_visible(timeout=LONG_MS)

    def signs(self) -> None:
        self.settles()
        self.page.get_by_role("button", name="签署", exact=True).click()
        expect(self.page.get_by_text("签署").filter(has_text="已由")).to_be_visible(timeout=LONG_MS)

    def refers(self, hospital: str, department: str, reason: str) -> None:
        self.settles()
        self.page.get_by_role("button", name="转诊", exact=True).first.click()
        self.settles()
        for label, text in (("转到哪家医院", hospital), ("科室", department), ("为什么转诊", reason)):
            box = self.page.get_by_label(label)
            box.fill(text)
            box.blur()
            self.settles()
        self.page.get_by_role("button", name="转诊", exact=True).last.click()
        expect(self.page.get_by_text(f"{hospital} {department}，{reason}")).to_be_visible(timeout=LONG_MS)

    def calls(self, ended: str, said: str) -> None:
        """Note how a call ended, and what was said."""
        self.settles()
        self.page.get_by_role("button", name="打电话").click()
        self.settles()
        self.page.get_by_role("radio", name=ended).locator("xpath=ancestor::label").click()
        self.settles()
        box = self.page.get_by_label("说了什么")
        box.fill(said)
        box.blur()
        self.settles()
        self.page.get_by_role("button", name="记下", exact=True).click()
        expect(self.page.locator(".st-key-left").get_by_text(f"{ended}，{said}")).to_be_visible(timeout=LONG_MS)

    def invites(self, day: date, clock: str, place: str) -> None:
        """Invite for a day and a time, with the words that were drafted."""
        self.settles()
        self.page.get_by_role("button", name="请来就诊").click()
        self.settles()
        for field, digits in (("stTimeInput", clock.replace(":", "")), ("stDateInput", f"{day:%Y%m%d}")):
            # Each part of the field takes its digits and hands on to the next.
            self.page.get_by_test_id(field).get_by_role("spinbutton").first.focus()
            self.page.keyboard.type(digits)
            self.settles()
        # The calendar came up with the field; it goes when its day is clicked.
        self.page.get_by_role("gridcell", selected=True).get_by_role("button").click()
        self.settles()
        box = self.page.get_by_label("地点")
        box.fill(place)
        box.blur()
        self.settles()
        self.page.get_by_role("button", name="发出邀请").click()
        told = f"{day:%m-%d} {clock}，{place}"
        expect(self.page.locator(".st-key-left").get_by_text(told)).to_be_visible(timeout=LONG_MS)

    def plans(self, what: str) -> None:
        """A task for a week from now."""
        self.settles()
        self.page.get_by_role("button", name="待办").click()
        self.settles()
        self.page.get_by_role("radio", name="一周后").click()
        self.settles()
        box = self.page.get_by_label("做什么")
        box.fill(what)
        box.blur()
        self.settles()
        self.page.get_by_role("button", name="记下待办").click()
        expect(self.page.get_by_text(what).first).to_be_visible(timeout=LONG_MS)

    def adds(self, text: str) -> None:
        """An addendum to what was signed."""
        self.settles()
        self.page.get_by_role("button", name="补记").first.click()
        box = self.page.get_by_label("补记内容")
        box.fill(text)
        box.blur()
        self.settles()
        self.page.get_by_role("button", name="签署补记").click()
