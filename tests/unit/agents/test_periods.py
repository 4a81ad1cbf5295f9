"""The last period told as a date or a time ago: late is counted, and a late one with a painful belly cannot wait."""

from __future__ import annotations

from datetime import date

import pytest

from agents.intake.periods import last_period_days, period_told
from agents.intake.questions import period
from agents.state import Asked
from kg.schema import Person, Sex, Status, Urgency
from tests.fakes.conversation import Script, person

TODAY = date(2026, 11, 18)
WOMAN = Person(age_days=11_000, sex=Sex.FEMALE)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("末次月经10月1号", 48),
        ("末次月经是2026年10月20日", 29),
        ("上次月经是一个半月前", 46),
        ("上次例假在五周前", 35),
        ("例假是10月1号来的", 48),
        ("末次月经是国庆", 48),
        ("my last period was on October 1", 48),
        ("LMP 7 weeks ago", 49),
        ("肚子疼，10月1号开始的", None),
        ("末次用药10月1号", None),
        ("月经不规律", None),
    ],
)
def test_the_day_of_the_last_period_is_read(text, days):
    found = last_period_days(text, TODAY, None)
    assert found is None if days is None else round(found) == days


@pytest.mark.parametrize(("text", "days"), [("10月1号", 48), ("国庆", 48), ("大概一个月前", 30), ("7 weeks ago", 49)])
def test_a_bare_date_answers_the_question_on_the_last_period_only(knowledge, text, days):
    asked = Asked(question=period(knowledge.graph, 30), turn=1)
    assert round(last_period_days(text, TODAY, asked)) == days
    assert last_period_days(text, TODAY, None) is None


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("10月13号", Status.PRESENT),
        ("10月14号", None),
        ("10月18号", None),
        ("10月19号", Status.ABSENT),
        ("11月10号", Status.ABSENT),
    ],
)
def test_late_and_not_late_at_their_limits(day, status):
    """The 36th day is late, the 30th is not, and between them nothing is claimed."""
    told = period_told(WOMAN, f"末次月经{day}", TODAY, None)
    assert [each.status for each in told] == ([] if status is None else [status])


@pytest.mark.parametrize(
    "who",
    [
        Person(age_days=11_000, sex=Sex.MALE),
        Person(age_days=11_000, sex=Sex.FEMALE, pregnant=True),
        Person(age_days=25_000, sex=Sex.FEMALE),
    ],
)
def test_who_has_no_period_has_none_late(who):
    assert period_told(who, "末次月经10月1号", TODAY, None) == ()


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("zh", ("小肚子疼两天，末次月经10月1号",)),
        ("zh", ("小肚子疼两天", "10月1号")),
        ("en", ("lower belly pain today, my last period was on October 1",)),
    ],
)
def test_a_painful_belly_after_seven_weeks_is_told_at_once(consultation, lang, lines):
    script = Script(consultation, lang)
    script.start(person(years=30))
    for line in lines:
        script.say(line)
    assert "late_period_pain" in script.state.assessment.red_flags
    assert script.state.guidance.view.urgency is Urgency.EMERGENCY
    assert not any(asked.id == "women.period" for asked in script.state.asked[len(lines) :])


def test_a_period_of_last_week_is_not_asked_for_again(consultation):
    script = Script(consultation)
    script.start(person(years=30))
    script.say("小肚子疼两天，上次月经是11月10号")
    script.to_the_end()
    assert not any(asked.id == "women.period" for asked in script.state.asked)
