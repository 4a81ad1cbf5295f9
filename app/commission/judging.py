"""What an encounter counts as: its complaint group, where the signed diagnosis stood in the list, and whether its urgency was missed.

Missed is what a doctor signed under a code whose diseases are to be seen today or at once, while the resident was advised to
wait longer. A code that the graph does not hold, or an advice that was never given, tells nothing. Of several diseases under one
code the most urgent counts: this list is there to be looked through.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from kg.schema import Urgency
from kg.syndromes import complaint_group
from records.model import EncounterRecord, RecordUrgency
from records.store.oversight.marks import Agreement, Judged
from records.store.views import DiagnosisView

_URGENT: Final = frozenset({Urgency.EMERGENCY, Urgency.URGENT})
_LATER: Final = frozenset({RecordUrgency.SOON, RecordUrgency.ROUTINE, RecordUrgency.SELF_CARE})
_LISTED: Final = 5


def judge(record: EncounterRecord, diagnosis: DiagnosisView | None) -> Judged:
    """Answer what the record counts as; agreement and missed urgency once a doctor signed."""
    group = complaint_group(finding.id for finding in record.findings if finding.status == "present")
    if diagnosis is None:
        return Judged(group)
    return Judged(group, _agreement(record, diagnosis.icd10), _missed(record, diagnosis.icd10))


def _agreement(record: EncounterRecord, icd10: str) -> Agreement:
    if not record.differential:
        return "none"
    places = [entry.icd10[:3] for entry in record.differential[:_LISTED]]
    if places[0] == icd10[:3]:
        return "first"
    return "listed" if icd10[:3] in places else "not_listed"


def _missed(record: EncounterRecord, icd10: str) -> bool | None:
    urgent = _urgent_codes().get(icd10)
    if urgent is None or record.urgency is None:
        return None
    return urgent and record.urgency in _LATER


@cache
def _urgent_codes() -> Mapping[str, bool]:
    from kg.load import load_graph  # noqa: PLC0415 - read when the first signed encounter is to be judged

    codes: dict[str, bool] = {}
    for disease in load_graph().diseases.values():
        codes[disease.icd10] = codes.get(disease.icd10, False) or disease.urgency in _URGENT
    return codes
