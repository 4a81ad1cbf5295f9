"""Words of the heart that mean the mood or the chest: 心里难受 with pallor, sweat or want of breath is told of the chest.

In much of northern China 心里难受, 心里不得劲 name what is felt behind the breastbone. Beside signs of the body, and where no grief or
quarrel is told, a discomfort of the chest is added; the mood stays as heard, and a heart is not missed for it (ESC 2023, acute coronary
syndromes: pallor and sweat are signs of ischaemia whatever the pain is called).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

CHEST: Final = FindingId("chest_discomfort")
_MOOD: Final = "low_mood"
_HEART: Final = re.compile(
    r"心里?(?:头)?(?:很|好|特别|有点|直|一阵|突然)?(?:难受|不得劲|不好受|不舒服|不痛快|发堵|堵|憋)"
)
_BODY: Final = ("pallor", "sweating", "dyspnea", "near_syncope", "syncope", "cyanosis", "shock_signs")
_GRIEF: Final = re.compile(
    r"失恋|分手|离婚|去世|过世|(?:人|他|她|爸|妈|爹|娘|老伴|老公|老婆|孩子)(?:走|没)了|吵|骂|哭|委屈|想不开|抑郁|伤心|难过|思念|想念|压力|失业|下岗|孤独|寂寞|焦虑|烦"
)


def chest_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer the discomfort of the chest that words of the heart tell beside signs of the body; none where a grief is told."""
    if CHEST not in lexicon.findings or _GRIEF.search(row.text):
        return []
    told = [mention for mention in mentions if mention.status is Status.PRESENT and not mention.past and mention.ids]
    moods = [
        mention
        for mention in told
        if mention.ids[0].startswith(_MOOD) and _HEART.search(row.words(mention.start, mention.end))
    ]
    bodies = {mention.subject for mention in told if any(id_.startswith(_BODY) for id_ in mention.ids)}
    return [replace(mention, ids=(CHEST,), severity=None) for mention in moods if mention.subject in bodies]
