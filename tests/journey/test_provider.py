"""Signing in through a provider on another site, in a browser: the administrator links, the doctor goes round."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.bench.deployment import Deployment
from records.store.admin import Administration
from tests.fakes.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.journey.doctor import LONG_MS, Doctor
from tests.screens.axe import in_light_and_dark

BOSS = ("boss", "the administrator's password")


@dataclass
class House:
    """A commission with a provider, and a console before it."""

    deployment: Deployment
    provider: Provider
    console: str

    def page(self, browser: Browser) -> Page:
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(self.console)
        return page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    secret = folder / "client-secret"
    secret.touch(mode=0o600)
    secret.write_text(CLIENT_SECRET, encoding="utf-8")
    with Deployment.open(folder) as deployment:
        console = deployment.origin("console")
        # Another host than the console's, so that the browser takes it for another site.
        provider = Provider(host="localhost", redirect_uri=f"{console}/jiayi/provider/callback")
        deployment.extra |= {
            "JIAYI_CONSOLE_ORIGIN": console,
            "JIAYI_OIDC_ISSUER": provider.issuer,
            "JIAYI_OIDC_CLIENT_ID": CLIENT_ID,
            "JIAYI_OIDC_CLIENT_SECRET_FILE": str(secret),
            "JIAYI_OIDC_NAME_ZH": "市卫健委账号",
        }
        deployment.begin("console")
        admin = Administration.open(deployment.world.database_url, deployment.world.data / "keys", migrate=False)
        admin.create_clinician(
            username=BOSS[0], password=BOSS[1], name="钱主任", phone="", role="administrator", communities=[]
        )
        admin.close()
        deployment.start("commission")
        deployment.wait("console")
        yield House(deployment, provider, console)
    provider.close()


def go_round(page: Page) -> None:
    page.get_by_role("link", name="用市卫健委账号登录").click()
    page.get_by_role("button", name="sign in here").click()


def test_an_administrator_invites_and_the_doctor_signs_in_at_the_provider(house, browser, pictures):
    doctor = house.page(browser)
    expect(doctor.get_by_role("link", name="用市卫健委账号登录")).to_be_visible(timeout=LONG_MS)
    doctor.screenshot(path=pictures / "console-provider-sign-in.png")
    go_round(doctor)
    expect(doctor.get_by_text("还没有和家医的账号关联")).to_be_visible(timeout=LONG_MS)
    doctor.screenshot(path=pictures / "console-provider-unlinked.png")

    boss = house.page(browser)
    Doctor(boss).settles()
    boss.get_by_text("输入用户名和密码登录").click()
    expect(boss.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
    Doctor(boss).settles()
    boss.get_by_label("用户名").fill(BOSS[0])
    boss.get_by_label("密码").fill(BOSS[1])
    boss.get_by_role("button", name="登录").click()
    expect(boss.get_by_text("账号与社区")).to_be_visible(timeout=LONG_MS)
    Doctor(boss).settles()
    boss.get_by_text("账号与社区").click()
    box = boss.get_by_role("combobox", name="账号")
    expect(box).to_be_visible(timeout=LONG_MS)
    Doctor(boss).settles()
    box.scroll_into_view_if_needed()  # scrolling closes a list that is open
    box.click()
    box.press("ArrowDown")
    boss.get_by_role("option").filter(has_text=house.deployment.login.username).click()
    expect(box).to_have_value(re.compile(f"（{house.deployment.login.username}，医生）"))
    Doctor(boss).settles()
    boss.get_by_label("邮箱、用户名或编号").fill("wang@hospital.example")
    boss.get_by_role("button", name="关联", exact=True).click()
    expect(boss.get_by_text("等他第一次登录")).to_be_visible(timeout=LONG_MS)
    boss.screenshot(path=pictures / "console-provider-links.png", full_page=True)

    with doctor.expect_response(f"{house.console}/jiayi/session"):
        go_round(doctor)
    expect(doctor.get_by_text("工作列表").first).to_be_visible(timeout=LONG_MS)
    Doctor(doctor).settles()
    assert doctor.url.rstrip("/") == house.console
    doctor.reload()
    expect(doctor.get_by_text("工作列表").first).to_be_visible(timeout=LONG_MS)
    # Back to the provider's page and its button once more: the sign-in was used, and the doctor is in all the same.
    Doctor(doctor).settles()
    doctor.go_back()
    doctor.get_by_role("button", name="sign in here").click()
    expect(doctor.get_by_text("工作列表").first).to_be_visible(timeout=LONG_MS)
    expect(doctor.get_by_text("这次登录已经用过")).to_have_count(0)

    boss.reload()
    boss.get_by_text("账号与社区").click()
    expect(boss.get_by_text("✓ 已关联")).to_be_visible(timeout=LONG_MS)
    boss.get_by_role("button", name="取消关联").click()
    boss.get_by_role("button", name="确定取消").click()
    expect(boss.get_by_text("还没有关联的账号")).to_be_visible(timeout=LONG_MS)
    doctor.reload()
    expect(doctor.get_by_role("link", name="用市卫健委账号登录")).to_be_visible(timeout=LONG_MS)


def test_the_doors_through_a_provider_and_around_it(house, browser):
    """Looked at by axe, as the other screens are in `test_console_screens`."""
    page = house.page(browser)
    door = page.get_by_role("link", name="用市卫健委账号登录")
    expect(door).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()
    found = in_light_and_dark(page, "the provider's door")
    page.get_by_text("输入用户名和密码登录").click()
    expect(page.get_by_label("用户名")).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()
    found += in_light_and_dark(page, "the door around it")
    door.click()
    page.get_by_role("button", name="sign in here").click()
    expect(page.get_by_text("还没有和家医的账号关联")).to_be_visible(timeout=LONG_MS)
    Doctor(page).settles()
    found += in_light_and_dark(page, "not linked")
    assert not found, "\n".join(found)


def test_somebody_elses_way_back_and_a_provider_that_is_away(house, browser):
    victim, thief = house.page(browser), house.page(browser)
    thief.get_by_role("link", name="用市卫健委账号登录").click()
    expect(thief.get_by_role("button", name="sign in here")).to_be_visible()
    link = house.provider.authorize(thief.url)
    victim.goto(link)
    expect(victim.get_by_text("这次登录已经用过")).to_be_visible(timeout=LONG_MS)
    victim.get_by_role("link", name="用市卫健委账号登录").click()
    expect(victim.get_by_role("button", name="sign in here")).to_be_visible()
    victim.goto(link)  # with a cookie of its own, too
    expect(victim.get_by_text("这次登录已经用过")).to_be_visible(timeout=LONG_MS)
    house.provider.wrong = "token html"
    go_round(victim)
    expect(victim.get_by_text("单位的登录系统现在连不上")).to_be_visible(timeout=LONG_MS)
    house.provider.wrong = ""
