"""Why the assistant said what it said: urgency with its reason, the differential with its evidence, the graph, the specialists."""

from __future__ import annotations

import streamlit as st

from app.console import colours, parts, pictures, words
from app.console.client import CommissionClient, Json
from app.console.rating import rate


def reasons(client: CommissionClient, encounter: Json) -> None:
    """Show urgency, differential, neighbourhood of the graph and opinions, each with its rating."""
    record = encounter["record"]
    st.html(parts.heading("判断与依据"))
    for reason in record["urgency_reasons"]:
        sign = "警示" if reason["kind"] == "red_flag" else "推断"
        st.text(f"{sign}｜{words.both(reason['text'])}{_source(reason)}")
    _guidance(client, encounter)
    if record["differential"]:
        _differential(record)
    _opinions(client, encounter)
    provenance = record["provenance"]
    model = provenance["language_model"] or "未用语言模型"
    st.caption(words.plain(f"{provenance['software']} · 图谱 {provenance['graph_version'][:12]} · {model}"))


def _source(entry: Json) -> str:
    return f"（{entry['source']}）" if entry["source"] else ""


def _differential(record: Json) -> None:
    ink = colours.ink(st.context.theme.type)
    st.markdown("**可能的原因**　点一条，看支持与不支持它的所见")
    st.vega_lite_chart(spec=pictures.differential(record["differential"], ink), width="content", key="differential")
    st.caption(f"图谱解释不了的部分：{round(100 * record['unexplained'])}%")
    graph = pictures.neighbourhood(record["differential"], ink)
    if graph is not None:
        st.markdown("**图谱中相关的部分**　绿：支持　灰：不支持　越粗越要紧")
        st.vega_lite_chart(spec=graph, width="content", key="graph")
    with st.expander("用文字看依据"):
        st.html("".join(parts.hypothesis(entry) for entry in record["differential"][:5]))


def _guidance(client: CommissionClient, encounter: Json) -> None:
    guidance = encounter["record"]["guidance"]
    if not guidance:
        return
    headings = {
        "now": "现在",
        "where": "去哪里",
        "bring": "带什么",
        "watch_for": "留意",
        "why": "可能的原因",
        "who_looked": "谁看过",
    }
    text, rating = st.columns((3, 1), vertical_alignment="center")
    with text, st.expander("给居民的建议原文", expanded=False):
        st.text(guidance["headline"])
        for field, heading in headings.items():
            for line in guidance[field]:
                st.text(f"{heading}：{line}")
        st.text(guidance["comfort"])
    with rating:
        rate(client, encounter, "guidance", label="建议")


def differs(opinion: Json, record: Json) -> list[str]:
    """Answer in what an opinion is not that of the whole: its urgency, its first cause."""
    found: list[str] = []
    if opinion["failed"]:
        return found
    if record["urgency"] is not None and opinion["urgency"] != record["urgency"]:
        found.append(f"紧急程度：{words.URGENCY[opinion['urgency']][0]}，总体：{words.URGENCY[record['urgency']][0]}")
    first = record["differential"][:1]
    if first and opinion["hypotheses"] and opinion["hypotheses"][0]["disease"] != first[0]["disease"]:
        found.append(f"首先考虑：{words.both(opinion['hypotheses'][0]['name'])}，总体：{words.both(first[0]['name'])}")
    return found


def _opinions(client: CommissionClient, encounter: Json) -> None:
    record = encounter["record"]
    if not record["opinions"]:
        return
    st.markdown("**各科的意见**　⚡ 与总体不同")
    for text in record["disagreements"]:
        st.text(f"意见不一：{words.both(text)}")
    for opinion in record["opinions"]:
        different = differs(opinion, record)
        first = opinion["hypotheses"][:1]
        word = "没有意见（出错）" if opinion["failed"] else words.URGENCY[opinion["urgency"]][0]
        cause = f" · {words.both(first[0]['name'])} {round(100 * first[0]['probability'])}%" if first else ""
        with st.expander(words.plain(f"{'⚡ ' if different else ''}{words.both(opinion['name'])}：{word}{cause}")):
            for text in different:
                st.text(f"⚡ {text}")
            _opinion(opinion)
            rate(client, encounter, f"opinion:{opinion['specialty']}", label="意见")


def _opinion(opinion: Json) -> None:
    st.text(words.both(opinion["comment"]))
    for reason in opinion["reasons"]:
        st.text(f"理由：{words.both(reason['text'])}{_source(reason)}")
    for score in opinion.get("scores", ()):  # a commission of before tells none
        low, high = f"{score['low']:g}", f"{score['high']:g}"
        st.text(f"评分：{words.both(score['name'])} {low if low == high else f'{low}–{high}'}{_source(score)}")
    if opinion["hypotheses"]:
        st.html("".join(parts.hypothesis(entry, 4) for entry in opinion["hypotheses"][:3]))
    for field, heading in (("tests", "建议检查"), ("missing", "还不知道")):
        if opinion[field]:
            st.text(f"{heading}：{'、'.join(words.both(text) for text in opinion[field])}")
    if opinion["referral"]:
        st.text(f"转诊：{words.both(opinion['referral'])}")
