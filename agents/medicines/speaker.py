"""Whose medicines and allergies a clause tells of: "对磺胺过敏，我妈有糖尿病，她吃二甲双胍" tells one of each.

Judged clause by clause, because a relative named on the way must not take a person's own allergy out of the record. A clause that
names nobody goes on with the one before it in its sentence. A child that somebody bore, has or nurses is not the one spoken of.
"""

from __future__ import annotations

import re
from typing import Final

from agents.state import Relation

_CHILD: Final = r"孩子|宝宝|小孩|儿子|女儿|闺女|娃娃?|婴儿|小朋友|孙子|孙女|外孙女?|老大|老二"
_CHILD_EN: Final = r"(?:my|our|the) (?:\w+ )?(?:child|children|kids?|baby|son|daughter|grandson|granddaughter)"
_ELDER: Final = r"[我俺咱]?(?:妈妈?|爸爸?|娘|爹|爷爷|奶奶|姥姥|姥爷|外公|外婆|公公|婆婆|岳母|岳父|丈母娘|老丈人)|[父母]亲|父母|老人家?|老伴"
_ELDER_EN: Final = r"my (?:mother|father|mum|mom|dad|parents?|grand(?:mother|father|ma|pa|mum|dad)|nan)"
_PEER: Final = r"老公|老婆|丈夫|妻子|媳妇|爱人|对象|男朋友|女朋友|哥哥?|弟弟?|姐姐?|妹妹?|同事|朋友|邻居|室友|同学|家里人|家人|婆姨|掌柜的"
_PEER_EN: Final = r"my (?:husband|wife|partner|boyfriend|girlfriend|brother|sister|friend|colleague)"
_PRONOUN: Final = r"(?:^|[给帮替是让跟和])[他她](?!汀|克|莫|唑|达|米|林|卡|巴|非|佐)们?|\b(?:he|she|they)\b"
_THEM: Final[dict[Relation, re.Pattern[str]]] = {
    "self": re.compile(
        rf"{_CHILD}|{_ELDER}|{_PEER}|{_PRONOUN}|\b(?:{_CHILD_EN}|{_ELDER_EN}|{_PEER_EN})\b", re.IGNORECASE
    ),
    "child": re.compile(
        rf"{_ELDER}|{_PEER}|(?:^|[^给替帮])我(?=对|自己|也?[在正]?[吃用服])|\b(?:{_ELDER_EN}|{_PEER_EN}|i'?m?|i am|i take)\b",
        re.IGNORECASE,
    ),
    "parent": re.compile(rf"{_CHILD}|\b{_CHILD_EN}\b", re.IGNORECASE),
    "other": re.compile(rf"{_CHILD}|\b{_CHILD_EN}\b", re.IGNORECASE),
}
_BORNE: Final = re.compile(
    r"(?:生|带|有|怀|养|喂|奶|陪|接|送|照顾|看着|为了?)(?:过|了|着|大)?(?:[一二两三四五\d]+个|个)?$"
    r"|\b(?:have|had|nurs\w+|breast-?feed\w*|feed\w*|bore|with)\b[\w ]{0,14}$",
    re.IGNORECASE,
)
_ACTS: Final = re.compile(r"^[^，,]{0,3}?(?:对|在?吃|用|服|过敏)|^ (?:is|takes?|has)\b", re.IGNORECASE)
_TO_DOCTOR: Final = re.compile(
    r"^[^，,。]{0,2}?(?:去|来|看|打针|住院|输液|查)|^[又也正在一]{0,2}(?:发烧|烧|咳|拉|吐|疼|痛|不舒服|难受)|^ (?:to|for|is|has|who)\b",
    re.IGNORECASE,
)
"""What goes on after a child that is brought along: it is the one who is ill."""
_OWN: Final = re.compile(
    r"[我俺咱](?!妈|爸|娘|爹|爷|奶|姥|外|公公|婆|岳|老|丈|媳|爱|对象|男|女|哥|弟|姐|妹|家|孩|宝|儿|闺|娃|孙|父|母|的)|本人|自己"
    r"|孩子|宝宝|\b(?:i|i'm|i've|me|myself)\b",
    re.IGNORECASE,
)
_NURSING: Final = re.compile(r"喂奶|哺乳|母乳|奶孩子|\bbreast-?feed|\bnursing\b", re.IGNORECASE)
_INFANT: Final = re.compile(rf"{_CHILD}|{_CHILD_EN}", re.IGNORECASE)
_ALL: Final = re.compile(r"都|全家|一样|\b(?:both|all of us|too|also)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[，,、]|\b(?:and|but|while)\b(?= (?:i|i'm|my|he|she)\b)|但是?|而且?|不过", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)")


def own_words(relation: Relation, text: str) -> str:
    """Answer the text with the clauses that tell of somebody else than the person it is for taken out; places are kept."""
    answer: list[str] = []
    nursing = relation == "self" and _NURSING.search(text) is not None
    for sentence, stop in _parts(_SENTENCE, text):
        theirs = False
        for clause, mark in _parts(_CLAUSE, sentence):
            theirs = _tells_of_them(relation, clause, before=theirs, nursing=nursing)
            answer.append("，" * len(clause) if theirs else clause)
            answer.append(mark)
        answer.append(stop)
    return "".join(answer)


def minded(text: str, child: re.Match[str]) -> bool:
    """Answer whether a child is only named as somebody's to mind ("带娃累得腰疼"), and not the one who is told of."""
    before, after = text[: child.start()], text[child.end() :]
    return _BORNE.search(before) is not None and not (_ACTS.match(after) or _TO_DOCTOR.match(after))


def _parts(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """Answer the pieces between separators, each with the separator after it."""
    pieces, at = [], 0
    for found in pattern.finditer(text):
        pieces.append((text[at : found.start()], found[0]))
        at = found.end()
    return [*pieces, (text[at:], "")]


def _tells_of_them(relation: Relation, clause: str, *, before: bool, nursing: bool) -> bool:
    """Answer whether a clause is about somebody else; `before`: what holds of one that names nobody.

    `nursing`: the speaker nurses a child, which is then named on the way ("宝宝三个月") and spoken of only where it does something.
    """
    for found in _THEM[relation].finditer(clause):
        borne = _BORNE.search(clause[: found.start()]) or (nursing and _INFANT.fullmatch(found[0]))
        if not borne or _ACTS.match(clause[found.end() :]):
            return not (_OWN.search(clause) and _ALL.search(clause))
    return before and not (_OWN.search(clause) or _BORNE.search(clause))
