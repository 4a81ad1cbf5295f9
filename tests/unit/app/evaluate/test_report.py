"""The page: complete in itself, well formed, and everything a patient or a file says is escaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from app.evaluate.drawing import histogram, interval_bars, reliability
from app.evaluate.report import page
from kg.schema import Urgency
from tests.unit.app.evaluate.made import judged


@pytest.fixture
def html():
    cases = [
        judged("a", questions=3, urgency="emergency", said=Urgency.EMERGENCY),
        judged("b", rank=4, questions=9, urgency="emergency", said=Urgency.SOON),
        judged("c", rank=None, questions=12, urgency="self_care", said=Urgency.SELF_CARE),
    ]
    return page("<cases>.jsonl", "interview", cases, seed=0)


def test_nothing_is_fetched_and_nothing_runs(html):
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?://|\son\w+=", html)


def test_it_is_well_formed_and_what_was_said_is_escaped(html):
    ET.fromstring(
        html.removeprefix("<!doctype html>\n")
        .replace('<meta charset="utf-8">', "")
        .replace('<meta name="viewport" content="width=device-width,initial-scale=1">', "")
    )
    assert "<b>fever</b>" not in html
    assert "&lt;b&gt;fever&lt;/b&gt;" in html
    assert "&lt;cases&gt;.jsonl" in html


def test_it_shows_rates_plots_urgency_and_misses(html):
    assert html.count("<svg") == 3
    assert html.count("<article>") == 2
    assert '<td class="n under">1</td>' in html
    assert "0.333" in html
    assert "not covered" in html
    assert "Question 8?" in html


def test_one_shot_has_no_questions_and_no_urgency_table_without_urgency():
    html = page("x", "oneshot", [judged()], seed=0)
    assert html.count("<svg") == 2
    assert "<table" not in html


def test_bars_are_as_long_as_their_values():
    svg = ET.fromstring(interval_bars([("half", 0.5, (0.4, 0.6)), ("all", 1.0, None)]))
    half, full = (float(each.get("width")) for each in svg.iter("rect"))
    assert half * 2 == pytest.approx(full)


def test_a_histogram_counts_and_empty_drawings_are_drawn():
    svg = ET.fromstring(histogram([2, 2, 3], "x"))
    heights = [float(each.get("height")) for each in svg.iter("rect")]
    assert heights[2] == pytest.approx(2 * heights[3])
    assert heights[0] == 0
    ET.fromstring(histogram([], "x"))
    ET.fromstring(reliability([]))
