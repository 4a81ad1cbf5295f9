"""烧 that burns a place and is no fever: 一直烧心, 有点烧胃, 嘴里有点烧; 烧心慌 and 一直烧嗓子也疼 tell a fever and more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.entries import Entry
    from kg.language.rows.trie import Match

_FEVER: Final = "fever"
_BURNS: Final = re.compile(
    r"^(?:心(?![慌跳率里脏口悸烦])|胃(?![疼痛口胀也都难里不])|食[道管]|灼|(?:嗓子|喉咙|嘴|舌头)(?:了|的|得慌)?$)"
)
_PLACE: Final = re.compile(
    r"(?:胃|胃里|胃部|食道|食管|嘴里|嘴巴|嘴|舌头|舌尖|嗓子|嗓子眼|喉咙|尿道|尿道口|肛门|屁股|下面|阴部|眼睛|眼皮|脚底|脚心|手心|脸上|脸|伤口|皮肤)(?:有点儿?|有些|一直|很|老是?|总是?|特别|也|又|还|发)*$"
)
_FAR: Final = 7


def burns_a_place(forms: Sequence[str], match: Match[Entry]) -> bool:
    """Say whether a match is a fever that ends in 烧 and a place before or behind it is what burns."""
    if forms[match.end - 1] != "烧" or not any(
        entry.kind in {Kind.FINDING, Kind.SHORT} and entry.ids and entry.ids[0].split(".")[0] == _FEVER
        for entry in match.entries
    ):
        return False
    behind = "".join(forms[match.end : match.end + _FAR])
    before = "".join(forms[max(0, match.start - _FAR) : match.start])
    return _BURNS.match(behind) is not None or (forms[match.start] != "发" and _PLACE.search(before) is not None)
