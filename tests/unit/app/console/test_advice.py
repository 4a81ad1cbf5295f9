"""Guidance that waits, on the encounter page: nothing goes out but by a doctor's click, and as the doctor saw or wrote it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.console.advice import lines_of, preview
from app.console.errors import Away, Refused
from tests.unit.app.console.encounter.conftest import ENCOUNTER, Commission

GUIDANCE = {
    "urgency": "soon",
    "headline": "请在一到三天内去看医生",
    "now": ["多休息", "多喝水"],
    "where": ["社区卫生服务中心"],
    "bring": [],
    "watch_for": ["喘不上气"],
    "why": ["可能是感冒"],
    "comfort": "别急。",
}


class Held(Commission):
    """The same encounter with guidance that waits."""

    def __init__(self) -> None:
        super().__init__()
        self.guidance: dict[str, Any] = dict(GUIDANCE)
        self.due_ms = time.time() * 1000 + 3_600_000
        self.releases: list[dict[str, Any]] = []
        self.held: int | None = 2
        self.wishes: dict[str, dict[str, Any]] = {}
        self.refuses = ""

    def encounter(self, encounter_id: str) -> dict:
        found = super().encounter(encounter_id)
        found["record"] |= {"guidance": {**self.guidance, "who_looked": [], "held_since": self.held}, "revision": 2}
        due = self.due_ms if self.held else None
        found["advice"] = {"held_revision": self.held, "held_since_ms": 0, "due_ms": due, "releases": self.releases}
        return found

    def release_advice(self, encounter_id: str, wish: dict, release_id: str) -> None:
        del encounter_id
        self._reach()
        if self.refuses:
            raise Refused(self.refuses)
        self.wishes[release_id] = wish
        if self.lost:
            self.lost = False
            raise Away("the answer was lost")
        self.held = None
        self.releases = [{"way": "as_is", "revision": 2, "clinician": "王医生", "released_at_ms": 0}]


def script(client, encounter_id, role):
    import streamlit as st  # noqa: PLC0415 - the harness runs this function's text alone

    from app.console import encounter  # noqa: PLC0415 - as above

    st.session_state["session"] = {"role": role, "token": ""}
    encounter.show(client, encounter_id)


@pytest.fixture
def commission() -> Held:
    return Held()


def shown(commission: Held, role: str = "doctor") -> AppTest:
    kwargs = {"client": commission, "encounter_id": ENCOUNTER, "role": role}
    app = AppTest.from_function(script, kwargs=kwargs, default_timeout=30)
    app.run()
    assert not app.exception, app.exception
    return app


def button(page: AppTest, label: str):
    return next(one for one in page.button if one.label == label)


def area(page: AppTest, start: str):
    return next(one for one in page.text_area if one.label.startswith(start))


def test_what_waits_is_told_with_its_time_and_goes_out_as_it_is(commission):
    page = shown(commission)
    assert any("还没看到" in one.value and "还有 5" in one.value for one in page.warning)
    assert button(page, "签署").disabled
    assert "三天" not in area(page, "消息").value  # nor does it slip out as a message
    button(page, "放行，发给居民").click().run()
    assert list(commission.wishes.values()) == [{"revision": 2, "text": "", "told": False, "instead": False}]
    page.run()
    assert not any("还没看到" in one.value for one in page.warning)
    assert any("照原样给了居民" in one.value for one in page.caption)


def test_it_is_edited_first(commission):
    page = shown(commission)
    page.radio[0].set_value("edit").run()
    page.text_input(key=next(one.key for one in page.text_input if one.label == "第一句")).set_value("明天来站里").run()
    area(page, "现在怎么做").set_value("多喝水\n\n 别抽烟 ").run()
    button(page, "放行，发给居民").click().run()
    (wish,) = commission.wishes.values()
    assert wish["guidance"] == {**GUIDANCE, "headline": "明天来站里", "now": ["多喝水", "别抽烟"]}


@pytest.mark.parametrize(("way", "label"), [("instead", "放行，发给居民"), ("told", "记下")])
def test_other_words_need_words(commission, way, label):
    page = shown(commission)
    page.radio[0].set_value(way).run()
    assert button(page, label).disabled
    area(page, "写给" if way == "instead" else "说了").set_value("后天我去看您").run()
    button(page, label).click().run()
    (wish,) = commission.wishes.values()
    assert wish == {"revision": 2, "text": "后天我去看您", "told": way == "told", "instead": way == "instead"}


def test_a_release_whose_answer_was_lost_is_asked_again_under_one_id(commission):
    commission.lost = True
    page = shown(commission)
    button(page, "放行，发给居民").click().run()
    assert page.error
    button(page, "放行，发给居民").click().run()
    assert len(commission.wishes) == 1


def test_refusals_are_told_in_words(commission):
    commission.refuses = "withdrawn"
    page = shown(commission)
    button(page, "放行，发给居民").click().run()
    assert any("撤回了同意" in one.value for one in page.error)


def test_after_a_withdrawal_only_the_doctor_s_own_words_are_offered(commission):
    commission.withdrawn_at_ms = 1_795_000_000_000
    page = shown(commission)
    assert page.radio[0].options == ["换成我的话", "已经当面或电话说了"]
    area(page, "写给").set_value("请今天来站里").run()
    button(page, "放行，发给居民").click().run()
    assert [wish["instead"] for wish in commission.wishes.values()] == [True]


def test_late_is_told_as_late_and_who_is_no_doctor_has_no_button(commission):
    commission.due_ms = time.time() * 1000 - 600_000
    page = shown(commission, role="supervisor")
    assert any("已超过时限 10 分钟" in one.value for one in page.error)
    assert "放行，发给居民" not in {one.label for one in page.button}


def test_what_the_record_says_is_shown_as_text():
    assert "<img" not in preview({**GUIDANCE, "headline": "<img src=x>", "now": ["<img src=y>"], "comfort": "<img>"})
    assert lines_of(" 一 \n\n二\n") == ["一", "二"]
