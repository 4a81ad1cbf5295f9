"""Screening for a high risk of stroke from the age of forty: the eight factors of China's national stroke programme.

Source: 脑卒中高危人群筛查和干预 (国家卫生健康委脑卒中防治工程, since 2011; 脑卒中综合防治工作方案). Each factor counts one: high blood
pressure (known, treated or 140/90 and more), atrial fibrillation or valve disease, smoking, abnormal lipids, diabetes, little
exercise, overweight (BMI 26 and more), stroke in the family. Three or more, or a stroke or TIA before: high. Fewer, with high pressure,
diabetes or atrial fibrillation or valve disease: middle. Else low. Lipids by 中国血脂管理指南 (2023): total 6.2, LDL 4.1,
triglycerides 2.3 mmol/L and more, HDL below 1.0. (The programme counts unknown lipids as one; here they are not known.)
"""

from __future__ import annotations

from typing import Final

from kg.schema import LocalText
from kg.scores.values import LIMITS, Band, RiskInputs, RiskScore, lacking

ID: Final = "stroke_screen"
NAME: Final = LocalText(zh="脑卒中高危筛查（8 项）", en="Stroke screening (eight factors)")
SOURCE: Final = "国家卫生健康委脑卒中高危人群筛查；中国血脂管理指南 2023"
AGE_FROM: Final = 40
_MANY: Final = 3
_BMI: Final = 26
_SAYS: Final[dict[Band, LocalText]] = {
    "high": LocalText(
        zh="高危：建议做颈动脉超声等检查，控制危险因素。", en="High: carotid ultrasound; mind the factors."
    ),
    "middle": LocalText(
        zh="中危：控制好已有的慢性病，每年复评。", en="Middle: keep the lasting illness in hand; again in a year."
    ),
    "low": LocalText(zh="低危：保持健康的生活方式，定期复评。", en="Low: keep living healthily; again in time."),
}


def score(inputs: RiskInputs) -> RiskScore:
    """Answer the number of factors; decided as soon as what is known decides it, whatever else is missing."""
    if inputs.age_years is None:
        return RiskScore(ID, NAME, SOURCE, missing=("age_years",))
    if inputs.age_years < AGE_FROM:
        return RiskScore(ID, NAME, SOURCE, outside=("age_years",))
    factors = _factors(inputs)
    count = sum(value is True for value in factors.values())
    unknown = tuple(name for name, value in factors.items() if value is None)
    outside: tuple[str, ...] = ()
    if "weight_kg" in unknown:
        needed, outside = lacking(inputs, ("height_cm", "weight_kg"))
        unknown = (*(name for name in unknown if name != "weight_kg"), *needed)
    if inputs.stroke_or_tia or count >= _MANY:
        return _answer(count, "high")
    if inputs.stroke_or_tia is None:
        unknown = ("stroke_or_tia", *unknown)
    if unknown or outside:
        return RiskScore(ID, NAME, SOURCE, missing=unknown, outside=outside)
    lasting = factors["hypertension"] or factors["diabetes"] or factors["af_or_valve"]
    return _answer(count, "middle" if lasting else "low")


def _answer(count: int, band: Band) -> RiskScore:
    return RiskScore(ID, NAME, SOURCE, value=count, unit="points", band=band, says=_SAYS[band])


def _factors(inputs: RiskInputs) -> dict[str, bool | None]:
    return {
        "hypertension": _hypertension(inputs),
        "af_or_valve": inputs.af_or_valve,
        "smoker": inputs.smoker,
        "dyslipidaemia": _dyslipidaemia(inputs),
        "diabetes": inputs.diabetes,
        "inactive": inputs.inactive,
        "weight_kg": None if inputs.bmi is None else inputs.bmi >= _BMI,
        "family_stroke": inputs.family_stroke,
    }


def _hypertension(inputs: RiskInputs) -> bool | None:
    if (
        inputs.hypertension
        or inputs.bp_treated
        or _at_least(inputs, "systolic_mmhg", 140)
        or _at_least(inputs, "diastolic_mmhg", 90)
    ):
        return True
    return inputs.hypertension


def _dyslipidaemia(inputs: RiskInputs) -> bool | None:
    if inputs.dyslipidaemia:
        return True
    if (
        _at_least(inputs, "tc_mmol_l", 6.2)
        or _at_least(inputs, "ldl_mmol_l", 4.1)
        or _at_least(inputs, "tg_mmol_l", 2.3)
    ):
        return True
    if inputs.hdl_mmol_l is not None and LIMITS["hdl_mmol_l"][0] <= inputs.hdl_mmol_l < 1.0:
        return True
    measured = (inputs.tc_mmol_l, inputs.ldl_mmol_l, inputs.tg_mmol_l, inputs.hdl_mmol_l)
    # One good figure says nothing of the other three.
    return False if all(value is not None for value in measured) else inputs.dyslipidaemia


def _at_least(inputs: RiskInputs, name: str, least: float) -> bool:
    value = getattr(inputs, name)
    return value is not None and least <= value <= LIMITS[name][1]
