"""What a number is as a reading: its tenths, its unit, and whether it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.language.rows.amounts import chinese_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Row
    from kg.schema import Measurement

TEMPERATURE = "8310-5"
"""LOINC code of body temperature."""
FAHRENHEIT = (90.0, 115.0)
CELSIUS = (34.0, 43.0)
"""What a body can have."""
_JOINS = re.compile(r"\s*(?:度|°C?|℃)?\s*(?:[/／~～\\–-]|到|至|over|to)\s*", re.IGNORECASE)
_TIME = frozenset(["天", "日", "周", "星", "个", "月", "年", "小", "次", "回"])


LONGEST_UNIT = 16
"""Characters behind a number in which its unit begins and ends."""
_AROUND_SLASH = re.compile(r"\s*/\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: the measurement's id, the value in its unit, and tokens [start, end), of which `at` is its number.

    `anchor` is the piece it hangs on, -1 for none; `plausible` says whether to use it.
    """

    measurement: str
    value: float
    unit: str
    start: int
    end: int
    anchor: int
    at: int
    plausible: bool = True


def together(row: Row, readings: Sequence[Reading]) -> list[list[Reading]]:
    """Answer readings, in the order of the text, with those in one that are told as one: 165/100, 37.5到38度."""
    answer: list[list[Reading]] = []
    for each in readings:
        before = answer[-1][-1] if answer else None
        if before is not None and (before.start == each.start or _joined(row, before, each)):
            answer[-1].append(each)
        else:
            answer.append([each])
    return answer


def _joined(row: Row, before: Reading, each: Reading) -> bool:
    between = row.text[row.tokens[before.at].end : row.tokens[each.at].start]
    return _JOINS.fullmatch(between) is not None


def decimal(row: Row, value: float, start: int, end: int) -> tuple[float, int, int]:
    """Read 38度5, 三十八度五, 37点8: the digit after the unit is a tenth."""
    forms = row.forms
    counts = end + 2 < len(forms) and forms[end + 2] in _TIME  # 39度一天 is 39 and one day, 38度5次 no tenth either
    if end + 1 < len(forms) and forms[end] in {"度", "点"} and value == int(value) and not counts:
        token = row.tokens[end + 1]
        if token.kind == "number" and len(token.norm) == 1:
            return value + int(token.norm) / 10, start, end + 2
        if token.kind == "han":
            if token.norm == "半":
                return value + 0.5, start, end + 2
            read = chinese_number(forms, end + 1)
            if read is not None and read[0] < 10 and read[1] == end + 2 and forms[end + 1] not in "几数":  # noqa: PLR2004 -- one digit
                return value + read[0] / 10, start, end + 2
    return value, start, end


def inside(measurement: Measurement, value: float) -> bool:
    """Say whether a value in the measurement's unit can be."""
    low, high = measurement.plausible
    return low <= value <= high


def in_unit(row: Row, measurement: Measurement, value: float, end: int) -> tuple[float, int]:
    """Turn a value into the measurement's unit by the unit that follows it; without one, the value is taken as it is."""
    behind = row.tokens[end - 1].end
    following = _AROUND_SLASH.sub("/", row.text[behind : behind + LONGEST_UNIT].lstrip(" (（").lower())
    last = end
    if measurement.loinc == TEMPERATURE:
        fahrenheit = _fahrenheit(row, end)
        last = _skip_degree(row, end)
        if fahrenheit or FAHRENHEIT[0] <= value <= FAHRENHEIT[1]:
            return round((value - 32) / 1.8, 1), last
        return value, last
    for unit, factor in sorted(measurement.units.items(), key=lambda item: -len(item[0])):
        spoken = {
            "[lb_av]": ("lb", "lbs", "pound", "pounds"),
            "mg/dL": ("mg/dl", "mgdl"),
            "m": ("m", "米"),
            "g": ("g", "克"),
        }.get(unit, (unit,))
        if any(following.startswith(word.lower()) and _ends(following, word.lower()) for word in spoken):
            return round(value * factor, 3), last
    # Nobody has a blood sugar of 60 mmol/L and talks about it: a large number is mg/dL, the unit of American meters.
    if "mg/dL" in measurement.units and value > measurement.plausible[1]:
        return round(value * measurement.units["mg/dL"], 2), last
    return value, last


def _ends(following: str, word: str) -> bool:
    rest = following[len(word) :]
    return not (word.isascii() and word[-1].isalpha() and rest[:1].isascii() and rest[:1].isalpha())


def _fahrenheit(row: Row, end: int) -> bool:
    near = row.forms[end : end + 3]
    for form in near:
        if form in {"f", "fahrenheit", "华", "℉"}:
            return True
        if form not in {"°", "degre", "degree", "deg", "度", "'"}:
            return False
    return False


def _skip_degree(row: Row, end: int) -> int:
    index = end
    while index < min(len(row.forms), end + 3) and row.forms[index] in {
        "°",
        "degre",
        "degree",
        "deg",
        "度",
        "c",
        "f",
        "fahrenheit",
        "摄",
        "氏",
        "celsiu",
    }:
        index += 1
    return index
