"""Scores for stroke and for mood: FAST, PHQ-2, the two case-finding questions."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, text
from agents.state import ScoreResult
from kg.schema import LocalText

FAST_SOURCE = "Harbison J et al. Stroke 2003;34(1):71-76"
PHQ2_SOURCE = "Kroenke K, Spitzer RL, Williams JBW. Med Care 2003;41(11):1284-1292"
WHOOLEY_SOURCE = "Whooley MA et al. J Gen Intern Med 1997;12(7):439-445"

PHQ2_RATIOS: Final = ((0.0, 0.18), (3.0, 10.4))
"""From sensitivity 83 % and specificity 92 % of three points for major depression (Kroenke 2003)."""


def fast(*, face: bool | None, arm: bool | None, speech: bool | None) -> ScoreResult:
    """Answer how many of the three FAST signs are there (0 to 3); one that came suddenly is enough to call 120."""
    return add_up(
        "fast",
        text("中风识别FAST", "FAST stroke check"),
        (
            Item(text("口角歪斜", "facial droop"), 1, face),
            Item(text("一侧手臂无力", "weakness of one arm"), 1, arm),
            Item(text("说话不清", "trouble speaking"), 1, speech),
        ),
        (
            Band(0, text("没有中风的典型表现", "none of the typical signs of stroke")),
            Band(1, text("要当作中风处理，马上打120", "treat as a stroke: call 120 now")),
        ),
        out_of=3,
        source=FAST_SOURCE,
    )


def _grade(name: LocalText, present: bool | None, days: int | None) -> Graded:
    """Answer one PHQ-2 item: `days` of the last 14 give 0 (none), 1 (up to 6), 2 (7 to 11), 3 (nearly every day)."""
    if days is not None:
        return Graded(name, 0 if days < 1 else 1 if days < 7 else 2 if days < 12 else 3, 3)  # noqa: PLR2004 - the item's
    if present is None:
        return Graded(name, None, 3)
    return Graded(name, None, 3, 1) if present else Graded(name, 0, 3)


def phq2(
    *,
    low_mood: bool | None,
    no_interest: bool | None,
    low_mood_days: int | None = None,
    no_interest_days: int | None = None,
) -> ScoreResult:
    """Answer PHQ-2 (0 to 6): how often in two weeks low mood and little interest were there; 3 or more is positive.

    Where only presence is known, an item is worth at least 1 and at most 3, because "several days" is the least that
    presence can mean.
    """
    return add_up(
        "phq2",
        text("PHQ-2量表", "PHQ-2"),
        (
            _grade(text("两周里情绪低落的天数", "days of low mood in two weeks"), low_mood, low_mood_days),
            _grade(
                text("两周里提不起兴趣的天数", "days of little interest in two weeks"), no_interest, no_interest_days
            ),
        ),
        (
            Band(0, text("目前不提示抑郁", "does not suggest depression at present")),
            Band(3, text("提示可能有抑郁，值得和医生谈谈", "suggests possible depression: worth talking to a doctor")),
        ),
        out_of=6,
        source=PHQ2_SOURCE,
    )


def whooley(*, low_mood: bool | None, no_interest: bool | None) -> ScoreResult:
    """Answer the two case-finding questions (0 to 2): one yes is a positive screen (sensitivity 96 %, specificity 57 %)."""
    return add_up(
        "whooley",
        text("两问抑郁筛查", "two-question depression screen"),
        (
            Item(text("情绪低落", "feeling down"), 1, low_mood),
            Item(text("提不起兴趣", "little interest or pleasure"), 1, no_interest),
        ),
        (
            Band(0, text("筛查阴性", "negative screen")),
            Band(1, text("筛查阳性，需要进一步了解", "positive screen: needs a closer look")),
        ),
        out_of=2,
        source=WHOOLEY_SOURCE,
    )
