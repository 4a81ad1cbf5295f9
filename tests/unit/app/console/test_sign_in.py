"""Signing in, in Streamlit's own test harness: two steps, what a wrong code and a slow hand are told, and the forced enrolment."""

from __future__ import annotations

import pyotp
import pytest
from streamlit.testing.v1 import AppTest

from app.console.errors import Away, LockedOut, Refused, SignedOut
from app.console.provider_sign_in import TROUBLE

FULL = {"token": "t-full", "stage": "full", "name": "王医生", "role": "doctor", "communities": []}


class Commission:
    """Answers log-ins as it is told to."""

    def __init__(self) -> None:
        self.stage = "full"
        self.fails: Exception | None = None
        self.asked: list[tuple[str, ...]] = []
        self.secret = pyotp.random_base32()
        self.ways: dict = {"provider": None, "local": "everybody"}

    def _reach(self) -> None:
        if self.fails is not None:
            raise self.fails

    def ways_in(self) -> dict:
        self._reach()
        return self.ways

    def log_in(self, username: str, password: str) -> dict:
        self.asked.append((username, password))
        self._reach()
        return {**FULL, "token": "t-half", "stage": self.stage}

    def show_code(self, code: str) -> dict:
        self.asked.append((code,))
        self._reach()
        return FULL

    def begin_second_factor(self, code: str) -> dict:
        self.asked.append((code,))
        return {"secret": self.secret, "uri": pyotp.TOTP(self.secret).provisioning_uri(name="wang", issuer_name="x")}

    def confirm_second_factor(self, code: str) -> dict:
        self.asked.append((code,))
        self._reach()
        return {"recovery_codes": ["abcde-fghjk", "mnpqr-stuvw"], "session": FULL}


def script(commission):
    import streamlit as st  # noqa: PLC0415 - the harness runs this function's text alone

    from app.console import sign_in  # noqa: PLC0415 - as above

    if "session" in st.session_state:
        st.text(f"in: {st.session_state['session']['token']}")
    else:
        sign_in.show(lambda _token: commission)


@pytest.fixture
def commission() -> Commission:
    return Commission()


@pytest.fixture
def page(commission) -> AppTest:
    app = AppTest.from_function(script, kwargs={"commission": commission}, default_timeout=30)
    app.run()
    assert not app.exception
    return app


def fill(page: AppTest, **values: str) -> None:
    for label, value in values.items():
        next(one for one in page.text_input if one.label == label).set_value(value)


def press(page: AppTest, label: str) -> None:
    next(one for one in page.button if one.label == label).click()
    page.run()
    assert not page.exception


def log_in(page: AppTest) -> None:
    fill(page, 用户名="wang", 密码="right")
    press(page, "登录")


def signed_in(page: AppTest) -> bool:
    return [one.value for one in page.text] == ["in: t-full"]


def test_with_name_and_password_alone_where_that_is_enough(commission, page):
    commission.stage = "code"
    log_in(page)
    assert not signed_in(page)
    fill(page, 验证码="123 456")
    press(page, "确认")
    assert signed_in(page)
    assert commission.asked == [("wang", "right"), ("123 456",)]


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        (Refused("wrong_code"), "验证码不对，或已经用过。请等下一个数字再试。"),
        (LockedOut(901), "错误次数太多，请 16 分钟后再试。"),
        (Away("x"), "现在连不上卫健委的服务，请稍后再试。"),
    ],
)
def test_a_code_that_is_not_taken_can_be_tried_again(commission, page, fails, says):
    commission.stage = "code"
    log_in(page)
    commission.fails = fails
    fill(page, 验证码="000000")
    press(page, "确认")
    assert [one.value for one in page.error] == [says]
    commission.fails = None
    fill(page, 验证码="123456")
    press(page, "确认")
    assert signed_in(page)


def test_who_takes_too_long_begins_again_with_the_password(commission, page):
    commission.stage = "code"
    log_in(page)
    commission.fails = SignedOut("bad_credentials")
    fill(page, 验证码="123456")
    press(page, "确认")
    assert [one.value for one in page.error] == ["这一步超过了五分钟，请重新输入密码。"]
    commission.fails = None
    page.run()
    assert {one.label for one in page.text_input} == {"用户名", "密码"}


def test_nothing_is_asked_without_name_and_password(commission, page):
    press(page, "登录")
    assert [one.value for one in page.error] == ["请填写用户名和密码。"]
    assert commission.asked == []


def test_where_an_authenticator_is_needed_it_is_set_up_first_and_the_codes_are_shown_once(commission, page):
    commission.stage = "enrol"
    log_in(page)
    press(page, "绑定验证器")
    assert page.code[0].value.replace(" ", "") == commission.secret
    fill(page, **{"验证器里现在的 6 位数字": "123456"})
    press(page, "完成绑定")
    assert page.code[0].value == "abcde-fghjk\nmnpqr-stuvw"
    assert not signed_in(page)
    press(page, "我已保存好")
    assert signed_in(page)
    assert "recovery" not in page.session_state


@pytest.fixture
def with_provider(commission) -> AppTest:
    commission.ways = {"provider": {"name_zh": "市卫健委<b>账号", "name_en": "x"}, "local": "administrators"}
    return AppTest.from_function(script, kwargs={"commission": commission}, default_timeout=30)


def test_where_there_is_a_provider_its_button_leads_there_and_passwords_are_below(commission, with_provider):
    page = with_provider.run()
    assert not page.exception
    (link,) = [one.proto.body for one in page.get("html")]
    assert 'href="/jiayi/provider/begin"' in link
    assert "用市卫健委&lt;b&gt;账号登录" in link
    assert [one.label for one in page.expander] == ["管理员：输入用户名和密码登录"]
    commission.fails = Refused("provider_only")
    log_in(page)
    assert [one.value for one in page.error] == ["您的账号请用上面的单位账号登录。"]


def test_what_was_wrong_at_the_provider_is_said_until_the_next_try(with_provider):
    for word, said in TROUBLE.items():
        with_provider.session_state["trouble"] = word
        page = with_provider.run()
        assert [one.value for one in page.error] == [said]
        assert "！" not in said
    log_in(page)
    assert [one.value for one in page.text] == ["in: t-half"]
    assert "trouble" not in page.session_state
