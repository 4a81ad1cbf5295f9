"""A reading as the command's JSON (`read-report --json`): keys and their order are part of the stable interface."""

from __future__ import annotations

from typing import Any

from agents.reports.port import Reading
from kg.graph import Graph


def reading_json(file: str, reading: Reading, graph: Graph) -> dict[str, Any]:
    """Answer one image's entry: file, kind, items, conclusion, and doubts as indexes into the items."""
    items = []
    for item in reading.items:
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
