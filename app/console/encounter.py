"""The encounter page: what was said, the note to edit, and why the assistant said what it said; the bar of actions below."""

from __future__ import annotations

import time

import streamlit as st

from app.console import actions, archive, parts, session, words
from app.console.client import CommissionClient, Json
from app.console.errors import Away

_NOTE = {"subjective": "S 主观资料", "objective": "O 客观资料", "assessment": "A 评估", "plan": "P 处置计划"}


def show(client: CommissionClient, encounter_id: str) -> None:
    """Show one encounter. Reading it is audited at the commission, so it is read once for each click."""
    encounter = _read(client, encounter_id)
    seen = session.seen(encounter)
    if st.button("← 工作列表"):
        st.query_params.clear()
        st.rerun()
    _head(encounter)
    _say_what_is_new(encounter, seen)
    left, middle, right = st.columns((1.05, 1.15, 1.2), gap="medium")
    with left:
        _transcript(client, encounter)
    with middle:
        unsaved = _note(client, encounter, seen)
        actions.message(client, encounter)
    with right:
        _reasons(client, encounter)
        archive.show(client, encounter)
    with st.container(key="bar"):
        actions.bar(client, encounter, seen, unsaved=unsaved)


def _read(client: CommissionClient, encounter_id: str) -> Json:
    try:
        encounter = client.encounter(encounter_id)
    except Away:
        kept = session.opened(encounter_id)
        if kept is None:
            raise
        st.error(words.AWAY)
        return kept
    session.keep_opened(encounter)
    return encounter


def _say_what_is_new(encounter: Json, seen: Json) -> None:
    if encounter["version"] == seen["version"]:
        return
    st.warning("您看这一页之后，记录有了新的内容，下面已经更新。请看过再保存或签署。")
    if st.button("看过了", key=f"seen-{encounter['version']}"):
        seen["version"] = encounter["version"]
        st.rerun()


def _head(encounter: Json) -> None:
    record, resident = encounter["record"], encounter["resident"]
    person = record["person"]
    relation = "" if resident["relation"] == "self" else f"（为{words.RELATION[resident['relation']]}咨询）"
    who = f"{resident['name']}　{words.SEX[person['sex']]}　{words.age(person['age_days'])}{relation}"
    waited = words.ago(time.time() - encounter["received_at_ms"] / 1000)
    first, second = st.columns((1, 5), vertical_alignment="center")
    first.html(parts.urgency(record["urgency"]))
    second.text(
        f"{who}　☎ {resident['phone'] or '未留电话'}　{waited}前　{words.STAGE[record['stage']]}　{record['chief_complaint']}"
    )
    if encounter["status"] == "signed":
        st.text(f"✓ 已由 {encounter['signed_by']} 于 {words.moment(encounter['signed_at_ms'])} 签署")
    for message in encounter["messages"]:
        if message["kind"] == "reported_wrong":
            st.warning("居民说这里不对：")
            st.text(message["text"])


def _transcript(client: CommissionClient, encounter: Json) -> None:
    st.subheader("对话与照片")
    rated = {rating["target"]: rating for rating in encounter["ratings"]}
    photos = {photo["attachment_id"]: photo for photo in encounter["attachments"]}
    with st.container(height=560):
        transcript = encounter["record"]["transcript"]
        last_line = {turn["turn"]: number for number, turn in enumerate(transcript) if turn["who"] == "assistant"}
        for number, turn in enumerate(transcript):
            st.html(parts.said(turn))
            if last_line.get(turn["turn"]) == number:
                actions.rate(client, encounter, f"turn:{turn['turn']}", rated, popover=True)
            if turn["attachment_id"] in photos:
                _photo(client, encounter, photos[turn["attachment_id"]])
    items = encounter["record"]["report_items"]
    if items:
        st.markdown("**化验单**")
        st.html(parts.items(items))


def _photo(client: CommissionClient, encounter: Json, photo: Json) -> None:
    """Show a photo on request only: fetching it opens it, and that is audited."""
    if photo["state"] != "confirmed":
        st.caption("照片还没有送到" if photo["state"] == "unconfirmed" else "照片与记录不符，未显示")
        return
    if st.toggle("看照片", key=f"photo-{photo['attachment_id']}"):
        with actions.telling():
            st.image(client.attachment(encounter["encounter_id"], photo["attachment_id"]))


