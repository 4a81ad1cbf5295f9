"""Signing in through a provider, as the page sees it: the button, and what a sign-in that came back ended with."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from app.console import reload
from app.console.client import CommissionClient
from app.console.errors import ConsoleError
from app.console.provider_door import BEGIN, ENDED, cookie_name

Json = dict[str, Any]
_AGAIN: Final = "请再点一次登录。"
TROUBLE: Final = {
    "provider_unlinked": "您在单位登录成功了，但这个单位账号还没有和家医的账号关联。请找管理员关联，或输入用户名和密码登录。",
    "provider_denied": "单位的登录系统没有让您进来，或登录被取消了。" + _AGAIN,
    "provider_over": "这次登录已经用过，或超过十分钟，或是在另一个窗口开始的。" + _AGAIN,
    "provider_clock": "单位的登录系统和这里的时间对不上，暂时不能这样登录。请告诉管理员校准时间。",
    "provider_token": "单位登录系统的答复没有通过检查，为了安全没有登录。" + _AGAIN + "还不行，请告诉管理员。",
    "provider_setup": "单位的登录系统还不认识家医。请告诉管理员检查登录设置。",
    "provider_away": "单位的登录系统现在连不上，请过几分钟再试，或输入用户名和密码登录。",
    "provider_off": "这里没有开通单位账号登录。请输入用户名和密码登录。",
    "too_often": "尝试次数太多，请几分钟后再试。",
    "away": "现在连不上卫健委的服务，请稍后再试。",
}


def came_back() -> bool:
    """Take how this browser's sign-in through the provider ended; tells whether it brought a session."""
    secret = st.context.cookies.get(cookie_name(secure=(st.context.url or "").startswith("https:")))
    ended = ENDED.take(secret) if secret else None
    if st.query_params.get("provider") == "over":
        del st.query_params["provider"]
        ended = ended or {"trouble": "provider_over"}
    if ended is None:
        return False
    if "trouble" in ended:
        st.session_state["trouble"] = ended["trouble"]
        return False
    session = ended["session"]
    if session["stage"] == "full":
        st.session_state["session"] = session
        reload.remember(session)
    else:
        st.session_state["half_way"] = session
    return True


def forget_trouble() -> None:
    """Who is signed in all the same (the way back was opened again) has no trouble."""
    st.session_state.pop("trouble", None)


def show_trouble() -> None:
    """Say what was wrong with a sign-in, until the next one is tried."""
    word = st.session_state.get("trouble")
    if word:
        st.error(TROUBLE.get(word, TROUBLE["provider_over"]))


def ways_in(client: CommissionClient) -> Json:
    """Answer how one signs in here; while the commission is away, by password."""
    found: Json | None = st.session_state.get("ways")
    if found is None:
        try:
            found = client.ways_in()
        except ConsoleError:
            return {"provider": None, "local": "everybody"}
        st.session_state["ways"] = found
    return found


def button(name: str) -> None:
    """Show the way to the provider: a link, because the browser has to go there itself, in this very window."""
    st.html(f'<a class="j-provider" href="{BEGIN}">用{escape(name)}登录</a>')
