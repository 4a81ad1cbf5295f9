"""Guidance that waits for this doctor: what the resident would read, to be released as it is, edited, in other words, or noted as told."""

from __future__ import annotations

import time
from html import escape
from typing import Any, Final

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.telling import done, once, telling

WAY: Final = {"as_is": "照原样", "edit": "改一改", "instead": "换成我的话", "told": "已经当面或电话说了"}
DONE: Final = {
    "as_is": "照原样给了居民",
    "edited": "改过后给了居民",
    "instead": "换成了自己的话",
    "told": "当面或电话说了",
}
LISTS: Final = {
    "now": "现在怎么做",
    "where": "去哪里看",
    "bring": "带什么",
    "watch_for": "出现什么要赶紧看",
    "why": "为什么",
}
_LEVELS: Final = ("emergency", "urgent", "soon", "routine", "self_care")
_TOLD_TODAY: Final = "“今天就去看医生”和去哪里看，已经先告诉居民了，其余的还没有。"


def held(client: CommissionClient, encounter: Json, *, may_release: bool) -> None:
    """Show that guidance waits and let it be released; or who released it."""
    advice: Json = encounter["advice"]
    if advice["held_revision"] is None:
        if advice["releases"]:
            last = advice["releases"][-1]
            when = words.moment(last["released_at_ms"])
            st.caption(f"建议：{words.plain(last['clinician'])} 于 {when} {DONE[last['way']]}。")
        return
    guidance = encounter["record"]["guidance"]
    text, button = st.columns((5, 1.3), vertical_alignment="center")
    said = f"建议在等医生放行，居民还没看到。{_TOLD_TODAY if guidance['urgency'] == 'urgent' else ''}{_due(advice)}"
    (text.error if advice["due_ms"] < time.time() * 1000 else text.warning)(said)
    if may_release:
        key = f"advice-{encounter['encounter_id']}-{advice['held_revision']}-{len(advice['releases'])}"
        with button.popover("看过，给居民", key=key, width="stretch", type="primary"):
            _release(client, encounter, key)


def _due(advice: Json) -> str:
    left_s = advice["due_ms"] / 1000 - time.time()
    if left_s < 0:
        return f"已超过时限 {words.ago(-left_s)}，居民的手机正请他打电话来问。"
    return f"还有 {words.ago(left_s)}。"


@st.fragment
def _release(client: CommissionClient, encounter: Json, key: str) -> None:
    guidance: Json = encounter["record"]["guidance"]
    gone = encounter["withdrawn_at_ms"] is not None
    way = st.radio(
        "怎么给",
        # What was prepared of what they told is not sent to who withdrew consent.
        tuple(way for way in WAY if not gone or way in ("instead", "told")),
        format_func=WAY.__getitem__,
        horizontal=True,
        key=f"way-{key}",
        label_visibility="collapsed",
    )
    wish: Json = {"revision": encounter["record"]["revision"]}
    if way == "edit":
        wish["guidance"] = _edited(guidance, key)
    elif way == "as_is":
        st.html(preview(guidance))
    labels = {
        "instead": "写给居民的话（代替这份建议）",
        "told": "说了什么（会记下）" if gone else "说了什么（会记下，也会写到居民手机上）",
    }
    text = st.text_area(
        labels.get(way, "再加一句话（可不填）"), key=f"text-{way}-{key}", max_chars=4000, height=80
    ).strip()
    wish |= {"text": text, "told": way == "told", "instead": way == "instead"}
    missing = (way in labels and not text) or (way == "edit" and not wish["guidance"]["headline"])
    label = "记下" if way == "told" else "放行，发给居民"
    if st.button(label, key=f"act-{key}", type="primary", disabled=missing):
        with telling():
            client.release_advice(encounter["encounter_id"], wish, once(f"{key}-{way}"))
            done(f"{key}-{way}")
            st.toast("已记下" if way == "told" else "已发给居民")
            st.rerun()


def _edited(guidance: Json, key: str) -> Json:
    level = st.selectbox(
        "多急",
        _LEVELS,
        _LEVELS.index(guidance["urgency"]),
        format_func=lambda value: words.URGENCY[value][0],
        key=f"urgency-{key}",
    )
    headline = st.text_input("第一句", guidance["headline"], key=f"headline-{key}", max_chars=200).strip()
    edited: Json = {"urgency": level, "headline": headline}
    for name, label in LISTS.items():
        lines = st.text_area(
            f"{label}（一行一条）", "\n".join(guidance[name]), key=f"{name}-{key}", height=96, max_chars=4000
        )
        edited[name] = lines_of(lines)
    edited["comfort"] = st.text_area(
        "宽心的话", guidance["comfort"], key=f"comfort-{key}", height=80, max_chars=1000
    ).strip()
    return edited


def lines_of(text: str) -> list[str]:
    """Answer the lines of a text without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def preview(guidance: dict[str, Any]) -> str:
    """Answer the page as the resident would read it, as HTML."""
    lists = "".join(
        f"<b>{label}</b><ul>{''.join(f'<li>{escape(line)}</li>' for line in guidance[name])}</ul>"
        for name, label in LISTS.items()
        if guidance[name]
    )
    word, colour = words.URGENCY[guidance["urgency"]]
    head = f'<span class="j-urgency" style="background:{colour}">{word}</span> <b>{escape(guidance["headline"])}</b>'
    return f'<div class="j-lasting"><p>{head}</p>{lists}<p>{escape(guidance["comfort"])}</p></div>'
