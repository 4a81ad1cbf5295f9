"""Laboratory results as people write them: "血红蛋白 70", "ALT: 857 U/L", 尿蛋白2+, "CRP was high", 乙肝表面抗原阳性.

Owns finding the indicator's name and what is said of it; what the value means is `kg.labs`'. A name that several indicators
share is decided by the unit, else nothing is read. A number whose unit is not known gives nothing: a guess is no result.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Final, Literal

from kg.labs import findings_of, interpret
from kg.language.mentions.mention import Mention
from kg.language.rows.amounts import large_number
from kg.language.rows.entries import Kind
from kg.language.values.continued import going_on, of_else, passed
from kg.language.values.result_units import ADULT_YEARS, unit_meant
from kg.language.values.value_times import superseded, told_when, untimely
from kg.schema import LabId, LabResult, Person, Sex, Status
from kg.units import factor, spelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

REACH: Final = 7
"""Tokens between a name and its result that are no result: the abbreviation in brackets, 是, "was", a colon."""
_UNIT: Final = re.compile(
    r"\s*([x×*]?\s*10\s*[\^*eE]?\s*[0-9⁰¹²³⁴-⁹]{1,2}\s*/\s*[a-zA-Zμµ]+|[%‰]|[a-zA-Zμµ]{1,5}\s*/\s*[a-zA-Zμµ0-9.²]{1,8}|fl|pg|s|秒)(?![a-z])",
    re.IGNORECASE,
)
_PLAIN_UNIT: Final = re.compile(
    r"\s*(mmhg|mm|cm|ms|kpa|db|ppb|ml|毫米汞柱|毫米|厘米|毫秒|毫升|分贝)(?![a-z])", re.IGNORECASE
)
"""Units without a fraction line, of measurements; they count only where the indicator has them (ESR is told in mm as well)."""
_CHINESE_UNITS: Final = {"毫米汞柱": "mmHg", "毫米": "mm", "厘米": "cm", "毫秒": "ms", "毫升": "mL", "分贝": "dB"}
_MINUS: Final = frozenset("-−–")
_BEFORE_NAME: Final = re.compile(r"[(（]\s*$")
_Flag = Literal["high", "low", "abnormal", "normal"]
_SAID: Final[dict[str, _Flag]] = {
    "偏高": "high", "升高": "high", "增高": "high", "过高": "high", "很高": "high", "太高": "high", "高": "high", "增多": "high",
    "偏低": "low", "降低": "low", "减低": "low", "过低": "low", "很低": "low", "太低": "low", "低": "low", "减少": "low", "下降": "low",
    "阳性": "abnormal", "弱阳性": "abnormal", "强阳性": "abnormal",
    **{f"{many}个{plus}": "abnormal" for many in "1234一二三四两" for plus in ("加", "加号", "+")},
    "阴性": "normal", "正常": "normal", "未见异常": "normal", "无异常": "normal", "无明显异常": "normal", "未见明显异常": "normal",
    "high": "high", "elevated": "high", "raised": "high", "increased": "high",
    "low": "low", "decreased": "low", "reduced": "low",
    "positive": "abnormal", "negative": "normal", "normal": "normal",
}  # fmt: skip
_LONGEST: Final = max(map(len, _SAID))
_LEAST_NUMERAL: Final = 10
"""A smaller numeral counts things, or is 一 of 一直, unless a unit follows."""
_PLUSES: Final = frozenset({"+"})
_COUNTED: Final = frozenset({"次", "天", "年", "月", "周", "项", "个", "day", "time", "week", "/"})
_BETWEEN: Final = frozenset(
    "()（）:：=是为达到约在了值的有也都还查出偏又结果血液检测定量水平试验强只才仅剩就已从由掉降跌升涨"
) | frozenset(("was", "is", "of", "are", "were", "level", "at", "came", "back", "as", "a", "the"))
_DIFFERENCE: Final = re.compile(r"[掉降跌升涨]了?\s*$")
"""血红蛋白掉了30 tells by how much, and not what it is now."""
_NUMERALS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_ROMAN: Final = {f"{roman}{part}": value for roman, value in _NUMERALS.items() for part in ("", "a", "b", "c")}
"""Grades as some reports print them: TI-RADS IV. Unicode's single characters (Ⅳ) are folded to these letters."""
_ADULT: Final = Person(age_days=round(40 * 365.25), sex=Sex.MALE)
"""Ranges are read as for an adult where nobody said whose result it is."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says of one indicator: tokens [start, end) hold name and result."""

    result: LabResult
    start: int
    end: int
    piece: Piece
    at: int
    """The token of the number or word that is the result."""
    long_ago: bool = False


