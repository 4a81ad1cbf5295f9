"""The encounter page: what was said, the note to edit, and why the assistant said what it said; the bar of actions below."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from app.console import actions, advice, archive, encounter_words, parts, session, signing, words
from app.console.client import CommissionClient, Json
from app.console.encounter_style import STYLE
from app.console.errors import Away, NoLonger
from app.console.message import message
from app.console.note import note
from app.console.photo import can_be_shown
from app.console.rating import rate
from app.console.reasons import reasons
from app.console.sources import titled
from app.console.telling import telling

_COLUMN, _LETTERS = 560, 200
"""Heights before the style sheet fits them to the window."""


def show(client: CommissionClient, encounter_id: str) -> None:
    """Show one encounter. Reading it is audited at the commission, so it is read once for each click."""
    encounter = _read(client, encounter_id)
    seen = session.seen(encounter)
    st.html(STYLE)
    with st.container(key="page"):
        _head(encounter)
        # Always there, if empty: else everything below would move about while Streamlit draws the page anew.
        with st.container(key="notices"):
            _withdrawn(encounter)
            _reported_wrong(encounter)
            signing.signature(client, encounter)
            advice.held(client, encounter, may_release=session.is_doctor())
            _say_what_is_new(encounter, seen)
        left, middle, right = st.columns((1, 1.12, 1.2), gap="small")
        with left.container(height=_COLUMN, border=False, key="left"):
            _transcript(client, encounter)
            actions.what_was_done(client, encounter)
        with middle:
            with st.container(height=_COLUMN, border=False, key="middle"):
                unsaved = note(client, encounter, seen)
            with st.container(height=_LETTERS, border=False, key="letters"):
                message(client, encounter)
        with right.container(height=_COLUMN, border=False, key="right"):
            reasons(client, encounter)
            archive.show(client, encounter)
        with st.container(key="bar"):
            actions.bar(client, encounter, seen, unsaved=unsaved)


def _read(client: CommissionClient, encounter_id: str) -> Json:
    kept = session.opened(encounter_id)
    try:
        encounter = titled(client.encounter(encounter_id))
    except Away:
        if kept is None:
            raise
        st.error(words.AWAY)
        return kept
    except NoLonger:
        # The doctor may have lost the community while writing: what was typed is the doctor's own, and stays to be copied.
        if kept is None:
            raise
        st.error(encounter_words.NO_LONGER_YOURS)
        return kept
    session.keep_opened(encounter)
    return encounter


def _say_what_is_new(encounter: Json, seen: Json) -> None:
    if encounter["version"] == seen["version"]:
        return
    text, button = st.columns((6, 1), vertical_alignment="center")
    text.warning("您看这一页之后，记录有了新的内容，下面已经更新。请看过再保存或签署。")
    if button.button("看过了", key=f"seen-{encounter['version']}"):
        seen["version"] = encounter["version"]
        st.rerun()


def _head(encounter: Json) -> None:
    record, resident = encounter["record"], encounter["resident"]
    person = record["person"]
    relation = "" if resident["relation"] == "self" else f"（为{words.RELATION[resident['relation']]}咨询）"
    pregnant = "　孕期" if person["pregnant"] else ""
    waited = words.ago(time.time() - encounter["received_at_ms"] / 1000)
    back, head, person_page = st.columns((1, 8, 1), vertical_alignment="center")
    if back.button("← 工作列表"):
        st.query_params.clear()
        st.rerun()
    if person_page.button("居民档案", key="to-resident"):
        st.query_params.from_dict({"resident": resident["resident_id"], "from": encounter["encounter_id"]})
        st.rerun()
    own = f"<span>医生判断</span>{parts.urgency(encounter['urgency'])}" if encounter["urgency"] else ""
    said = f"{words.SEX[person['sex']]}　{words.age(person['age_days'])}{pregnant}{relation}"
    head.html(
        f'<div class="j-head">{parts.urgency(record["urgency"])}{own}<b>{escape(resident["name"])}</b><span>{said}</span>'
        f"<b>{escape(record['chief_complaint'])}</b>"
        f'<span class="j-quiet">☎ {escape(resident["phone"] or "未留电话")}　{waited}前　{_stage(encounter)}'
        f"　已用 {encounter_words.minutes(encounter['attended_ms'])}</span></div>"
    )


def _stage(encounter: Json) -> str:
    return "建议待放行" if encounter["advice"]["held_revision"] else words.STAGE[encounter["record"]["stage"]]


def _withdrawn(encounter: Json) -> None:
    """On every encounter of the resident: it may have been said with another one."""
    if encounter["withdrawn_at_ms"] is not None:
        stale = encounter["signed_at_ms"] is not None and encounter["signed_at_ms"] < encounter["withdrawn_at_ms"]
        st.warning(
            f"居民已于 {words.moment(encounter['withdrawn_at_ms'])} {encounter_words.WITHDRAWN}"
            f"{encounter_words.ARCHIVE_BEHIND if stale else ''}"
        )


def _reported_wrong(encounter: Json) -> None:
    if any(one["kind"] == "consent_unproven" for one in encounter["messages"]):
        st.warning(encounter_words.UNPROVEN)
    for one in encounter["messages"]:
        if one["kind"] == "reported_wrong":
            st.warning("居民说这里不对：")
            st.text(one["text"])


def _transcript(client: CommissionClient, encounter: Json) -> None:
    st.html(parts.heading("对话与照片"))
    photos = {photo["attachment_id"]: photo for photo in encounter["attachments"]}
    transcript = encounter["record"]["transcript"]
    items = encounter["record"]["report_items"]
    last_line = {turn["turn"]: number for number, turn in enumerate(transcript) if turn["who"] == "assistant"}
    shown = set()
    for number, turn in enumerate(transcript):
        st.html(parts.said(turn))
        photo = turn["attachment_id"]
        if photo in photos:
            _photo(client, encounter, photos[photo])
            _items([item for item in items if item["attachment_id"] == photo])
            shown.add(photo)
        if last_line.get(turn["turn"]) == number:
            rate(client, encounter, f"turn:{turn['turn']}", label="这一句")
    _items([item for item in items if item["attachment_id"] not in shown])


def _items(items: list[Json]) -> None:
    if items:
        st.html(parts.items(items))


def _photo(client: CommissionClient, encounter: Json, photo: Json) -> None:
    """Show a photo on request only: fetching it opens it, and that is audited."""
    if photo["state"] != "confirmed":
        st.caption("照片还没有送到" if photo["state"] == "unconfirmed" else "照片与记录不符，未显示")
        return
    if st.toggle("看照片", key=f"photo-{photo['attachment_id']}"):
        with telling():
            body = client.attachment(encounter["encounter_id"], photo["attachment_id"])
            if can_be_shown(body):
                st.image(body, alt="居民拍来的照片")
            else:
                st.text("这张照片打不开，请居民重拍一张。")
