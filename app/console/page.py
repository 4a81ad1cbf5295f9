"""The console's one page: sign in, then the work list, then an encounter. Streamlit runs this file at every click."""

from __future__ import annotations

import contextlib

import streamlit as st

from app.console import account, connection, dangers, encounter, places, provider_sign_in, reload, sign_in, work_list
from app.console.client import CommissionClient
from app.console.errors import Away, LockedOut, NoLonger, Refused, SignedOut
from app.console.parts import style
from app.console.session import end_session
from app.console.words import refusal

_ALIVE_S = 60


def _client(token: str | None) -> CommissionClient:
    return CommissionClient(connection.http(), token, st.context.ip_address)


def _signed_in() -> None:
    session = st.session_state["session"]
    client = _client(session["token"])
    with st.sidebar:
        st.text(session["name"])
        names = [community["name_zh"] for community in session["communities"]]
        st.caption("、".join(names[:2]) + (f" 等 {len(names)} 个社区" if len(names) > 2 else ""))  # noqa: PLR2004 - as said
        if session["role"] == "supervisor":
            dangers.count(client)
        if st.button("我的账户"):
            st.query_params.from_dict({"page": "account"})
            st.rerun()
        if st.button("退出"):
            # Signing out works even when the commission cannot be told: the token is forgotten here, and runs out there.
            with contextlib.suppress(Away, Refused):
                client.log_out()
            end_session()
    opened = st.query_params.get("encounter")
    if st.query_params.get("page") == "account":
        account.show(client)
    elif places.show(client, session):
        pass
    elif opened:
        encounter.show(client, opened)
    else:
        work_list.show(client)
    st.session_state["watched"] = False
    _watch(client)


def _restored() -> bool:
    """Tell whether the browser brought a session along, after a reload; looked at once, when a page is opened."""
    if "half_way" in st.session_state or not st.session_state.setdefault("opened_anew", True):
        return False
    st.session_state["opened_anew"] = False
    if provider_sign_in.came_back():
        st.rerun()  # so that the browser is told to keep the session
    with contextlib.suppress(Away):
        session = reload.restore(_client)
        if session is not None:
            st.session_state["session"] = session
            provider_sign_in.forget_trouble()
    return "session" in st.session_state


@st.fragment(run_every=_ALIVE_S)
def _watch(client: CommissionClient) -> None:
    """Leave the screen when the session has ended, whatever page is open; draw it anew when it went dark or light meanwhile."""
    # What is drawn on a canvas does not change with the style sheet.
    seen, now = st.session_state.get("theme"), st.context.theme.type
    st.session_state["theme"] = now
    if seen not in (None, now):
        st.rerun()
    if st.session_state.pop("watched", False):
        try:
            client.alive()
        except SignedOut:
            end_session()
        except (Away, Refused, LockedOut):
            pass
    st.session_state["watched"] = True


def main() -> None:
    """Show what the session is at."""
    st.set_page_config(page_title="家医 · 医生工作台", layout="wide")
    st.html(style())
    reload.tell_browser()
    if "session" not in st.session_state and not _restored():
        sign_in.show(_client)
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
