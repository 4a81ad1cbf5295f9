"""Cardiology: the pain that tears, the faint on the stairs, the breath that fails at night."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "cardiology.dissection",
        (
            ("chest_pain.tearing", "chest_pain.sudden_severe", "chest_pain.radiating_back"),
            (
                "pulse_bp_difference",
                "pulse_weak_arm",
                "syncope",
                "limb_weakness",
                "hx.hypertension",
                "abdominal_pain.to_back",
            ),
            ("chest_pain.tearing", "pulse_bp_difference", "pulse_weak_arm"),
        ),
        Urgency.EMERGENCY,
        "胸背撕裂样痛又两臂脉搏不一样或血压高，可能是主动脉夹层，要马上去急诊",
        "tearing pain of chest and back with unequal pulses or high pressure may be a torn aorta: emergency care now",
        "Rogers AM et al. Circulation 2011;123(20):2213-2218 (ADD risk)",
        caution=text("这种情况别自己吃阿司匹林", "no aspirin of your own with this"),
        tests=("ct_aorta",),
    ),
    pattern(
        "cardiology.exertional_faint",
        (("syncope.exertional",),),
        Urgency.URGENT,
        "活动时昏倒，今天要查心脏",
        "fainting on exertion: the heart to be looked at today",
        "Brignole M et al. Eur Heart J 2018;39(21):1883-1948",
        tests=("ecg", "echocardiography"),
    ),
    pattern(
        "cardiology.heart_failure",
        (
            ("dyspnea.orthopnea", "dyspnea.nocturnal", "dyspnea.exertional"),
            ("edema.legs", "jugular_distension"),
            ("dyspnea.orthopnea", "dyspnea.nocturnal", "weight_gain", "hx.heart_failure", "hx.coronary_disease"),
        ),
        Urgency.URGENT,
        "躺不平、夜里憋醒又腿肿，可能是心衰，今天要看",
        "breathless lying down or at night with swollen legs may be heart failure: to be seen today",
        "中国心力衰竭诊断和治疗指南 2024",
        tests=("natriuretic_peptide", "echocardiography", "ecg"),
        caution=text(
            "每天称体重，盐少吃，水别多喝，药照常吃", "weigh daily, little salt, not too much water, medicines as usual"
        ),
    ),
    pattern(
        "cardiology.endocarditis",
        (
            ("fever.prolonged", "fever"),
            ("heart_murmur", "hx.valve_disease"),
            (
                "heart_murmur",
                "hx.valve_disease",
                "hx.tooth_extraction",
                "substance_use.opioid",
                "weight_loss",
                "night_sweats",
            ),
        ),
        Urgency.URGENT,
        "有瓣膜病又老发烧，要查血培养和心脏超声",
        "fever that stays with a diseased valve: blood cultures and an echo",
        "Delgado V et al. Eur Heart J 2023;44(39):3948-4042",
        tests=("blood_culture", "echocardiography"),
        caution=text("抽血培养之前，别自己吃抗生素", "no antibiotics of your own before the blood cultures"),
        days=(7.0, 400.0),
    ),
)
