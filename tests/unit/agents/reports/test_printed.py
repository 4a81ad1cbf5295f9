"""What a report prints of its day and its person, and how little of it is kept."""

from __future__ import annotations

from datetime import date

import pytest

from agents.reports.printed import Printed, day_of, differs, mark_of, printed_of
from kg.schema import Person, Sex

TODAY = date(2026, 11, 18)
MAN = Person(age_days=round(45 * 365.25), sex=Sex.MALE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("采样时间：2026-11-03 08:12 报告时间：2026-11-04 10:00", date(2026, 11, 3)),
        ("报告日期：2026年3月5日", date(2026, 3, 5)),
        ("检查日期 20260930", date(2026, 9, 30)),
        ("Collected: 03 Nov 2026  Printed: 05 Nov 2026", date(2026, 11, 3)),
        ("Date: Nov 3, 2026", date(2026, 11, 3)),
        ("date 11/03/2026", None),
        ("采样时间：2027-01-01", None),
        ("采样时间：2026-02-31", None),
        ("", None),
    ],
)
def test_the_day_of_the_sample_stands_first_and_an_impossible_or_ambiguous_one_is_none(text, day):
    assert day_of(text, TODAY) == day


def test_name_sex_and_age_are_read():
    told = printed_of("姓 名：张三  性 别：男  年 龄：45岁", today=TODAY)
    assert (told.names, told.sex, told.age_years) == (("张三",), Sex.MALE, 45.0)
    assert printed_of("年龄：8月", today=TODAY).age_years == pytest.approx(8 / 12)
    assert printed_of("Name: John Smith  Sex: F  Age: 45", today=TODAY) == Printed(
        None, ("johnsmith",), Sex.FEMALE, 45.0
    )


def test_a_mark_tells_names_apart_and_fits_one_name_in_256():
    marks = [mark_of(f"某{number}", "salt") for number in range(5000)]
    assert set(marks) <= set(range(256))
    assert len(set(marks)) == 256
    assert mark_of("张三", "a") == mark_of("张三", "a")
    assert len({mark_of("张三", f"{salt}") for salt in range(64)}) > 1
    assert mark_of("", "a") is None


@pytest.mark.parametrize(
    ("sex", "age", "day", "strange"),
    [
        (Sex.MALE, 45.0, None, False),
        (Sex.FEMALE, 45.0, None, True),
        (None, 47.0, None, False),
        (None, 60.0, None, True),
        (None, 35.0, date(2016, 11, 18), False),
        (None, None, None, False),
    ],
)
def test_sex_or_age_that_clearly_differ_are_somebody_elses_and_an_old_paper_has_a_younger_age(sex, age, day, strange):
    assert differs(Printed(day, (), sex, age), MAN, today=TODAY) is strange


def test_infants_are_told_apart_by_months():
    infant = Person(age_days=120, sex=Sex.MALE)
    assert not differs(Printed(None, (), None, 0.5), infant, today=TODAY)
    assert differs(Printed(None, (), None, 2.5), infant, today=TODAY)
