"""The page for the hospital and who is on a phone: shared and taken back, two people apart, read without a network, deleted."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.city import City
from tests.journey.resident import LONG_MS, Resident, until
from tests.journey.test_main_line import prefer
from tests.journey.wire import hits

MOTHER, CHILD = "老母亲苗桂枝", "小孙女苗苗"
SHARED = "核桃树下摔的那一跤"


def guided(resident: Resident, words: str) -> None:
    """Up to the guidance, whatever the urgency."""
    resident.says(words)
    resident.waits()
    if resident.by("emergency-continue").count():
        resident.by("emergency-continue").click()
    if not resident.by("guidance").count():
        resident.answers_until_guidance(prefer("没有"))
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)


def types_code(doctor: Page, code: str) -> None:
    doctor.get_by_test_id("reader-code").fill(code)
    doctor.get_by_test_id("reader-open").click()


def nothing_stays(doctor: Page) -> None:
    """No key in the address, nothing in any storage, and a reload shows nothing."""
    assert "#" not in doctor.url
    stored = "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
    assert (
        doctor.evaluate(f"{stored}.then((all) => all.map((one) => one.length).concat([localStorage.length]))")
        == [0] * 4
    )
    doctor.reload()
    expect(doctor.get_by_test_id("reader-over")).to_be_visible()


def test_a_summary_is_shared_read_and_taken_back(
    core: City, phone: BrowserContext, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="61", sex="female", name=MOTHER, phone="13800000061")
    guided(resident, f"手腕疼三天，{SHARED}以后就疼，没有别的不舒服")
    resident.by("summary").click()
    expect(resident.by("summary-text")).to_contain_text("手腕")
    page = resident.page
    page.screenshot(path=pictures / "phone-summary.png", full_page=True)
    # One page of paper, and a picture.
    paper = tmp_path / "summary.pdf"
    paper.write_bytes(page.pdf(prefer_css_page_size=True))
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
    # From here on what the page fetches later comes through its keeper.
    until(page, "navigator.serviceWorker.controller !== null")
    resident.by("picture").click()
    expect(resident.by("picture-image")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=picture-image]').naturalHeight") > 500

    # Nothing leaves without the tick.
    resident.by("share").click()
    before = len(core.taps["commission"].recorded)
    resident.by("share-make").click()
    expect(resident.by("error")).to_be_visible()
    assert b"/v1/shares" not in bytes(core.taps["commission"].recorded[before:])
    resident.by("share-agree").check(force=True)
    resident.by("share-make").click()
    expect(resident.by("qr")).to_be_visible()
    assert resident.by("share-code").count() == 0
    page.screenshot(path=pictures / "phone-share.png", full_page=True)
    link = resident.by("qr").get_attribute("data-address") or ""
    resident.by("share-tell").click()
    code = re.sub(r"\D", "", resident.by("share-code").inner_text())
    assert re.fullmatch(r"\d{6}", code)

    elsewhere = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    doctor = elsewhere.new_page()
    doctor.goto(link)
    types_code(doctor, f"{(int(code) + 1) % 1_000_000:06}")
    expect(doctor.get_by_test_id("error")).to_contain_text("4")
    types_code(doctor, code)
    expect(doctor.get_by_test_id("summary-text")).to_contain_text("手腕")
    expect(doctor.get_by_text(MOTHER)).to_be_visible()
    doctor.screenshot(path=pictures / "reader.png", full_page=True)
    expect(resident.by("share-opened")).to_have_attribute("data-opened", "1", timeout=LONG_MS)
    nothing_stays(doctor)

    resident.by("share-end").click()
    expect(resident.by("share-make")).to_be_visible()
    doctor.goto(link)
    types_code(doctor, code)
    expect(doctor.get_by_test_id("reader-over")).to_be_visible()
    elsewhere.close()
    # Neither the words nor what opens them ever passed in clear; the address's fragment never left a phone.
    wire = [(name, bytes(tap.recorded)) for name, tap in core.taps.items()]
    for secret in (SHARED, MOTHER, link.partition("#")[2]):
        assert hits(secret, wire) == []


def test_two_people_on_one_phone_keep_apart_offline_and_until_deleted(
    core: City, phone: BrowserContext, pictures: Path, tmp_path: Path
) -> None:
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="61", sex="female", name=MOTHER, phone="13800000061")
    guided(resident, "膝盖疼半年，上下楼梯疼")
    resident.by("another").click()
    resident.by("start").click()
    resident.by("who-child").click()
    resident.by("age").fill("6")
    resident.by("sex-female").click()
    resident.by("name").fill(CHILD)
    resident.by("phone").fill("13800000061")
    resident.by("who-go").click()
    expect(resident.by("message-bubble").first).to_be_visible(timeout=LONG_MS)
    guided(resident, "流清鼻涕两天，不发烧，精神好")
    expect(resident.by("for-whom")).to_contain_text(CHILD)

    # Words about the one go into the record of the one.
    resident.by("inbox").first.click()
    resident.by("person-chip").filter(has_text=MOTHER).click()
    expect(resident.by("inbox-about")).to_contain_text(MOTHER)
    resident.by("inbox-text").fill("膝盖今天肿了")
    resident.by("inbox-send").click()
    expect(resident.by("own-message")).to_have_count(1)
    resident.by("person-chip").filter(has_text=CHILD).click()
    expect(resident.by("own-message")).to_have_count(0)

    # The network goes, and the page is opened anew: what was said and advised is there.
    page = resident.page
    until(page, "navigator.serviceWorker.controller !== null")
    phone.set_offline(True)
    page.reload()
    resident.by("history").first.click()
    expect(resident.by("past")).to_have_count(2)
    resident.by("person-chip").filter(has_text=MOTHER).click()
    expect(resident.by("past")).to_have_count(1)
    page.screenshot(path=pictures / "phone-history-offline.png", full_page=True)
    resident.by("trust").first.click()
    expect(resident.by("pin")).to_be_visible()
    resident.by("history").first.click()
    resident.by("export").click()
    with page.expect_download() as saving:
        resident.by("export-save").click()
    saved = tmp_path / "all.html"
    saving.value.save_as(saved)
    taken = saved.read_text(encoding="utf-8")
    assert MOTHER in taken
    assert CHILD in taken
    assert "膝盖今天肿了" in taken
    phone.set_offline(False)

    # Deleted is deleted: the phone knows nobody any more, not even the code of the magnet.
    page.get_by_role("button", name="清空这部手机上的家医内容").click()
    page.get_by_role("button", name="确定").click()
    expect(resident.by("start").or_(resident.by("error")).first).to_be_visible(timeout=LONG_MS)
    count = """new Promise((resolve) => { const open = indexedDB.open('jiayi'); open.onsuccess = () => { const db = open.result;
      const names = ['consultations', 'photos', 'messages', 'people', 'mailboxes', 'deliveries'];
      const shelf = db.transaction(names); Promise.all(names.map((name) => new Promise((done) => {
        shelf.objectStore(name).count().onsuccess = (event) => done(event.target.result); }))).then(resolve); }; })"""
    assert page.evaluate(count) == [0] * 6
