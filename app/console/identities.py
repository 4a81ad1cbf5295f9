"""Which account signs in as whom at the provider: the administrator's part of accounts."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from app.console import oversight_words, words
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]
_AFTER: Final = "identity-after"
_CLAIM: Final = {"email": "邮箱（单位登录系统里已验证的）", "preferred_username": "单位账号的用户名"}
_SUBJECT: Final = "编号（subject）"


def show(calls: OversightClient, accounts: list[Json]) -> None:
    """Show who is linked and invited, and let that be changed; nothing where the commission has no provider."""
    found = calls.identities(st.session_state.get(_AFTER, ""))
    if found["provider"] is None:
        return
    st.subheader(f"用{words.plain(found['provider'])}登录")
    left, right = st.columns((1.5, 1), gap="medium")
    with left:
        if not found["items"]:
            st.info("还没有关联的账号。在右边选一个账号，填上他在单位的邮箱或编号。")
        for row in found["items"]:
            _linked(calls, row)
        _pages(found["next"])
    with right:
        _link(calls, found["invite_by"], [row for row in accounts if not row["closed"]])


def _linked(calls: OversightClient, row: Json) -> None:
    columns = st.columns((3.2, 1), vertical_alignment="center")
    state = "✓ 已关联" if row["by"] == "subject" else "✗ 邀请已过期" if row["over"] else "等他第一次登录"
    columns[0].text(f"{row['name']}　{row['username']}　{state}\n{row['value']}　{words.moment(row['made_at_ms'])}")
    with columns[1].popover("取消关联", key=f"unlink-{row['username']}"):
        st.text("他现在的登录都会退出，以后不能再这样登录。")
        if st.button("确定取消", key=f"do-unlink-{row['username']}"):
            with telling():
                calls.unlink_identity(row["username"])
                st.rerun()


def _link(calls: OversightClient, claim: str | None, accounts: list[Json]) -> None:
    ways = ([("invitation", _CLAIM[claim])] if claim else []) + [("subject", _SUBJECT)]
    with st.expander("关联一个账号", expanded=True), st.form("link-identity", clear_on_submit=False):
        account = st.selectbox(
            "账号",
            accounts,
            format_func=lambda row: f"{row['name']}（{row['username']}，{oversight_words.ROLE[row['role']]}）",
            index=None,
            placeholder="选择账号",
        )
        by = st.radio("凭什么认出他", ways, format_func=lambda way: way[1])
        value = st.text_input("邮箱、用户名或编号", max_chars=255)
        st.caption("邮箱或用户名只用来认第一次登录，14 天内有效；之后只认单位登录系统里的编号。")
        sent = st.form_submit_button("关联", type="primary")
    if not sent:
        return
    if account is None or not value.strip():
        st.error("请选择账号，并填写他在单位登录系统里的邮箱、用户名或编号。")
        return
    with telling():
        calls.link_identity(account["username"], by[0], value)
        st.rerun()


def _pages(following: str | None) -> None:
    columns = st.columns((1, 1, 6))
    if st.session_state.get(_AFTER) and columns[0].button("从头看", key="identity-first"):
        st.session_state.pop(_AFTER, None)
        st.rerun()
    if following and columns[1].button("下一页", key="identity-next"):
        st.session_state[_AFTER] = following
        st.rerun()
