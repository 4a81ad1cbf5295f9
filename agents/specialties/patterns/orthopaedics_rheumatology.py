"""Orthopaedics and rheumatology: the hot joint, the back that hides something, the leg that runs from a nerve."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "orthopaedics_rheumatology.hot_joint",
        (("joint_swelling.hot_red", "joint_swelling"), ("fever", "chills.rigors")),
        Urgency.URGENT,
        "关节红肿热痛还发烧，今天要排除化脓性关节炎",
        "a hot swollen joint with fever: infection of the joint to be ruled out today",
        "Margaretten ME et al. JAMA 2007;297(13):1478-1488",
        tests=("joint_aspiration", "blood_count"),
    ),
    pattern(
        "orthopaedics_rheumatology.back_danger",
        (
            ("back_pain",),
            ("hx.cancer", "weight_loss", "fever.prolonged", "back_pain.midline_fall"),
            (
                "hx.cancer",
                "back_pain.night_rest",
                "hx.osteoporosis",
                "medicine.steroid",
                "fever.prolonged",
                "back_pain.midline_fall",
            ),
        ),
        Urgency.SOON,
        "腰背痛又有肿瘤史、消瘦、发烧或摔伤，几天内要查",
        "back pain with a history of cancer, weight loss, fever or a fall: to be looked into within days",
        "Downie A et al. BMJ 2013;347:f7095",
        tests=("lumbar_mri", "xray_spine", "esr_test"),
    ),
    pattern(
        "orthopaedics_rheumatology.sciatica",
        (("back_pain.radiating_leg", "limb_numbness.leg_back"),),
        Urgency.ROUTINE,
        "腰痛窜到腿，约个时间请医生看看",
        "back pain that runs into the leg: an appointment with a doctor",
        "NICE NG59 Low back pain and sciatica, 2016 (updated 2020)",
    ),
    pattern(
        "orthopaedics_rheumatology.inflammatory",
        (
            ("joint_pain.polyarticular", "joint_pain.small_hands_symmetric", "joint_swelling"),
            ("joint_stiffness_morning.over_1_hour",),
        ),
        Urgency.SOON,
        "多个关节肿痛、晨僵一小时以上，尽快查风湿",
        "swollen joints with an hour of morning stiffness: rheumatism to be tested soon",
        "Aletaha D et al. Arthritis Rheum 2010;62(9):2569-2581",
        days=(21.0, 100000.0),
        tests=("rheumatoid_tests", "esr_test", "crp_test"),
    ),
    pattern(
        "orthopaedics_rheumatology.hip_elder",
        (("injury.hip_fall_elderly",), ("injury.cannot_bear_weight", "leg_shortened", "joint_pain.hip")),
        Urgency.EMERGENCY,
        "老人摔后髋痛走不了，可能骨折，要去急诊",
        "an older person who cannot walk after a fall on the hip: emergency care",
        "NICE CG124 Hip fracture, 2011 (updated 2023)",
        years=(60.0, 200.0),
        tests=("xray_hip",),
    ),
)
