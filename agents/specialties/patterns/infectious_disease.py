"""Infectious disease: where somebody was, what bit them, what they ate, how long it burns."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "infectious_disease.malaria",
        (
            ("fever", "chills.rigors"),
            ("exposure.mosquito_travel", "exposure.endemic_area"),
            ("chills.rigors", "exposure.mosquito_travel", "headache"),
        ),
        Urgency.URGENT,
        "去过疟区又发烧寒战，今天就要查疟疾",
        "fever after a stay where malaria is: to be tested today",
        "WHO Guidelines for malaria, 2023",
        tests=("malaria_smear", "blood_count"),
        days=(0.0, 90.0),
    ),
    pattern(
        "infectious_disease.meningitis",
        (
            ("headache", "headache.severe"),
            ("fever", "fever.high"),
            ("neck_stiffness", "confusion", "photophobia", "rash.petechiae"),
        ),
        Urgency.EMERGENCY,
        "发烧、头痛又脖子硬或神志差，要马上去医院排除脑膜炎",
        "fever and headache with a stiff neck or a dull mind: hospital now to rule out meningitis",
        "van de Beek D et al. N Engl J Med 2004;351(18):1849-1859",
        tests=("lumbar_puncture", "blood_culture"),
        unless=("hx.migraine",),
    ),
    pattern(
        "infectious_disease.scrub",
        (("rash.eschar",), ("fever", "headache", "lymph_nodes")),
        Urgency.URGENT,
        "发烧又有焦痂，可能是恙虫病，今天要看",
        "fever with a dark scab may be scrub typhus: to be seen today",
        "恙虫病预防控制技术指南 2009",
        tests=("blood_count",),
    ),
    pattern(
        "infectious_disease.tick_fever",
        (("bite.tick",), ("fever", "rash", "headache")),
        Urgency.URGENT,
        "被蜱咬后发烧，今天要看",
        "fever after a tick bite: to be seen today",
        "发热伴血小板减少综合征诊疗共识 2022",
        tests=("blood_count",),
    ),
    pattern(
        "infectious_disease.brucella",
        (("fever.undulant", "fever.prolonged"), ("exposure.raw_milk_sheep",)),
        Urgency.SOON,
        "接触牛羊后反复发烧出汗，几天内查布病",
        "fever that comes and goes after sheep or raw milk: brucellosis to be tested within days",
        "布鲁菌病诊疗指南（试行） 2012; WS 269-2019",
        tests=("brucella_test", "blood_culture"),
    ),
    pattern(
        "infectious_disease.unknown_fever",
        (("fever.prolonged",),),
        Urgency.SOON,
        "发烧很久没查清，几天内要系统查",
        "a fever that has lasted long: to be looked into within days",
        "Haidar G, Singh N. N Engl J Med 2022;386(5):463-477",
        tests=("blood_count", "crp_test", "blood_culture"),
    ),
)
