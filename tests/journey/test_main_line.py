"""The whole line, walked as a resident and as a doctor: section 2 of the design."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.fakes.report_images import CARDIAC, draw_report
from tests.journey.doctor import Doctor
from tests.journey.resident import LONG_MS, Resident
from tests.journey.wire import files_below, hits
from tests.screens.axe import in_light_and_dark

MARK = "槐花巷口卖豆腐脑的老邻居"
"""Said in the chat, and to be found nowhere but on the phone and, opened, in the doctor's console."""

WRONG = "胸闷是三天不是两天，钟楼底下那回也算"
"""Reported to the doctor afterwards."""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.png"
    path.write_bytes(draw_report(CARDIAC))
    return path


def prefer(*wanted: str):
    """Choose the first option that holds one of these words; else the one that admits not knowing; else the last."""

    def choose(options: list[str]) -> int:
        for word in (*wanted, "不清楚", "Not sure", "不确定"):
            for number, option in enumerate(options):
                if word in option:
                    return number
        return len(options) - 1

    return choose


def test_a_tight_chest_reaches_the_doctor_and_the_archive(city, phone, browser, report, pictures):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="56", sex="male", name="测老汉", phone="13800000001")
    resident.says(f"胸闷两天，爬楼梯加重，休息能缓解，是{MARK}劝我来问的")
    resident.waits()
    expect(resident.by("question")).to_be_visible()
    resident.page.screenshot(path=pictures / "phone-chat.png")
    resident.photographs(report)
    expect(resident.by("emergency")).to_be_visible()
    resident.page.screenshot(path=pictures / "phone-emergency.png")
    resident.by("emergency-continue").click()
    resident.answers_until_guidance(prefer("没有"))
    assert resident.urgency in {"emergency", "urgent"}
    expect(resident.by("progress-cardiology")).to_be_visible()  # from the frames that compute sent while it looked
    resident.page.screenshot(path=pictures / "phone-guidance.png", full_page=True)
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)

    # Before a doctor opens it: nowhere in clear but on the phone.
    city.checkpoint()
    assert hits(MARK, files_below(city.data)) == []
    assert hits(MARK, [(name, bytes(tap.recorded)) for name, tap in city.taps.items()]) == []
    assert all(len(tap.recorded) > 10_000 for tap in city.taps.values())

    doctor = Doctor.signs_in(browser, city.console, city.login.username, city.login.password)
    expect(doctor.page.locator("tbody tr").first).to_be_visible(timeout=LONG_MS)
    doctor.page.screenshot(path=pictures / "console-work-list.png")
    assert in_light_and_dark(doctor.page, "work list") == []
    doctor.opens_first()
    expect(doctor.page.get_by_text(MARK).first).to_be_visible()
    expect(doctor.page.get_by_text("186.5").first).to_be_visible()
    expect(doctor.page.get_by_text("各科的意见")).to_be_visible(timeout=LONG_MS)
    expect(doctor.page.get_by_role("button", name="签署", exact=True)).to_be_visible(timeout=LONG_MS)
    doctor.page.screenshot(path=pictures / "console-encounter.png")
    assert in_light_and_dark(doctor.page, "encounter") == []
    doctor.rates_guidance("好")
    doctor.writes("请马上去医院急诊，我已联系值班医生。")
    reports_wrong(resident, doctor, city)
    doctor.confirms("I20.0")
    doctor.signs()

    # Opened in the commission: still nowhere in clear, but in what was delivered to the archive, which is meant to be read.
    city.checkpoint()
    delivered = wait_for_delivery(city.data / "archive")
    kept = [(name, content) for name, content in files_below(city.data) if not name.startswith("archive/")]
    assert kept
    assert hits(MARK, kept) == []
    bundle = json.loads((delivered / "bundle.json").read_text())
    conditions = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Condition"]
    assert conditions[0]["code"]["coding"][0]["code"] == "I20.0"
    assert "测老汉" in (delivered / "outpatient-summary.cda.xml").read_text()

    expect(resident.by("message").filter(has_text="请马上去医院急诊")).to_be_visible(timeout=LONG_MS)
    resident.page.screenshot(path=pictures / "phone-message.png")

    # Next time, with a tick: what the doctor signed comes along, and the phone says so.
    resident.begins_again(pictures / "phone-who-again.png")
    expect(resident.by("message-bubble").filter(has_text="健康档案")).to_be_visible(timeout=LONG_MS)
    expect(resident.by("message-bubble").filter(has_text="心绞痛")).to_be_visible()
    resident.page.screenshot(path=pictures / "phone-remembered.png")


def reports_wrong(resident: Resident, doctor: Doctor, city) -> None:
    """What is wrong is reported, sealed, and stands above the note when the doctor looks again."""
    doctor.page.get_by_role("button", name="← 工作列表").click()
    expect(doctor.page.get_by_role("button", name="打开").first).to_be_visible(timeout=LONG_MS)
    doctor.settles()
    resident.by("inbox").first.click()
    resident.by("inbox-wrong").click()
    resident.by("inbox-text").fill(WRONG)
    resident.by("inbox-send").click()
    expect(resident.by("own-message")).to_contain_text("已送到", timeout=LONG_MS)
    assert hits(WRONG, [(name, bytes(tap.recorded)) for name, tap in city.taps.items()]) == []
    doctor.opens_first()
    expect(doctor.page.get_by_text("居民说这里不对").first).to_be_visible(timeout=LONG_MS)
    expect(doctor.page.get_by_text(WRONG).first).to_be_visible()


def wait_for_delivery(folder: Path) -> Path:
    """Answer the newest delivery, once there is one."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = [path for path in folder.glob("*") if not path.name.startswith(".")] if folder.exists() else []
        if found:
            return max(found, key=lambda path: path.name)
        time.sleep(0.2)
    raise AssertionError("nothing reached the drop folder")


def test_a_sore_throat_in_english_ends_without_alarm(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="28", sex="female", name="Test Person", phone="13800000002", english=True)
    resident.says("sore throat since yesterday, a bit of a runny nose, no fever")
    resident.answers_until_guidance(prefer("No", "Mild"))
    assert resident.urgency in {"self_care", "routine", "soon"}
    assert resident.by("emergency").count() == 0
