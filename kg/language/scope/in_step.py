"""A question or a second denial that takes nothing back: 怀孕了能吃虾吗 tells of a pregnancy, 没血没烧 of no fever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.scope.occasions import begins_anew

if TYPE_CHECKING:
    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row

_DOES: Final = re.compile(r"(?:了|的话|期间|的时候)?(?:还|就)?(?:能|可以|要|该|应该|需要|用)(?!紧|命)[^，。]+")


def asks_to_do(row: Row, mention: Mention, end: int, question: Piece) -> bool:
    """Say whether the question is what may be done with a complaint that is there: 发烧了要去医院吗; not 能怀孕吗, 是发烧了吗.

    A disease that is named so may be nobody's: 狂犬病能治吗.
    """
    return mention.what == "finding" and _DOES.match("".join(row.forms[end : question.start])) is not None


def denied_in_step(row: Row, first: Piece, second: Piece) -> bool:
    """Say whether two denials stand in step, 没血没烧, and do not undo each other as 没有不 does."""
    forms = row.forms
    return second.start > first.end and forms[first.start] == forms[second.start] == "没"


def goes_on(row: Row, cue: Piece | None, piece: Piece) -> bool:
    """Say whether a denial right behind another one only goes on with it, and starts none of its own."""
    if cue is None or piece.start - cue.end > 1:
        return False
    return not (denied_in_step(row, cue, piece) or begins_anew(row, piece))


def a_not_a(row: Row, piece: Piece) -> bool:
    """Say whether a denial is the middle of a question: 疼不疼, 发没发烧."""
    forms, start, end = row.forms, piece.start, piece.end
    return start > 0 and end < len(forms) and forms[start - 1] == forms[end] and row.tokens[end].kind == "han"
