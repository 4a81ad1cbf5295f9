"""How far a pregnancy is, from weeks, months or days told: 怀孕快39周了, 停经50天, 宫内妊娠12+周, "38 weeks pregnant".

Owns the reading of the length only; who is pregnant is read elsewhere, and without a pregnancy of the person spoken of nothing is told.
Late is from 20 weeks on; at term from 37 (ACOG Committee Opinion 579, 2013; 妇产科学 第9版). Of several the longest counts: reports of
one pregnancy follow each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.spans import mention_over
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

PREGNANT: Final = FindingId("hx.pregnant")
LATE: Final = FindingId("hx.pregnant.late")
TERM: Final = FindingId("hx.pregnant.term")
LATE_WEEKS: Final = 20.0
TERM_WEEKS: Final = 37.0
LONGEST_WEEKS: Final = 44.0
_WEEKS_A_MONTH: Final = 4.345
_DIGITS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TOLD: Final = re.compile(
    r"(?:怀孕|怀了|怀着|怀上|怀(?:孩子|娃娃?|宝宝|[一二三]胎)|妊娠|停经|孕龄|孕周|宫内孕|孕)(?![前后]"
    r"|产)[^\d一二三四五六七八九十，。；;,\n前]{0,6}?"
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:\+\s*\d?)?\s*(?:个)?[多余来半]?\s*(?P<unit>周|[wW](?![a-z])|月|天)"
    r"|(?P<weeks>\d{1,2})(?:\s*\+\s*\d)?[ -]*(?:weeks?|wks?)['’]?\s*(?:pregnant|gestation|of pregnancy|along)"
    r"|(?P<before>\d{1,2})(?:\s*\+\s*\d)?\s*周(?:的)?(?:身孕|孕)",
)
_OF_THE_PAST: Final = re.compile(
    r"流产|引产|那年|上次|上一胎|第一胎|头胎|以前|曾|既往|去年|前年|生过|分娩过|胎停|last pregnancy|previous"
)
_AROUND: Final = 10


def gestation_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str) -> list[Mention]:
    """Answer how far the pregnancy is, as mentions of late and at term, there or not; none where no pregnancy of now is told."""
    if TERM not in lexicon.findings or not _pregnant(mentions, role):
        return []
    told = max(_told(row.text), default=None)
    if told is None:
        return []
    weeks, start, end = told
    have = {id_ for m in mentions if m.status is Status.PRESENT for id_ in m.ids}
    return [
        mention_over(row, (id_,), start, end, Status.PRESENT if weeks >= least else Status.ABSENT, role)
        for id_, least in ((LATE, LATE_WEEKS), (TERM, TERM_WEEKS))
        if id_ not in have and id_ in lexicon.findings
    ]


def _pregnant(mentions: Sequence[Mention], role: str) -> bool:
    return any(
        m.status is Status.PRESENT and not m.past and m.subject == role and m.ids and m.ids[0].startswith(PREGNANT)
        for m in mentions
    )


def _told(text: str) -> Iterator[tuple[float, int, int]]:
    for match in _TOLD.finditer(text):
        if _OF_THE_PAST.search(text[max(0, match.start() - _AROUND) : min(len(text), match.end() + 4)]):
            continue
        weeks = _weeks(match)
        if weeks is not None and weeks <= LONGEST_WEEKS:
            yield weeks, match.start(), match.end()


def _weeks(match: re.Match[str]) -> float | None:
    plain = match["weeks"] or match["before"]
    if plain:
        return float(plain)
    count = _number(match["count"])
    if count is None:
        return None
    return count * {"天": 1 / 7, "月": _WEEKS_A_MONTH}.get(match["unit"], 1.0)


def _number(words: str) -> float | None:
    """Answer a number to 99 in digits or Chinese numerals; None when it is none: 二三 is two or three."""
    if words.isdigit():
        return float(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return float(_DIGITS[words]) if words in _DIGITS else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
