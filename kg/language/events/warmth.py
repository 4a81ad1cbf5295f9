"""Warmth of a place, which may be no fever: 膝盖红肿，摸着发热 tells of a hot joint.

Owns when 发热 may be of a swollen or red place. A fever is then doubted and so asked about: a hot joint with a fever may be
a septic one (BSR, hot swollen joint, Rheumatology 2006;45:1039). Anything that is said of the whole body is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import words_before, words_of
from kg.language.mentions.compose import site_of
from kg.language.rows.entries import Kind
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
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


def read_warmth(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of a fever that may be only the warmth of a place to unsure: it is asked about, and never forgotten."""
    whole = pattern(CIRCUMSTANCES, "whole_body")
    for mention in mentions:
        if mention.status is not Status.PRESENT or mention.ids != (FEVER,) or mention.value is not None:
            continue
        if not row.words(mention.start, mention.end).endswith(_WARM) or not _inflamed_place(lexicon, row, mention):
            continue
        if whole.search(words_of(row, mention.clause)) or pattern(CIRCUMSTANCES, "watched").search(row.text):
            continue
        before = words_before(row, mention)
        next_whole = whole.search(words_of(row, mention.clause + 1))
        if not next_whole and (
            _THERE.search(before) or _right_after_place(lexicon, row, mention) or _FELT.search(before)
        ):
            mention.status = Status.UNSURE


def _inflamed_place(lexicon: Lexicon, row: Row, mention: Mention) -> bool:
    """Say whether a red or swollen place is spoken of in the clause of a mention or the one before, of the same sentence."""
    for clause in (mention.clause, mention.clause - 1):
        pieces = row.by_clause[clause] if clause >= 0 else []
        same = any(piece.sentence == mention.sentence for piece in pieces)
        if same and _INFLAMED.search(words_of(row, clause)):
            return any(site_of(lexicon, row, piece) in _PLACES or _wound(row, clause) for piece in pieces)
    return False


def _wound(row: Row, clause: int) -> bool:
    return "伤口" in words_of(row, clause)


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
