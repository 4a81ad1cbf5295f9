"""Illness of somebody who was met: 接触过发烧咳嗽的表哥, "exposed to a child with chickenpox" tells of another's illness.

Owns where the one who was met stands with the illness in one phrase. What follows it ("... and now I have a fever too") is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row

CONTACT: Final = "contact"
"""The subject of somebody who is neither the patient nor of the family history."""
_ONE: Final = (
    r"(?:病人|患者|感染者|人|孩子|小孩子?|小孩儿|娃娃?|宝宝|婴儿|小朋友|小伙伴|同学|同事|同桌|室友|朋友|邻居|工友|亲戚|客人|老师"
    r"|[表堂]?[哥姐弟妹]{1,2}|爸爸?|妈妈?|爷爷|奶奶|外婆|外公|姥姥|姥爷|老公|老婆|[叔婶姑姨舅]{1,2})"
)
_TOLD: Final = r"[^，。；！？,;!?\n]"
_MET: Final = re.compile(
    rf"(?:接触|探望|看望)(?:了|过|到|的是)?{_TOLD}{{1,16}}?的{_ONE}"
    rf"|(?:跟|和|与|同){_TOLD}{{1,14}}?的{_ONE}{_TOLD}{{0,6}}?(?:接触|一起|玩|吃|住|睡|待|呆|坐|同[住桌屋寝])"
    r"|\b(?:exposed to|contact with|been around|was around|were around|sat next to)\s+(?:an?|the|some|my|his|her|our|their)?\s*"
    r"(?:\w+\s+){0,2}?(?:child|children|kids?|baby|boy|girl|man|woman|person|people|somebody|someone|friends?|colleagues?|cousins?|relatives?"
    r"|neighbou?rs?|classmates?|roommates?|patients?|husband|wife|partner|sons?|daughters?|brothers?|sisters?|mother|father|mum|mom|dad)"
    r"[^.,;!?\n]{0,6}?\b(?:with|who (?:has|had|have|was|is|got|are|were)|having|that (?:has|had))\b[^.,;!?\n]{1,60}?"
    r"(?=[.,;!?\n]|$|\b(?:and (?:now|i|he|she|my)|but|so|now|i)\b)",
    re.IGNORECASE,
)


_VIRUS: Final = "病毒"
"""It has the character of poison, and is none."""
_WITH: Final = frozenset("和跟与同陪")
_TOGETHER: Final = ("一起", "一块", "们一起", "们一块", "聚", "吃", "喝", "玩", "去", "出去", "在外面")


def read_contacts(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the subject of what one who was met is ill with."""
    spans = met(row)
    for mention in mentions if spans else ():
        start, end = row.tokens[mention.start].start, row.tokens[mention.end - 1].end
        if mention.ids and _within(spans, start, end) and not _exposure(mention):
            mention.subject = CONTACT


def met(row: Row) -> list[tuple[int, int]]:
    """Answer the characters of the phrases in which one who was met stands with an illness that is caught, and with no danger."""
    catching, danger = pattern(CIRCUMSTANCES, "catching"), pattern(CIRCUMSTANCES, "danger")
    return [
        match.span()
        for match in _MET.finditer(row.text)
        if catching.search(match[0]) and not danger.search(match[0].replace(_VIRUS, ""))
    ]


def in_company(row: Row, piece: Piece, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether somebody is named only as company, or as who was met: 和朋友一起吃饭后拉肚子, 接触过发烧的同事.

    `spans` are those of `met`.
    """
    forms = row.forms
    with_them = not _WITH.isdisjoint(forms[max(0, piece.start - 2) : piece.start])
    if with_them and "".join(forms[piece.end : piece.end + 4]).startswith(_TOGETHER):
        return True
    start, end = row.tokens[piece.start].start, row.tokens[piece.end - 1].end
    return _within(spans, start, end)


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether characters lie in one of the spans, which are in order and apart."""
    at = bisect_left(spans, (start, 0)) - 1
    return at >= 0 and end <= spans[at][1]


def _exposure(mention: Mention) -> bool:
    """Say whether a mention is itself the contact: 接触过手足口 is the patient's own exposure."""
    return any(id_.startswith(("exposure.", "hx.")) for id_ in mention.ids)
