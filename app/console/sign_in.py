"""Signing in: name and password, then the code; and setting up an authenticator where one is needed or wanted."""

from __future__ import annotations

import io
from collections.abc import Callable

import segno
import streamlit as st

from app.console import provider_sign_in, reload
from app.console.client import CommissionClient, Json
from app.console.errors import Away, LockedOut, Refused, SignedOut

ClientOf = Callable[[str | None], CommissionClient]
_APPS = "任何标准的验证器（TOTP）都可以用，例如手机自带的密码管理。"


def show(client_of: ClientOf) -> None:
    """Show the step that this browser is at."""
    half_way: Json | None = st.session_state.get("half_way")
    _, middle, _ = st.columns((1, 1.2, 1))
    with middle:
        st.title("家医 · 医生工作台")
        notice = st.session_state.pop("signed_out", None)
        if notice:
            st.info("已退出或超过时间，请重新登录。")
        if half_way is None:
            _first_step(client_of)
        elif half_way["stage"] == "code":
            _code(client_of, half_way)
        else:
            st.info("您的单位要求两步登录。第一次登录，请先绑定验证器，大约一分钟。")
            set_up(client_of(half_way["token"]))
            if st.button("返回"):
                del st.session_state["half_way"]
                st.rerun()


def _first_step(client_of: ClientOf) -> None:
    provider_sign_in.show_trouble()
    ways = provider_sign_in.ways_in(client_of(None))
    if ways["provider"] is None:
        _password(client_of)
        return
    provider_sign_in.button(ways["provider"]["name_zh"])
    others = ways["local"] == "everybody"
    with st.expander("输入用户名和密码登录" if others else "管理员：输入用户名和密码登录"):
        _password(client_of)


def _password(client_of: ClientOf) -> None:
    with st.form("sign-in"):
        username = st.text_input("用户名", autocomplete="username")
        password = st.text_input("密码", type="password", autocomplete="current-password")
        if not st.form_submit_button("登录", type="primary"):
            return
    if not username.strip() or not password:
        st.error("请填写用户名和密码。")
        return
    provider_sign_in.forget_trouble()
    with st.spinner("正在登录…"):
        _try(lambda: _take(client_of(None).log_in(username, password)), wrong="用户名或密码不对。")


def _code(client_of: ClientOf, half_way: Json) -> None:
    with st.form("sign-in-code"):
        code = st.text_input("验证码", autocomplete="one-time-code", max_chars=40)
        st.caption("打开手机上的验证器，输入 6 位数字。手机不在身边，可以用一个备用码。")
        if st.form_submit_button("确认", type="primary") and code.strip():
            _try(
                lambda: _take(client_of(half_way["token"]).show_code(code)),
                wrong="验证码不对，或已经用过。请等下一个数字再试。",
            )
    if st.button("返回"):
        del st.session_state["half_way"]
        st.rerun()


def _try(act: Callable[[], None], *, wrong: str) -> None:
    try:
        act()
    except LockedOut as error:
        st.error(f"错误次数太多，请 {max(1, -(-error.retry_after_s // 60))} 分钟后再试。")
    except SignedOut:
        st.session_state.pop("half_way", None)
        st.error("这一步超过了五分钟，请重新输入密码。")
    except Refused as error:
        st.error("您的账号请用上面的单位账号登录。" if str(error) == "provider_only" else wrong)
    except Away:
        st.error("现在连不上卫健委的服务，请稍后再试。")


def _take(session: Json) -> None:
    """Go on with what the commission answered: into the console, or to the next step."""
    if session["stage"] == "full":
        st.session_state.pop("half_way", None)
        st.session_state["session"] = session
        reload.remember(session)
    else:
        st.session_state["half_way"] = session
    st.rerun()


def set_up(client: CommissionClient, *, replacing: bool = False) -> None:
    """Show the QR code of a new authenticator, take a first code of it, then show the recovery codes."""
    codes: Json | None = st.session_state.get("recovery")
    if codes is not None:
        _show_recovery(codes)
        return
    begun: Json | None = st.session_state.get("enrolment")
    if begun is None:
        present = st.text_input("现在的验证码或备用码", key="present-code") if replacing else ""
        if st.button("绑定验证器", type="primary", disabled=replacing and not present.strip()):
            _try(lambda: _begin(client, present), wrong="验证码不对，或已经用过。")
        return
    image = io.BytesIO()
    segno.make(begun["uri"], error="m").save(image, kind="png", scale=5, border=3)
    left, right = st.columns((1, 1.4))
    left.image(image.getvalue(), caption="用验证器扫描", alt="验证器要扫的二维码；扫不了，旁边有可以手工输入的字")
    right.text("扫不了？在验证器里手工输入：")
    right.code(
        " ".join(begun["secret"][start : start + 4] for start in range(0, len(begun["secret"]), 4)), language=None
    )
    right.caption(_APPS)
    with st.form("confirm-code"):
        code = st.text_input("验证器里现在的 6 位数字", autocomplete="one-time-code", max_chars=40)
        if st.form_submit_button("完成绑定", type="primary") and code.strip():
            _try(lambda: _confirm(client, code), wrong="数字不对。请看清账户，等下一个数字再试。")


def _begin(client: CommissionClient, present: str) -> None:
    st.session_state["enrolment"] = client.begin_second_factor(present)
    st.rerun()


def _confirm(client: CommissionClient, code: str) -> None:
    st.session_state["recovery"] = client.confirm_second_factor(code)
    st.session_state.pop("enrolment", None)
    session = st.session_state["recovery"]["session"]
    if "session" in st.session_state:
        # The other sessions ended, this one's token too.
        st.session_state["session"] = session
        reload.remember(session)
    st.rerun()


def _show_recovery(codes: Json) -> None:
    st.success("验证器已绑定。其他地方的登录都已退出。")
    st.markdown(
        "**备用码**：手机丢了的时候，每个可以代替验证码用一次。请抄下来或打印，放在安全的地方；离开这一页就看不到了。"
    )
    st.code("\n".join(codes["recovery_codes"]), language=None)
    if st.button("我已保存好", type="primary"):
        session = codes["session"]
        del st.session_state["recovery"]
        if "session" in st.session_state:
            st.rerun()
        _take(session)
