"""Injuries that a pain is only likened to: "feels like being stabbed", 胸口像被人捅了一刀 tell how it hurts and of no wound.

Owns what is a comparison and no event. A pain is put in the place that is named with it, so that a chest is not lost. Whoever tells of
blood or a wound, or says that it looks or seems so of somebody else, is believed: a missed stab wound is not made good.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import words_before, words_behind
from kg.language.mentions.compose import look_up, mention_at, site_of
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

INJURY: Final = "injury"
PIERCED: Final = "injury.penetrating"
CHEST_PAIN: Final = FindingId("chest_pain")
SEVERE_CHEST_PAIN: Final = FindingId("chest_pain.sudden_severe")
GRAVE: Final = (
    "back_pain",
    "abdominal_pain",
    "flank_pain",
    "neck_pain",
    "jaw_pain",
    "shoulder_pain",
    "headache",
)
"""How the findings of places begin where a pain like a wound may be a great artery, the gut or the brain."""
SEVERE: Final = 8
"""The grade (0 to 10) of a pain that is likened to a wound."""
_LIKENED: Final = re.compile(
    r"\b(?:feel\w*|felt|hurt\w*|pain\w*|ach\w+|sensation|cramp\w*|throb\w*)\b[^.;!?。]{0,40}?\b(?:like|as if|as though)\b[^,.;!?。]{0,30}$",
    re.IGNORECASE,
)
_CHINESE: Final = re.compile(
    r"(?:[好就]?[像象]|如同|仿佛|犹如)(?:是|有|被|给|让|人|谁|拿|用|在|着|把|刀|东西|什么|一|似的)*$"
)
_WITH: Final = re.compile(r"(?:跟|和|同)(?:是|有|被|给|让|人|谁|拿|用|在|着|把|刀|一)*$")
_AS: Final = re.compile(r"^[^，。；！？]{0,8}(?:似的|一样|一般|那样)")


def read_likened(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer the mentions with every injury that a pain is only likened to told as that pain."""
    real = pattern(CIRCUMSTANCES, "real_wound").search(row.text) is not None
    answer: list[Mention] = []
    for mention in mentions:
        injured = mention.what == "finding" and mention.ids and all(id_.split(".")[0] == INJURY for id_ in mention.ids)
        if not injured or mention.status is Status.ABSENT:
            answer.append(mention)
            continue
        if real or not _only_likened(row, mention):
            if real and PIERCED in mention.ids and mention.status is Status.UNSURE:
                # 他好像被人捅了，流了好多血: nobody waits to be sure.
                mention.status = Status.PRESENT
            answer.append(mention)
            continue
        place = _place(lexicon, row, mention)
        ids = look_up(lexicon, site_of(lexicon, row, place), "pain", (), ()) if place is not None else ()
        if CHEST_PAIN in ids and SEVERE_CHEST_PAIN in lexicon.findings:
            # A chest that hurts so is not waited with: infarction and dissection are told in these words.
            ids = (SEVERE_CHEST_PAIN,)
        if not ids or ids[0].startswith(GRAVE):
            # So are a torn aorta or gut: it stays what calls for help, be it told with 好像.
            mention.status = Status.PRESENT if ids else mention.status
            answer.append(mention)
            continue
        hangs = row.pieces[mention.anchor]
        answer.append(mention_at("finding", ids, hangs, mention.start, mention.end, "pain"))
        answer[-1].status, answer[-1].severity = Status.PRESENT, SEVERE
    return answer


def _only_likened(row: Row, mention: Mention) -> bool:
    before, after = words_before(row, mention), words_behind(row, mention)
    pierced = PIERCED in mention.ids
    if pierced and _LIKENED.search(before):
        # Who is not stabbed knows it; "feels like I sprained it" is how a sprain is told.
        return True
    own = row.words(mention.start, mention.end)
    if _AS.search(after) and (_CHINESE.search(before) or _WITH.search(before) or "像" in own):
        return True
    placed = any(_bodily(piece) for piece in row.by_clause[mention.clause])
    return pierced and placed and _CHINESE.search(before) is not None


def _bodily(piece: Piece) -> bool:
    return not piece.mark and any(kind in {"site", "sensation"} for kind in piece.by_kind)


def _place(lexicon: Lexicon, row: Row, mention: Mention) -> Piece | None:
    """Answer the piece that names where: inside the phrase, or the nearest one of the clause."""
    pieces = [piece for piece in row.by_clause[mention.clause] if site_of(lexicon, row, piece)]
    return min(pieces, key=lambda piece: abs(piece.start - mention.start), default=None)
