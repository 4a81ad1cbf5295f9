"""A reading as the command's JSON (`read-report --json`): keys and their order are part of the stable interface."""

from __future__ import annotations

from typing import Any

from agents.reports.port import Reading
from kg.graph import Graph
from kg.labs import interpret
from kg.schema import LabResult, Person, Sex

_NOBODY = Person(age_days=30 * 365, sex=Sex.FEMALE)
"""Stands in where the person makes no difference, and only there."""


def reading_json(file: str, reading: Reading, graph: Graph, person: Person | None = None) -> dict[str, Any]:
    """Answer one image's entry: file, kind, items, conclusion, and doubts as indexes into the items.

    Flags are judged by the range that the report prints. Without one they need to know whose report it is; when nobody is named,
    the flag stays as it was printed, which may be unknown.
    """
    items = []
    for item in (_judged(graph, person, result) for result in reading.items):
        indicator = graph.labs[item.lab] if item.lab else None
        items.append(
            {
                "name": item.name,
                "abbr": item.abbr,
                "loinc": indicator.loinc if indicator else None,
                "value": item.value,
                "value_text": item.value_text,
                "unit": item.unit,
                "low": item.low,
                "high": item.high,
                "flag": item.flag,
                "confidence": item.confidence,
            }
        )
    return {
        "file": file,
        "kind": reading.what,
        "items": items,
        "conclusion": reading.conclusion,
        "doubts": list(reading.doubts),
    }


def _judged(graph: Graph, person: Person | None, result: LabResult) -> LabResult:
    own_range = result.low is not None or result.high is not None or result.value is None
    if person is None and not own_range:
        return result
    return interpret(graph, person or _NOBODY, result)
