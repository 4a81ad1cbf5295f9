"""The interview's own questions: how it opens, how long it lasts, where it is, a photo, what else the doctor should know.

All other questions come from the knowledge graph. These few carry no medicine: they ask what every history asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.reports.asking import WHY
from agents.reports.whose import WHOSE
from agents.state import Relation
from kg.graph import Graph
from kg.schema import Finding, FindingId, LocalText, Option, Question, QuestionId, Status

OPENING: Final = "intake.opening"
AREAS: Final = "intake.areas"
DURATION: Final = "intake.duration"
PHOTO: Final = "intake.photo"
BACKGROUND: Final = "intake.background"
ELSE: Final = "intake.else"
OF_REPORTS: Final = frozenset({WHY, *WHOSE})
PICTURES: Final = "intake.pictures"
CHILD: Final = "intake.child"
PERIOD: Final = "women.period"
BACKGROUND_FROM_YEARS: Final = 14.0
MENSTRUATES_YEARS: Final = (12.0, 56.0)
FREE: Final = frozenset({OPENING, AREAS, PHOTO, PICTURES}) | OF_REPORTS
"""Own questions that are no part of the budget: they ask for the complaint itself, for a photo that may be skipped, or of a report."""


def is_own(question_id: str) -> bool:
    """Answer whether a question is the interview's own, which offers exactly the options that it lists."""
    return question_id.startswith("intake.") or question_id in OF_REPORTS


def takes_any_words(question_id: str) -> bool:
    """Answer whether whatever is said is an answer: to what else there is, to old illnesses and habits, to a worry."""
    return question_id == ELSE or question_id.startswith(_IN_ANY_WORDS)


_MENOPAUSE_FROM: Final = 40.0
_BEARING_FROM: Final = 16.0
"""Younger girls are asked as before, without chips for a pregnancy or a baby."""
_IN_ANY_WORDS: Final = (
    BACKGROUND,
    CHILD,
    "intake.follow_up.",
    "intake.worry",
    "intake.medicine",
    "intake.growth",
    "intake.births",
    "intake.life",
)


