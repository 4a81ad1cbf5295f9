"""Readings: a measurement of the graph followed by a number, or a number whose unit says what it is.

The rules of the graph turn a reading into findings. An implausible value (体温 375) is reported and not used.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions.around import tokens_over
from kg.language.rows.amounts import chinese_number
from kg.language.rows.entries import Kind
from kg.language.values.continued import going_on, led_by_goal, of_else, passed
from kg.language.values.reading_values import (
    CELSIUS,
    FAHRENHEIT,
    TEMPERATURE,
    Reading,
    decimal,
    in_unit,
    inside,
    together,
)
from kg.language.values.readings_apart import apart
from kg.language.values.unnamed import unnamed_temperatures
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon
    from kg.schema import FindingId, Measurement

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
"""LOINC codes of systolic and diastolic blood pressure."""
GLUCOSE_FASTING, GLUCOSE_RANDOM = "76629-5", "14743-9"
MMHG_IN_KPA = 7.50062
_LOWER = (40.0, 150.0)
_KPA = re.compile(r"\s*(?:kpa|千帕)", re.IGNORECASE)
MOST_BETWEEN = 7
"""Tokens between the name of a measurement and its number."""
LEAST_MG_DL = 20
"""A blood glucose in mg/dL below which nobody tells one."""
ADULT_YEARS = 40.0
"""Rules that depend on age are read as for an adult where the age is not known and no child is spoken of."""


def readings_of(lexicon: Lexicon, row: Row) -> tuple[list[Reading], frozenset[int]]:
    """Answer the readings of a text, and the indexes of the pieces that they use up."""
    by_loinc = {m.loinc: m for m in lexicon.measurements.values() if m.loinc}
    found: list[Reading] = []
    used: set[int] = set()
    consumed: set[int] = set()
    for piece in row.pieces:
        if not piece.has(Kind.MEASURE):
            continue
        measurement = _measured(lexicon, row, piece, by_loinc)
        number = _number_after(lexicon, row, piece)
        if number is None or number[1] in consumed:
            continue
        value, start, end = number
        made = _pair(row, measurement, by_loinc, value, piece, start, end)
        rate = measurement.unit == "/min" and inside(measurement, value) and not of_else(row, end - 1, counted=True)
        if not made and not rate and (_other_unit(row, end) or _of_a_pair(row, measurement, value, end)):
            continue
        made = made or [_reading(row, measurement, value, piece.index, (piece.start, start, end))]
        found.extend(made)
        used.add(piece.index)
        consumed.update(range(start, made[-1].end))
    found.extend(_bare(row, by_loinc, consumed))
    found.extend(_apart(row, by_loinc, consumed))
    found.sort(key=lambda reading: (reading.start, reading.end))
    found.extend(_further(lexicon, row, by_loinc, found, consumed))
    found.extend(_alone(row, by_loinc, consumed))
    used.update(
        piece.index
        for piece in row.pieces
        if any(index in consumed for index in range(piece.start, piece.end)) and not piece.mark
    )
    found.sort(key=lambda reading: reading.start)
    return _by_one_meter(lexicon, row, found), frozenset(used)


def _measured(lexicon: Lexicon, row: Row, piece: Piece, by_loinc: dict[str, Measurement]) -> Measurement:
    measurement = lexicon.measurements[piece.entry(Kind.MEASURE).ids[0]]
    if measurement.loinc == GLUCOSE_RANDOM and GLUCOSE_FASTING in by_loinc:
        near = "".join(row.forms[max(0, piece.start - 4) : piece.end + 4])
        if "空腹" in near or "fast" in near:
            return by_loinc[GLUCOSE_FASTING]
    return measurement


def _number_after(lexicon: Lexicon, row: Row, piece: Piece) -> tuple[float, int, int] | None:
    """Answer value, start and end of the number that a measurement's name leads to."""
    words = row.pieces
    allowed: set[int] = set()
    for other in words[piece.index + 1 : piece.index + MOST_BETWEEN]:
        if other.mark in {"comma", "stop", "?", "enum"} and other.start > piece.end:
            break
        if other.has(Kind.READING_WORD) or other.mark:
            allowed.update(range(other.start, other.end))
    index = first = _told_at(row, piece)
    while index < min(len(row.tokens), first + MOST_BETWEEN):
        token = row.tokens[index]
        if token.kind == "number":
            return decimal(row, float(token.norm), index, index + 1)
        if token.kind == "han":
            read = chinese_number(row.forms, index)
            if read is not None and (read[0] >= 10 or "半" not in row.forms[index : read[1]]):  # noqa: PLR2004 -- 一 and 两 count things
                if read[0] >= 10:  # noqa: PLR2004 -- see above
                    return decimal(row, read[0], index, read[1])
                return None
        if (
            index not in allowed
            and row.forms[index] not in lexicon.fillers
            and row.forms[index] not in {":", "：", "=", "~", "了"}
        ):
            return None
        index += 1
    return None


