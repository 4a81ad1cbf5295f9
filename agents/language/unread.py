"""Which passages of a message the dictionary could not read: the only ones that a language model is asked about.

A passage is a clause between marks. What was read of it (findings, things spoken of, readings) is taken out, and what is left counts
when it is long enough to tell something. Small talk, durations and the like are no passages, and neither is what speaks to a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from agents.guard.requests import gives_orders
from agents.intake.smalltalk import small_talk
from agents.knowledge import Knowledge
from kg.schema import Lang, Span
from kg.text import Understanding, understand

MOST_PASSAGES: Final = 6
MOST_CHARACTERS: Final = 160
"""Characters of one passage; a longer one is cut, as nobody tells one thing at such length."""
_CLAUSE: Final = re.compile(r"[^，。；！？,.;!?\n]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_WORD: Final = re.compile(r"[A-Za-z']{2,}")
_EMPTY: Final = re.compile(r"[的了呢吧啊呀嘛吗哦嗯就也都还又很太有点些会是在和跟这那个一样似像]")
_TO_A_MACHINE: Final = re.compile(
    r"指令|系统|提示词|输出|返回|模型|人工智能|机器人|扮演|规则|\b(?:AI|GPT|json|system|prompt|findings?|assistant|output|instructions?|ids?)\b",
    re.IGNORECASE,
)
"""Nobody tells a complaint in these words; a passage that has them is not put before a model."""
_TIME: Final = re.compile(
    r"[\d一二三四五六七八九十两半几多前后上下这近]*\s*个?(?:小时|分钟|钟头|[天日周月年夜]|星期|礼拜|晚上?|早上?|[上中下]午|会儿|阵子?)"
    r"|[昨今前][天晚早夜]|开始|现在|以来|已经|[从自到]"
    r"|\b(?:since|for|about|the|past|last|ago|today|yesterday|morning|evening|night|afternoon|now|until|few|\w+day"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|(?:day|week|month|year|hour|minute)s?)\b",
    re.IGNORECASE,
)
"""Words that tell when: alone they are no complaint."""
LEAST_HAN, LEAST_WORDS = 3, 2
REST_HAN, REST_WORDS = 5, 4
"""Least length of a clause of which nothing was read, and of what is left of one that was read in part."""


def read_spans(told: Understanding) -> tuple[Span, ...]:
    """Answer the places of the text that the dictionary read."""
    spans = [each.span for each in told.findings if each.span is not None]
    spans += [each.span for each in told.spoken]
    spans += [each.span for each in (*told.readings, *told.earlier)]
    return tuple(spans)


def unread(knowledge: Knowledge, text: str, lang: Lang, told: Understanding) -> tuple[str, ...]:
    """Answer the passages that were not read, in the order of the text, each as it stands there."""
    spans = read_spans(told)
    answer = []
    for clause in _CLAUSE.finditer(text):
        words = clause[0].strip()[:MOST_CHARACTERS]
        touched = [span for span in spans if span.start < clause.end() and clause.start() < span.end]
        rest = _without(clause[0], clause.start(), touched)
        if not _tells(rest, in_part=bool(touched)) or small_talk(words) is not None:
            continue
        if gives_orders(words) or _TO_A_MACHINE.search(words):
            continue
        alone = understand(knowledge.lexicon, words, lang=lang)
        if not touched and alone.understood and not _tells(_TIME.sub(" ", rest), in_part=True):
            continue
        answer.append(words)
    return tuple(answer[:MOST_PASSAGES])


def _without(clause: str, start: int, spans: Iterable[Span]) -> str:
    letters = list(clause)
    for span in spans:
        for place in range(max(0, span.start - start), min(len(letters), span.end - start)):
            letters[place] = " "
    return "".join(letters)


def _tells(rest: str, *, in_part: bool) -> bool:
    """Answer whether enough is left to tell something."""
    han = len(_HAN.findall(_EMPTY.sub("", rest)))
    words = len(_WORD.findall(rest))
    return han >= (REST_HAN if in_part else LEAST_HAN) or words >= (REST_WORDS if in_part else LEAST_WORDS)
