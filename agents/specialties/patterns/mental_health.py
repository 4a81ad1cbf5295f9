"""Mental health: the mood that turns, the nights without need of sleep, the panic that mimics the heart."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "mental_health.mania",
        (("mania", "nights_without_sleep"), ("mania", "irritability", "delusions", "violent_agitation")),
        Urgency.URGENT,
        "几天不睡、话多亢奋，今天要请专业人员看",
        "no need of sleep and racing high spirits: a professional today",
        "NICE CG185 Bipolar disorder, 2014 (updated 2023)",
    ),
    pattern(
        "mental_health.psychosis",
        (("hallucinations", "delusions"),),
        Urgency.URGENT,
        "出现幻觉或坚信别人害自己，要尽快请精神科看",
        "voices or fixed beliefs that others cannot share: a psychiatrist soon",
        "NICE CG178 Psychosis and schizophrenia in adults, 2014",
        years=(12.0, 200.0),
        unless=("fever", "alcohol_use.heavy"),
    ),
    pattern(
        "mental_health.eating",
        (
            ("fear_of_fat", "food_avoidance", "binge_purge"),
            ("weight_loss", "wasting", "missed_period", "syncope", "bradycardia"),
        ),
        Urgency.SOON,
        "怕胖少吃又瘦得多、停经，几天内要看",
        "fear of weight with much weight lost or periods stopped: to be seen within days",
        "NICE NG69 Eating disorders, 2017 (updated 2020)",
        tests=("electrolytes_test", "ecg"),
    ),
    pattern(
        "mental_health.withdrawal",
        (
            ("alcohol_use.heavy",),
            ("tremor", "sweating", "withdrawal_cravings"),
            ("confusion", "hallucinations", "seizure"),
        ),
        Urgency.EMERGENCY,
        "停酒后发抖、出汗或看到东西，要马上去医院",
        "shaking, sweating or seeing things after stopping alcohol: hospital now",
        "NICE CG100 Alcohol-use disorders, 2010 (updated 2017)",
        caution=text("酒喝得很多的人别自己突然断", "who drinks heavily should not stop abruptly alone"),
    ),
)
