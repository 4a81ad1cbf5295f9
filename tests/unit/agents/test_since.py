"""A bare time answers "how long", and nothing else does."""

from __future__ import annotations

import pytest

from agents.intake.questions import anything_else, duration
from agents.intake.since import today_of
from kg.language.rows.calendar import date_answered
from tests.fakes.conversation import Script, person


@pytest.mark.parametrize(
    ("lang", "said", "days"),
    [
        ("zh", "昨天", 1.0),
        ("zh", "今天开始的", 0.3),
        ("zh", "昨天晚上", 0.5),
        ("zh", "一天了", 1.0),
        ("zh", "刚才", 0.02),
        ("zh", "去年", 365.0),
        ("zh", "半夜", 0.4),
        ("en", "yesterday", 1.0),
        ("en", "it started yesterday", 1.0),
        ("en", "this morning", 0.25),
        ("en", "a day", 1.0),
        ("en", "monday", 3.5),
    ],
)
def test_a_bare_time_is_an_answer(consultation, lang, said, days):
    script = asked_how_long(consultation, lang)
    reply = script.say(said)
    assert script.state.contributions[-1].duration_days == pytest.approx(days)
    assert script.state.contributions[-1].findings == ()  # the complaint that helped to read it is not noted
    assert reply.question is None or reply.question.id != "intake.duration"


@pytest.mark.parametrize(
    ("lang", "said", "at_most"),
    [
        ("zh", "八月", 366),
        ("zh", "3月份", 366),
        ("zh", "上个月", 61),
        ("zh", "月初", 34),
        ("en", "last March", 366),
        ("en", "May", 366),
    ],
)
def test_a_date_answers_by_the_clock_and_is_no_length_of_time(consultation, lang, said, at_most):
    script = asked_how_long(consultation, lang)
    script.say(said)
    today = today_of(script.state)
    assert script.state.contributions[-1].duration_days == date_answered(said, today)
    assert script.state.contributions[-1].duration_days <= at_most


def test_eight_months_are_eight_months(consultation):
    script = asked_how_long(consultation, "zh")
    script.say("八个月了")
    assert script.state.contributions[-1].duration_days == pytest.approx(8 * 30.44, rel=0.01)


@pytest.mark.parametrize(("lang", "said"), [("zh", "石头剪刀布"), ("en", "blue elephants"), ("zh", "昨" * 60)])
def test_what_tells_no_time_is_asked_again(consultation, lang, said):
    script = asked_how_long(consultation, lang)
    reply = script.say(said)
    assert script.state.contributions[-1].duration_days is None
    assert reply.question is not None
    assert reply.question.id == "intake.duration"


def test_a_time_under_another_question_is_no_time_course(consultation):
    script = asked_how_long(consultation, "zh")
    script.put(anything_else())
    script.say("昨天")
    assert script.state.contributions[-1].duration_days is None


def asked_how_long(consultation, lang):
    script = Script(consultation, lang=lang)
    script.start(person(years=30, sex="male"))
    script.say({"zh": "嗓子疼", "en": "sore throat"}[lang])
    script.put(duration())
    return script
