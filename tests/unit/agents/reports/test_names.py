"""A printed name against the registered one: only a real difference is one, and the page makes the same marks."""

from __future__ import annotations

import pytest

from agents.reports.names import fits, letter_mark, printed_names, several
from tests.fakes.conversation import marks


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓名：张三性别：男", "张三"),
        ("姓 名：张  三  性别：男", "张三"),
        ("姓名：张三 男 45岁", "张三"),
        ("姓名：张三男45岁", "张三"),
        ("姓名：张三女士 年龄：45", "张三"),
        ("姓名：陳偉 性別：男", "陈伟"),
        ("姓名：阿卜杜拉·买买提 性别：男", "阿卜杜拉买买提"),
        ("姓名：张** 性别：男", "张*"),
        ("姓名：李某某 性别：男", "李*"),
        ("姓名：*三 性别：男", "*三"),
        ("Name: Zhang San  Sex: M", "zhangsan"),
        ("姓名：王芳之女 性别：女", ""),
        ("姓名：** 性别：男", ""),
        ("姓名： 性别：男", ""),
        ("血常规", ""),
    ],
)
def test_a_printed_name_is_read_without_what_does_not_count(text, name):
    assert printed_names(text) == ((name,) if name else ())


def test_a_letter_that_was_not_read_surely_is_as_if_masked():
    assert printed_names("姓名：张三 性别：男", frozenset({4})) == ("张*",)
    assert printed_names("姓名：张三 性别：男", frozenset({3, 4})) == ()


def test_two_people_in_one_photo_are_seen_and_a_doctor_is_none_of_them():
    two = "姓名：张三 性别：男\n钾 4.1\n姓名：{} 性别：男"
    assert several(printed_names(two.format("李四")))
    assert not any(several(printed_names(two.format(name))) for name in ("张三", "李*", "LI SI"))
    assert printed_names("医生姓名：李四 性别：男") == ()


@pytest.mark.parametrize(
    ("printed", "registered", "fit"),
    [
        ("张三", "张三", True),
        ("李四", "张三", False),
        ("张红", "张三", False),
        ("张三丰", "张三", False),
        ("张三", "张三丰", None),
        ("陈伟", "陳偉", True),
        ("张*", "张三丰", True),
        ("*丰", "张三丰", True),
        ("李*", "张三丰", False),
        ("张*红", "张三丰", False),
        ("张一*丰一", "张三丰", None),
        ("zhangsan", "张三", None),
        ("", "张三", None),
    ],
)
def test_only_what_the_paper_shows_is_another_name(printed, registered, fit):
    assert fits(printed, marks(registered)) is fit
    assert fits(printed, None) is None


def test_a_mark_is_four_bits_that_the_page_makes_too():
    salt = "a2f17d5e6f71049af873e97c4cbf4480"
    assert [letter_mark(letter, salt) for letter in "张三丰"] == VECTOR
    assert {letter_mark(chr(0x4E00 + n), salt) for n in range(500)} == set(range(16))


VECTOR = [10, 8, 2]
"""The page's test `fitting.test.ts` has the same."""
