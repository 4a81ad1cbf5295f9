"""Questionnaires on mood and safety: PHQ-9, GAD-7, EPDS, and the screening questions of the Columbia scale.

They are filled in by the person; nothing of them is guessed from what was told. An item that was not answered leaves bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.specialties.scores.points import Band, Graded, add_up, levels, text
from agents.state import ScoreResult
from kg.schema import LocalText

PHQ9_SOURCE = "Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16(9):606-613"
GAD7_SOURCE = "Spitzer RL et al. Arch Intern Med 2006;166(10):1092-1097"
EPDS_SOURCE = "Cox JL, Holden JM, Sagovsky R. Br J Psychiatry 1987;150:782-786"
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


_PHQ9 = (
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


_PHQ9_BANDS = (
    Band(0, text("没有或很轻", "none or minimal")),
    Band(5, text("轻度抑郁症状", "mild depressive symptoms")),
    Band(10, text("中度抑郁症状，值得请医生看", "moderate depressive symptoms: worth a doctor's look")),
    Band(15, text("中重度抑郁症状，请尽快看医生", "moderately severe symptoms: see a doctor soon")),
    Band(20, text("重度抑郁症状，请尽快看医生", "severe symptoms: see a doctor soon")),
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
        text("PHQ-9量表", "PHQ-9"),
        _items(answers, _PHQ9),
        _PHQ9_BANDS,
        out_of=27,
        source=PHQ9_SOURCE,
    )


_GAD7_BANDS = (
    Band(0, text("没有或很轻", "none or minimal")),
    Band(5, text("轻度焦虑", "mild anxiety")),
    Band(10, text("中度焦虑，值得请医生看", "moderate anxiety: worth a doctor's look")),
    Band(15, text("重度焦虑，请尽快看医生", "severe anxiety: see a doctor soon")),
)
_GAD7 = (
    text("紧张或不安", "nervous or on edge"),
    text("停不下来地担心", "cannot stop worrying"),
    text("担心太多事", "worrying too much"),
    text("难以放松", "trouble relaxing"),
    text("坐不住", "restless"),
    text("容易烦躁", "easily annoyed"),
    text("害怕要出事", "afraid that something awful happens"),
)


def gad7(answers: Sequence[int | None]) -> ScoreResult:
    """Answer GAD-7 (0 to 21) from seven answers of 0 to 3 over two weeks; None unanswered.

    From 5 mild, 10 moderate, 15 severe; 10 and more has 89 % sensitivity and 82 % specificity for generalised anxiety.

    Raises:
        ValueError: not seven answers, or one outside of 0 to 3.
    """
    return add_up(
        "gad7",
        text("GAD-7量表", "GAD-7"),
        _items(answers, _GAD7),
        _GAD7_BANDS,
        out_of=21,
        source=GAD7_SOURCE,
    )


def phq9_of_sum(points: float) -> ScoreResult:
    """Answer PHQ-9 from its sum on a report; of the ninth item a sum says nothing."""
    item = (Graded(text("总分", "the sum"), points, 27),)
    return add_up("phq9", text("PHQ-9量表", "PHQ-9"), item, _PHQ9_BANDS, out_of=27, source=PHQ9_SOURCE)


def gad7_of_sum(points: float) -> ScoreResult:
    """Answer GAD-7 from its sum on a report."""
    item = (Graded(text("总分", "the sum"), points, 21),)
    return add_up("gad7", text("GAD-7量表", "GAD-7"), item, _GAD7_BANDS, out_of=21, source=GAD7_SOURCE)


_EPDS = (
    text("能笑出来", "able to laugh"),
    text("对事情有盼头", "looking forward to things"),
    text("不必要地责怪自己", "blaming oneself needlessly"),
    text("无缘无故地焦虑", "anxious for no reason"),
    text("无缘无故地害怕", "scared for no reason"),
    text("事情压得喘不过气", "things getting on top"),
    text("难过得睡不好", "too unhappy to sleep"),
    text("难过", "sad or miserable"),
    text("难过得哭", "unhappy enough to cry"),
    text("想伤害自己", "thoughts of harming oneself"),
)


def epds(answers: Sequence[int | None]) -> ScoreResult:
    """Answer the Edinburgh scale (0 to 30) from ten answers of 0 to 3, already scored so that 3 is worst; None unanswered.

    Over the last seven days, in pregnancy or in the year after birth. From 10 possible, from 13 probable depression. Any
    answer above 0 to the tenth calls for a talk about safety.

    Raises:
        ValueError: not ten answers, or one outside of 0 to 3.
    """
    return add_up(
        "epds",
        text("爱丁堡产后抑郁量表", "Edinburgh postnatal depression scale"),
        _items(answers, _EPDS),
        (
            Band(0, text("目前不提示产后抑郁", "does not suggest postnatal depression")),
            Band(
                10, text("可能有产后抑郁，值得和医生谈谈", "possible postnatal depression: worth talking to a doctor")
            ),
            Band(13, text("很可能有产后抑郁，请尽快看医生", "probable postnatal depression: see a doctor soon")),
        ),
        out_of=30,
        source=EPDS_SOURCE,
    )


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
