"""The report reader on drawn reports: what is printed comes back, in its order, and what is no report says so."""

from __future__ import annotations

import io
import random
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from agents.errors import ImageRefused
from agents.reports.imaging import decode
from agents.reports.reader import OcrReader
from app.knowledge import load_knowledge
from kg.labs import match_indicator
from tests.fakes.images import png_header
from tests.fakes.report_images import BLOOD_COUNT, CARDIAC, Line, draw_report, encoded


@pytest.fixture(scope="module")
def reader() -> OcrReader:
    return OcrReader(partial(match_indicator, load_knowledge().graph))


@pytest.mark.parametrize("rotate", [0, 2.5, -3, 180, 90])
def test_a_printed_report_comes_back_whole_however_it_was_held(reader, rotate):
    reading = reader.read(draw_report(CARDIAC, rotate=rotate), "image/png")
    assert reading.what == "lab_report"
    assert [(item.value_text, item.unit) for item in reading.items] == [(line.value, line.unit) for line in CARDIAC]
    assert [item.lab for item in reading.items] == ["troponin_i", "ck_mb", "myoglobin", "d_dimer", "nt_probnp"]
    troponin, *_, probnp = reading.items
    assert (troponin.low, troponin.high, troponin.flag) == (0, 34.2, "high")
    assert (probnp.low, probnp.high) == (None, 300)


def test_two_tables_side_by_side_are_read_one_after_the_other(reader):
    reading = reader.read(draw_report(BLOOD_COUNT, side_by_side=CARDIAC), "image/png")
    assert [item.value_text for item in reading.items] == [line.value for line in (*BLOOD_COUNT, *CARDIAC)]


def test_known_indicators_are_found_without_a_header(reader):
    reading = reader.read(draw_report(BLOOD_COUNT, header=False), "image/png")
    assert [item.lab for item in reading.items] == ["wbc", "neut_pct", "hgb", "plt"]


def test_a_sheet_that_the_picture_cuts_off_says_so(reader):
    whole = Image.open(io.BytesIO(draw_report(BLOOD_COUNT)))
    half = encoded(whole.crop((0, 0, whole.width, 215 + 52 * 3)))
    assert not reader.read(encoded(whole), "image/png").cut
    reading = reader.read(half, "image/png")
    assert reading.cut
    assert [item.lab for item in reading.items] == ["wbc", "neut_pct", "hgb"]


def test_a_report_in_english_is_read(reader):
    lines = (Line("Potassium (K)", "2.9", "L", "mmol/L", "3.5-5.3"), Line("Creatinine", "88", "", "umol/L", "57-97"))
    reading = reader.read(draw_report(lines, title="City Hospital Laboratory Report"), "image/png")
    assert [(item.lab, item.value, item.flag) for item in reading.items] == [
        ("k", 2.9, "low"),
        ("creatinine", 88, "unknown"),
    ]


def test_no_file_is_opened_while_reading(reader, monkeypatch):
    def refused(*_: object, **__: object) -> object:
        raise AssertionError("a file was opened while reading")

    image = draw_report(CARDIAC)
    monkeypatch.setattr("builtins.open", refused)
    monkeypatch.setattr(Path, "open", refused)
    assert len(reader.read(image, "image/png").items) == len(CARDIAC)


def test_an_arrow_against_the_printed_range_is_doubtful(reader):
    lines = (BLOOD_COUNT[0], BLOOD_COUNT[3].__class__("血小板计数(PLT)", "231", "↑", "10^9/L", "125-350"))
    reading = reader.read(draw_report(lines), "image/png")
    assert reading.doubts == (1,)


def test_a_picture_without_text_is_no_report(reader):
    picture = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    reading = reader.read(encoded(picture, "JPEG"), "image/jpeg")
    assert (reading.what, reading.items) == ("not_a_report", ())


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (b"", "not_an_image"),
        (b"%PDF-1.7 nothing", "not_an_image"),
        (b"GIF89a" + bytes(100), "not_an_image"),
        (bytes(9 * 1024 * 1024), "too_large"),
        (png_header(50_000, 50_000, bytes(1000)), "bomb"),
        (png_header(6000, 4000, bytes(3 * 6000 * 4000)), "bomb"),
        (png_header(7800, 7700, random.Random(1).randbytes(1_000_000)), "too_many_pixels"),
        (draw_report(CARDIAC)[:2000], "unreadable"),
        (encoded(Image.new("RGB", (20, 20))), "unreadable"),
    ],
    ids=["empty", "pdf", "gif", "9MB", "bomb-header", "bomb-data", "60MP", "cut", "tiny"],
)
def test_what_cannot_be_an_ordinary_photo_is_refused_with_its_reason(image, reason):
    with pytest.raises(ImageRefused) as refused:
        decode(image)
    assert refused.value.reason == reason


def test_the_camera_s_orientation_is_followed():
    upright = Image.new("RGB", (300, 200), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate 90° clockwise to show
    out = io.BytesIO()
    upright.save(out, "JPEG", exif=exif)
    assert decode(out.getvalue()).shape == (300, 200, 3)
