"""Thresholds of blood glucose: what one value means, and when it cannot wait."""

from __future__ import annotations

from typing import Literal

from agents.specialties.scores.points import text
from agents.state import ScoreResult

GLUCOSE_SOURCE = (
    "WHO/IDF Definition and diagnosis of diabetes mellitus, 2006; 中国糖尿病防治指南(2024版), 中华医学会糖尿病学分会"
)

Level = Literal["severe_low", "low", "normal", "impaired", "diabetic", "very_high"]


def glucose_level(mmol_l: float, *, fasting: bool | None) -> Level:
    """Answer the level of one blood glucose value in mmol/L.

    Under 3.0 clinically serious, under 3.9 low; fasting from 6.1 impaired, from 7.0 in the range of diabetes; at any other
    or unknown time from 7.8 impaired and from 11.1 in the range of diabetes; from 16.7 very high at any time (ketones to be
    checked). A value of unknown timing is judged by the limits after a meal, which call fewer people ill.
    """
    if mmol_l < 3.0:  # noqa: PLR2004 - the guideline's own limits, here and below
        return "severe_low"
    if mmol_l < 3.9:  # noqa: PLR2004
        return "low"
    if mmol_l >= 16.7:  # noqa: PLR2004
        return "very_high"
    impaired, diabetic = (6.1, 7.0) if fasting else (7.8, 11.1)
    if mmol_l >= diabetic:
        return "diabetic"
    return "impaired" if mmol_l >= impaired else "normal"


_MEANING = {
    "severe_low": text("血糖严重偏低，要马上进食含糖的东西并求助", "dangerously low: take sugar and get help now"),
    "low": text("血糖偏低", "low"),
    "normal": text("在参考范围内", "within the reference range"),
    "impaired": text("比正常高，但没到糖尿病的界值", "above normal, below the limit for diabetes"),
    "diabetic": text("到了糖尿病的界值，需要复查确认", "in the range of diabetes; needs a second test"),
    "very_high": text("血糖很高，要查酮体", "very high: ketones should be checked"),
}


def glucose(mmol_l: float, *, fasting: bool | None) -> ScoreResult:
    """Answer one value (mmol/L) with what it means; whether it was fasting is missing when not known."""
    level = glucose_level(mmol_l, fasting=fasting)
    return ScoreResult(
        id="glucose",
        name=text("血糖", "blood glucose"),
        low=mmol_l,
        high=mmol_l,
        out_of=mmol_l,
        missing=(text("是不是空腹", "fasting or not"),) if fasting is None and level in {"normal", "impaired"} else (),
        meaning=_MEANING[level],
        source=GLUCOSE_SOURCE,
    )
