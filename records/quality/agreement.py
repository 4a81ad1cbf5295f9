"""Where a confirmed diagnosis stood in the assistant's list, and whether its urgency was missed; pure and without a model.

The one measure of agreement: the encounter's edits, the supervisor's page and the released figures all read it here.
"""

from __future__ import annotations

from typing import Final, Literal

from records.model import EncounterRecord, RecordUrgency

Agreement = Literal["first", "listed", "not_listed", "none"]
"""`none`: the assistant gave no list."""

LISTED: Final = 5
"""A place behind is as good as none: nobody reads so far."""
_TOO_LOW: Final = 2
_LEVELS: Final = tuple(RecordUrgency)
_PRESSING: Final = frozenset({RecordUrgency.EMERGENCY, RecordUrgency.URGENT})


def place_in(record: EncounterRecord, icd10: str) -> int | None:
    """Answer the place (from 1) of a diagnosis in the record's differential; None when it is not there.

    The code itself counts before its three-character category: the graph's codes are coarser than those that a doctor confirms.
    """
    codes = [entry.icd10 for entry in record.differential]
    for wanted, listed in ((icd10, codes), (icd10[:3], [code[:3] for code in codes])):
        if wanted in listed:
            return listed.index(wanted) + 1
    return None


def agreement(record: EncounterRecord, icd10: str) -> Agreement:
    """Answer how far the assistant's list agrees with a diagnosis."""
    if not record.differential:
        return "none"
    place = place_in(record, icd10)
    if place is None or place > LISTED:
        return "not_listed"
    return "first" if place == 1 else "listed"


def urgency_error(said: RecordUrgency | None, outcome: RecordUrgency) -> int:
    """Answer how far an urgency is from the one that turned out to be right: in levels when too high, in twice as many when too low.

    Too low counts twice, because it is the dangerous error; an urgency that is not known counts as lower than the lowest.
    """
    level = len(_LEVELS) if said is None else _LEVELS.index(said)
    distance = level - _LEVELS.index(outcome)
    return _TOO_LOW * distance if distance > 0 else -distance


def missed(advised: RecordUrgency | None, outcome: RecordUrgency | None) -> bool | None:
    """Answer whether a resident who had to be seen today or at once was advised to wait longer; None when one of both is not known."""
    if advised is None or outcome is None:
        return None
    return outcome in _PRESSING and _LEVELS.index(advised) > _LEVELS.index(outcome)
