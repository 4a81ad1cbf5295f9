"""Endocrinology: thirst with weight loss, a thyroid that races, a gland that fails."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "endocrinology.new_diabetes",
        (
            ("polydipsia", "polyuria"),
            ("polyuria", "polydipsia", "nocturia"),
            ("weight_loss", "fatigue", "blurred_vision"),
        ),
        Urgency.SOON,
        "口渴、尿多又消瘦，几天内要查血糖",
        "thirst, much urine and weight loss: glucose to be tested within days",
        "中国糖尿病防治指南(2024版)",
        years=(18.0, 200.0),
        tests=("blood_glucose", "hba1c_test"),
    ),
    pattern(
        "endocrinology.new_diabetes_young",
        (
            ("polydipsia", "polyuria", "bedwetting"),
            ("weight_loss", "polydipsia"),
            ("polyuria", "fatigue", "bedwetting", "weight_loss"),
        ),
        Urgency.URGENT,
        "孩子口渴、尿多、消瘦，今天就要查血糖",
        "a thirsty child with much urine and weight loss: glucose to be tested today",
        "NICE NG18 Diabetes in children and young people, 2015 (updated 2023)",
        years=(0.0, 18.0),
        tests=("blood_glucose", "ketones_test"),
    ),
    pattern(
        "endocrinology.thyroid_fast",
        (
            ("palpitations", "weight_loss", "goitre"),
            ("heat_intolerance", "tremor", "sweating", "eye_bulging"),
            ("weight_loss", "increased_appetite", "palpitations", "diarrhea"),
        ),
        Urgency.SOON,
        "心慌、怕热、消瘦，几天内查甲状腺",
        "palpitations, heat intolerance and weight loss: the thyroid to be tested within days",
        "中国甲状腺功能亢进症诊治指南 2022",
        tests=("thyroid_function", "ecg"),
    ),
    pattern(
        "endocrinology.storm",
        (
            ("eye_bulging", "goitre", "medicine.antithyroid", "hx.thyroid"),
            ("fever.high", "fever"),
            ("confusion", "tachycardia", "palpitations", "irritability"),
            ("vomiting", "diarrhea", "jaundice", "confusion"),
        ),
        Urgency.EMERGENCY,
        "甲亢的人高烧、心跳快、烦躁或吐泻，可能是甲亢危象，要马上去医院",
        "an overactive thyroid with high fever, a racing heart and unrest may be a storm: hospital now",
        "Satoh T et al. Endocr J 2016;63(12):1025-1064",
    ),
    pattern(
        "endocrinology.adrenal",
        (
            ("skin_darkening", "medicine.steroid_stopped", "salt_craving"),
            ("dizziness.orthostatic", "low_bp", "vomiting", "weight_loss"),
            ("fatigue",),
        ),
        Urgency.URGENT,
        "皮肤变黑或停激素后乏力、头晕、吐，今天要查肾上腺",
        "darker skin or steroids stopped, with weakness, faintness or vomiting: adrenals to be tested today",
        "Bornstein SR et al. J Clin Endocrinol Metab 2016;101(2):364-389",
        tests=("cortisol_test", "electrolytes_test"),
        caution=text("激素类药别自己突然停", "never stop steroids abruptly by yourself"),
    ),
    pattern(
        "endocrinology.foot",
        (("hx.diabetes",), ("skin_ulcer", "toe_gangrene", "wound_heals_slowly", "wound_infected")),
        Urgency.URGENT,
        "糖尿病的人脚上有破口或发黑，今天要看",
        "a wound or a dark toe with diabetes: to be seen today",
        "IWGDF Guidelines 2023",
        tests=("foot_exam", "leg_artery_ultrasound"),
    ),
)
