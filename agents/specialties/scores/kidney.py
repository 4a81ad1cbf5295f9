"""Kidney function by creatinine (CKD-EPI 2021) with its KDIGO stage."""

from __future__ import annotations

from typing import Final, Literal

from agents.specialties.scores.points import text
from agents.state import ScoreResult
from kg.schema import LocalText, Sex

CKD_EPI_SOURCE = (
    "Inker LA et al. N Engl J Med 2021;385(19):1737-1749; KDIGO 2024 CKD Guideline, Kidney Int 2024;105(4S):S117-S314"
)

UMOL_PER_MG_DL: Final = 88.4
ADULT_YEARS: Final = 18.0
Stage = Literal["G1", "G2", "G3a", "G3b", "G4", "G5"]
_STAGES: Final[tuple[tuple[float, Stage], ...]] = (
    (90.0, "G1"),
    (60.0, "G2"),
    (45.0, "G3a"),
    (30.0, "G3b"),
    (15.0, "G4"),
    (0.0, "G5"),
)


def egfr(creatinine_umol_l: float, *, age_years: float, sex: Sex) -> float:
    """Answer the estimated filtration rate in mL/min per 1.73 m², from serum creatinine in µmol/L, for adults.

    142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age, x 1.012 in women; Scr in mg/dL, k 0.7 and a -0.241 in women,
    0.9 and -0.302 in men.

    Raises:
        ValueError: under 18 years, or a creatinine that is not above zero.
    """
    if age_years < ADULT_YEARS or creatinine_umol_l <= 0:
        raise ValueError("CKD-EPI 2021 is for adults with a creatinine above zero")
    female = sex is Sex.FEMALE
    k, a = (0.7, -0.241) if female else (0.9, -0.302)
    ratio = creatinine_umol_l / UMOL_PER_MG_DL / k
    rate: float = 142 * min(ratio, 1) ** a * max(ratio, 1) ** -1.200 * 0.9938**age_years * (1.012 if female else 1)
    return rate


def stage(rate: float) -> Stage:
    """Answer KDIGO's category of a filtration rate in mL/min per 1.73 m². Chronic only when it has lasted three months."""
    return next(name for least, name in _STAGES if rate >= least)


_MEANING: Final[dict[Stage, LocalText]] = {
    "G1": text("肾小球滤过率正常", "normal filtration"),
    "G2": text("肾小球滤过率轻度下降", "mildly reduced filtration"),
    "G3a": text("肾功能轻到中度下降，要复查", "mild to moderate loss of kidney function: to be repeated"),
    "G3b": text("肾功能中到重度下降，要看肾内科", "moderate to severe loss: a kidney doctor should look"),
    "G4": text("肾功能重度下降，要尽快看肾内科", "severe loss of kidney function: see a kidney doctor soon"),
    "G5": text("肾功能衰竭范围，要马上看", "in the range of kidney failure: to be seen now"),
}


def kidney_stage(creatinine_umol_l: float, *, age_years: float, sex: Sex) -> ScoreResult:
    """Answer the filtration rate with the meaning of its stage.

    Raises:
        ValueError: as `egfr`.
    """
    rate = egfr(creatinine_umol_l, age_years=age_years, sex=sex)
    return ScoreResult(
        id="egfr",
        name=text("估算肾小球滤过率", "estimated filtration rate"),
        low=round(rate),
        high=round(rate),
        out_of=round(rate),
        meaning=_MEANING[stage(rate)],
        source=CKD_EPI_SOURCE,
    )
