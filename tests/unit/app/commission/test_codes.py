"""The ICD-10 search: close matches first, and any well-formed code is offered."""

from __future__ import annotations

import time

import pytest

from app.commission.codes import MOST, CodeSearch
from app.commission.config import CodeItem
from tests.unit.app.commission.conftest import CODES


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("I20.0", "I20.0"),
        ("i20", "I20.0"),
        ("I200", "I20.0"),
        ("心绞痛", "I20.9"),
        ("不稳定", "I20.0"),
        ("angina", "I20.9"),
        ("呼吸道", "J06.9"),
        ("Z76.8", "Z76.8"),
        ("b349", "B34.9"),
        ("Ｉ２０．０", "I20.0"),
        ("xjt", "I20.9"),  # the same initials before those that only hold them
        ("bwdxxjt", "I20.0"),
        ("XJT", "I20.9"),
        ("xinjiao", "I20.9"),
        ("hxd", "J06.9"),
        ("x", None),  # one letter is no sound and no code
        ("", None),
        ("   ", None),
        ("没有这个病", None),
    ],
)
def test_the_closest_comes_first(query: str, first: str | None) -> None:
    found = CodeSearch(lambda: CODES).search(query)
    assert (found[0].code if found else None) == first


def test_a_typed_code_is_offered_once_and_after_what_is_known() -> None:
    assert [item.code for item in CodeSearch(lambda: CODES).search("I20")] == ["I20.0", "I20.9", "I20"]


def test_at_most_twenty_are_answered() -> None:
    many = [CodeItem(f"A{n:02}", f"病{n}", f"Disease {n}") for n in range(90)]
    assert len(CodeSearch(lambda: many).search("disease")) == MOST


def test_many_items_are_searched_at_once() -> None:
    many = [CodeItem(f"A{n // 10:02}.{n % 10}", f"第{n}种心绞痛的名称", f"Disease {n}") for n in range(1000)]
    search = CodeSearch(lambda: many)
    search.warm()
    started = time.process_time()
    assert len(search.search("xjt")) == MOST
    assert time.process_time() - started < 0.5


def test_the_source_is_read_once() -> None:
    reads: list[int] = []
    search = CodeSearch(lambda: (reads.append(1), CODES)[1])
    assert reads == []
    search.search("I20")
    search.search("J06")
    assert reads == [1]
