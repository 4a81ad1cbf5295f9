"""Numbers and times as they are said, and a word for everything that the commission may answer."""

from __future__ import annotations

import re

import pytest

from app.console import oversight_words, words
from records.store.policy import Action


@pytest.mark.parametrize(
    ("days", "said"), [(0, "0天"), (59, "59天"), (60, "2个月"), (1094, "36个月"), (1095, "2岁"), (20454, "56岁")]
)
def test_ages(days, said):
    assert words.age(days) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "不到 1 分钟"), (59, "不到 1 分钟"), (60, "1 分钟"), (3600, "1 小时"), (48 * 3600, "2 天")],
)
def test_waiting(seconds, said):
    assert words.ago(seconds) == said


def test_a_moment_is_china_s():
    assert words.moment(1_700_000_000_000) == "11-15 06:13"


def test_a_missing_number_is_a_dash_and_not_zero():
    assert (words.number(None), words.number(0.0), words.number(186.5)) == ("—", "0", "186.5")


def test_a_short_text_is_whole_and_a_long_one_says_that_it_is_cut():
    assert words.short("一二三", 3) == "一二三"
    assert words.short("一二三四", 3) == "一二…"


@pytest.mark.parametrize(
    "code", ["stale", "no_diagnosis", "signed", "icd10", "name", "empty", "too_long", "not_allowed"]
)
def test_every_refusal_a_doctor_may_meet_has_words(code):
    assert code not in words.refusal(code)


def test_an_unknown_refusal_names_its_code():
    assert "some_code" in words.refusal("some_code")


@pytest.mark.parametrize(
    "text",
    [
        "![](https://picture.test/x)王",
        "[请重新登录](https://evil.test)",
        "https://evil.test 王",
        "www.evil.test",
        "a@evil.test",
        "<b>x</b>",
        "# 王",
        "1. 王",
        "$x$ :red[王] `a` ~~b~~ **c**",
        "a\n\n# b",
    ],
)
def test_somebodys_words_are_no_markdown(text):
    """Every mark is escaped (CommonMark 0.31, 2.4), and what makes an address a link is parted after that is undone (GFM, 6.9)."""
    told = words.plain(text)
    assert "\n" not in told
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", told)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)
    undone = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", told)
    assert not re.search(r"https?://|www\.\w|\w@\w", undone)
    assert undone.replace("\u2060", "") == " ".join(text.split())


def test_the_trail_has_a_word_for_everything_that_can_be_done():
    assert {action.value for action in Action} - set(oversight_words.ACTION) == set()


@pytest.mark.parametrize(("count", "told"), [(0, "0 kB"), (5_400, "5 kB"), (2_340_000, "2.3 MB")])
def test_sizes_are_told_in_the_unit_that_fits(count, told):
    assert words.size(count) == told
