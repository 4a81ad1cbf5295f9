"""PHQ-9 and GAD-7 as a conversation: one short spoken question at a time, by permission, and it may be left at any point.

PHQ-9: Kroenke K, Spitzer RL, Williams JB. J Gen Intern Med 2001;16:606-613; in Chinese: Wang W et al. Gen Hosp Psychiatry 2014;36:539-544.
GAD-7: Spitzer RL et al. Arch Intern Med 2006;166:1092-1097; in Chinese: He XY et al. Chin Ment Health J 2010;24:200-203. Each item
asks about the last two weeks and gives 0 to 3. The wording is ours and keeps each item's sense; it screens, and never
diagnoses. Items that were left out are missing, not zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agents.specialties.scores.mood import (
    GAD7_BANDS,
    GAD7_NAME,
    GAD7_SOURCE,
    PHQ9_BANDS,
    PHQ9_ITEMS,
    PHQ9_NAME,
    PHQ9_SOURCE,
)
from agents.specialties.scores.points import Band, Graded, add_up
from agents.state import ConsultationState, ScoreResult
from agents.words import local
from kg.schema import Finding, FindingId, LocalText, Option, Question, QuestionId, Status

PREFIX: Final = "mind."
FREQUENCY: Final = (
    local("完全没有", "Not at all"),
    local("有几天", "Several days"),
    local("一半以上天数", "More than half the days"),
    local("几乎每天", "Nearly every day"),
)
STOP: Final = local("不想答了", "I would rather stop")
MOST: Final = 3
"""Points of one item at most."""
OFTEN: Final = 2
"""From "more than half the days" a complaint counts as there."""


@dataclass(frozen=True)
class Item:
    """One item: its short name for the doctor, how it is asked, and the graph's finding that it is about, if one."""

    name: LocalText
    asked: LocalText
    finding: str | None = None
    from_points: int = OFTEN


@dataclass(frozen=True)
class Questionnaire:
    """One questionnaire: its items in order, what its sum means, and where it was published."""

    id: str
    name: LocalText
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    source: str

    @property
    def out_of(self) -> int:
        """Answer the greatest possible sum."""
        return MOST * len(self.items)


def _item(name: LocalText, asked_zh: str, asked_en: str, finding: str | None = None, from_points: int = OFTEN) -> Item:
    return Item(name, local(asked_zh, asked_en), finding, from_points)


PHQ9: Final = Questionnaire(
    "phq9",
    PHQ9_NAME,
    (
        _item(
            PHQ9_ITEMS[0],
            "这两周，做事提不起劲、没兴趣的时候多吗？",
            "In the last two weeks, how often was it hard to take interest or pleasure in things?",
            "anhedonia",
        ),
        _item(
            PHQ9_ITEMS[1],
            "心情低落、觉得没盼头的时候呢？",
            "And how often did you feel down, or without hope?",
            "low_mood",
        ),
        _item(
            PHQ9_ITEMS[2],
            "睡不着、睡不踏实，或者睡得太多呢？",
            "Trouble falling or staying asleep, or sleeping too much?",
        ),
        _item(PHQ9_ITEMS[3], "觉得累、没力气呢？", "Feeling tired, with little energy?", "fatigue"),
        _item(PHQ9_ITEMS[4], "没胃口，或者吃得太多呢？", "Little appetite, or eating too much?"),
        _item(
            PHQ9_ITEMS[5],
            "觉得自己不好、没用，或者对不起家里人呢？",
            "Feeling bad about yourself, that you failed, or let your family down?",
            "worthlessness",
        ),
        _item(
            PHQ9_ITEMS[6],
            "做事、看东西、听人说话，集中不了精神呢？",
            "Trouble keeping your mind on things, such as reading or watching television?",
        ),
        _item(
            PHQ9_ITEMS[7],
            "动作说话慢得别人都看出来，或者反过来坐立不安、停不下来呢？",
            "Moving or speaking so slowly that others noticed, or the opposite: too restless to sit still?",
        ),
        _item(
            PHQ9_ITEMS[8],
            "有没有觉得死了倒好，或者想伤害自己？怎么答都可以，我不会怪您。",
            "Thoughts that you would be better off dead, or of hurting yourself? Any answer is all right here.",
            "suicidal_thoughts",
            1,
        ),
    ),
    PHQ9_BANDS,
    PHQ9_SOURCE,
)
GAD7: Final = Questionnaire(
    "gad7",
    GAD7_NAME,
    (
        _item(
            local("紧张", "nervous"),
            "这两周，觉得紧张、着急、坐不住的时候多吗？",
            "In the last two weeks, how often did you feel nervous or on edge?",
            "anxiety",
        ),
        _item(
            local("停不下担心", "cannot stop worrying"),
            "担心起来停不住、管不住呢？",
            "Not being able to stop or control worrying?",
        ),
        _item(
            local("担心太多", "worrying too much"),
            "这也担心、那也担心呢？",
            "Worrying too much about different things?",
        ),
        _item(local("难放松", "trouble relaxing"), "很难放松下来呢？", "Trouble relaxing?"),
        _item(local("坐立不安", "restless"), "烦得坐立不安呢？", "So restless that it is hard to sit still?"),
        _item(
            local("易烦躁", "irritable"),
            "动不动就烦、想发火呢？",
            "Becoming easily annoyed or irritable?",
            "irritability",
        ),
        _item(
            local("害怕出事", "afraid"),
            "好像要出什么事，心里害怕呢？",
            "Feeling afraid, as if something awful might happen?",
        ),
    ),
    GAD7_BANDS,
    GAD7_SOURCE,
)
ALL: Final[Mapping[str, Questionnaire]] = {each.id: each for each in (PHQ9, GAD7)}
_WHY: Final = local(
    "问的是最近两周。答多少算多少，随时可以停；结果只给您的医生看。",
    "It is about the last two weeks. Answer as much as you like and stop at any time; only your doctor sees the result.",
)

