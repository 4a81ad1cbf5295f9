"""Somebody else is at risk: whose crisis a text tells of, and what helps the one who tells it.

Asking a person directly about suicide does not put the thought into their head; listening, staying and taking means away help (WHO,
Preventing suicide: a resource for primary health care workers, 2000).
"""

from __future__ import annotations

import re
from typing import Final

from agents.companion.crisis_words import weight_of
from agents.companion.signs_open import FAREWELL
from agents.guard.folding import unjunked
from agents.words import local
from kg.schema import LocalText

_KIN: Final = (
    r"(?:妈妈?|爸爸?|母亲|父亲|老公|老婆|丈夫|妻子|爱人|对象|男朋友|女朋友|男友|女友|儿子|女儿|孩子|闺女|娃|哥哥?|姐姐?|弟弟?"
    r"|妹妹?|爷爷|奶奶|外公|外婆|姥姥|姥爷"
    r"|公公|婆婆|岳父|岳母|孙子|孙女|朋友|同学|同事|室友|闺蜜|学生|老师|侄子|外甥|表[姐妹哥弟]|堂[姐妹哥弟]|舅舅|姑姑|阿姨|叔叔"
    r"|嫂子|前[夫妻任])"
)
_OTHER_ZH: Final = re.compile(rf"(?:我|俺|咱)?(?:的|家)?{_KIN}|他们?|她们?")
_SELF_ZH: Final = re.compile(rf"(?:我|俺|咱|自己)(?!(?:的|家)?{_KIN})")
_OTHER_EN: Final = re.compile(
    r"\b(?:my|our|a|the) (?:\w+ )?(?:brother|sister|son|daughter|mother|father|mum|mom|dad|wife|husband|friend|partner|boyfriend|girlfriend"
    r"|roommate|colleague|grandma|grandpa|child|kid|student)\b|\b(?:he|she|him|her|they)\b"
)
_SELF_EN: Final = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|myself)\b|\bmy (?:life|wrists?|arms?|legs?)\b")
_NAMED_ZH: Final = re.compile(rf"(?:我|俺|咱)(?:的|家)?{_KIN}|(?:媳妇|老伴|{_KIN})")
_NAMED_EN: Final = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:brother|sister|son|daughter|mother|father|mum|mom|dad|wife|husband|friend|partner|boyfriend|girlfriend|baby"
    r"|grandma|grandpa|grandmother|grandfather|child|kid)\b"
)
_WITH: Final = re.compile(
    rf"(?:抱着?|带着?|和|跟|把|为了?|对|给|被|让|想|陪|去陪|生(?:完|了|下)?|养|怀)(?:我|俺)?(?:的|家)?{_KIN}"
    r"|(?:跟着?|陪着?|随着?|见|找)(?:他|她)"
)
_DONE_TO_ME: Final = re.compile(
    r"(?:让|叫|逼|骂|劝|说)(?:我|俺)(?!(?:妈|爸|儿|女|老|孩))|\b(?:tells?|told|telling|makes?) me\b"
)
_LOSS: Final = re.compile(
    r"走了|去世|没了|死了|过世|离开|不要我|骂|打|逼|离婚|分手|出轨|陪|跟着|想念|\b(?:died|passed away|left|dead|gone)\b"
)
FIRST_WORDS: Final = 3
"""Characters of a Chinese clause within which its subject begins; who stands later is its object ("活着拖累孩子")."""
_SENTENCE: Final = re.compile(r"[。！？!?\n]+|\.(?=\s|$)")
_CLAUSE: Final = re.compile(r"[，；,;]+")


def kin_named(text: str, before: int) -> int:
    """Answer where the last relative named before a place stands in a text, `before` itself when none is."""
    found = [each.start() for pattern in (_NAMED_ZH, _NAMED_EN) for each in pattern.finditer(text[:before].lower())]
    return max(found, default=before)


def about_another(text: str) -> bool:
    """Answer whether the crisis that a text tells of is somebody else's. In doubt it is the teller's own."""
    found = [_of_sentence(sentence) for sentence in _SENTENCE.split(unjunked(text))]
    told = [each for each in found if each is not None]
    return bool(told) and all(told)


def _of_sentence(sentence: str) -> bool | None:
    """Answer whether a sentence's crisis is somebody else's; None when it tells of none."""
    subject = ""
    for part in _CLAUSE.split(sentence):
        clause = _WITH.sub("", part)
        named = [(match.start(), "other") for match in _OTHER_ZH.finditer(clause) if match.start() <= FIRST_WORDS]
        named += [(match.start(), "other") for match in _OTHER_EN.finditer(clause)]
        named += [(match.start(), "self") for pattern in (_SELF_ZH, _SELF_EN) for match in pattern.finditer(clause)]
        who = "self" if _DONE_TO_ME.search(clause) else min(named)[1] if named else subject
        if weight_of(part) is not None:
            return who == "other" and not _LOSS.search(clause)
        if named:
            subject = "" if _LOSS.search(clause) else max(named)[1]
    return _took_leave(sentence)


def _took_leave(sentence: str) -> bool | None:
    """Answer whether it is somebody else who sent a farewell and cannot be reached; None where no farewell is told."""
    if not FAREWELL.told(sentence):
        return None
    found = [(each.start(), True) for pattern in (_OTHER_ZH, _OTHER_EN) for each in pattern.finditer(sentence)]
    found += [(each.start(), False) for pattern in (_SELF_ZH, _SELF_EN) for each in pattern.finditer(sentence)]
    return bool(found) and min(found)[1]


FOR_ANOTHER: Final[tuple[LocalText, ...]] = (
    local(
        "谢谢您替他（她）着急，这样的话要当真。现在就去他（她）身边，或者请离得近的人去，别让他（她）一个人。"
        "已经伤到自己、吃了药、联系不上，马上打120，也可以打110请警察上门找人。",
        "Thank you for looking out for this person; take such words seriously. Go to them now, or have somebody close go, and do not "
        "leave them alone. If they are hurt, have swallowed something or cannot be reached, call 120, and 110 to have them found.",
    ),
    local(
        "可以直接问：“你是不是想过不活了？”问出来不会害了他（她）。听他（她）说，不讲道理。把农药、药、刀和绳子收走。"
        "怎么劝，可以打12356问；打不通就打120。",
        "You can ask outright: “Have you thought of ending your life?” Asking does no harm. Listen, without arguing. Take pesticides, "
        "pills, knives and ropes away. Call 12356 for how to help; if nobody answers, call 120.",
    ),
)
