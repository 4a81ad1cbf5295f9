"""What the records ask medicine for when they count an encounter: its complaint group, and how urgent a signed code is.

Of several diseases under one code the most urgent counts, and a code says "today" at most: a doctor who holds it to have been an
emergency says so. A code that the graph does not hold tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

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
        level = _levels().get(icd10)
        return None if level is None else _LEVELS[max(level, _MOST)]


@cache
def _levels() -> Mapping[str, int]:
    from kg.load import load_graph  # noqa: PLC0415 - read when the first signed encounter is to be counted

    levels: dict[str, int] = {}
    for disease in load_graph().diseases.values():
        level = _LEVELS.index(RecordUrgency(disease.urgency.value))
        levels[disease.icd10] = min(levels.get(disease.icd10, level), level)
    return levels
