"""Events that count only for a while: an operation of last year is no recent one, "上周手术" is one though nobody says more.

How long an event counts is the graph's own (`FindingConcept.within_days`). Undated it counts, and so it does with a vague date
(以前, "in the past"): to look for a clot in vain does less harm than to miss one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import clause_around
from kg.language.mentions.mention import Mention
from kg.language.rows.entries import Kind
from kg.schema import FindingId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

OPERATION: Final = FindingId("hx.surgery_recent")
_LONG_AGO: Final = re.compile(
    r"前年|大前年|前几年|早些年|早年|有一年|那年|年轻时|年轻的时候|小时候|小的时候|多年前|几年前|年前"
    r"|yearsago|manyyear|longago|longtimeago|asachild|aschild|iwasachild|childhood|wasyoung|wasalittle|waslittle|myyouth|mytwent|mythirt"
    r"|asateenager|schoolday"
)
"""What is years ago whatever the day is."""
_LAST_YEAR: Final = re.compile(r"去年(?![\d一二三四五六七八九十初上春夏秋])|lastyear")
_FRESH: Final = re.compile(r"刚刚?|才|最近|这几天|近来|just|recent")
"""Words by which it is lately all the same: 去年底手术完，刚拆线."""
_HISTORY: Final = "hx."
_DATED: Final = (Kind.AGO, Kind.TIME_POINT)
_OPERATED: Final = re.compile(
    r"^(?:刚刚?|才)?(?:在[^，。]{1,4})?(?:做|动|开)?(?:了|完|过)?(?:一?个|一?次)?(?:[^，。没不要想室]{0,4})?手术(?!室|费|台|刀|前|单|计划|安排)"
)
_SHORTEST: Final = 2
_REACH: Final = 12


def with_operations(lexicon: Lexicon, row: Row, mentions: list[Mention]) -> list[Mention]:
    """Answer the mentions and, in their order, the operations that only a date tells: 上周手术, 十天前腹腔镜手术."""
    told = {mention.clause for mention in mentions if OPERATION in mention.ids}
    answer = list(mentions)
    for piece in row.pieces:
        if not piece.has(*_DATED) or piece.clause in told or OPERATION not in lexicon.findings:
            continue
        end = min(len(row.forms), piece.end + _REACH)
        found = _OPERATED.match("".join(row.forms[piece.end : end]))
        if found is None or row.tokens[piece.start].kind == "word":
            continue
        told.add(piece.clause)
        mention = Mention(
            "finding",
            (OPERATION,),
            piece.start,
            min(piece.end + found.end(), end),
            piece.index,
            piece.clause,
            piece.sentence,
        )
        mention.onset_days = _days(piece)
        answer.append(mention)
    return (
        sorted(answer, key=lambda mention: (mention.anchor, mention.start)) if len(answer) > len(mentions) else mentions
    )


def date_events(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], today: date | None) -> None:
    """Set `onset_days` of events that count for a while in place, by the date that their clause tells."""
    for mention in mentions:
        longest = _within(lexicon, mention)
        if longest is None:
            continue
        words = _clause_words(row, mention)
        if not mention.ids[0].startswith(_HISTORY) and not _happened(row, mention, longest):
            mention.onset_days = None
            continue
        if _LAST_YEAR.search(words) and (today is None or today.timetuple().tm_yday <= longest):
            # Last year may be last month.
            mention.onset_days = None
        elif mention.onset_days is None:
            mention.onset_days = _told(row, mention, words, longest, today)


def lapsed(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a mention tells an event that is too long ago to count."""
    longest = _within(lexicon, mention)
    return longest is not None and mention.onset_days is not None and mention.onset_days > longest


def _within(lexicon: Lexicon, mention: Mention) -> float | None:
    """Answer the days that the event of a mention counts; None when it stands whenever it was."""
    if mention.what != "finding":
        return None
    longest = [_counts(lexicon, FindingId(id_)) for id_ in mention.ids if id_ in lexicon.findings]
    return max((days for days in longest if days is not None), default=None) if None not in longest else None


def _counts(lexicon: Lexicon, id_: FindingId) -> float | None:
    """Answer the days of a finding, or of the nearest above it that has any: a poisoning by pesticide counts as long as a poisoning."""
    line = [
        lexicon.findings[each]
        for each in (id_, *lexicon.ancestors(id_), FindingId(id_.split(".")[0]))
        if each in lexicon.findings
    ]
    return next((concept.within_days for concept in line if concept.within_days is not None), None)


def _happened(row: Row, mention: Mention, longest: float) -> bool:
    """Say whether a time is of what happened and all told are long ago: not 三年前买的农药昨天喝了, nor 养了三年的狗咬了我."""
    first, last = clause_around(row, mention.start, mention.end, mention.clause)
    clause = row.by_clause[mention.clause]
    dated = [piece for piece in clause if piece.has(*_DATED)]
    if any(_days(piece) <= longest for piece in dated) or _FRESH.search(_clause_words(row, mention)):
        return False
    if pattern(CIRCUMSTANCES, "not_of_the_event").search(row.words(first, last)):
        return False
    behind = [piece for piece in row.pieces if piece.start >= mention.end and piece.clause <= mention.clause + 1]
    lasted = any(piece.has(Kind.DURATION) for piece in behind)
    return (
        bool(dated)
        or lasted
        or _LONG_AGO.search(row.words(first, last).replace(" ", "").lower()) is not None
        or (_LAST_YEAR.search(_clause_words(row, mention)) is not None)
    )


def _clause_words(row: Row, mention: Mention) -> str:
    return "".join(form for form, of in zip(row.forms, row.clause_at, strict=True) if of == mention.clause)


def _told(row: Row, mention: Mention, words: str, longest: float, today: date | None) -> float | None:
    clause = row.by_clause[mention.clause]
    if _FRESH.search(words):
        return None
    dated = [_days(piece) for piece in clause if piece.has(*_DATED) and not _of_another(row, mention, piece)]
    if dated:
        return max(dated)
    if _LONG_AGO.search(words):
        return max(longest * _SHORTEST, 366.0)
    if _LAST_YEAR.search(words) and today is not None:
        # Last year ended so many days ago at least.
        return float(today.timetuple().tm_yday)
    return None


def _of_another(row: Row, mention: Mention, piece: Piece) -> bool:
    """Say whether a date stands with another finding of the clause: 做过手术昨天开始发烧."""
    first, last = min(mention.start, piece.start), max(mention.end, piece.end)
    between = [
        other for other in row.pieces if first < other.start and other.end < last and other.index != mention.anchor
    ]
    return any(other.has(Kind.FINDING, Kind.SENSATION, Kind.BUT) for other in between) or (
        piece.start >= mention.end and row.tokens[piece.start].kind != "word"
    )


def _days(piece: Piece) -> float:
    return float(piece.entry(Kind.AGO if piece.has(Kind.AGO) else Kind.TIME_POINT).number)
