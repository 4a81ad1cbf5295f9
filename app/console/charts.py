"""Pictures as Vega-Lite specifications: trend lines over their reference band, bars, and a surge chart. Pure values, drawn by Streamlit.

Words on them are data and are never read as markup by Vega.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.console.colours import BAND, BAND_OPACITY, BLUE, GREY, RED
from app.console.oversight_words import unit
from app.console.words import CHINA

Json = dict[str, Any]

_ROW_HEIGHT = 24
_ROOM_FOR_AXIS = 56
_FONT = {"axis": {"labelFontSize": 12, "titleFontSize": 12}, "legend": {"labelFontSize": 12, "titleFontSize": 12}}


def trend(series: Json, *, height: int = 150) -> Json:
    """Answer values over time with the reference band behind them; what lies outside of it is red and a triangle."""
    low, high = series["low"], series["high"]
    points = [
        {"t": _iso(point["at_ms"]), "v": point["value"], "out": _outside(point, low, high), "flag": point["flag"]}
        for point in series["points"]
    ]
    bottom, top = _room(points, low, high)
    x = {
        "field": "t",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%Y-%m-%d", "labelOverlap": True, "tickCount": 4},
    }
    y = {
        "field": "v",
        "type": "quantitative",
        "title": unit(series["unit"]) or None,
        "scale": {"domain": [bottom, top], "nice": False, "zero": False},
    }
    out = {"field": "out", "type": "nominal", "legend": None}
    layers: list[Json] = []
    if low is not None or high is not None:
        # A range that is open at one end goes to the edge of the picture.
        edges = {"low": bottom if low is None else low, "high": top if high is None else high}
        ends = {
            "y": {"field": "low", "type": "quantitative", "scale": y["scale"], "title": y["title"]},
            "y2": {"field": "high"},
        }
        layers.append(
            {
                "mark": {"type": "rect", "color": BAND, "opacity": BAND_OPACITY},
                "data": {"values": [edges]},
                "encoding": ends,
            }
        )
    layers += [
        {"mark": {"type": "line", "color": BLUE, "strokeWidth": 1.5}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {**out, "scale": {"domain": [False, True], "range": [BLUE, RED]}},
                "shape": {**out, "scale": {"domain": [False, True], "range": ["circle", "triangle-up"]}},
                "tooltip": [
                    {"field": "t", "type": "temporal", "title": "时间", "format": "%Y-%m-%d %H:%M"},
                    {"field": "v", "type": "quantitative", "title": "结果"},
                ],
            },
        },
    ]
    return {"height": height, "data": {"values": points}, "layer": layers, "config": _FONT}


def surge(days: list[Json], *, height: int = 190) -> Json:
    """Answer counts by day as bars with the threshold as a line; days above it are red."""
    rows = [
        {
            "t": day["day"],
            "n": day["count"],
            "limit": day["threshold"],
            "alarm": day["alarm"],
            "who": "超出预期" if day["alarm"] else "平常",
        }
        for day in days
    ]
    x = {"field": "t", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
    return {
        "height": height,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": x,
                    "y": {"field": "n", "type": "quantitative", "title": "人次", "axis": {"tickMinStep": 1}},
                    "color": {
                        "field": "who", "type": "nominal", "title": None,
                        "scale": {"domain": ["平常", "超出预期"], "range": [GREY, RED]},
                    },
                    "tooltip": [
                        {"field": "t", "title": "日期"},
                        {"field": "n", "title": "人次"},
                        {"field": "limit", "title": "阈值", "format": ".1f"},
                    ],
                },
            },
            {
                "mark": {"type": "line", "color": BLUE, "strokeDash": [5, 3]},
                "encoding": {"x": x, "y": {"field": "limit", "type": "quantitative"}},
            },
        ],
        "config": _FONT,
    }  # fmt: skip


def shares(rows: list[Json]) -> Json:
    """Answer parts of a whole for each row (`row`, `part`, `count`, with `order` of the parts and their `colour`); every row is named."""
    height = _ROOM_FOR_AXIS + _ROW_HEIGHT * len({row["row"] for row in rows})
    parts = sorted({(row["order"], row["part"], row["colour"]) for row in rows})
    return {
        "height": height,
        "data": {"values": rows},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260, "labelOverlap": False}},
            "x": {"field": "count", "type": "quantitative", "title": "人次", "axis": {"tickMinStep": 1}},
            "color": {
                "field": "part",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [part for _, part, _ in parts], "range": [colour for _, _, colour in parts]},
            },
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": [{"field": "row", "title": " "}, {"field": "part", "title": " "}, {"field": "count", "title": "人次"}],
        },
        "config": _FONT,
    }  # fmt: skip


def _room(points: list[Json], low: float | None, high: float | None) -> tuple[float, float]:
    values = [*(point["v"] for point in points), *(end for end in (low, high) if end is not None)]
    least, most = min(values), max(values)
    margin = 0.12 * (most - least) or 0.1 * abs(most) or 1.0
    return least - margin, most + margin


def _outside(point: Json, low: float | None, high: float | None) -> bool:
    if point["flag"] not in {"unknown", "normal"}:
        return True
    value = point["value"]
    return (low is not None and value < low) or (high is not None and value > high)


def _iso(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000, CHINA):%Y-%m-%dT%H:%M:%S}"
