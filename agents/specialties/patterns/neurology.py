"""Neurology: the headache that is new and wrong, the legs that give way, the nerve that is pressed."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "neurology.pressure",
        (
            ("headache.lying_worse", "headache.morning_cough", "papilloedema", "headache.progressive"),
            ("vomiting", "papilloedema", "blurred_vision", "diplopia", "personality_change", "seizure.first"),
        ),
        Urgency.URGENT,
        "头痛越来越重，躺着或早上更痛还吐，今天要查",
        "a headache that grows, worse lying or in the morning, with vomiting: to be looked into today",
        "Do TP et al. Neurology 2019;92(3):134-144 (SNNOOP10)",
        tests=("head_mri", "head_ct"),
    ),
    pattern(
        "neurology.giant_cell",
        (
            ("headache.temporal_tender", "headache"),
            ("jaw_joint_pain", "visual_loss.transient", "visual_loss", "scalp_shooting"),
            ("headache.temporal_tender", "joint_pain.shoulder_stiff", "fever.prolonged", "weight_loss"),
        ),
        Urgency.URGENT,
        "五十岁以后新的头痛，太阳穴压痛或嚼东西痛，今天要看，怕影响视力",
        "a new headache after fifty with a tender temple or jaw: to be seen today, for the sake of sight",
        "Smetana GW, Shmerling RH. JAMA 2002;287(1):92-101",
        years=(50.0, 200.0),
        tests=("esr_test", "crp_test"),
    ),
    pattern(
        "neurology.guillain",
        (("limb_weakness.ascending", "limb_weakness.legs_both"), ("recent_infection", "reflexes_lost", "diarrhea")),
        Urgency.EMERGENCY,
        "两腿越来越没力气并往上走，要马上去医院",
        "weakness of both legs that climbs: hospital now",
        "van Doorn PA et al. Eur J Neurol 2023;30(12):3646-3674",
        days=(0.0, 29.0),
    ),
    pattern(
        "neurology.first_fit",
        (("seizure.first",),),
        Urgency.URGENT,
        "第一次抽搐，今天要看",
        "a first seizure: to be seen today",
        "NICE NG217 Epilepsies, 2022",
        years=(6.0, 200.0),
        tests=("eeg", "head_mri"),
        caution=text("查清之前别开车、别登高、别单独游泳", "no driving, heights or swimming alone until this is clear"),
    ),
)