_LEADS = re.compile(
    r"(?:仪|计|器|上|里|一?夹着?了?|一?测了?|一?量了?|一直|只有|只|都|也|显示|读数|在家|在|给我|给他|给她|一下|[，,]?\s*左右?手右?手|"
    r"每?一?分钟?|大概|大约|最低|最高|平均|高到|升到|飙到|冲到|涨到|低到|掉到|降到|今天|现在|刚才|是|有|到|"
    r"\s|\b(?:says|showed|shows|reads|read|was|is|at|about|around|only|constantly|stays|me|my|rate)\b)+",
    re.IGNORECASE,
)
"""What people say between the name of a measurement and its number: 血氧仪给我夹了一下，左手右手都只有 88."""


def _told_at(row: Row, piece: Piece) -> int:
    """Answer the token of the number that words of telling and of time lead to from a name: 血糖以前控制在6.5."""
    led = _led(row, piece.end)
    index = led_by_goal(row, piece.start, passed(row, led))
    number = index < len(row.tokens) and row.tokens[index].kind == "number" and not of_else(row, index)
    return index if number else led


def _led(row: Row, index: int) -> int:
    """Answer the token of the number that such words lead to; the token itself where they lead to none."""
    if not 0 < index < len(row.tokens):
        return index
    found = _LEADS.match(row.text, row.tokens[index - 1].end)
    if found is None:
        return index
    at = next((each for each in range(index, len(row.tokens)) if row.tokens[each].start >= found.end()), index)
    return at if row.tokens[at].kind == "number" else index


def _pair(
    row: Row,
    measurement: Measurement,
    by_loinc: dict[str, Measurement],
    value: float,
    piece: Piece,
    start: int,
    end: int,
) -> list[Reading]:
    """Read 165/100 as systolic and diastolic."""
    diastolic = by_loinc.get(DIASTOLIC)
    if measurement.loinc != SYSTOLIC or diastolic is None or end >= len(row.tokens):
        return []
    at = end + 1 if row.forms[end] in {"/", "-", "~", "over", "到", "、", "\\"} else end
    if at == len(row.tokens):
        return []
    token = row.tokens[at]
    if token.kind == "number":
        low, last = float(token.norm), at + 1
    else:
        read = chinese_number(row.forms, at) if token.kind == "han" else None
        if read is None:
            return []
        low, last = read
    if at == end and not (_LOWER[0] <= low <= _LOWER[1] and low < value and not of_else(row, last - 1, counted=False)):
        return []  # 血压170 3天: the second of two that only a gap parts has to be able to be a pressure
    whole = (piece.start, last, piece.index)
    if _KPA.match(row.text, row.tokens[last - 1].end):
        value, low = round(value * MMHG_IN_KPA), round(low * MMHG_IN_KPA)
    if low >= value:
        return [
            Reading(measurement.id, value, measurement.unit, *whole, start, plausible=False),
            Reading(diastolic.id, low, diastolic.unit, *whole, at, plausible=False),
        ]
    higher = inside(measurement, value)
    return [
        Reading(measurement.id, value, measurement.unit, piece.start, end, piece.index, start, higher),
        Reading(diastolic.id, low, diastolic.unit, start, last, piece.index, at, inside(diastolic, low)),
    ]


def _other_unit(row: Row, end: int) -> bool:
    """Say whether the number counts something else: "发烧3天", "体重减了10斤" is a weight, "heart racing 3 times" is not."""
    at = row.piece_at[end - 1]
    if at >= 0 and row.pieces[at].has(Kind.DURATION, Kind.AGO, Kind.AGE, Kind.SCORE):
        return True
    return end < len(row.forms) and row.forms[end] in _COUNTED


