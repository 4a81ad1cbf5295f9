"""Figures of speech: 房贷压得我喘不过气, 被电影吓得一身冷汗, "laughed so hard I couldn't breathe", "my boss is a pain in the neck".

Owns breath, sweat, pains and diseases said right behind what presses, frightens or amuses. Nothing is denied: what may be felt as well
is doubted, and so asked about, and where anything else is complained of all of it is taken at its word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from kg.language.dictionary.word_lists import CIRCUMSTANCES, pattern
from kg.language.mentions.around import words_before, words_behind
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

_FELT: Final = ("dyspnea", "sweating", "not_breathing", "choking")
_LAUGHED_AT: Final = (*_FELT, "abdominal_pain", "facial_pain", "cough")
_DRIVEN: Final = re.compile(
    r"(?:[压画吓逼催卷搞弄勒]|多|高|贵|快)(?:得|到|出)(?:了)?(?:我|人|他|她|大家|我们|整个人|都|快|一|出|身|要|了)*$"
)
_LAUGHED: Final = re.compile(
    r"笑(?:得|到|的)(?:了)?(?:我|人|他|她|大家|我们|都|快|要|直|了)*$|\b(?:laugh\w*|giggl\w*)\b[^.,;]{0,20}$",
    re.IGNORECASE,
)
_PRESSED: Final = re.compile(r"\b(?:is|are|was|were|'s|’s|keeps?|been)\s*$", re.IGNORECASE)
_ALMOST: Final = re.compile(
    r"[气吓急笑]得(?:我|人|他|她)?(?:都|简直)?(?:快|要|快要|差点|就要)(?:得|犯|有|发|突发|出)?$"
    r"|\b(?:almost|nearly|practically) gave me(?: an?)?(?: \w+)?$",
    re.IGNORECASE,
)
_GAVE: Final = re.compile(r"\b(?:gave|gives|giving|give) me(?: an?)?(?: \w+)?$", re.IGNORECASE)
_ABOUT_TO: Final = re.compile(r"^(?:都|快|就|简直)*(?:要|快)(?:犯|发作|出来|来)了?")
_DRIVE: Final = re.compile(r"[气吓急笑]得(?:我|人|他|她)?(?:都|简直)?$")
_NUISANCE: Final = re.compile(
    r"\b(?:is|was|are|were|be|being|such|what|'s|’s) (?:such |just |really )?(?:a|an)? ?(?:\w+ )?"
    r"pain in the (?:neck|butt|ass|arse|backside)",
    re.IGNORECASE,
)
_BODY: Final = re.compile(r"\b(?:i|it|there|this|that|have|had|feel|got)\b", re.IGNORECASE)
"""What is a pain in the neck and no nuisance: "it is a pain in the neck and left arm"."""


def read_figures(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of figures of speech to unsure, and of diseases that somebody nearly gets from anger to None."""
    figures = {id(mention): kind for mention in mentions if (kind := _figure(row, mention))}
    if not figures:
        return
    told = [
        each
        for each in mentions
        if id(each) not in figures
        and each.status is Status.PRESENT
        and each.what in {"finding", "sensation", "reading"}
        and not all(map(lexicon.timeless, each.ids))
        and pattern(CIRCUMSTANCES, "figure_cause").search(row.words(each.start, each.end)) is None
    ]
    for mention in mentions:
        if id(mention) in figures and (not told or mention.what == "disease"):
            mention.status = Status.UNSURE if figures[id(mention)] == "felt" else None


def _figure(row: Row, mention: Mention) -> Literal["", "said", "felt"]:
    """Answer whether a mention is a figure of speech, and one of what may be felt as well."""
    if mention.status is not Status.PRESENT:
        return ""
    before, own, behind = words_before(row, mention), row.words(mention.start, mention.end), words_behind(row, mention)
    cause = pattern(CIRCUMSTANCES, "figure_cause").search(before) is not None
    if mention.what == "disease":
        driven = _ALMOST.search(before) or (_DRIVE.search(before) and _ABOUT_TO.match(behind))
        return "said" if driven or (cause and _GAVE.search(before)) else ""
    if not mention.ids:
        return ""
    if _NUISANCE.search(f"{before} {own}") and not behind.strip(" .!") and not _BODY.search(before):
        return "said"
    if _LAUGHED.search(before) and mention.ids[0].startswith(_LAUGHED_AT):
        return "felt"
    caused = cause and mention.ids[0].startswith(_FELT)
    pressed = _DRIVEN.search(before) or (_PRESSED.search(before) and own.casefold().startswith(("suffocat", "smother")))
    return "felt" if caused and pressed else ""
