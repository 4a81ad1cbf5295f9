"""A graph in memory as authored files: what `kg.load` reads, so that an imported graph can be checked, reviewed and reasoned over.

Owns the way back into the YAML dialect of `kg.authored`. Each item is one line of JSON, which YAML holds as it is; every text
stands in double quotes, so that none is taken for a number or a truth value. Findings that the loader derives by itself
(`kg.derived`) are left out where they are as it would derive them. A frequency stands as it was authored where the dialect can say so, else
in digits. Assumptions have no place in these files, and the loader gives a version of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from kg.derived import duration_findings, lab_findings, named_findings
from kg.frequencies import read_frequency
from kg.graph import Graph
from kg.load import MODELS
from kg.schema import Disease, FindingConcept, FindingId, Frequency

_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON leaves as it is and YAML does not take, or takes for a line end."""


def _derived(graph: Graph) -> dict[FindingId, FindingConcept]:
    found = [*duration_findings()]
    for lab in graph.labs.values():
        found += lab_findings(lab)
    for disease in graph.diseases.values():
        found += named_findings(disease)
    return {concept.id: concept for concept in found}


def frequency(told: Frequency) -> str:
    """Answer a frequency as an author would write it."""
    as_it_was = f"{told.authored_as} @{told.source}"
    if read_frequency(as_it_was, "") == told:
        return as_it_was
    return f"{format(Decimal(repr(told.probability)), 'f')} @{told.source}"


def _item(node: Any) -> str:
    told = node.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    if isinstance(node, Disease):
        told["findings"] = {finding: frequency(each) for finding, each in node.findings.items()}
    line = json.dumps(told, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _section(section: str, nodes: list[Any]) -> Iterator[str]:
    yield f"{section}:\n"
    for node in nodes:
        yield f"  - {_item(node)}\n"


def authored(graph: Graph) -> dict[str, str]:
    """Answer the text of each file by its name, one file a section; sections that are empty have none."""
    derived = _derived(graph)
    found: dict[str, str] = {}
    for section in MODELS:
        nodes = list(getattr(graph, section, {}).values())
        if section == "findings":
            nodes = [node for node in nodes if derived.get(node.id) != node]
        if nodes:
            found[f"{section}.yaml"] = "".join(_section(section, nodes))
    return found
