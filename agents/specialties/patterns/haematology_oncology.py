"""Haematology and oncology: nodes with sweats, anaemia that bleeds somewhere, bruises with pallor."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Sex, Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "haematology_oncology.b_symptoms",
        (
            ("lymph_nodes", "lymph_nodes.painless", "neck_lump"),
            ("night_sweats", "weight_loss", "fever.prolonged", "lymph_nodes.alcohol_pain", "itching.generalized"),
        ),
        Urgency.SOON,
        "淋巴结肿大又盗汗或消瘦，几天内要查",
        "swollen nodes with night sweats or weight loss: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        unless=("sore_throat",),
        tests=("blood_count", "lymph_node_ultrasound", "lymph_node_biopsy"),
    ),
    pattern(
        "haematology_oncology.hard_node",
        (("lymph_nodes.supraclavicular", "lymph_nodes.hard_fixed"),),
        Urgency.SOON,
        "淋巴结又硬又推不动，几天内要查",
        "a node that is hard and does not move: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        tests=("lymph_node_ultrasound", "lymph_node_biopsy"),
    ),
    pattern(
        "haematology_oncology.pallor_bruising",
        (
            ("easy_bruising", "gum_bleeding", "rash.petechiae", "epistaxis.persistent"),
            ("pallor", "fatigue", "weight_loss"),
            ("fever", "recurrent_infections", "bone_pain", "lymph_nodes"),
        ),
        Urgency.URGENT,
        "容易出血又脸色苍白或发烧，今天要查血常规",
        "easy bleeding with pallor or fever: a blood count today",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        tests=("blood_count", "blood_smear", "coagulation"),
    ),
    pattern(
        "haematology_oncology.myeloma",
        (
            ("bone_pain", "back_pain"),
            ("fatigue", "pallor", "weight_loss"),
            ("recurrent_infections", "fragility_fracture", "foamy_urine", "height_loss"),
        ),
        Urgency.SOON,
        "骨头痛又乏力、反复感染，要查血和蛋白电泳",
        "bone pain with tiredness and infections or a fracture: blood and proteins to be tested",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(60.0, 200.0),
        tests=("blood_count", "protein_electrophoresis"),
    ),
    pattern(
        "haematology_oncology.breast",
        (("breast_lump.hard_painless", "nipple_change.bloody_spontaneous", "nipple_change.eczema"),),
        Urgency.SOON,
        "乳房有硬块或乳头血性溢液，几天内要查",
        "a hard breast lump or bloody nipple discharge: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(30.0, 200.0),
        tests=("breast_ultrasound", "mammography"),
    ),
    pattern(
        "haematology_oncology.testis",
        (("testicular_lump",),),
        Urgency.SOON,
        "睾丸里摸到肿块，几天内做超声",
        "a lump in the testicle: an ultrasound within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        sex=Sex.MALE,
        tests=("scrotal_ultrasound",),
    ),
    pattern(
        "haematology_oncology.neutropenic",
        (("medicine.chemotherapy",), ("fever", "chills", "chills.rigors")),
        Urgency.EMERGENCY,
        "化疗期间发烧，要马上去医院",
        "fever during chemotherapy needs hospital now",
        "NICE CG151 Neutropenic sepsis, 2012",
        tests=("blood_count", "blood_culture"),
    ),
)