def results_of(lexicon: Lexicon, row: Row, taken: frozenset[int], person: Person | None, role: str) -> list[Mention]:
    """Answer the findings that the laboratory results in a text are, as mentions. `taken` are pieces that readings have used."""
    answer: list[Mention] = []
    for said in _of_now(lexicon, row, list(_told(lexicon, row, taken))):
        result = said.result
        if result.flag == "unknown":
            result = interpret(lexicon, person or _ADULT, result)
        for finding in findings_of(lexicon, [result]):
            if said.long_ago and finding.status is Status.ABSENT:
                continue
            if result.value is None and finding.id.endswith(".critical"):
                continue  # "很高" says nothing of how high
            mention = Mention(
                "finding", (finding.id,), said.start, said.end, said.piece.index, said.piece.clause, said.piece.sentence
            )
            absent = finding.status is Status.ABSENT
            mention.status, mention.denied, mention.subject = finding.status, absent, role
            mention.value, mention.unit = finding.value, finding.unit
            answer.append(mention)
    return _worst(answer)


def _of_now(lexicon: Lexicon, row: Row, told: Sequence[_Said]) -> list[_Said]:
    """Answer the results of now, of one indicator the one farthest from its range first: 上个月120，今天65 is 65."""
    spots = sorted({(row.tokens[each.at].start, row.tokens[each.at].end) for each in told})
    when = dict(zip(spots, told_when(row, spots), strict=True))
    gone: set[int] = set()
    old: set[int] = set()
    by_lab: dict[LabId | None, list[int]] = {}
    for number, each in enumerate(told):
        by_lab.setdefault(each.result.lab, []).append(number)
    for those in by_lab.values():
        those.sort(key=lambda number: told[number].at)
        times = [when[row.tokens[told[number].at].start, row.tokens[told[number].at].end] for number in those]
        gone.update(number for number, past in zip(those, superseded(times), strict=True) if past)
        old.update(those if untimely(times) else ())
    kept = [replace(each, long_ago=number in old) for number, each in enumerate(told) if number not in gone]
    return sorted(kept, key=lambda each: -_away(lexicon, each.result))


def _away(lexicon: Lexicon, result: LabResult) -> float:
    """Answer how many powers of ten a value is beyond an adult's range, 0.0 inside it or without one."""
    lab = lexicon.labs[result.lab] if result.lab is not None else None
    scale = factor(lab, result.unit) if lab is not None and result.value is not None else None
    if lab is None or result.value is None or scale is None or result.value <= 0:
        return 0.0
    bounds = next((each for each in lab.ranges if each.max_age_years > ADULT_YEARS), None)
    low, high = (bounds.low, bounds.high) if bounds is not None else (None, None)
    below = log10(low / (result.value * scale)) if low else 0.0
    above = log10(result.value * scale / high) if high else 0.0
    return max(below, above, 0.0)


def _worst(mentions: Sequence[Mention]) -> list[Mention]:
    """Answer the mentions without what one result denies and another shows: of two nodules or two days the abnormal one counts."""
    shown = {id_ for mention in mentions if mention.status is Status.PRESENT for id_ in mention.ids}
    return [mention for mention in mentions if mention.status is Status.PRESENT or shown.isdisjoint(mention.ids)]


def _told(lexicon: Lexicon, row: Row, taken: frozenset[int]) -> Iterator[_Said]:
    names = [piece for piece in row.pieces if piece.has(Kind.LAB) and piece.index not in taken]
    measured = [piece.start for piece in row.pieces if piece.index in taken]
    for number, piece in enumerate(names):
        until = names[number + 1].start if number + 1 < len(names) else len(row.tokens)
        said = list(_one(lexicon, row, piece, until))
        yield from said
        next_measured = bisect_left(measured, piece.end)
        until = min(until, measured[next_measured]) if next_measured < len(measured) else until
        for each in said:
            if each.result.lab is not None and each.result.value is not None:
                yield from _going_on(lexicon, row, each.result.lab, each, until)


