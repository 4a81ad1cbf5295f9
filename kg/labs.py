"""Laboratory results: which indicator a printed line means, whether the result is abnormal, and which findings follow.

A missing or implausible value, an unknown unit or a missing range gives `unknown`, never `normal`. The report's own range stands
before the graph's, because laboratories and methods differ (ISO 15189 asks each laboratory for its own intervals).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, Protocol

from kg.graph import Graph
from kg.schema import Finding, FindingConcept, FindingId, LabId, LabIndicator, LabRange, LabResult, Person, Status
from kg.units import factor, in_own_unit, spelling

Flag = Literal["low", "high", "normal", "abnormal", "critical_low", "critical_high", "unknown"]

SURE: Final = 0.5
"""Results read with less confidence say nothing certain: their findings are `UNSURE`."""


class Indicators(Protocol):
    """What judging a result needs of a graph."""

    @property
    def labs(self) -> Mapping[LabId, LabIndicator]:
        """All indicators by id."""

    @property
    def findings(self) -> Mapping[FindingId, FindingConcept]:
        """All findings by id."""


def match_indicator(graph: Graph, name: str, unit: str | None = None) -> LabIndicator | None:
    """Answer the indicator that a printed name means; the unit decides between several. None when it stays open."""
    found = sorted(graph.lab_index.candidates(name))
    if len(found) > 1 and unit:
        found = [lab for lab in found if factor(graph.labs[lab], unit) is not None]
    return graph.labs[found[0]] if len(found) == 1 else None


def range_for(lab: LabIndicator, person: Person) -> LabRange | None:
    """Answer the most specific reference range for the person; None when the graph has none for such a person."""
    years = person.age_years
    fitting = [
        each
        for each in lab.ranges
        if each.sex in (None, person.sex)
        and each.min_age_years <= years < each.max_age_years
        and (each.pregnant is None or each.pregnant is person.pregnant)
    ]
    return max(fitting, key=lambda each: (each.pregnant is not None, each.sex is not None), default=None)


_POSITIVE: Final = re.compile(r"^(弱?阳性?|强阳性?|检出|可见|pos(itive)?|reactive|detected|[1-4]?\+{1,4}|\+[1-4])")
_NEGATIVE: Final = re.compile(
    r"^(阴性?-*|未检出|未见|未检测到|neg(ative)?|non-?reactive|notdetected|-+|正常|normal|nil|none)$"
)
_BOUND: Final = re.compile(r"^([<>≤≥])=?(\d+(?:\.\d+)?)$")


def _of_words(text: str) -> Flag:
    """Answer what a textual result says; doubtful ones (±, trace) stay unknown."""
    plain = re.sub(r"[\s()\[\]]", "", unicodedata.normalize("NFKC", text).casefold())
    if _NEGATIVE.match(plain):
        return "normal"
    return "abnormal" if _POSITIVE.match(plain) and "±" not in plain else "unknown"


def _against(value: float, low: float | None, high: float | None) -> Flag:
    if low is None and high is None:
        return "unknown"
    if low is not None and value < low:
        return "low"
    return "high" if high is not None and value > high else "normal"


def _bound_in(text: str) -> tuple[bool, float] | None:
    """Answer what a result is printed to lie beyond, and whether below it; None for what is no such bound."""
    match = _BOUND.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return None if match is None else (match[1] in "<≤", float(match[2]))


def _of_bound(text: str, low: float | None, high: float | None) -> Flag:
    """Answer what `<0.01` or `>1000` says against the range, unknown where the bound does not decide."""
    told = _bound_in(text)
    if told is None:
        return "unknown"
    below, bound = told
    if below:
        if low is not None and low > 0:
            return "low" if bound <= low else "unknown"
        return "normal" if high is not None and bound <= high else "unknown"
    if high is not None and bound >= high:
        return "high"
    return "normal" if high is None and low is not None and bound >= low else "unknown"


def interpret(graph: Indicators, person: Person, result: LabResult) -> LabResult:
    """Answer the result with its flag set. Without a known indicator the report's own range decides alone.

    A flag that the report printed stands only where neither range nor words decide.
    """
    flag = _flag(graph, person, _in_per_cent(graph, result))
    return result.model_copy(update={"flag": result.flag if flag == "unknown" and not misread(graph, result) else flag})


_BY_NITROGEN: Final = re.compile(r"氮|bun|nitrogen", re.IGNORECASE)


def ambiguous(lab: LabIndicator, result: LabResult) -> bool:
    """Answer whether a unit means two things: urea in mg/dL is told as nitrogen (BUN) or as urea, 2.14 times as much.

    Only the name decides.
    """
    told = f"{result.name} {result.abbr}"
    return lab.id == "urea" and spelling(result.unit).startswith("mg/") and not _BY_NITROGEN.search(told)


def scale_of(lab: LabIndicator, result: LabResult) -> float | None:
    """Answer what turns the result's value into the indicator's unit; None when its unit is not known or means two things."""
    return None if ambiguous(lab, result) else factor(lab, result.unit)


def _in_per_cent(graph: Indicators, result: LabResult) -> LabResult:
    """Answer a result whose unit is no multiple of the indicator's (HbA1c in mmol/mol) in that unit; any other as it is."""
    lab = None if result.lab is None else graph.labs.get(result.lab)
    if lab is None or result.value is None or factor(lab, result.unit) is not None:
        return result
    own = in_own_unit(lab, result.value, result.unit)
    if own is None:
        return result
    low, high = (None if each is None else in_own_unit(lab, each, result.unit) for each in (result.low, result.high))
    return result.model_copy(update={"value": own, "low": low, "high": high, "unit": lab.unit})


