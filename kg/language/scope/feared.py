"""What is only feared: 担心自己低血糖, "afraid I have diabetes" tell of no disease and no value; 担心高血压控制不好 has it.

Owns diseases, histories, measured states and what only a picture or an examination shows that stand right behind a word of worry, and
diseases that something was taken for before. A complaint is never taken back: whoever worries
about a pain in the chest has it. Nor is what somebody says to have this minute ("scared I'm having a heart attack").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import words_before, words_behind
from kg.language.rows.entries import Kind
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.language.scope.lists import Groups
    from kg.lexicon import Lexicon

_BELIEVED: Final = "fever"
"""A measured state that people feel: whoever worries about it has it, as a rule."""
_NAMES: Final = ("hx.", "named.")
_WORRY_ZH: Final = r"(?:担心|担忧|害怕|生怕|就怕|怕|恐惧|疑心)"
_FEARED: Final = re.compile(
    rf"{_WORRY_ZH}(?:自己|自个儿?|我|我们|他|她|他们|孩子|宝宝|娃|老人|家人|是不是|会不会|是否|不会|会|要|将来|以后|哪天|可能|也|又"
    r"|有|是|得了?|患上?|得上|查出来?|发生|突发|出现|变成|一个)*\s*$"
    rf"|{_WORRY_ZH}[^，。]{{1,8}}(?:是不是|会不会|就是|是|变成|引起|导致|发展成|转成)\s*$"
    r"|\b(?:worr(?:y|ied|ying)|afraid|scared|terrified|frightened|fear(?:ing|ful)?|anxious|concerned|nervous|paranoid)"
    r"(?:\s+|\b)(?:(?:that|about|of|if|it|this|i|i['’]?ve|i['’]?m|we|may|might|could|will|would|have|has|had|get|getting|got|gotten"
    r"|be|is|it['’]s|a|an|some|kind|developing|developed|sort|type|\d)\s+)*\s*$",
    re.IGNORECASE,
)
_THOUGHT: Final = re.compile(
    r"(?<!医生)(?<!大夫)以为(?:自己|孩子|宝宝|娃|他|她|又|就|是|得了?|有|不过是|只是|单纯)*[^，。]{0,7}$"
    r"|\b(?:thought|assumed|presumed) (?:that )?(?:it|this|he|she|i|they)(?: had|['’]d| was| might be| must be| could be)(?: just| only)?"
    r"(?: an?| the| some)?(?: \w+)? *$",
    re.IGNORECASE,
)
"""What somebody took it for before, and no longer does: 一开始以为是食物过敏, "I thought it was asthma"."""
_HAVING: Final = re.compile(r"\bhaving\b", re.IGNORECASE)
_HAD: Final = re.compile(
    r"^(?:的|会|又|也|还|越来越|控制|一直|老是|反复)*(?:控制|加重|恶化|复发|并发|变|增大|扩散|长大|影响|引起|导致|没好|不好|降不|下不来|压不|治|药|犯了|发作|伤)"
    r"|^\s*(?:is |are |will |may |might |could |has )?(?:getting |got |come |came |coming )?"
    r"(?:worse|back|uncontrolled|not controlled|medic|damag)",
    re.IGNORECASE,
)
_MINE: Final = re.compile(r"我的|(?:my|our)\s*$", re.IGNORECASE)
_OWN: Final = frozenset({"my", "this", "these"})
_SHOWN: Final = (
    "chest_shadow",
    "lung_",
    "liver_mass",
    "brain_mass",
    "mediastinal_mass",
    "pleural_fluid",
    "report.",
    "scan.",
    "echo_abnormal",
    "ecg_abnormal",
)
"""How findings begin that nobody feels or sees without a picture."""
_PERHAPS: Final = re.compile(r"是不是|会不会|是否|有|长了|得了")
_NEAR: Final = 4
_CUE: Final = re.compile(r"worr|afraid|scare|concern|fear|担心|怕|怀疑", re.IGNORECASE)
_GETTING: Final = frozenset({"get", "have", "hav", "having"})


def read_feared(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of diseases that are only feared to None, spoken of only, and of measured states to unsure."""
    measured = {
        rule.finding
        for one in lexicon.measurements.values()
        for rule in one.rules
        if not rule.finding.startswith(_BELIEVED)
    }
    for mention in mentions:
        disease = mention.what == "disease" or (bool(mention.ids) and mention.ids[0].startswith(_NAMES))
        if mention.status is not Status.PRESENT or mention.what == "reading":
            continue
        before = f"{words_before(row, mention)} "
        disease = disease or _only_perhaps_shown(row, mention, before)
        if not disease and measured.isdisjoint(mention.ids):
            continue
        feared = _FEARED.search(before) and not _MINE.search(before) and not _HAD.search(words_behind(row, mention))
        if feared or (disease and _THOUGHT.search(before)):
            mention.status = None if disease else Status.UNSURE


def _only_perhaps_shown(row: Row, mention: Mention, before: str) -> bool:
    """Say whether it is asked of what a picture may show: 担心肺上有阴影; 担心肺结节 may have it."""
    if mention.what != "finding" or not mention.ids or not all(id_.startswith(_SHOWN) for id_ in mention.ids):
        return False
    return _PERHAPS.search(f"{before.rstrip()[-_NEAR:]}{row.words(mention.start, mention.end)}") is not None


def of_mine(row: Row, groups: Groups, k: int, cue: Piece) -> bool:
    """Say whether a worry is about a complaint that is there: "worried about my chest pain", "concerned about this lump"."""
    between = row.forms[cue.end : groups.start(k)]
    return _english(row, cue) and not _OWN.isdisjoint(between) and _GETTING.isdisjoint(between)


def worried_about(row: Row, groups: Groups, k: int, cue: Piece) -> bool:
    """Say whether a worry is about a complaint that may be there: "worried about chest pain", not "scared of having a seizure"."""
    complaint = all(mention.what in {"finding", "sensation"} for mention in groups.items[k])
    between = row.forms[cue.start : groups.start(k)]
    return complaint and _english(row, cue) and "about" in between and _GETTING.isdisjoint(between)


def _english(row: Row, cue: Piece) -> bool:
    return row.tokens[cue.start].kind == "word" and _CUE.match(row.words(cue.start, cue.end)) is not None


def told_beside(row: Row, groups: Groups, k: int, cue: Piece) -> bool:
    """Say whether what follows a fear or a doubt after a comma is told: "I might have a stroke, my face is drooping"."""
    if "comma" not in groups.links[k] or not (
        cue.has(Kind.UNSURE, Kind.ASK) or _CUE.match(row.words(cue.start, cue.end))
    ):
        return False
    items, following = groups.items[k], groups.items[k + 1]
    if all(mention.what == "disease" for mention in items):
        return not all(mention.what == "disease" for mention in following)
    start = groups.start(k + 1)
    return row.clause_at[start - 1] == following[0].clause and row.forms[start - 1] in {"my", "i"}
