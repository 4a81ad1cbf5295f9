"""The follow-up of a long-standing illness: figures at home, signs that it slips, medicines, life, last check. Five questions.

Owns their order and wording; what is measured and which signs belong to which illness: `agents.intake.conditions`.
"""

from __future__ import annotations

import re
from typing import Final

from agents.intake.conditions import Condition, conditions_of
from agents.intake.questions import ELSE, anything_else
from agents.knowledge import Knowledge
from agents.state import Asked, ConsultationState
from agents.words import fits, listed, local
from kg.schema import FindingId, LocalText, Option, Question, QuestionId

FIGURES: Final = "intake.follow_up.figures"
SIGNS: Final = "follow_up.signs"
TAKING: Final = "intake.follow_up.taking"
LIVING: Final = "intake.follow_up.living"
CHECKED: Final = "intake.follow_up.checked"
MOST_SIGNS: Final = 8

NOT_DAILY: Final = local("有时忘了吃", "I sometimes forget")
STOPPED: Final = local("自己停了或减了", "I stopped or cut down myself")
SALTY: Final = local("口味偏咸", "Salty food")
STILL: Final = local("很少活动", "Little exercise")
OVER_A_YEAR: Final = local("一年以上", "Over a year ago")
NEVER: Final = local("没查过", "Never")
_NOT_SURE: Final = local("说不清", "Not sure")

_BARE_PRESSURE: Final = re.compile(r"(?<![\d.])([1-2]\d{2}|[6-9]\d)\s*[/／、,，到-]\s*(1?\d{2})(?![\d.])")
_BARE_SUGAR: Final = re.compile(r"(?<![\d.])([2-9]|[12]\d|3[0-3])(?:[.．]\d)(?![\d.])")


def _sentence(parts: list[LocalText]) -> LocalText:
    return local(
        f"{listed((each.zh for each in parts), 'zh')}是多少？哪天量的？说几个数就行。",
        f"What is {listed((each.en for each in parts), 'en')}, and on which day? The numbers are enough.",
    )


def _figures(conditions: tuple[Condition, ...]) -> Question:
    asked = [each for each in dict.fromkeys(c.figures for c in conditions) if each is not None]
    return Question(
        id=QuestionId(FIGURES),
        kind="choice",
        text=_sentence(asked),
        why=local("数字最能看出控制得好不好。", "The figures show best how well it is kept in check."),
        options=(Option(text=local("最近没量", "Not measured lately")),),
    )


def _signs(conditions: tuple[Condition, ...], state: ConsultationState, knowledge: Knowledge) -> Question:
    concepts = knowledge.graph.findings
    wanted = dict.fromkeys(FindingId(sign) for each in conditions for sign in each.signs)
    ids = [each for each in wanted if each in concepts and fits(concepts[each], state.person)][:MOST_SIGNS]
    return Question(
        id=QuestionId(SIGNS),
        kind="multi",
        text=local(
            "这段时间，您有下面这些情况吗？可以选几个。", "Have you had any of these lately? You may choose several."
        ),
        why=local(
            "有这些情况，可能是老毛病不稳了，要早点看。", "These may mean that it is slipping and should be seen soon."
        ),
        options=tuple(Option(text=concepts[each].name, present=(each,)) for each in ids),
    )


def _taking() -> Question:
    return Question(
        id=QuestionId(TAKING),
        kind="choice",
        text=local(
            "平时吃哪些药？每天都按时吃吗，吃了有没有不舒服？",
            "Which medicines do you take, and every day? Do any disagree with you?",
        ),
        why=local(
            "控制不好，常常是药没吃够或者药不合适。", "Poor control often comes from missed or unsuitable medicines."
        ),
        options=tuple(
            Option(text=each)
            for each in (
                local("每天都按时吃", "Every day as told"),
                NOT_DAILY,
                STOPPED,
                local("没有在吃药", "I take none"),
            )
        ),
    )


def _living(knowledge: Knowledge) -> Question:
    def having(text: LocalText, finding: str) -> Option:
        known = FindingId(finding) in knowledge.graph.findings
        return Option(text=text, present=(FindingId(finding),) if known else ())

    return Question(
        id=QuestionId(LIVING),
        kind="multi",
        text=local(
            "平时的生活，哪几样和您一样？可以选几个。", "Which of these is true of you? You may choose several."
        ),
        why=local("这几样改一改，有时候和药一样管用。", "Changing these sometimes helps as much as a medicine."),
        options=(
            having(local("抽烟", "I smoke"), "smoking"),
            having(local("常喝酒", "I drink often"), "alcohol_use"),
            Option(text=SALTY),
            Option(text=STILL),
            Option(text=local("都没有", "None of these")),
        ),
    )


def _checked(conditions: tuple[Condition, ...]) -> Question:
    return Question(
        id=QuestionId(CHECKED),
        kind="choice",
        text=local(
            "上次去医院或社区复查，大概是什么时候？", "When were you last checked at a hospital or health centre?"
        ),
        why=local(
            f"有些变化自己感觉不到，要靠查：{conditions[0].check.zh}。",
            f"Some changes are not felt: {conditions[0].check.en}.",
        ),
        options=tuple(
            Option(text=each)
            for each in (
                local("三个月内", "Within three months"),
                local("半年到一年", "Half a year to a year"),
                OVER_A_YEAR,
                NEVER,
                _NOT_SURE,
            )
        ),
    )


def serves_follow_up(state: ConsultationState) -> bool:
    """Answer whether this consultation is a follow-up: it was wished for and an illness to follow is known."""
    return "chronic" in state.wishes and bool(conditions_of(state))


def next_follow_up(state: ConsultationState, knowledge: Knowledge, *, turn: int) -> Asked | None:
    """Answer the next question of the follow-up, None when all were put; once something urgent is known, signs alone."""
    conditions = conditions_of(state)
    before = {asked.id for asked in state.asked}
    measured = {reading.measurement for part in state.contributions for reading in part.readings}
    wanted = frozenset().union(*(each.measured for each in conditions))
    if FIGURES not in before and wanted and not wanted & measured:
        return Asked(question=_figures(conditions), turn=turn)
    if ELSE not in before:
        return Asked(question=anything_else(), turn=turn)
    for id_, question in (
        (SIGNS, _signs(conditions, state, knowledge)),
        (TAKING, _taking()),
        (LIVING, _living(knowledge)),
        (CHECKED, _checked(conditions)),
    ):
        if id_ not in before and (id_ == SIGNS or not state.told):
            return Asked(question=question, turn=turn)
    return None


def in_context(asked: Asked | None, text: str) -> str:
    """Answer the words with the measurement named that a bare figure belongs to: 140/85, when figures were asked for."""
    if asked is None or asked.id != FIGURES:
        return text
    named = _BARE_PRESSURE.sub(lambda found: f"血压{found[1]}/{found[2]}", text) if "血压" not in text else text
    if "血糖" in named or "pressure" in text or "sugar" in text:
        return named
    meal = "餐后" if re.search(r"饭后|餐后|after", text) else "空腹"
    return _BARE_SUGAR.sub(lambda found: f"{meal}血糖{found[0]}", named)
