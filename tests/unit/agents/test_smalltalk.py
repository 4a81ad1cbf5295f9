from __future__ import annotations

import pytest

from agents.intake.smalltalk import GREETED, LATER, WELCOME, small_talk


@pytest.mark.parametrize("text", ["你好", "您好！", "医生好", "在吗", "hello", "Good morning doctor"])
def test_a_greeting(text):
    assert small_talk(text) is GREETED


@pytest.mark.parametrize("text", ["谢谢", "好的，谢谢医生", "知道了，辛苦您", "thanks", "ok thank you"])
def test_a_thank_you(text):
    assert small_talk(text) is WELCOME


@pytest.mark.parametrize(
    "text",
    ["要紧吗", "这个怎么办", "我应该挂什么科", "能吃鸡蛋吗？", "is it serious?", "what should I eat", "能不能洗澡"],
)
def test_a_question_back(text):
    assert small_talk(text) is LATER


@pytest.mark.parametrize(
    "text",
    [
        "没有",
        "没有呢",
        "有一点",
        "好像有",
        "不知道",
        "是的",
        "不太好",
        "yes",
        "no",
        "not sure",
        "a bit",
        "头疼怎么也不好",
        "3天",
    ],
)
def test_an_answer_is_no_small_talk(text):
    assert small_talk(text) is None
