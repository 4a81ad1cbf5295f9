"""What breaks, and what the resident and the doctor notice of it: nothing lost, nothing twice."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from tests.journey.resident import LONG_MS, Resident
from tests.journey.test_main_line import prefer


@contextmanager
def clinician(city) -> Generator[httpx.Client]:
    """The demo doctor's session, without a browser."""
    with httpx.Client(base_url=city.commission, trust_env=False, timeout=20) as client:
        answer = client.post("/v1/session", json={"username": city.login.username, "password": city.login.password})
        client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        yield client


@pytest.fixture(autouse=True)
def whole_city(city):
    """Every test begins and ends with all services up, whatever it broke."""
    city.start_missing()
    yield
    city.start_missing()


def encounters(city, name: str) -> list[dict]:
    with clinician(city) as client:
        found = client.get("/v1/worklist", params={"status": "all"}).raise_for_status().json()["items"]
        return [item for item in found if item["name"] == name]


def test_a_node_dies_in_mid_consultation_and_another_goes_on(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="34", sex="female", name="测大姐", phone="13800000003")
    resident.says("头疼三天，两边紧绷，像戴了箍")
    resident.waits()
    city.kill("compute")
    chips = resident.page.locator("[data-testid^='chip-']")
    chips.last.click()
    if resident.by("chips-send").count():
        resident.by("chips-send").click()
    expect(resident.by("waiting").or_(resident.by("sending")).first).to_be_visible()
    city.start("compute")
    resident.answers_until_guidance(prefer("没有"))
    assert resident.urgency in {"self_care", "routine", "soon"}
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)
    (encounter,) = encounters(city, "测大姐")
    with clinician(city) as client:
        record = client.get(f"/v1/encounters/{encounter['encounter_id']}").json()["record"]
    said = [turn["text"] for turn in record["transcript"] if turn["who"] == "resident"]
    assert said.count("头疼三天，两边紧绷，像戴了箍") == 1
    assert record["stage"] == "guided"


def test_the_commission_is_away_during_the_guidance_and_has_the_record_when_it_is_back(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="41", sex="male", name="测小哥", phone="13800000004")
    resident.says("流清鼻涕打喷嚏两天，不发烧")
    resident.waits()
    city.kill("commission")
    resident.answers_until_guidance(prefer("没有"))
    assert resident.urgency in {"self_care", "routine"}
    assert resident.by("receipt").count() == 0
    city.start("commission")
    expect(resident.by("receipt")).to_be_visible(timeout=60_000)
    (encounter,) = encounters(city, "测小哥")
    with clinician(city) as client:
        assert client.get(f"/v1/encounters/{encounter['encounter_id']}").json()["record"]["stage"] == "guided"
    with psycopg.connect(city.world.database_url) as connection:
        twice = connection.execute(
            "select count(*) from (select record_id, kind, key from intake group by 1, 2, 3 having count(*) > 1) as twice"
        ).fetchone()
    assert twice == (0,)


def test_reload_and_a_lost_network_keep_what_was_said_and_cleared_storage_is_told(city, phone, pictures):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="29", sex="female", name="测姑娘", phone="13800000005")
    phone.set_offline(True)
    resident.says("尿频尿急尿痛一天")
    expect(resident.page.get_by_text("尿频尿急尿痛一天").first).to_be_visible()
    expect(resident.by("waiting").or_(resident.by("sending")).first).to_be_visible()
    phone.set_offline(False)
    resident.page.reload()
    expect(resident.page.get_by_text("尿频尿急尿痛一天").first).to_be_visible(timeout=LONG_MS)
    resident.answers_until_guidance(prefer("没有"))
    resident.page.reload()
    expect(resident.by("urgency").first).to_be_visible(timeout=LONG_MS)
    assert resident.urgency in {"soon", "urgent", "routine"}

    # The back key, pressed once and once too often, from wherever the resident is.
    for tab in ("trust", "inbox", "history"):
        resident.by(tab).first.click()
        for _ in range(3):
            resident.page.go_back()
            expect(resident.by("urgency").first).to_be_visible()
    resident.by("talk").click()
    resident.by("text").fill("还想说")
    resident.page.go_back()
    expect(resident.by("text")).to_have_value("还想说")
    resident.by("see-guidance").click()

    # WeChat cleans up under the open page: the advice stays to be read, and the next visit says what is lost.
    clearing = {"origin": city.commission, "storageTypes": "indexeddb"}
    phone.new_cdp_session(resident.page).send("Storage.clearDataForOrigin", clearing)
    expect(resident.by("gone")).to_be_visible(timeout=LONG_MS)
    expect(resident.by("urgency").first).to_be_visible()
    resident.page.screenshot(path=pictures / "phone-cleared.png")
    resident.by("again").click()
    expect(resident.by("missing")).to_be_visible(timeout=LONG_MS)
    resident.page.screenshot(path=pictures / "phone-missing.png")


def test_the_database_stops_and_comes_back(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="50", sex="male", name="测师傅", phone="13800000006")
    city.world.postgres.stop()
    try:
        resident.says("流清鼻涕打喷嚏两天，不发烧")
        resident.answers_until_guidance(prefer("没有"))
        magnet = city.login.magnet_url.split("#")[0].replace("/m/", "/v1/magnets/")
        assert httpx.get(magnet, trust_env=False).status_code == 503
        assert resident.by("receipt").count() == 0
    finally:
        city.world.postgres.start()
    expect(resident.by("receipt")).to_be_visible(timeout=60_000)
    assert len(encounters(city, "测师傅")) == 1


@pytest.mark.parametrize("fragment", ["", "#" + "A" * 43])
def test_a_wrong_fingerprint_is_refused_and_nothing_is_sent(city, phone, fragment):
    sent = len(city.taps["compute"].recorded)
    page = phone.new_page()
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(city.login.magnet_url.split("#")[0] + fragment)
    expect(page.get_by_test_id("error").first).to_be_visible(timeout=LONG_MS)
    assert page.get_by_test_id("start").count() == 0
    assert posts == []
    assert len(city.taps["compute"].recorded) == sent


def test_wrong_passwords_lock_and_other_communities_see_nothing(city, phone):
    resident = Resident.scans(phone, city.login.magnet_url)
    resident.begins(age="63", sex="female", name="测奶奶", phone="13800000007")
    deadline = time.monotonic() + 30
    while not (mine := encounters(city, "测奶奶")) and time.monotonic() < deadline:
        time.sleep(0.2)
    city.add_doctor("other", "correct-horse-battery")
    with httpx.Client(base_url=city.commission, trust_env=False, timeout=20) as client:
        token = client.post("/v1/session", json={"username": "other", "password": "correct-horse-battery"}).json()[
            "token"
        ]
        headers = {"authorization": f"Bearer {token}"}
        assert client.get(f"/v1/encounters/{mine[0]['encounter_id']}", headers=headers).status_code == 404
        assert client.get("/v1/worklist", headers=headers).json()["items"] == []
        answers = [
            client.post("/v1/session", json={"username": "other", "password": "wrong"}).status_code for _ in range(6)
        ]
        assert answers[:5] == [401] * 5
        assert answers[5] == 429
        right = client.post("/v1/session", json={"username": "other", "password": "correct-horse-battery"})
        assert right.status_code == 429
        assert int(right.headers["retry-after"]) > 60
