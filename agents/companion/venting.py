"""Grumbling about work or lessons that says it is grumbling: 这班上得想死，就是想吐槽一下.

It is no plain wish to die, and it may still hide one: what is blanked out here is answered by a gentle, direct question (`crisis_words`).
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import plain

_GRUMBLE: Final = re.compile(
    r"(?:班|课|学|工作|活儿?|作业|论文|代码|报表|会|题|书|方案|单子|工)[^，。]{0,4}?(?:上|写|做|干|改|加|开|背|读|搬)?得(?:我)?(?:都|真|简直)?(?:想|要)死"
)
_SAYS_SO: Final = re.compile(r"吐(?:个)?槽|抱怨|发(?:个|点|下)?牢骚|开(?:个)?玩笑|夸张|说说而已")
_NOT_ONLY: Final = re.compile(r"真的?(?:想|不想活)|不想活|自杀|遗书|安眠药|农药|跳|割|解脱|活着|没意思|撑不")


def vented(text: str) -> bool:
    """Answer whether a text grumbles in words of dying, says that it only grumbles, and says nothing graver."""
    words = plain(text)
    return _GRUMBLE.search(words) is not None and _SAYS_SO.search(words) is not None and _NOT_ONLY.search(words) is None


def without_venting(words: str) -> str:
    """Answer plain words with such a grumble blanked out."""
    if not vented(words):
        return words
    return _GRUMBLE.sub(lambda match: "□" * len(match.group()), words)
