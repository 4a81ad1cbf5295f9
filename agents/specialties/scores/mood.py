"""Questionnaires on mood and safety: PHQ-9, GAD-7, and the screening questions of the Columbia scale.

Here are their items' names, bands and sources, once; `agents.companion.questionnaires` puts the questions. They are filled in by the
person; nothing of them is guessed from what was told. An item that was not answered leaves bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.specialties.scores.points import Band, Graded, add_up, levels, text
from agents.state import ScoreResult
from kg.schema import LocalText

PHQ9_SOURCE = "Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16(9):606-613"
PHQ9_NAME = text("PHQ-9量表", "PHQ-9")
GAD7_NAME = text("GAD-7量表", "GAD-7")
GAD7_SOURCE = "Spitzer RL et al. Arch Intern Med 2006;166(10):1092-1097"
CSSRS_SOURCE = "Posner K et al. Am J Psychiatry 2011;168(12):1266-1277"


def _items(answers: Sequence[int | bool | None], names: Sequence[LocalText]) -> tuple[Graded, ...]:
    if len(answers) != len(names):
        raise ValueError(f"{len(names)} answers are wanted, {len(answers)} given")
    if any(each is not None and not 0 <= each <= 3 for each in answers):  # noqa: PLR2004 - the items' own range
        raise ValueError("an answer is 0 to 3")
    return tuple(_graded(name, answer) for name, answer in zip(names, answers, strict=True))


def _graded(name: LocalText, answer: int | bool | None) -> Graded:
    # "It is there" is at least several days and says no more.
    return Graded(name, None, 3, 1) if answer is True else Graded(name, None if answer is None else int(answer), 3)


PHQ9_ITEMS = (
    text("提不起兴趣", "little interest"),
    text("情绪低落", "low mood"),
    text("睡眠", "sleep"),
    text("疲倦", "tiredness"),
    text("食欲", "appetite"),
    text("觉得自己不好", "feeling a failure"),
    text("注意力", "concentration"),
    text("动作迟缓或坐不住", "slowed or restless"),
    text("想死或伤害自己", "thoughts of death or self-harm"),
)


PHQ9_BANDS = (
    Band(0, text("抑郁情绪很少", "hardly any depressive symptoms")),
    Band(5, text("提示轻度抑郁情绪", "suggests mild depressive symptoms")),
    Band(
        10,
        text(
            "提示中度抑郁情绪，值得尽快和医生谈",
            "suggests moderate depressive symptoms: worth talking to a doctor soon",
        ),
    ),
    Band(
        15,
        text(
            "提示中重度抑郁情绪，需要医生评估", "suggests moderately severe depressive symptoms: a doctor should assess"
        ),
    ),
    Band(
        20,
        text(
            "提示重度抑郁情绪，需要医生尽快评估",
            "suggests severe depressive symptoms: a doctor should assess without delay",
        ),
    ),
)


def phq9(answers: Sequence[int | bool | None]) -> ScoreResult:
    """Answer PHQ-9 (0 to 27) from nine answers of 0 (not at all) to 3 (nearly every day) over two weeks; None unanswered.

    True says that it is there and not how often: 1 at least. False is 0.

    From 5 mild, 10 moderate, 15 moderately severe, 20 severe; 10 and more has 88 % sensitivity and specificity for major
    depression. Any answer above 0 to the ninth, whatever the sum, calls for a talk about safety.

    Raises:
        ValueError: not nine answers, or one outside of 0 to 3.
    """
    return add_up(
        "phq9",
        PHQ9_NAME,
        _items(answers, PHQ9_ITEMS),
        PHQ9_BANDS,
        out_of=27,
        source=PHQ9_SOURCE,
    )


GAD7_BANDS = (
    Band(0, text("焦虑情绪很少", "hardly any anxiety")),
    Band(5, text("提示轻度焦虑", "suggests mild anxiety")),
    Band(10, text("提示中度焦虑，值得和医生谈谈", "suggests moderate anxiety: worth talking to a doctor")),
    Band(15, text("提示重度焦虑，需要医生评估", "suggests severe anxiety: a doctor should assess")),
)
"""From 10 on sensitivity is 89 % and specificity 82 % for generalised anxiety (Spitzer 2006)."""


def phq9_of_sum(points: float) -> ScoreResult:
    """Answer PHQ-9 from its sum on a report; of the ninth item a sum says nothing."""
    item = (Graded(text("总分", "the sum"), points, 27),)
    return add_up("phq9", PHQ9_NAME, item, PHQ9_BANDS, out_of=27, source=PHQ9_SOURCE)


def gad7_of_sum(points: float) -> ScoreResult:
    """Answer GAD-7 from its sum on a report."""
    item = (Graded(text("总分", "the sum"), points, 21),)
    return add_up("gad7", GAD7_NAME, item, GAD7_BANDS, out_of=21, source=GAD7_SOURCE)


def cssrs(
    *,
    wishes_to_be_dead: bool | None,
    thinks_of_suicide: bool | None,
    thought_of_method: bool | None,
    some_intent: bool | None,
    plan_and_intent: bool | None,
    behaviour_ever: bool | None,
    behaviour_three_months: bool | None,
) -> ScoreResult:
    """Answer the level of risk by the Columbia screening questions (0 none told, 1 low, 2 moderate, 3 high).

    A wish to be dead or thoughts without a method are low; thoughts with a method, or behaviour longer ago, moderate;
    intent, a plan, or behaviour within three months, high. What was not asked is not a no.
    """
    return add_up(
        "cssrs",
        text("自杀风险筛查（C-SSRS）", "C-SSRS screen"),
        (
            levels(
                text("关于轻生想法的提问", "questions about suicide"),
                (wishes_to_be_dead, thinks_of_suicide),
                (thought_of_method, behaviour_ever),
                (some_intent, plan_and_intent, behaviour_three_months),
            ),
        ),
        (
            Band(0, text("没有说到轻生的想法", "no thoughts of suicide told")),
            Band(1, text("有轻生的念头，要有人陪着谈谈", "thoughts of suicide: somebody should be there to talk")),
            Band(2, text("风险中等，今天就要见专业人员", "moderate risk: see a professional today")),
            Band(3, text("风险高，身边不能离人，马上求助", "high risk: do not stay alone, get help now")),
        ),
        out_of=3,
        source=CSSRS_SOURCE,
    )
