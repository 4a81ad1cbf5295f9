"""Messages, calls, invitations and tasks on the encounter page: what went out goes out once, and no word is markdown."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.console import words
from tests.unit.app.console.encounter.conftest import ENCOUNTER, TRICK, button, script


def outcome(page: AppTest):
    return next(one for one in page.radio if one.label == "打得怎么样")


def test_a_task_ticked_off_by_mistake_is_taken_back_and_the_page_says_who_and_when(commission):
    blank = {"done_at_ms": None, "done_by": None, "reopened_at_ms": None, "reopened_by": None}
    task = {"follow_up_id": "f" * 32, "due_on": "2026-11-18", "text": TRICK, "clinician": "王医生", **blank}
    commission.tasks = [{**task, "done_at_ms": 1_795_000_000_000, "done_by": "王医生"}]
    page = AppTest.from_function(script, kwargs={"client": commission, "encounter_id": ENCOUNTER}, default_timeout=30)
    page.run()
    line = f"✓ 已办 · 2026-11-18：{TRICK}（王医生 安排；王医生 11-18 19:06 办好）"
    assert [one.value for one in page.text if "2026-11-18" in one.value] == [line, line]  # to act on, and what was done
    button(page, "撤回").click().run()
    line = f"待办 · 2026-11-18：{TRICK}（王医生 安排；李医生 11-18 19:07 撤回过“办好了”）"
    assert [one.value for one in page.text if "2026-11-18" in one.value] == [line, line]
    assert button(page, "办好了")


def test_a_message_whose_answer_was_lost_is_sent_once(commission, page):
    commission.lost = True
    next(area for area in page.text_area if area.label == "消息").set_value("请今天来就诊。").run()
    button(page, "发送消息").click().run()
    assert page.error
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天来就诊。"]
    assert len(commission.ids) == 1


def test_a_letter_after_a_lost_answer_is_another_letter(commission, page):
    commission.lost = True
    next(area for area in page.text_area if area.label == "消息").set_value("请今天来就诊。").run()
    button(page, "发送消息").click().run()
    commission.letters = 1  # the page learns that it did arrive
    page.run()
    next(area for area in page.text_area if area.label == "消息").set_value("不用来了，电话里说。").run()
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天来就诊。", "不用来了，电话里说。"]


def test_a_withdrawn_consent_stands_above_and_nothing_is_drafted_of_what_was_told(commission, page):
    message = "消息"
    assert not any("撤回同意" in one.value for one in page.warning)
    assert "胸闷" in next(area for area in page.text_area if area.label == message).value
    # Said with another encounter: no message of this one tells it.
    commission.withdrawn_at_ms = 1_795_000_000_000
    page = AppTest.from_function(script, kwargs={"client": commission, "encounter_id": ENCOUNTER}, default_timeout=30)
    page.run()
    (warned,) = [one.value for one in page.warning if "撤回同意" in one.value]
    assert "11-18 19:06" in warned
    assert "补记一次" in warned  # signed before it
    assert next(area for area in page.text_area if area.label == message).value == ""
    next(area for area in page.text_area if area.label == message).set_value("请今天去急诊。").run()
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天去急诊。"]


@pytest.mark.parametrize(
    ("picked", "word", "waits"),
    [
        ("reached", "已通话", False),
        ("no_answer", "没有人接", True),
        ("wrong_number", "号码不对", True),
        ("call_back", "约好再打", True),
    ],
)
def test_a_call_is_noted_with_how_it_ended_and_stands_in_the_history(commission, page, picked, word, waits):
    assert button(page, "记下").disabled  # nothing is chosen beforehand
    outcome(page).set_value(picked).run()
    assert any("居民还在等" in caption.value for caption in page.caption) is waits
    next(area for area in page.text_area if area.label.startswith("说了什么")).set_value(f"儿子在家 {TRICK}").run()
    button(page, "记下").click().run()
    assert not page.exception
    assert [(one["kind"], one["detail"]["outcome"], one["text"]) for one in commission.actions] == [
        ("call", picked, f"儿子在家 {TRICK}")
    ]
    assert commission.told == []
    assert any(f"打电话 · 王医生 · 01-01 08:00：{word}，儿子在家" in text.value for text in page.text)
    # The next call begins empty.
    assert outcome(page).value is None


def test_a_call_whose_answer_was_lost_is_noted_once(commission, page):
    commission.lost = True
    outcome(page).set_value("no_answer").run()
    button(page, "记下").click().run()
    assert page.error
    assert len(commission.actions) == 1
    page.run()
    assert [one["detail"]["outcome"] for one in commission.actions] == ["no_answer"]
    assert any("没有人接" in text.value for text in page.text)


def test_an_invitation_has_a_day_and_a_place_and_its_draft_goes_to_the_phone(commission, page):
    day = datetime.now(words.CHINA).date() + timedelta(days=2)
    assert button(page, "发出邀请").disabled
    next(one for one in page.date_input if one.label == "日期").set_value(day).run()
    next(one for one in page.time_input if one.label == "时间").set_value(time(9, 30)).run()
    assert button(page, "发出邀请").disabled  # no place yet
    next(one for one in page.text_input if one.label == "地点").set_value("社区卫生服务站二楼").run()
    draft = next(area for area in page.text_area if area.label == "发到居民手机上的话").value
    assert (
        draft
        == f"测老汉您好，请您 {day.month} 月 {day.day} 日 09:30 到社区卫生服务站二楼来一趟。时间不方便的话，直接在这里回复我就好。"
    )
    button(page, "发出邀请").click().run()
    assert not page.exception
    (made,) = commission.actions
    at_ms = int(datetime.combine(day, time(9, 30), words.CHINA).timestamp() * 1000)
    assert (made["kind"], made["detail"]["at_ms"], made["detail"]["place"]) == ("invite", at_ms, "社区卫生服务站二楼")
    assert commission.told == [draft]
    assert any(
        f"请来就诊 · 王医生 · 01-01 08:00：{words.moment(at_ms)}，社区卫生服务站二楼" in text.value
        for text in page.text
    )
    assert button(page, "发出邀请").disabled


def test_a_resident_s_words_are_never_markdown(page):
    marked = [one.value for kind in (page.markdown, page.warning, page.caption, page.error) for one in kind]
    assert not any("evil.test" in value for value in marked)
    assert any(TRICK in text.value for text in page.text)
