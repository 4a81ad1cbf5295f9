"""What a pulse is of: the body at work (跑步的时候心率160 is what a heart should do), or at rest and not coming down.

Owns which pulses are of exercise and no finding. One that goes on after rest is of rest; one beyond what the age lets a healthy heart reach
(220 less the years: Fox, Annals of Clinical Research 1971) is judged like any other, as is a slow one, and all are where chest or
consciousness suffered with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import VALUES, pattern
from kg.language.mentions.compose import mention_at
from kg.language.values.readings import ADULT_YEARS
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.language.values.reading_values import Reading
    from kg.lexicon import Lexicon

PULSE: Final = "pulse"
STAYS_UP: Final = FindingId("heart_rate_stays_up")
FASTEST: Final = 220.0
"""Beats a minute, less one for every year of age."""
SLOW: Final = 100.0
"""What is not fast even at rest is left to its rules."""
VERY_FAST: Final = 131.0
"""From here on it matters whether rest brings it down."""
_SUFFERS: Final = ("chest_", "syncope", "near_syncope", "dizziness", "confusion", "sweating.cold", "dyspnea.at_rest")
_BEFORE: Final = 24
_BEHIND: Final = 32
"""Characters before and behind a pulse in which the exercise is named."""
_HEAD: Final = 7
"""Characters of the next clause before it: 心率160，在跑步机上; "pulse 160, while running"."""
_DENIED: Final = re.compile(r"(?:没有?|不|很少|并未|从不|\bno |\bnot |n't |\bwithout )\w{0,3}$", re.IGNORECASE)
_ON: Final = 30
"""Characters behind a pulse in which it is told that it does not come down."""
_STOPS: Final = re.compile(r"[。；！？;!?\n]|\.\s")
_COMMAS: Final = re.compile(r"[，,、]")


def judged(
    row: Row, readings: Iterable[Reading], mentions: Sequence[Mention], age_years: float | None
) -> tuple[Reading, ...]:
    """Answer the readings without the pulses of exercise."""
    fastest = FASTEST - (ADULT_YEARS if age_years is None else age_years)
    suffers = any(
        mention.status is Status.PRESENT and not mention.past and any(id_.startswith(_SUFFERS) for id_ in mention.ids)
        for mention in mentions
    )
    return tuple(
        each
        for each in readings
        if suffers or each.measurement != PULSE or not SLOW <= each.value <= fastest or not _of_exercise(row, each)
    )


def stays_up(lexicon: Lexicon, row: Row, readings: Iterable[Reading]) -> list[Mention]:
    """Answer that a very fast pulse does not come down with rest, where it is told beside one."""
    if STAYS_UP not in lexicon.findings:
        return []
    answer: list[Mention] = []
    for each in readings:
        if each.measurement != PULSE or each.value < VERY_FAST or not each.plausible or each.anchor < 0:
            continue
        start, end = row.tokens[each.start].start, row.tokens[each.end - 1].end
        before = _STOPS.split(row.text[max(0, start - _BEFORE) : start])[-1]
        behind = _STOPS.split(row.text[end : end + _ON])[0]
        if pattern(VALUES, "rested").search(before) or pattern(VALUES, "rested").search(behind):
            mention = mention_at("finding", (STAYS_UP,), row.pieces[each.anchor], each.start, each.end)
            mention.status = Status.PRESENT
            answer.append(mention)
    return answer[:1]


def _of_exercise(row: Row, reading: Reading) -> bool:
    """Say whether exercise is named in the clause of a pulse, the one before it or at the head of the next, and no rest after that."""
    start, end = row.tokens[reading.start].start, row.tokens[reading.end - 1].end
    before = _STOPS.split(row.text[max(0, start - _BEFORE) : start])[-1]
    before = "，".join(_COMMAS.split(before)[-2:])
    own, *further = _COMMAS.split(_STOPS.split(row.text[end : end + _BEHIND])[0])
    found = _named(before)
    if found is None and _named(own) is None and not (further and _named(further[0], at_most=_HEAD)):
        return False
    since = row.text[start - len(before) + found.end() :] if found is not None else row.text[end:]
    return pattern(VALUES, "rested").search(since) is None


def _named(text: str, at_most: int = _BEHIND) -> re.Match[str] | None:
    """Answer the exercise that a clause names and does not deny."""
    found = pattern(VALUES, "exercised").search(text)
    if found is None or found.start() > at_most or _DENIED.search(text[: found.start()]):
        return None
    return found
