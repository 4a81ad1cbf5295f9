"""Warmth of a place, which may be no fever: 膝盖红肿，摸着发热 tells of a hot joint.

Owns when 发热 may be of a swollen or red place. A fever is then doubted and so asked about: a hot joint with a fever may be
a septic one (BSR, hot swollen joint, Rheumatology 2006;45:1039). Anything that is said of the whole body is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.compose import site_of
from kg.language.entries import Kind
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions import Mention
    from kg.language.pieces import Row
    from kg.lexicon import Lexicon

FEVER: Final = "fever"
_WARM: Final = ("热", "烫")
_PLACES: Final = frozenset(
    {
        "joint",
        "knee",
        "ankle",
        "wrist",
        "elbow",
        "finger",
        "toe",
        "foot",
        "heel",
        "hand",
        "leg",
        "calf",
        "arm",
        "shoulder",
        "hip",
    }
    | {"breast", "nail", "eyelid", "skin", "limb"}
)
_INFLAMED: Final = re.compile(r"红|肿")
_THERE: Final = re.compile(
    r"(?:局部|那里|那块|那儿|患处|伤口|周围|表面|皮肤|摸着|摸起来|摸上去|摸了|摸一下|一摸|手摸)(?:也|都|有点|有些|很|还|会|感觉|觉得|是|比较|皮肤|的|地|方)*$"
)
_FELT: Final = re.compile(r"(?:感觉|觉得|感到|有点|有些|略|微微)(?:也|有点|有些|会|是)*$")
_WHOLE: Final = re.compile(
    r"全身|浑身|身上|周身|整个人|人也|我也|自己|额头|体温|度|烧|怕冷|发冷|寒|打颤|哆嗦|出汗|[天日周夜晚早]"
)


_WATCHED: Final = re.compile(
    r"孩子|宝宝|娃|婴|小[儿孩子]|儿子|女儿|闺女|孙|化疗|放疗|免疫|激素|移植|糖尿病|人工关节|换过?关节|寒战|打颤|哆嗦|蔫|睡不醒|叫不醒"
    r"|迷糊|糊涂|意识|不肯走|不愿走|不敢走|瘸"
)
"""Of whom, or beside what, a fever is believed: a child's is told by 摸着发热, and with a weak defence nobody waits for an answer."""


def read_warmth(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of a fever that may be only the warmth of a place to unsure: it is asked about, and never forgotten."""
    for mention in mentions:
        if mention.status is not Status.PRESENT or mention.ids != (FEVER,) or mention.value is not None:
            continue
        if not row.words(mention.start, mention.end).endswith(_WARM) or not _inflamed_place(lexicon, row, mention):
            continue
        if _WHOLE.search(_words_of(row, mention.clause)) or _WATCHED.search(row.text):
            continue
        before = _before(row, mention)
        next_whole = _WHOLE.search(_words_of(row, mention.clause + 1))
        if not next_whole and (
            _THERE.search(before) or _right_after_place(lexicon, row, mention) or _FELT.search(before)
        ):
            mention.status = Status.UNSURE


def _words_of(row: Row, clause: int) -> str:
    pieces = row.by_clause[clause] if 0 <= clause < len(row.by_clause) else []
    if not pieces:
        return ""
    first, last = pieces[0].start, pieces[-1].end
    while first and row.clause_at[first - 1] == clause:
        first -= 1
    while last < len(row.tokens) and row.clause_at[last] == clause:
        last += 1
    return row.words(first, last)


def _before(row: Row, mention: Mention) -> str:
    first = mention.start
    while first and row.clause_at[first - 1] == mention.clause:
        first -= 1
    return row.words(first, mention.start) if first < mention.start else ""


def _inflamed_place(lexicon: Lexicon, row: Row, mention: Mention) -> bool:
    """Say whether a red or swollen place is spoken of in the clause of a mention or the one before, of the same sentence."""
    for clause in (mention.clause, mention.clause - 1):
        pieces = row.by_clause[clause] if clause >= 0 else []
        same = any(piece.sentence == mention.sentence for piece in pieces)
        if same and _INFLAMED.search(_words_of(row, clause)):
            return any(site_of(lexicon, row, piece) in _PLACES or _wound(row, clause) for piece in pieces)
    return False


def _wound(row: Row, clause: int) -> bool:
    return "伤口" in _words_of(row, clause)


def _right_after_place(lexicon: Lexicon, row: Row, mention: Mention) -> bool:
    """Say whether the word follows a place at once: 膝盖红肿，膝盖也发热."""
    at = row.pieces[mention.anchor].index
    before = row.pieces[at - 1] if at else None
    return (
        before is not None
        and before.clause == mention.clause
        and mention.start - before.end <= 2  # noqa: PLR2004 -- 也, 有点
        and not before.has(Kind.SENSATION)
        and site_of(lexicon, row, before) in _PLACES
    )