def _note(client: CommissionClient, encounter: Json, seen: Json) -> bool:
    """Show the note to edit; answer whether it holds something that is not saved."""
    st.subheader("病历")
    signed = encounter["status"] == "signed"
    _follow(encounter, seen)
    note = {
        field: st.text_area(
            label, encounter["note"][field], key=_field(encounter, seen, field), height=118, disabled=signed
        )
        for field, label in _NOTE.items()
    }
    unsaved = not signed and note != encounter["note"]
    if unsaved:
        st.caption("有修改，尚未保存")
    if not signed and st.button("保存病历", key="save-note"):
        with actions.telling():
            seen["version"] = client.save_note(encounter["encounter_id"], note, seen["version"])
            st.rerun()
    return unsaved


def _follow(encounter: Json, seen: Json) -> None:
    """Let the fields follow the note in the store, unless the doctor has written something else into them."""
    typed = {field: st.session_state.get(_field(encounter, seen, field), seen["note"][field]) for field in _NOTE}
    if encounter["note"] != seen["note"] and typed in (seen["note"], encounter["note"]):
        seen["note"] = encounter["note"]
        seen["draft"] += 1


def _field(encounter: Json, seen: Json, field: str) -> str:
    return f"{field}-{encounter['encounter_id']}-{seen['draft']}"


def _reasons(client: CommissionClient, encounter: Json) -> None:
    record = encounter["record"]
    rated = {rating["target"]: rating for rating in encounter["ratings"]}
    st.subheader("判断与依据")
    for reason in record["urgency_reasons"]:
        source = f"（{reason['source']}）" if reason["source"] else ""
        sign = "警示" if reason["kind"] == "red_flag" else "推断"
        st.text(f"{sign}｜{words.both(reason['text'])}{source}")
    if record["guidance"]:
        with st.expander("给居民的建议原文", expanded=False):
            _guidance(record["guidance"])
        actions.rate(client, encounter, "guidance", rated, label="建议")
    if record["differential"]:
        st.markdown("**可能的原因**（左：不支持　右：支持）")
        st.html("".join(parts.hypothesis(entry) for entry in record["differential"][:5]))
        st.caption(f"图谱解释不了的部分：{round(100 * record['unexplained'])}%")
    for text in record["disagreements"]:
        st.text(f"意见不一：{words.both(text)}")
    for opinion in record["opinions"]:
        _opinion(client, encounter, opinion, rated)
    provenance = record["provenance"]
    model = provenance["language_model"] or "未用语言模型"
    st.text(f"{provenance['software']} · 图谱 {provenance['graph_version']} · {model}")


def _guidance(guidance: Json) -> None:
    headings = {
        "now": "现在",
        "where": "去哪里",
        "bring": "带什么",
        "watch_for": "留意",
        "why": "可能的原因",
        "who_looked": "谁看过",
    }
    st.text(guidance["headline"])
    for field, heading in headings.items():
        for line in guidance[field]:
            st.text(f"{heading}：{line}")
    st.text(guidance["comfort"])


def _opinion(client: CommissionClient, encounter: Json, opinion: Json, rated: dict[str, Json]) -> None:
    word, _ = words.URGENCY[opinion["urgency"]]
    title = f"{words.both(opinion['name'])}：{'没有意见（出错）' if opinion['failed'] else word}"
    with st.expander(title):
        st.text(words.both(opinion["comment"]))
        for reason in opinion["reasons"]:
            st.text(f"理由：{words.both(reason['text'])}")
        if opinion["hypotheses"]:
            st.html("".join(parts.hypothesis(entry, 4) for entry in opinion["hypotheses"][:3]))
        for field, heading in (("tests", "建议检查"), ("missing", "还不知道")):
            if opinion[field]:
                st.text(f"{heading}：{'、'.join(words.both(text) for text in opinion[field])}")
        if opinion["referral"]:
            st.text(f"转诊：{words.both(opinion['referral'])}")
        actions.rate(client, encounter, f"opinion:{opinion['specialty']}", rated, label="意见")
