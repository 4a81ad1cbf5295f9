"""The console's one page: sign in, then the work list, then an encounter. Streamlit runs this file at every click."""

from __future__ import annotations

import contextlib
import os

import httpx
import streamlit as st

from app.console import encounter, places, work_list
from app.console.client import CommissionClient
from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut
from app.console.parts import style
from app.console.session import end_session
from app.console.session import opened as kept_encounter
from app.console.words import refusal

_TIMEOUT_S = 15.0


@st.cache_resource
def _http() -> httpx.Client:
    """Answer the connection pool that all sessions share; it holds no token."""
    authority = os.environ.get("JIAYI_COMMISSION_CA")
    return httpx.Client(
        base_url=os.environ.get("JIAYI_COMMISSION_URL", "http://127.0.0.1:8700"),
        timeout=_TIMEOUT_S,
        verify=authority or True,
        trust_env=False,
    )


def _sign_in() -> None:
    st.title("家医 · 医生工作台")
    if st.session_state.pop("signed_out", False):
        st.info("已退出或超过时间，请重新登录。")
    with st.form("sign-in"):
        username = st.text_input("用户名", autocomplete="username")
        password = st.text_input("密码", type="password", autocomplete="current-password")
        if not st.form_submit_button("登录", type="primary"):
            return
    try:
        session = CommissionClient(_http()).log_in(username, password)
    except LockedOut as error:
        st.error(f"密码错误次数太多，请 {max(1, error.retry_after_s // 60)} 分钟后再试。")
    except Refused:
        st.error("用户名或密码不对。")
    except Away:
        st.error("现在连不上卫健委的服务，请稍后再试。")
    else:
        st.session_state["session"] = session
        st.rerun()


def _signed_in() -> None:
    session = st.session_state["session"]
    client = CommissionClient(_http(), session["token"])
    with st.sidebar:
        st.text(session["name"])
        for community in session["communities"]:
            st.text(community["name_zh"])
        if st.button("退出"):
            # Signing out works even when the commission cannot be told: the token is forgotten here, and runs out there.
            with contextlib.suppress(Away, Refused):
                client.log_out()
            end_session()
    opened = st.query_params.get("encounter")
    if places.show(client, session):
        return
    if opened:
        encounter.show(client, opened)
    else:
        work_list.show(client)
    places.beside(session, kept_encounter(opened) if opened else None)


def main() -> None:
    """Show what the session is at."""
    st.set_page_config(page_title="家医 · 医生工作台", layout="wide")
    st.html(style())
    if "session" not in st.session_state:
        _sign_in()
        return
    try:
        _signed_in()
    except SignedOut:
        end_session()
    except NoLonger:
        st.warning("没有这份记录，或不属于您的社区。")
        if st.button("回到工作列表"):
            st.query_params.clear()
            st.rerun()
    except Away:
        st.error("现在连不上卫健委的服务，请稍后再试。")
    except Refused as error:
        st.error(refusal(str(error)))
    except LockedOut as error:
        st.error(f"请求太多，请 {max(1, error.retry_after_s // 60)} 分钟后再试。")


main()
