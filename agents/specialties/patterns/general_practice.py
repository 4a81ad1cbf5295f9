"""General practice: what nobody else looks for, and what a family doctor sees first."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "general_practice.weight_loss",
        (("weight_loss",), ("fatigue", "appetite_loss", "night_sweats", "fever.prolonged")),
        Urgency.SOON,
        "没想减却瘦了，几天内要系统查查",
        "weight lost without wishing to: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(50.0, 200.0),
        tests=("blood_count", "blood_glucose", "thyroid_function", "chest_xray"),
        days=(14.0, 100000.0),
    ),
    pattern(
        "general_practice.falls",
        (("falls_repeated",),),
        Urgency.SOON,
        "老人反复摔跤，要查血压、视力、用药和步态",
        "repeated falls: pressure, sight, medicines and gait to be looked at",
        "中国老年人跌倒风险评估专家共识 2019",
        years=(65.0, 200.0),
        tests=("standing_test", "visual_acuity"),
        caution=text(
            "安眠药、降压药可能让人站不稳，带去让医生看看，别自己停",
            "sleeping and pressure medicines can unsteady; let the doctor look at them, and do not stop by yourself",
        ),
    ),
)
