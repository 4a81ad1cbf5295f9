"""How a doctor's edit changed what the assistant wrote, judged against the diagnosis that was confirmed.

The rule, in three steps, pure and without a model:

1. *Rank.* The possible causes that a text names, in the order in which it names them first; the rank is the place of the confirmed
   diagnosis. A cause that the text rules out is not named by it. A text that does not name it has no rank, which is behind every rank.
2. *Urgency.* The distance from the urgency that turned out to be right (`records.quality.agreement`). Without an outcome, urgency is not
   judged.
3. *Class.* `worsened` when rank or urgency is worse than before, even if the other is better; else `improved` when one of them is better;
   else `unchanged`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from records.model import RecordUrgency
from records.quality.agreement import urgency_error

Effect = Literal["improved", "unchanged", "worsened"]

_RULED_OUT = re.compile(
    r"(?:(?<!待)(?:排除|不考虑|不支持|不像|不符合|除外)|excluded?|ruled out|unlikely|not)[^。；;，,\n.]{0,12}$"
)
"""Just before a name, in the same clause. `待排` (still to be ruled out) is a cause that is being considered."""
_STILL_OPEN = re.compile(
    r"(?:不能|尚未|未能|无法|cannot be |not yet |not )(?:完全)?(?:排除|除外|excluded|ruled out)[^。；;，,\n.]{0,12}$"
)
_LONGEST_CLAUSE = 40


@dataclass(frozen=True)
class Named:
    """A possible cause by everything it may be called: names in both languages, code."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """What one version of a note says: its assessment, and how urgent it holds the matter to be (None: not known)."""

    assessment: str
    urgency: RecordUrgency | None


def rank(text: str, truth: Named, others: Iterable[Named]) -> int | None:
    """Answer the place (from 1) of a diagnosis among the causes that a text names; None when the text does not name it.

    A longer name is read before a shorter one inside it: 支原体肺炎 does not name 肺炎.
    """
    causes: Sequence[Named] = (truth, *others)
    words = sorted(
        ((word.casefold(), number) for number, cause in enumerate(causes) for word in cause.words if word.strip()),
        key=lambda pair: (-len(pair[0]), pair[1]),
    )
    left = text.casefold()
    first: dict[int, int] = {}
    for word, number in words:
        for found in re.finditer(re.escape(word), left):
            if not _is_ruled_out(text.casefold(), found.start()):
                first[number] = min(first.get(number, found.start()), found.start())
        left = left.replace(word, "\0" * len(word))
    if 0 not in first:
        return None
    return 1 + sum(place < first[0] for number, place in first.items() if number)


def effect(
    before: Judgement, after: Judgement, truth: Named, others: Sequence[Named], outcome: RecordUrgency | None
) -> Effect:
    """Answer the class of an edit from `before` to `after`; see the module for the rule."""
    moves = [_behind(after, truth, others) - _behind(before, truth, others)]
    if outcome is not None:
        moves.append(urgency_error(after.urgency, outcome) - urgency_error(before.urgency, outcome))
    if any(move > 0 for move in moves):
        return "worsened"
    return "improved" if any(move < 0 for move in moves) else "unchanged"


def _behind(said: Judgement, truth: Named, others: Sequence[Named]) -> int:
    found = rank(said.assessment, truth, others)
    return len(others) + 2 if found is None else found


def _is_ruled_out(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_CLAUSE) : start]
    return bool(_RULED_OUT.search(before)) and not _STILL_OPEN.search(before)
