"""The own account: the authenticator, signing out everywhere, and the tour once more."""

from __future__ import annotations

import streamlit as st

from app.console import sign_in, tour
from app.console.client import CommissionClient
from app.console.session import end_session
from app.console.telling import telling


def show(client: CommissionClient) -> None:
    """Show the account."""
    if st.button("← 工作列表"):
        leave()
    account = client.account()
    st.subheader("我的账户")
    st.text(f"{account['name']}（{account['username']}）")
    st.markdown("**两步登录**")
    if account["second_factor"]:
        st.text(f"已绑定验证器，还有 {account['recovery_codes']} 个备用码。")
        with st.expander("换一个验证器", expanded="enrolment" in st.session_state or "recovery" in st.session_state):
            sign_in.set_up(client, replacing=True)
    else:
        st.text("还没有绑定。绑定以后，别人知道密码也进不来。")
        sign_in.set_up(client)
    st.markdown("**登录的地方**")
    st.text(f"现在有 {account['sessions']} 处登录，30 分钟不用自动退出。")
    if st.button("全部退出"):
        with telling():
            client.log_out_everywhere()
            end_session()
    st.markdown("**帮助**")
    if st.button("再看一次五步介绍"):
        with telling():
            tour.again(client)
            leave()


def leave() -> None:
    """Go back to the work list."""
    st.query_params.clear()
    st.session_state.pop("enrolment", None)
    st.session_state.pop("recovery", None)
    st.rerun()
