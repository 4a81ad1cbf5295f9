"""Paediatrics: the child that says little, the belly that comes in waves, the fever of five days."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "paediatrics.intussusception",
        (
            ("child_crying_colic_bouts", "abdominal_pain.colicky", "child_crying"),
            ("vomiting", "child_currant_jelly", "vomiting.bilious"),
            ("child_currant_jelly", "child_listless", "lethargy", "abdominal_mass.child"),
        ),
        Urgency.EMERGENCY,
        "宝宝一阵阵哭闹、吐、便血，可能是肠套叠，要马上去医院",
        "bouts of crying with vomiting and bloody stool may be intussusception: hospital now",
        "Jiang J et al. PLoS One 2013;8(7):e68482",
        years=(0.0, 5.0),
        tests=("abdominal_ultrasound",),
    ),
    pattern(
        "paediatrics.kawasaki",
        (
            ("fever", "fever.high"),
            ("child_red_lips_tongue", "strawberry_tongue", "child_hand_foot_swelling", "skin_peeling_fingers"),
            ("red_eye", "rash", "lymph_nodes.cervical", "child_hand_foot_swelling"),
        ),
        Urgency.URGENT,
        "发烧五天左右又眼红、嘴唇红、手脚肿，今天要查川崎病",
        "fever of about five days with red eyes, lips and swollen hands: Kawasaki disease to be looked for today",
        "McCrindle BW et al. Circulation 2017;135(17):e927-e999",
        years=(0.0, 12.0),
        days=(4.0, 30.0),
        tests=("blood_count", "crp_test", "echocardiography"),
    ),
    pattern(
        "paediatrics.limp_fever",
        (("limping.child_weeks", "limping"), ("fever",)),
        Urgency.URGENT,
        "孩子发烧又瘸，今天要看关节和骨头",
        "a limping child with fever: joints and bones to be looked at today",
        "Kocher MS et al. J Bone Joint Surg Am 2004;86(8):1629-1635",
        years=(0.0, 14.0),
        tests=("blood_count", "crp_test", "hip_ultrasound_infant"),
    ),
    pattern(
        "paediatrics.purpura_legs",
        (("rash.petechiae_legs", "rash.purpura_raised"), ("abdominal_pain", "joint_pain", "hematuria")),
        Urgency.URGENT,
        "腿上出血点又肚子痛或关节痛，今天查尿和血",
        "spots on the legs with belly or joint pain: urine and blood to be tested today",
        "Ozen S et al. Ann Rheum Dis 2019;78(12):1607-1614",
        years=(2.0, 18.0),
        tests=("urinalysis", "blood_count"),
    ),
    pattern(
        "paediatrics.hurt_untold",
        (("child_unexplained_injuries",),),
        Urgency.URGENT,
        "伤得说不清怎么来的，今天要请儿科看",
        "injuries that nobody can explain: a paediatrician today",
        "NICE CG89 Child maltreatment, 2009 (updated 2017)",
        years=(0.0, 14.0),
    ),
    pattern(
        "paediatrics.still_newborn",
        (
            ("child_poor_feeding", "child_listless", "hypothermia"),
            ("fever", "hypothermia", "child_listless", "lethargy", "newborn_jaundice"),
        ),
        Urgency.EMERGENCY,
        "月子里的宝宝吃奶差、没精神，要马上去医院",
        "a newborn that feeds badly and is listless: hospital now",
        "WHO. Integrated Management of Childhood Illness, 2014: young infant",
        years=(0.0, 0.165),
    ),
)
