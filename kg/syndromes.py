"""Complaint groups for watching surges: each consultation is of exactly one, the most telling that its findings allow.

The groups follow those that syndromic surveillance uses: influenza-like illness is fever with cough or sore throat (China's
influenza surveillance adds the sore throat to WHO's global standards of 2013; the ten days since onset are left out, because residents
seldom tell them); fever with rash, diarrhoea, jaundice, respiratory, neurological and injury groups as in Henning KJ, What is syndromic
surveillance, MMWR 2004;53 Suppl:5-11. Finding ids tell their parents by their dots.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

OTHER: Final = "other"
_FEVER: Final = frozenset({"fever"})
_UPPER: Final = frozenset({"cough", "sore_throat"})
_RASH: Final = frozenset({"rash"})
_SIMPLE: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("jaundice", frozenset({"jaundice"})),
    ("diarrhoea", frozenset({"diarrhea"})),
    ("fever", _FEVER),
    ("respiratory", frozenset({"cough", "sore_throat", "runny_nose", "nasal_congestion", "dyspnea", "wheeze"})),
    ("vomiting", frozenset({"vomiting", "abdominal_pain"})),
    ("rash", _RASH),
    ("eye", frozenset({"red_eye", "eye_discharge"})),
    ("chest", frozenset({"chest_pain", "chest_tightness", "chest_discomfort", "palpitations"})),
    ("injury", frozenset({"injury"})),
    ("nervous", frozenset({"headache", "dizziness", "seizure"})),
    ("mind", frozenset({"insomnia", "anxiety", "low_mood"})),
)
GROUPS: Final = ("influenza_like", "fever_rash", *(name for name, _ in _SIMPLE), OTHER)
"""Every group, the most telling first."""
FINDINGS: Final = frozenset().union(*(some for _, some in _SIMPLE))


def complaint_group(present: Iterable[str]) -> str:
    """Answer the group of the findings that are present; `other` when none of them tells."""
    roots = {some_id.partition(".")[0] for some_id in present}
    if roots & _FEVER and roots & _UPPER:
        return "influenza_like"
    if roots & _FEVER and roots & _RASH:
        return "fever_rash"
    for name, telling in _SIMPLE:
        if roots & telling:
            return name
    return OTHER
