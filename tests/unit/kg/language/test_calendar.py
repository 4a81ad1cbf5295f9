"""Dates told in words, by a clock that is given: which day, and what is no date at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge import load_knowledge
from kg.language.rows.calendar import date_answered, dates_in
from kg.text import understand

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("八月", date(2026, 8, 15)),
        ("8月", date(2026, 8, 15)),
        ("大概八月份吧", date(2026, 8, 15)),
        ("从三月开始", date(2026, 3, 15)),
        ("十二月", date(2025, 12, 15)),
        ("去年八月", date(2025, 8, 15)),
        ("去年的3月份", date(2025, 3, 15)),
        ("2025年3月", date(2025, 3, 15)),
        ("今年3月5号", date(2026, 3, 5)),
        ("三月二十一号", date(2026, 3, 21)),
        ("2026-08-03", date(2026, 8, 3)),
        ("上个月", date(2026, 10, 15)),
        ("上上个月", date(2026, 9, 15)),
        ("上月底", date(2026, 10, 28)),
        ("上个月15号", date(2026, 10, 15)),
        ("月初", date(2026, 11, 3)),
        ("15号", date(2026, 11, 15)),
        ("30号", date(2026, 10, 30)),
        ("年初", date(2026, 1, 15)),
        ("去年年底", date(2025, 12, 15)),
        ("国庆", date(2026, 10, 1)),
        ("国庆节的时候", date(2026, 10, 1)),
        ("过年", date(2026, 2, 17)),
        ("去年过年", date(2025, 1, 29)),
        ("中秋节前后", date(2026, 9, 25)),
        ("端午", date(2026, 6, 19)),
        ("夏天", date(2026, 7, 15)),
        ("去年冬天", date(2025, 12, 15)),
        ("2019年", date(2019, 7, 1)),
        ("11/20", date(2026, 11, 20)),
        ("August", date(2026, 8, 15)),
        ("it started in August", date(2026, 8, 15)),
        ("last August", date(2026, 8, 15)),
        ("August last year", date(2025, 8, 15)),
        ("since May", date(2026, 5, 15)),
        ("3 March 2025", date(2025, 3, 3)),
        ("March 3rd", date(2026, 3, 3)),
        ("early October", date(2026, 10, 5)),
        ("the 15th", date(2026, 11, 15)),
        ("beginning of the month", date(2026, 11, 3)),
        ("end of last month", date(2026, 10, 28)),
        ("Chinese New Year", date(2026, 2, 17)),
        ("around Christmas", date(2025, 12, 25)),
        ("since last summer", date(2026, 7, 15)),
    ],
)
def test_a_date_is_as_long_ago_as_it_is(said: str, when: date) -> None:
    assert date_answered(said, TODAY) == (TODAY - when).days


@pytest.mark.parametrize(
    "said",
    [
        "八个月",
        "8个月",
        "三个月了",
        "三月前",
        "八月大",
        "两三月",
        "半年",
        "明年三月",
        "昨天",
        "8 months",
        "may be",
        "7/10 pain",
    ],
)
def test_a_length_of_time_is_no_date(said: str) -> None:
    assert date_answered(said, TODAY) is None
    assert dates_in(said, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("从八月份开始咳嗽", 106),
        ("八月开始头疼", 106),
        ("去年三月就咳嗽", 624),
        ("I have had a cough since August", 106),
        ("咳嗽三个月", 91),
        ("咳嗽3月余", 99),
        ("咳嗽3月", 91),
    ],
)
def test_a_text_tells_dates_and_lengths_apart(text: str, days: float) -> None:
    heard = understand(load_knowledge().lexicon, text, today=TODAY)
    assert heard.duration_days == pytest.approx(days, rel=0.02)


def test_without_a_clock_a_month_of_the_year_is_still_no_length_of_time() -> None:
    assert understand(load_knowledge().lexicon, "八月份开始咳嗽").duration_days is None


@given(st.dates(date(2021, 1, 1), date(2038, 12, 31)), st.integers(1, 12))
def test_a_bare_month_is_the_latest_that_has_been(today: date, month: int) -> None:
    days = date_answered(f"{month}月", today)
    assert days is not None
    assert 0 < days < 366 + 15


@given(
    st.text(alphabet="年月日号今去前上个初中底从开始零一二三八十两半0123456789/-. 份国庆过春夏mayarchlstu", max_size=24)
)
def test_no_text_breaks_it_and_nothing_is_to_come(text: str) -> None:
    for each in dates_in(text, TODAY):
        assert 0 <= each.start < each.end <= len(text)
        assert each.days is None or each.days > 0
