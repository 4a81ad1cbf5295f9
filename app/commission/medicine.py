"""What the commission asks the knowledge graph for: complaint groups, how urgent a code is, ICD-10 codes, titles of sources.

Read once and kept as these alone: the graph itself is not needed here. Of several diseases under one code the most urgent counts, and a
code says "today" at most: a doctor who holds it to have been an emergency says so. A code that the graph does not hold tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.commission.config import CodeItem
from kg.schema import Source
from kg.syndromes import complaint_group
from records.model import EncounterRecord, RecordUrgency

_LEVELS: Final = tuple(RecordUrgency)
_MOST: Final = _LEVELS.index(RecordUrgency.URGENT)


class GraphMedicine:
    """`records.store.oversight.marks.Medicine` by the knowledge graph."""

    def group(self, record: EncounterRecord) -> str:
        """Answer the complaint group of what is present."""
        return complaint_group(finding.id for finding in record.findings if finding.status == "present")

    def urgency_of(self, icd10: str) -> RecordUrgency | None:
        """Answer how urgent the most urgent disease under a code is, "today" at most."""
        level = _known().levels.get(icd10)
        return None if level is None else _LEVELS[max(level, _MOST)]


def graph_codes() -> Iterator[CodeItem]:
    """Answer the codes of the knowledge graph's diseases; a doctor may type any other well-formed code."""
    yield from _known().codes


def source_titles(record: EncounterRecord) -> dict[str, str]:
    """Answer title and year of every source that a record names, by its id; one that the graph does not hold is left out."""
    entries = [*record.differential, *(each for opinion in record.opinions for each in opinion.hypotheses)]
    reasons = [*record.urgency_reasons, *(each for opinion in record.opinions for each in opinion.reasons)]
    named = {each.source for each in reasons} | {each.source for entry in entries for each in entry.evidence}
    wanted = sorted(each for each in named if each)
    return {each: _known().titles[each] for each in wanted if each in _known().titles}


@dataclass(frozen=True)
class _Known:
    levels: Mapping[str, int]
    codes: tuple[CodeItem, ...]
    titles: Mapping[str, str]


@cache
def _known() -> _Known:
    from kg.load import load_graph  # noqa: PLC0415 - seconds: read beside the service's start, or when first asked

    graph = load_graph()
    levels: dict[str, int] = {}
    for disease in graph.diseases.values():
        level = _LEVELS.index(RecordUrgency(disease.urgency.value))
        levels[disease.icd10] = min(levels.get(disease.icd10, level), level)
    codes = tuple(CodeItem(each.icd10, each.name.zh, each.name.en) for each in graph.diseases.values())
    return _Known(levels, codes, _titles(graph.sources.values()))


def _titles(sources: Iterable[Source]) -> dict[str, str]:
    return {each.id: each.title if str(each.year) in each.title else f"{each.title}, {each.year}" for each in sources}
