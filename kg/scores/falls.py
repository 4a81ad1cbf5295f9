"""Risk of falling from the age of sixty-five, as the World Guidelines for Falls Prevention sort it.

Source: Montero-Odasso M, van der Velde N, Martin FC, et al. World guidelines for falls prevention and management for older
adults. Age and Ageing 2022;51:afac205. Three questions: fallen within a year, unsteady, afraid of falling. Three times no: low. A fall
that did harm, that one could not get up from or with lost consciousness, or two and more within a year: high. Otherwise the walking
speed tells the middle (0.8 m/s or slower, or more than 15 s for the timed up-and-go) from the low. (Frailty, which the guidelines count
among the high, is measured by nothing here.)
"""

from __future__ import annotations

from typing import Final

from kg.schema import LocalText
from kg.scores.values import Band, RiskInputs, RiskScore

ID: Final = "falls"
NAME: Final = LocalText(zh="跌倒风险", en="Risk of falling")
SOURCE: Final = "World guidelines for falls prevention 2022, Age and Ageing 51:afac205"
AGE_FROM: Final = 65
_QUESTIONS: Final = ("fallen", "unsteady", "fears_falling")
_SAYS: Final[dict[Band, LocalText]] = {
    "low": LocalText(zh="低风险：讲讲防跌倒和活动，一年后再问。", en="Low: advice and exercise; ask again in a year."),
    "middle": LocalText(
        zh="中风险：针对性的力量和平衡锻炼，一年后再问。",
        en="Middle: exercises for strength and balance; again in a year.",
    ),
    "high": LocalText(
        zh="高风险：做多因素评估（用药、视力、体位血压、家中环境），3 个月内复查。",
        en="High: look at medicines, eyes, standing pressure and the home; see again within three months.",
    ),
}


def score(inputs: RiskInputs) -> RiskScore:
    """Answer the band; there is no number. Undecided ones say what is still to be asked or measured."""
    if inputs.age_years is None:
        return RiskScore(ID, NAME, SOURCE, missing=("age_years",))
    if inputs.age_years < AGE_FROM:
        return RiskScore(ID, NAME, SOURCE, outside=("age_years",))
    if inputs.fallen_twice or inputs.fall_harmed:
        return _answer("high")
    if missing := _undecided(inputs):
        return RiskScore(ID, NAME, SOURCE, missing=missing)
    return _answer("middle" if _asked_yes(inputs) and inputs.gait_slow else "low")


def _asked_yes(inputs: RiskInputs) -> bool:
    return any(getattr(inputs, name) for name in _QUESTIONS)


def _undecided(inputs: RiskInputs) -> tuple[str, ...]:
    missing = tuple(name for name in _QUESTIONS if getattr(inputs, name) is None)
    if missing or not _asked_yes(inputs):
        return missing
    wanted = ("fallen_twice", "fall_harmed", "gait_slow") if inputs.fallen else ("gait_slow",)
    return tuple(name for name in wanted if getattr(inputs, name) is None)


def _answer(band: Band) -> RiskScore:
    return RiskScore(ID, NAME, SOURCE, band=band, says=_SAYS[band])