def misread(graph: Indicators, result: LabResult) -> bool:
    """Answer whether the value cannot be: outside what is plausible in the unit that was read."""
    lab = None if result.lab is None else graph.labs.get(result.lab)
    scale = None if lab is None else scale_of(lab, result)
    if lab is None or lab.plausible is None or scale is None or result.value is None:
        return False
    return not lab.plausible[0] <= result.value * scale <= lab.plausible[1]


def _limits(
    lab: LabIndicator | None, scale: float | None, person: Person, result: LabResult
) -> tuple[float | None, float | None]:
    """Answer the range to judge a result by, in its own unit: the report's, else the graph's for the person."""
    low, high = result.low, result.high
    if low is not None and high is not None and low >= high:
        low = high = None
    told = range_for(lab, person) if low is None and high is None and lab is not None and scale is not None else None
    if told is not None and scale is not None:
        low = None if told.low is None else told.low / scale
        high = None if told.high is None else told.high / scale
    return low, high


def _flag(graph: Indicators, person: Person, result: LabResult) -> Flag:
    if misread(graph, result):
        return "unknown"
    lab = None if result.lab is None else graph.labs.get(result.lab)
    scale = None if lab is None else scale_of(lab, result)
    low, high = _limits(lab, scale, person, result)
    number = _number(result)
    if result.value is None:
        words = _of_words(result.value_text)
        if words != "unknown" or number is None:
            return words
        flag = _of_bound(result.value_text, low, high)
    else:
        flag = _against(result.value, low, high)
    if lab is not None and lab.kind == "ordinal":
        return "abnormal" if flag == "high" else flag
    if lab is not None and scale is not None and number is not None and flag != "unknown":
        value = number * scale
        if flag != "normal" and lab.critical_high is not None and value >= lab.critical_high:
            return "critical_high"
        if flag != "normal" and lab.critical_low is not None and value <= lab.critical_low:
            return "critical_low"
    return flag


_SAYS: Final[Mapping[str, Mapping[str, Status]]] = {
    "high": {"high": Status.PRESENT, "low": Status.ABSENT, "high.critical": Status.ABSENT},
    "low": {"low": Status.PRESENT, "high": Status.ABSENT, "low.critical": Status.ABSENT},
    "normal": {"high": Status.ABSENT, "low": Status.ABSENT, "positive": Status.ABSENT},
    "abnormal": {"positive": Status.PRESENT},
    "critical_high": {"high.critical": Status.PRESENT, "high": Status.PRESENT, "low": Status.ABSENT},
    "critical_low": {"low.critical": Status.PRESENT, "low": Status.PRESENT, "high": Status.ABSENT},
    "unknown": {},
}


def _number(result: LabResult) -> float | None:
    """Answer the value, or the bound that it is printed to lie beyond (>33.3, <5); None for words."""
    bound = _bound_in(result.value_text)
    return result.value if result.value is not None or bound is None else bound[1]


def _marked(lab: LabIndicator, result: LabResult) -> Iterator[tuple[str, Status]]:
    """Answer whether an abnormal value is as far out as a doctor looks at the same day. Words alone do not tell."""
    scale = scale_of(lab, result)
    number = _number(result)
    if number is None or scale is None:
        return
    value, (low, high) = number * scale, lab.marked
    if low is not None and result.flag in {"low", "critical_low"}:
        yield "low.marked", Status.PRESENT if value <= low else Status.ABSENT
    if high is not None and result.flag in {"high", "critical_high"}:
        yield "high.marked", Status.PRESENT if value >= high else Status.ABSENT


def findings_of(graph: Indicators, results: Iterable[LabResult]) -> tuple[Finding, ...]:
    """Answer the findings that interpreted results (see `interpret`) say are there or are not.

    Of two results of one indicator the later one stands; an unknown flag says nothing.
    """
    last: dict[LabId, LabResult] = {}
    for result in results:
        if result.lab is not None and result.lab in graph.labs:
            last[result.lab] = result
    found: list[Finding] = []
    for lab, result in last.items():
        for tail, status in (*_SAYS[result.flag].items(), *_marked(graph.labs[lab], result)):
            finding = FindingId(f"lab.{lab}.{tail}")
            if finding in graph.findings:
                told = status if result.confidence >= SURE else Status.UNSURE
                found.append(
                    Finding(id=finding, status=told, value=result.value, unit=result.unit or None, text=result.name)
                )
    return tuple(found)
