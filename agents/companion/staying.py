"""Staying with somebody who told of thoughts of suicide: what makes it more pressing, then a safety plan, one small step at a time.

What is asked first follows the order of the Columbia screen (Posner K et al. Am J Psychiatry 2011;168:1266-1277): a plan or means, then
what was tried before. The plan has the six steps of Stanley B, Brown GK. Cogn Behav Pract 2012;19:256-264. Nothing is argued, nothing
is promised; each message leaves the way to people open. 12356 is staffed at least 18 hours a day, so 120 stands beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from agents.companion.questionnaires import wants_to_stop
from agents.words import local
from kg.schema import FindingId, LocalText

PLAN, TRIED, FIRST, LAST = 1, 2, 3, 8
"""Steps: asked for a plan, for what was tried, then the six of the safety plan; `ENDED` when the talk was ended."""
ENDED: Final = 9
Heard = Literal["yes", "no", "unclear"]

_YES: Final = re.compile(
    r"^(?:有|是|嗯|对|想过|试过|准备|买|在|写|昨天|今天|以前|去年|小时候)|有(?:过|的|想)|试过|想好|准备好|^(?:yes|yeah|yep"
    r"|i have|i did|once|sometimes)\b",
    re.IGNORECASE,
)
_NO: Final = re.compile(r"^(?:没|不|无|从来没|从没|no\b|not\b|never\b|nope\b|i haven'?t|none)", re.IGNORECASE)

_OPENING: Final = local(
    "我在，您慢慢说。先问最要紧的一句：有没有想过怎么做，或者东西已经在手边了？说“有”或“没有”就行。也可以先打12356，那边有人听您说。",
    "I am here; take your time. The most important thing first: have you thought how you would do it, or are the means at hand? A yes or "
    "no is enough. You can also call 12356 first; there is somebody to listen.",
)
_PLAN_YES: Final = local(
    "谢谢您信得过我，说出来了。这一刻很要紧：请马上让一个人到您身边，把那样东西交给他拿走，打120。打电话的时候我说的话都还在这里。",
    "Thank you for trusting me with that. This moment matters: have somebody come to you now, let them take it "
    "away, and call 120. What I "
    "wrote stays here while you call.",
)
_PLAN_NO: Final = local("好，谢谢您照实告诉我。", "Thank you for telling me.")
_ASK_TRIED: Final = local(
    "以前，尤其这三个月里，有没有试过伤害自己，或者做过准备？",
    "Before now, above all in these three months, have you tried to hurt yourself, or prepared to?",
)
_TRIED_YES: Final = local(
    "那时候一定很苦，您还是走到了今天。试过的人更需要有人陪，今天就让医生看看，身边别离开人。",
    "That must have been a very dark time, and you came through to today. Who has tried before needs company all the more: see a doctor "
    "today, and do not be alone.",
)
_STEPS: Final[tuple[LocalText, ...]] = (
    local(
        "咱们一起写个平安计划，六小步，您说我记，想停就停。第一步：念头要上来之前，您身上、心里先有什么苗头？",
        "Let us write a safety plan together, six small steps; you tell, I note, and we stop whenever you like. "
        "First: before the thoughts "
        "come, what is the first sign, in your body or your mind?",
    ),
    local(
        "记下了。第二步：苗头来了，自己能做点什么熬过去？走一走、洗把脸、听段戏都算。",
        "Noted. Second: when that sign comes, what can you do yourself to get through? A walk, cold water on the face, music, anything.",
    ),
    local(
        "好。第三步：去哪儿、跟谁待一会儿，心里能松一点？不用说这些念头。",
        "Good. Third: where can you go, or with whom can you be, so that it eases? You need not speak of the thoughts.",
    ),
    local(
        "第四步：真难受的时候，能跟谁照实说？哪怕只有一个人。",
        "Fourth: when it is bad, whom can you tell how it is? One person is enough.",
    ),
    local(
        "第五步：能找的专业的人，我先替您写上：12356，您的家庭医生，打不通或者很急就打120。还有别的医生吗？",
        "Fifth: the professionals. I have put down 12356, your family doctor, and 120 if nobody answers or it is "
        "pressing. Any other doctor?",
    ),
    local(
        "最后一步：家里的药、农药、刀、绳子，今天请谁帮您收走？",
        "The last one: medicines, pesticides, knives, ropes at home: who can take them away today?",
    ),
)
_NAMES: Final = (
    local("苗头", "Signs"),
    local("自己能做的", "What I can do"),
    local("去处和伴", "Places and company"),
    local("能说话的人", "Whom I can tell"),
    local("专业的人", "Professionals"),
    local("收走危险的东西", "Taking means away"),
)
_PROFESSIONAL: Final = local("12356，家庭医生，急的时候120", "12356, the family doctor, 120 when pressing")
_DONE: Final = local(
    "平安计划好了，难受的时候从上往下照着做：\n{plan}\n谢谢您一步步走下来。它会留在您的小结里，医生也看得到。现在请给那个人打个电话。",
    "Your safety plan is ready; when it gets hard, go through it from the top:\n{plan}\nThank you for going "
    "through it step by step. It stays "
    "with your summary, and your doctor sees it. Now, please ring that person.",
)
_STOPPED: Final = local(
    "好，先不说。您什么时候想说都行。念头重了，让人来陪着，打12356；打不通就打120。",
    "All right, we leave it. Come back whenever you like. If the thoughts grow, have somebody come, and call "
    "12356; if nobody answers, 120.",
)
_AGAIN: Final = local(
    "我在。要是念头又重了，先让人来陪着，打12356；打不通就打120。",
    "I am here. If the thoughts grow, have somebody come first, and call 12356; if nobody answers, 120.",
)


@dataclass(frozen=True)
class Step:
    """What is said now, the step that is open next, and what was learnt by the answer."""

    says: tuple[LocalText, ...]
    then: int
    present: tuple[FindingId, ...] = ()


def opening() -> Step:
    """Answer how the talk begins, beside the screen that names 12356 and 120."""
    return Step((_OPENING,), PLAN)


def meant(text: str) -> Heard:
    """Answer whether a text says yes or no; unclear is neither."""
    words = text.strip()
    if _NO.search(words):
        return "no"
    return "yes" if _YES.search(words) else "unclear"


def next_step(at: int, text: str, noted: tuple[str, ...]) -> Step:  # noqa: PLR0911 - one return a step
    """Answer what follows on the answer to the step `at`. `noted` are the answers to the plan's steps so far, this one included."""
    if at >= ENDED:
        return Step((_AGAIN,), ENDED)
    if wants_to_stop(text):
        return Step((_STOPPED,), ENDED)
    if at == PLAN:
        if meant(text) == "yes":
            return Step((_PLAN_YES,), TRIED, (FindingId("suicidal_plan"),))
        return Step((_PLAN_NO, _ASK_TRIED) if meant(text) == "no" else (_ASK_TRIED,), TRIED)
    if at == TRIED:
        if meant(text) == "yes":
            return Step((_TRIED_YES, _STEPS[0]), FIRST)
        return Step((_STEPS[0],), FIRST)
    if at < LAST:
        return Step((_STEPS[at - FIRST + 1],), at + 1)
    return Step((_plan(noted),), ENDED)


def _plan(noted: tuple[str, ...]) -> LocalText:
    """Answer the plan in the resident's own words, with the professionals always on it."""
    lines_zh, lines_en = [], []
    for number, name in enumerate(_NAMES):
        own = noted[number] if number < len(noted) else ""
        professional = number == len(_NAMES) - 2
        zh = f"{_PROFESSIONAL.zh}；{own}" if professional and own else _PROFESSIONAL.zh if professional else own or "—"
        en = f"{_PROFESSIONAL.en}; {own}" if professional and own else _PROFESSIONAL.en if professional else own or "—"
        lines_zh.append(f"{number + 1}. {name.zh}：{zh}")
        lines_en.append(f"{number + 1}. {name.en}: {en}")
    return local(_DONE.zh.format(plan="\n".join(lines_zh)), _DONE.en.format(plan="\n".join(lines_en)))
