"""Spaces that stand for commas: 尿跟浓茶一样 没劲 is typed by who puts no marks at all.

A space of a report's layout, within a phrase or before a unit stays a space, and so does one in a list under one denial (没有发烧 咳嗽).
"""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(r"[，。；！？,;!?\n]")
_SPACE: Final = re.compile(r"(?<=[\u4e00-\u9fff0-9])[ \u3000](?=[\u4e00-\u9fff])")
_GOES_ON: Final = re.compile(
    r"[度次下片粒岁个天月年周斤公点高低升降阳阴增减偏正异多左右]|毫|厘|千帕|小时|分钟|之|的|了"
)
"""What begins behind a space and belongs to what is before it."""
_LIST: Final = re.compile(r"(?:没有|否认|无)[\u4e00-\u9fff]{1,4}$")
_DENIED: Final = re.compile(r"(?:不|没(?!有)|未(?!婚|来)|冇|唔)[\u4e00-\u9fff]{1,4}")
"""A part with a denial of its own, which denies nothing beside it: 没感冒 抽烟, 不喘 不瘦."""
_LEFT, _RIGHT, _LISTED = 4, 2, 4
"""Characters that a part has to have on either side for a space to part them, and at most in a list under one denial."""
_BEFORE_DENIED: Final = 3
"""Characters before a part with a denial of its own: 站立 不稳 is one."""


def with_commas(text: str) -> str:
    """Answer the text, as long as it was, with a comma for each space that parts what is told; unchanged where it has marks of its own."""
    if _MARKS.search(text) or " " not in text.replace("\u3000", " "):
        return text
    characters = list(text)
    begun, denied = 0, False
    for space in _SPACE.finditer(text):
        at = space.start()
        left = text[begun:at]
        right = re.match(r"[^ \u3000]*", text[at + 1 :])
        following = right[0] if right is not None else ""
        denied = _LIST.fullmatch(left) is not None or (denied and len(left) <= _LISTED)
        listed = denied and len(following) <= _LISTED
        apart = _DENIED.fullmatch(left) or (len(left) >= _BEFORE_DENIED and _DENIED.fullmatch(following))
        if (len(left) >= _LEFT or apart) and len(following) >= _RIGHT and not listed and not _GOES_ON.match(following):
            characters[at] = "，"
        begun = at + 1
    return "".join(characters)
