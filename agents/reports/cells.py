"""From the text of a report's cells to a value, a flag, a unit and a range. Knows nothing of pages or of medicine.

Every function answers None or "" for what is not there; nothing is filled in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_DASH = r"(?:-{1,2}|~|–|—|至|to)"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*{_DASH}\s*(?P<high>{_NUMBER})")
_BOUND = re.compile(rf"(?P<sign><=|>=|<|>|≤|≥)\s*(?P<bound>{_NUMBER})")
_VALUE = re.compile(rf"^(?P<sign>[<>≤≥])?\s*(?P<number>(?>{_NUMBER}))(?!:\d)")
_POWER = re.compile(r"^[×xX*]?\s*10\s*[\^*]?\s*(?P<power>9|12|3|6)\s*/\s*L(?=\s|$)")
_FLAG = re.compile(r"[↑↓]|(?<![A-Za-z])[HL](?![A-Za-z])|偏高|偏低|(?<!不)高(?=$)|(?<!不)低(?=$)|\*")
_ORDINAL = re.compile(
    r"^(?:阴性|阳性|弱阳性|neg(?:ative)?|pos(?:itive)?|未检出|检出|正常|[-−]|\(-\)|\(\+\)|\+{1,4}|\+-|±|\d\+|\d?\(\+{1,4}\)|\d+:\d+|trace)(?:\(?[+±-]*\)?)?$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:10\s*[\^*]?\s*(?:9|12)\s*/\s*L|(?:[pnuμµmkM]?(?:g|mol|IU|U|Eq|L|kat)|mm|mL|f|%|[mk]?PEIU|S/CO|COI|Cell|个|pg|fl|fL|sec|s|秒)(?:\s*/\s*(?:[mdu]?L|HP(?:F)?|LP(?:F)?|h|hr|μL|µL|ul|ml|dl|min|1\.73m2|kg|g))+|%|fL|fl|pg|mmHg|kPa|s|秒|mm/h|/HP|/LP|/uL|/μL|S/CO|COI)",
    re.IGNORECASE,
)


_FOLD = str.maketrans("−﹣～∼⬆⬇，：", "--~~↑↓,:")


@dataclass(frozen=True)
class Fields:
    """What one row says after its name. `number` is None for a result in words; `text` is the result as printed."""

    text: str
    number: float | None
    flag: str
    unit: str
    low: float | None
    high: float | None


def plain(text: str) -> str:
    """Answer the text with full-width forms, odd dashes and arrows folded into their plain forms."""
    folded = unicodedata.normalize("NFKC", text)
    return folded.translate(_FOLD)


def number(text: str) -> float | None:
    """Answer a printed number, or None. A comma is a decimal comma or, before three digits, a thousands separator."""
    found = re.fullmatch(_NUMBER, text.strip())
    if found is None:
        return None
    if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text.strip()):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


@dataclass(frozen=True)
class _Taken:
    """The next `length` characters of a cell, and the one thing that they say (all None: nothing of use)."""

    length: int
    result: tuple[str, float | None] | None = None
    flag: str | None = None
    unit: str | None = None
    bounds: tuple[float | None, float | None] | None = None


def fields(cells: list[str]) -> Fields | None:
    """Answer the fields of a row's cells behind the name, or None when none of them is a result."""
    result: tuple[str, float | None] | None = None
    flag, unit = "", ""
    bounds: tuple[float | None, float | None] = (None, None)
    for cell in cells:
        rest = plain(cell).strip()
        while rest:
            taken = _next(rest, has_result=result is not None)
            rest = rest[taken.length :].strip(" ;,|")
            result = result or taken.result
            flag = flag or taken.flag or ""
            unit = unit or taken.unit or ""
            bounds = taken.bounds or bounds
    if result is None:
        return None
    return Fields(text=result[0], number=result[1], flag=flag, unit=unit, low=bounds[0], high=bounds[1])


def _next(rest: str, *, has_result: bool) -> _Taken:
    return (
        _take_range(rest, has_result)
        or _take_unit(rest, has_result)
        or _take_number(rest, has_result)
        or _take_flag(rest)
        or _take_word(rest, has_result)
    )


def _take_range(rest: str, has_result: bool) -> _Taken | None:
    bare = rest.lstrip("([")
    found = _RANGE.match(bare)
    if found:
        bounds = number(found["low"]), number(found["high"])
    else:
        # "<0.01" is a result when none was seen yet, and a bound of the range afterwards.
        found = _BOUND.match(bare) if has_result else None
        if found is None:
            return None
        bound = number(found["bound"])
        bounds = (None, bound) if found["sign"] in {"<", "<=", "≤"} else (bound, None)
    end = len(rest) - len(bare) + found.end()
    return _Taken(end + (rest[end : end + 1] in {")", "]"}), bounds=bounds)


def _take_unit(rest: str, has_result: bool) -> _Taken | None:
    power = _POWER.match(rest)
    if power:
        return _Taken(power.end(), unit=f"10^{power['power']}/L")
    unit = _UNIT.match(rest) if has_result else None
    return _Taken(unit.end(), unit=re.sub(r"\s+", "", unit.group())) if unit else None


def _take_number(rest: str, has_result: bool) -> _Taken | None:
    value = None if has_result else _VALUE.match(rest)
    return (
        _Taken(value.end(), result=((value["sign"] or "") + value["number"], number(value["number"])))
        if value
        else None
    )


def _take_flag(rest: str) -> _Taken | None:
    flag = _FLAG.match(rest)
    return _Taken(flag.end(), flag=flag.group()) if flag else None


def _take_word(rest: str, has_result: bool) -> _Taken:
    word = re.match(r"\S+", rest)
    length = word.end() if word else len(rest)
    if not has_result and _ORDINAL.match(rest[:length]):
        return _Taken(length, result=(rest[:length], None))
    unit = _UNIT.match(rest)
    return _Taken(unit.end(), unit=re.sub(r"\s+", "", unit.group())) if unit else _Taken(length)


def is_result(text: str) -> bool:
    """Answer whether a cell begins with a result: a number, or a result in words."""
    cell = plain(text).strip()
    if _RANGE.match(cell) or _POWER.match(cell):
        return False
    return bool(_VALUE.match(cell)) or bool(_ORDINAL.match(cell.split(" ")[0]))
