"""A bare time as the answer to "how long": 昨天, 今天开始的, "yesterday", which the dictionary hears only beside a complaint.

The words are read a second time as if a complaint stood before them, and nothing but the time is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from agents.intake.questions import DURATION
from agents.state import Asked
from kg.schema import FindingId, Lang
from kg.text import Understanding

MOST_CHARACTERS: Final = 40
"""A longer answer says more than a time, and is read as it stands."""
_BESIDE: Final = FindingId("headache")
"""Any complaint serves: its time is read like that of all others."""
_FRAMES: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": ("头疼，{}", "头疼，从{}开始"),
    "en": ("headache, {}", "headache since {}"),
}


def days_answered(asked: Asked | None, words: str, lang: Lang, read: Callable[[str], Understanding]) -> float | None:
    """Answer the days that an answer to "how long" tells, None when another question is open or no time is heard in it."""
    if asked is None or asked.id != DURATION or not 0 < len(words) <= MOST_CHARACTERS:
        return None
    for frame in _FRAMES[lang]:
        found = read(frame.format(words)).findings
        # A further complaint in the words ("昨天吐了") has a time of its own.
        if {each.id for each in found} == {_BESIDE} and found[0].onset_days is not None:
            return found[0].onset_days
    return None
