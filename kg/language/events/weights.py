"""A weight that changed, told as two weights: 从105斤减到82斤, 去年150斤，现在130斤, "went from 60 kg to 48 kg".

Owns what two weights in one sentence come to. From a twentieth of the first on it is a finding: what doctors call a marked loss (5 % within
6 to 12 months; Gaddey and Holder, Unintentional Weight Loss in Older Adults, American Family Physician 104, 2021). A loss that was meant
(减肥, on a diet) is none below a fifth. Gain is looked for by nobody here: children grow and pregnancies too.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import tokens_over
from kg.language.mentions.compose import mention_at
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

LOSS: Final = FindingId("weight_loss")
_KG: Final = {"斤": 0.5, "公斤": 1.0, "千克": 1.0, "k": 1.0, "l": 0.4536, "p": 0.4536, "s": 6.35}
"""Kilograms of a unit, by its name or, in English, its first letter (kilo, lb, pound, stone)."""
_OF_SOMEBODY: Final = (25.0, 300.0)
"""Kilograms that only a person weighs: less is rice, unless weight is spoken of."""
_OF_A_CHILD: Final = (2.0, 300.0)
_SAID: Final = re.compile(r"体重|\bweigh", re.IGNORECASE)
_MARKED: Final = 0.05
_EVEN_IF_MEANT: Final = 0.20
_WEIGHT: Final = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}(?:\.\d+)?)(?![\d.]*\d)\s?[多来几]?"
    r"(?P<unit>公斤|千克|斤|(?:kgs?|kilos?|kilograms?|lbs?|pounds?|stone)\b)?",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"[，,、\s]*(?:(?:一路|慢慢|一下子|直接|现在|如今|就|又|已经|只|我|他|她|体重)*(?:瘦|减|掉|降|跌|轻|落|变|剩)(?:得|的)?(?:[到成至为了剩下]|只有)*(?:现在的?|今天的?)?"
    r"|[^\d。！？.!?\n]{0,6}(?:现在|如今|这会儿?|今天)[^\d。！？.!?\n]{0,6}|到|至|-+>|→)\s*"
    r"|\s*(?:(?:down )?to|and (?:now|then) |,? ?(?:and |but )?(?:i'?m |he'?s |she'?s |is |am |it'?s )?(?:now|only)(?: at| just| only)?)\s*",
    re.IGNORECASE,
)
_MEANT: Final = re.compile(
    r"减肥|减重|减脂|健身|控制饮食|少吃主食|生酮|轻断食|\bdiet|\bslimming|on purpose|gym|exercis", re.IGNORECASE
)


def weights_of(lexicon: Lexicon, row: Row) -> list[Mention]:
    """Answer that much weight was lost, as a mention over the two weights; none where the graph knows no such finding."""
    if LOSS not in lexicon.findings or not row.pieces:
        return []
    for first, second in pairwise(_WEIGHT.finditer(row.text)):
        units = first["unit"] or second["unit"], second["unit"] or first["unit"]
        between = row.text[first.end() : second.start()]
        if units[0] is None or units[1] is None or _BETWEEN.fullmatch(between) is None:
            continue
        before, now = (_kilograms(each["number"], unit) for each, unit in zip((first, second), units, strict=True))
        least, most = _OF_A_CHILD if _SAID.search(row.text) else _OF_SOMEBODY
        if not all(least <= each <= most for each in (before, now)):
            continue
        lost = (before - now) / before
        if lost < (_EVEN_IF_MEANT if _MEANT.search(row.text) else _MARKED):
            continue
        # Over the second weight alone: 去年 before the first says when that was.
        tokens = tokens_over(row, second.start(), second.end())
        if not tokens:
            continue
        held = next((each for each in reversed(row.pieces) if each.start <= tokens[-1]), row.pieces[0])
        mention = mention_at("finding", (LOSS,), held, tokens[0], tokens[-1] + 1)
        mention.status = Status.PRESENT
        return [mention]
    return []


def _kilograms(number: str, unit: str) -> float:
    return float(number) * (_KG[unit] if unit in _KG else _KG[unit[0].lower()])
