"""NEWS2: how ill somebody is by six measurements and their mind."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, stepped, text
from agents.state import ScoreResult

NEWS2_SOURCE = "Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"

_RESPIRATION: Final = ((0.0, 3.0), (9.0, 1.0), (12.0, 0.0), (21.0, 2.0), (25.0, 3.0))
_OXYGEN_1: Final = ((0.0, 3.0), (92.0, 2.0), (94.0, 1.0), (96.0, 0.0))
_OXYGEN_2_AIR: Final = ((0.0, 3.0), (84.0, 2.0), (86.0, 1.0), (88.0, 0.0))
_OXYGEN_2_GIVEN: Final = ((0.0, 3.0), (84.0, 2.0), (86.0, 1.0), (88.0, 0.0), (93.0, 1.0), (95.0, 2.0), (97.0, 3.0))
_SYSTOLIC: Final = ((0.0, 3.0), (91.0, 2.0), (101.0, 1.0), (111.0, 0.0), (220.0, 3.0))
_PULSE: Final = ((0.0, 3.0), (41.0, 1.0), (51.0, 0.0), (91.0, 1.0), (111.0, 2.0), (131.0, 3.0))
_TEMPERATURE: Final = ((0.0, 3.0), (35.1, 1.0), (36.1, 0.0), (38.1, 1.0), (39.1, 2.0))
RED: Final = 3.0
"""Points of a single parameter that call for a doctor whatever the sum is."""


def _given(spo2: float | None, on_oxygen: bool | None, retains_co2: bool) -> Graded:
    name = text("血氧", "oxygen saturation")
    if not retains_co2:
        return stepped(name, spo2, _OXYGEN_1)
    if on_oxygen is None:
        air, given = stepped(name, spo2, _OXYGEN_2_AIR), stepped(name, spo2, _OXYGEN_2_GIVEN)
        return air if air.points == given.points else Graded(name, None, 3)
    return stepped(name, spo2, _OXYGEN_2_GIVEN if on_oxygen else _OXYGEN_2_AIR)


def news2(
    *,
    respiratory_rate: float | None,
    spo2: float | None,
    on_oxygen: bool | None,
    systolic: float | None,
    pulse: float | None,
    altered_mind: bool | None,
    celsius: float | None,
    retains_co2: bool = False,
) -> ScoreResult:
    """Answer NEWS2 (0 to 20): breaths and beats per minute, percent, mmHg, °C. Not under 16 years, nor in pregnancy.

    `retains_co2` uses the second scale of saturation, which is for those in whom a doctor confirmed that they retain
    carbon dioxide. 0-4 low, 5-6 urgent review, 7 and more emergency; 3 points of one parameter are urgent by themselves.
    """
    return add_up(
        "news2",
        text("NEWS2评分", "NEWS2"),
        (
            stepped(text("每分钟呼吸次数", "breaths per minute"), respiratory_rate, _RESPIRATION),
            _given(spo2, on_oxygen, retains_co2),
            Item(text("吸氧", "on oxygen"), 2, on_oxygen),
            stepped(text("收缩压", "systolic pressure"), systolic, _SYSTOLIC),
            stepped(text("心率", "pulse"), pulse, _PULSE),
            Item(text("神志改变", "altered mind"), 3, altered_mind),
            stepped(text("体温", "temperature"), celsius, _TEMPERATURE),
        ),
        (
            Band(0, text("生命体征风险低", "low risk by vital signs")),
            Band(5, text("生命体征提示要尽快看医生", "vital signs call for an urgent review")),
            Band(7, text("生命体征提示危险，要马上去急诊", "vital signs are dangerous: emergency care now")),
        ),
        out_of=20,
        source=NEWS2_SOURCE,
    )


def red_parameter(
    *,
    respiratory_rate: float | None,
    spo2: float | None,
    systolic: float | None,
    pulse: float | None,
    altered_mind: bool | None,
    celsius: float | None,
) -> bool:
    """Answer whether a measured parameter alone scores 3 in NEWS2 (first scale of saturation). False says nothing of others."""
    name = text("生命体征", "vital sign")
    those = (
        stepped(name, respiratory_rate, _RESPIRATION),
        stepped(name, spo2, _OXYGEN_1),
        stepped(name, systolic, _SYSTOLIC),
        stepped(name, pulse, _PULSE),
        stepped(name, celsius, _TEMPERATURE),
    )
    return altered_mind is True or any(each.points == RED for each in those)
