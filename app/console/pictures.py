"""The pictures of an encounter: the differential with its evidence, and the part of the graph that matters. Specifications only.

Vega draws text on a canvas, so that nothing a resident or a node wrote can become markup. Colours are told apart without red and green:
what speaks for is green and to the right, what speaks against is grey and to the left, and each bar bears its factor.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from app.console import words
from app.console.colours import BLUE, GREEN, GREY

Json = dict[str, Any]

FOR, AGAINST, BAR = GREEN, GREY, BLUE
_CAUSES, _EVIDENCE, _NODES = 5, 8, 9
_ROW, _WIDTH = 21, 250
_LONGEST = 13
_LEAST = 0.05
"""Evidence weaker than a factor of 1.12 is noise in a picture."""
_FONT = "Source Sans, Noto Sans CJK SC, Microsoft YaHei, sans-serif"


def factor(log10_lr: float) -> str:
    """Answer how many times more (×) or less (÷) probable a finding makes a cause."""
    value = 10 ** abs(log10_lr)
    said = f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two digits tell enough
    return f"{'×' if log10_lr >= 0 else '÷'}{said}"


def differential(causes: list[Json], ink: str) -> Json:
    """Answer bars of probability, and below them the evidence of the one that is clicked on (the first at the start) as a waterfall."""
    shown = causes[:_CAUSES]
    rows = [
        {"cause": _short(each["name"]["zh"]), "order": number, "percent": round(100 * each["probability"])}
        for number, each in enumerate(shown)
    ]
    chosen = alt.selection_point(fields=["cause"], value=[{"cause": rows[0]["cause"]}], name="chosen", empty=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_place())
    bars = base.mark_bar(color=BAR, height=13, cursor="pointer").encode(
        x=alt.X("percent:Q", scale=alt.Scale(domain=[0, 100]), axis=None),
        opacity=alt.condition(chosen, alt.value(1.0), alt.value(0.5)),
        tooltip=[alt.Tooltip("cause:N", title="可能的原因"), alt.Tooltip("percent:Q", title="%")],
    )
    numbers = (
        base.transform_calculate(label="datum.percent + '%'")
        .mark_text(align="left", dx=4, fontSize=12)
        .encode(x="percent:Q", text="label:N")
    )
    names = _named(base, "cause").encode(
        opacity=alt.condition(chosen, alt.value(1.0), alt.value(0.75)),
    )
    top = alt.layer(bars.add_params(chosen), numbers, names).properties(width=_WIDTH, height=alt.Step(_ROW))
    said = "可能的原因：" + "，".join(f"{row['cause']} {row['percent']}%" for row in rows)
    steps = [step for each in shown for step in waterfall(each)]
    if not steps:
        return _finished(top, said, ink)
    return _finished(alt.vconcat(top, _evidence(steps, chosen), spacing=12), said, ink)


def _evidence(steps: list[Json], chosen: alt.Parameter) -> Any:
    base = alt.Chart(alt.InlineData(values=steps)).transform_filter(chosen).encode(y=_place())
    bars = base.mark_bar(height=12).encode(
        x=alt.X("start:Q", axis=alt.Axis(title="← 不支持　　　支持 →", labels=False, ticks=False, grid=False)),
        x2="end:Q",
        color=alt.condition("datum.weight >= 0", alt.value(FOR), alt.value(AGAINST)),
        tooltip=[
            alt.Tooltip("finding:N", title="所见"),
            alt.Tooltip("factor:N", title="可能性"),
            alt.Tooltip("source:N", title="出处"),
        ],
    )
    # Beside the bar on the side that it points to.
    right = (
        base.transform_filter("datum.weight >= 0")
        .mark_text(align="left", dx=3, fontSize=11)
        .encode(x="end:Q", text="factor:N")
    )
    left = (
        base.transform_filter("datum.weight < 0")
        .mark_text(align="right", dx=-3, fontSize=11)
        .encode(x="end:Q", text="factor:N")
    )
    return alt.layer(bars, right, left, _named(base, "finding")).properties(width=_WIDTH, height=alt.Step(_ROW - 2))


def _place() -> alt.Y:
    """Rows in their own order: an axis of names would be sorted by each layer in its own way."""
    return alt.Y("order:O", axis=None)


def _named(base: alt.Chart, field: str) -> Any:
    return base.mark_text(align="right", dx=-6, fontSize=12).encode(x=alt.value(0), text=f"{field}:N")


def waterfall(cause: Json) -> list[Json]:
    """Answer the steps of one cause: what speaks for it first, then against, each beginning where the one before ended."""
    strongest = sorted(cause["evidence"], key=lambda one: -abs(one["log10_lr"]))[:_EVIDENCE]
    steps, reached = [], 0.0
    ordered = sorted(
        (one for one in strongest if abs(one["log10_lr"]) >= _LEAST),
        key=lambda one: (one["log10_lr"] < 0, -abs(one["log10_lr"])),
    )
    for number, one in enumerate(ordered):
        weight = float(one["log10_lr"])
        steps.append(
            {
                "cause": _short(cause["name"]["zh"]),
                "finding": _short(_finding(one)),
                "order": number,
                "start": round(reached, 3),
                "end": round(reached + weight, 3),
                "weight": weight,
                "factor": factor(weight),
                "source": one["source"] or "—",
            }
        )
        reached += weight
    return steps


def neighbourhood(causes: list[Json], ink: str) -> Json | None:
    """Answer the part of the graph that matters: the findings that move the first causes, and how; None where nothing does."""
    shown = [each for each in causes[:4] if each["evidence"]]
    weights: dict[str, float] = {}
    for each in shown:
        for one in each["evidence"]:
            name = _finding(one)
            weights[name] = weights.get(name, 0.0) + abs(one["log10_lr"]) * each["probability"]
    findings = sorted(weights, key=lambda name: -weights[name])[:_NODES]
    if not findings:
        return None
    height = max(len(findings), len(shown)) - 1
    place = {name: _spread(number, len(findings), height) for number, name in enumerate(findings)}
    edges = [
        {
            "x": 0,
            "x2": 1,
            "y": place[_finding(one)],
            "y2": _spread(number, len(shown), height),
            "weight": one["log10_lr"],
            "strength": abs(one["log10_lr"]),
            "what": f"{_finding(one)} → {each['name']['zh']}　{factor(one['log10_lr'])}",
        }
        for number, each in enumerate(shown)
        for one in each["evidence"]
        if abs(one["log10_lr"]) >= _LEAST and _finding(one) in place
    ]
    nodes = [{"x": 0, "y": place[name], "name": _short(name), "side": "finding"} for name in findings]
    nodes += [
        {"x": 1, "y": _spread(number, len(shown), height), "name": _short(each["name"]["zh"], 8), "side": "cause"}
        for number, each in enumerate(shown)
    ]
    return _drawn(edges, nodes, height, ink)


def _drawn(edges: list[Json], nodes: list[Json], height: int, ink: str) -> Json:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.15, 1.85]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height + 0.5, -0.5]))
    lines = (
        alt.Chart(alt.InlineData(values=edges))
        .mark_rule(opacity=0.75)
        .encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            size=alt.Size("strength:Q", scale=alt.Scale(domain=[0, 1.5], range=[0.6, 4.5], clamp=True), legend=None),
            color=alt.condition("datum.weight >= 0", alt.value(FOR), alt.value(AGAINST)),
            tooltip=[alt.Tooltip("what:N", title="关系")],
        )
    )
    base = alt.Chart(alt.InlineData(values=nodes)).encode(x=x, y=y)
    dots = base.mark_circle(size=60, color=BAR, opacity=1)
    left = (
        base.transform_filter("datum.side == 'finding'")
        .mark_text(align="right", dx=-8, fontSize=12)
        .encode(text="name:N")
    )
    right = (
        base.transform_filter("datum.side == 'cause'")
        .mark_text(align="left", dx=8, fontSize=12, fontWeight="bold")
        .encode(text="name:N")
    )
    said = "所见与可能的原因的关系：" + "，".join(edge["what"] for edge in edges)
    return _finished(alt.layer(lines, dots, left, right).properties(width=430, height=_ROW * (height + 1)), said, ink)


def _finding(one: Json) -> str:
    """Answer a finding as a doctor writes it: what is there by its name alone."""
    prefix = "" if one["status"] == "present" else words.STATUS[one["status"]]
    return f"{prefix}{one['name']['zh']}"


def _spread(number: int, count: int, height: int) -> float:
    return height / 2 if count == 1 else round(number * height / (count - 1), 3)


def _short(text: str, most: int = _LONGEST) -> str:
    return words.short(text, most)


def _finished(chart: Any, said: str, ink: str) -> Json:
    """Answer the specification, with what it shows in words for who cannot see it."""
    spec: Json = (
        chart.properties(description=said)
        # First: it begins the configuration anew.
        .configure(font=_FONT, padding=2)
        .configure_view(stroke=None)
        .configure_text(color=ink)
        .to_dict()
    )
    return spec