_NEARLY_DAILY: Final = re.compile(
    r"几乎每天|天天|每天|一直|总是|每晚|整天|没有一天|every ?day|nearly every|always|all the time|constantly",
    re.IGNORECASE,
)
_HALF: Final = re.compile(
    r"一半|多数|大部分|经常|常常|老是|很多|挺多|more than half|most days|often|a lot", re.IGNORECASE
)
_SOME: Final = re.compile(
    r"几天|偶尔|有时|有点|一两天|两三天|少数|不多|有过|一点|several|some ?times|a few|now and then|rarely|a little",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(
    r"完全没|没有|^没|从来没|不会|^无|^不$|^不[，。 ]|not at all|never|^no\b|none", re.IGNORECASE
)
_STOPS: Final = re.compile(
    r"不想(?:再)?(?:答|说|做|问|回答)|别(?:再)?问|不(?:答|做|问)了|先?停|到此为止|够了|算了吧|烦不烦|rather stop|\bstop\b"
    r"|no more|enough|don'?t want to (?:answer|talk)",
    re.IGNORECASE,
)


def question_id(questionnaire: str, number: int) -> str:
    """Answer the id of an item's question; `number` counts from 1."""
    return f"{PREFIX}{questionnaire}.{number}"


def question_of(questionnaire: Questionnaire, number: int) -> Question:
    """Answer an item as a question with its four chips, and one to stop."""
    item = questionnaire.items[number - 1]
    return Question(
        id=QuestionId(question_id(questionnaire.id, number)),
        kind="choice",
        text=item.asked,
        why=_WHY,
        options=tuple(Option(text=text) for text in (*FREQUENCY, STOP)),
    )


def item_of(asked: str) -> tuple[Questionnaire, int] | None:
    """Answer the questionnaire and the number of the item that a question puts; None for any other question."""
    parts = asked.split(".")
    if len(parts) != 3 or f"{parts[0]}." != PREFIX or parts[1] not in ALL:  # noqa: PLR2004 - mind.phq9.3
        return None
    return ALL[parts[1]], int(parts[2])


def wants_to_stop(text: str) -> bool:
    """Answer whether somebody wants to be asked no more of this."""
    return _STOPS.search(text) is not None


def points_of(said: str) -> int | None:
    """Answer the points (0 to 3) that a chip's text or free words give; None when they do not tell how often."""
    for points, pattern in ((3, _NEARLY_DAILY), (2, _HALF), (1, _SOME), (0, _NEVER)):
        if pattern.search(said):
            return points
    return None


def findings_of_item(asked: str, points: int | None) -> tuple[Finding, ...]:
    """Answer what an item's answer says of the graph's findings. "Not at all" denies only thoughts of suicide."""
    found = item_of(asked)
    if found is None or points is None:
        return ()
    item = found[0].items[found[1] - 1]
    if item.finding is None:
        return ()
    if points >= item.from_points:
        return (Finding(id=FindingId(item.finding), status=Status.PRESENT, text=FREQUENCY[points].zh),)
    if points == 0 and item.from_points == 1:
        return (Finding(id=FindingId(item.finding), status=Status.ABSENT, text=FREQUENCY[0].zh),)
    return ()


def answered(state: ConsultationState, questionnaire: Questionnaire) -> dict[int, int]:
    """Answer the points given so far by item number; an answer taken back is not among them."""
    given: dict[int, int] = {}
    for part in state.contributions:
        found = item_of(part.question or "")
        points = points_of(part.said)
        if found is not None and found[0] is questionnaire and points is not None:
            given[found[1]] = points
    return given


def result_of(state: ConsultationState, questionnaire: Questionnaire) -> ScoreResult | None:
    """Answer the score with the bounds that items left out leave; None when nothing was answered."""
    given = answered(state, questionnaire)
    if not given:
        return None
    items = tuple(Graded(item.name, given.get(number), MOST) for number, item in enumerate(questionnaire.items, 1))
    return add_up(
        questionnaire.id,
        questionnaire.name,
        items,
        questionnaire.bands,
        out_of=questionnaire.out_of,
        source=questionnaire.source,
    )


def results(state: ConsultationState) -> tuple[ScoreResult, ...]:
    """Answer the scores of all questionnaires that were begun, for the doctor's record."""
    found = (result_of(state, each) for each in ALL.values())
    return tuple(each for each in found if each is not None)