def _of_a_pair(row: Row, measurement: Measurement, value: float, end: int) -> bool:
    """Say whether a number that the measurement cannot have is the first of two pressures: 量了一下180/110 is no temperature."""
    return not inside(measurement, value) and end < len(row.forms) and row.forms[end] in {"/", "over"}


_COUNTED = frozenset(
    ["次", "回", "天", "年", "月", "周", "岁", "个", "片", "粒", "tim", "dai", "week", "month", "year", "hour", "hr"]
)


def _reading(row: Row, measurement: Measurement, value: float, anchor: int, tokens: tuple[int, int, int]) -> Reading:
    """Answer a reading of the tokens where it starts, where its number is, and where that ends."""
    start, at, end = tokens
    value, end = in_unit(row, measurement, value, end)
    return Reading(measurement.id, value, measurement.unit, start, end, anchor, at, inside(measurement, value))


def _bare(row: Row, by_loinc: dict[str, Measurement], consumed: set[int]) -> list[Reading]:
    """Read numbers whose unit says what they are: 38.5度, 101°F, 165/100 mmHg, 92% beside 血氧 is not needed here."""
    answer: list[Reading] = []
    temperature = by_loinc.get(TEMPERATURE)
    for index, token in enumerate(row.tokens):
        if index in consumed or token.kind not in {"number", "han"}:
            continue
        if token.kind == "number":
            value, end = float(token.norm), index + 1
        elif (
            index == 0
            or row.tokens[index - 1].kind != "han"
            or row.forms[index - 1] not in "零一二两三四五六七八九十百"
        ):
            read = chinese_number(row.forms, index)
            if read is None or not CELSIUS[0] <= read[0] <= CELSIUS[1]:
                continue
            value, end = read
        else:
            continue
        following = row.forms[end] if end < len(row.forms) else ""
        anchor = _nearest(row, index)
        if temperature is not None and following in {"度", "°", "degre", "degree", "deg", "c", "f"}:
            whole, start, last = decimal(row, value, index, end)
            spaced = last < len(row.tokens) and row.tokens[last].spaced
            if (
                following in {"c", "f"}
                and spaced
                and token.kind == "number"
                and not CELSIUS[0] <= value <= FAHRENHEIT[1]
            ):
                continue
            if CELSIUS[0] <= whole <= CELSIUS[1] or FAHRENHEIT[0] <= whole <= FAHRENHEIT[1]:
                reading_value, stop = in_unit(row, temperature, whole, last)
                answer.append(
                    Reading(
                        temperature.id,
                        reading_value,
                        temperature.unit,
                        start,
                        max(stop, last),
                        anchor,
                        start,
                        inside(temperature, reading_value),
                    )
                )
                consumed.update(range(start, max(stop, last)))
    return answer


def _apart(row: Row, by_loinc: dict[str, Measurement], consumed: set[int]) -> list[Reading]:
    """Answer the readings that only the sentence tells (`kg.language.values.readings_apart`), unless their tokens are used already."""
    answer: list[Reading] = []
    refused = ""
    for loinc, value, start, end in apart(row.text):
        tokens = tokens_over(row, start, end)
        measurement = by_loinc.get(loinc)
        halved = loinc == DIASTOLIC and refused == SYSTOLIC  # 心率100/60: the second of what is no pair
        refused = ""
        if measurement is None or not tokens or not consumed.isdisjoint(tokens) or halved:
            refused = loinc
            continue
        anchor = _nearest(row, tokens[0])
        plausible = inside(measurement, value)
        at = max((each for each in tokens if row.tokens[each].kind == "number"), default=tokens[0])
        span = (tokens[0], tokens[-1] + 1)
        answer.append(Reading(measurement.id, value, measurement.unit, *span, anchor, at, plausible))
        consumed.update(tokens)
    return answer


