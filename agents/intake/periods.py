"""When the last period was, told as a date or as a time ago, and whether that is late: "末次月经10月1号", "my last period was 7 weeks ago".

A cycle lasts 24 to 38 days (FIGO System 1, Munro MG et al. Int J Gynaecol Obstet 2018;143(3):393-408). From the 36th day on a period
counts as late here, on the safe side of that range, because what follows from it is a test for pregnancy; within 30 days it is
known not to be; what lies between says nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from agents.intake.questions import PERIOD
from agents.state import Asked
from kg.drugs.amounts import number_of
from kg.language.rows.calendar import date_answered, dates_in
from kg.schema import Finding, FindingId, Person, Sex, Status

MISSED: Final = FindingId("missed_period")
LATE_FROM_DAYS: Final = 36.0
FRESH_DAYS: Final = 30.0
MOST_DAYS: Final = 400.0
"""Beyond this it is no late period but one that stays away, which is asked about otherwise."""
FROM_YEARS: Final = 10.0
TO_YEARS: Final = 56.0
_NEAR: Final = 12
"""Characters between the words for a last period and its time."""
_LAST: Final = re.compile(
    r"(?:末次|最后一次|上一?次|上回|最近一次)(?:的)?(?:月经|例假|大姨妈|姨妈|经期)|末次(?!用药|吃|服)|(?:月经|例假|大姨妈)(?:是|在)(?=[^，。]{0,6}来的)"
    r"|\b(?:last|latest) (?:menstrual )?period\b|\blmp\b|\blast menses\b",
    re.IGNORECASE,
)
_AGO: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十半]{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten)\s*"
    r"(?P<more>个半|多个?|几个?)?\s*(?:个)?(?P<u>天|日|周|星期|礼拜|月|days?|weeks?|months?)(?P<half>半|多)?\s*(?:之?前|以前|没来|ago)",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[，。,;；!！?？]|来")
_DAYS: Final = {"天": 1.0, "日": 1.0, "周": 7.0, "星": 7.0, "礼": 7.0, "月": 30.44, "d": 1.0, "w": 7.0, "m": 30.44}


def _ago(words: str) -> float | None:
    found = _AGO.search(words)
    if found is None:
        return None
    unit = _DAYS[found["u"][0].casefold()]
    half = 0.5 if found["more"] == "个半" or found["half"] == "半" else 0.0
    return (number_of(found["n"]) + half) * unit


def last_period_days(text: str, today: date, asked: Asked | None) -> float | None:
    """Answer how many days ago the last period began as far as a text tells, None when it does not.

    `asked` is the question it may answer: to that on the last period a bare date is one.
    """
    answers = asked is not None and asked.id == PERIOD
    for found in _LAST.finditer(text):
        following = text[found.end() : found.end() + 2 * _NEAR]
        dated = [each.days for each in dates_in(text, today) if 0 <= each.start - found.end() <= _NEAR]
        days = next((each for each in dated if each is not None), None) or _ago(following)
        days = days or date_answered(_ENDS.split(following)[0], today)
        if days is not None:
            return days
    if not answers:
        return None
    return date_answered(text, today) or _ago(text) or next((e.days for e in dates_in(text, today) if e.days), None)


def period_told(person: Person, text: str, today: date | None, asked: Asked | None) -> tuple[Finding, ...]:
    """Answer whether the period is late, where a text tells when the last one was and this person may have one."""
    bears = person.sex is Sex.FEMALE and FROM_YEARS <= person.age_years < TO_YEARS and not person.pregnant
    if not text or today is None or not bears:
        return ()
    days = last_period_days(text, today, asked)
    if days is None or days > MOST_DAYS or FRESH_DAYS < days < LATE_FROM_DAYS:
        return ()
    status = Status.PRESENT if days >= LATE_FROM_DAYS else Status.ABSENT
    return (Finding(id=MISSED, status=status, text=text[:80]),)