def _going_on(lexicon: Lexicon, row: Row, lab: LabId, said: _Said, until: int) -> Iterator[_Said]:
    """Answer what is told further of the same indicator without its name, in the unit of the first where it has none."""
    first = said.result
    for index in going_on(row, said.end, until):
        value, unit, end = _value_at(lexicon, row, [lab], index)
        meant = unit_meant(lexicon, [lab], unit or first.unit, value, name=first.name)
        if meant is not None and not _counts(row, end):
            result = LabResult(lab=lab, name=first.name, value=value, unit=meant[1])
            yield _Said(result, said.start, end, said.piece, index)


def _one(lexicon: Lexicon, row: Row, piece: Piece, until: int) -> Iterator[_Said]:
    labs = [LabId(lab) for lab in piece.entry(Kind.LAB).ids]
    name = row.words(piece.start, piece.end)
    before = _value_before(row, piece)
    if before is not None:
        value, unit, start = before
        meant = unit_meant(lexicon, labs, unit, value, name=name)
        if meant is not None:
            yield _Said(LabResult(lab=meant[0], name=name, value=value, unit=meant[1]), start, piece.end, piece, start)
        return
    index = _told_at(row, piece, until)
    within = min(until, index + REACH)
    while index < within:
        token = row.tokens[index]
        if token.kind == "break" or token.norm in {"。", "；", ";", "，", ","}:
            return
        said = _word_at(row, index, until)
        if said is not None:
            told, end = said
            wanted = [(lab, flag) for lab in labs if _takes(lexicon, lab, flag := _flag(lexicon, lab, told))]
            if len(wanted) == 1:
                yield _Said(
                    LabResult(lab=wanted[0][0], name=name, value_text=row.words(index, end), flag=wanted[0][1]),
                    piece.start,
                    end,
                    piece,
                    index,
                )
            return
        grade = token.norm in _PLUSES or _is_grade(lexicon, labs, token.norm)
        if token.kind == "number" or grade or _is_numeral(row, index):
            yield from _number_at(lexicon, row, piece, labs, index)
            return
        if token.norm not in _BETWEEN and token.kind not in {"word", "mark"}:
            return
        if token.kind == "word" and token.norm not in _BETWEEN and not _in_brackets(row, index):
            return
        index += 1


def _told_at(row: Row, piece: Piece, until: int) -> int:
    """Answer the token of the number that words of telling and of time lead to; without one, the token behind the name."""
    index = passed(row, piece.end)
    number = index < until and row.tokens[index].kind == "number" and not of_else(row, index)
    return index if number else piece.end


def _is_grade(lexicon: Lexicon, labs: Sequence[LabId], norm: str) -> bool:
    """Say whether a word is a Roman numeral behind an indicator that is a grade: TI-RADS IV, BI-RADS Ⅳa."""
    those = [lexicon.labs[lab] for lab in labs]
    return norm in _ROMAN and any(lab.kind == "ordinal" and lab.ranges for lab in those)


def _is_numeral(row: Row, index: int) -> bool:
    """Say whether a Chinese numeral that can be a result begins at a token: 两万, 五十, 六克; 一直 is none."""
    read = large_number(row.forms, row.tokens, index)
    if read is None or row.tokens[index].kind != "han":
        return False
    return read[2] or read[0] >= _LEAST_NUMERAL or (read[1] < len(row.forms) and row.forms[read[1]] == "克")


def _number_at(lexicon: Lexicon, row: Row, piece: Piece, labs: Sequence[LabId], index: int) -> Iterator[_Said]:
    if _DIFFERENCE.search(row.text[row.tokens[piece.end - 1].end : row.tokens[index].start]):
        return
    name = row.words(piece.start, piece.end)
    end = index + 1
    while end < len(row.tokens) and row.forms[end] in _PLUSES:
        end += 1
    if row.forms[index] in _PLUSES or end > index + 1:
        ordinal = [lab for lab in labs if _takes(lexicon, lab, "abnormal")]
        if len(ordinal) == 1:
            text = row.words(index, end)
            yield _Said(
                LabResult(lab=ordinal[0], name=name, value_text=text, flag="abnormal"), piece.start, end, piece, index
            )
        return
    value, unit, end = _value_at(lexicon, row, labs, index)
    meant = unit_meant(lexicon, labs, unit, value, name=name)
    if meant is not None and not _counts(row, end):
        yield _Said(LabResult(lab=meant[0], name=name, value=value, unit=meant[1]), piece.start, end, piece, index)


