"""Dermatology: the mole that changes, the rash that peels, the redness that spreads."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "dermatology.mole",
        (("mole_change",),),
        Urgency.SOON,
        "痣在变大、变色或出血，要请皮肤科看看",
        "a mole that grows, changes colour or bleeds should be looked at",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        tests=("skin_exam", "skin_biopsy"),
    ),
    pattern(
        "dermatology.peeling",
        (
            ("rash",),
            ("rash.mucosal_peeling", "mouth_ulcer"),
            ("fever",),
            ("medicine.antibiotic_recent", "medicine.new_drug", "medicine.antiepileptic", "medicine.gout", "rash.drug"),
        ),
        Urgency.EMERGENCY,
        "用药后出疹、发烧、口眼破溃，可能是严重药疹，要马上去急诊",
        "rash, fever and sore mouth or eyes after a medicine may be a severe drug reaction: emergency care now",
        "Creamer D et al. Br J Dermatol 2016;174(6):1194-1227",
        unless=("rash.hands_feet_mouth", "mouth_vesicles"),
        caution=text(
            "把最近新用的药都带上，还能不能吃马上问医生",
            "take every new medicine along, and ask a doctor at once whether to go on with it",
        ),
    ),
    pattern(
        "dermatology.spreading",
        (("skin_red_hot.spreading", "red_streak_limb"), ("fever", "chills", "chills.rigors")),
        Urgency.URGENT,
        "皮肤红热在扩大还发烧，今天要看",
        "spreading hot redness with fever: to be seen today",
        "NICE NG141 Cellulitis and erysipelas, 2019",
        tests=("blood_count", "crp_test"),
    ),
    pattern(
        "dermatology.necrotising",
        (
            ("skin_red_hot", "skin_red_hot.spreading", "wound_infected"),
            ("skin_pain", "limb_pain_tight"),
            ("shock_signs", "wound_crackling", "large_blisters", "confusion", "low_bp"),
        ),
        Urgency.EMERGENCY,
        "皮肤红肿处痛得厉害还起大疱或头晕，可能是深部坏死性感染，要马上去急诊",
        "severe pain with blisters or faintness over red skin may be a deep infection: emergency care now",
        "Stevens DL et al. Clin Infect Dis 2014;59(2):e10-e52",
    ),
    pattern(
        "dermatology.zoster_eye",
        (("rash.vesicles_band", "rash.vesicles"), ("eye_pain", "red_eye", "blurred_vision", "eyelid_swelling_red")),
        Urgency.URGENT,
        "带状疱疹长到眼睛附近，今天要看眼科",
        "shingles near the eye: an eye doctor today",
        "Werner RN et al. J Eur Acad Dermatol Venereol 2017;31(1):9-19",
    ),
    pattern(
        "dermatology.bullous",
        (("large_blisters",), ("mouth_ulcer", "itching", "large_blisters.flaccid")),
        Urgency.URGENT,
        "身上起大水疱，要尽快请皮肤科看",
        "large blisters of the skin need a dermatologist soon",
        "皮肤性病学 第9版",
    ),
)
