"""A deployment that must use the national ciphers, walked in a browser: SM4 and SM3 on the phone, on the wire and at rest."""

from __future__ import annotations

from collections.abc import Generator

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from records.errors import Reason
from records.seal.wire import from_b64u
from tests.journey.city import City
from tests.journey.resident import LONG_MS, Resident
from tests.journey.test_main_line import prefer


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    made = City(tmp_path_factory.mktemp("national"), JIAYI_SUITE="2")
    try:
        made.start("commission", "compute")
        yield made
    finally:
        made.close()


def test_a_consultation_under_suite_2_reaches_the_store(national, phone):
    token = httpx.get(f"{national.commission}/v1/directory", trust_env=False).json()["directory"]
    assert b'"suite":2' in from_b64u(token.split(".")[1], reason=Reason.JSON)

    scripts: list[str] = []
    phone.on("request", lambda request: scripts.append(request.url))
    resident = Resident.scans(phone, national.login.magnet_url)
    resident.begins(age="41", sex="male", name="测国密", phone="13800000041")
    resident.says("嗓子疼三天，有点发烧，没有咳嗽")
    resident.answers_until_guidance(prefer("没有"))  # several turns: the capsule of each opens at the next
    assert resident.urgency in {"routine", "soon", "self_care", "urgent"}
    expect(resident.by("receipt")).to_be_visible(timeout=LONG_MS)
    assert any(
        "/assets/guomi-" in url for url in scripts
    )  # the page's own SM4 and SM3, fetched because the directory says 2

    with psycopg.connect(national.world.database_url) as connection:
        suites = connection.execute("select distinct get_byte(record_sealed, 0) from revision").fetchall()
    assert suites == [(2,)]
