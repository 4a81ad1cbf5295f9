"""EARS C2: seven days, two days' lag, three standard deviations."""

from __future__ import annotations

from records.store.oversight.surveillance import c2


def test_a_day_is_judged_by_seven_days_that_end_with_the_third_before_it() -> None:
    counts = [10, 12, 8, 11, 9, 10, 10, 90, 90, 13, 15]
    judged = c2(counts)
    assert [each.threshold for each in judged[:9]] == [None] * 9
    # Mean 10, sample standard deviation 1.29: the two days of 90 are the lag and not in it.
    assert round(judged[9].threshold or 0, 2) == 13.87
    assert not judged[9].alarm
    # The next day's baseline holds the first 90: its threshold is far above 15.
    assert (judged[10].threshold or 0) > 100
    assert not judged[10].alarm


def test_more_than_the_threshold_is_an_alarm_and_a_first_case_is_not() -> None:
    calm = [10, 12, 8, 11, 9, 10, 10, 10, 10]
    assert [c2([*calm, count])[-1].alarm for count in (13, 14)] == [False, True]
    assert [c2([0] * 9 + [count])[-1].alarm for count in (1, 2)] == [False, True]


def test_too_few_days_say_nothing() -> None:
    assert c2([]) == []
    assert not any(each.alarm or each.threshold is not None for each in c2([0, 0, 500]))
