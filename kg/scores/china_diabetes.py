"""Chinese diabetes risk score: who should have an oral glucose tolerance test.

Source: Zhou X, Qiao Q, Ji L, et al. Nonlaboratory-based risk assessment algorithm for undiagnosed type 2 diabetes developed
on a nation-wide diabetes survey. Diabetes Care 2013;36:3944-3952; taken up as 中国糖尿病风险评分表 by the guideline
中国2型糖尿病防治指南 (2017 and 2020). Derived in adults of 20 to 74 years; 0 to 51 points; from 25 a tolerance test is advised.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from kg.schema import LocalText
from kg.scores.values import RiskInputs, RiskScore, lacking

ID: Final = "china_diabetes"
NAME: Final = LocalText(zh="糖尿病风险评分", en="Chinese diabetes risk score")
SOURCE: Final = "Zhou 2013, Diabetes Care 36:3944; 中国2型糖尿病防治指南 2020"
AGES: Final = (20, 74)
THRESHOLD: Final = 25
_NEEDED: Final = (
    "age_years",
    "sex",
    "systolic_mmhg",
    "waist_cm",
    "height_cm",
    "weight_kg",
    "family_diabetes",
    "diabetes",
)
_AGE: Final = ((25, 35, 40, 45, 50, 55, 60, 65), (0, 4, 8, 11, 12, 13, 15, 16, 18))
_SYSTOLIC: Final = ((110, 120, 130, 140, 150, 160), (0, 1, 3, 6, 7, 8, 10))
_WAIST_MEN: Final = ((75, 80, 85, 90, 95), (0, 3, 5, 7, 8, 10))
_WAIST_WOMEN: Final = ((70, 75, 80, 85, 90), (0, 3, 5, 7, 8, 10))
_BMI: Final = ((22, 24, 30), (0, 1, 3, 5))
_FAMILY: Final = 6
_MALE: Final = 2
_HAD: Final = LocalText(
    zh="已有糖尿病，不用这个评分。", en="Diabetes is known already: this score is not meant for it."
)
_LOW: Final = LocalText(
    zh="低于 25 分：定期复查血糖，保持健康的生活方式。", en="Below 25: check the sugar now and then."
)
_HIGH: Final = LocalText(
    zh="25 分及以上：建议做口服葡萄糖耐量试验。", en="25 or more: an oral glucose tolerance test is advised."
)


def score(inputs: RiskInputs) -> RiskScore:
    """Answer the points; without them where inputs are missing or the age is not that of the survey."""
    if inputs.diabetes:
        return RiskScore(ID, NAME, SOURCE, not_for=_HAD)
    missing, outside = lacking(inputs, _NEEDED)
    if inputs.age_years is not None and not AGES[0] <= inputs.age_years < AGES[1] + 1:
        outside = (*outside, "age_years")
    if missing or outside:
        return RiskScore(ID, NAME, SOURCE, missing=missing, outside=outside)
    points = _points(inputs)
    high = points >= THRESHOLD
    return RiskScore(
        ID,
        NAME,
        SOURCE,
        value=points,
        unit="points",
        band="high" if high else "low",
        says=_HIGH if high else _LOW,
    )


def _points(inputs: RiskInputs) -> int:
    assert inputs.age_years is not None
    assert inputs.systolic_mmhg is not None
    assert inputs.waist_cm is not None
    assert inputs.bmi is not None
    male = inputs.sex == "male"
    points = _step(_AGE, inputs.age_years) + _step(_SYSTOLIC, inputs.systolic_mmhg) + _step(_BMI, inputs.bmi)
    points += _step(_WAIST_MEN if male else _WAIST_WOMEN, inputs.waist_cm)
    return points + _FAMILY * bool(inputs.family_diabetes) + _MALE * male


def _step(table: tuple[tuple[int, ...], tuple[int, ...]], value: float) -> int:
    return table[1][bisect_right(table[0], value)]
