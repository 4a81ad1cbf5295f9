"""What was only heard, read, seen in a play or dreamt, and what an unnamed somebody died of: 电视上说胸口疼可能是心梗, 村里有人喝农药走了.

Only what stands behind such words in their own clause; where it comes to speak of the speaker's own now, nothing is taken away.
An unnamed somebody who may yet be helped is nobody's tale: it stays what it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import words_before, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

_HEARD: Final = re.compile(
    r"(?:电视|网|抖音|快手|百度|公众号|小红书|朋友圈|新闻|书|报纸|文章)[上里中](?:的|有)?(?:专家|医生|广告|人家|人|文章)?(?:也|都|老|经常)?"
    r"(?:说|讲|写|看到|看见|刷到)(?:说)?(?!话)"
    r"|(?:抖音|快手|百度|新闻|文章|广告|公众号)(?:也|都)?(?:说|讲|写)(?!话)|听(?:人|别人|人家)(?:说|讲)(?!话)"
    r"|(?:剧|电影|小说|故事)里|梦到|梦见|梦里"
    r"|都说(?![话我他她您你]|孩子|宝宝)(?=.{1,20}(?:真的吗|是真的|真的假的|对吗|对不对|有道理))"
    r"|\b(?:on tv|(?:read|saw|heard|seen|watched) (?:\w+ ){0,3}?"
    r"(?:online|on the internet|on tv|on youtube|in a (?:movie|show|book|drama|film))"
    r"|(?:google|internet|youtube|article) (?:says?|said)|dream(?:t|ed|ing|s)? (?:that|of|about|i))\b",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"自己|我(?:的|现在|也|就|真|今天|刚|正|这|一直|最近|好像)|跟我|和我|像我"
    r"|\b(?:i am|i'm|i have|i've|my own|just like me|same as mine)\b",
    re.IGNORECASE,
)


_SHOWN: Final = re.compile(
    r"\bin (?:the|a|an|this|that|my) (?:\w+ )?(?:series|show|movie|film|drama|soap|novel|episode)\b(?! theat)"
    r"|\b(?:watch(?:ed|ing)?|saw|seen|read(?:ing)?)\b[^.,;]{0,24}?\b(?:show|movie|film|series|drama|episode|novel|documentary|news)\b"
    r"(?: (?:where|in which|about|that|of))",
    re.IGNORECASE,
)
_SELF: Final = re.compile(r"\b(?:i|me)\b|我(?!们)|自己|俺(?!们)", re.IGNORECASE)
_I: Final = re.compile(r"\b(?:i|my|me)\b|我|自己|俺", re.IGNORECASE)


def read_hearsay(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of what was only heard, read or dreamt to None: spoken of only."""
    for match in _HEARD.finditer(row.text):
        clause = next((row.clause_at[n] for n, token in enumerate(row.tokens) if token.end >= match.end()), None)
        inside = [token for n, token in enumerate(row.tokens) if row.clause_at[n] == clause]
        if not inside or _OWN.search(row.text, match.end(), inside[-1].end):
            continue
        for mention in mentions:
            if mention.clause == clause and row.tokens[mention.start].start >= match.end():
                mention.status = None
    _read_shown(row, mentions)
    _read_dead(row, mentions)


def _read_shown(row: Row, mentions: Sequence[Mention]) -> None:
    """Take back what is told, in one clause, behind somebody of a play or behind a play that is told of."""
    shown = pattern(CIRCUMSTANCES, "shown_person")
    for mention in mentions:
        before = words_before(row, mention)
        found = shown.search(before) or _SHOWN.search(before)
        if found is not None and _I.search(before, found.end()) is None:
            mention.status = None


def _read_dead(row: Row, mentions: Sequence[Mention]) -> None:
    """Take back what somebody unnamed died of elsewhere, in one clause or the next."""
    if any(pattern(CIRCUMSTANCES, each).search(row.text) is None for each in ("some_one", "elsewhere", "has_died")):
        return
    for mention in mentions:
        found = pattern(CIRCUMSTANCES, "some_one").search(words_before(row, mention))
        if found is None or _SELF.search(words_before(row, mention), found.end()):
            continue
        told = f"{words_of(row, mention.clause)} {words_of(row, mention.clause + 1)}"
        if pattern(CIRCUMSTANCES, "has_died").search(told) and not pattern(CIRCUMSTANCES, "to_be_helped").search(
            row.text
        ):
            mention.status = None
