"""A mole whose change is told clauses later: 脚后跟那颗黑痣，今年长到黄豆大了，会渗血.

Owns what says that a mole grows, changes its edge or bleeds, as far as its sentence goes. Blood counts for it only where no other place
that bleeds is named between; a denied change (好多年了没变) is none. Source: NICE NG12, the weighted checklist for melanoma.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import tokens_over
from kg.language.mentions.compose import mention_at
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

CHANGE: Final = FindingId("mole_change")
_MOLE: Final = r"(?:黑痣|(?<!点)痣(?!疮)|痦子|(?:脚底|脚掌|手掌|手心|指甲下面?|趾甲下面?)的?黑斑)"
_GROWS: Final = (
    r"(?:长到|长大|变大|变高|变厚|变黑|变色|变样|变形|大了|鼓起来|越来越[大黑高厚]|越长越大"
    r"|边[上缘]?(?:毛|不整|不规则|不齐|模糊|不清))"
)
_BLEEDS: Final = r"(?:渗血|出血|流血|冒血|流水|渗液|破溃|破皮|破了|烂了|结痂)"
_TOLD: Final = re.compile(rf"{_MOLE}(?P<between>[^。；！？;!?\n]{{0,24}}?)(?P<change>{_GROWS}|{_BLEEDS})")
_ELSEWHERE: Final = re.compile(r"[鼻牙口嘴眼耳便尿经阴肛指胃咳吐]|切|割|伤|昨天|今天")
"""Between a mole and blood: another place, or an accident."""
_DENIED: Final = re.compile(r"(?:没有?|不|未|从不)(?:会|再|怎么|明显|见)?$")


def moles_of(lexicon: Lexicon, row: Row) -> list[Mention]:
    """Answer that a mole changed, as a mention where it is told; none where the graph knows no such finding."""
    if CHANGE not in lexicon.findings:
        return []
    for match in _TOLD.finditer(row.text):
        bleeds = re.fullmatch(_BLEEDS, match["change"]) is not None
        if _DENIED.search(match["between"]) or (bleeds and _ELSEWHERE.search(match["between"])):
            continue
        tokens = tokens_over(row, match.start(), match.end())
        within = [each for each in row.pieces if tokens and each.end > tokens[0] and each.start <= tokens[-1]]
        if not tokens or not row.pieces:
            continue
        mention = mention_at("finding", (CHANGE,), (within or row.pieces)[0], tokens[0], tokens[-1] + 1)
        mention.status = Status.PRESENT
        return [mention]
    return []
