"""Values of reports as residents say them ("肌酐 486"), for the scores and limits of the specialties.

The findings that they were read into keep number and unit; here they are results again, because "high" is not enough for a limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.graph import Graph
from kg.schema import Finding, LabId, LabResult, Status

_LAB: Final = "lab."


def values_told(graph: Graph, findings: Iterable[Finding]) -> tuple[LabResult, ...]:
    """Answer the results told in words, one of each indicator. A value without a unit, or a doubtful one, is none."""
    found: dict[LabId, LabResult] = {}
    for each in findings:
        if each.value is None or each.status is Status.UNSURE or not each.id.startswith(_LAB):
            continue
        lab = LabId(each.id.removeprefix(_LAB).split(".")[0])
        indicator = graph.labs.get(lab)
        if indicator is None or each.unit is None:
            continue
        found.setdefault(lab, LabResult(lab=lab, name=indicator.name.zh, value=each.value, unit=each.unit))
    return tuple(found.values())
