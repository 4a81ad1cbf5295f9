"""Scores for stroke, transient attack and headache: BE-FAST, ABCD2, POUND."""

from __future__ import annotations

from typing import Final, Literal

from agents.specialties.scores.points import Band, Graded, Item, add_up, at_least, stepped, text
from agents.state import ScoreResult

BEFAST_SOURCE = "Aroor S, Singh R, Goldstein LB. Stroke 2017;48(2):479-481"
ABCD2_SOURCE = "Johnston SC et al. Lancet 2007;369(9558):283-292"
POUND_SOURCE = "Detsky ME et al. JAMA 2006;296(10):1274-1283"

FAST_RATIOS: Final = ((0.0, 0.39), (1.0, 5.5))
"""Likelihood ratios of none, and of one or more, of face, arm and speech (Goldstein LB, Simel DL. JAMA 2005;293(19):2391-2402)."""
POUND_RATIOS: Final = ((0.0, 0.41), (3.0, 3.5), (4.0, 24.0))
"""Likelihood ratios for migraine of up to two, three, and four or five features (Detsky 2006)."""


def befast(
    *, balance: bool | None, eyes: bool | None, face: bool | None, arm: bool | None, speech: bool | None
) -> ScoreResult:
    """Answer how many BE-FAST signs are there (0 to 5); one that came suddenly is enough to call 120.

    Balance or gait lost, sight lost or double, face drooping, arm or leg weak on one side, speech disturbed. The first two
    leave 4 % of strokes unseen where FAST leaves 14 %.
    """
    return add_up(
        "befast",
        text("中风识别BE-FAST", "BE-FAST stroke check"),
        (
            Item(text("突然走不稳", "sudden loss of balance"), 1, balance),
            Item(text("突然看不清或重影", "sudden loss of sight or double vision"), 1, eyes),
            Item(text("口角歪斜", "facial droop"), 1, face),
            Item(text("一侧手脚无力", "weakness of one side"), 1, arm),
            Item(text("说话不清", "trouble speaking"), 1, speech),
        ),
        (
            Band(0, text("没有中风的典型表现", "none of the typical signs of stroke")),
            Band(1, text("要当作中风处理，马上打120", "treat as a stroke: call 120 now")),
        ),
        out_of=5,
        source=BEFAST_SOURCE,
    )


def abcd2(
    *,
    age_years: float,
    systolic: float | None,
    diastolic: float | None,
    feature: Literal["weakness", "speech", "other"] | None,
    minutes: float | None,
    diabetes: bool | None,
) -> ScoreResult:
    """Answer ABCD2 (0 to 7), the early risk of stroke after a transient attack; mmHg at first measurement, minutes.

    60 years and over 1; 140 systolic or 90 diastolic 1; weakness of one side 2, speech without weakness 1; an hour or more 2,
    ten to 59 minutes 1; diabetes 1. Stroke within two days: 0-3 points 1.0 %, 4-5 4.1 %, 6-7 8.1 %. A transient attack is
    urgent at every score.
    """
    pressure: bool | None = None
    if at_least(systolic, 140) or at_least(diastolic, 90):
        pressure = True
    elif systolic is not None and diastolic is not None:
        pressure = False
    grades = {"weakness": 2, "speech": 1, "other": 0}
    return add_up(
        "abcd2",
        text("ABCD2评分", "ABCD2"),
        (
            Item(text("60岁及以上", "60 years or over"), 1, at_least(age_years, 60)),
            Item(text("血压", "blood pressure"), 1, pressure),
            Graded(text("发作时的表现", "what the attack was like"), None if feature is None else grades[feature], 2),
            stepped(text("持续多少分钟", "how many minutes it lasted"), minutes, ((0, 0), (10, 1), (60, 2))),
            Item(text("糖尿病", "diabetes"), 1, diabetes),
        ),
        (
            Band(
                0, text("近两天中风的风险较低，仍要当天看", "lower risk of stroke in two days; still to be seen today")
            ),
            Band(4, text("近两天中风的风险中等", "moderate risk of stroke in two days")),
            Band(6, text("近两天中风的风险高", "high risk of stroke in two days")),
        ),
        out_of=7,
        source=ABCD2_SOURCE,
    )


def pound(
    *,
    pulsating: bool | None,
    lasts_4_to_72_hours: bool | None,
    one_sided: bool | None,
    nausea: bool | None,
    disabling: bool | None,
) -> ScoreResult:
    """Answer how many POUND features a headache has (0 to 5): pulsating, 4 to 72 hours, one-sided, nausea, disabling.

    Four or five make migraine very likely (likelihood ratio 24), three likelier (3.5), up to two less likely (0.41).
    """
    return add_up(
        "pound",
        text("偏头痛POUND", "POUND for migraine"),
        (
            Item(text("跳着痛", "pulsating"), 1, pulsating),
            Item(text("一次持续4到72小时", "lasts 4 to 72 hours"), 1, lasts_4_to_72_hours),
            Item(text("一侧痛", "one-sided"), 1, one_sided),
            Item(text("恶心或呕吐", "nausea or vomiting"), 1, nausea),
            Item(text("痛得做不了事", "too bad to carry on"), 1, disabling),
        ),
        (
            Band(0, text("不太像偏头痛", "less like migraine")),
            Band(3, text("可能是偏头痛", "possibly migraine")),
            Band(4, text("很像偏头痛", "much like migraine")),
        ),
        out_of=5,
        source=POUND_SOURCE,
    )
