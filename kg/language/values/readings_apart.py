"""Readings whose number stands apart from the measurement's name: breaths that were counted, a second blood pressure, sugar after a meal.

They need more of the sentence than `kg.language.values.readings` looks at, so they are found in the text as it was written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.rows.amounts import chinese_number

if TYPE_CHECKING:
    from collections.abc import Iterator

BREATHING: Final = "9279-1"
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
AFTER_MEAL: Final = "14743-9"
PULSE: Final = "8867-4"
"""LOINC codes of breaths per minute, systolic and diastolic pressure, blood glucose at any time, and pulse."""

_BREATHS: Final = re.compile(
    r"(?:呼吸|喘气?)(?:次数|频率)?[，,：:\s]*(?:(?:我?数了(?:数|一下)?|在家|大概|大约|约|也|都|是|有|每|一|分钟|快到|到|平时|现在|今天|昨天|早上|刚才)[，,\s]*)*"
    r"(?:(?P<han>[一二三四五六七八九两]?十[一二三四五六七八九几]?|一百[一二三四五六七八九]?十?)(?=[下次多]|来[下次]|$)|(?P<zh>\d{1,3})(?!\d|\.\d|\s*[/／]\s*\d|\s*(?:个?小时|分|秒|天|日|周|星期|个?月|年|岁|号|点|度|%|％)))"
    r"|(?P<en>\d{1,3})\s*breaths?\b\s*(?:a|per|each|every|/)\s*min"
    r"|\bbreath(?:s|ing)(?:\s+rate)?\s+(?:(?:is|was|of|at|about|around|rate|now)\s+)*(?P<en2>\d{1,3})(?=\s*(?:times?|breaths?|a\b|per\b|/\s*min|[,.;]|$))",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(
    r"(?<![\d/.])(?P<high>\d{2,3})\s*(?:[/／]|\bover\b)\s*(?P<low>\d{2,3})(?![\d/]|\.\d|\s*(?:mg|片|粒|岁|年|月))"
)
_MEASURED_PAIR: Final = re.compile(
    r"[量测](?:了|的|得|着|出来|一下|是|有|到)*\s*(?P<high>\d{2,3})\s+(?P<low>\d{2,3})(?=\s*(?:[，。,;；]|\.(?!\d)|$))"
)
"""Two pressures that only a gap parts, where they are said to be measured: 家里量160 105."""
_ABOVE_BELOW: Final = re.compile(
    r"上[面边头](?:是|的|有|到|都|已经)*\s*(?P<high>\d{2,3})\s*[，,、；;]?\s*(?:的)?下[面边头](?:是|的|有|到|都|已经)*\s*(?P<low>\d{2,3})"
    r"(?![\d/]|\.\d|\s*(?:mg|片|粒|岁|年|月|楼|层|度|℃|厘米|公分|斤|块|个))"
)
"""The two as a cuff's display has them, one above the other: 上面180，下面110."""
_OF_PRESSURE: Final = re.compile(
    r"血压|高压|低压|降压|压[计仪]|\b(?:blood pressure|bp|hypertens\w+|systolic)\b", re.IGNORECASE
)
_OF_HEART: Final = re.compile(r"心|脉|\b(?:heart|pulse|palpitat\w*|racing)\b", re.IGNORECASE)
_BY_WATCH: Final = re.compile(
    r"(?:手表|手环|\bwatch|\bfitbit)[^，。,.;\d]{0,10}(?P<value>\d{2,3})(?![\d./:：]|\s*(?:分|点|小时|天|步|%|％|steps|minutes|hours))",
    re.IGNORECASE,
)
"""What a watch shows where the heart is spoken of: 心跳得快，手表显示185."""
_AFTER_MEAL: Final = re.compile(
    r"[饭餐]后\s*(?:[一两二12]\s*个?(?:小时|钟头))?\s*(?:(?:血糖|的|测|量|是|有|到|[：:])+\s*(?P<said>\d{1,2}(?:\.\d{1,2})?)|\s*(?P<bare>\d{1,2}\.\d{1,2}))"
    r"(?!\d|\.|\s*(?:个|小时|钟头|分|天|次|片|粒|点|周|月|%|％|单位|公里|千米|块|袋|碗|杯|勺|步|斤|两))"
)
_BY_METER: Final = re.compile(
    r"血糖[仪机器计测量查验扎打出来显示跳是有到达一二两了的又再次遍今天早晚刚才上午中换台第给他她它我针个指血手爷奶姥邻居家HIhi，,\s]{0,30}?"
    r"(?<![\d.])(?P<value>\d{1,2}\.\d{1,2})"
    r"(?!\d|\.|\s*(?:个|小时|钟头|分|天|次|片|粒|点|周|月|年|岁|斤|公斤|kg|cm|米|度|℃|%|％|单位|[到至~－—-]))"
)
"""A number with a decimal after a blood glucose, with nothing between but measuring: 血糖仪一扎21.3. Any other word names another thing."""
_OF_SUGAR: Final = re.compile(r"血糖|糖尿病|空腹|糖化|糖耐量|测糖")
_SUGARS: Final = (4.0, 33.3)
"""mmol/L that a number with a decimal right behind a meal can be, though no word speaks of sugar: 餐后13.2."""
_HIGHER: Final = (60, 300)
_LOWER: Final = (30, 200)
_LEAST_APART: Final = 10
"""Plausible pressures in mmHg, as `kg/data/measurements.yaml` has them but for the extremes, and their least difference."""

