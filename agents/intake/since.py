"""A bare time as the answer to "how long": 昨天, 今天开始的, "yesterday", which the dictionary hears only beside a complaint.

The words are read a second time as if a complaint stood before them, and nothing but the time is taken from it. A date (八月, 国庆,
"last August") is read by the consultation's clock, before a length of time is: 八月 answers since when, and eight months are 八个月.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from agents.intake.engine import CHINA
from agents.intake.questions import DURATION
from agents.state import Asked, ConsultationState
from kg.language.rows.calendar import date_answered
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


def today_of(state: ConsultationState) -> date:
    """Answer the day in China on which the resident speaks."""
    return datetime.fromtimestamp(state.updated_at_ms / 1000, tz=UTC).astimezone(CHINA).date()


def date_answering(asked: Asked | None, words: str, state: ConsultationState) -> float | None:
    """Answer the days since the date that is the whole answer to "how long", None when it tells no date."""
    if asked is None or asked.id != DURATION or not 0 < len(words) <= MOST_CHARACTERS:
        return None
    return date_answered(words, today_of(state))


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
