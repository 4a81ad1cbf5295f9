"""A doctor's ten minutes with one encounter, in Chromium: edit, rate, invite, refer, plan, confirm, sign, add."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from app.console.words import CHINA
from tests.journey.doctor import LONG_MS, Doctor
from tests.journey.seeding import Seeds


def _calls_and_invites(doctor: Doctor, pictures: Path) -> None:
    page = doctor.page
    doctor.calls("没有人接", "晚上再打")
    day = datetime.now(CHINA).date() + timedelta(days=2)
    doctor.invites(day, "09:30", "社区卫生服务站二楼")
    # The resident is told what was drafted.
    letter = f"请您 {day.month} 月 {day.day} 日 09:30 到社区卫生服务站二楼来一趟"
    expect(page.locator(".st-key-letters").get_by_text(letter)).to_be_attached(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-encounter-invited.png")


def _refers_with_a_letter(doctor: Doctor) -> None:
    page = doctor.page
    doctor.refers("县人民医院", "心内科", "活动后胸闷，请做心电图")
    page.locator(".st-key-left").get_by_role("button", name="转诊单").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="保存转诊单").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_doctor_goes_through_one_encounter(desk_city, browser, pictures):
    with Seeds.of(desk_city) as seeds:
        seeds.encounter("张建国")
    login = desk_city.login
    doctor = Doctor.signs_in(browser, desk_city.console, login.username, login.password)
    page = doctor.page
    page.set_viewport_size({"width": 1366, "height": 768})
    doctor.opens_first()

    # Everything on one screen: nothing wider or longer than the window, the bar at its foot, the pictures drawn.
    expect(page.get_by_role("button", name="签署", exact=True)).to_be_in_viewport(timeout=LONG_MS)
    expect(page.locator(".st-key-right canvas, .st-key-right svg.marks")).to_have_count(2, timeout=LONG_MS)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("打电话", "请来就诊", "转诊", "待办", "确认诊断"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport()
    expect(page.get_by_text("⚡ 消化科：居家")).to_be_attached()
    page.screenshot(path=pictures / "console-encounter-whole.png")

    page.get_by_role("button", name="居民档案").click()
    expect(page.get_by_text("就诊经过")).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=pictures / "console-resident.png")
    page.get_by_role("button", name="← 返回").click()
    expect(page.get_by_text("对话与照片")).to_be_visible(timeout=LONG_MS)

    # Nothing is chosen beforehand; dangerous needs a why.
    doctor.rates_guidance("危险", why="没有问疼痛放射到哪里")

    box = page.get_by_label("A 评估")
    box.fill("考虑不稳定型心绞痛，排除胃食管反流病")
    box.blur()
    doctor.settles()
    page.get_by_role("button", name="保存病历").click()
    expect(page.get_by_text("最近由 王医生 保存")).to_be_visible(timeout=LONG_MS)
    page.locator(".st-key-middle").get_by_text("修改记录").click()
    expect(page.locator(".j-diff ins").first).to_be_visible(timeout=LONG_MS)
    expect(page.locator(".j-diff del").filter(has_text="可能与心脏有关")).to_be_visible()

    _calls_and_invites(doctor, pictures)
    _refers_with_a_letter(doctor)
    doctor.plans("复查血压")
    doctor.writes("请今天来做心电图。")
    doctor.confirms("I21.9", query="xjgs")
    doctor.signs()
    page.get_by_role("button", name="验证签名").click()
    expect(page.get_by_text("签名与保存的内容一致")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_label("A 评估")).to_be_disabled()
    expect(page.get_by_role("combobox", name="紧急程度")).to_have_value("紧急程度同助手：今天")
    # With the notices above: who it is about and what can be done are still on the screen.
    expect(page.get_by_text("张建国").first).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="发送消息")).to_be_in_viewport(ratio=1)
    page.screenshot(path=pictures / "console-encounter-signed.png")
    page.locator(".st-key-left").get_by_role("button", name="接诊记录表").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="保存接诊记录表").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    doctor.adds("心电图已回，无 ST 段抬高")
    expect(page.get_by_text("补记 · 王医生")).to_be_visible(timeout=LONG_MS)
