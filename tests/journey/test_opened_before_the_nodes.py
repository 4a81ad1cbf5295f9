"""A page opened while there was no node goes on by itself once there is one: its policy names the nodes of the moment it was opened."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.journey.city import City
from tests.journey.resident import Resident


def test_a_consultation_begun_before_any_node_is_there_is_answered_when_one_comes(
    phone: BrowserContext, tmp_path: Path
) -> None:
    city = City(tmp_path / "city")
    try:
        city.start("commission")
        resident = Resident.scans(phone, city.login.magnet_url)
        resident.by("start").click()
        resident.by("consent-service").check(force=True)
        resident.by("consent-sensitive").check(force=True)
        resident.by("consent-go").click()
        resident.by("who-self").click()
        resident.by("age").fill("34")
        resident.by("sex-female").click()
        resident.by("name").fill("测大姐")
        resident.by("phone").fill("13800000003")
        resident.by("who-go").click()
        expect(resident.by("waiting")).to_be_visible()
        city.start("compute")
        expect(resident.by("message-bubble").first).to_be_visible(timeout=90_000)
    finally:
        city.close()
