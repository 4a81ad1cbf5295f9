"""Dates and how long ago they are: 八月份, 去年三月, 上个月底, 国庆, "last August", "the beginning of the month".

A month with 个 before it is a length of time (三个月) and none of this module's; 八月 alone is one of the two, and only its neighbours
tell (从八月, 八月开始): `dates_in` reads it where they do, `date_answered` reads it bare, as the answer to "since when". What is told
without a year is the latest that has been. A month stands for its middle, a season for its middle, a feast for its first day.

Days of feasts that follow the moon: announcements of the State Council's General Office where there are any (to 2026), else the
astronomical calendar (GB/T 33661-2017), which may be a day off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MOON: Final[dict[str, str]] = {
    "spring_festival": "2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 "
    "2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24",
    "dragon_boat": "2020-06-25 2021-06-14 2022-06-03 2023-06-22 2024-06-10 2025-05-31 2026-06-19 2027-06-09 2028-05-28 2029-06-16 "
    "2030-06-05 2031-06-24 2032-06-12 2033-06-01 2034-06-20 2035-06-10 2036-05-30 2037-06-18 2038-06-07 2039-05-27",
    "mid_autumn": "2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 "
    "2030-09-12 2031-10-01 2032-09-19 2033-09-08 2034-09-27 2035-09-16 2036-10-04 2037-09-24 2038-09-13 2039-10-02",
}
_FIXED: Final[dict[str, tuple[int, int]]] = {
    "元旦": (1, 1), "寒假": (1, 20), "三八节": (3, 8), "妇女节": (3, 8), "立春": (2, 4), "开春": (2, 15), "清明": (4, 5), "五一": (5, 1),
    "劳动节": (5, 1), "立夏": (5, 5), "入夏": (6, 1), "六一": (6, 1), "儿童节": (6, 1), "七一": (7, 1), "暑假": (7, 5), "三伏": (7, 15),
    "立秋": (8, 7), "入秋": (9, 7), "开学": (9, 1), "教师节": (9, 10), "国庆": (10, 1), "立冬": (11, 7), "双十一": (11, 11),
    "入冬": (11, 15), "冬至": (12, 22), "圣诞": (12, 25),
    "new year": (1, 1), "national day": (10, 1), "may day": (5, 1), "christmas": (12, 25), "halloween": (10, 31),
    "春": (4, 1), "夏": (7, 15), "秋": (10, 1), "冬": (1, 5),
    "spring": (4, 1), "summer": (7, 15), "autumn": (10, 1), "fall": (10, 1), "winter": (1, 5),
}  # fmt: skip
"""Month and day of what comes every year, and the middle of each season; both languages."""
_MOVING: Final[dict[str, tuple[str, int]]] = {
    "春节": ("spring_festival", 0), "过年": ("spring_festival", 0), "大年初一": ("spring_festival", 0), "正月": ("spring_festival", 10),
    "大年三十": ("spring_festival", -1), "年三十": ("spring_festival", -1), "除夕": ("spring_festival", -1),
    "元宵": ("spring_festival", 14), "正月十五": ("spring_festival", 14), "年前": ("spring_festival", -10),
    "年后": ("spring_festival", 10), "腊月": ("spring_festival", -15),
    "端午": ("dragon_boat", 0), "中秋": ("mid_autumn", 0), "八月十五": ("mid_autumn", 0),
    "chinese new year": ("spring_festival", 0), "lunar new year": ("spring_festival", 0), "spring festival": ("spring_festival", 0),
    "dragon boat festival": ("dragon_boat", 0), "mid-autumn festival": ("mid_autumn", 0), "mid-autumn": ("mid_autumn", 0),
}  # fmt: skip
_MONTHS: Final = (
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
)
_PARTS: Final[dict[str, int]] = {
    "初": 3, "上旬": 5, "中": 15, "中旬": 15, "下旬": 25, "底": 28, "末": 28,
    "early": 5, "beginning": 3, "start": 3, "mid": 15, "middle": 15, "late": 25, "end": 28,
}  # fmt: skip
"""Day of the month that a part of it stands for."""
_MIDDLE: Final = 15
_TODAY: Final = 0.3
"""Days that today stands for, as in the dictionary."""
_DIGIT: Final = {character: number for number, character in enumerate("零一二三四五六七八九")}
_FARTHEST_YEARS: Final = 100
_STILL_THIS: Final = 45
"""Days after its middle in which a season or a feast is still "this" one, so that "last summer" is the one before."""
_WINTER: Final = frozenset({"冬", "winter"})
"""The winter of a year that is told begins at its end."""

_N: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D: Final = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_Y: Final = r"(?:今年|去年|前年|大前年|(?:19|20)\d\d年?)"
_PART: Final = "上旬|中旬|下旬|初|中|底|末"
_NOT_BEFORE: Final = r"(?<![\d.\-~/几两数第零〇一二三四五六七八九十百])"
_FEASTS: Final = "|".join(
    sorted((each for each in (*_FIXED, *_MOVING) if not each.isascii() and len(each) > 1), key=len, reverse=True)
)
_ZH: Final = re.compile(
    rf"{_NOT_BEFORE}(?:"
    rf"(?P<full>(?:19|20)\d\d)[-/.年](?P<fm>{_N})[-/.月](?P<fd>{_D})[日号]?"
    rf"|(?P<y1>{_Y})?(?:的)?(?P<m1>{_N})月份?的?(?:(?P<d1>{_D})[号日]?|(?P<p1>{_PART})|(?P<some>份)?)(?!多|余|大|来|龄|前|半|\d)"
    rf"|(?P<which>上上个?月|上个?月|这个?月|本月)(?:份|的)?(?:(?P<d2>{_D})[号日]|(?P<p2>{_PART}))?"
    rf"|(?P<p3>月初|月中|月底|月末)|(?P<d4>{_D})号"
    rf"|(?P<y5>{_Y})(?:的|年)?(?P<p5>年初|年中|年底|年末|初|底|末)|(?P<p6>年初|年中|年底|年末)"
    rf"|(?P<y7>{_Y})?(?:的)?(?P<feast>{_FEASTS})(?:节|季)?|(?P<y8>{_Y})?(?:的)?(?P<season>[春夏秋冬])(?:天|季)"
    rf"|(?P<year>(?:19|20)\d\d)年?)"
)
_NAMES: Final = "|".join((*_MONTHS[0], *(f"{each}(?:t)?\\.?" for each in _MONTHS[1])))
_EN_FEASTS: Final = "|".join(sorted((each for each in (*_FIXED, *_MOVING) if each.isascii()), key=len, reverse=True))
_EN_PART: Final = r"(?P<{}>early|mid|late|beginning|start|middle|end)(?:[ -]of)?[ -]"
_EN: Final = re.compile(
    rf"\b(?:(?:{_EN_PART.format('p1')})?(?P<last>last |this |the )?(?:(?P<da>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<m>{_NAMES})"
    r"(?!\w)(?: (?:the )?(?P<db>\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,? (?P<y>(?:19|20)\d\d|last year|this year))?"
    rf"|{_EN_PART.format('p2')}(?P<ref>(?:the|this|last) (?:month|year))"
    r"|(?:the )?(?P<dc>\d{1,2})(?:st|nd|rd|th)"
    rf"|(?P<lastf>last |this |the )?(?P<feast>{_EN_FEASTS})(?:'s)?(?: day| eve)?(?:,? (?P<yf>(?:19|20)\d\d|last year|this year))?"
    r"|(?P<year>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_ZH_BEFORE: Final = re.compile(r"(?:从|自|打|自从|大概|大约|就是)$")
_ZH_AFTER: Final = re.compile(
    r"\s*(?:就?开始|起(?!病)|以来|至今|到现在|到今天|到如今|那会|那时|那阵|那几天|期间|的时候|前后|左右|后|以后|之后)"
)
_EN_BEFORE: Final = re.compile(
    r"(?:\bsince|\bfrom|\bin|\bstarted|\bstarted on|\bbegan|\bbegan on|\baround|\bafter|\bback in|\bover)(?: the)? $",
    re.IGNORECASE,
)
_EN_STARTED: Final = re.compile(r"\b(?:since|from|started|began)(?: on)?(?: the)? $", re.IGNORECASE)
_ZH_FRAME: Final = re.compile(
    r"[\s，。,.]|大概|大约|差不多|可能|好像|应该|就是|是在|自从|自打|打从|从|自|打|是|在|开始|起|的时候|那会儿?|那时候?|左右|前后|以来|至今|到现在|吧|的|了|就|得|有"
)
_EN_FRAME: Final = re.compile(
    r"\b(?:it|was|is|has|been|started|began|since|from|in|on|around|about|maybe|probably|i|think|sometime|back|during|over|after|guess)\b"
    r"|[.,!]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """Characters [start, end) that tell a date, and how many days ago it was; None while today is not known or it is to come."""

    start: int
    end: int
    days: float | None


def dates_in(text: str, today: date | None) -> tuple[Dated, ...]:
    """Answer the dates told in a text, in order. What may be a length of time or a number is left out where nothing tells."""
    found = [(each, True) for each in _ZH.finditer(text)] + [(each, False) for each in _EN.finditer(text)]
    return tuple(
        Dated(each.start(), each.end(), _ago(each, chinese, today))
        for each, chinese in sorted(found, key=lambda pair: pair[0].start())
        if each.end() > each.start() and _certain(text, each, chinese)
    )


def date_answered(text: str, today: date) -> float | None:
    """Answer the days that a whole answer to "since when" tells as a date, None when it is anything else."""
    for pattern, frame, chinese in ((_ZH, _ZH_FRAME, True), (_EN, _EN_FRAME, False)):
        for match in pattern.finditer(text):
            rest = frame.sub("", text[: match.start()] + " " + text[match.end() :]).strip()
            if match.end() > match.start() and not rest:
                return _ago(match, chinese, today)
    short = re.fullmatch(r"\s*(\d{1,2})[/.\-月](\d{1,2})\s*", text)
    if short is not None and re.search(r"[/\-]", text):
        first, second = int(short[1]), int(short[2])
        month, day = (second, first) if first > 12 else (first, second)  # noqa: PLR2004 - months
        return _since(_latest(today, month, day), today)
    return None


def _certain(text: str, match: re.Match[str], chinese: bool) -> bool:
    """Answer whether the words or their neighbours say that a date is meant."""
    told = match.groupdict()
    if chinese:
        certain = told["full"] or told["y1"] or told["d1"] or told["p1"] or told["some"] or told["which"] or told["p3"]
        certain = certain or told["y5"] or told["p6"] or told["y7"] or told["y8"] or "份" in match[0]
        if certain:
            return not (told["d1"] and match[0][-1] not in "号日" and not told["y1"])
        return bool(_ZH_BEFORE.search(text[: match.start()]) or _ZH_AFTER.match(text, match.end()))
    before = text[: match.start()]
    if told["dc"]:
        return bool(_EN_STARTED.search(before))
    this = (told["last"] or told["lastf"] or "").strip().lower() in {"last", "this"}
    more = (
        told["p1"] or told["da"] or told["db"] or told["y"] or told["yf"] or told["ref"] or " " in (told["feast"] or "")
    )
    return bool(this or more or _EN_BEFORE.search(before))


def _ago(match: re.Match[str], chinese: bool, today: date | None) -> float | None:
    if today is None:
        return None
    when = (_zh_day if chinese else _en_day)(match.groupdict(), today)
    return None if when is None else _since(when, today)


def _since(when: date | None, today: date) -> float | None:
    if when is None or when > today or today.year - when.year > _FARTHEST_YEARS:
        return None
    return max(float((today - when).days), _TODAY)


def _zh_day(told: dict[str, str | None], today: date) -> date | None:  # noqa: PLR0911 - one return for each way of telling
    if told["full"]:
        return _day(int(told["full"]), _number(told["fm"]), _number(told["fd"]))
    if told["m1"]:
        day = _number(told["d1"]) if told["d1"] else _PARTS.get(told["p1"] or "", 0)
        return _of_year(told["y1"], today, _number(told["m1"]), day)
    if told["which"]:
        back = told["which"].count("上")
        day = _number(told["d2"]) if told["d2"] else _PARTS.get(told["p2"] or "", 0)
        return _month_back(today, back, day)
    if told["p3"]:
        return _latest_day(today, _PARTS[told["p3"][1:]])
    if told["d4"]:
        return _latest_day(today, _number(told["d4"]))
    part = told["p5"] or told["p6"]
    if part:
        return _of_year(told["y5"], today, {"初": 1, "中": 7, "底": 12, "末": 12}[part[-1]], _MIDDLE)
    if told["feast"] or told["season"]:
        return _yearly(told["feast"] or told["season"] or "", told["y7"] or told["y8"], today)
    return _of_year(told["year"], today, 0, 0)


def _en_day(told: dict[str, str | None], today: date) -> date | None:
    last = (told["last"] or told["lastf"] or "").strip().lower()
    year = told["y"] or told["yf"]
    if told["m"]:
        names = [each[:3] for each in _MONTHS[0]]
        month = names.index(told["m"].lower()[:3]) + 1
        day = int(told["da"] or told["db"] or _PARTS.get((told["p1"] or "").lower(), 0))
        return _of_year(year, today, month, day)
    if told["ref"]:
        day, (which, unit) = _PARTS[(told["p2"] or "").lower()], told["ref"].lower().split()
        if unit == "month":
            return _month_back(today, 1, day) if which == "last" else _latest_day(today, day)
        return _of_year("last year" if which == "last" else None, today, {3: 1, 5: 1, 15: 7}.get(day, 12), _MIDDLE)
    if told["dc"]:
        return _latest_day(today, int(told["dc"]))
    if told["feast"]:
        return _yearly(told["feast"].lower(), year, today, before_this_year=last == "last")
    return _of_year(told["year"], today, 0, 0)


def _yearly(name: str, year: str | None, today: date, *, before_this_year: bool = False) -> date | None:
    def of(number: int) -> date | None:
        if name in _MOVING:
            feast, shift = _MOVING[name]
            days = [date.fromisoformat(each) for each in _MOON[feast].split() if each.startswith(str(number))]
            return days[0] + timedelta(days=shift) if days else None
        return _day(number, *_FIXED[name])

    told = _year(year, today)
    if told is not None:
        return _day(told, 12, _MIDDLE) if name in _WINTER else of(told)
    latest = _first(of, today)
    if before_this_year and latest is not None and (today - latest).days < _STILL_THIS:
        return of(latest.year - 1)
    return latest


def _first(of: Callable[[int], date | None], today: date) -> date | None:
    """Answer the latest of this year's and the last years' that has been."""
    return next(
        (when for when in (of(today.year - back) for back in range(3)) if when is not None and when <= today), None
    )


def _of_year(year: str | None, today: date, month: int, day: int) -> date | None:
    """Answer a month's day in a year that is told, else the latest that has been; day 0 is its middle, month 0 the year's."""
    told = _year(year, today)
    if month == 0:
        middle = None if told is None else date(told, 7, 1)
        return middle if middle is None or middle <= today else _halfway(date(today.year, 1, 1), today)
    if told is None:
        return _latest(today, month, day)
    if day == 0 and (told, month) == (today.year, today.month):
        return _halfway(today.replace(day=1), today)
    return _day(told, month, day or _MIDDLE)


def _latest(today: date, month: int, day: int) -> date | None:
    if day == 0 and month == today.month:
        return _halfway(today.replace(day=1), today)
    return _first(lambda year: _day(year, month, day or _MIDDLE), today)


def _latest_day(today: date, day: int) -> date | None:
    """Answer the latest such day of a month: this month's or the one before."""
    return next((when for when in _monthly(today, day) if when <= today), None)


def _monthly(today: date, day: int) -> Iterator[date]:
    for back in range(3):
        when = _month_back(today, back, day)
        if when is not None:
            yield when


def _month_back(today: date, back: int, day: int) -> date | None:
    count = today.year * 12 + today.month - 1 - back
    if back == 0 and day == 0:
        return _halfway(today.replace(day=1), today)
    return _day(count // 12, count % 12 + 1, day or _MIDDLE)


def _halfway(start: date, today: date) -> date:
    return start + (today - start) // 2


def _year(told: str | None, today: date) -> int | None:
    if not told:
        return None
    words = {"今年": 0, "this year": 0, "去年": 1, "last year": 1, "前年": 2, "大前年": 3}
    back = words.get(told.lower())
    return today.year - back if back is not None else int(told[:4])


def _day(year: int, month: int, day: int) -> date | None:
    """Answer the date, None for one that there is not; the 31st of a shorter month is none either."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(told: str | None) -> int:
    """Answer the value of digits or of a Chinese numeral below one hundred."""
    if not told:
        return 0
    if told.isdigit():
        return int(told)
    tens, ten, ones = told.rpartition("十")
    if not ten:
        return _DIGIT[told]
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)
