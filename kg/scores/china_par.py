"""Ten-year risk of atherosclerotic cardiovascular disease in Chinese adults: the China-PAR equations.

Source: Yang X, Li J, Hu D, et al. Predicting the 10-year risks of atherosclerotic cardiovascular disease in Chinese
population: the China-PAR project. Circulation 2016;134:1430-1440 (doi 10.1161/CIRCULATIONAHA.116.022367), supplemental tables
1 and 2. Derived in adults of 35 to 74 years without cardiovascular disease. Bands: 中国心血管病风险评估和管理指南 (2019): below 5 % low,
5 to 9.9 % middle, from 10 % high.

The tables print coefficients with two decimals, which puts the paper's own example 6 % too high. For a man who takes nothing
against pressure the paper also prints each product of its example (age 60, pressure 130, cholesterol 210 and 55 mg/dL, waist 80);
dividing by the example's values gives those six coefficients to the fourth digit, and each rounds to the printed one. The women's
baseline survival is printed as 0.99; their example (sum 119.22, risk 10.1 %) holds for 0.9851. The tests check both against the
risks that table 2 prints.

Under treatment, for smoking and for the family the two decimals are all there is, and the paper prints no example. 38 results of the
authors' own calculator for people under treatment (cvdrisk.com.cn, as recorded in May 2026 in the public repository
original123/cardiovascular-risk-demo) were compared: men's figures differ by at most 0.11 points, women's are lower by 0.4 to 4.8 % of
themselves, 3 % in the mean. The printed table and the calculator differ by as much, so the coefficients stay the paper's, and a figure
within 5 % of itself below a limit says that the band above is the safer one.
"""

from __future__ import annotations

import math
from typing import Final

from kg.schema import LocalText
from kg.scores.values import Band, RiskInputs, RiskScore, lacking

ID: Final = "china_par"
NAME: Final = LocalText(zh="10 年心脑血管病风险（China-PAR）", en="10-year cardiovascular risk (China-PAR)")
SOURCE: Final = "Yang 2016, Circulation 134:1430; 中国心血管病风险评估和管理指南 2019"
AGES: Final = (35, 74)
MG_DL: Final = 38.67
"""mg/dL of cholesterol in 1 mmol/L."""
_NEEDED: Final = (
    "age_years", "sex", "systolic_mmhg", "bp_treated", "tc_mmol_l", "hdl_mmol_l", "waist_cm", "smoker", "diabetes", "north", "ascvd",
)  # fmt: skip
_MEN_TOO: Final = ("urban", "family_ascvd")
_LOW: Final = 5.0
_HIGH: Final = 10.0
_UNSURE: Final = 0.05
"""Share of itself by which a figure may be too low (the largest seen was 0.048)."""
_NEAR: Final = LocalText(
    zh="这个数离上一档很近，公式本身也有误差，按上一档对待更稳妥。",
    en="It is close to the next band and the formula has an error of its own: the band above is the safer one.",
)
_SAYS: Final[dict[Band, LocalText]] = {
    "low": LocalText(zh="低危：保持健康的生活方式，定期复查。", en="Low: keep living healthily; check again in time."),
    "middle": LocalText(
        zh="中危：改善生活方式，控制血压、血脂、血糖。",
        en="Middle: live more healthily; mind pressure, lipids and sugar.",
    ),
    "high": LocalText(
        zh="高危：在生活方式之外，请医生考虑是否需要用药干预。",
        en="High: besides the way of living, a doctor considers whether medicines are needed.",
    ),
}
_HAD: Final = LocalText(
    zh="已有心脑血管病，属于极高危人群，不用这个公式。",
    en="Cardiovascular disease is there already: very high risk; this equation is not meant for it.",
)


def score(inputs: RiskInputs) -> RiskScore:
    """Answer the risk in per cent; without a value where inputs are missing, implausible, or the age is not that of the cohorts."""
    if inputs.ascvd:
        return RiskScore(ID, NAME, SOURCE, not_for=_HAD)
    needed = _NEEDED + (_MEN_TOO if inputs.sex != "female" else ())
    missing, outside = lacking(inputs, needed)
    if inputs.age_years is not None and not AGES[0] <= inputs.age_years < AGES[1] + 1:
        outside = (*outside, "age_years")
    if missing or outside:
        return RiskScore(ID, NAME, SOURCE, missing=missing, outside=outside)
    percent = _women(inputs) if inputs.sex == "female" else _men(inputs)
    band: Band = "low" if percent < _LOW else "middle" if percent < _HIGH else "high"
    says = _SAYS[band]
    if any(percent < limit <= percent * (1 + _UNSURE) for limit in (_LOW, _HIGH)):
        says = LocalText(zh=says.zh + _NEAR.zh, en=f"{says.en} {_NEAR.en}")
    return RiskScore(ID, NAME, SOURCE, value=percent, unit="%", band=band, says=says)


def _logs(inputs: RiskInputs) -> tuple[float, float, float, float, float]:
    assert inputs.age_years is not None
    assert inputs.systolic_mmhg is not None
    assert inputs.tc_mmol_l is not None
    assert inputs.hdl_mmol_l is not None
    assert inputs.waist_cm is not None
    # Whole years, as the cohorts counted them.
    return (
        math.log(math.floor(inputs.age_years)),
        math.log(inputs.systolic_mmhg),
        math.log(inputs.tc_mmol_l * MG_DL),
        math.log(inputs.hdl_mmol_l * MG_DL),
        math.log(inputs.waist_cm),
    )


def _men(inputs: RiskInputs) -> float:
    age, pressure, tc, hdl, waist = _logs(inputs)
    total = 31.96604 * age + 0.62090 * tc - 0.69373 * hdl - 0.71200 * waist
    total += (27.39 - 6.02 * age) * pressure if inputs.bp_treated else (26.14876 - 5.73074 * age) * pressure
    total += (3.96 - 0.94 * age) * bool(inputs.smoker) + 0.36 * bool(inputs.diabetes)
    total += 0.48 * bool(inputs.north) - 0.16 * bool(inputs.urban) + (6.22 - 1.53 * age) * bool(inputs.family_ascvd)
    return _risk(total, mean=140.68, survival=0.9707)


def _women(inputs: RiskInputs) -> float:
    age, pressure, tc, hdl, waist = _logs(inputs)
    total = 24.87 * age + 0.06 * tc - 0.22 * hdl + 1.48 * waist
    total += (20.71 - 4.53 * age) * pressure if inputs.bp_treated else (19.98 - 4.36 * age) * pressure
    total += 0.49 * bool(inputs.smoker) + 0.57 * bool(inputs.diabetes) + 0.54 * bool(inputs.north)
    return _risk(total, mean=117.26, survival=0.9851)


def _risk(total: float, *, mean: float, survival: float) -> float:
    return 100 * (1 - math.pow(survival, math.exp(total - mean)))
