"""What an answer to a question on the history settles: which headings are told, denied or not known, by chips and in words.

"Passed over" settles nothing, and stays visible as asked without an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from agents.intake.histories import NOT_SURE, asks
from agents.intake.questions import PERIOD
from agents.intake.smalltalk import unsure
from agents.state import Asked, Section, ToldItem
from kg.schema import Finding, Lang, LocalText, Question, Status
from kg.wording import chips

_NOTHING: Final = re.compile(
    r"(?:我|孩子|他|她|家里)?(?:这些|以上|上面这些|什么|全|统统)?(?:也|都|全)?(?:没有?|无|没得|冇|不是|不用|没问题|没事)(?:过|了|的|啊|呀|呢|哦|这些)*"
    r"|(?:no|none|nothing|nope|neither|never)(?: of (?:these|them|those|the above))?(?: at all)?",
    re.IGNORECASE,
)
_UNKNOWN: Final = re.compile(
    r"(?:我|这个|都|也|真|还)*(?:不知道|不清楚|不晓得|不太清楚|不太知道|说不清|说不好|不确定|记不清|不记得|忘了)(?:了|啊|呀|呢)*"
    r"|(?:i )?(?:am |'m )?(?:not sure|don'?t know|do not know|no idea|unsure|can'?t remember)",
    re.IGNORECASE,
)
_PASSED: Final = re.compile(
    r"(?:先)?(?:跳过|略过|下一个|下一题|不想(?:说|答|回答|讲)|不方便说|不说|别问了|不答)(?:吧|了|这个)*"
    r"|(?:skip|pass|next)(?: (?:it|this|question))?|(?:i'?d |i would )?rather not(?: say| answer)?",
    re.IGNORECASE,
)
_EDGES: Final = " \t\n。.，,！!？?~～"


def chosen_by_words(question: Question, text: str) -> tuple[int, ...]:
    """Answer the chip that the whole of a message means: none of these, or not sure; () for words that tell something."""
    words = text.strip(_EDGES)
    if _NOTHING.fullmatch(words):
        return (len(question.options) - 2,)
    return (len(question.options) - 1,) if _UNKNOWN.fullmatch(words) or unsure(words) else ()


def passes(text: str) -> bool:
    """Answer whether the whole of a message passes a question over."""
    return _PASSED.fullmatch(text.strip(_EDGES)) is not None


def findings_by_chips(question: Question, chosen: tuple[int, ...]) -> tuple[Finding, ...]:
    """Answer what tapped chips say. What was offered and not tapped is denied, as it is in the graph's own questions."""
    options = [question.options[index] for index in chosen if 0 <= index < len(question.options)]
    if not options:
        return ()
    text = "、".join(option.text.zh for option in options)
    asked = dict.fromkeys(finding for option in question.options for finding in option.present)
    present = {finding for option in options for finding in option.present}
    rest = Status.UNSURE if any(option.text == NOT_SURE for option in options) else Status.ABSENT
    return tuple(Finding(id=each, status=Status.PRESENT if each in present else rest, text=text) for each in asked)


def explicit(question: Question, chosen: Iterable[int], findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer what a choice says outright: who may be pregnant denies no pregnancy, and who had her period may well be breastfeeding."""
    options = [question.options[index] for index in chosen if index < len(question.options)]
    said = {finding for option in options for finding in (*option.present, *option.absent)}
    return tuple(each for each in findings if each.id in said or each.status is Status.UNSURE)


def items_by_chips(question: Question, chosen: tuple[int, ...], lang: Lang) -> tuple[ToldItem, ...]:
    """Answer what chips settle of the headings: none, not sure, or what they say where the graph holds no finding for it."""
    sections, offered = asks(question.id), chips(question) if question.id == PERIOD else _texts(question)
    items: list[ToldItem] = []
    for index in chosen:
        if not sections or not 0 <= index < len(offered):
            continue
        words = offered[index].in_(lang)
        if offered[index] == NOT_SURE:
            items += [ToldItem(section=each, words=words, status="unknown") for each in sections]
        elif question.id != PERIOD and index == len(offered) - 2:
            items += [ToldItem(section=each, words=words, status="denied") for each in sections]
        elif question.id == PERIOD or not question.options[index].present:
            items.append(ToldItem(section=sections[0], words=words))
    return tuple(items)


def _texts(question: Question) -> tuple[LocalText, ...]:
    return tuple(option.text for option in question.options)


_DENIALS: Final[dict[Section, re.Pattern[str]]] = {
    "medicines": re.compile(
        r"(?:没|不|未)有?在?(?:长期|正在)?(?:吃|用|服)着?(?:什么|任何|别的|其他)?药|没有?(?:正在)?吃的药"
        r"|\bno (?:regular )?medic\w+|\bnot (?:taking|on) any",
        re.IGNORECASE,
    ),
    "past": re.compile(
        r"(?:没有?|无)(?:别的|其他|什么|过)?(?:大病|慢性?病|老毛病|基础病|长期的?病|病史|手术|做过手术|开过刀)|没[做动]过手术|没得过病"
        r"|身体(?:一直)?(?:很|挺|都)?(?:好|健康)"
        r"|\bno (?:other |past |chronic |long-standing )*(?:illness\w*|operations?|surger\w+)|\bnever (?:had|been)",
        re.IGNORECASE,
    ),
    "family": re.compile(
        r"(?:家里|家族|父母|爸妈|家人)[^，。,;；]{0,8}(?:没|无|都好|健康|正常)|没有?家族"
        r"|\bno (?:family|one in my family|relatives?)\b|\bfamily (?:is |are )?(?:well|healthy)",
        re.IGNORECASE,
    ),
    "contacts": re.compile(
        r"(?:家里|班[里上]|周围|身边|别人)[^，。,;；]{0,6}(?:没|都好)|\b(?:nobody|no one) else", re.IGNORECASE
    ),
}
"""A heading denied beside another one that is told, in answer to the question for both: of a message by itself it would say too much."""
_CLAUSE: Final = re.compile(r"[^，。；;！!？?\n、,.]+")
MOST_WORDS: Final = 80


def items_in_words(asked: Asked, text: str, told: tuple[ToldItem, ...], *, strays: bool) -> tuple[ToldItem, ...]:
    """Answer what words tell for the headings that were asked, beside what is `told` of them: denials, and bare words to a single heading.

    `strays`: they tell of something else, so that bare words are no answer.
    """
    sections = asks(asked.id)
    if not text or passes(text):
        return ()
    heard = {item.section for item in told}
    items = [
        ToldItem(section=section, words=clause.strip()[:MOST_WORDS])
        for section, pattern in _DENIALS.items()
        if section in sections and section not in heard
        for clause in _CLAUSE.findall(text)
        if pattern.search(clause)
    ]
    if not items and not strays and len(sections) == 1 and not heard.intersection(sections):
        items.append(ToldItem(section=sections[0], words=text.strip()[:MOST_WORDS]))
    return tuple(items)
