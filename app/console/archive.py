"""The archive on the encounter page: has what was signed arrived, why not in words, and what is known of the resident from before."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.console import words
from app.console.client import CommissionClient, Json
from app.console.errors import Away

_SORTS = {"allergy": "过敏", "problem": "病史和诊断", "medicine": "用药", "reading": "最近的化验和测量"}
_ORIGIN = {"signed_here": "本系统签署", "archive": "健康档案"}


def show(client: CommissionClient, encounter: Json) -> None:
    """Show where a signed encounter stands, and on demand the resident's essentials."""
    encounter_id = encounter["encounter_id"]
    try:
        if encounter["status"] == "signed":
            _state(client, encounter_id)
        if st.toggle("既往要点（过敏、病史、用药、化验）", key=f"essentials-{encounter_id}"):
            _essentials(client.essentials(encounter_id))
    except Away:
        st.caption("现在查不到健康档案的情况，稍后再看。")


def _state(client: CommissionClient, encounter_id: str) -> None:
    found = client.archive_state(encounter_id)
    bad = [each for each in found["outcomes"] if each["state"] != "delivered"]
    if not bad:
        st.caption("已送达健康档案。" if found["state"] == "delivered" else "正在送往健康档案。")
        return
    for each in bad:
        if each["state"] == "waiting":
            st.info(each["sentence"]["zh"])
        else:
            st.error(each["sentence"]["zh"])
            if each["detail"]:
                with st.expander("档案平台的原话"):
                    st.text(each["detail"])
    if st.button("现在重送", key=f"again-{encounter_id}"):
        client.retry_delivery(encounter_id)
        st.rerun()


def _essentials(found: Json) -> None:
    if found["fetched_at_ms"] is None:
        st.caption("健康档案还没有回答，下面只有本系统签署过的；没有列出不等于没有。")
    elif not found["known_to_archive"]:
        st.caption("健康档案里没有这位居民。")
    else:
        st.caption(f"健康档案查询于 {words.moment(found['fetched_at_ms'])}。没有列出不等于没有。")
    for sort, title in _SORTS.items():
        lines = [each for each in found["statements"] if each["sort"] == sort]
        if not lines:
            continue
        st.markdown(f"**{title}**")
        for each in lines:
            when = "日期不详" if each["at_ms"] is None else _day(each["at_ms"])
            said = " ".join(part for part in (each["name"], each["value"], each["code"]) if part)
            st.text(f"{said}　{_ORIGIN[each['origin']]} · {when}")


def _day(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000, words.CHINA):%Y-%m-%d}"
