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
    r"(?:电视|网上|抖音|快手|新闻|手机|书|报纸|剧|电影|视频|文章|朋友圈|百度|公众号|小红书|听人|听别人)[上里中]?[^，。！？,;]{0,6}?(?:说|讲|写|看到|看见|刷到|讲到)"
    r"|(?:剧|电影|片子|小说|故事|电视剧|视频|游戏)[里中]|梦到|梦见|梦里"
    r"|\b(?:on tv|(?:read|saw|heard|seen|watched) (?:\w+ ){0,3}?"
    r"(?:online|on the internet|on tv|on youtube|in a (?:movie|show|book|drama|film))"
    r"|(?:google|internet|youtube|article) (?:says?|said)|dream(?:t|ed|ing|s)? (?:that|of|about|i))\b",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"我(?:现在|也|就|真|今天|刚|正|这|一直|最近|好像)|跟我|和我|像我|\b(?:i am|i'm|i have|i've|my own|just like me|same as mine)\b",
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