def _t(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


OPENINGS: Final[dict[Relation, LocalText]] = {
    "self": _t(
        "哪里不舒服？从什么时候开始的？用平常的话说就行，想到什么说什么。",
        "What is troubling you, and since when? Everyday words are fine.",
    ),
    "child": _t(
        "孩子怎么不舒服？从什么时候开始的？发不发热、精神好不好，也可以一起说。",
        "What is troubling your child, and since when? Do mention fever, and whether your child is alert.",
    ),
    "parent": _t(
        "老人家哪里不舒服？从什么时候开始的？和平时有什么不一样？",
        "What is troubling your parent, and since when? What is different from usual?",
    ),
    "other": _t(
        "他（她）哪里不舒服？从什么时候开始的？",
        "What is troubling this person, and since when?",
    ),
}

_DURATIONS: Final[tuple[tuple[LocalText, float | None], ...]] = (
    (_t("就今天，几个小时", "Today, some hours"), 0.3),
    (_t("一到三天", "One to three days"), 2.0),
    (_t("四天到两周", "Four days to two weeks"), 8.0),
    (_t("两周到两个月", "Two weeks to two months"), 35.0),
    (_t("两个月以上", "More than two months"), 120.0),
    (_t("说不清", "Not sure"), None),
)

_PLACES: Final[tuple[tuple[LocalText, tuple[str, ...]], ...]] = (
    (_t("发热", "Fever"), ("fever",)),
    (_t("咳嗽", "Cough"), ("cough",)),
    (_t("嗓子", "Throat"), ("sore_throat",)),
    (_t("胸口", "Chest"), ("chest_discomfort", "chest_pain")),
    (_t("喘不上气", "Breathing"), ("dyspnea",)),
    (_t("肚子疼", "Belly pain"), ("abdominal_pain",)),
    (_t("拉肚子", "Diarrhoea"), ("diarrhea",)),
    (_t("头疼", "Headache"), ("headache",)),
    (_t("头晕", "Dizziness"), ("dizziness",)),
    (_t("腰背", "Back"), ("back_pain",)),
    (_t("关节、手脚", "Joints or limbs"), ("joint_pain",)),
    (_t("皮肤", "Skin"), ("rash",)),
    (_t("小便", "Passing water"), ("dysuria",)),
    (_t("心情、睡眠", "Mood or sleep"), ("low_mood",)),
    (_t("摔伤、扭伤", "An injury"), ("injury",)),
)
_NONE_OF_THESE: Final = _t("都不是", "None of these")


@dataclass(frozen=True)
class OwnAnswer:
    """What an answer to one of the interview's own questions brings."""

    findings: tuple[Finding, ...] = ()
    duration_days: float | None = None


def opening(relation: Relation) -> Question:
    """Answer the first question, put in the words that fit for whom it is asked."""
    return Question(
        id=QuestionId(OPENING),
        kind="choice",
        text=OPENINGS[relation],
        why=_t(
            "您说得越具体，我问得越少。",
            "The more exactly you tell it, the fewer questions I need.",
        ),
    )


def _places(graph: Graph) -> tuple[tuple[LocalText, FindingId], ...]:
    answer: list[tuple[LocalText, FindingId]] = []
    for label, ids in _PLACES:
        for finding in ids:
            if FindingId(finding) in graph.findings:
                answer.append((label, FindingId(finding)))
                break
    return tuple(answer)


def areas(graph: Graph) -> Question:
    """Answer the question where it is, for somebody whose own words were not understood."""
    places = _places(graph)
    options = [Option(text=label, present=(finding,)) for label, finding in places]
    return Question(
        id=QuestionId(AREAS),
        kind="multi",
        text=_t("最接近下面哪一种？可以选几个。", "Which of these comes closest? You may choose several."),
        why=_t("选一个最接近的，我就知道接着问什么。", "With the closest one I know what to ask next."),
        options=(*options, Option(text=_NONE_OF_THESE)),
    )


def duration() -> Question:
    """Answer the question since when."""
    return Question(
        id=QuestionId(DURATION),
        kind="choice",
        text=_t("这样有多久了？", "How long has it been like this?"),
        why=_t(
            "刚开始的和拖了很久的，原因常常不一样。",
            "What has just begun and what has lasted long often have different causes.",
        ),
        options=tuple(Option(text=label) for label, _ in _DURATIONS),
    )


def photo(*, mentioned: bool) -> Question:
    """Answer the request for a photo; `mentioned` says that the resident spoke of a report."""
    asked = (
        _t("您提到的那张单子，可以拍给我看看吗？", "Could you take a photo of the report you mentioned?")
        if mentioned
        else _t(
            "手边有化验单或检查单吗？可以拍一张。", "Do you have a lab or test report at hand? You could take a photo."
        )
    )
    return Question(
        id=QuestionId(PHOTO),
        kind="choice",
        text=asked,
        why=_t(
            "化验结果能让判断更准。照片只在读的时候用一下，不会留在这里。",
            "Results make the judgement surer. The photo is used only while it is read, and is not kept here.",
        ),
        options=(Option(text=_t("没有，跳过", "No, skip")),),
    )


def period(graph: Graph, years: float) -> Question:
    """Answer the question on the last period for a woman of this age, with what its answers say."""
    missed, pregnant, nursing, over = (
        (FindingId(each),) if FindingId(each) in graph.findings else ()
        for each in ("missed_period", "hx.pregnant", "breastfeeding_now", "hx.menopause")
    )
    grown = years >= _BEARING_FROM
    return Question(
        id=QuestionId(PERIOD),
        kind="choice",
        text=_t(
            "上次月经是什么时候来的？有没有可能怀孕，或者正在喂奶？",
            "When was your last period? Might you be pregnant, or are you breastfeeding?",
        )
        if grown
        else _t("上次月经是什么时候来的？有没有可能怀孕？", "When was your last period? Might you be pregnant?"),
        why=_t(
            "不少不舒服和月经、怀孕有关，怀孕和喂奶时用药、检查也不一样，这个不能漏。",
            "Many complaints go with the period or a pregnancy, and medicines and tests differ then, which must not be missed.",
        ),
        options=(
            Option(text=_t("一个月以内来过", "Within the last month"), absent=missed),
            Option(text=_t("推迟了，或可能怀孕", "It is late, or I may be pregnant"), present=missed),
            *((Option(text=_t("已经怀孕了", "I am pregnant"), present=pregnant),) if pregnant and grown else ()),
            *(
                (Option(text=_t("正在喂奶，还没来", "Breastfeeding, none yet"), present=nursing),)
                if nursing and grown
                else ()
            ),
            *(
                (Option(text=_t("已经绝经", "I am past the menopause"), present=over),)
                if years >= _MENOPAUSE_FROM
                else ()
            ),
        ),
    )


def anything_else() -> Question:
    """Answer the open question that lets people tell what nobody asked for."""
    return Question(
        id=QuestionId(ELSE),
        kind="choice",
        text=_t(
            "除了这些，身上还有别的不对劲吗？最近有没有什么特别的事，比如受伤、出远门、换药？想到什么说什么。",
            "Is anything else wrong? Or has something happened lately: an injury, a journey, a new medicine? Say whatever comes to mind.",
        ),
        why=_t(
            "有时候没问到的那一句最要紧。",
            "Sometimes what nobody asked for matters most.",
        ),
        options=(Option(text=_t("没有别的了", "Nothing else")),),
    )


def answer_own(question: Question, chosen: tuple[int, ...]) -> OwnAnswer:
    """Answer what the chosen options of an own question bring; options that do not exist bring nothing."""
    valid = [index for index in chosen if 0 <= index < len(question.options)]
    if question.id == DURATION and valid:
        return OwnAnswer(duration_days=_DURATIONS[valid[0]][1])
    present = dict.fromkeys(finding for index in valid for finding in question.options[index].present)
    label = {finding: question.options[index].text for index in valid for finding in question.options[index].present}
    return OwnAnswer(tuple(Finding(id=each, status=Status.PRESENT, text=label[each].zh) for each in present))
