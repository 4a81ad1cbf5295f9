"""Pictures as values: the band is where the report said, what lies outside is marked, and thresholds are lines."""

from __future__ import annotations

import pytest

from app.console.charts import shares, surge, trend


def series(low, high, *values, flag="unknown"):
    points = [{"at_ms": 1_795_000_000_000 + i, "value": value, "flag": flag} for i, value in enumerate(values)]
    return {"unit": "mmol/L", "low": low, "high": high, "points": points}


def test_the_band_is_drawn_where_the_range_is_and_an_open_end_goes_to_the_edge():
    picture = trend(series(3.9, 6.1, 5.0, 7.4))
    (edges,) = picture["layer"][0]["data"]["values"]
    assert (edges["low"], edges["high"]) == (3.9, 6.1)
    open_below = trend(series(None, 5.2, 6.4, 5.0))
    (edges,) = open_below["layer"][0]["data"]["values"]
    bottom, top = open_below["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert (edges["low"], edges["high"]) == (bottom, 5.2)
    assert bottom < 5.0
    assert top > 6.4


def test_no_range_no_band_and_nothing_is_judged():
    picture = trend(series(None, None, 5.0, 50.0))
    assert len(picture["layer"]) == 2
    assert [row["out"] for row in picture["data"]["values"]] == [False, False]


def test_what_lies_outside_or_was_flagged_is_marked_by_shape_and_colour():
    assert [row["out"] for row in trend(series(3.9, 6.1, 3.8, 3.9, 6.2))["data"]["values"]] == [True, False, True]
    assert trend(series(None, None, 5.0, flag="critical_high"))["data"]["values"][0]["out"] is True
    points = trend(series(3.9, 6.1, 3.8))["layer"][-1]["encoding"]
    assert {points["shape"]["field"], points["color"]["field"]} == {"out"}


def test_one_value_has_a_scale_of_its_own():
    bottom, top = trend(series(None, None, 0.0))["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    assert bottom < 0 < top


def test_a_surge_day_is_told_by_a_word_and_not_by_colour_alone():
    days = [
        {"day": "11-28", "count": 3, "threshold": None, "alarm": False},
        {"day": "11-29", "count": 9, "threshold": 4.5, "alarm": True},
    ]
    picture = surge(days)
    assert [row["who"] for row in picture["data"]["values"]] == ["平常", "超出预期"]
    assert picture["layer"][1]["encoding"]["y"]["field"] == "limit"


def test_parts_keep_their_order_and_colour():
    rows = [
        {"row": "紧急", "part": "晚", "count": 1, "order": 1, "colour": "#b00"},
        {"row": "紧急", "part": "按时", "count": 2, "order": 0, "colour": "#0b0"},
    ]
    scale = shares(rows)["encoding"]["color"]["scale"]
    assert (scale["domain"], scale["range"]) == (["按时", "晚"], ["#0b0", "#b00"])


@pytest.mark.parametrize("count", [1, 12, 40])
def test_every_row_of_shares_is_named_however_many_there_are(count):
    """Two communities with six urgencies each are twelve rows; a name that is left out is a bar that tells nothing."""
    rows = [{"row": f"东村 · {n}", "part": "按时回应", "order": 0, "colour": "#000", "count": 1} for n in range(count)]
    made = shares(rows * 2)
    assert made["encoding"]["y"]["axis"]["labelOverlap"] is False
    assert made["height"] >= 20 * count  # a line of twelve-pixel letters, and air
