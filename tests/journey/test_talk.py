"""Talking as people do: taps on the body, how bad, since when; photos blurred or none; large text, reading aloud, dictation."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.fakes.report_images import CARDIAC, draw_report
from tests.journey.resident import LONG_MS, Resident

VOICES = """
const voices = [{lang: 'zh-CN', localService: true, name: 'zh'}, {lang: 'en-GB', localService: true, name: 'en'}];
window.said = [];
const synth = {getVoices: () => voices, cancel: () => { window.said.push('(silence)'); },
               speak: (one) => { window.said.push(one.text); }, addEventListener: () => {}};
Object.defineProperty(window, 'speechSynthesis', {value: synth, configurable: true});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.SpeechRecognition = class {
  start() { setTimeout(() => { this.onresult({results: [[{transcript: '昨天还吐了一次'}]]}); this.onend(); }, 50); }
  stop() {} abort() {}
};
"""
"""Voices and ears of a browser, which the headless one lacks: what is spoken is written down, what is dictated is always the same."""


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    """A sharp photo of a report, the same blurred, the same turned as a camera notes it, and two that are none."""
    names = ("sharp.png", "blurred.jpg", "turned.jpg", "empty.jpg", "text.jpg")
    paths = {name.partition(".")[0]: tmp_path / name for name in names}
    paths["sharp"].write_bytes(draw_report(CARDIAC))
    image = Image.open(paths["sharp"]).convert("RGB")
    Image.fromarray(cv2.GaussianBlur(np.array(image), (0, 0), 3)).save(paths["blurred"], quality=85)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter when shown
    image.transpose(Image.Transpose.ROTATE_90).save(paths["turned"], quality=90, exif=exif.tobytes())
    paths["empty"].write_bytes(b"")
    paths["text"].write_text("no photo at all", encoding="utf-8")
    return paths


def cut_off(resident: Resident) -> list[str]:
    """Answer what reaches over the edge of the screen or is cut inside its box."""
    found: list[str] = resident.page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => {
          const box = one.getBoundingClientRect();
          if (box.width === 0 || one.closest('.hidden')) return false;
          return box.right > innerWidth + 1 || box.left < -1;
        }).map((one) => `${one.tagName}.${one.getAttribute('class')} ${(one.textContent || '').slice(0, 20)}`)"""
    )
    return found


def test_taps_say_what_hurts_and_photos_are_looked_at_before_they_go(core, phone, photos, pictures):
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="30", sex="male", name="买买提·𠮷", phone="13800000004")
    page = resident.page
    page.set_viewport_size({"width": 320, "height": 640})
    resident.by("large").click()
    expect(page.locator("html")).to_have_css("font-size", "24px")

    resident.by("body").click()
    resident.by("part-belly").press("Enter")  # by keyboard as by thumb
    resident.by("place-lower_belly.r").click()
    resident.by("score").fill("7")
    resident.by("since-yesterday").click()
    expect(resident.by("score-words")).to_contain_text("很厉害")
    expect(resident.by("body-words")).to_have_text("右下腹疼，疼痛评分7分，从昨天开始。")
    assert cut_off(resident) == []
    page.screenshot(path=pictures / "phone-body.png")
    resident.by("kind-swelling").click()
    expect(resident.by("body-words")).to_have_text("右下腹疼，疼痛评分7分，从昨天开始。右下腹肿了，从昨天开始。")
    page.screenshot(path=pictures / "phone-body-kinds.png")
    resident.by("kind-swelling").click()
    resident.by("body-send").click()
    expect(resident.by("own-answer-1")).to_contain_text("右下腹疼", timeout=LONG_MS)
    resident.waits()
    expect(resident.by("question")).not_to_have_attribute("data-question", "intake.duration")  # it was told

    page.reload()
    expect(resident.by("own-answer-1")).to_be_visible(timeout=LONG_MS)
    expect(page.locator("html")).to_have_css("font-size", "24px")
    resident.by("large").click()

    resident.by("camera").click()
    resident.by("photo-file").set_input_files([photos["empty"]] * 200)
    expect(resident.by("error").first).to_contain_text("194")  # two hundred are answered with a sentence
    resident.by("photo-file").set_input_files([photos[each] for each in ("blurred", "turned", "empty", "text")])
    expect(resident.by("shot")).to_have_count(2)
    expect(resident.by("error")).to_have_count(3)
    expect(resident.by("blurred")).to_have_count(1)
    upright = page.evaluate("[...document.querySelectorAll('.shot canvas')].every((one) => one.width > one.height)")
    assert upright
    assert cut_off(resident) == []
    page.screenshot(path=pictures / "phone-blurred.png")
    resident.by("photo-camera").set_input_files(photos["sharp"])  # taken again: the blurred one is gone
    expect(resident.by("blurred")).to_have_count(0)
    resident.by("photo-send").click()
    expect(resident.by("items").or_(resident.by("emergency")).first).to_be_visible(timeout=LONG_MS)


def test_what_is_asked_can_be_heard_and_answered_by_voice(core, phone):
    phone.add_init_script(VOICES)
    resident = Resident.scans(phone, core.login.magnet_url)
    resident.begins(age="30", sex="male", name="测试", phone="13800000004")
    page = resident.page
    resident.by("read-question").click()
    assert page.evaluate("window.said.join('')").startswith("哪里不舒服？")
    resident.by("read-question").click()
    assert page.evaluate("window.said.at(-1)") == "(silence)"

    resident.by("dictate").click()
    expect(resident.by("dictation-notice")).to_contain_text("谷歌")
    assert resident.by("text").input_value() == ""  # nothing is heard before it is agreed to
    resident.by("dictation-agree").click()
    expect(resident.by("text")).to_have_value("昨天还吐了一次")
    resident.by("text").fill("")
    resident.by("dictate").click()  # agreed to for as long as the page is open
    expect(resident.by("text")).to_have_value("昨天还吐了一次")
    page.reload()
    resident.by("dictate").click()
    expect(resident.by("dictation-notice")).to_be_visible()
