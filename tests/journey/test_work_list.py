"""The doctor's first screen in a browser: keys, filters with counts, search, a reload, the tour, and the second factor."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from app.bench.cockpit import Town, fill
from app.bench.deployment import Deployment
from app.console.due_rows import NONE
from records.model import RecordUrgency
from records.store.admin import Administration
from records.store.followups import CHINA
from tests.fakes.commission import encounter_record
from tests.journey.doctor import LONG_MS, Doctor

RECORDS = [encounter_record("0" * 32, urgency=level) for level in RecordUrgency]
CAREFUL = ("zhao.li", "the careful doctor's password")
"""Who sets up a second factor: nobody else is asked for it afterwards, in whatever order the tests run."""
COMES_MS = 60_000
"""Four refreshes of the list."""


@dataclass
class Clinic:
    """A commission with 60 open encounters, and a console before it."""

    deployment: Deployment
    town: Town
    opened: list[str]

    @property
    def console(self) -> str:
        return self.deployment.origin("console")

    def page(self, browser: Browser) -> Page:
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def sign_in(self, browser: Browser) -> Page:
        login = self.deployment.login
        return Doctor.signs_in(browser, self.console, login.username, login.password).page

    def somebody_comes(self) -> str:
        """One more encounter, an emergency; answers its id."""
        admin = Administration.open(
            self.deployment.world.database_url, self.deployment.world.data / "keys", migrate=False
        )
        try:
            town = Town(admin.database, admin, self.deployment.login.username, seed=9)
            town.settle(1, 1)
            (made,) = town.consult(
                town.known, [encounter_record("0" * 32, urgency=RecordUrgency.EMERGENCY)], signed=False
            )
        finally:
            admin.close()
        return made

    def signs_and_plans(self, encounter_id: str, what: str) -> None:
        """The doctor signs this encounter, and plans something about it for today."""
        login = {"username": self.deployment.login.username, "password": self.deployment.login.password}
        today = datetime.now(CHINA).date().isoformat()
        with httpx.Client(base_url=self.deployment.origin("commission"), timeout=30, trust_env=False) as http:
            token = http.post("/v1/session", json=login).raise_for_status().json()["token"]
            http.headers["authorization"] = f"Bearer {token}"
            place = f"/v1/encounters/{encounter_id}"
            http.post(f"{place}/diagnosis", json={"icd10": "I10", "name": "高血压"}).raise_for_status()
            version = http.get(place).raise_for_status().json()["version"]
            http.post(f"{place}/signature", json={"version": version}).raise_for_status()
            task = {"id": secrets.token_hex(16), "due_on": today, "text": what}
            http.post(f"{place}/follow-ups", json=task).raise_for_status()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Generator[Clinic]:
    folder: Path = tmp_path_factory.mktemp("clinic")
    with Deployment.open(folder) as deployment:
        deployment.begin("console")
        town, opened = fill(deployment, RECORDS, residents=80, open_encounters=60, signed=4, seed=2)
        _careful_doctor(deployment, town)
        deployment.start("commission")
        deployment.wait("console")
        yield Clinic(deployment, town, opened)


def _careful_doctor(deployment: Deployment, town: Town) -> None:
    admin = Administration.open(deployment.world.database_url, deployment.world.data / "keys", migrate=False)
    try:
        admin.create_clinician(
            username=CAREFUL[0],
            password=CAREFUL[1],
            name="赵医生",
            phone="0951-5550121",
            role="doctor",
            communities=town.communities[:1],
        )
    finally:
        admin.close()


def rows(page: Page) -> list[str]:
    expect(page.locator("tbody tr").first).to_be_visible(timeout=LONG_MS)
    return [str(row.get_attribute("data-id")) for row in page.locator("tbody tr").all()]


def chosen(page: Page) -> str:
    return str(page.locator("tbody tr[aria-selected=true]").get_attribute("data-id"))


def test_a_doctor_works_the_list_with_the_keys_alone(clinic, browser, pictures):
    page = clinic.sign_in(browser)
    expect(page.get_by_text("1/5")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="不再显示").click()
    expect(page.get_by_text("1/5")).to_have_count(0)
    page.screenshot(path=pictures / "console-work-list-1366.png")
    first = rows(page)
    assert len(first) == 40
    assert chosen(page) == first[0]
    for key in "jjjk":
        page.keyboard.press(key)
    assert chosen(page) == first[2]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="按键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="按键")).to_have_count(0)
    # The list comes anew by itself, without a key: who was chosen stays chosen, and the keys go on from there.
    came = clinic.somebody_comes()
    expect(page.locator(f"tbody tr[data-id='{came}']")).to_be_visible(timeout=COMES_MS)
    assert chosen(page) == first[2]
    first = rows(page)
    page.keyboard.press("n")
    expect(page.get_by_text("第 2 / 2 页")).to_be_visible(timeout=LONG_MS)
    assert not set(rows(page)) & set(first)
    page.keyboard.press("p")
    expect(page.get_by_text("第 1 / 2 页")).to_be_visible(timeout=LONG_MS)
    page.keyboard.press("j")
    wanted = chosen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("对话与照片")).to_be_visible(timeout=LONG_MS)
    assert wanted in page.url
    # A reload stays signed in, and where it was.
    page.reload()
    expect(page.get_by_text("对话与照片")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="← 工作列表").click()
    assert len(rows(page)) == 40
    # The tour was put away for good.
    expect(page.get_by_text("1/5")).to_have_count(0)

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
    page.reload()
    expect(page.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)


def test_a_task_whose_day_has_come_is_seen_opens_its_encounter_and_is_done_with_a_click(clinic, browser, pictures):
    encounter_id = clinic.opened[-1]
    clinic.signs_and_plans(encounter_id, "打电话问血压")
    page = clinic.sign_in(browser)
    due = page.get_by_role("region", name="到期待办")
    expect(due).to_contain_text("打电话问血压", timeout=LONG_MS)
    expect(due).to_contain_text("今天")
    assert encounter_id not in rows(page)  # signed: in the list of what is open it is not
    page.screenshot(path=pictures / "console-due-1366.png")
    due.get_by_role("button", name="打开").click()
    expect(page.get_by_text("对话与照片")).to_be_visible(timeout=LONG_MS)
    assert encounter_id in page.url
    page.get_by_role("button", name="← 工作列表").click()
    expect(due).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()  # a click while Streamlit draws the page again is lost
    due.get_by_role("button", name="办好了").click()
    expect(due).to_contain_text(NONE, timeout=LONG_MS)
    Doctor(page).settles()
    due.get_by_role("button", name="撤回").click()
    expect(due.get_by_role("listitem")).to_contain_text("打电话问血压", timeout=LONG_MS)
    expect(due.get_by_role("button", name="撤回")).to_have_count(0)
    Doctor(page).settles()
    due.get_by_role("button", name="办好了").click()
    expect(due).to_contain_text(NONE, timeout=LONG_MS)
    page.screenshot(path=pictures / "console-due-undo-1366.png")


def test_counts_are_what_a_click_shows_and_a_name_is_found(clinic, browser):
    page = clinic.sign_in(browser)
    mine = page.get_by_role("group", name="谁的").get_by_role("button", name="我的")
    mine.click()
    expect(mine).to_have_attribute("aria-pressed", "true", timeout=LONG_MS)
    count = int(mine.locator("b").inner_text())
    expect(page.get_by_text(f"共 {count} 份")).to_be_visible(timeout=LONG_MS)
    assert all(text == "我" for text in page.locator("tbody tr td:nth-child(6)").all_inner_texts())

    person = clinic.town.known[0]
    page.keyboard.press("/")
    page.keyboard.type(f" {person.name[0]} {person.name[1:]}")  # a key that is typed here moves nothing
    page.keyboard.press("Enter")
    found = page.get_by_role("region", name="查找结果")
    expect(found).to_contain_text(person.phone, timeout=LONG_MS)
    page.keyboard.press("Escape")
    expect(found).to_have_count(0, timeout=LONG_MS)
    page.keyboard.press("/")
    page.keyboard.type("王")
    page.keyboard.press("Enter")
    expect(found).to_contain_text("请写完整的姓名", timeout=LONG_MS)


def test_a_second_factor_is_set_up_and_asked_for(clinic, browser):
    page = Doctor.signs_in(browser, clinic.console, *CAREFUL).page
    page.get_by_role("button", name="我的账户").click()
    page.get_by_role("button", name="绑定验证器").click()
    secret = page.get_by_test_id("stCode").inner_text().replace(" ", "").strip()
    totp = pyotp.TOTP(secret)
    page.get_by_label("验证器里现在的").fill(totp.now())
    page.get_by_role("button", name="完成绑定").click()
    codes = page.get_by_test_id("stCode").filter(has_text="-").inner_text().split()
    assert len(codes) == 10
    page.get_by_role("button", name="我已保存好").click()
    expect(page.get_by_text("还有 10 个备用码")).to_be_visible(timeout=LONG_MS)

    other = clinic.page(browser)
    other.goto(clinic.console)
    Doctor(other).settles()
    other.get_by_label("用户名").fill(CAREFUL[0])
    other.get_by_label("密码").fill(CAREFUL[1])
    other.get_by_role("button", name="登录").click()
    for shown in ("000000", codes[0]):
        other.get_by_label("验证码").fill(shown)
        other.get_by_role("button", name="确认").click()
        if shown == "000000":
            expect(other.get_by_text("验证码不对")).to_be_visible(timeout=LONG_MS)
    expect(other.get_by_text("工作列表").first).to_be_visible(timeout=LONG_MS)

    # Signed out everywhere from the one, the other is out, too.
    page.get_by_role("button", name="全部退出").click()
    expect(page.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
    other.get_by_role("button", name="我的账户").click()
    expect(other.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
