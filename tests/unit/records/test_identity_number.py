"""Citizen identity numbers, by the examples that GB 11643-1999 prints, and by what a check character is for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.identity_number import check_character, read

EXAMPLES = {"11010519491231002X": (date(1949, 12, 31), "female"), "440524188001010014": (date(1880, 1, 1), "male")}


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_standards_examples_are_read(number):
    assert read(number) == EXAMPLES[number]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "110105491231002",
        "11010519491231002x",
        "１１0105194912310021",
        "110105194913310028",
        "110105194902300021",
        "1" * 17,
    ],
)
def test_what_is_no_number_says_nothing(wrong):
    assert read(wrong) is None


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999_999),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_and_two_neighbours_exchanged_are_found(born, place_code, order, at, more):
    first = f"{place_code:06d}{born:%Y%m%d}{order:03d}"
    number = first + check_character(first)
    assert read(number) == (born, "male" if order % 2 else "female")
    changed = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert read(changed) is None
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert swapped == number or read(swapped) is None
