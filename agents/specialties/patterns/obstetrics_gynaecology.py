"""Obstetrics and gynaecology: pain after a missed period, bleeding after the menopause, the late weeks of pregnancy."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Sex, Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "obstetrics_gynaecology.ectopic",
        (
            ("missed_period", "hx.pregnant"),
            ("pelvic_pain", "abdominal_pain.lower", "pelvic_pain.sudden_one_side"),
            (
                "vaginal_bleeding.heavy",
                "syncope",
                "near_syncope",
                "pallor",
                "abdominal_pain.to_shoulder",
                "pelvic_pain.sudden_one_side",
            ),
        ),
        Urgency.EMERGENCY,
        "月经没来又下腹痛或出血，要先排除宫外孕，马上去医院",
        "a missed period with pain and bleeding: a pregnancy outside the womb must be ruled out, hospital now",
        "NICE NG126 Ectopic pregnancy and miscarriage, 2019 (updated 2023)",
        sex=Sex.FEMALE,
        years=(12.0, 55.0),
        tests=("hcg_test", "pelvic_ultrasound"),
        days=(0.0, 60.0),
    ),
    pattern(
        "obstetrics_gynaecology.postmenopausal",
        (("vaginal_bleeding.postmenopausal",),),
        Urgency.SOON,
        "绝经后又出血，几天内要查",
        "bleeding after the menopause: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        sex=Sex.FEMALE,
        tests=("pelvic_ultrasound", "endometrial_biopsy"),
    ),
    pattern(
        "obstetrics_gynaecology.preeclampsia",
        (
            ("hx.pregnant.late",),
            ("headache", "blurred_vision", "visual_loss", "abdominal_pain.epigastric", "abdominal_pain.ruq"),
            ("high_bp", "edema.face", "edema", "high_bp.severe"),
        ),
        Urgency.EMERGENCY,
        "怀孕后期头痛、眼花又血压高或浮肿，要马上去医院",
        "late pregnancy with headache or dim sight and high pressure or swelling: hospital now",
        "ACOG Practice Bulletin 222, 2020",
        sex=Sex.FEMALE,
        tests=("urinalysis", "liver_function", "blood_count"),
    ),
    pattern(
        "obstetrics_gynaecology.torsion",
        (("pelvic_pain.sudden_one_side",), ("vomiting", "nausea")),
        Urgency.EMERGENCY,
        "一侧小肚子突然剧痛还吐，可能是卵巢扭转，要马上去医院",
        "sudden one-sided pain low down with vomiting may be a twisted ovary: hospital now",
        "ACOG Committee Opinion 783, 2019",
        sex=Sex.FEMALE,
        tests=("pelvic_ultrasound", "hcg_test"),
        days=(0.0, 7.0),
    ),
    pattern(
        "obstetrics_gynaecology.pid",
        (("pelvic_pain", "abdominal_pain.lower"), ("vaginal_discharge.purulent", "vaginal_discharge"), ("fever",)),
        Urgency.URGENT,
        "下腹痛、白带多还发烧，可能是盆腔炎，今天要看",
        "pain low down with discharge and fever may be a pelvic infection: to be seen today",
        "CDC STI Treatment Guidelines, MMWR Recomm Rep 2021;70(4)",
        sex=Sex.FEMALE,
        tests=("std_swab", "hcg_test"),
    ),
    pattern(
        "obstetrics_gynaecology.postcoital",
        (("vaginal_bleeding.postcoital",),),
        Urgency.SOON,
        "同房后出血，要查宫颈",
        "bleeding after intercourse: the cervix should be looked at",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        sex=Sex.FEMALE,
        tests=("cervical_screening", "gynaecological_exam"),
    ),
    pattern(
        "obstetrics_gynaecology.still_baby",
        (("reduced_fetal_movement",),),
        Urgency.URGENT,
        "胎动变少，今天要去医院听胎心",
        "fewer movements of the baby: to be listened to today",
        "RCOG Green-top Guideline 57, 2011",
        sex=Sex.FEMALE,
        tests=("fetal_monitoring",),
    ),
    pattern(
        "obstetrics_gynaecology.postpartum_blues",
        (("postpartum_mood",), ("low_mood", "worthlessness", "harm_baby_thoughts", "insomnia")),
        Urgency.SOON,
        "生完孩子情绪一直低落，值得这几天就和医生谈谈",
        "low mood after birth is worth talking over with a doctor within days",
        "NICE CG192 Antenatal and postnatal mental health, 2014 (updated 2020)",
        sex=Sex.FEMALE,
    ),
)
