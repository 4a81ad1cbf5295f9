"""Gastroenterology: food that sticks, a skin that yellows without pain, a bowel that changes its ways."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "gastroenterology.dysphagia",
        (
            ("dysphagia.progressive", "food_stuck", "dysphagia"),
            ("weight_loss", "dysphagia.progressive", "hematemesis", "appetite_loss"),
        ),
        Urgency.SOON,
        "吞咽越来越费劲还消瘦，几天内要做胃镜",
        "swallowing that gets harder, with weight loss: a look inside within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(40.0, 200.0),
        tests=("gastroscopy",),
    ),
    pattern(
        "gastroenterology.painless_jaundice",
        (("jaundice.painless", "jaundice"), ("weight_loss", "stool_pale", "itching.generalized")),
        Urgency.URGENT,
        "不痛的黄疸又消瘦或大便发白，要尽快查胆管和胰腺",
        "jaundice without pain, with weight loss or pale stool: bile ducts and pancreas to be looked at soon",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(40.0, 200.0),
        tests=("liver_function", "abdominal_ultrasound", "abdominal_ct"),
    ),
    pattern(
        "gastroenterology.dyspepsia_alarm",
        (
            ("dyspepsia", "abdominal_pain.epigastric", "early_satiety"),
            ("weight_loss", "vomiting.persistent", "melena", "abdominal_mass.upper", "hx.family_cancer"),
        ),
        Urgency.SOON,
        "胃不舒服又消瘦、黑便或老吐，几天内要做胃镜",
        "stomach trouble with weight loss, black stool or vomiting: a look inside within days",
        "中国早期胃癌筛查流程专家共识 2017; NICE NG12",
        years=(40.0, 200.0),
        tests=("gastroscopy", "h_pylori_test"),
    ),
    pattern(
        "gastroenterology.bowel_change",
        (
            ("bowel_habit_change", "stool_thin", "tenesmus"),
            ("hematochezia", "weight_loss", "hx.family_cancer", "pallor"),
        ),
        Urgency.SOON,
        "大便习惯变了又带血或消瘦，几天内要查肠镜",
        "a change of bowel habit with blood or weight loss: a look inside within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(40.0, 200.0),
        unless=("hx.hemorrhoids",),
        tests=("fecal_occult_blood_test", "colonoscopy"),
    ),
    pattern(
        "gastroenterology.pancreatitis",
        (
            ("abdominal_pain.severe",),
            ("abdominal_pain.to_back", "abdominal_pain.alcohol_meal", "abdominal_pain.lean_forward"),
            ("vomiting", "nausea"),
        ),
        Urgency.EMERGENCY,
        "上腹剧痛穿到后背还吐，可能是胰腺炎，要马上去医院",
        "severe upper pain through to the back with vomiting may be pancreatitis: hospital now",
        "中国急性胰腺炎诊治指南 2021",
        unless=("hx.peptic_ulcer", "heartburn"),
        days=(0.0, 7.0),
        tests=("pancreatic_enzymes",),
    ),
)