_UNNAMED_HIGHER: Final = (90, 260)
_UNNAMED_LOWER: Final = (45, 150)
_UNNAMED_RATIO: Final = (0.45, 0.8)
"""A pair that can hardly be but two pressures, though nothing names them: 今天180/110. Height and weight (175/70) are farther apart."""
_BY_BODY: Final = re.compile(r"身高|体重|个子|净重|cm|kg|公斤|厘米|\b(?:height|weigh\w*|tall)\b", re.IGNORECASE)
_KIND: Final = re.compile(r"\s*(?:[那这]种|规格|包装|型|号|款|的药)")

Apart = tuple[str, float, int, int]
"""LOINC code, value, and characters [start, end)."""


def apart(text: str) -> Iterator[Apart]:
    """Answer the readings of this kind. A pair counts where the text speaks of blood pressure, or where it can be nothing else."""
    for match in _BREATHS.finditer(text):
        said = match["zh"] or match["en"] or match["en2"]
        counted = chinese_number(list(match["han"]), 0) if match["han"] else None
        yield BREATHING, counted[0] if counted is not None else float(said), match.start(), match.end()
    if _OF_HEART.search(text):
        for match in _BY_WATCH.finditer(text):
            yield PULSE, float(match["value"]), match.start("value"), match.end("value")
    named = _OF_PRESSURE.search(text) is not None
    for match in _pairs(text, named=named):
        yield SYSTOLIC, float(match["high"]), match.start("high"), match.end("high")
        yield DIASTOLIC, float(match["low"]), match.start("low"), match.end("low")
    of_sugar = _OF_SUGAR.search(text) is not None
    for match in _AFTER_MEAL.finditer(text):
        name = "said" if match["said"] else "bare"
        if of_sugar or (name == "bare" and _SUGARS[0] <= float(match[name]) <= _SUGARS[1]):
            yield AFTER_MEAL, float(match[name]), match.start(name), match.end(name)
    if of_sugar:
        for match in _BY_METER.finditer(text):
            yield AFTER_MEAL, float(match["value"]), match.start("value"), match.end("value")


def _pairs(text: str, *, named: bool) -> Iterator[re.Match[str]]:
    """Answer the pairs of numbers that are two pressures; `named` says that the text speaks of blood pressure."""
    for match in (*_PAIR.finditer(text), *_ABOVE_BELOW.finditer(text)):
        high, low = int(match["high"]), int(match["low"])
        if _are_pressures(high, low) if named else _can_be_nothing_else(high, low, text, match.end()):
            yield match
    for match in () if named else _MEASURED_PAIR.finditer(text):
        if _can_be_nothing_else(int(match["high"]), int(match["low"]), text, match.end()):
            yield match


def _are_pressures(high: int, low: int) -> bool:
    fits = _HIGHER[0] <= high <= _HIGHER[1] and _LOWER[0] <= low <= _LOWER[1]
    return fits and high - low >= _LEAST_APART


def _can_be_nothing_else(high: int, low: int, text: str, end: int) -> bool:
    fits = _UNNAMED_HIGHER[0] <= high <= _UNNAMED_HIGHER[1] and _UNNAMED_LOWER[0] <= low <= _UNNAMED_LOWER[1]
    return (
        fits
        and _UNNAMED_RATIO[0] <= low / high <= _UNNAMED_RATIO[1]
        and not (_BY_BODY.search(text) or _KIND.match(text, end))
    )
