"""Events that count only for a while: an operation of last year is no recent one, "上周手术" is one though nobody says more.

How long an event counts is the graph's own (`FindingConcept.within_days`). Undated it counts, and so it does with a vague date
(以前, "in the past"): to look for a clot in vain does less harm than to miss one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import clause_around, words_of
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
_OF_YEARS: Final = re.compile(
    r"大?前年|去年|前几年|早些年|早年|有一年|那年|年轻(?:的)?时候?|小(?:的)?时候|多年前|几年前"
    r"|\b(?:as a (?:child|kid|teenager)|when i was (?:a )?(?:little |small |young )?(?:child|kid|boy|girl|little|small|young)"
    r"|in my childhood|(?:many )?years ago|a long time ago|long ago|last year)\b",
    re.IGNORECASE,
)
_LED: Final = re.compile(
    r"(?:的时候|时|，|,|我|就|也|曾经?|\s|\b(?:i|he|she|we|was|got|had|were|been|have|has|a|an|the)\b)*", re.IGNORECASE
)
"""What may stand between a date and what happened then."""
_BEHIND: Final = re.compile(
    r"(?:过|了|的|是|那是|在|一次|一口|一回|\s|\b(?:on|in|at|by|the|my|a|leg|hand|arm|foot|about|around|some|over|more|than|back|home|once|it|was)\b)*",
    re.IGNORECASE,
)
_SINCE_THEN: Final = re.compile(
    r"^\W*(?:都|有|已经?|到现在|过去|快|差不多|大概|得有)*[\d一二两三四五六七八九十几好多]+(?:多|来)?(?:个月|年)(?:多|前)?(?:了|的事了?)?\W*$"
    r"|^\W*(?:it|that|this) (?:was|is|happened)\b.{0,12}\b(?:years?|months?)\b",
    re.IGNORECASE,
)
"""A clause of its own that says nothing but how long ago: 小时候被狗咬过，三十年了."""
_NEAR: Final = 4
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
            mention.onset_days = mention.onset_days if (mention.onset_days or 0.0) <= longest else None
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
    """Say whether a time of long ago is told of what happened, and none of lately: 小时候被狗咬过, 三年前喝过农药, "a year ago I got …".

    It stands right at the event, for a date may be of anything else: 三年前买的农药喝了, 两年前离婚喝了农药, 养了三年的狗咬了我.
    """
    first, last = clause_around(row, mention.start, mention.end, mention.clause)
    dated = [piece for piece in row.by_clause[mention.clause] if piece.has(*_DATED)]
    if any(_days(piece) <= longest for piece in dated) or _FRESH.search(_clause_words(row, mention)):
        return False
    clause, at = row.words(first, last), row.tokens[first].start
    start, end = row.tokens[mention.start].start - at, row.tokens[mention.end - 1].end - at
    once = "过" in clause[start : end + 2]
    spans = [(row.tokens[piece.start].start - at, row.tokens[piece.end - 1].end - at) for piece in dated]
    spans += [found.span() for found in _OF_YEARS.finditer(clause)]
    if any(_at(clause, span, start, end, once=once) for span in spans):
        return True
    return once and _SINCE_THEN.match(words_of(row, mention.clause + 1)) is not None


def _at(clause: str, date: tuple[int, int], start: int, end: int, *, once: bool) -> bool:
    """Say whether a date stands right before or behind what happened, or within it."""
    if date[0] >= end:
        return _BEHIND.fullmatch(clause[end : date[0]]) is not None
    between = clause[date[1] : start]
    return _LED.fullmatch(between) is not None or (once and len(between) <= _NEAR)


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