def _value_at(lexicon: Lexicon, row: Row, labs: Sequence[LabId], index: int) -> tuple[float, str, int]:
    """Answer the value of the number at a token, its unit as far as it is told, and the token behind the number.

    Cells that are told in thousands (血小板15万) are counted in a microlitre, as they were on paper for a century.
    """
    read = large_number(row.forms, row.tokens, index)
    value, end, thousands = read if read is not None else (0.0, index + 1, False)
    if row.tokens[index].kind != "han" and end == index + 1:
        value = _signed(lexicon, row, labs, index)
    unit = _unit_at(row, end - 1) or _plain_unit_at(lexicon, row, labs, end - 1)
    if thousands and not unit and any(spelling(lexicon.labs[lab].unit).startswith("10*") for lab in labs):
        unit = "/uL"
    return value, unit, end


def _unit_at(row: Row, index: int) -> str:
    match = _UNIT.match(row.text, row.tokens[index].end)
    return "" if match is None else re.sub(r"\s", "", match[1])


def _plain_unit_at(lexicon: Lexicon, row: Row, labs: Sequence[LabId], index: int) -> str:
    match = _PLAIN_UNIT.match(row.text, row.tokens[index].end)
    unit = "" if match is None else _CHINESE_UNITS.get(match[1], match[1])
    return unit if unit and any(factor(lexicon.labs[lab], unit) is not None for lab in labs) else ""


def _signed(lexicon: Lexicon, row: Row, labs: Sequence[LabId], index: int) -> float:
    """Answer the number with the minus before it, where the indicator can be negative: a T-score of -3 is no 3."""
    norm = row.tokens[index].norm
    value = float(_ROMAN.get(norm, norm))
    before = row.tokens[index - 1] if index else None
    negative = any((bounds := lexicon.labs[lab].plausible) is not None and bounds[0] < 0 for lab in labs)
    minus = before is not None and before.norm in _MINUS and before.end == row.tokens[index].start
    return -value if negative and minus else value


def _counts(row: Row, index: int) -> bool:
    """Say whether the number counts something else: 血红蛋白3次, CRP 2 days."""
    if index >= len(row.forms) or _UNIT.match(row.text, row.tokens[index - 1].end):
        return False
    return row.forms[index] in _COUNTED


def _takes(lexicon: Lexicon, lab: LabId, flag: str) -> bool:
    """Say whether an indicator can have this flag: only quantities are high or low."""
    quantity = lexicon.labs[lab].kind == "quantity"
    return flag == "normal" or (flag in {"high", "low"}) is quantity or (flag == "abnormal" and not quantity)


def _flag(lexicon: Lexicon, lab: LabId, flag: _Flag) -> _Flag:
    """Answer a flag as the indicator has it: a quantity with nothing but an upper bound (an antibody, D-dimer) that is "positive" is high.

    Laboratories print 阳性 where a quantity passes its cut-off. Where there is a lower bound, too, it would say nothing.
    """
    indicator = lexicon.labs[lab]
    if flag != "abnormal" or indicator.kind != "quantity" or not indicator.ranges:
        return flag
    return flag if any(each.low is not None for each in indicator.ranges) else "high"


def _word_at(row: Row, index: int, until: int) -> tuple[_Flag, int] | None:
    if row.tokens[index].kind == "word":
        flag = _SAID.get(row.tokens[index].norm)
        return None if flag is None else (flag, index + 1)
    for end in range(min(until, index + _LONGEST), index, -1):
        flag = _SAID.get("".join(row.forms[index:end]))
        if flag is not None:
            return flag, end
    return None


def _in_brackets(row: Row, index: int) -> bool:
    return any(form in "(（" for form in row.forms[max(0, index - 2) : index])


def _value_before(row: Row, piece: Piece) -> tuple[float, str, int] | None:
    """Read "10.76×10^9/L (白细胞计数)": value, unit, and the token where the value stands."""
    start = row.tokens[piece.start].start
    if not _BEFORE_NAME.search(row.text[max(0, start - 3) : start]):
        return None
    for index in range(piece.start - 2, max(-1, piece.start - 12), -1):
        token = row.tokens[index]
        if token.kind == "number" and (unit := _unit_at(row, index)):
            return float(token.norm), unit, index
        if token.kind in {"han", "break"} or token.norm in {"，", ",", ")", "）"}:
            return None
    return None
