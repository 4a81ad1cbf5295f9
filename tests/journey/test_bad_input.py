"""What residents type and choose by mistake: a clear answer each time, and nothing lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.fakes.images import png_header
from tests.journey.resident import LONG_MS, Resident


@pytest.fixture
def resident(core, phone) -> Resident:
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="45", sex="female", name="测阿姨", phone="13800000008")
    return resident


def test_words_that_cannot_be_sent_stay_where_they_were_typed(resident):
    own = resident.page.locator("[data-testid^='own-answer-']")
    resident.says("   ")
    expect(resident.by("error")).to_be_visible()
    long = "痛" * 20_000
    resident.by("text").fill(long)
    # As much as one message holds stays in the box, and it is said at once how much that is; nothing is sent by itself.
    expect(resident.by("error")).to_contain_text("4000")
    expect(resident.by("error")).to_contain_text("20000")
    assert resident.by("text").input_value() == long[:4000]
    assert own.count() == 0
    resident.says("嗓子\x00\x07\u202e疼一天，\x1b[31m不发烧")
    resident.waits()
    expect(resident.page.get_by_text("嗓子疼一天", exact=False).first).to_be_visible(timeout=LONG_MS)


def test_a_third_language_and_pictures_of_words_are_answered_kindly(resident):
    resident.says("Я очень плохо себя чувствую")
    resident.waits()
    expect(resident.page.locator("[data-testid='message-bubble']").last).to_be_visible(timeout=LONG_MS)
    resident.says("😭😭😭")
    resident.waits()
    resident.says("嗓子疼一天，不发烧")
    resident.waits()
    expect(resident.by("question").or_(resident.by("guidance")).first).to_be_visible(timeout=LONG_MS)


@pytest.mark.parametrize(
    "content",
    [
        b"this is a letter, not a photo",
        png_header(50_000, 50_000, bytes(1000)),
        png_header(7800, 7700, random.Random(1).randbytes(100_000)),
    ],
    ids=["letter", "bomb", "60MP"],
)
def test_a_file_that_is_no_ordinary_photo_is_refused_on_the_phone(resident, tmp_path: Path, content: bytes):
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    resident.by("camera").click()
    resident.by("photo-file").set_input_files(path)
    expect(resident.by("error")).to_be_visible(timeout=LONG_MS)
    assert resident.by("photo-send").count() == 0
    resident.by("back").first.click()
    expect(resident.by("text")).to_be_visible()