def _further(
    lexicon: Lexicon, row: Row, by_loinc: dict[str, Measurement], found: Sequence[Reading], consumed: set[int]
) -> list[Reading]:
    """Read the numbers that go on about what was measured before them: 昨天血糖90，今天486."""
    answer: list[Reading] = []
    begins = sorted(
        {reading.start for reading in found}
        | {piece.start for piece in row.pieces if piece.has(Kind.MEASURE, Kind.LAB)}
    )
    for group in together(row, found):
        first, last = group[0], group[-1]
        measurement = lexicon.measurements[first.measurement]
        begun = bisect_left(begins, last.end)
        until = begins[begun] if begun < len(begins) else len(row.tokens)
        paired = len(group) > 1 and group[1].measurement != first.measurement
        for index in going_on(row, last.end, until, counted=measurement.unit == "/min"):
            anchor = _nearest(row, index)
            if index in consumed or anchor < 0:
                continue
            value, start, end = decimal(row, float(row.tokens[index].norm), index, index + 1)
            made = _pair(row, measurement, by_loinc, value, row.pieces[anchor], start, end)
            made = [
                replace(each, start=each.at, end=max(each.at + 1, each.end if each.at > start else end))
                for each in made
            ]
            if not made and not paired:
                made = [_reading(row, measurement, value, anchor, (start, start, end))]
            if made and all(each.plausible for each in made):
                answer.extend(made)
                consumed.update(range(start, made[-1].end))
    return answer


def _by_one_meter(lexicon: Lexicon, row: Row, found: Sequence[Reading]) -> list[Reading]:
    """Answer the readings with all glucose in mg/dL where one can be nothing else: beside 486 nobody tells 48 mmol/L."""
    meters = {id_: each for id_, each in lexicon.measurements.items() if "mg/dL" in each.units}
    numbers = {
        each: float(row.tokens[each.at].norm)
        for each in found
        if each.measurement in meters and row.tokens[each.at].kind == "number"
    }
    if not any(number > meters[each.measurement].plausible[1] for each, number in numbers.items()):
        return list(found)
    answer: list[Reading] = []
    for each in found:
        number = numbers.get(each)
        told = "mmol" in "".join(row.forms[each.at + 1 : each.at + 4])
        if number is not None and each.value == number and number >= LEAST_MG_DL and number == int(number) and not told:
            value = round(number * meters[each.measurement].units["mg/dL"], 2)
            answer.append(replace(each, value=value))
        else:
            answer.append(each)
    return answer


def _alone(row: Row, by_loinc: dict[str, Measurement], consumed: set[int]) -> list[Reading]:
    """Read what a clause about a child holds alone as its temperature."""
    temperature = by_loinc.get(TEMPERATURE)
    if temperature is None:
        return []
    return [
        _reading(row, temperature, value, _nearest(row, index), (index, index, index + 1))
        for index, value in unnamed_temperatures(row, temperature.id, CELSIUS)
        if index not in consumed
    ]


def _nearest(row: Row, index: int) -> int:
    """Answer the piece at a token, or the one before it, or the first after it."""
    for at in range(index, max(-1, index - MOST_BETWEEN), -1):
        if row.piece_at[at] >= 0:
            return row.piece_at[at]
    following = next((at for at in row.piece_at[index : index + 2 * MOST_BETWEEN] if at >= 0), None)
    return following if following is not None else -1


def statuses_of(
    lexicon: Lexicon, reading: Reading, age_years: float | None, *, child: bool
) -> list[tuple[FindingId, Status]]:
    """Answer the findings that a plausible reading decides.

    A rule that depends on an age nobody told decides nothing for a child, and is read as for an adult otherwise.
    """
    measurement = lexicon.measurements[reading.measurement]
    answer: list[tuple[FindingId, Status]] = []
    for rule in measurement.rules:
        age = age_years
        if age is None and (rule.min_age_years > 0 or rule.max_age_years < 131):  # noqa: PLR2004 -- the schema's bounds
            if child:
                continue
            age = ADULT_YEARS
        if age is not None and not rule.min_age_years <= age < rule.max_age_years:
            continue
        inside = (rule.low is None or reading.value >= rule.low) and (rule.high is None or reading.value < rule.high)
        answer.append((rule.finding, Status.PRESENT if inside else Status.ABSENT))
    return answer


def present_wins(decided: Sequence[tuple[FindingId, Status]]) -> dict[FindingId, Status]:
    """Merge what several readings decide: one that makes a finding present is enough (165 over 85, yesterday's 39)."""
    merged: dict[FindingId, Status] = {}
    for finding, status in decided:
        if finding not in merged or status == "present":
            merged[finding] = status
    return merged
