"""What was only heard, read or dreamt: 电视上说突然胸口疼可能是心梗, 做梦梦到胸口疼, "I read online that aspirin causes bleeding".

Only what stands behind such words in their own clause; where the clause comes to speak of the speaker's own now, nothing is taken away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
