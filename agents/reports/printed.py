"""What a report prints about itself: the day of the sample, and whose it is as far as that may be known here.

Who the resident is never reaches the state; of the registered name there are marks (`agents.reports.names`). Of a printed name
nothing is kept but a mark of 8 bits, salted by the consultation: two papers of one name always agree, two names differ in 255 of
256 cases, and 1 in 256 of all names has any given mark, so that no name follows from it (decision 13). Sex and age are compared at
once and not kept.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from agents.reports.names import MASK, printed_names
from kg.schema import Person, Sex

CHINA: Final = timezone(timedelta(hours=8))
OLD_DAYS: Final = 365
"""From here a report is old. Our choice: within a year most laboratories' values are still compared."""
_EARLIEST: Final = date(1990, 1, 1)

_DAY: Final = (
    r"(?P<y>(?:19|20)\d{2})\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})"
    r"|(?P<y3>20\d{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?P<d2>\d{1,2})[- ](?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-, ]+(?P<y2>(?:19|20)\d{2})"
    r"|(?P<mon4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<d4>\d{1,2}),? (?P<y4>(?:19|20)\d{2})"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LABELS: Final = tuple(
    re.compile(rf"(?:{label})\s*(?:日期|时间|date|time|on)?\s*[:：]?\s*(?:{_DAY})", re.IGNORECASE)
    for label in (
        r"采样|采集|标本采集|抽血|collect(?:ed|ion)|drawn|sampled",
        r"检查|检验|送检|接收|送达|收样|exam(?:ination)?|test(?:ed)?|received|performed|study",
        r"报告|审核|发布|report(?:ed)?|issued|signed",
        r"打印|日期|时间|print(?:ed)?|date",
    )
)
"""Labels of dates, that of the sample first: the blood is as old as its drawing, not as its print."""
_BARE: Final = re.compile(_DAY, re.IGNORECASE)

_SEX: Final = re.compile(r"(?:性\s*[别別]|sex|gender)\s*[:：]?\s*(?P<sex>男|女|male|female|m\b|f\b)", re.IGNORECASE)
_AGE: Final = re.compile(
    r"(?:年\s*[龄齡]|\bage)\s*[:：]?\s*(?P<age>\d{1,3})\s*(?P<unit>岁|周岁|y(?:ea)?rs?|y\b|个?月|天|日|months?|days?|d\b)?",
    re.IGNORECASE,
)
_YEARS_APART: Final = 3.0
"""Printed age and told age may differ by so much: counted years (虚岁), an old report, a birthday."""


@dataclass(frozen=True)
class Printed:
    """What a report prints of its day and its person; None or empty where nothing sure was read. `names`: see `printed_names`."""

    day: date | None
    names: tuple[str, ...]
    sex: Sex | None
    age_years: float | None


def _date_of(found: re.Match[str], today: date) -> date | None:
    part = found.groupdict()
    for year, month, day in (("y", "m", "d"), ("y3", "m3", "d3"), ("y2", "mon", "d2"), ("y4", "mon4", "d4")):
        if part[year] is None:
            continue
        number = _MONTHS.index(part[month].lower()) + 1 if month.startswith("mon") else int(part[month])
        try:
            told = date(int(part[year]), number, int(part[day]))
        except ValueError:
            return None
        return told if _EARLIEST <= told <= today + timedelta(days=1) else None
    return None


def day_of(text: str, today: date) -> date | None:
    """Answer the day that the report speaks of; None when none can be read, or only days that cannot be (tomorrow, 31 February)."""
    for label in _LABELS:
        days = [told for found in label.finditer(text) if (told := _date_of(found, today)) is not None]
        if days:
            return min(days)
    bare = [told for found in _BARE.finditer(text) if (told := _date_of(found, today)) is not None]
    return max(bare) if bare else None


def _age_of(text: str) -> float | None:
    found = _AGE.search(text)
    if found is None:
        return None
    unit = (found["unit"] or "岁").lower()
    years = {"个": 1 / 12, "月": 1 / 12, "天": 1 / 365, "日": 1 / 365}.get(unit[0])
    if years is None:
        years = 1 / 12 if unit.startswith("mo") else 1 / 365 if unit.startswith("d") else 1.0
    told = int(found["age"]) * years
    return told if told <= 120 else None  # noqa: PLR2004 - nobody is older; it was no age


def printed_of(text: str, *, today: date, unsure: frozenset[int] = frozenset()) -> Printed:
    """Answer what a report prints of its day and its person; `unsure` are places of letters that may be others. Never raises."""
    sex = _SEX.search(text)
    first = sex["sex"].lower()[0] if sex is not None else ""
    return Printed(
        day=day_of(text, today),
        names=printed_names(text, unsure),
        sex=None if sex is None else Sex.MALE if first in "男m" else Sex.FEMALE,
        age_years=_age_of(text),
    )


def mark_of(name: str, salt: str) -> int | None:
    """Answer the 8-bit mark of a printed name within one consultation; None for no name, or not the whole of one."""
    if not name or MASK in name:
        return None
    return hashlib.blake2b(f"{salt}\n{name}".encode(), digest_size=1).digest()[0]


def differs(printed: Printed, person: Person, *, today: date) -> bool:
    """Answer whether printed sex or age are clearly not this person's. The age is compared as of the report's day."""
    if printed.sex is not None and printed.sex is not person.sex:
        return True
    if printed.age_years is None:
        return False
    since = (today - printed.day).days / 365.25 if printed.day is not None else 0.0
    then = max(0.0, person.age_years - since)
    allowed = _YEARS_APART if then >= 3 or printed.age_years >= 3 else 1.5  # noqa: PLR2004 - infants are told apart by months
    return abs(printed.age_years - then) > allowed


def today_of(now_ms: int) -> date:
    """Answer the day in China."""
    return datetime.fromtimestamp(now_ms / 1000, tz=UTC).astimezone(CHINA).date()
