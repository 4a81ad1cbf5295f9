"""Dental: a swelling that closes the jaw or runs a fever, and an ulcer that does not heal."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "dental.spreading",
        (
            ("toothache", "gum_swelling", "wisdom_tooth_pain", "hx.tooth_extraction"),
            ("fever", "fever.high"),
            ("cheek_swelling", "neck_swelling_hot", "mouth_floor_swelling", "trismus_drooling"),
        ),
        Urgency.URGENT,
        "牙痛、脸肿还发烧，感染可能在扩散，今天要看",
        "toothache with a swollen face and fever: the infection may be spreading, to be seen today",
        "SDCEP Management of Acute Dental Problems, 2013",
        tests=("dental_exam", "blood_count"),
    ),
    pattern(
        "dental.floor_of_mouth",
        (
            ("toothache", "gum_swelling", "wisdom_tooth_pain", "hx.tooth_extraction"),
            ("mouth_floor_swelling", "trismus_drooling"),
            ("dysphagia", "dyspnea", "stridor", "drooling", "odynophagia"),
        ),
        Urgency.EMERGENCY,
        "口底肿、张不开嘴还咽不下，可能影响呼吸，要马上去急诊",
        "a swollen floor of the mouth with trouble swallowing may close the airway: emergency care now",
        "SDCEP Management of Acute Dental Problems, 2013",
    ),
    pattern(
        "dental.tooth_out",
        (("tooth_injury",),),
        Urgency.URGENT,
        "牙碰松或碰掉了，越快看越可能保住",
        "a knocked or lost tooth is best saved within the hour",
        "International Association of Dental Traumatology guidelines, Dent Traumatol 2020;36(4):314-330",
        caution=text(
            "掉下来的恒牙泡在牛奶里带来，别擦洗牙根", "bring a lost adult tooth in milk, and do not scrub its root"
        ),
        tests=("dental_exam", "dental_xray"),
    ),
    pattern(
        "dental.ulcer_3_weeks",
        (("mouth_ulcer.over_3_weeks", "mouth_white_patches.no_wipe"),),
        Urgency.SOON,
        "口腔溃疡三周不好或白斑擦不掉，要请口腔科看看",
        "a mouth ulcer for three weeks, or a white patch that does not wipe off, should be looked at",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        tests=("soft_tissue_biopsy",),
    ),
    pattern(
        "dental.betel",
        (("risk.betel_nut",), ("mouth_ulcer", "mouth_white_patches", "trismus_drooling", "mouth_burning")),
        Urgency.SOON,
        "长期嚼槟榔又有口腔不适，要查口腔黏膜",
        "betel chewing with a sore or tight mouth: the lining should be looked at",
        "IARC Monographs 85, 2004",
    ),
)
