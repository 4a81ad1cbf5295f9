from __future__ import annotations

import pytest

from agents.dialogue import MAX_TEXT
from agents.intake.cleaning import clean


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01\x02", "？？？", "😢", "\u200b\u200b"])
def test_nothing_to_read_is_empty(text):
    assert clean(text).problem == "empty"


@pytest.mark.parametrize("length", [MAX_TEXT + 1, 20_000, 1_000_000])
def test_a_text_that_is_too_long_is_refused(length):
    assert clean("疼" * length).problem == "too_long"


def test_a_text_of_the_greatest_length_is_read():
    assert clean("疼" * MAX_TEXT).problem is None


@pytest.mark.parametrize(
    "text",
    ["У меня болит голова", "머리가 아파요 이틀째", "お腹がいたいのですが", "رأسي يؤلمني منذ يومين", "ปวดหัวมาสองวันแล้ว"],
)
def test_another_script_is_told_apart(text):
    assert clean(text).problem == "language"


@pytest.mark.parametrize("text", ["我头疼，Меня", "café 头疼", "体温３８．５度", "my name is Øyvind and I cough"])
def test_a_foreign_word_or_two_is_no_other_language(text):
    assert clean(text).problem is None


def test_control_characters_go_and_words_stay_whole():
    assert clean("头\x00疼\u200b得\ud800厉害\r\n两天").text == "头 疼得 厉害\n两天"
