"""Relatives that are named and not quite meant: the aunt who is a period, the elder whom people choose as "parent" or as "other"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from kg.language.rows.pieces import Piece, Row

_PARENTS: Final = frozenset({"mother", "father", "parents"})
_GRANDPARENTS: Final = frozenset({"grandmother", "grandfather"})
_NAMES: Final = frozenset({"姨妈", "我姨妈", "小姨妈"})
_COMES: Final = re.compile(
    r"^(?:都|也|还|又|就|才|上个?月|这个?月|这次|这回|今天|昨天|前天){0,2}(?:迟|晚来|晚了|没来|没有来|不来|未来|推迟|提前|推后|来了|来的|来之?前|来完|来得|来期间"
    r"|还没|快来|要来|该来|刚来|刚走|走了|没走|期|痛|疼|量|血|巾|干净|没干净|结束|颜色|第[一二三四五六七\d]天|一?直?不走|好?几个?月没|[一二两三四五六七八九十\d]+天)"
)
_REACH: Final = 12
_GATHER: Final = frozenset({"聚", "聚会", "聚餐", "圈", "群", "婚礼"})
"""What follows friends who meet and are not spoken of: 同学聚会, 朋友圈. Not 会, which is "will" as often as a meeting: 同事会头晕."""
_FATHER: Final = "俺大"
_GREAT: Final = frozenset(
    "概量晚早半夜夫汗病小拇便腿脚臂出口儿女娃声笑哭喝家多部约致学热冷风雨雪前后清白中年过舅叔婶嫂弟妹姑姨伯爷娘哥姐"
)
"""What follows 俺 and a word that begins with 大."""
_USED: Final = frozenset("穿戴借拿")
"""What somebody does with a relative's thing: 穿老公拖鞋."""
_MADE: Final = frozenset("做买煮炒炖包煲蒸腌送寄织开给")
"""What a relative did to a thing that is spoken of: 我妈做的饭, 老公买的药."""


def is_period(row: Row, piece: Piece) -> bool:
    """Say whether a piece that names an aunt means the period, as many women call it: 姨妈迟了三周, 姨妈痛; not 姨妈得了糖尿病."""
    if row.words(piece.start, piece.end) not in _NAMES:
        return False
    after = "".join(row.forms[piece.end : piece.end + _REACH])
    return _COMES.match(after) is not None


def elder(subject: str, relation: str | None) -> bool:
    """Say whether an elder is meant whom people choose either way: a father-in-law as "other", a grandmother as "parent"."""
    return (relation == "other" and subject in _PARENTS) or (relation == "parent" and subject in _GRANDPARENTS)


def named_on_the_way(row: Row, piece: Piece) -> bool:
    """Say whether a piece that names somebody tells of nobody: a gathering of friends, the slippers of a husband, the period."""
    after = row.forms[piece.end] if piece.end < len(row.forms) else ""
    before = row.forms[piece.start - 1] if piece.start else ""
    gathers = piece.entry(Kind.KIN).name == "contact" and after in _GATHER
    made = after in _MADE and "".join(row.forms[piece.end + 1 : piece.end + 2]) == "的"
    return is_period(row, piece) or gathers or made or before[-1:] in _USED or _is_great(row, piece)


def _is_great(row: Row, piece: Piece) -> bool:
    """Say whether 俺大 is no father but the speaker and a word that begins with 大: 俺大半夜, 俺大概."""
    after = row.forms[piece.end] if piece.end < len(row.forms) else ""
    return row.words(piece.start, piece.end) == _FATHER and after in _GREAT


def same_person(before: Piece, piece: Piece) -> bool:
    """Say whether two pieces name one neighbour: 隔壁李婆婆, 对门张大爷."""
    apart = piece.start - before.end
    return before.entry(Kind.KIN).name == "contact" and piece.entry(Kind.KIN).name != "contact" and 0 <= apart <= 1
