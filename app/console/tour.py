"""The first-use tour: five steps above the work list, to be put away at any of them. Nothing is covered while it is there."""

from __future__ import annotations

import contextlib

import streamlit as st

from app.console.client import CommissionClient, Json
from app.console.errors import Away, Refused

STEPS = (
    ("先看红的", "列表按紧急程度排，再按等候时间排。红色是紧急；写着“超时”的，已经超过卫健委定的时限。"),
    ("筛一筛", "上面每个按钮旁的数字，是点下去会看到多少份。“不确定”是助手自己没有把握的；“社区待领”还没有医生负责。"),
    ("打开一份", "按 j、k 上下移动，回车打开，/ 按姓名或电话查找，? 看全部按键。用鼠标点也一样。"),
    ("看、改、签", "左边是原话和照片，中间是可以修改的病历，右边是判断和依据。诊断由您确认，签署以后才进健康档案。"),
    ("告诉助手对错", "每一处建议都可以评“好、不好、危险”。居民的回复会让这一份重新回到列表里。"),
)


def show(client: CommissionClient) -> None:
    """Show the step at hand, to who has not seen the tour yet."""
    session: Json = st.session_state["session"]
    if "toured" not in session:
        session["toured"] = client.account()["toured"]
    if session["toured"]:
        return
    at = min(st.session_state.get("tour", 0), len(STEPS) - 1)
    title, text = STEPS[at]
    with st.container(border=True, key="tour"):
        words, back, onward, away = st.columns((6, 1, 1, 1.1), vertical_alignment="center")
        words.markdown(f"**{at + 1}/{len(STEPS)}　{title}**　{text}")
        if back.button("上一步", disabled=at == 0, width="stretch"):
            st.session_state["tour"] = at - 1
            st.rerun()
        last = at == len(STEPS) - 1
        if onward.button("开始工作" if last else "下一步", type="primary", width="stretch"):
            if last:
                _put_away(client, session)
            st.session_state["tour"] = at + 1
            st.rerun()
        if not last and away.button("不再显示", width="stretch"):
            _put_away(client, session)


def again(client: CommissionClient) -> None:
    """Show the tour from its beginning once more."""
    client.note_tour(seen=False)
    st.session_state["session"]["toured"] = False
    st.session_state["tour"] = 0


def _put_away(client: CommissionClient, session: Json) -> None:
    session["toured"] = True
    # Where the commission is away the tour comes once more next time; that is no reason to stop anybody now.
    with contextlib.suppress(Away, Refused):
        client.note_tour(seen=True)
    st.rerun()
