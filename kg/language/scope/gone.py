"""What was had and is over: 腿肿过，现在消下去了, 上个月抽过一次，早好了, "my legs were swollen, it went down".

Owns complaints told as had once (过, "had", "was") with their end told behind them, and those of months ago. What is over is none of
now; what may have been a heart, a brain or a rupture counts although it ended (`counts_though_over`), unless weeks lie between, and
what bled counts for a year. The words stand in `kg/data/lexicon/circumstances.yaml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import words_before, words_behind, words_of
from kg.language.rows.entries import Kind
from kg.language.scope.past import LONG_AGO_DAYS
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

WEEKS: Final = 15.0
"""Days after which what is told to be over is history: "last month" on its first day, not "two weeks ago"."""
A_SEASON: Final = 92.0
A_YEAR: Final = 366.0
_FIT: Final = "seizure"
"""Of what counts although it passed, what is history after weeks: it is judged by whether it comes again."""
_HEART: Final = re.compile(r"胸|心[口前]|chest|heart", re.IGNORECASE)
_CLAUSES_ON: Final = 2
_ONCE: Final = re.compile(r"^[得到了起出长发有犯]?过(?![敏后程去来分度量多于头])|(?<=.)过(?![敏后程去来分度量多于头])")
_WAS: Final = re.compile(r"\b(?:had|was|were|got|experienced|suffered|used to)\b", re.IGNORECASE)
_LEADS: Final = re.compile(
    r"^(?:\s|不过|但是?|可是|后来|现在|目前|如今|早就?|已经?|都|就|又|全|慢慢地?|自己|自行|很快|没多久|一会儿?|过了?[^，。]{1,5}?|第[二三]天|[两几]天|吃了?药"
    r"|人|也|它|的|治|养|but|and|then|now|later|since|it|its|they|that|this|has|have|had|is|was|are|were|all|completely|eventually"
    r"|by itself|on its own|gradually|afterwards|i|i'm|am|feel|feeling|['’]s|['’]m|soon|quickly|a day|the next day)*$",
    re.IGNORECASE,
)


def read_gone(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, `past` of complaints that ended weeks ago, and the status of harmless ones that ended lately to absent."""
    for mention in mentions:
        if mention.what not in {"finding", "sensation"} or mention.status is not Status.PRESENT or mention.past:
            continue
        if any(map(lexicon.timeless, mention.ids)) or not _once(row, mention):
            continue
        days, own = mention.onset_days, row.words(mention.start, mention.end)
        if _over(row, mentions, mention):
            if days is not None and days >= _counts_for(lexicon, mention, own):
                mention.past = True
            elif not pattern(CIRCUMSTANCES, "counts_though_over").search(own) and not any(
                map(lexicon.lasting, mention.ids)
            ):
                mention.status, mention.denied, mention.resolved = Status.ABSENT, True, True
        elif (
            days is not None and days >= max(LONG_AGO_DAYS, _counts_for(lexicon, mention, own)) and _dated(row, mention)
        ):
            mention.past = not pattern(CIRCUMSTANCES, "once_more").search(_on(row, mention))


def _counts_for(lexicon: Lexicon, mention: Mention, own: str) -> float:
    """Answer the days for which a complaint that is over counts."""
    if pattern(CIRCUMSTANCES, "bled").search(own):
        return A_YEAR
    brain = any(lexicon.lasting(id_) and not id_.startswith(_FIT) for id_ in mention.ids)
    return A_SEASON if brain or _HEART.search(own) else WEEKS


def _once(row: Row, mention: Mention) -> bool:
    """Say whether it is told as had: 肿过, "was swollen", "had hives"."""
    own = row.words(mention.start, mention.end)
    if row.tokens[mention.start].kind == "han":
        return _ONCE.match(words_behind(row, mention)) is not None or _ONCE.search(own) is not None
    return _WAS.search(f"{words_before(row, mention)} {own}") is not None


def _over(row: Row, mentions: Sequence[Mention], mention: Mention) -> bool:
    """Say whether it is told to be gone: behind it in its clause, or at the head of one of the next with nothing else told between."""
    on = _on(row, mention)
    if pattern(CIRCUMSTANCES, "once_more").search(on):
        return False
    told = {other.clause for other in mentions if other is not mention and other.status is Status.PRESENT and other.ids}
    parts = [words_behind(row, mention)]
    for clause in range(mention.clause + 1, mention.clause + 1 + _CLAUSES_ON):
        if clause in told:
            break
        parts.append(words_of(row, clause))
    return any(_ends(part, whole=number > 0) for number, part in enumerate(parts))


def _ends(words: str, *, whole: bool) -> bool:
    for found in pattern(CIRCUMSTANCES, "over").finditer(words):
        before = words[: found.start()]
        if not whole:
            # In the clause itself the end follows a word of contrast: "was swollen but it has gone down".
            contrast = list(re.finditer(r"\b(?:but|and|then)\b|但|后来|现在", before, re.IGNORECASE))
            if not contrast:
                continue
            before = before[contrast[-1].start() :]
        if _LEADS.match(before):
            return True
    return False


def _on(row: Row, mention: Mention) -> str:
    """Answer what is said from a mention to the end of the next clauses."""
    return " ".join(
        [words_behind(row, mention), *(words_of(row, mention.clause + on) for on in range(1, _CLAUSES_ON + 1))]
    )


def _dated(row: Row, mention: Mention) -> bool:
    return any(piece.has(Kind.AGO) for piece in row.by_clause[mention.clause])
