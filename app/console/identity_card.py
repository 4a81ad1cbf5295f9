"""The identity number on a resident's page: its end for every eye, the whole for whoever holds the card, and what a doctor says of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.console import oversight_words, words
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.session import is_doctor
from app.console.telling import telling

Json = dict[str, Any]

_CONFIRMED = (
    "以后签署的就诊会带着这个号码送进居民健康档案，档案凭它认人。您的名字和时间会留下。"
    "居民改填别的号码、姓名或性别，或有人撤销，核对就不再算数。"
)
_TAKEN_BACK = "以后签署的就诊不再带这个号码。已经送出的，要等下一次签署或补记送出时才会去掉。您的名字和时间会留下。"


def show(calls: OversightClient, page: Json) -> None:
    """Show the number where there is one, and let a doctor of the community say that the card was seen, or take it back."""
    number, seen, other = page["identity_number"], page["identity_card"], page["identity_number_of"]
    if not number:
        return
    if not page["identity_number_valid"]:
        st.text(f"身份证号 {number}（校验不对，不能核对；请居民在手机上照着证件改正）")
        return
    may = is_doctor() and page["glass_ends_at_ms"] is None
    line = st.container(horizontal=True, vertical_alignment="center", key="identity-card")
    if seen:
        line.text(
            f"身份证号 {_end(number)}　✓ {seen['by']} {oversight_words.date(seen['seen_at_ms'])} 当面核对过身份证"
        )
    elif other:
        line.text(f"身份证号 {_end(number)}　居民自填，和另一位居民的相同")
    else:
        line.text(f"身份证号 {_end(number)}　居民自填，还没有核对证件")
    if other:
        _conflict(other)
    elif may and seen:
        _take_back(calls, page, line)
    elif may:
        _confirm(calls, page, line)


def _confirm(calls: OversightClient, page: Json, place: Any) -> None:
    number = page["identity_number"]
    # Keys of their own: what asks to take back must not be open already where one has just confirmed.
    with asking(place, "核对过身份证", "card-not-seen"):
        st.text(f"{page['name']}　{words.SEX[page['sex']]}　{number[:6]} {number[6:14]} {number[14:]}")
        st.text("请拿着身份证原件，看照片是不是本人，姓名和号码是不是每一位都一样。")
        if confirmed(_CONFIRMED, "我看过证件，一致", f"card-{page['resident_id']}"):
            with telling():
                calls.card_seen(page["resident_id"], number, page["name"])
                st.rerun()


def _take_back(calls: OversightClient, page: Json, place: Any) -> None:
    number = page["identity_number"]
    with asking(place, "撤销核对", "card-seen"):
        st.text(f"{number[:6]} {number[6:14]} {number[14:]}")
        if confirmed(_TAKEN_BACK, "确定撤销", f"no-card-{page['resident_id']}"):
            with telling():
                calls.card_not_seen(page["resident_id"])
                st.rerun()


def _conflict(other: Json) -> None:
    st.warning(
        f"同一个身份证号已经为本社区另一位居民核对过：{words.plain(other['name'])}。可能是同一个人换了手机，也可能有一位填错了。"
        "请对着证件弄清楚；要改成这一位，先到那位居民的页面撤销核对。"
    )
    if st.button("看那位居民的档案", key="same-number"):
        st.query_params["resident"] = other["resident_id"]
        st.rerun()


def _end(number: str) -> str:
    """Answer the last four characters: the rest says where and when somebody was born, and a bystander need not read it."""
    return f"**************{number[-4:]}"
