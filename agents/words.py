"""Small pieces of wording that several agents share: durations, ages, lists, names of findings in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.graph import Graph
from kg.schema import Finding, FindingConcept, Lang, LocalText, Person, Sex

BRACKETS = re.compile(r"\s*[（(][^（）()]*[）)]")
"""An explanation in brackets behind a name."""
_DAYS_A_MONTH = 30.44
_DAYS_A_YEAR = 365.25


def local(zh: str, en: str) -> LocalText:
    """Answer a text in both languages."""
    return LocalText(zh=zh, en=en)


def listed(words: Iterable[str], lang: Lang) -> str:
    """Answer the words as a list inside a sentence."""
    items = list(words)
    if lang == "zh":
        return ("，" if any("、" in item for item in items) else "、").join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def duration_text(days: float, lang: Lang) -> str:
    """Answer a duration in the unit people would use: hours, days, weeks, months, years."""
    if days < 1:
        hours = days * 24
        if hours < 1:
            minutes = max(1, round(hours * 60))
            return f"{minutes}分钟" if lang == "zh" else _counted(minutes, "minute")
        return f"{round(hours)}小时" if lang == "zh" else _counted(round(hours), "hour")
    if days < 14:  # noqa: PLR2004 - under two weeks people count days
        return f"{round(days)}天" if lang == "zh" else _counted(round(days), "day")
    if days < 60:  # noqa: PLR2004 - under two months people count weeks
        weeks = round(days / 7)
        return f"{weeks}周" if lang == "zh" else _counted(weeks, "week")
    if days < 2 * _DAYS_A_YEAR:
        months = round(days / _DAYS_A_MONTH)
        return f"{months}个月" if lang == "zh" else _counted(months, "month")
    years = round(days / _DAYS_A_YEAR)
    return f"{years}年" if lang == "zh" else _counted(years, "year")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def age_text(person: Person, lang: Lang) -> str:
    """Answer the age as doctors write it: days under a month, months under two years, then years."""
    days = person.age_days + 0.75  # a birthday reached is a year told: 29 years are 10,592.25 days
    if days < 31:  # noqa: PLR2004 - a newborn's age is told in days
        return f"{int(days)}天" if lang == "zh" else _counted(int(days), "day")
    if days < 2 * _DAYS_A_YEAR:
        months = int(days / _DAYS_A_MONTH)
        return f"{months}个月" if lang == "zh" else _counted(months, "month")
    years = int(days / _DAYS_A_YEAR)
    return f"{years}岁" if lang == "zh" else _counted(years, "year")


def sex_text(person: Person, lang: Lang) -> str:
    """Answer the sex in the language asked for."""
    if lang == "zh":
        return "男" if person.sex is Sex.MALE else "女"
    return person.sex.value


def in_sentence(name: LocalText, lang: Lang) -> str:
    """Answer a name as it stands inside a sentence: in English without its capital, unless that belongs to it."""
    if lang == "zh":
        return name.zh
    first = name.en.split(" ", 1)[0]
    keeps = first in _PROPER or first.endswith("'s") or first[1:2] == "-" or any(c.isupper() for c in first[1:])
    return name.en if keeps else name.en[:1].lower() + name.en[1:]


_PROPER = frozenset(
    {
        "Crohn",
        "Cushing",
        "Guillain-Barre",
        "Kawasaki",
        "Mallory-Weiss",
        "Stevens-Johnson",
        "Wilson",
        "Helicobacter",
        "Mycoplasma",
    }
    | {"Treponema", "Graves", "Hashimoto", "Lyme", "Alzheimer", "Parkinson"}
)
"""First words of names that are persons, places or genera and keep their capital."""


def finding_text(graph: Graph, finding: Finding, lang: Lang) -> str:
    """Answer a finding for a doctor's sentence: its name, with the measured value when there is one."""
    name = in_sentence(graph.name_of(finding.id), lang)
    if finding.value is None:
        return name
    name = BRACKETS.sub("", name)
    return (
        f"{name}（{finding.value:g}{unit_text(finding.unit, lang)}）"
        if lang == "zh"
        else (f"{name} ({finding.value:g} {unit_text(finding.unit, lang)})")
    )


def fits(concept: FindingConcept, person: Person) -> bool:
    """Answer whether a finding makes sense for this sex and age."""
    years = person.age_years
    return (
        concept.sex in {None, person.sex}
        and (concept.min_age_years is None or years >= concept.min_age_years)
        and (concept.max_age_years is None or years < concept.max_age_years)
    )


_UNITS: dict[str, tuple[str, str]] = {
    "Cel": ("℃", "°C"),
    "mm[Hg]": ("mmHg", "mmHg"),
    "/min": ("次/分", "/min"),
    "kg": ("kg", "kg"),
    "%": ("%", "%"),
    "10^9/L": ("×10⁹/L", "×10⁹/L"),
    "10*9/L": ("×10⁹/L", "×10⁹/L"),
    "10^12/L": ("×10¹²/L", "×10¹²/L"),
    "10*12/L": ("×10¹²/L", "×10¹²/L"),
}


def unit_text(unit: str | None, lang: Lang) -> str:
    """Answer a UCUM unit as people write it."""
    if unit is None:
        return ""
    zh, en = _UNITS.get(unit, (unit, unit))
    return zh if lang == "zh" else en
