"""A fit told by its verb alone: 娃抽了, 又抽起来了, 抽抽过去了.

Owns telling this 抽 from blood that is drawn, tobacco, and a cramp in one limb: a fit has a person who does it, or signs of a fit beside
it, and nothing that is drawn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import clause_over, tokens_over
from kg.language.mentions.compose import mention_at
from kg.language.rows.entries import Kind
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

SEIZURE: Final = FindingId("seizure")
_OFTEN: Final = r"(?:又|有|快|大概|差不多|好)*[一二两三四五六七八九十几半\d]+(?:多|来|几)?(?:次|回|下|会儿?|阵|分钟?|秒|个?小时|刻钟?)了?"
_FIT: Final = re.compile(
    rf"(?<![不没别])抽抽?(?:了|起来了?|过去了?|上了)(?:{_OFTEN})?"
    r"(?=[，。,.；;！!？?\s]|还|又|没|现在|好久|半天|眼|口|叫|嘴|得|呢|啊|$)"
)
_DRAWN: Final = re.compile(
    r"(?:抽|验|采|指|化)血|血管|抽了?[^，。]{0,4}血|化验|烟|戒|抽了?筋|骨髓|羊水|积液|奖|彩票|脂肪|等结果|结果[^，。]{0,4}(?:没出|出来|正常)"
)
_DRAWN_AFTER: Final = re.compile(r"^[^，。；]{0,2}(?:血|烟|筋|水|液|奖|脂|骨髓)")
_LIMB: Final = re.compile(
    r"(?<!手)(?:腿|脚|趾|指|眼皮|眼角|嘴角|脸|肚子|胃|肌肉|脖子|屁股|心|心里|心口|胸口|头皮|神经)(?:上|又|也|有点|突然|一下子?|老|总)*$"
)
_SIGNS: Final = re.compile(
    r"翻白|上翻|往上翻|眼[^，。]{0,3}(?:斜|直)|白沫|叫不[应醒]|没反应|停不下|没停|还在抽|烧|浑身|全身|四肢|手脚|牙关|尿了?裤|昏|倒地|意识|发抖|憋|停了|缓过来|醒过来|清醒|分钟"
)
_NEAR: Final = 14


def fits_of(lexicon: Lexicon, row: Row) -> list[Mention]:
    """Answer the fits that the text tells by the verb alone, as mentions."""
    if SEIZURE not in lexicon.findings:
        return []
    drawn = _DRAWN.search(row.text) is not None and _SIGNS.search(row.text) is None
    answer: list[Mention] = []
    for match in _FIT.finditer(row.text):
        tokens = tokens_over(row, match.start(), match.end())
        if not tokens or drawn or _DRAWN.search(clause_over(row.text, *match.span())):
            continue
        if _LIMB.search(row.text[max(0, match.start() - _NEAR) : match.start()]):
            continue
        doer = [
            piece
            for piece in row.by_clause[row.clause_at[tokens[0]]]
            if piece.end <= tokens[0] and piece.has(Kind.KIN, Kind.PRONOUN)
        ]
        if not doer and not _SIGNS.search(row.text):
            continue
        near = doer or row.by_clause[row.clause_at[tokens[0]]] or row.pieces[:1]
        if near:
            mention = mention_at("finding", (SEIZURE,), near[-1], tokens[0], tokens[-1] + 1)
            mention.status = Status.PRESENT
            answer.append(mention)
    return answer


def without_drawn(row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer the mentions without fits that are blood drawn, tobacco smoked or a cramp: 抽了两次血, 抽过一次烟, 腿抽了一下."""
    return [
        mention
        for mention in mentions
        if not (
            mention.what == "finding"
            and mention.ids == (SEIZURE,)
            and row.words(mention.start, mention.end).startswith("抽")
            and (
                _DRAWN_AFTER.match(row.text[row.tokens[mention.end - 1].end :])
                or _LIMB.search(row.text[: row.tokens[mention.start].start][-_NEAR:])
            )
        )
    ]
