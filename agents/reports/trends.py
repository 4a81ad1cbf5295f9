"""The same indicator over several reports: its values in one unit, oldest first, and which way they go.

A change counts as one when every step goes the same way and the whole is at least `CHANGE`; below that, day-to-day variation and the
analyser explain it for most indicators. What the body keeps within narrow bounds counts from less (reference change values from the
within-person variation of the EFLM Biological Variation Database; Fraser, Clin Chem Lab Med 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from agents.reports import told
from agents.reports.understanding import counting
from agents.state import ConsultationState, Report
from kg.graph import Graph
from kg.labs import ambiguous, misread
from kg.schema import LabId
from kg.units import in_own_unit

Way = Literal["rising", "falling", "steady", "varying"]
CHANGE: Final = 0.15
TIGHT_CHANGE: Final = 0.08
"""Of haemoglobin and what goes with it, albumin, protein, sodium, chloride, calcium."""
_TIGHT: Final = frozenset({"hgb", "rbc", "hct", "mcv", "albumin", "total_protein", "na", "cl", "ca", "ca_ionised"})
MOST: Final = 4
"""Indicators told of one report, those with the greatest change first."""
_WORDS: Final = {"rising": told.RISING, "falling": told.FALLING, "steady": told.STEADY, "varying": told.VARYING}


def way_of(values: Sequence[float], change: float = CHANGE) -> Way:
    """Answer which way two or more values go, oldest first; `change` is the share of the first from which it counts."""
    first, last = values[0], values[-1]
    spread = max(values) - min(values)
    base = max(abs(first), 1e-9)
    if spread < change * base:
        return "steady"
    steps = [after - before for before, after in pairwise(values)]
    if all(step >= 0 for step in steps):
        return "rising"
    return "falling" if all(step <= 0 for step in steps) and last < first else "varying"


def _values(graph: Graph, reports: Sequence[Report], lab: LabId) -> list[float]:
    """Answer an indicator's value in each report, in its own unit; a value in an unknown unit is left out, never guessed."""
    indicator = graph.labs[lab]
    answer = []
    for report in reports:
        for item in report.items:
            result = item.result
            if not item.counts or result.lab != lab or result.value is None or misread(graph, result):
                continue
            own = None if ambiguous(indicator, result) else in_own_unit(indicator, result.value, result.unit)
            if own is not None:
                answer.append(float(f"{own:.4g}"))
                break
    return answer


def trends(graph: Graph, state: ConsultationState, report: Report) -> list[str]:
    """Answer how the indicators of a report compare with the reports before, as one message; none when there is nothing to compare."""
    reports = counting(state)
    if len(reports) < 2 or report not in reports:  # noqa: PLR2004 - one report has nothing to be compared with
        return []
    lang = state.lang
    told_of: list[tuple[float, str]] = []
    for lab in dict.fromkeys(item.result.lab for item in report.items):
        if lab is None or lab not in graph.labs:
            continue
        values = _values(graph, reports, lab)
        if len(values) < 2:  # noqa: PLR2004 - as above
            continue
        indicator = graph.labs[lab]
        shown = f"{' → '.join(f'{value:g}' for value in values)} {told.shown_unit(indicator.unit, lang)}".strip()
        way = way_of(values, TIGHT_CHANGE if lab in _TIGHT else CHANGE)
        line = told.TREND.in_(lang).format(name=indicator.name.in_(lang), values=shown, way=_WORDS[way].in_(lang))
        told_of.append((abs(values[-1] - values[0]) / max(abs(values[0]), 1e-9), line))
    told_of.sort(key=lambda each: -each[0])
    return ["\n".join(line for _, line in told_of[:MOST])] if told_of else []
